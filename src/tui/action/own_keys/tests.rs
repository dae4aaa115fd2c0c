//! Files of keys, good and bad.

use super::*;
use crate::tui::action::record;
use crate::tui::pane::{Screen, people, plan};

fn keys(read: &OwnKeys, action: Action) -> Vec<String> {
    read.keymap.keys(record(action).unwrap()).iter().map(ToString::to_string).collect()
}

/// What is said of a file, line by line.
fn said(text: &str) -> Vec<String> {
    read(text, KeyPreset::Usual).findings.iter().map(ToString::to_string).collect()
}

#[test]
fn only_differences_are_listed() {
    let own = read(
        "\"people.offboard\" = \"Ctrl-K\"\ngo.runs = [\"F3\", \", w\"]\n\"console.quit\" = []\n",
        KeyPreset::Usual,
    );
    assert_eq!(keys(&own, Action::People(people::Act::Offboard)), ["Ctrl-K"]);
    assert_eq!(keys(&own, Action::Go(Screen::Runs)), ["F3", ", w"], "also without quotes");
    assert!(keys(&own, Action::Quit).is_empty());
    assert_eq!(keys(&own, Action::Go(Screen::Audit)), keys(&read("", KeyPreset::Usual), Action::Go(Screen::Audit)));
    assert_eq!(own.changed, 3);
    assert_eq!(own.findings.len(), 1, "a note about the action without a key: {:?}", own.findings);
    assert!(own.findings[0].note && own.findings[0].line == Some(3));
}

#[test]
fn what_is_wrong_is_told_with_its_line_and_a_suggestion_and_the_rest_holds() {
    let text = "\
# my keys
\"people.ofboard\" = \"Ctrl-K\"
\"go.runs\" = \"ctrl+k\"
\"go.audit\" = \"Ctrl-M\"
\"people.offboard\" = \"O\"
\"go.jobs\" = 5
\"console.help\" = [\"F1\", \"Entr\", \",h\"]
\"go.groups\" = \"Ctrl-K\"
";
    let own = read(text, KeyPreset::Usual);
    let said: Vec<String> = own.findings.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(said.join("\n"));
    assert_eq!(keys(&own, Action::Go(Screen::Groups)), ["Ctrl-K"], "the rest of the file holds");
    assert_eq!(keys(&own, Action::Help), ["F1"], "and the rest of an entry");
    assert_eq!(
        keys(&own, Action::People(people::Act::Offboard)),
        ["o", "Ctrl-O"],
        "what cannot be used leaves the preset's"
    );
}

#[test]
fn a_clash_names_both_and_the_later_line_gives_way() {
    let own = read("\"go.runs\" = \"F11\"\n\"go.audit\" = \"F11\"\n", KeyPreset::Usual);
    assert_eq!((keys(&own, Action::Go(Screen::Runs)), own.findings.len()), (vec!["F11".to_owned()], 1));
    let text = own.findings[0].to_string();
    assert!(text.starts_with("line 2: `go.audit`") && text.contains("`go.runs` (runs)"), "{text}");
    // Keys change hands within one file.
    let own = read("\"go.runs\" = \"F4\"\n\"go.audit\" = \"F3\"\n", KeyPreset::Usual);
    assert!(own.findings.is_empty(), "{:?}", own.findings);
    // One key may not be how the keys of another begin.
    let text = said("\"list.refresh\" = \",\"\n").join("");
    assert!(text.contains("cannot be told apart"), "{text}");
    let text = said("\"list.refresh\" = [\"z\", \"z z\"]\n").join("");
    assert!(text.contains("one is how the other begins"), "{text}");
}

#[test]
fn what_changes_something_has_no_key_that_is_pressed_by_accident() {
    for (line, why) in [
        ("\"confirm.carry-out\" = \"z\"", "too easily pressed"),
        ("\"confirm.carry-out\" = \"Enter\"", "never is the key"),
        ("\"decide.carry-out\" = \"Del\"", "too easily pressed"),
        ("\"ask.yes\" = \"Space\"", "never is the key"),
        ("\"ask.yes\" = \"R\"", "pressed twice"),
        ("\"run.retry\" = \"y\"", "pressed twice"),
    ] {
        let text = said(line).join("");
        assert!(text.contains(why), "{line}: {text}");
    }
    let own = read("\"confirm.carry-out\" = \"F11\"", KeyPreset::Usual);
    assert!(own.findings.is_empty(), "{:?}", own.findings);
    assert_eq!(keys(&own, Action::Plan(plan::Act::CarryOut)), ["F11"]);
}

#[test]
fn nobody_can_lock_themselves_in() {
    for line in ["\"move.back\" = []", "\"move.back\" = \"z\"", "\"console.interrupt\" = \"z z\""] {
        let own = read(line, KeyPreset::Usual);
        assert!(own.findings.iter().any(|finding| finding.text.contains("way out")), "{line}: {:?}", own.findings);
        assert_eq!(keys(&own, Action::Back), ["Esc"]);
        assert_eq!(keys(&own, Action::Interrupt), ["Ctrl-C"]);
    }
}

#[test]
fn a_file_that_is_no_toml_is_told_and_breaks_nothing() {
    let own = read("\"go.runs\" = \"F11\"\n= = =\n\"go.audit\" = \"Ctrl-K\"\n", KeyPreset::Usual);
    assert!(own.findings.iter().any(|f| f.line == Some(2) && f.text.contains("not TOML")), "{:?}", own.findings);
    assert_eq!(keys(&own, Action::Go(Screen::Runs)), ["F11"]);
    let long = "x".repeat(100_000);
    for text in ["[", "\u{0}", long.as_str(), "\"people.offboard\" = {}", "a = 1\na = 2"] {
        read(text, KeyPreset::Usual);
    }
}

#[test]
fn every_preset_can_be_built_upon() {
    for preset in KeyPreset::ALL {
        let own = read("\"go.runs\" = \"F11\"", *preset);
        assert!(own.findings.is_empty(), "{preset}: {:?}", own.findings);
        assert_eq!((own.keymap.preset(), own.changed), (*preset, 1));
    }
}
