//! The real console on its practice tenant, in a real pseudo-terminal: from a part of a name to the audit trail, and
//! every way out.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "all of it is a test")]

mod pseudo_terminal;

use portable_pty::CommandBuilder;
use pseudo_terminal::{Stage, given_back};
use std::time::Duration;

/// `lanyard --demo`, away from this machine's own settings.
fn demo(columns: u16, rows: u16, variables: &[(&str, &str)]) -> Stage {
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_lanyard"));
    command.args(["--demo", "--people", "200"]);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("LANYARD_") || name.to_string_lossy().starts_with("GENESYS_") {
            command.env_remove(name);
        }
    }
    command.env("TERM", "xterm-256color");
    command.env_remove("NO_COLOR");
    for (name, value) in variables {
        command.env(name, value);
    }
    Stage::open(command, columns, rows)
}

/// Waits until the directory is there; then types until this person alone is left, and has them read.
fn find(stage: &mut Stage, words: &str, name: &str) {
    stage.wait_for("people, grants ").keys(words).wait_for("1/2").wait_for(name).keys("\r").wait_for("permissions ·");
}

/// From the plan on the screen to the finished run.
fn confirm(stage: &mut Stage, typed: &str) {
    // Keys that come before the dialog has settled are dropped, and it says when it has.
    stage.keys("c").wait_for("Enter goes back").keys("\t").keys(typed).wait_for("+ fits");
    stage.keys("\tleft the company").wait_for("left the company").keys("\tHR-4711").wait_for("HR-4711");
    stage.keys("\t\t").wait_for("Ctrl-X offboards").keys("\x18").wait_for("Access was cut");
    stage.wait_until("a run that is done", |text| text.contains("+ done  13 of 13"));
}

fn quit(stage: Stage) -> String {
    let mut stage = stage;
    stage.keys("\x03").wait_for("Ctrl-C again quits").keys("\x03");
    let (well, written) = stage.end();
    assert!(well, "{written}");
    given_back(&written);
    written
}

fn whole_way(columns: u16, rows: u16) {
    let mut stage = demo(columns, rows, &[]);
    stage.wait_for("DEMO").wait_for("Acme Practice");
    find(&mut stage, "marta.q", "Marta Quell");
    stage.wait_for("on 3 open calls").keys("o").wait_for("will be deleted").wait_for("on 3 open conversations");
    confirm(&mut stage, "Marta Quell");
    stage.wait_for("everything was proved by reading");
    stage.keys("\x1bOS").wait_for("the run is done").wait_for("read-back");
    stage
        .keys("v")
        .wait_for("the chain is whole to record")
        .keys("\r")
        .wait_for("Audit record")
        .wait_for("left the company")
        .wait_for("HR-4711");
    stage.keys("\x1b").wait_for("the chain is whole").keys("q").wait_for("Run: offboard").keys("q");
    stage.wait_until("the people, with her deleted", |text| {
        text.contains("1 Users") && text.lines().any(|line| line.contains("Marta Quell") && line.contains("deleted"))
    });
    quit(stage);
}

#[test]
fn from_a_part_of_a_name_to_the_audit_trail_at_80x24() {
    whole_way(80, 24);
}

#[test]
fn from_a_part_of_a_name_to_the_audit_trail_at_120x36() {
    whole_way(120, 36);
}

#[test]
fn a_name_that_no_keyboard_types_is_confirmed_by_the_address() {
    let mut stage = demo(80, 24, &[]);
    find(&mut stage, "jingyi", "欧阳静怡");
    stage.keys("o").wait_for("will be deleted");
    confirm(&mut stage, "jingyi.ouyang@acme.example");
    quit(stage);
}

#[test]
fn a_blocked_plan_goes_no_further() {
    let mut stage = demo(80, 24, &[]);
    find(&mut stage, "desmond.o", "Desmond Okafor");
    stage.keys("o").wait_for("x blocker").wait_for("last active holder").keys("c").wait_for("Not now");
    assert!(!stage.text().contains("Confirm: offboard"));
    quit(stage);
}

#[test]
fn no_colour_where_none_is_wanted() {
    let mut stage = demo(80, 24, &[("NO_COLOR", "1")]);
    find(&mut stage, "marta.q", "Marta Quell");
    stage.keys("o").wait_for("will be deleted");
    let written = quit(stage);
    let coloured = |sequence: &str| {
        let codes = sequence.split('m').next().unwrap_or_default();
        codes.chars().all(|c| c.is_ascii_digit() || c == ';')
            && codes
                .split(';')
                .filter_map(|code| code.parse::<u16>().ok())
                .any(|code| matches!(code, 30..=38 | 40..=48 | 90..=97 | 100..=107))
    };
    let found: Vec<&str> = written.split("\x1b[").skip(1).filter(|rest| coloured(rest)).collect();
    assert!(found.is_empty(), "{:?}", found.first());
}

#[test]
fn idle_it_writes_nothing() {
    let mut stage = demo(120, 36, &[]);
    find(&mut stage, "marta.q", "Marta Quell");
    stage.wait_for_silence(Duration::from_millis(800));
    assert_eq!(stage.written_within(Duration::from_secs(3)), 0);
    quit(stage);
}

#[test]
fn the_terminal_is_given_back_on_every_signal() {
    use rustix::process::Signal;
    for signal in [Signal::TERM, Signal::HUP, Signal::INT] {
        let mut stage = demo(80, 24, &[]);
        stage.wait_for("lanyard");
        stage.signal(signal);
        let (well, written) = stage.end();
        assert!(well, "{signal:?}: {written}");
        given_back(&written);
    }
}
