//! What is at hand again: people who were opened, runs, and who is marked wherever they were marked.

use crate::backend::{Command, Event, RowsFrom};
use crate::tui::fake::{Desk, people};
use crate::tui::input::Input;
use crate::tui::pane::{Pane, Screen, story};

fn first(desk: &Desk) -> Vec<String> {
    let hits = desk.app.people.found.data().map_or(&[][..], |found| &found.hits);
    hits.iter().take(3).map(|hit| hit.person.name.to_string()).collect()
}

#[test]
fn who_was_opened_comes_first_while_nothing_is_searched_for() {
    let mut desk = Desk::new(80, 24);
    desk.keys("tom Enter Enter").rest();
    desk.keys("1 / Ctrl-U ann Enter Enter").rest();
    assert_eq!(desk.app.people.recent.len(), 2, "who is opened is who comes, not who was there while one typed");
    desk.keys("1 Esc").rest();
    assert_eq!(first(&desk), ["Ann Smith", "Tom Okafor", "Jane Doe"]);
    let text = desk.text();
    assert_eq!(text.matches("recent").count(), 2, "{text}");
    assert_eq!(desk.app.people.chosen.as_ref().map(|hit| hit.person.name.to_string()), Some("Ann Smith".to_owned()));
    desk.keys("/ jan").rest();
    assert!(!desk.text().contains("recent"), "a search is by its words alone:\n{}", desk.text());
}

#[test]
fn whom_the_cursor_only_passes_was_not_opened() {
    let mut desk = Desk::new(80, 24);
    desk.keys("Esc Down Down").rest();
    desk.keys("Down").rest();
    assert!(desk.app.people.recent.is_empty());
}

#[test]
fn recent_runs_are_in_the_palette() {
    let mut desk = Desk::new(120, 36);
    let mut runs = vec![story::summary(&story::running(), false), story::summary(&story::held(), false)];
    runs[0].id = "r2".into();
    runs[1].id = "r1".into();
    runs[1].subject = "Tom Okafor".into();
    desk.event(Event::Runs { generation: 0, runs });
    desk.keys("Ctrl-P").type_text("run: tom");
    insta::assert_snapshot!("palette_runs_120x36", desk.text());
    desk.keys("Enter");
    assert!(desk.sent.contains(&Command::Watch("r1".into())), "{:?}", desk.sent);
    assert_eq!(desk.app.screen(), Screen::Run);
    desk.keys("Esc");
    assert_eq!(desk.app.screen(), Screen::People);
}

#[test]
fn marks_stay_wherever_one_goes_and_come_from_every_list() {
    let mut desk = Desk::new(120, 36);
    desk.keys("jan Enter").rest().keys("1 Space");
    desk.keys("F5").rest().keys("F3 F4 F6 q q q q").rest();
    assert_eq!((desk.app.screen(), desk.app.people.marks.len()), (Screen::People, 1));
    desk.keys("2 Enter").rest();
    assert_eq!(desk.app.people.members.listed().count(), 3);
    desk.keys("Space");
    assert!(desk.text().contains("*Ann Smith"), "{}", desk.text());
    assert!(desk.text().contains("2 marked, 1 not shown"), "who is not in the list is announced:\n{}", desk.text());
    desk.keys("*");
    assert_eq!(desk.app.people.marks.len(), 3, "Jane was marked before");
    desk.keys("1 O");
    let wish = desk.sent.iter().find_map(|c| if let Command::PlanRows { wish, .. } = c { Some(wish) } else { None });
    assert!(matches!(&wish.unwrap().from, RowsFrom::People(people) if people.len() == 3));
}

#[test]
fn members_of_a_group_are_marked_from_the_groups_screen() {
    let mut desk = Desk::new(120, 36);
    desk.keys("Esc F5").rest().rest();
    desk.keys("*");
    assert_eq!(desk.app.people.marks.len(), 3, "{}", desk.text());
    assert!(desk.text().contains("3 marked"), "{}", desk.text());
}

#[test]
fn people_in_an_answer_are_marked_with_the_others() {
    let mut desk = Desk::new(120, 36);
    desk.keys("jan Enter").rest().keys("4 W").rest().keys("Enter").rest();
    assert_eq!(desk.app.screen(), Screen::Question);
    desk.keys("Space");
    assert_eq!(desk.app.people.marks.len(), 1, "{}", desk.text());
    assert!(desk.text().contains(">*"), "{}", desk.text());
    desk.keys("Space");
    assert!(desk.app.people.marks.is_empty());
}

#[test]
fn a_range_is_marked_from_one_row_to_another_and_can_be_given_up() {
    let mut desk = Desk::new(80, 24);
    desk.keys("jan Enter").rest().keys("1 v");
    assert!(desk.text().contains("range from Jane Doe: v ends it"), "{}", desk.text());
    desk.keys("Down Down v").rest();
    assert_eq!(desk.app.people.marks.len(), 3);
    desk.keys("I");
    assert_eq!(desk.app.people.marks.len(), people::search("jan").len() - 3, "turned round");
    desk.keys("v Esc Down v Esc");
    assert_eq!(desk.app.people.marks.len(), people::search("jan").len() - 3);
    assert_eq!(desk.app.focus(), Pane::Users);
}

#[test]
fn a_range_survives_a_list_that_comes_anew() {
    let mut desk = Desk::new(80, 24);
    desk.keys("jan Enter").rest().keys("1 v Down");
    desk.keys("f f f f").rest();
    desk.input(Input::Resize(120, 36));
    desk.keys("v");
    assert_eq!(desk.app.people.marks.len(), 2);
}
