//! A run, live or ended: each step with its state, tries, time and proof, and how to steer it.
//!
//! It starts nothing: what is steered here was confirmed before, and taking it up again is asked about first.

mod after;
pub mod detail;
pub mod follow;
mod foot;
mod reading;
mod records;
mod statement;
mod table;
mod telling;
mod times;
pub mod view;
pub mod words;

#[cfg(test)]
mod tests;

pub use reading::table;
pub use records::ACTIONS;
pub use view::{rows, view};

use crate::backend::{Command, Event, Letter, RestoreFrom, RestoreWish, RunTrail};
use crate::model::{Fault, Outcome, RunId, RunRecord, RunState, StepRecord, StepState, Timestamp};
use crate::tui::action::Action;
use crate::tui::app::App;
use crate::tui::effect::{Effect, Effects};
use crate::tui::overlay::Overlay;
use crate::tui::overlay::ask::{About, Ask, Question};
use crate::tui::pane::plan::{self, Wanted};
use crate::tui::pane::{Screen, batch, inbox, notices, people};
use crate::tui::widget::Cursor;
use follow::{Followed, Heard, Spreading};
use reading::{copy, copy_statement, follow, line, selected_step, show_step, stay, told};
use statement::Beside;
use std::sync::Arc;

/// What the screen knows.
#[derive(Debug, Default)]
pub struct Run {
    /// The run that is watched, if any.
    watched: Option<Watched>,
    /// The runs that were begun or taken up in this console; they are its to leave or to stop.
    ours: Vec<RunId>,
    /// The selected step; of a run that is over, the selected row of its statement.
    cursor: Cursor,
    /// The operator has moved the cursor, so it no longer follows the work.
    held: bool,
    /// The notices that a run has given rise to, and of which run they are.
    told: Option<(RunId, Vec<Letter>)>,
    /// What is kept about a run that is over beside the run itself.
    trail: Option<Arc<RunTrail>>,
}

#[derive(Debug)]
enum Watched {
    /// Asked for.
    Loading { id: RunId, since: Timestamp },
    /// There.
    Here(Box<Followed>),
}

/// What only this screen has.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Act {
    /// Stop after the step at work, to go on later.
    Pause,
    /// Go on with a paused or interrupted run; asks first.
    Resume,
    /// Stop after the step at work for good; asks first.
    Stop,
    /// Do again what did not end well; asks first.
    Retry,
    /// Let the cursor follow the work again.
    Follow,
    /// Go on to the confirmation of what is left of a held run.
    ConfirmRest,
    /// Ask for a plan to give back what this run took.
    Restore,
    /// Copy what a run that is over came to, as text.
    CopyStatement,
    /// Say yes to what is being asked.
    Yes,
    /// Leave the console and what is at work in it.
    LeaveRunning,
    /// Stop what is at work in this console after its step, then leave.
    StopAndLeave,
}

impl Run {
    /// The run as far as it is known.
    pub fn record(&self) -> Option<&RunRecord> {
        match &self.watched {
            Some(Watched::Here(followed)) => Some(followed.record()),
            _ => None,
        }
    }

    fn id(&self) -> Option<&RunId> {
        match &self.watched {
            Some(Watched::Loading { id, .. }) => Some(id),
            Some(Watched::Here(followed)) => Some(&followed.record().id),
            None => None,
        }
    }

    /// The run, once it is over.
    fn over(&self) -> Option<&RunRecord> {
        self.record().filter(|run| run.state.is_over())
    }

    /// What the step at work waits for, where that was told.
    fn wait(&self) -> Option<&Spreading> {
        match &self.watched {
            Some(Watched::Here(followed)) => followed.wait(),
            _ => None,
        }
    }

    /// What is known of the watched run beside its record.
    fn beside(&self) -> Beside<'_> {
        let id = self.id();
        let letters = self.told.as_ref().filter(|(run, _)| Some(run) == id).map(|(_, letters)| letters.as_slice());
        Beside { trail: self.trail.as_deref().filter(|trail| Some(&trail.run) == id), letters }
    }
}

/// Takes which notices a run has given rise to; says whether that can be seen.
pub fn take_letters(app: &mut App, run: &RunId, letters: Vec<Letter>) -> bool {
    let seen = app.run.id() == Some(run);
    if seen {
        app.run.told = Some((run.clone(), letters));
    }
    seen
}

