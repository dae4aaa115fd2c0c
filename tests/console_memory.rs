//! What the real console remembers from one time to the next, and what it does not.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "all of it is a test")]

mod house;
mod pseudo_terminal;

use house::Home;
use house::tenant::{Tenant, small};
use portable_pty::CommandBuilder;
use pseudo_terminal::Stage;
use std::os::unix::fs::PermissionsExt as _;

fn console(home: &Home) -> Stage {
    let dressed = home.lanyard(&[]);
    let mut command = CommandBuilder::new(dressed.get_program());
    command.env_clear();
    for (name, value) in dressed.get_envs().filter_map(|(name, value)| Some((name, value?))) {
        command.env(name, value);
    }
    command.env("TERM", "xterm-256color");
    let mut stage = Stage::open(command, 120, 36);
    stage.wait_for("people, grants ");
    stage
}

fn quit(mut stage: Stage) {
    stage.keys("\x03").wait_for("Ctrl-C again quits").keys("\x03");
    let (well, written) = stage.end();
    assert!(well, "{written}");
}

#[test]
fn the_next_time_begins_where_the_last_one_ended_without_names_at_rest() {
    let tenant = Tenant::new(small());
    let home = Home::of(&tenant);
    let mut stage = console(&home);
    stage.keys("marta.q").wait_for("permissions ·").keys("\r\r").wait_for("▌3 Role hierarchy");
    stage.keys("1 ").wait_for("1 marked").keys("\x1bOS").wait_for("the chain");
    quit(stage);

    let file = home.data().join("session.json");
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(!text.to_lowercase().contains("marta") && !text.contains('@'), "ids only: {text}");
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);

    let mut stage = console(&home);
    stage.wait_for("the chain has not been verified").keys("q");
    stage.wait_until("she is at hand, and not marked", |text| {
        text.lines().any(|line| line.contains("Marta Quell") && line.contains("recent")) && !text.contains("marked")
    });
    quit(stage);
}

#[test]
fn a_damaged_file_is_told_and_begun_anew() {
    let tenant = Tenant::new(small());
    let home = Home::of(&tenant);
    std::fs::create_dir_all(home.data()).unwrap();
    home.file("data/session.json", "{\"version\": 1, \"screen\": 7");
    let mut stage = console(&home);
    stage.wait_for("What the console remembered is not used").wait_for("1 Users");
    quit(stage);
    let text = std::fs::read_to_string(home.data().join("session.json")).unwrap();
    assert!(text.contains("\"version\": 1") && text.ends_with('}'), "{text}");
}
