//! What can be done with a batch.

use super::Act;
use crate::backend::BatchView;
use crate::model::{PipelineKind, RunState};
use crate::tui::action::{Action, Danger, Group, Record, Scope, Why, always};
use crate::tui::app::App;
use crate::tui::pane::Screen;

const fn record(
    act: Act,
    id: &'static str,
    name: &'static str,
    label: &'static str,
    help: &'static str,
    keys: &'static [&'static str],
) -> Record {
    Record {
        action: Action::Batch(act),
        id,
        name,
        label,
        help,
        group: Group::Jobs,
        scope: Scope::Screen(Screen::Batch),
        keys,
        synonyms: &[],
        footer: 0,
        danger: Danger::Steers,
        available: always,
    }
}

fn watched(app: &App) -> Result<&BatchView, Why> {
    if app.screen() != Screen::Batch {
        return Err("open a batch first (F6)".into());
    }
    app.batch.seen().map(AsRef::as_ref).ok_or_else(|| "the batch is still being read".into())
}

fn can_pause(app: &App) -> Result<(), Why> {
    let line = &watched(app)?.line;
    match line.state {
        RunState::Running | RunState::Queued if line.interrupted => Err("nobody is working on it".into()),
        RunState::Running | RunState::Queued => Ok(()),
        RunState::Paused => Err("it is paused already".into()),
        RunState::Done | RunState::Failed | RunState::Cancelled => Err("it is over".into()),
    }
}

fn can_resume(app: &App) -> Result<(), Why> {
    let line = &watched(app)?.line;
    match line.state {
        RunState::Paused => Ok(()),
        RunState::Running | RunState::Queued if line.interrupted => Ok(()),
        RunState::Running | RunState::Queued => Err("it is at work".into()),
        RunState::Done | RunState::Failed | RunState::Cancelled => Err("it is over".into()),
    }
}

fn can_stop(app: &App) -> Result<(), Why> {
    if watched(app)?.line.state.is_over() { Err("it is over".into()) } else { Ok(()) }
}

fn can_retry(app: &App) -> Result<(), Why> {
    let line = &watched(app)?.line;
    if !line.state.is_over() {
        Err("it is not over".into())
    } else if line.totals.failed + line.totals.unknown == 0 {
        Err("nothing went wrong".into())
    } else {
        Ok(())
    }
}

fn can_plan_anew(app: &App) -> Result<(), Why> {
    can_retry(app)?;
    match watched(app)?.line.kind == PipelineKind::Offboard.as_str() {
        true => Ok(()),
        false => Err("only an offboarding can be planned anew; R does again what failed".into()),
    }
}

fn can_write(app: &App) -> Result<(), Why> {
    watched(app).map(|_| ())
}

/// The records of this screen.
pub const ACTIONS: &[Record] = &[
    Record {
        footer: 3,
        synonyms: &["hold", "wait"],
        available: can_pause,
        ..record(
            Act::Pause,
            "batch.pause",
            "pause the batch",
            "pause",
            "Stop after the steps at work, to go on later.",
            &["p"],
        )
    },
    Record {
        footer: 3,
        synonyms: &["continue", "go on", "take up"],
        available: can_resume,
        ..record(
            Act::Resume,
            "batch.resume",
            "resume the batch",
            "resume",
            "Go on with a paused or interrupted batch where it stands; asks first.",
            &["u"],
        )
    },
    Record {
        footer: 5,
        synonyms: &["cancel", "abort", "end"],
        available: can_stop,
        ..record(
            Act::Stop,
            "batch.stop",
            "stop the batch for good",
            "stop",
            "Stop after the steps at work and leave the rest undone; asks first.",
            &["s"],
        )
    },
    Record {
        footer: 3,
        synonyms: &["again", "repeat", "failed"],
        available: can_retry,
        ..record(
            Act::Retry,
            "batch.retry",
            "retry what failed in the batch",
            "retry failed",
            "Do again what failed, was refused or is unknown, and nothing else; asks first.",
            &["R"],
        )
    },
    Record {
        footer: 4,
        danger: Danger::None,
        synonyms: &["again", "replan", "failed"],
        available: can_plan_anew,
        ..record(
            Act::PlanAnew,
            "batch.plan-anew",
            "plan anew for those who failed",
            "plan anew",
            "Make a new plan for everybody who did not end well, as things are now; nothing is changed before it is confirmed.",
            &["n"],
        )
    },
    Record {
        footer: 4,
        danger: Danger::None,
        synonyms: &["export", "csv", "result file", "save", "download"],
        available: can_write,
        ..record(
            Act::Result,
            "batch.result",
            "write the result file",
            "result file",
            "Write what came of everybody to a new CSV file in the data folder.",
            &["w"],
        )
    },
];
