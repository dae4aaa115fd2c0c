//! What can be done with an event, and why not where it cannot.

use super::{Act, Front, meant, selected, words};
use crate::model::{HrEventKind, InboxEntry, InboxNeed, InboxState, RunId, RunState};
use crate::tui::action::{Action, Danger, Group, Record, Scope, Why, always};
use crate::tui::app::App;
use crate::tui::overlay::{Layer, Overlay};
use crate::tui::pane::{Pane, Screen};

fn event(app: &App) -> Result<&InboxEntry, Why> {
    if app.screen() != Screen::Inbox {
        return Err("go to the inbox first (F7)".into());
    }
    if app.inbox.front == Front::Quarantine {
        return Err("a delivery that was turned down is no event (1 shows the events)".into());
    }
    selected(app).ok_or_else(|| "there is no event".into())
}

/// Whether an operator's confirmation is what the event waits for.
fn waits_for_confirmation(app: &App) -> Result<&InboxEntry, Why> {
    let entry = event(app)?;
    match entry.event.kind {
        HrEventKind::Termination => {}
        HrEventKind::Rehire => {
            return Err("they come back: b gives back what was taken, d marks it as dealt with".into());
        }
        HrEventKind::TerminationCancelled => {
            return Err("they do not leave: stop the run (o) or give back (b), then mark it as dealt with (d)".into());
        }
        HrEventKind::TerminationChanged => {
            return Err("another time was said: stop the run that stands (o), then mark it as dealt with (d)".into());
        }
    }
    match (entry.state, &entry.run) {
        (InboxState::Received, _) => Err("it is being looked at".into()),
        (InboxState::Rejected, _) => Err("it is over".into()),
        (InboxState::Waiting, _) if words::names_nobody(entry.code.as_deref().unwrap_or_default()) => {
            Err("it does not name one person who is there: w chooses who is meant".into())
        }
        (InboxState::Waiting, _) => Ok(entry),
        (InboxState::Begun, Some(run)) => match run.state {
            RunState::Paused if run.held => Ok(entry),
            RunState::Paused => Err("its run is paused: o opens it, u there goes on with it".into()),
            RunState::Failed => Err("its run has failed: o opens it, R there does again what failed".into()),
            RunState::Done | RunState::Cancelled => Err("it is over".into()),
            RunState::Queued if entry.need(app.now) == InboxNeed::Planned => {
                Err("its run waits for its time (o)".into())
            }
            RunState::Queued | RunState::Running => Err("its run is at work (o)".into()),
        },
        (InboxState::Begun, None) => Err("its run is not known yet".into()),
    }
}

fn can_confirm(app: &App) -> Result<(), Why> {
    let entry = waits_for_confirmation(app)?;
    match entry.code.as_deref() {
        Some("unknown-recipe") if entry.state == InboxState::Waiting => {
            Err(format!("there is no recipe {}: e chooses another", entry.recipe).into())
        }
        _ => Ok(()),
    }
}

fn can_choose_recipe(app: &App) -> Result<(), Why> {
    let entry = waits_for_confirmation(app)?;
    let recipes = app.session.as_ref().map(|session| session.recipes.as_slice()).unwrap_or_default();
    match recipes.iter().any(|name| *name != entry.recipe) {
        true => Ok(()),
        false => Err("there is one recipe only".into()),
    }
}

fn can_choose_person(app: &App) -> Result<(), Why> {
    let entry = event(app)?;
    let nobody = words::names_nobody(entry.code.as_deref().unwrap_or_default());
    match entry.state {
        InboxState::Waiting if nobody && entry.event.kind == HrEventKind::Termination => Ok(()),
        InboxState::Waiting if nobody => Err("only a termination is planned for somebody else".into()),
        _ => Err("it names somebody who is there".into()),
    }
}

fn can_reject(app: &App) -> Result<(), Why> {
    let entry = event(app)?;
    match (entry.need(app.now), &entry.run) {
        (InboxNeed::Nothing, _) => Err("it is over".into()),
        (_, Some(run)) if run.state == RunState::Failed || run.held => Ok(()),
        (InboxNeed::Planned, _) => Ok(()),
        (_, Some(run)) if run.state == RunState::Paused => Err("stop its run for good first (o, then s)".into()),
        (_, Some(_)) => Err("its run is at work: stop it first (o, then s)".into()),
        (_, None) => Ok(()),
    }
}

