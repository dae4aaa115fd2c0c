//! The tour walked by what its strip says, on the small organisation; the whole walk on a practice tenant is in
//! `tests/console_tour.rs`.

use super::steps::STEPS;
use super::view::next;
use super::{Guest, Next};
use crate::backend::{AuditPage, ChainState, Command, Event};
use crate::model::{Outcome, RunState};
use crate::tui::action::{self, Action, key_shown};
use crate::tui::fake::{Desk, people};
use crate::tui::input::Input;
use crate::tui::overlay::Overlay;
use crate::tui::pane::{Pane, Screen, story};
use std::sync::Arc;
use std::time::Duration;

/// A console on which the tour about Jane has begun.
fn taken(width: u16, height: u16) -> Desk {
    let mut desk = Desk::new(width, height);
    let jane = people::people().swap_remove(0).person;
    desk.app.tour.guest = Some(Guest { name: jane.name, email: jane.email });
    desk.app.tour.wanted = true;
    desk.event(Event::Session(people::session()));
    desk
}

/// Answers what was asked: reads from the small organisation, plans and runs from the stories.
fn answer(desk: &mut Desk) {
    while !desk.sent.is_empty() {
        for command in std::mem::take(&mut desk.sent) {
            let restores = matches!(command, Command::PlanRestore { .. });
            let told = match command {
                Command::Plan { generation, .. } | Command::PlanRestore { generation, .. } => {
                    let plan = if restores { story::undo::restore() } else { story::plan() };
                    Some(Event::Planned { generation, result: Ok(Arc::new(plan)), rebuilt_because: None })
                }
                Command::Confirm { digest, .. } => {
                    let offboarding = story::plan().digest() == digest;
                    let id = if offboarding { "offboarding" } else { "restore" };
                    Some(Event::Confirmed { digest, result: Ok(id.into()) })
                }
                Command::Watch(id) => {
                    let mut run = story::over(RunState::Done, &[]);
                    if id.as_str() == "restore" {
                        run = story::undo::over(story::undo::restore(), Outcome::Done);
                    }
                    run.id = id;
                    Some(Event::Run(Arc::new(run)))
                }
                Command::Audit { generation, .. } => {
                    let records = story::records();
                    let (matched, total) = (records.len(), records.len());
                    Some(Event::Audit { generation, result: Ok(AuditPage { records, matched, total }) })
                }
                Command::VerifyAudit => Some(Event::Verified(ChainState::Whole { to: 6, head: None, at: desk.now })),
                other => people::answer(&other),
            };
            if let Some(event) = told {
                desk.event(event);
            }
        }
    }
}

/// Does what the strip says, once; says what that was.
fn follow(desk: &mut Desk) -> Next {
    let next = next(&desk.app).expect("a tour is under way");
    match &next {
        Next::Press(action, _) => {
            let record = action::record(*action).unwrap();
            assert!((record.available)(&desk.app).is_ok(), "{} cannot be had:\n{}", record.id, desk.text());
            let key = key_shown(&desk.app, record).unwrap_or_else(|| panic!("{} has no key here", record.id));
            desk.keys(&key.to_string());
        }
        Next::Type(text, _) => {
            desk.type_text(text);
        }
        Next::Wait(_) => {
            desk.wait(Duration::from_secs(1));
        }
    }
    answer(desk);
    desk.wait(Duration::from_millis(400));
    answer(desk);
    next
}

fn at(desk: &Desk) -> usize {
    desk.app.tour.walk.as_ref().map_or(usize::MAX, |walk| walk.at)
}

/// Follows the strip up to this step, from 0.
fn follow_to(desk: &mut Desk, step: usize) {
    for _ in 0..200 {
        if at(desk) >= step {
            return;
        }
        follow(desk);
    }
    panic!("the strip does not lead to step {}:\n{}", step + 1, desk.text());
}

#[test]
fn each_instruction_followed_literally_leads_to_the_next_step() {
    let mut desk = taken(80, 24);
    for step in 1..=STEPS.len() {
        follow_to(&mut desk, step);
        assert_eq!(at(&desk), step, "one step at a time:\n{}", desk.text());
    }
    assert!(desk.text().contains("That was the tour"), "{}", desk.text());
    follow(&mut desk);
    let text = desk.text();
    assert!(text.contains("You have done 10 steps of 10") && !desk.app.tour.under_way(), "{text}");
    assert!(text.contains("lanyard setup"), "{text}");
}

#[test]
fn strips() {
    for (width, height) in [(80, 24), (120, 36), (200, 50), (60, 15)] {
        let mut desk = taken(width, height);
        insta::assert_snapshot!(format!("first_{width}x{height}"), desk.text());
        follow_to(&mut desk, 2);
        follow(&mut desk);
        insta::assert_snapshot!(format!("roles_{width}x{height}"), desk.text());
        follow_to(&mut desk, 6);
        follow(&mut desk);
        desk.wait(Duration::from_secs(1));
        follow(&mut desk);
        insta::assert_snapshot!(format!("confirming_{width}x{height}"), desk.text());
        follow_to(&mut desk, STEPS.len());
        insta::assert_snapshot!(format!("last_{width}x{height}"), desk.text());
        desk.keys("Ctrl-R");
        insta::assert_snapshot!(format!("summary_{width}x{height}"), desk.text());
    }
}

#[test]
fn whoever_goes_astray_is_led_back() {
    for astray in ["F5", "F3", "F4", "? zoom", "@", "zzz", "Esc 2", "F6 F8 x"] {
        let mut desk = taken(80, 24);
        desk.keys(astray);
        answer(&mut desk);
        follow_to(&mut desk, 2);
        desk.keys("Esc Esc Esc").keys(astray);
        answer(&mut desk);
        follow_to(&mut desk, 6);
        desk.keys("Esc").keys("F2");
        answer(&mut desk);
        follow_to(&mut desk, 7);
        desk.keys("F5");
        answer(&mut desk);
        follow_to(&mut desk, STEPS.len());
    }
}

