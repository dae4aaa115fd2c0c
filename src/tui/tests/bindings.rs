//! Keys of one's own, keys one after the other, and what is not a key at all.

use crate::backend::Severity;
use crate::model::KeyPreset;
use crate::tui::action::{Action, Keymap, own_keys, record};
use crate::tui::effect::Effect;
use crate::tui::fake::Desk;
use crate::tui::input::Input;
use crate::tui::overlay::Overlay;
use crate::tui::pane::Screen;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use std::time::Duration;

fn jane(width: u16, height: u16) -> Desk {
    let mut desk = Desk::new(width, height);
    desk.keys("jan Enter").rest();
    desk
}

/// The console has read this file.
fn own(desk: &mut Desk, text: &str, asked: bool) {
    let own = Box::new(own_keys::read(text, desk.app.keys.preset()));
    desk.input(Input::KeysRead { own, asked });
}

#[test]
fn footer_help_palette_and_menu_follow_the_operators_keys_at_once() {
    let mut desk = jane(120, 36);
    assert!(desk.text().lines().last().unwrap().contains("o offboard"));
    own(&mut desk, "\"people.offboard\" = \"Ctrl-K\"\n\"access.why\" = []\n\"console.help\" = \"F11\"", false);
    let footer = desk.text().lines().last().unwrap().to_owned();
    assert!(footer.contains("Ctrl-K offboard") && footer.contains("F11 help"), "{footer}");
    assert!(!footer.contains("w why") && !footer.contains("o offboard"), "{footer}");
    for (open, typed) in [("F11", "offboard"), ("Ctrl-P", "offboard"), ("x", "offboard")] {
        desk.keys(open).type_text(typed);
        let text = desk.text();
        assert!(text.contains("Ctrl-K      offboard the person"), "{open}: {text}");
        desk.keys("Esc");
    }
    desk.sent.clear();
    desk.keys("o ?");
    assert!(desk.sent.is_empty() && desk.app.overlays.is_empty(), "the keys that were replaced mean nothing");
    desk.keys("Ctrl-K");
    assert_eq!(desk.app.screen(), Screen::Plan);
}

#[test]
fn what_is_wrong_in_the_file_is_told_on_the_screen_and_in_the_messages() {
    let mut desk = jane(120, 36);
    own(&mut desk, "\"people.ofboard\" = \"Ctrl-K\"\n\"go.runs\" = \"Ctrl-M\"\n\"go.audit\" = \"F11\"\n", false);
    assert!(desk.text().contains("2 lines of keys.toml were left out; @ shows them all."), "{}", desk.text());
    desk.keys("@");
    let text = desk.text();
    assert!(
        text.contains("keys.toml, line 1: there is no action `people.ofboard`; did you mean `people.offboard`?"),
        "{text}"
    );
    assert!(text.contains("keys.toml, line 2: `go.runs`: no terminal sends Ctrl-M"), "{text}");
    desk.keys("Esc F11");
    assert_eq!(desk.app.screen(), Screen::Audit, "the rest holds");
}

#[test]
fn the_keys_are_read_again_when_that_is_wished() {
    let mut desk = jane(80, 24);
    desk.keys("Ctrl-P").type_text("keys.toml").keys("Enter");
    assert_eq!(desk.effects, [Effect::ReadKeys]);
    own(&mut desk, "\"go.runs\" = \"F11\"", true);
    assert!(desk.text().contains("1 action has keys of your own"), "{}", desk.text());
    own(&mut desk, "", true);
    assert!(desk.text().contains("those of the preset"), "{}", desk.text());
    let before = desk.app.notices.len();
    own(&mut desk, "", false);
    assert_eq!(desk.app.notices.len(), before, "at the start a file without faults says nothing");
}

#[test]
fn a_begun_key_lists_how_to_go_on_until_another_is_pressed() {
    for (width, height) in [(80, 24), (120, 36)] {
        let mut desk = jane(width, height);
        insta::assert_snapshot!(format!("begun_{width}x{height}"), desk.keys(",").text());
    }
    let mut desk = jane(80, 24);
    let (before, selected) = (desk.text(), desk.app.people.users);
    let begun = desk.keys(",").text();
    desk.wait(Duration::from_secs(3600));
    assert_eq!(desk.text(), begun, "it waits for ever");
    assert_eq!(desk.keys("Esc").text(), before, "Esc gives it up");
    assert_eq!(desk.keys(", j").app.screen(), Screen::Jobs);
    desk.keys("Esc , z");
    assert_eq!(
        (desk.text(), desk.app.people.users.at),
        (before.clone(), selected.at),
        "and so does any other key, which does nothing else"
    );
    desk.keys(", 3");
    assert_eq!(desk.app.screen(), Screen::Audit);
    desk.keys("Esc , Ctrl-C");
    assert!(desk.app.pressed.is_empty() && desk.text().contains("Ctrl-C again quits"));
    desk.keys("Ctrl-C");
    assert_eq!(desk.effects, [Effect::Quit]);
}

