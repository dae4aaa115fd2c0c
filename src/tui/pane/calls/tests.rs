//! The screen's behaviour and its pictures.

use crate::backend::{Command, Event};
use crate::tui::effect::Effect;
use crate::tui::fake::{Desk, outside};

fn desk(width: u16, height: u16) -> Desk {
    let mut desk = Desk::new(width, height);
    desk.keys(", q").answer();
    desk
}

#[test]
fn pictures() {
    for (width, height) in [(80, 24), (120, 36), (200, 50)] {
        insta::assert_snapshot!(format!("list_{width}"), desk(width, height).text());
    }
    let mut desk = desk(80, 24);
    insta::assert_snapshot!("call_80", desk.keys("End Up Enter").text());
}

#[test]
fn they_are_told_only_while_somebody_looks() {
    let mut desk = Desk::new(80, 24);
    desk.event(Event::Calls(outside::calls().into()));
    assert!(desk.app.asked.all.is_none(), "nobody looks");
    desk.keys(", q");
    assert_eq!(desk.sent, [Command::WatchCalls(true)]);
    desk.answer().keys("q");
    assert!(desk.sent.contains(&Command::WatchCalls(false)), "{:?}", desk.sent);
}

#[test]
fn a_call_is_copied_as_a_line_that_asks_it_again() {
    let mut desk = desk(80, 24);
    desk.keys("w Down Down Down y");
    let Some(Effect::Copy(line)) = desk.effects.last() else { panic!("{:?}", desk.effects) };
    assert!(line.starts_with("curl -X PATCH 'https://") && line.ends_with(r#"-d '{"state":"inactive","version":7}'"#));
}

#[test]
fn news_keep_the_selected_call_and_a_list_held_still_takes_none() {
    let mut desk = desk(80, 24);
    desk.keys("Down Down");
    let number = super::selected(&desk.app).unwrap().number;
    let mut more = outside::calls();
    let mut one = more[0].clone();
    one.number = 6;
    more.insert(0, one);
    desk.event(Event::Calls(more.clone().into()));
    assert_eq!(super::selected(&desk.app).unwrap().number, number);
    desk.keys("f").event(Event::Calls(Vec::new().into()));
    assert_eq!(super::shown(&desk.app).len(), 6);
    assert!(desk.text().contains("held still"));
}

#[test]
fn reads_can_be_left_out_and_the_rest_filtered() {
    let mut desk = desk(80, 24);
    assert_eq!(super::shown(&desk.app).len(), 5);
    desk.keys("w");
    assert_eq!(super::shown(&desk.app).len(), 4);
    desk.keys("/ zzz");
    assert!(desk.text().contains("No call matches \"zzz\""), "{}", desk.text());
    desk.keys("Esc Esc");
    assert_eq!(super::shown(&desk.app).len(), 4);
    let mut empty = Desk::new(80, 24);
    empty.keys(", q").event(Event::Calls(Vec::new().into()));
    assert!(empty.text().contains("Nothing has been asked of the tenant yet."));
}
