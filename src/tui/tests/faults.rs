//! What went wrong: told where it happened, kept until it was seen, and to be had in full.

use crate::backend::{Command, DirectoryState, Event, Severity};
use crate::model::{Changed, CorrelationId, Fault};
use crate::tui::effect::Effect;
use crate::tui::fake::Desk;
use crate::tui::overlay::Overlay;
use crate::tui::pane::{Screen, story};
use std::time::Duration;

fn fault() -> Fault {
    Fault {
        text: "Jane Doe could not be read: 403 missing permission".into(),
        remedy: "Give the client the permission directory:user:view".into(),
        changed: Changed::No,
        status: Some(403),
        code: Some("missing.permissions".into()),
        correlation: Some(CorrelationId::new("1f2e-\u{1b}3d")),
    }
}

/// Jane could not be read.
fn unread(width: u16, height: u16) -> Desk {
    let mut desk = Desk::new(width, height);
    desk.keys("jan Enter").wait(Duration::from_millis(400));
    let generation = desk.app.people.card.waits_for().unwrap();
    desk.event(Event::Person { generation, result: Err(fault()) });
    desk
}

fn copied(desk: &mut Desk) -> String {
    match desk.effects.iter().rev().find_map(|e| if let Effect::Copy(text) = e { Some(text.clone()) } else { None }) {
        Some(text) => text,
        None => panic!("nothing was copied: {:?}", desk.effects),
    }
}

#[test]
fn a_pane_says_what_and_enter_has_the_rest() {
    for size in [(80, 24), (120, 36)] {
        let mut desk = unread(size.0, size.1);
        let text = desk.text();
        for part in ["x Jane Doe could not be read", "Nothing was changed.", "! shows the details"] {
            assert!(text.contains(part), "{part}\n{text}");
        }
        desk.keys("3 Enter");
        insta::assert_snapshot!(format!("details_{}x{}", size.0, size.1), desk.text());
        desk.keys("y");
        let text = copied(&mut desk);
        for part in ["what: Jane", "changed: Nothing", "status: 403", "code: missing.perm", "request: 1f2e-⟨U+001B⟩3d"]
        {
            assert!(text.contains(part), "{part}\n{text}");
        }
        desk.keys("Esc");
        assert!(desk.app.overlays.is_empty());
    }
}

#[test]
fn where_enter_has_something_else_to_do_another_key_has_them() {
    let mut desk = unread(80, 24);
    assert!(desk.text().contains("! details"), "the footer says so:\n{}", desk.text());
    desk.keys("!");
    assert!(matches!(desk.app.overlays.last(), Some(Overlay::Details(_))));
    let mut well = Desk::new(80, 24);
    well.keys("jan Enter").rest().keys("!");
    assert!(well.app.overlays.is_empty() && well.text().contains("nothing here has gone wrong"), "{}", well.text());
}

#[test]
fn every_screen_that_reads_shows_what_it_could_not_read() {
    type Answer = fn(&Command) -> Option<Event>;
    let screens: &[(&str, Screen, Answer)] = &[
        ("F4", Screen::Audit, |command| match command {
            Command::Audit { generation, .. } => Some(Event::Audit { generation: *generation, result: Err(fault()) }),
            _ => None,
        }),
        ("F5", Screen::Groups, |command| match command {
            Command::Groups { generation } => Some(Event::Groups { generation: *generation, result: Err(fault()) }),
            _ => None,
        }),
        ("F8", Screen::Notices, |command| match command {
            Command::Letters { generation } => Some(Event::Letters { generation: *generation, result: Err(fault()) }),
            _ => None,
        }),
        ("F12", Screen::Changes, |command| match command {
            Command::Changes { generation } => Some(Event::Changes { generation: *generation, result: Err(fault()) }),
            _ => None,
        }),
    ];
    for (key, screen, answer) in screens {
        let mut desk = Desk::new(80, 24);
        desk.keys("Esc").keys(key);
        for event in std::mem::take(&mut desk.sent).iter().filter_map(answer).collect::<Vec<_>>() {
            desk.event(event);
        }
        assert_eq!(desk.app.screen(), *screen);
        assert!(desk.text().contains("could not be read"), "{screen:?}\n{}", desk.text());
        desk.keys("Enter");
        assert!(desk.text().contains("missing.permissions"), "{screen:?}\n{}", desk.text());
    }
}

#[test]
fn a_plan_that_was_not_made_and_one_that_was_not_begun() {
    let mut desk = Desk::new(80, 24);
    desk.keys("jan Enter").rest().keys("1 o");
    let generation = match desk.sent.iter().find(|command| matches!(command, Command::Plan { .. })) {
        Some(Command::Plan { generation, .. }) => *generation,
        other => panic!("{other:?}"),
    };
    desk.event(Event::Planned { generation, result: Err(fault()), rebuilt_because: None });
    desk.keys("Enter");
    assert!(desk.text().contains("missing.permissions"), "{}", desk.text());
    desk.keys("Esc");
    let digest = story::plan().digest();
    desk.event(Event::Confirmed { digest, result: Err(crate::backend::Refusal::Fault(fault())) });
    desk.keys("@ Enter");
    let text = desk.text();
    assert!(text.contains("Not begun") && text.contains("missing.permissions"), "{text}");
}

#[test]
fn the_fault_of_a_step_can_be_copied() {
    use crate::model::{Outcome, RunState};
    let run = story::over(RunState::Failed, &[("groups", Outcome::Failed)]);
    let mut app = story::watching(80, 24, run);
    assert!(story::screen(&app).contains("! details"), "{}", story::screen(&app));
    story::press(&mut app, "!");
    assert!(story::screen(&app).contains("6b1c-0a (correlation id)"), "{}", story::screen(&app));
}

#[test]
fn errors_stay_are_merged_and_are_all_listed_with_their_times() {
    let mut desk = Desk::new(80, 24);
    let down = || Event::Trouble { what: "the runs cannot be listed".into(), fault: fault() };
    desk.event(down());
    desk.wait(Duration::from_secs(3600));
    desk.event(Event::Notice { severity: Severity::Error, text: "The disk is full".into() });
    desk.event(down());
    assert!(desk.text().contains("(2 times)") && desk.text().contains("+1 more"), "{}", desk.text());
    desk.keys("Esc");
    assert!(desk.text().contains("The disk is full"), "the other one was not seen yet:\n{}", desk.text());
    desk.keys("Esc Esc Esc @");
    insta::assert_snapshot!("messages_80x24", desk.text());
    desk.keys("Enter");
    insta::assert_snapshot!("message_80x24", desk.text());
    desk.keys("Esc");
    assert!(matches!(desk.app.overlays.last(), Some(Overlay::Messages(_))), "back among the messages");
}

#[test]
fn a_directory_that_could_not_be_read() {
    let mut desk = Desk::empty(80, 24);
    desk.event(Event::Directory(DirectoryState::Failed { fault: fault(), older_from: None }));
    desk.keys("Esc Enter");
    assert!(desk.text().contains("missing.permissions"), "{}", desk.text());
}

#[test]
fn a_long_fault_is_scrolled_and_breaks_no_size() {
    let mut desk = unread(80, 24);
    let mut long = fault();
    long.text = "漢字 and more ".repeat(200).into();
    desk.keys("Enter").wait(Duration::from_millis(400));
    desk.event(Event::Trouble { what: "it".into(), fault: long });
    desk.keys("@ Enter End");
    for (width, height) in [(0, 0), (60, 15), (61, 16), (80, 24), (200, 60)] {
        desk.input(crate::tui::input::Input::Resize(width, height));
        desk.text();
    }
}
