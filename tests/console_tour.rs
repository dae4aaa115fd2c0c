//! The tour on the real practice tenant, in a real pseudo-terminal: whoever does literally what the strip says, and knows
//! nothing else, offboards somebody and gives everything back.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "all of it is a test")]

mod pseudo_terminal;

use portable_pty::CommandBuilder;
use pseudo_terminal::{PATIENCE, Stage, given_back};
use std::time::{Duration, Instant};

fn tour(columns: u16, rows: u16) -> Stage {
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_lanyard"));
    command.args(["--demo", "--tour", "--people", "200"]);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("LANYARD_") || name.to_string_lossy().starts_with("GENESYS_") {
            command.env_remove(name);
        }
    }
    command.env("TERM", "xterm-256color");
    command.env_remove("NO_COLOR");
    Stage::open(command, columns, rows)
}

/// What the strip says to do, as it stands on the screen.
#[derive(Clone, PartialEq, Debug)]
enum Says {
    Press(String),
    Type(String),
    Wait,
}

/// Reads the strip: the step, and what it says to do.
fn read(text: &str) -> Option<(String, Says)> {
    let mut lines = text.lines().skip_while(|line| !line.starts_with(" Step ") && !line.starts_with(" + That was"));
    let step = lines.next()?.trim().split("  ").next()?.to_owned();
    let line = lines.next()?.trim().to_owned();
    let says = match line.strip_prefix("> ") {
        Some(rest) if rest.starts_with("Press ") => Says::Press(word(rest, "Press ")),
        Some(rest) if rest.starts_with("Type ") => Says::Type(word(rest, "Type ")),
        _ => Says::Wait,
    };
    Some((step, says))
}

fn word(rest: &str, lead: &str) -> String {
    rest.trim_start_matches(lead).split(": ").next().unwrap_or_default().to_owned()
}

/// What a terminal sends for a key as it is written.
fn bytes(key: &str) -> String {
    match key {
        "Enter" => "\r".to_owned(),
        "Esc" => "\x1b".to_owned(),
        "Tab" => "\t".to_owned(),
        "Down" => "\x1b[B".to_owned(),
        "F2" => "\x1bOQ".to_owned(),
        "F3" => "\x1bOR".to_owned(),
        "F4" => "\x1bOS".to_owned(),
        _ => match key.strip_prefix("Ctrl-").and_then(|letter| letter.bytes().next()) {
            Some(letter) => char::from(letter & 0x1f).to_string(),
            None => key.to_owned(),
        },
    }
}

/// Does what the strip says until the tour is over; returns the steps as they came up.
fn follow(stage: &mut Stage) -> Vec<String> {
    let end = Instant::now() + PATIENCE * 3;
    let mut steps: Vec<String> = Vec::new();
    let mut last = None;
    let mut tried = Instant::now();
    loop {
        let text = stage.text();
        assert!(Instant::now() < end, "it does not come to an end after {steps:?}:\n{text}");
        let Some((step, says)) = read(&text) else {
            stage.wait_for_news(Duration::from_millis(200));
            continue;
        };
        if steps.last() != Some(&step) {
            steps.push(step.clone());
        }
        if step.starts_with("+ That was") {
            return steps;
        }
        // The same words again may be a screen that has not been drawn yet, or a key that a dialog dropped as it came up.
        let again = tried.elapsed() > Duration::from_secs(4);
        if last.as_ref() == Some(&(step.clone(), says.clone())) && !again {
            stage.wait_for_news(Duration::from_millis(100));
            continue;
        }
        match &says {
            Says::Press(key) => {
                stage.keys(&bytes(key));
            }
            Says::Type(words) if last.as_ref().is_none_or(|(_, before)| *before != says) => {
                stage.keys(words);
            }
            Says::Type(_) | Says::Wait => {}
        }
        tried = Instant::now();
        last = Some((step, says));
        stage.wait_for_news(Duration::from_millis(100));
    }
}

fn walked(columns: u16, rows: u16) {
    let mut stage = tour(columns, rows);
    stage.wait_for("Step 1 of 10").wait_for("people, grants ");
    let steps = follow(&mut stage);
    let numbered: Vec<String> = (1..=10).map(|step| format!("Step {step} of 10")).collect();
    assert_eq!(steps[..10], numbered[..], "every step comes up, each once");
    stage.wait_for("everything was proved");
    stage.keys("\x12").wait_for("You have done 10 steps of 10").wait_for("lanyard setup");
    // An Esc that is followed at once would be the beginning of another key.
    stage.keys("\x1b").wait_until("neither strip nor summary", |text| !text.contains("The tour"));
    stage.keys("\x1bOQ").wait_until("she is active again", |text| {
        text.contains("1 Users") && text.lines().any(|line| line.contains("Marta Quell") && line.contains("active"))
    });
    stage.keys("\x03").wait_for("Ctrl-C again quits").keys("\x03");
    let (well, written) = stage.end();
    assert!(well, "{written}");
    given_back(&written);
}

#[test]
fn what_the_strip_says_leads_from_a_name_to_a_restore_at_80x24() {
    walked(80, 24);
}

#[test]
fn what_the_strip_says_leads_from_a_name_to_a_restore_at_120x36() {
    walked(120, 36);
}

#[test]
fn without_a_practice_tenant_there_is_no_tour() {
    for arguments in [&["--tour"][..], &["--demo", "--tour", "doctor"][..]] {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_lanyard"));
        let folder = tempfile::tempdir().unwrap();
        command.args(arguments).env("LANYARD_CONFIG_DIR", folder.path()).env("LANYARD_DATA_DIR", folder.path());
        let mut pty = CommandBuilder::new(command.get_program());
        pty.args(command.get_args());
        for (name, value) in command.get_envs() {
            pty.env(name, value.unwrap());
        }
        pty.env("TERM", "xterm-256color");
        let stage = Stage::open(pty, 120, 36);
        let (well, written) = stage.end();
        assert!(!well && written.contains("lanyard --demo --tour"), "{arguments:?}: {written}");
    }
}
