//! The inbox's pictures, and what the tests of its lists and of its decisions have in common.

mod deciding;
mod listing;

use super::selected;
use crate::backend::{Command, Event};
use crate::model::{InboxEntry, RunId, UserId};
use crate::tui::fake::{Desk, inbox};
use crate::tui::pane::{Screen, story};
use std::time::Duration;

/// The inbox with these events.
fn with(width: u16, height: u16, entries: Vec<InboxEntry>) -> Desk {
    let mut desk = Desk::new(width, height);
    desk.keys("F7");
    desk.sent.clear();
    desk.event(Event::Inbox(Ok(entries.into())));
    desk
}

fn desk(width: u16, height: u16) -> Desk {
    with(width, height, inbox::entries())
}

/// The inbox with the cursor on the event with this number.
fn on(width: u16, height: u16, number: usize) -> Desk {
    let mut desk = desk(width, height);
    go(&mut desk, number);
    desk
}

fn go(desk: &mut Desk, number: usize) {
    desk.keys("g");
    for _ in 0..20 {
        if selected(&desk.app).is_some_and(|entry| entry.id == inbox::id(number)) {
            return;
        }
        desk.keys("Down");
    }
    panic!("{number} is not there:\n{}", desk.text());
}

/// The plan that was asked for last: of which event, about whom, by which recipe.
fn asked(desk: &Desk) -> Option<(RunId, Option<UserId>, Option<String>)> {
    desk.sent.iter().rev().find_map(|command| match command {
        Command::PlanEvent { event, who, recipe, .. } => Some((event.clone(), who.clone(), recipe.clone())),
        _ => None,
    })
}

/// The plan for the event with this number, asked for with a key and answered.
fn planned(width: u16, height: u16, number: usize) -> Desk {
    let mut desk = on(width, height, number);
    desk.keys("c").answer();
    assert_eq!(desk.app.screen(), Screen::Plan);
    desk
}

#[test]
fn pictures_of_the_events() {
    for (width, height) in [(80, 24), (120, 36), (200, 50)] {
        insta::assert_snapshot!(format!("events_{width}"), desk(width, height).text());
        insta::assert_snapshot!(format!("none_{width}"), with(width, height, Vec::new()).text());
        insta::assert_snapshot!(format!("thousand_{width}"), with(width, height, inbox::many(1_000)).text());
    }
    insta::assert_snapshot!("one_80", with(80, 24, inbox::entries().drain(5..6).collect()).text());
    let mut hostile = on(120, 36, 6);
    insta::assert_snapshot!("hostile_120", hostile.text());
    insta::assert_snapshot!("detail_120", hostile.keys("Enter").text());
}

#[test]
fn pictures_of_the_quarantine() {
    for (width, height) in [(80, 24), (120, 36), (200, 50)] {
        let mut desk = desk(width, height);
        desk.keys("Tab").answer();
        insta::assert_snapshot!(format!("quarantine_{width}"), desk.text());
    }
    let mut desk = desk(80, 24);
    desk.keys("Tab").answer();
    insta::assert_snapshot!("delivery_80", desk.keys("Enter").text());
}

#[test]
fn pictures_of_the_dialogs() {
    insta::assert_snapshot!("reject_held_80", on(80, 24, 5).keys("d").text());
    insta::assert_snapshot!("reject_waiting_80", on(80, 24, 2).keys("d").text());
    insta::assert_snapshot!("dealt_with_80", on(80, 24, 3).keys("d").text());
    let mut desk = on(80, 24, 5);
    desk.keys("p").type_text("2026-03-05T12:00").keys("Tab Tab");
    insta::assert_snapshot!("postpone_80", desk.text());
}

#[test]
fn pictures_of_the_plan_and_its_confirmation() {
    let mut desk = planned(80, 24, 5);
    insta::assert_snapshot!("plan_held_80", desk.text());
    desk.keys("c").wait(Duration::from_secs(2));
    insta::assert_snapshot!("confirm_held_80", desk.text());
    let mut desk = planned(120, 36, 2);
    insta::assert_snapshot!("plan_waiting_120", desk.text());
    desk.keys("c").wait(Duration::from_secs(2));
    insta::assert_snapshot!("confirm_waiting_120", desk.text());
}

#[test]
fn a_held_run_says_so_and_leads_to_the_confirmation_of_the_rest() {
    let mut app = story::watching(120, 36, story::held());
    insta::assert_snapshot!("held_run_120", story::screen(&app));
    assert!(story::press(&mut app, "u").is_empty());
    assert!(story::screen(&app).contains("what is left waits for a confirmation"), "{}", story::screen(&app));
    let sent = story::press(&mut app, "c");
    let Some(Command::PlanEvent { generation, event, .. }) = sent.first() else { panic!("{sent:?}") };
    assert_eq!(*event, story::held().id);
    let result = Ok(std::sync::Arc::new(story::held().plan));
    story::tell(&mut app, Event::Planned { generation: *generation, result, rebuilt_because: None });
    let screen = story::screen(&app);
    assert!(screen.contains("access was cut") && screen.contains("what is left: 8 steps"), "{screen}");
    let line = story::summary(&story::held(), false);
    assert_eq!(crate::tui::pane::run::words::line_state(&line).word, "held");
}