fn can_postpone(app: &App) -> Result<(), Why> {
    let entry = event(app)?;
    match entry.need(app.now) {
        InboxNeed::Decide | InboxNeed::Failed | InboxNeed::Confirm | InboxNeed::Later => Ok(()),
        InboxNeed::Planned | InboxNeed::Working => Err("nobody is asked about it".into()),
        InboxNeed::Nothing => Err("it is over".into()),
    }
}

fn has_run(app: &App) -> Result<(), Why> {
    let entry = event(app)?;
    match words::run_of(app, entry) {
        Some(_) => Ok(()),
        None => Err("no run has come of it".into()),
    }
}

fn has_person(app: &App) -> Result<(), Why> {
    match event(app)?.code.as_deref() {
        Some("unknown-person") => Err("nobody has this id: w chooses who is meant".into()),
        _ => Ok(()),
    }
}

/// The run that took what can be given back.
///
/// # Errors
/// Says why there is none.
pub(super) fn taken_by(app: &App, entry: &InboxEntry) -> Result<RunId, Why> {
    let run = words::run_of(app, entry).ok_or("nothing was taken from them by an event")?;
    match (run.state, run.access_cut_at) {
        (state, _) if !state.is_over() && run.held => Err("its run waits: turn the event down first (d)".into()),
        (state, _) if !state.is_over() => Err("its run is not over".into()),
        (_, None) => Err("its run has cut nothing".into()),
        (_, Some(_)) => Ok(run.id.clone()),
    }
}

fn can_restore(app: &App) -> Result<(), Why> {
    taken_by(app, event(app)?).map(|_| ())
}

fn can_use(app: &App) -> Result<(), Why> {
    meant::candidate(app).map(|_| ())
}

fn has_delivery(app: &App) -> Result<(), Why> {
    if app.screen() != Screen::Inbox || app.inbox.front != Front::Quarantine {
        return Err("go to the quarantine first (F7, 2)".into());
    }
    match app.inbox.quarantine.selected() {
        None => Err("nothing was turned down".into()),
        Some(one) if one.body.is_none() => Err("its body was not kept".into()),
        Some(_) => Ok(()),
    }
}

fn in_dialog(app: &App) -> Result<(), Why> {
    match app.overlays.last() {
        Some(Overlay::Decide(_)) => Ok(()),
        _ => Err("only where an event is turned down or put off".into()),
    }
}

const BASE: Record = Record {
    action: Action::Inbox(Act::Confirm),
    id: "",
    name: "",
    label: "",
    help: "",
    group: Group::Inbox,
    scope: Scope::Pane(Pane::Inbox),
    keys: &[],
    synonyms: &[],
    footer: 0,
    danger: Danger::None,
    available: always,
};

