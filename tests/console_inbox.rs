//! A console beside a service on the same store: what the HR system says shows up by itself, and what an operator confirms
//! is carried out, whoever of the two does it.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "all of it is a test")]

mod house;
mod pseudo_terminal;

use house::Home;
use house::service::{Service, send, serving, until};
use house::tenant::{Tenant, small};
use lanyard::practice::stories;
use portable_pty::CommandBuilder;
use pseudo_terminal::{Stage, given_back};

/// The console of this home.
fn console(home: &Home, columns: u16, rows: u16) -> Stage {
    let plain = home.lanyard(&[]);
    let mut command = CommandBuilder::new(plain.get_program());
    command.env_clear();
    for (name, value) in plain.get_envs() {
        if let Some(value) = value {
            command.env(name, value);
        }
    }
    command.env("TERM", "xterm-256color");
    Stage::open(command, columns, rows)
}

#[test]
fn what_comes_in_shows_up_and_is_confirmed_beside_the_service() {
    let tenant = Tenant::new(small());
    let (home, address) = serving(Home::of(&tenant));
    let service = Service::start(&home);
    let mut stage = console(&home, 120, 36);
    stage.wait_for("people, grants ").keys("\x1b[18~").wait_for("lanyard serve");
    let id = tenant.id(stories::GROUP_ROLES.email);
    let (code, sent) = send(&home, &address, &id, "msg_1", stories::GROUP_ROLES.email);
    assert_eq!(code, 0, "{sent}");
    let event = sent["result"]["answer"]["run"].as_str().unwrap().to_owned();
    // Nobody has pressed a key since.
    stage.wait_for("inbox 1").wait_for("Ingrid Solheim").wait_for("confirm");
    assert_eq!(tenant.portrait(&id)["state"], "inactive");
    stage.keys("c").wait_for("access was cut").keys("c").wait_for("Enter goes back");
    stage.keys("\t").keys("Ingrid Solheim").wait_for("+ fits").keys("\t\t\t");
    stage.wait_for("Ctrl-X does the rest").keys("\x18");
    let entry = until(&home, &event, "over");
    assert_eq!(entry["run"]["state"], "done", "{entry}");
    assert_eq!(tenant.portrait(&id)["state"], "deleted");
    stage.wait_for("everything was proved");
    // The other way round: what another process decides is seen here.
    let other = tenant.id(stories::CJK_NAME.email);
    let (_, sent) = send(&home, &address, &other, "msg_2", stories::CJK_NAME.email);
    let event = sent["result"]["answer"]["run"].as_str().unwrap().to_owned();
    until(&home, &event, "confirm");
    stage.keys("\x1b[18~").wait_for("inbox 1");
    let (code, rejected) = home.json(&["inbox", "reject", &event, "--reason", "stays after all"]);
    assert_eq!(code, 0, "{rejected}");
    stage.wait_until("nothing that needs somebody", |text| !text.contains("inbox 1"));
    stage.keys("\x03").wait_for("Ctrl-C again quits").keys("\x03");
    let (well, written) = stage.end();
    assert!(well, "{written}");
    given_back(&written);
    assert_eq!(service.stop(), Some(0));
    home.whole_chain();
}
