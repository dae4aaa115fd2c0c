//! What can be done with a run.

use super::{Act, interrupted};
use crate::model::{Outcome, PipelineKind, Planned, RunRecord, RunState};
use crate::tui::action::{Action, Danger, Group, Record, Scope, Why, always};
use crate::tui::app::App;
use crate::tui::overlay::{Layer, Overlay};
use crate::tui::pane::Screen;

const fn record(
    act: Act,
    id: &'static str,
    name: &'static str,
    label: &'static str,
    help: &'static str,
    key: &'static [&'static str],
) -> Record {
    Record {
        action: Action::Run(act),
        id,
        name,
        label,
        help,
        group: Group::Run,
        scope: Scope::Screen(Screen::Run),
        keys: key,
        synonyms: &[],
        footer: 0,
        danger: Danger::Steers,
        available: always,
    }
}

fn watched(app: &App) -> Result<&RunRecord, Why> {
    if app.screen() != Screen::Run {
        return Err("open a run first".into());
    }
    app.run.record().ok_or_else(|| "the run is still being read".into())
}

fn can_pause(app: &App) -> Result<(), Why> {
    let run = watched(app)?;
    match run.state {
        RunState::Queued if run.planned.is_some() => Err("it has not begun; s stops it for good".into()),
        RunState::Running | RunState::Queued if interrupted(app) => Err("nobody is working on it".into()),
        RunState::Running | RunState::Queued => Ok(()),
        RunState::Paused => Err("it is paused already".into()),
        RunState::Done | RunState::Failed | RunState::Cancelled => Err("it is over".into()),
    }
}

fn can_resume(app: &App) -> Result<(), Why> {
    let run = watched(app)?;
    match run.state {
        RunState::Paused if run.awaits_confirmation() => {
            Err("what is left waits for a confirmation: c goes on to it".into())
        }
        RunState::Paused => Ok(()),
        RunState::Queued if run.planned == Some(Planned::Due) => Ok(()),
        RunState::Queued if run.planned.is_some() => Err("its time has not come".into()),
        RunState::Running | RunState::Queued if interrupted(app) => Ok(()),
        RunState::Running | RunState::Queued => Err("it is at work".into()),
        RunState::Done | RunState::Failed | RunState::Cancelled => Err("it is over".into()),
    }
}

fn can_stop(app: &App) -> Result<(), Why> {
    if watched(app)?.state.is_over() { Err("it is over".into()) } else { Ok(()) }
}

fn can_retry(app: &App) -> Result<(), Why> {
    let run = watched(app)?;
    let wrong = |outcome: Option<Outcome>| outcome.is_some_and(|outcome| !outcome.is_good());
    if !run.state.is_over() {
        Err("it is not over".into())
    } else if run.state == RunState::Cancelled {
        Err("it was stopped for good; make a new plan".into())
    } else if run.steps.iter().any(|step| wrong(step.outcome)) {
        Ok(())
    } else {
        Err("every step ended well".into())
    }
}

fn can_confirm_rest(app: &App) -> Result<(), Why> {
    let run = watched(app)?;
    if run.awaits_confirmation() { Ok(()) } else { Err("nothing of it waits for a confirmation".into()) }
}

fn can_restore(app: &App) -> Result<(), Why> {
    let run = watched(app)?;
    match (run.plan.pipeline, run.state.is_over()) {
        (PipelineKind::Offboard, true) => Ok(()),
        (PipelineKind::Offboard, false) => Err("it is not over".into()),
        _ => Err("it took nothing that could be given back".into()),
    }
}

fn is_over(app: &App) -> Result<(), Why> {
    if watched(app)?.state.is_over() { Ok(()) } else { Err("it is not over".into()) }
}

fn can_follow(app: &App) -> Result<(), Why> {
    watched(app)?;
    if app.run.held { Ok(()) } else { Err("it does already".into()) }
}

