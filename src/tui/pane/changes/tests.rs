//! The screen's behaviour and its pictures.

use crate::backend::{Command, Event};
use crate::tui::fake::{Desk, outside};
use crate::tui::pane::story;
use std::sync::Arc;

fn desk(width: u16, height: u16) -> Desk {
    let mut desk = Desk::new(width, height);
    desk.keys("F12").answer();
    desk
}

#[test]
fn pictures() {
    let mut desk80 = desk(80, 24);
    insta::assert_snapshot!("list_80", desk80.text());
    desk80.keys("Enter");
    insta::assert_snapshot!("change_80", desk80.text());
    insta::assert_snapshot!("list_120", desk(120, 36).text());
}

#[test]
fn what_this_house_did_can_be_left_out() {
    let mut desk = desk(80, 24);
    assert_eq!(super::shown(&desk.app).len(), 6);
    assert!(desk.text().contains("this house"));
    desk.keys("o");
    assert_eq!(super::shown(&desk.app).len(), 5);
    assert!(!desk.text().contains("this house"), "{}", desk.text());
    desk.keys("o / tom");
    assert_eq!(super::shown(&desk.app).len(), 3);
    desk.keys("Esc Esc / zzz");
    assert!(desk.text().contains("No change matches \"zzz\""));
}

#[test]
fn news_keep_the_selection_and_an_older_answer_is_dropped() {
    let mut desk = desk(80, 24);
    desk.keys("Down Down r r");
    let asked: Vec<u64> = desk
        .sent
        .drain(..)
        .filter_map(|command| if let Command::Changes { generation } = command { Some(generation) } else { None })
        .collect();
    let mut newer = outside::changes();
    let mut one = newer[0].clone();
    one.id = "entry-new".to_owned();
    newer.insert(0, one);
    desk.event(Event::Changes { generation: asked[1], result: Ok(Arc::from(newer)) });
    desk.event(Event::Changes { generation: asked[0], result: Ok(Arc::from(Vec::new())) });
    assert_eq!(super::selected(&desk.app).map(|change| change.id.as_str()), Some("entry-3"));
    assert_eq!(super::shown(&desk.app).len(), 7);
}

#[test]
fn a_log_that_may_not_be_read_says_so() {
    let mut desk = Desk::new(80, 24);
    desk.keys("F12");
    let Some(Command::Changes { generation }) = desk.sent.pop() else { panic!() };
    let fault = story::fault("403 audits:audit:view is missing", "give the client the permission audits:audit:view");
    desk.event(Event::Changes { generation, result: Err(fault) });
    let text = desk.text();
    assert!(text.contains("x 403 audits:audit:view is missing") && text.contains("give the client"), "{text}");
}
