//! A batch, live or ended: everybody counted, how fast it goes and for how long yet, who is at work, and what went wrong on
//! top of the list. It starts nothing: what is steered here was confirmed before.

pub mod pace;
mod records;
mod sentence;
mod table;
mod view;

#[cfg(test)]
mod tests;

pub use records::ACTIONS;
pub use table::table;
pub use view::{rows, view};

use crate::backend::{BatchView, BatchWish, Command, Event, FileEdits, RowsFrom, RowsWish, Severity, SyncMode};
use crate::model::{BatchId, BatchOutcome, BatchRun, Listed, PipelineKind, RunState, Timestamp};
use crate::tui::action::Action;
use crate::tui::app::App;
use crate::tui::effect::{Effect, Effects};
use crate::tui::overlay::Overlay;
use crate::tui::overlay::ask::{Ask, Question};
use crate::tui::pane::{Pane, Screen, rows as many, run};
use crate::tui::widget::Cursor;
use pace::Pace;
use std::sync::Arc;

/// What the screen knows.
#[derive(Debug, Default)]
pub struct Batch {
    /// The batch that is watched, if any, and since when.
    watched: Option<(BatchId, Timestamp)>,
    /// How it stands.
    view: Option<Arc<BatchView>>,
    /// How fast it has gone.
    pace: Pace,
    cursor: Cursor,
    /// The batches that were begun or taken up in this console; they are its to leave or to stop.
    ours: Vec<BatchId>,
}

/// What only this screen has.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Act {
    /// Stop after the steps at work, to go on later.
    Pause,
    /// Go on with a paused or interrupted batch; asks first.
    Resume,
    /// Stop after the steps at work for good; asks first.
    Stop,
    /// Do again what did not end well; asks first.
    Retry,
    /// Ask for a plan for those who did not end well.
    PlanAnew,
    /// Write what came of everybody to a file.
    Result,
}