#[test]
fn in_an_empty_field_a_begun_key_still_leads_on_and_otherwise_it_is_typed() {
    let mut desk = Desk::new(80, 24);
    desk.keys(", r");
    assert_eq!(desk.app.screen(), Screen::Runs);
    let mut desk = Desk::new(80, 24);
    desk.keys("doe,r");
    assert_eq!(desk.app.people.query.text(), "doe,r");
}

#[test]
fn a_layer_that_comes_meanwhile_gives_up_what_was_begun() {
    let mut desk = jane(80, 24);
    desk.keys(",");
    desk.app.open_overlay(Overlay::Messages(crate::tui::overlay::messages::Messages::default()));
    desk.input(Input::Resize(80, 24));
    assert!(desk.app.pressed.is_empty());
    desk.keys("r");
    assert_eq!(desk.app.screen(), Screen::People);
}

#[test]
fn the_vim_preset_has_its_sequences() {
    let mut desk = jane(120, 36);
    desk.app.keys = Keymap::new(KeyPreset::Vim);
    desk.keys("G g");
    assert!(desk.app.people.users.at > 0);
    desk.keys("g");
    assert_eq!(desk.app.people.users.at, 0);
    desk.keys("y y");
    assert!(matches!(&desk.effects[..], [Effect::Copy(text)] if text.contains("Jane Doe")), "{:?}", desk.effects);
    desk.keys("g t Ctrl-W o");
    assert!(desk.app.zoom && desk.app.focus() == crate::tui::pane::Pane::Members);
}

#[test]
fn with_the_arrows_preset_everything_is_in_reach() {
    let mut desk = jane(120, 36);
    desk.app.keys = Keymap::new(KeyPreset::Arrows);
    desk.keys("Ctrl-N");
    assert!(desk.text().contains("What can be done here"));
    desk.keys("Esc Ctrl-F");
    assert!(desk.app.typing());
    desk.keys("Enter");
    assert!(desk.text().lines().last().unwrap().contains("F1 help"), "{}", desk.text());
    // Every action has a key, is in the menu of its place, or is in the palette, which has a key.
    assert!(!desk.app.keys.keys(record(Action::Palette).unwrap()).is_empty());
    let mut out = crate::tui::effect::Effects::default();
    desk.app.perform(Action::Screens, &mut out);
    desk.input(Input::Resize(120, 36));
    assert!(desk.text().contains("Screens: Enter goes there"), "{}", desk.text());
}

#[test]
fn the_release_of_a_key_is_nothing() {
    let mut desk = jane(80, 24);
    let before = desk.text();
    for code in [KeyCode::Char('o'), KeyCode::Char('q'), KeyCode::Enter, KeyCode::Char(',')] {
        let mut event = KeyEvent::new(code, KeyModifiers::NONE);
        event.kind = KeyEventKind::Release;
        desk.input(Input::Key(event));
    }
    assert!(desk.text() == before && desk.sent.is_empty() && desk.effects.is_empty());
}

#[test]
fn a_paste_of_a_million_characters_is_cut_to_the_field_and_triggers_nothing() {
    let mut desk = Desk::new(120, 36);
    let text = "q\u{1b}[Ao\nx, r".repeat(100_000);
    desk.input(Input::Paste(text.clone()));
    assert_eq!(desk.app.people.query.text().chars().count(), 400);
    assert!(desk.text().contains("The paste was cut: a field takes 400 characters."), "{}", desk.text());
    assert!(desk.effects.is_empty() && desk.app.overlays.is_empty() && desk.app.screen() == Screen::People);
    // The same in a layer, and where there is no field.
    desk.keys("Esc Ctrl-P").input(Input::Paste(text.clone()));
    assert!(desk.effects.is_empty() && matches!(desk.app.overlays.last(), Some(Overlay::Chooser(_))));
    desk.keys("Esc Esc Esc Enter").answer().effects.clear();
    desk.sent.clear();
    desk.input(Input::Paste(text));
    assert!(desk.sent.is_empty() && desk.effects.is_empty());
}

#[test]
fn what_is_too_long_for_the_clipboard_says_where_it_went() {
    let mut desk = jane(120, 36);
    desk.input(Input::CopyKept(Ok("/data/copied-1.txt".into())));
    assert!(desk.text().contains("it was written to /data/copied-1.txt."), "{}", desk.text());
    desk.input(Input::CopyKept(Err("no room".into())));
    assert!(desk.text().contains("not written to a file either: no room."), "{}", desk.text());
    assert!(desk.app.notices.newest_first().all(|notice| notice.severity == Severity::Warning));
}
