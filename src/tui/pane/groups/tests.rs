//! The groups' behaviour and their pictures.

use crate::backend::{Command, RowsFrom};
use crate::tui::fake::Desk;
use crate::tui::pane::Screen;
use std::time::Duration;

fn desk(width: u16, height: u16) -> Desk {
    let mut desk = Desk::new(width, height);
    desk.keys("F5").answer().wait(Duration::from_millis(200)).answer();
    desk
}

#[test]
fn pictures() {
    insta::assert_snapshot!("list_80", desk(80, 24).text());
    insta::assert_snapshot!("list_120", desk(120, 36).text());
}

#[test]
fn a_group_is_read_when_the_cursor_rests_on_it() {
    let mut desk = desk(120, 36);
    desk.keys("Down Down");
    assert!(desk.sent.is_empty());
    desk.wait(Duration::from_millis(200));
    assert!(matches!(&desk.sent[..], [Command::OpenGroup { id, .. }] if id.as_str() == "g-empty"), "{:?}", desk.sent);
}

#[test]
fn removal_asks_for_a_plan() {
    let mut desk = desk(120, 36);
    desk.keys("D");
    assert!(matches!(desk.sent.last(), Some(Command::PlanRemoveGroup { group, .. }) if group.as_str() == "g-night"));
    assert_eq!(desk.app.screen(), Screen::Plan);
}

#[test]
fn all_members_are_planned_together_where_there_are_any() {
    let mut desk = desk(120, 36);
    desk.keys("O");
    assert!(
        matches!(desk.sent.last(), Some(Command::PlanRows { wish, .. }) if wish.from == RowsFrom::Group("g-night".into())),
        "{:?}",
        desk.sent
    );
    let mut desk = self::desk(120, 36);
    desk.keys("Down Down O");
    assert!(desk.text().contains("nobody is in this group"), "{}", desk.text());
}

#[test]
fn the_filter_narrows_and_esc_undoes_it() {
    let mut desk = desk(80, 24);
    desk.keys("/ emea Enter");
    assert_eq!(super::selected(&desk.app).map(|group| group.id.as_str()), Some("g-emea"));
    desk.keys("Esc");
    assert_eq!(desk.app.groups.shown.len(), 4);
    desk.keys("/ zzz");
    assert!(desk.text().contains("No group matches \"zzz\""));
}