fn is_asked(app: &App) -> Result<(), Why> {
    match app.overlays.last() {
        Some(Overlay::Ask(_)) => Ok(()),
        _ => Err("nothing is being asked".into()),
    }
}

fn is_leaving(app: &App) -> Result<(), Why> {
    match app.overlays.last() {
        Some(Overlay::Leave(_)) => Ok(()),
        _ => Err("first press q".into()),
    }
}

/// The records of this screen.
pub const ACTIONS: &[Record] = &[
    Record {
        footer: 3,
        synonyms: &["hold", "wait"],
        available: can_pause,
        ..record(
            Act::Pause,
            "run.pause",
            "pause the run",
            "pause",
            "Stop after the step at work, to go on later.",
            &["p"],
        )
    },
    Record {
        footer: 3,
        synonyms: &["continue", "go on", "take up"],
        available: can_resume,
        ..record(
            Act::Resume,
            "run.resume",
            "resume the run",
            "resume",
            "Go on with a paused or interrupted run where it stands; asks first.",
            &["u"],
        )
    },
    Record {
        footer: 5,
        synonyms: &["cancel", "abort", "end"],
        available: can_stop,
        ..record(
            Act::Stop,
            "run.stop",
            "stop the run for good",
            "stop",
            "Stop after the step at work and leave the rest undone; asks first.",
            &["s"],
        )
    },
    Record {
        danger: Danger::None,
        footer: 2,
        synonyms: &["held", "event", "inbox", "approve"],
        available: can_confirm_rest,
        ..record(
            Act::ConfirmRest,
            "run.confirm-rest",
            "confirm what is left of the run",
            "confirm the rest",
            "Show the plan of a run that waits after access was cut, to confirm what is left; nothing is changed by it.",
            &["c"],
        )
    },
    Record {
        footer: 3,
        synonyms: &["again", "repeat", "failed"],
        available: can_retry,
        ..record(
            Act::Retry,
            "run.retry",
            "retry what failed",
            "retry",
            "Do again what failed, was refused or is unknown; asks first.",
            &["R"],
        )
    },
    Record {
        danger: Danger::None,
        footer: 4,
        synonyms: &["undo", "restore", "undelete", "reactivate"],
        available: can_restore,
        ..record(
            Act::Restore,
            "run.restore",
            "give back what the run took",
            "give back",
            "Make a plan to restore the person from this run; nothing is changed before it is confirmed.",
            &["b"],
        )
    },
    Record {
        danger: Danger::None,
        synonyms: &["auditor", "report", "evidence", "clipboard", "text"],
        available: is_over,
        ..record(
            Act::CopyStatement,
            "run.copy-statement",
            "copy the statement of the run",
            "copy all",
            "Copy what a run that is over came to, with its proofs, to the clipboard as text; y does the same.",
            &[],
        )
    },
    Record {
        danger: Danger::None,
        available: can_follow,
        footer: 6,
        ..record(
            Act::Follow,
            "run.follow",
            "follow the work",
            "follow",
            "Let the cursor follow the step at work again.",
            &["f"],
        )
    },
    Record {
        scope: Scope::Layer(Layer::Ask),
        footer: 1,
        available: is_asked,
        ..record(Act::Yes, "ask.yes", "yes", "yes", "Say yes to what is being asked.", &["y"])
    },
    Record {
        scope: Scope::Layer(Layer::Leave),
        danger: Danger::None,
        footer: 1,
        available: is_leaving,
        ..record(
            Act::LeaveRunning,
            "leave.running",
            "detach from what is at work",
            "detach",
            "Leave; what is at work is handed back after its step, to be resumed here or elsewhere.",
            &["d"],
        )
    },
    Record {
        scope: Scope::Layer(Layer::Leave),
        footer: 2,
        available: is_leaving,
        ..record(
            Act::StopAndLeave,
            "leave.stop",
            "stop what is at work, then leave",
            "stop, leave",
            "Stop what is at work in this console after its step for good, then leave.",
            &["s"],
        )
    },
];
