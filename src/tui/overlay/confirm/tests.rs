//! The way from a plan to a run, and every way on which there is none.

use super::form::Place;
use crate::backend::{Command, Consent, Event, Refusal};
use crate::tui::app::App;
use crate::tui::input::Input;
use crate::tui::overlay::Overlay;
use crate::tui::pane::{Screen, story};
use std::sync::Arc;

/// The dialog, open and settled, its button armed.
fn open(width: u16, height: u16) -> App {
    let mut app = story::planned(width, height, story::plan());
    story::press(&mut app, "Enter");
    story::wait(&mut app, 2);
    app
}

fn fill(app: &mut App, name: &str, reason: &str, ticket: &str) {
    for text in [name, reason, ticket] {
        story::press(app, "Tab");
        story::type_text(app, text);
    }
    story::press(app, "Tab");
}

fn place(app: &App) -> Option<Place> {
    match app.overlays.last() {
        Some(Overlay::Confirm(confirm)) => Some(confirm.form.place),
        _ => None,
    }
}

fn tell(app: &mut App, result: Result<crate::model::RunId, Refusal>) -> Vec<Command> {
    story::tell(app, Event::Confirmed { digest: story::plan().digest(), result })
}

#[test]
fn pictures() {
    let mut app = open(80, 24);
    insta::assert_snapshot!("opened_80", story::screen(&app));
    fill(&mut app, "Jane Doe", "left the company", "HR-4711");
    insta::assert_snapshot!("filled_80", story::screen(&app));
    let mut app = open(120, 36);
    fill(&mut app, "Jane Do", "left", "");
    story::press(&mut app, "Ctrl-X");
    insta::assert_snapshot!("wrong_name_120", story::screen(&app));
}

#[test]
fn the_completed_confirmation_sends_one_confirm() {
    let mut app = open(80, 24);
    fill(&mut app, "Jane Doe", "left the company", "HR-4711");
    let consent = Consent {
        typed_name: "Jane Doe".into(),
        reason: "left the company".into(),
        ticket: "HR-4711".into(),
        due: None,
    };
    let digest = story::plan().digest();
    assert_eq!(story::press(&mut app, "Ctrl-X"), [Command::Confirm { digest, consent }]);
    for key in ["Ctrl-X", "Enter", "Tab", "Ctrl-X", "x", "Ctrl-X"] {
        assert!(story::press(&mut app, key).is_empty(), "{key} while the answer is on its way");
    }
    let id = story::running().id;
    let commands = tell(&mut app, Ok(id.clone()));
    assert!(commands.contains(&Command::Watch(id)), "{commands:?}");
    assert!(app.overlays.is_empty());
    assert_eq!(app.screens, [Screen::People, Screen::Run], "a used plan is not gone back to");
}

#[test]
fn enter_closes_from_the_safe_button_and_starts_nothing_from_the_other() {
    let mut app = open(80, 24);
    assert_eq!(place(&app), Some(Place::Back));
    assert!(story::press(&mut app, "Enter").is_empty());
    assert_eq!(place(&app), None);
    let mut app = open(80, 24);
    fill(&mut app, "Jane Doe", "left", "HR-1");
    for _ in 0..5 {
        assert!(story::press(&mut app, "Enter").is_empty());
    }
    assert!(story::screen(&app).contains("press Ctrl-X"));
}

#[test]
fn wrong_partial_and_missing_input_is_refused() {
    for (name, reason) in
        [("", "left"), ("Jane", "left"), ("jane doe", "left"), ("Tom Okafor", "left"), ("Jane Doe", "")]
    {
        let mut app = open(80, 24);
        fill(&mut app, name, reason, "");
        assert!(story::press(&mut app, "Ctrl-X").is_empty(), "{name:?} {reason:?}");
        assert!(matches!(place(&app), Some(Place::Name | Place::Reason)));
    }
}

#[test]
fn a_pasted_name_is_refused() {
    let mut app = open(80, 24);
    story::press(&mut app, "Tab");
    let now = app.now;
    let paste = |text: &str| Input::Paste(text.to_owned());
    crate::tui::app::update(&mut app, paste("Jane Doe"), now);
    assert!(story::screen(&app).contains("type it"), "{}", story::screen(&app));
    for _ in 0..3 {
        story::press(&mut app, "Tab");
    }
    assert!(story::press(&mut app, "Ctrl-X").is_empty());
    assert_eq!(place(&app), Some(Place::Name));
    story::press(&mut app, "Tab");
    crate::tui::app::update(&mut app, paste("left the company"), now);
    assert!(story::screen(&app).contains("left the company"), "a reason may be pasted");
}

