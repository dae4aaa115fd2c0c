//! The list's behaviour and its pictures.

use crate::backend::{Command, Event};
use crate::tui::fake::{Desk, bulk};
use crate::tui::overlay::Overlay;
use crate::tui::pane::Screen;

fn desk(width: u16, height: u16) -> Desk {
    let mut desk = Desk::new(width, height);
    desk.keys("F6").answer();
    desk
}

#[test]
fn pictures() {
    insta::assert_snapshot!("list_80", desk(80, 24).text());
    insta::assert_snapshot!("list_120", desk(120, 36).text());
}

#[test]
fn an_interrupted_batch_is_told_once_and_its_runs_are_not() {
    let mut desk = Desk::new(120, 36);
    desk.event(Event::Batches { generation: 0, batches: bulk::lines_left_behind() });
    assert!(desk.text().contains("The batch group Night shift was interrupted: F6 lists it"), "{}", desk.text());
    let told = desk.app.notices.len();
    desk.event(Event::Batches { generation: 0, batches: bulk::lines_left_behind() });
    assert_eq!(desk.app.notices.len(), told);
}

#[test]
fn enter_opens_the_selected_batch_and_back_returns_to_its_row() {
    let mut desk = desk(80, 24);
    desk.keys("Down Enter");
    assert_eq!(desk.sent.last(), Some(&Command::WatchBatch(bulk::lines()[1].id.clone())));
    assert_eq!(desk.app.screen(), Screen::Batch);
    desk.keys("q").answer();
    assert_eq!((desk.app.screen(), desk.app.jobs.cursor.at), (Screen::Jobs, 1));
}

#[test]
fn the_filter_narrows_and_esc_undoes_it() {
    let mut desk = desk(80, 24);
    desk.keys("/ provision");
    assert_eq!(super::shown(&desk.app).len(), 1);
    desk.keys("Esc Esc");
    assert_eq!(super::shown(&desk.app).len(), 3);
    desk.keys("/ zzz");
    assert!(desk.text().contains("No job matches \"zzz\""));
}

#[test]
fn an_older_list_is_dropped() {
    let mut desk = desk(80, 24);
    desk.keys("r r");
    let asked: Vec<u64> = desk
        .sent
        .iter()
        .filter_map(|command| if let Command::Batches { generation } = command { Some(*generation) } else { None })
        .collect();
    let [first, second] = asked[..] else { panic!("{asked:?}") };
    desk.event(Event::Batches { generation: second, batches: bulk::lines() });
    desk.event(Event::Batches { generation: first, batches: vec![] });
    assert_eq!(super::shown(&desk.app).len(), 3);
    assert_eq!(super::waits_since(&desk.app), None);
}

#[test]
fn a_new_job_is_chosen_by_what_it_does() {
    let mut desk = desk(80, 24);
    desk.keys("n");
    assert!(matches!(desk.app.overlays.last(), Some(Overlay::Picker(_))));
    insta::assert_snapshot!("new_80", desk.text());
    desk.keys("exactly Enter");
    assert_eq!(desk.app.screen(), Screen::File);
    assert_eq!(desk.app.file.job.name, "Make roles exactly so");
}