/// Takes what is kept about a run beside itself; says whether that can be seen.
pub fn take_trail(app: &mut App, trail: Arc<RunTrail>) -> bool {
    if app.run.id() != Some(&trail.run) {
        return false;
    }
    let step = selected_step(app);
    app.run.trail = Some(trail);
    stay(app, step);
    app.screen() == Screen::Run
}

/// Whether nobody works on the watched run although it is not over.
pub fn interrupted(app: &App) -> bool {
    let Some(run) = app.run.record() else { return false };
    !run.state.is_over() && app.summaries.iter().any(|line| line.id == run.id && line.interrupted)
}

/// What goes on around the watched run.
fn around(app: &App) -> words::Around {
    words::Around {
        held_back: app.budget.waiting.is_some(),
        interrupted: interrupted(app),
        spreading: app.run.wait().map(|wait| wait.step),
    }
}

/// What went wrong in the selected step, unless it was overcome.
pub fn fault(app: &App) -> Option<&Fault> {
    let run = app.run.record()?;
    let of = |step: &StepRecord| step.fault.is_some() && !step.outcome.is_some_and(Outcome::is_good);
    // Where no step is selected, the first that went wrong is meant.
    let selected = selected_step(app).and_then(|at| run.steps.get(at)).filter(|step| of(step));
    selected.or_else(|| run.steps.iter().find(|step| of(step)))?.fault.as_ref()
}

/// Whether the operator has moved about in the run.
pub fn is_read(app: &App) -> bool {
    app.run.held
}

/// Opens the screen on a run.
pub fn open(app: &mut App, id: RunId, out: &mut Effects) {
    if app.run.id() != Some(&id) {
        app.run.watched = Some(Watched::Loading { id, since: app.now });
        app.run.cursor = Cursor::default();
        app.run.held = false;
    }
    app.go(Screen::Run, out);
}

/// Notes that a run was begun or taken up here.
pub fn ours(app: &mut App, id: RunId) {
    if !app.run.ours.contains(&id) {
        app.run.ours.push(id);
    }
}

/// The runs of this console that are at work.
pub fn under_way(app: &App) -> Vec<RunId> {
    let at_work = |id: &RunId| match app.run.record().filter(|run| run.id == *id) {
        Some(run) => is_at_work(run.state) && run.planned.is_none(),
        // A run that is not listed has only just begun.
        None => app
            .summaries
            .iter()
            .find(|line| line.id == *id)
            .is_none_or(|line| is_at_work(line.state) && line.planned.is_none()),
    };
    app.run.ours.iter().filter(|id| at_work(id)).cloned().collect()
}

fn is_at_work(state: RunState) -> bool {
    matches!(state, RunState::Queued | RunState::Running)
}

/// Called when the screen comes to the top: its events come only while it is the watched one.
pub fn entered(app: &mut App, out: &mut Effects) {
    if let Some(id) = app.run.id().cloned() {
        out.send(Command::Watch(id));
    }
}

/// Carries out what only this screen has; says whether anything came of it.
pub fn act(app: &mut App, act: Act, out: &mut Effects) -> bool {
    match act {
        Act::Yes => return answered(app, out),
        Act::LeaveRunning => out.push(Effect::Quit),
        Act::StopAndLeave => {
            for id in under_way(app) {
                out.send(Command::Cancel(id));
            }
            batch::stop_all(app, out);
            out.push(Effect::Quit);
        }
        Act::Follow => {
            app.run.held = false;
            follow(app);
        }
        Act::CopyStatement => return copy_statement(app, out),
        Act::Pause => {
            if let Some(id) = app.run.id().cloned() {
                out.send(Command::Pause(id));
                app.notify(crate::backend::Severity::Note, "It pauses after the step at work.");
            }
        }
        Act::ConfirmRest => {
            let Some(id) = app.run.id().cloned() else { return false };
            inbox::confirm(app, &id, None, None, out);
        }
        Act::Restore => {
            let Some(id) = app.run.id().cloned() else { return false };
            plan::open(app, Wanted::Restore(RestoreWish::all(RestoreFrom::Run(id))), out);
        }
        Act::Resume => ask(app, Question::Resume),
        Act::Stop => ask(app, Question::Stop),
        Act::Retry => ask(app, Question::Retry),
    }
    true
}

fn ask(app: &mut App, question: Question) {
    if let Some(run) = app.run.record() {
        let ask = Ask::new(question, run);
        app.open_overlay(Overlay::Ask(ask));
    }
}

