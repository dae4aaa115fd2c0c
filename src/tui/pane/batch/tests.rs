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

/// A batch of so many people: a tenth failed, one is unknown, some are at work, one was set aside.
fn of(people: usize, state: RunState) -> BatchView {
    let mut view = with(state, false);
    let (wrong, running) = (view.failed.clone(), view.running.clone());
    let many = |rows: &[crate::model::BatchRun], wanted: usize| {
        let number =
            |n: usize| crate::model::BatchRun { id: format!("r-{n}").as_str().into(), ..rows[n % rows.len()].clone() };
        (0..wanted).map(number).collect::<Vec<_>>()
    };
    let over = state.is_over();
    view.failed = many(&wrong, people / 10);
    view.running = if over { Vec::new() } else { many(&running, people.min(8)) };
    view.aside.truncate(people);
    let failed = view.failed.iter().filter(|run| run.outcome == crate::model::BatchOutcome::Failed).count();
    let unknown = view.failed.len() - failed;
    let left = if over { 0 } else { people / 2 };
    view.line.totals = crate::model::BatchTotals {
        people: people + view.aside.len(),
        planned: people,
        blocked: view.aside.len(),
        done: people - left - failed - unknown,
        failed,
        unknown,
        cancelled: 0,
        left,
        access_cut: people,
    };
    view
}

#[test]
fn nobody_one_and_many_at_work_and_over() {
    for (width, height) in [(80, 24), (120, 36), (200, 50)] {
        for people in [0, 1, 320] {
            let live = desk(width, height, of(people, RunState::Running)).text();
            insta::assert_snapshot!(format!("live_{people}_{width}"), live);
            let over = desk(width, height, of(people, RunState::Failed)).text();
            insta::assert_snapshot!(format!("over_{people}_{width}"), over);
        }
    }
}

#[test]
fn names_that_make_trouble_stay_in_their_place() {
    let hostile = crate::model::DisplayText::new("Eve\u{202e}nimda\u{1b}[2J 漢字漢字漢字漢字 👩‍👩‍👧‍👦 the Third");
    let mut view = of(20, RunState::Running);
    view.line.title = hostile.clone();
    view.reason = hostile.clone();
    for run in view.failed.iter_mut().chain(&mut view.running) {
        (run.name, run.why) = (hostile.clone(), Some(hostile.clone()));
    }
    insta::assert_snapshot!("hostile_80", desk(80, 24, view).text());
}

#[test]
fn what_failed_stands_before_what_is_unknown_and_that_before_who_is_at_work() {
    let text = desk(120, 36, of(60, RunState::Running)).text();
    let at = |needle: &str| text.lines().position(|line| line.contains(needle)).unwrap_or_else(|| panic!("{text}"));
    // The title tells how the batch stands in the same words, with less room behind them.
    assert!(at("x failed ") < at("? unknown ") && at("? unknown ") < at("> running     "), "{text}");
    let rows: Vec<&str> = text.lines().collect();
    let last = rows.iter().rposition(|line| line.contains("x failed ")).unwrap();
    assert!(last < at("? unknown "), "{text}");
}

#[test]
fn pace_is_a_row_of_bars_with_its_numbers_and_time_left_a_range() {
    let mut desk = desk(120, 36, of(320, RunState::Running));
    for second in 1..=40 {
        let mut view = of(320, RunState::Running);
        view.at += jiff::SignedDuration::from_secs(second);
        view.line.totals.left = 160 - usize::try_from(second).unwrap();
        let calls = u64::try_from(second * 5).unwrap();
        desk.event(Event::Budget(crate::tui::fake::past::meter(calls)));
        desk.event(Event::Batch(Arc::new(view)));
    }
    let text = desk.text();
    assert!(text.contains("300 now, ") && text.contains(" at most") && text.contains('█'), "{text}");
    assert!(text.contains(" min left") || text.contains(" s left"), "{text}");
    desk.app.bars = crate::tui::widget::Bars::Ascii;
    let ascii = desk.text();
    assert!(!ascii.contains('█') && ascii.contains("300 now, "), "{ascii}");
}

#[test]
fn signs_and_bars_are_there_without_colour() {
    let mut desk = desk(120, 36, of(320, RunState::Running));
    desk.app.theme = crate::tui::theme::Theme::monochrome();
    for cell in desk.buffer().content() {
        assert_eq!((cell.fg, cell.bg), Default::default(), "no colour in {:?}", cell.symbol());
    }
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
