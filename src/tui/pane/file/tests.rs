//! Choosing a file, and saying what its headings are.

use crate::backend::{Command, Event, FileHead};
use crate::model::PipelineKind;
use crate::tui::fake::{Desk, bulk};
use crate::tui::pane::Screen;
use std::path::Path;
use std::sync::Arc;

/// The path is asked for, for new people.
fn asking(width: u16, height: u16) -> Desk {
    let mut desk = Desk::new(width, height);
    desk.keys("F6").answer().keys("n new Enter").answer();
    desk
}

fn opened(width: u16, height: u16) -> Desk {
    let mut desk = asking(width, height);
    desk.keys("new").answer().keys("Enter").answer();
    desk
}

fn last_open(desk: &Desk) -> (&Path, &std::collections::BTreeMap<String, String>) {
    match desk.sent.last() {
        Some(Command::OpenFile { path, edits, job: PipelineKind::Provision, .. }) => (path, &edits.columns),
        other => panic!("{other:?}"),
    }
}

#[test]
fn pictures() {
    insta::assert_snapshot!("path_80", asking(80, 24).text());
    insta::assert_snapshot!("opened_80", opened(80, 24).text());
    insta::assert_snapshot!("opened_120", opened(120, 36).text());
}

#[test]
fn a_folder_is_gone_into_and_a_file_is_taken() {
    let mut desk = asking(80, 24);
    desk.keys("Enter");
    assert!(matches!(desk.sent.last(), Some(Command::Paths { text, .. }) if text == "lists/"), "{:?}", desk.sent);
    let mut desk = asking(80, 24);
    desk.keys("lea").answer().keys("Enter");
    assert_eq!(last_open(&desk).0, Path::new("leavers.csv"));
}

#[test]
fn tab_completes_and_keys_that_are_faster_than_the_answer_wait_for_it() {
    let mut desk = asking(80, 24);
    desk.keys("l").answer().keys("Tab");
    assert_eq!(desk.app.file.prompt.text(), "lists/", "the two have only the letter in common: the selected one");
    let mut desk = asking(80, 24);
    desk.keys("new Enter");
    assert!(!desk.sent.iter().any(|command| matches!(command, Command::OpenFile { .. })), "what is listed is older");
    desk.answer();
    assert_eq!(desk.app.file.path.as_deref(), Some(Path::new("newcomers.csv")));
}

#[test]
fn what_is_typed_is_tried_where_nothing_is_listed_and_a_path_that_begins_anew_stands_alone() {
    let mut desk = asking(80, 24);
    desk.keys("nowhere.csv").answer().keys("Enter");
    assert_eq!(last_open(&desk).0, Path::new("nowhere.csv"));
    let mut desk = asking(80, 24);
    desk.keys("lists//tmp/a.csv").answer();
    assert_eq!(desk.app.file.prompt.text(), "/tmp/a.csv");
}

#[test]
fn left_and_right_choose_among_the_columns_that_are_not_taken() {
    let mut desk = opened(80, 24);
    desk.keys("Down Down Right");
    assert_eq!(last_open(&desk).1.get("Notiz⟨U+202E⟩").map(String::as_str), Some("phone"));
    desk.answer();
    assert!(desk.text().contains("+  phone"), "{}", desk.text());
    desk.keys("Left");
    assert_eq!(last_open(&desk).1.get("Notiz⟨U+202E⟩").map(String::as_str), Some(""));
}

#[test]
fn enter_checks_every_row_unless_a_needed_column_is_missing() {
    let mut desk = opened(80, 24);
    desk.keys("Enter");
    assert!(
        matches!(desk.sent.last(), Some(Command::PlanRows { wish, .. }) if *wish == bulk::wish()),
        "{:?}",
        desk.sent
    );
    assert_eq!(desk.app.screen(), Screen::Rows);

    let mut desk = opened(80, 24);
    let trouble = crate::tui::pane::story::fault("no column is called email", "head a column so");
    desk.keys("r");
    let generation = desk.app.file.head.waits_for().unwrap();
    let head = FileHead { trouble: Some(trouble), ..bulk::head() };
    desk.event(Event::FileOpened { generation, result: Ok(Arc::new(head)) }).keys("Enter");
    assert_eq!(desk.app.screen(), Screen::File);
    assert!(desk.text().contains("cannot be checked yet: no column is called email"), "{}", desk.text());
}

#[test]
fn a_file_that_cannot_be_read_says_why_and_what_to_do() {
    let mut desk = asking(80, 24);
    desk.keys("zzz").answer().keys("Enter");
    let generation = desk.app.file.head.waits_for().unwrap();
    let fault = crate::tui::pane::story::fault("zzz cannot be read: no such file", "name another");
    desk.event(Event::FileOpened { generation, result: Err(fault) });
    insta::assert_snapshot!("failed_80", desk.text());
    desk.keys("/");
    assert!(desk.app.typing(), "the path can be changed at once");
}

#[test]
fn another_job_reads_the_file_anew() {
    let mut desk = opened(80, 24);
    desk.keys("t");
    desk.keys("offboard Enter");
    assert!(matches!(desk.sent.last(), Some(Command::OpenFile { job: PipelineKind::Offboard, .. })), "{:?}", desk.sent);
}