fn answered(app: &mut App, out: &mut Effects) -> bool {
    let Some(Overlay::Ask(ask)) = app.overlays.last() else { return false };
    let (question, about) = (ask.question, ask.about.clone());
    app.close_overlay();
    let id = match about {
        About::Run(id) => id,
        About::Batch(id) => return batch::answered(app, question, id, out),
        About::Letter(message) => return notices::answered(question, message, out),
    };
    match question {
        Question::Stop => out.send(Command::Cancel(id)),
        Question::Resume => {
            ours(app, id.clone());
            out.send(Command::Resume(id.clone()));
            out.send(Command::Watch(id));
        }
        Question::Retry => {
            ours(app, id.clone());
            out.send(Command::Retry(id.clone()));
            out.send(Command::Watch(id));
        }
    }
    app.run.held = false;
    true
}

/// Carries out what all screens have; says whether anything came of it.
pub fn common(app: &mut App, action: Action, out: &mut Effects) -> bool {
    match action {
        Action::Move(step) => {
            let height = app.layout.height(crate::tui::pane::Pane::Run);
            let Some((cursor, len)) = list(app) else { return false };
            let moved = cursor.step(step, len, height);
            app.run.held |= moved;
            moved
        }
        Action::Open => show_step(app),
        Action::Refresh => {
            entered(app, out);
            true
        }
        Action::CopyId if app.run.over().is_some() => copy_statement(app, out),
        Action::CopyId => copy(app, out, |run| run.id.to_string()),
        Action::CopyEmail => copy(app, out, |run| run.plan.subject.email.to_string()),
        Action::CopyRow => {
            let Some(at) = selected_step(app) else { return false };
            copy(app, out, |run| run.steps.get(at).map(|step| line(run, step)).unwrap_or_default())
        }
        _ => false,
    }
}

/// Takes what the backend told; says whether anything that can be seen changed.
pub fn hear(app: &mut App, event: Event, out: &mut Effects) -> bool {
    let step = selected_step(app);
    match event {
        Event::Run(record) if app.run.id() == Some(&record.id) => {
            if record.state.is_over() {
                people::run_ended(app, &record, out);
                // Somebody else carried it out to its end: what is kept about it has not been told.
                if app.run.record().is_some_and(|before| !before.state.is_over()) {
                    out.send(Command::Watch(record.id.clone()));
                }
            }
            app.run.watched = Some(Watched::Here(Box::new(Followed::new(record))));
        }
        Event::RunEvent(event) => {
            let Some(Watched::Here(followed)) = &mut app.run.watched else { return false };
            let was_over = followed.record().state.is_over();
            match followed.hear(&event) {
                Heard::Nothing => return false,
                Heard::Changed => {}
                Heard::AskAgain => out.send(Command::Watch(event.run.clone())),
            }
            let ended = followed.record().state.is_over() != was_over;
            list_anew(app);
            if ended {
                let generation = app.next_generation();
                out.send(Command::Runs { generation });
            }
        }
        _ => return false,
    }
    stay(app, step);
    app.screen() == Screen::Run
}

/// Brings the line that lists the watched run to what its events have told: somebody works on it.
fn list_anew(app: &mut App) {
    let Some(Watched::Here(followed)) = &app.run.watched else { return };
    let run = followed.record();
    if let Some(line) = app.summaries.iter_mut().find(|line| line.id == run.id) {
        line.state = run.state;
        line.interrupted = false;
        line.held = run.awaits_confirmation();
        line.steps_ended = run.steps.iter().filter(|step| step.state == StepState::Ended).count();
        line.ended_at = run.ended_at;
    }
}

/// The list's cursor and length.
pub fn list(app: &mut App) -> Option<(&mut Cursor, usize)> {
    let len = match told(app) {
        Some(told) => told.page.len(),
        None => app.run.record()?.steps.len(),
    };
    Some((&mut app.run.cursor, len))
}

/// Called when the mouse has put the cursor on another row.
pub fn clicked(app: &mut App) {
    app.run.held = true;
}

/// Since when something is being waited for.
pub fn waits_since(app: &App) -> Option<Timestamp> {
    match &app.run.watched {
        Some(Watched::Loading { since, .. }) => Some(*since),
        _ => None,
    }
}

/// Whether an elapsed time or a countdown is to be seen that moves on by the second.
pub fn counts_seconds(app: &App) -> bool {
    app.run.record().is_some_and(|run| run.state == RunState::Running) && !interrupted(app)
}