/// The records of this screen, of choosing who is meant, and of the dialog.
pub const ACTIONS: &[Record] = &[
    Record {
        action: Action::Inbox(Act::Confirm),
        id: "inbox.confirm",
        name: "confirm the event",
        label: "confirm",
        help: "Show what would be done, or what is left, to confirm it there; nothing is changed by it.",
        keys: &["c"],
        synonyms: &["approve", "agree", "terminate", "offboard", "plan", "rest"],
        footer: 1,
        available: can_confirm,
        ..BASE
    },
    Record {
        action: Action::Inbox(Act::ByRecipe),
        id: "inbox.recipe",
        name: "confirm it by another recipe",
        label: "other recipe",
        help: "Choose another recipe and show what would be done by it; nothing is changed by it.",
        keys: &["e", "R"],
        synonyms: &["edit", "template", "variant"],
        footer: 5,
        available: can_choose_recipe,
        ..BASE
    },
    Record {
        action: Action::Inbox(Act::Who),
        id: "inbox.who",
        name: "choose who is meant by the event",
        label: "who is meant",
        help: "Go to the people and choose who is meant by an event that names nobody who is there.",
        keys: &["w"],
        synonyms: &["unknown person", "ambiguous", "assign", "match"],
        footer: 1,
        available: can_choose_person,
        ..BASE
    },
    Record {
        action: Action::Inbox(Act::Reject),
        id: "inbox.reject",
        name: "turn the event down",
        label: "turn down",
        help: "Turn it down, or mark it as dealt with, and say why; what its run has not begun is left, access that was cut stays cut.",
        keys: &["d"],
        synonyms: &["reject", "dismiss", "dealt with", "done", "decline", "close"],
        footer: 3,
        danger: Danger::Steers,
        available: can_reject,
        ..BASE
    },
    Record {
        action: Action::Inbox(Act::Postpone),
        id: "inbox.postpone",
        name: "put the event off",
        label: "put off",
        help: "Ask nobody about it before a time, with a reason; its deadline and what was cut stay as they are.",
        keys: &["p"],
        synonyms: &["postpone", "later", "snooze", "defer"],
        footer: 4,
        available: can_postpone,
        ..BASE
    },
    Record {
        action: Action::Inbox(Act::Run),
        id: "inbox.run",
        name: "open the run of the event",
        label: "run",
        help: "Open the run that came of the event, or of another event about the same person.",
        keys: &["o"],
        synonyms: &["show run", "steps"],
        footer: 6,
        available: has_run,
        ..BASE
    },
    Record {
        action: Action::Inbox(Act::Restore),
        id: "inbox.restore",
        name: "restore the person of the event",
        label: "give back",
        help: "Make a plan to restore the person from the run that cut their access; nothing is changed before it is \
               confirmed.",
        keys: &["b"],
        synonyms: &["restore", "undo", "rehire", "reactivate", "bring back"],
        footer: 2,
        available: can_restore,
        ..BASE
    },
    Record {
        action: Action::Inbox(Act::Person),
        id: "inbox.person",
        name: "go to the person of the event",
        label: "person",
        help: "Go to the person whom the event is about; F7 comes back.",
        keys: &["P"],
        synonyms: &["user", "show person", "open"],
        footer: 7,
        available: has_person,
        ..BASE
    },
    Record {
        action: Action::Inbox(Act::ShowWhole),
        id: "quarantine.whole",
        name: "show whole addresses",
        label: "whole addresses",
        help: "Show the body of a delivery that was turned down as it came, e-mail addresses in full.",
        scope: Scope::Pane(Pane::Quarantine),
        keys: &["v"],
        synonyms: &["unmask", "body", "json", "reveal"],
        footer: 3,
        available: has_delivery,
        ..BASE
    },
    Record {
        action: Action::Inbox(Act::Meant),
        id: "inbox.meant",
        name: "use this person for the event",
        label: "use for the event",
        help: "Plan the event that names nobody for the marked person, or else the selected one; nothing is changed by it.",
        scope: Scope::Screen(Screen::People),
        keys: &["u", "Ctrl-T"],
        synonyms: &["meant", "choose", "assign"],
        footer: 1,
        available: can_use,
        ..BASE
    },
    Record {
        action: Action::Inbox(Act::NextField),
        id: "decide.next",
        name: "next field of the decision",
        label: "next",
        help: "Go to the next field or button.",
        scope: Scope::Layer(Layer::Decide),
        keys: &["Tab"],
        footer: 2,
        available: in_dialog,
        ..BASE
    },
    Record {
        action: Action::Inbox(Act::PreviousField),
        id: "decide.previous",
        name: "field of the decision before",
        label: "before",
        help: "Go to the field or button before.",
        scope: Scope::Layer(Layer::Decide),
        keys: &["S-Tab"],
        footer: 3,
        available: in_dialog,
        ..BASE
    },
    Record {
        action: Action::Inbox(Act::CarryOut),
        id: "decide.carry-out",
        name: "decide as the dialog says",
        label: "decide",
        help: "Turn the event down or put it off, as the dialog says: on its button, once a reason is given.",
        scope: Scope::Layer(Layer::Decide),
        keys: &["Ctrl-X"],
        footer: 1,
        danger: Danger::Steers,
        available: in_dialog,
        ..BASE
    },
];
