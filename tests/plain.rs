//! The console as a conversation in lines: the real binary on its practice tenant, through pipes and in a pseudo-terminal.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "all of it is a test")]

mod pseudo_terminal;

use portable_pty::CommandBuilder;
use pseudo_terminal::{PATIENCE, Stage};
use std::io::Write as _;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

const MARTA: &str = "marta.quell@acme.example";

/// From the menu to Marta Quell, what she may do about queues, and the plan to offboard her.
const TO_THE_PLAN: [&str; 6] = ["1", "marta.quell", "1", "1", "queue", "5"];

/// `lanyard --demo` with these lines through a pipe, away from this machine's own settings.
fn piped(arguments: &[&str], lines: &[&str]) -> Output {
    let home = tempfile::tempdir().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_lanyard"))
        .args(["--demo", "--people", "100"])
        .args(arguments)
        .env_clear()
        .env("HOME", home.path())
        .env("TERM", "xterm-256color")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let script: String = lines.iter().map(|line| format!("{line}\n")).collect();
    child.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

/// Nothing but lines: no escape code, no line written over, nothing taken back.
fn only_lines(written: &str) {
    for sign in ['\u{1b}', '\u{8}', '\u{7}', '\u{9b}'] {
        assert!(!written.contains(sign), "{sign:?} in {written}");
    }
    let alone = written.replace("\r\n", "\n");
    assert!(!alone.contains('\r'), "a carriage return alone in {written}");
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn the_whole_work_through_a_pipe() {
    let offboard = ["", "Marta Quell", "left the company", "HR-1", "", "yes", "back", "back"];
    let show_and_restore = ["4", "2", "1", "1", "6", "", MARTA, "HR was wrong", "HR-2", "yes", "back", "back"];
    let lines = [&TO_THE_PLAN[..], &offboard, &show_and_restore, &["9", "3", "quit"]].concat();
    let came = piped(&[], &lines);
    let written = text(&came.stdout);
    assert_eq!(came.status.code(), Some(0), "{written}{}", text(&came.stderr));
    only_lines(written);
    assert!(!written.contains('\r'), "{written}");
    assert_eq!(text(&came.stderr), "");
    for words in [
        "This is: lanyard --demo access marta.quell@acme.example --permission queue\n",
        "This is: lanyard --demo offboard marta.quell@acme.example\n",
        "Offboard Marta Quell now? yes or no> yes\n",
        "This is: lanyard --demo offboard marta.quell@acme.example --yes --reason 'left the company' --ticket HR-1",
        "Access was cut ",
        "everything was proved by reading back.\n",
        "reason: left the company\n",
        "This is: lanyard --demo restore ",
        "Restore Marta Quell now? yes or no> yes\n",
        "This is: lanyard --demo audit verify\n",
    ] {
        assert!(written.contains(words), "{words}: {written}");
    }
    let states = |written: &str| written.matches("  + done      state ").count();
    let (offboarding, rest) = written.split_once("This is: lanyard --demo runs list").unwrap();
    assert_eq!(states(offboarding), 1, "each step is told once: {offboarding}");
    assert!(rest.contains("6 of 6 portions given back"), "{rest}");
}

#[test]
fn a_wrong_name_and_an_end_in_the_middle_change_nothing() {
    let wrong = [&TO_THE_PLAN[..], &["", "Marta", "left", "HR-1", "", "yes"]].concat();
    let came = piped(&["--plain"], &wrong);
    assert_eq!(came.status.code(), Some(3), "{}", text(&came.stdout));
    assert!(text(&came.stdout).contains("x That is neither the name nor the e-mail address in the plan."));
    let open = [&TO_THE_PLAN[..], &["", "Marta Quell", "left"]].concat();
    let ended = piped(&[], &open);
    assert_eq!(ended.status.code(), Some(2), "{}", text(&ended.stdout));
    for came in [came, ended] {
        only_lines(text(&came.stdout));
        assert!(!text(&came.stdout).contains("--yes --reason 'left"), "{}", text(&came.stdout));
        assert!(!text(&came.stdout).contains("Access was cut"), "{}", text(&came.stdout));
    }
}

#[test]
fn a_session_that_is_read_only_shows_the_plan_and_goes_no_further() {
    let came = piped(&["--read-only"], &[&TO_THE_PLAN[..], &["", "quit"]].concat());
    let written = text(&came.stdout);
    assert_eq!(came.status.code(), Some(3), "{written}");
    assert!(written.contains("! Nothing can be changed: this session is read-only (flag --read-only)."), "{written}");
    assert!(written.contains("Nothing was changed. To carry out exactly this plan:"), "{written}");
    assert!(!written.contains("To go on"), "{written}");
}

/// Somebody at a terminal that shows lines only.
struct Desk {
    stage: Stage,
    seen: usize,
}

impl Desk {
    fn open(arguments: &[&str], term: &str) -> Self {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_lanyard"));
        command.args(arguments);
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("LANYARD_") || name.to_string_lossy().starts_with("GENESYS_") {
                command.env_remove(name);
            }
        }
        command.env("TERM", term);
        command.env_remove("NO_COLOR");
        Self { stage: Stage::open(command, 80, 24), seen: 0 }
    }

    /// Waits until this is written after all that was waited for before.
    fn wait_for(&mut self, what: &str) -> &mut Self {
        let end = Instant::now() + PATIENCE;
        loop {
            let written = self.stage.written();
            if let Some(at) = written.get(self.seen..).and_then(|new| new.find(what)) {
                self.seen += at + what.len();
                return self;
            }
            assert!(Instant::now() < end, "waited in vain for {what:?}:\n{written}");
            self.stage.wait_for_news(Duration::from_millis(200));
        }
    }

    /// Answers a question once it is asked.
    fn answer(&mut self, question: &str, answer: &str) -> &mut Self {
        self.wait_for(&format!("{question}> "));
        self.stage.keys(&format!("{answer}\r"));
        self
    }

    fn end(self) -> (bool, String) {
        let (well, written) = self.stage.end();
        only_lines(&written);
        (well, written)
    }
}

#[test]
fn a_terminal_that_cannot_move_its_cursor_gets_lines_and_the_whole_work_can_be_done() {
    let mut desk = Desk::open(&["--demo", "--people", "100"], "dumb");
    desk.wait_for("the practice tenant").answer("Choice", "1");
    desk.answer("Person: a part of the name or address", "marta.quell").answer("Which one", "1");
    desk.wait_for("Give their seat to a successor").answer("Choice", "5");
    desk.answer("Recipe, or nothing for standard-leaver", "").wait_for("This is: lanyard --demo offboard marta.quell");
    desk.answer("type the name or the e-mail address", "Marta").wait_for("x That is neither the name");
    desk.answer("type the name or the e-mail address", "Marta Quell");
    desk.answer("Reason", "left the company").answer("Ticket, or nothing", "HR-1");
    desk.answer("When, or nothing for now", "yesterday").wait_for("x That is no time to come");
    desk.answer("When, or nothing for now", "").answer("yes or no", "yes");
    desk.wait_for("+ done").wait_for("everything was proved by reading back.");
    desk.answer("Choice", "back").answer("Person: a part of the name or address", "back");
    desk.answer("Choice", "4").answer("Choice", "2").answer("Which run", "1");
    desk.answer("Choice", "1").wait_for("reason: left the company").answer("Choice", "6");
    desk.answer("Only these portions, or nothing for all", "").wait_for("Restore Marta Quell");
    desk.answer("type the name or the e-mail address", MARTA);
    desk.answer("Reason", "HR was wrong").answer("Ticket, or nothing", "").answer("yes or no", "yes");
    desk.wait_for("portions given back").answer("Choice", "quit");
    let (well, written) = desk.end();
    assert!(well, "{written}");
}

#[test]
fn ctrl_c_at_a_question_says_how_to_leave_and_the_second_leaves() {
    let mut desk = Desk::open(&["--demo", "--people", "100", "--plain"], "xterm-256color");
    desk.wait_for("Choice> ");
    desk.stage.keys("\x03");
    desk.wait_for("! Ctrl-C once more leaves, and so does `quit`.").answer("Choice", "1");
    desk.wait_for("Person: a part of the name or address> ");
    desk.stage.keys("\x03");
    desk.wait_for("! Ctrl-C once more leaves").wait_for("Person: a part of the name or address> ");
    desk.stage.keys("\x03");
    let (well, written) = desk.end();
    assert!(well, "{written}");
}

#[test]
fn the_end_of_the_input_at_a_terminal_leaves() {
    let mut desk = Desk::open(&["--demo", "--people", "100", "--plain"], "xterm-256color");
    desk.answer("Choice", "1").wait_for("Person: a part of the name or address> ");
    desk.stage.keys("\x04");
    let (well, written) = desk.end();
    assert!(well && written.contains("what was asked about was not done."), "{written}");
}

#[test]
fn every_command_writes_nothing_but_lines_where_that_is_asked_for() {
    for (arguments, words) in [
        (&["--plain", "--help"][..], "Exit codes:"),
        (&["--plain", "--no-such-flag"], "Usage: lanyard"),
        (&["--plain", "offboard"], "Usage: lanyard offboard"),
        (&["--plain", "--demo", "--people", "100", "doctor"], "+ good"),
        (&["--plain", "--demo", "--people", "100", "who-can", "routing:queue:delete"], "by the directory"),
        (
            &["--plain", "--demo", "--people", "100", "offboard", MARTA, "--yes", "--reason", "left"],
            "everything was proved by reading back.",
        ),
        (
            &[
                "--plain",
                "--demo",
                "--people",
                "100",
                "offboard",
                MARTA,
                "ingrid.solheim@acme.example",
                "--yes",
                "--reason",
                "left",
                "--exactly",
                "2",
            ],
            "2 offboarded, 0 not.",
        ),
    ] {
        let mut desk = Desk::open(arguments, "xterm-256color");
        desk.wait_for(words);
        desk.end();
    }
}
