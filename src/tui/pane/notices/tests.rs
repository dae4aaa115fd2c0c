//! The screen's behaviour and its pictures.

use crate::backend::{Command, Event, LetterState, Letters};
use crate::tui::fake::{Desk, outside};
use crate::tui::overlay::Overlay;
use crate::tui::pane::{Screen, story};
use std::sync::Arc;

fn desk(width: u16, height: u16) -> Desk {
    let mut desk = Desk::new(width, height);
    desk.keys("F8").answer();
    desk
}

#[test]
fn pictures() {
    let mut desk80 = desk(80, 24);
    insta::assert_snapshot!("list_80", desk80.text());
    desk80.keys("Enter").answer();
    insta::assert_snapshot!("letter_80", desk80.text());
    desk80.keys("Esc R");
    insta::assert_snapshot!("asked_80", desk80.text());
    insta::assert_snapshot!("list_120", desk(120, 36).text());
}

#[test]
fn it_is_sent_again_only_after_a_yes() {
    let mut desk = desk(80, 24);
    desk.keys("R Esc");
    assert!(desk.sent.is_empty() && desk.app.overlays.is_empty());
    desk.keys("R Enter");
    assert!(desk.sent.is_empty(), "Enter is no yes: {:?}", desk.sent);
    desk.keys("y");
    assert_eq!(desk.sent, [Command::ResendLetter(outside::letters().letters[0].message.clone())]);
    assert!(desk.app.overlays.is_empty());
}

#[test]
fn what_is_for_a_target_that_is_gone_says_how_it_comes_back() {
    let mut desk = desk(120, 36);
    desk.keys("Down R");
    assert!(desk.app.overlays.is_empty());
    assert!(desk.text().contains("old-chat has said that it is gone (410)"), "{}", desk.text());
}

#[test]
fn a_letter_is_shown_whole_and_cannot_move_the_cursor() {
    let mut desk = desk(120, 50);
    desk.keys("Enter");
    assert!(matches!(&desk.sent[..], [Command::OpenLetter { .. }]), "{:?}", desk.sent);
    desk.answer();
    let text = desk.text();
    for part in ["user_deprovision_failed", "to be tried again 500", "asked for by m.berger", "\"data\"", "⟨U+202E⟩"]
    {
        assert!(text.contains(part), "{part} is missing in\n{text}");
    }
    desk.keys("Esc Enter Esc");
    let Some(Command::OpenLetter { generation, message }) = desk.sent.pop() else { panic!() };
    desk.keys("F3");
    desk.event(Event::Letter { generation, result: Ok(Arc::new(outside::page(&message))) });
    assert!(!matches!(desk.app.overlays.last(), Some(Overlay::Reader(_))), "who has gone on is not called back");
}

#[test]
fn news_keep_the_selection_and_an_older_answer_is_dropped() {
    let mut desk = desk(80, 24);
    desk.keys("Down Down");
    let mut newer = outside::letters();
    let mut one = newer.letters[0].clone();
    one.message = "msg_new".to_owned();
    newer.letters.insert(0, one);
    desk.event(Event::Letters { generation: 0, result: Ok(Arc::new(newer)) });
    assert_eq!(super::selected(&desk.app).map(|letter| letter.state), Some(LetterState::Waiting));
    desk.keys("r r");
    let asked: Vec<u64> = desk
        .sent
        .drain(..)
        .filter_map(|command| if let Command::Letters { generation } = command { Some(generation) } else { None })
        .collect();
    desk.event(Event::Letters { generation: asked[1], result: Ok(Arc::new(outside::letters())) });
    desk.event(Event::Letters { generation: asked[0], result: Ok(Arc::new(Letters::default())) });
    assert_eq!(super::shown(&desk.app).len(), 5);
    assert_eq!(super::waits_since(&desk.app), None);
}

#[test]
fn the_filter_narrows_and_every_kind_of_nothing_has_its_sentence() {
    let mut desk = desk(80, 24);
    desk.keys("/ waiting Enter Esc");
    assert_eq!(super::shown(&desk.app).len(), 5);
    desk.keys("/ waiting");
    assert_eq!(super::shown(&desk.app).len(), 1);
    desk.keys("Esc Esc / zzz");
    assert!(desk.text().contains("No notice matches \"zzz\""));
    let mut none = Desk::new(80, 24);
    none.keys("F8");
    let Some(Command::Letters { generation }) = none.sent.pop() else { panic!() };
    none.event(Event::Letters { generation, result: Ok(Arc::new(Letters::default())) });
    assert!(none.text().contains("Nobody has been told anything yet"), "{}", none.text());
    assert!(none.text().contains("no target is configured"));
}

#[test]
fn the_page_of_a_run_says_who_was_told() {
    let mut app = story::watching(80, 24, story::running());
    let run = story::running().id;
    story::tell(&mut app, Event::RunLetters { run: "another".into(), letters: outside::letters().letters });
    assert!(!story::screen(&app).contains("told:"));
    story::tell(&mut app, Event::RunLetters { run, letters: outside::letters().letters });
    let screen = story::screen(&app);
    let line = "! told: 2 of 5 notices taken, 1 to be tried again, 2 given up (F8)";
    assert!(screen.contains(line), "{screen}");
    assert_eq!(app.screen(), Screen::Run);
}