/// A row of the list.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Row<'a> {
    /// A run that went wrong.
    Wrong(&'a BatchRun),
    /// A run at work.
    Running(&'a BatchRun),
    /// Somebody who was set aside before it began.
    Aside(&'a Listed),
}

impl Batch {
    /// How it stands, as far as that is known.
    pub fn seen(&self) -> Option<&Arc<BatchView>> {
        self.view.as_ref()
    }
}

/// The rows of the list: what failed first, then what is unknown, then what is at work, then who was set aside.
pub fn listed(view: &BatchView) -> Vec<Row<'_>> {
    let is_unknown = |run: &&BatchRun| run.outcome == BatchOutcome::Unknown;
    let failed = view.failed.iter().filter(|run| !is_unknown(run));
    let wrong = failed.chain(view.failed.iter().filter(is_unknown)).map(Row::Wrong);
    let running = view.running.iter().map(Row::Running);
    wrong.chain(running).chain(view.aside.iter().map(Row::Aside)).collect()
}

/// Opens the screen on a batch.
pub fn open(app: &mut App, id: BatchId, out: &mut Effects) {
    if app.batch.watched.as_ref().is_none_or(|(watched, _)| *watched != id) {
        let ours = std::mem::take(&mut app.batch.ours);
        app.batch = Batch { watched: Some((id, app.now)), ours, ..Batch::default() };
    }
    app.go(Screen::Batch, out);
}

/// Notes that a batch was begun or taken up here.
pub fn ours(app: &mut App, id: BatchId) {
    if !app.batch.ours.contains(&id) {
        app.batch.ours.push(id);
    }
}

/// The batches of this console that are at work, with what they are called.
pub fn under_way(app: &App) -> Vec<(BatchId, String)> {
    let at_work = |state: RunState| matches!(state, RunState::Queued | RunState::Running);
    let standing = |id: &BatchId| match app.batch.view.as_ref().filter(|view| view.line.id == *id) {
        Some(view) => Some(view.line.clone()),
        None => app.jobs.line(id).cloned(),
    };
    let ours = app.batch.ours.iter().map(|id| (id, standing(id)));
    // A batch that is not listed has only just begun.
    // What waits for its time is begun by whoever is there then.
    ours.filter(|(_, line)| line.as_ref().is_none_or(|line| at_work(line.state) && line.due.is_none()))
        .map(|(id, line)| (id.clone(), line.map(|line| line.title.to_string()).unwrap_or_default()))
        .collect()
}

/// Stops what is at work in this console for good.
pub fn stop_all(app: &App, out: &mut Effects) {
    for (batch, _) in under_way(app) {
        out.send(Command::SteerBatch { batch, wish: BatchWish::Cancel });
    }
}

/// Called when the screen comes to the top: its news come only while it is the watched one.
pub fn entered(app: &mut App, out: &mut Effects) {
    if let Some((id, _)) = &app.batch.watched {
        out.send(Command::WatchBatch(id.clone()));
    }
}

/// Carries out what only this screen has; says whether anything came of it.
pub fn act(app: &mut App, act: Act, out: &mut Effects) -> bool {
    let Some(view) = app.batch.view.clone() else { return false };
    let batch = view.line.id.clone();
    match act {
        Act::Pause => {
            out.send(Command::SteerBatch { batch, wish: BatchWish::Pause });
            app.notify(Severity::Note, "It pauses after the steps at work.");
        }
        Act::PlanAnew => plan_anew(app, &view, out),
        Act::Result => out.send(Command::ExportBatch(batch)),
        Act::Resume => ask(app, Question::Resume, &view),
        Act::Stop => ask(app, Question::Stop, &view),
        Act::Retry => ask(app, Question::Retry, &view),
    }
    true
}

/// What went wrong once is planned as things are now, not as they were.
fn plan_anew(app: &mut App, view: &BatchView, out: &mut Effects) {
    let people: Vec<_> = view.failed.iter().map(|run| run.person.clone()).collect();
    let all = view.line.totals.failed + view.line.totals.unknown;
    if people.len() < all {
        let words =
            format!("Planned are the {} of {all} who are listed; do the rest when they are done.", people.len());
        app.notify(Severity::Note, words);
    }
    let wish = RowsWish {
        job: PipelineKind::Offboard,
        from: RowsFrom::People(people),
        recipe: None,
        mode: SyncMode::Add,
        edits: FileEdits::default(),
        skip_bad: false,
    };
    many::open(app, wish, out);
}

fn ask(app: &mut App, question: Question, view: &BatchView) {
    app.open_overlay(Overlay::Ask(Ask::of_batch(question, &view.line)));
}

/// A question about a batch was answered with yes.
pub fn answered(app: &mut App, question: Question, batch: BatchId, out: &mut Effects) -> bool {
    let wish = match question {
        Question::Stop => BatchWish::Cancel,
        Question::Resume => BatchWish::Resume,
        Question::Retry => BatchWish::Retry,
    };
    if question != Question::Stop {
        ours(app, batch.clone());
    }
    out.send(Command::SteerBatch { batch: batch.clone(), wish });
    app.batch.pace = Pace::default();
    out.send(Command::WatchBatch(batch));
    true
}

/// Carries out what all screens have; says whether anything came of it.
pub fn common(app: &mut App, action: Action, out: &mut Effects) -> bool {
    match action {
        Action::Move(step) => {
            let height = app.layout.height(Pane::Batch);
            list(app).is_some_and(|(cursor, len)| cursor.step(step, len, height))
        }
        Action::Open => match selected_run(app) {
            Some(id) => {
                run::open(app, id, out);
                true
            }
            None => false,
        },
        Action::Refresh => {
            entered(app, out);
            true
        }
        Action::CopyId => {
            let id = selected_run(app).map(|id| id.to_string());
            let batch = app.batch.watched.as_ref().map(|(id, _)| id.to_string());
            let Some(text) = id.or(batch) else { return false };
            app.notify(Severity::Success, format!("Copied {text}"));
            out.push(Effect::Copy(text));
            true
        }
        _ => false,
    }
}

fn selected_run(app: &App) -> Option<crate::model::RunId> {
    let view = app.batch.view.as_ref()?;
    match listed(view).get(app.batch.cursor.at)? {
        Row::Wrong(run) | Row::Running(run) => Some(run.id.clone()),
        Row::Aside(_) => None,
    }
}

/// Takes what the backend told; says whether anything that can be seen changed.
pub fn hear(app: &mut App, event: Event, out: &mut Effects) -> bool {
    let Event::Batch(view) = event else { return false };
    app.jobs.take(&view.line);
    if app.batch.watched.as_ref().is_none_or(|(id, _)| *id != view.line.id) {
        return app.screen() == Screen::Jobs;
    }
    let was_over = app.batch.view.as_ref().is_some_and(|old| old.line.state.is_over());
    let id = selected_run(app);
    app.batch.pace.note(&view, app.budget.calls);
    let over = view.line.state.is_over();
    app.batch.view = Some(view);
    if let (Some(id), Some(view)) = (id, &app.batch.view) {
        let same = |row: &Row<'_>| matches!(row, Row::Wrong(run) | Row::Running(run) if run.id == id);
        // Who is at work comes and goes; the cursor stays with whom it was on while they are listed.
        if let Some(at) = listed(view).iter().position(same) {
            app.batch.cursor.at = at;
        }
    }
    if over && !was_over {
        let generation = app.next_generation();
        out.send(Command::Runs { generation });
    }
    app.screen() == Screen::Batch
}

/// The list's cursor and length.
pub fn list(app: &mut App) -> Option<(&mut Cursor, usize)> {
    let len = listed(app.batch.view.as_ref()?).len();
    Some((&mut app.batch.cursor, len))
}

/// Whether the list has rows.
pub fn has_rows(app: &App) -> bool {
    app.batch.view.as_ref().is_some_and(|view| !listed(view).is_empty())
}

/// Since when something is being waited for.
pub fn waits_since(app: &App) -> Option<Timestamp> {
    app.batch.watched.as_ref().filter(|_| app.batch.view.is_none()).map(|(_, since)| *since)
}

/// Whether an elapsed time or a countdown is to be seen that moves on by the second.
pub fn counts_seconds(app: &App) -> bool {
    app.batch.view.as_ref().is_some_and(|view| view.line.state == RunState::Running && !view.line.interrupted)
}