/// A run that has begun is there a moment before all of it has been read.
#[test]
fn nobody_is_sent_back_while_the_run_is_read() {
    let mut desk = taken(80, 24);
    follow_to(&mut desk, 6);
    desk.event(Event::Confirmed { digest: story::plan().digest(), result: Ok("offboarding".into()) });
    assert_eq!((at(&desk), desk.app.screen()), (6, Screen::Run));
    assert!(matches!(next(&desk.app), Some(Next::Wait(_))), "{}", desk.text());
    answer(&mut desk);
    assert_eq!(at(&desk), 7, "{}", desk.text());
}

#[test]
fn whoever_goes_ahead_is_not_sent_back() {
    let mut desk = taken(80, 24);
    desk.keys("jan Enter").rest();
    answer(&mut desk);
    desk.keys("1 o");
    answer(&mut desk);
    assert_eq!(at(&desk), 6, "with the plan there, five steps are left out:\n{}", desk.text());
    desk.keys("Ctrl-R");
    assert!(desk.text().contains("- skipped"), "{}", desk.text());
}

#[test]
fn it_takes_no_key_no_focus_and_holds_nothing_back() {
    let (mut with, mut without) = (taken(120, 36), Desk::new(120, 36));
    for keys in
        ["jan", "Enter", "3", "Down", "+", "+", "4", "/", "queue", "Enter", "w", "Esc", "1", "Space", "x", "Esc"]
    {
        with.keys(keys).rest();
        without.keys(keys).rest();
        assert_eq!((with.app.focus(), with.app.typing()), (without.app.focus(), without.app.typing()), "{keys}");
        assert_eq!((with.app.screen(), with.app.overlays.len()), (without.app.screen(), without.app.overlays.len()));
        assert_eq!(with.app.people.query.text(), without.app.people.query.text());
    }
}

#[test]
fn a_step_can_be_skipped_and_the_tour_be_ended_even_while_something_is_typed() {
    let mut desk = taken(80, 24);
    desk.keys("Ctrl-N Ctrl-N");
    assert_eq!((at(&desk), desk.app.people.focus), (2, Pane::Users));
    desk.keys("Ctrl-R");
    assert!(!desk.app.tour.under_way() && matches!(desk.app.overlays.last(), Some(Overlay::Reader(_))));
    assert!(desk.app.layout.tour.is_empty());
    desk.keys("Esc Ctrl-N");
    assert!(desk.text().contains("no tour is under way"), "{}", desk.text());
}

#[test]
fn it_is_for_practice_tenants_only_and_can_be_taken_from_the_palette() {
    let mut desk = Desk::new(80, 24);
    assert!(!desk.app.tour.under_way());
    desk.keys("Ctrl-P tour Enter");
    assert!(desk.app.tour.under_way() && desk.text().contains("Step 1 of 10"), "{}", desk.text());
    let mut real = Desk::new(80, 24);
    real.app.tour.wanted = true;
    real.event(Event::Session(crate::backend::Session { demo: false, ..people::session() }));
    assert!(!real.app.tour.under_way());
    real.keys("Ctrl-P take tour");
    assert!(real.text().contains("practice tenant only"), "{}", real.text());
}

#[test]
fn without_a_guest_whoever_is_chosen_will_do() {
    let mut desk = Desk::new(80, 24);
    desk.keys("Ctrl-P tour Enter");
    assert!(desk.text().contains("Type a part of a name"), "{}", desk.text());
    desk.keys("tom").rest();
    follow_to(&mut desk, 6);
    assert_eq!(desk.app.screen(), Screen::Plan);
}

#[test]
fn every_sentence_fits_into_a_line_of_eighty_columns() {
    let mut desk = taken(80, 24);
    for _ in 0..STEPS.len() {
        let line = |y: u16| desk.text().lines().nth(usize::from(desk.app.layout.tour.y + y)).unwrap().to_owned();
        assert!(!(line(0) + &line(1) + &line(2)).contains('…'), "{}", desk.text());
        let step = at(&desk);
        for _ in 0..40 {
            if at(&desk) > step {
                break;
            }
            follow(&mut desk);
            let text = desk.text();
            let strip: Vec<&str> = text.lines().skip(usize::from(desk.app.layout.tour.y)).take(3).collect();
            assert!(!strip.concat().contains('…'), "{text}");
        }
    }
}

#[test]
fn no_size_breaks_it() {
    let mut desk = taken(80, 24);
    for step in 0..STEPS.len() {
        follow_to(&mut desk, step);
        for width in [0, 1, 59, 60, 79, 80, 100, 200] {
            for height in [0, 14, 15, 17, 18, 20, 23, 24, 60] {
                desk.input(Input::Resize(width, height));
                desk.text();
            }
        }
        desk.input(Input::Resize(80, 24));
    }
}

#[test]
fn an_idle_console_stays_idle() {
    let mut desk = taken(80, 24);
    desk.rest();
    assert!(desk.timers().is_empty(), "{:?}", desk.timers());
}

#[test]
fn the_key_that_is_shown_is_the_one_in_force() {
    let desk = taken(80, 24);
    let record = action::record(Action::Tour(super::Act::Skip)).unwrap();
    let key = key_shown(&desk.app, record).unwrap().to_string();
    assert!(desk.text().contains(&format!("{key} skip")), "{}", desk.text());
}