#[test]
fn what_was_typed_before_it_opened_is_dropped_and_the_button_arms_after_a_second() {
    let mut app = story::planned(80, 24, story::plan());
    // A key that repeats: the first Enter opens, the others came before the dialog could be read.
    for _ in 0..10 {
        assert!(story::press(&mut app, "Enter").is_empty());
    }
    assert_eq!(place(&app), Some(Place::Back));
    fill(&mut app, "Jane Doe", "left", "HR-1");
    assert_eq!(place(&app), Some(Place::Back), "tab and text were meant for what was there before");
    assert!(!story::screen(&app).contains("[ Back ]"), "nothing invites to press a key yet");
    let half = app.now + jiff::SignedDuration::from_millis(500);
    crate::tui::app::update(&mut app, Input::Timer(crate::tui::input::Timer::Arm), half);
    fill(&mut app, "Jane Doe", "left", "HR-1");
    assert!(story::screen(&app).contains("in a second"));
    assert!(story::press(&mut app, "Ctrl-X").is_empty(), "not armed yet");
    story::wait(&mut app, 1);
    assert_eq!(story::press(&mut app, "Ctrl-X").len(), 1);
}

#[test]
fn what_was_typed_is_kept_when_it_is_left_and_opened_again() {
    let mut app = open(80, 24);
    fill(&mut app, "Jane Doe", "left the company", "");
    story::press(&mut app, "Esc");
    assert_eq!(place(&app), None);
    story::press(&mut app, "Enter");
    story::wait(&mut app, 2);
    let screen = story::screen(&app);
    assert!(screen.contains("left the company") && place(&app) == Some(Place::Back), "{screen}");
}

#[test]
fn refusals_go_where_they_can_be_dealt_with() {
    let sent = || {
        let mut app = open(80, 24);
        fill(&mut app, "Jane Doe", "left", "");
        story::press(&mut app, "Ctrl-X");
        app
    };
    for (refusal, at) in
        [(Refusal::WrongName, Place::Name), (Refusal::NoReason, Place::Reason), (Refusal::NoTicket, Place::Ticket)]
    {
        let mut app = sent();
        tell(&mut app, Err(refusal));
        assert_eq!(place(&app), Some(at));
    }
    let mut app = sent();
    tell(&mut app, Err(Refusal::NoTicket));
    insta::assert_snapshot!("no_ticket_80", story::screen(&app));

    let mut app = sent();
    tell(&mut app, Err(Refusal::Blocked(vec!["owns group Night shift alone".into()])));
    assert_eq!(place(&app), None);
    assert!(story::screen(&app).contains("Not begun: owns group Night shift alone"));

    let mut app = sent();
    let commands = tell(&mut app, Err(Refusal::AlreadyRunning("other".into())));
    assert!(commands.contains(&Command::Watch("other".into())));
    assert_eq!(app.screen(), Screen::Run);

    let mut app = sent();
    let commands = tell(&mut app, Err(Refusal::NoSuchPlan));
    assert!(matches!(commands[..], [Command::Plan { .. }]), "{commands:?}");
}

#[test]
fn a_plan_that_changes_under_the_dialog_closes_it() {
    let mut app = story::planned(80, 24, story::plan());
    let Command::Plan { generation, .. } = story::press(&mut app, "r").remove(0) else { panic!() };
    let same = Ok(Arc::new(story::plan()));
    story::tell(&mut app, Event::Planned { generation, result: same, rebuilt_because: None });
    story::press(&mut app, "Enter");
    story::wait(&mut app, 2);
    fill(&mut app, "Jane Doe", "left", "");
    story::press(&mut app, "Ctrl-X");
    let mut other = story::plan();
    other.steps.pop();
    let rebuilt_because = Some("she was added to a group".into());
    story::tell(&mut app, Event::Planned { generation, result: Ok(Arc::new(other)), rebuilt_because });
    assert_eq!(place(&app), None);
    tell(&mut app, Err(Refusal::Changed("she was added to a group".into())));
    let screen = story::screen(&app);
    assert!(screen.contains("the one before is void") && screen.contains("Not begun"), "{screen}");
}

#[test]
fn an_answer_that_nobody_waits_for_leaves_the_dialog_alone() {
    let mut app = open(80, 24);
    let mut other = story::plan();
    other.steps.pop();
    for rebuilt_because in [None, Some("something".into())] {
        let result = Ok(Arc::new(other.clone()));
        story::tell(&mut app, Event::Planned { generation: 1, result, rebuilt_because });
        assert_eq!(place(&app), Some(Place::Back));
    }
    let digest = other.digest();
    story::tell(&mut app, Event::Confirmed { digest, result: Err(Refusal::WrongName) });
    assert_eq!(place(&app), Some(Place::Back), "a refusal of another plan is not this dialog's");
}

#[test]
fn esc_and_a_click_beside_it() {
    let mut app = open(80, 24);
    story::press(&mut app, "Tab");
    story::type_text(&mut app, "Jane");
    let now = app.now;
    let click = ratatui::crossterm::event::MouseEvent {
        kind: ratatui::crossterm::event::MouseEventKind::Down(ratatui::crossterm::event::MouseButton::Left),
        column: 0,
        row: 3,
        modifiers: ratatui::crossterm::event::KeyModifiers::NONE,
    };
    crate::tui::app::update(&mut app, Input::Mouse(click), now);
    assert!(place(&app).is_some(), "a slip of the mouse throws nothing away");
    story::press(&mut app, "Esc");
    assert_eq!((place(&app), app.screen()), (None, Screen::Plan));
}
