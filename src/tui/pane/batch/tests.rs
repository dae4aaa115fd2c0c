//! A batch on the screen, and how it is steered.

use crate::backend::{BatchView, BatchWish, Command, Event};
use crate::model::RunState;
use crate::tui::fake::{Desk, bulk};
use crate::tui::pane::Screen;
use std::sync::Arc;

fn desk(width: u16, height: u16, view: BatchView) -> Desk {
    let mut desk = Desk::new(width, height);
    let mut out = crate::tui::effect::Effects::default();
    super::open(&mut desk.app, view.line.id.clone(), &mut out);
    desk.input(crate::tui::input::Input::Resize(width, height));
    desk.event(Event::Batch(Arc::new(view)));
    desk.sent.clear();
    desk
}

fn with(state: RunState, interrupted: bool) -> BatchView {
    let mut view = bulk::batch_view();
    view.line = bulk::line(view.line.id.as_str(), "leavers.csv", state, interrupted);
    view
}

#[test]
fn pictures() {
    insta::assert_snapshot!("running_80", desk(80, 24, bulk::batch_view()).text());
    insta::assert_snapshot!("running_120", desk(120, 36, bulk::batch_view()).text());
    insta::assert_snapshot!("interrupted_120", desk(120, 36, with(RunState::Running, true)).text());
    insta::assert_snapshot!("failed_120", desk(120, 36, with(RunState::Failed, false)).text());
}

#[test]
fn pausing_is_said_at_once_and_the_rest_is_asked_first() {
    let batch = bulk::batch_view().line.id;
    let mut running = desk(120, 36, bulk::batch_view());
    running.keys("p");
    assert_eq!(running.sent, [Command::SteerBatch { batch: batch.clone(), wish: BatchWish::Pause }]);
    for (key, view, wish) in [
        ("s", bulk::batch_view(), BatchWish::Cancel),
        ("u", with(RunState::Paused, false), BatchWish::Resume),
        ("u", with(RunState::Running, true), BatchWish::Resume),
        ("R", with(RunState::Failed, false), BatchWish::Retry),
    ] {
        let mut desk = desk(120, 36, view);
        desk.keys(key);
        assert!(desk.sent.is_empty() && !desk.app.overlays.is_empty(), "{key}");
        desk.keys("Enter");
        assert!(desk.sent.is_empty(), "Enter is no answer");
        desk.keys("y");
        assert!(desk.sent.contains(&Command::SteerBatch { batch: batch.clone(), wish }), "{key}: {:?}", desk.sent);
    }
}

#[test]
fn what_cannot_be_says_why() {
    for (key, view, why) in [
        ("p", with(RunState::Failed, false), "it is over"),
        ("u", bulk::batch_view(), "it is at work"),
        ("R", bulk::batch_view(), "it is not over"),
        ("s", with(RunState::Done, false), "it is over"),
    ] {
        let mut desk = desk(120, 36, view);
        desk.keys(key);
        assert!(desk.text().contains(why), "{key}: {}", desk.text());
        assert!(desk.sent.is_empty());
    }
}

#[test]
fn enter_opens_the_run_and_back_returns() {
    let mut desk = desk(120, 36, bulk::batch_view());
    desk.keys("Enter");
    assert_eq!(desk.sent, [Command::Watch("r-ana".into())]);
    desk.keys("q");
    assert_eq!(desk.app.screen(), Screen::Batch);
    assert!(matches!(desk.sent.last(), Some(Command::WatchBatch(_))), "it is watched again");
}

#[test]
fn the_cursor_stays_with_whom_it_was_on() {
    let mut desk = desk(120, 36, bulk::batch_view());
    desk.keys("Down Down");
    let mut next = bulk::batch_view();
    next.failed.remove(0);
    desk.event(Event::Batch(Arc::new(next)));
    assert_eq!(super::selected_run(&desk.app).map(|id| id.to_string()).as_deref(), Some("r-tom"));
}

#[test]
fn another_batch_only_brings_its_line_up_to_date() {
    let mut desk = desk(120, 36, bulk::batch_view());
    let mut other = bulk::batch_view();
    other.line.id = "b9".into();
    desk.event(Event::Batch(Arc::new(other)));
    assert_eq!(desk.app.batch.seen().map(|view| view.line.id.clone()), Some(bulk::batch_view().line.id));
    assert!(desk.app.jobs.line(&"b9".into()).is_some());
}

#[test]
fn leaving_while_a_batch_is_under_way_is_asked_and_can_stop_it() {
    let mut desk = desk(120, 36, bulk::batch_view());
    super::ours(&mut desk.app, bulk::batch_view().line.id);
    desk.keys("Q");
    assert!(desk.text().contains("The batch leavers.csv is under way."), "{}", desk.text());
    assert!(desk.effects.is_empty());
    desk.keys("s");
    let batch = bulk::batch_view().line.id;
    assert!(desk.sent.contains(&Command::SteerBatch { batch, wish: BatchWish::Cancel }));
    assert!(desk.effects.contains(&crate::tui::effect::Effect::Quit));
}

#[test]
fn the_result_file_is_asked_for() {
    let mut desk = desk(120, 36, with(RunState::Failed, false));
    desk.keys("w");
    assert_eq!(desk.sent, [Command::ExportBatch(bulk::batch_view().line.id)]);
}

#[test]
fn those_who_failed_are_planned_anew() {
    let mut desk = desk(120, 36, with(RunState::Failed, false));
    desk.keys("n");
    let Some(Command::PlanRows { wish, .. }) = desk.sent.last() else { panic!("{:?}", desk.sent) };
    assert_eq!(wish.from, crate::backend::RowsFrom::People(vec!["r-ana".into(), "r-bo".into()]));
    assert_eq!(desk.app.screen(), Screen::Rows);
}
