//! The ten steps: what each is about, what leads to its end, and by what one sees that it is done.

use super::confirming::{self, at_work};
use super::next::{Next, clear, press, to_people, type_in, wait};
use crate::model::{PipelineKind, RunRecord};
use crate::tui::action::Action;
use crate::tui::app::{App, Remote};
use crate::tui::overlay::Overlay;
use crate::tui::pane::{Pane, Screen, audit, people, plan, question, run};
use crate::tui::widget::Step as Direction;

/// One step.
pub struct Step {
    /// What it is about.
    pub title: &'static str,
    /// What one sees, and why it matters: short enough for a line of 78 cells.
    pub why: &'static str,
    /// What leads on from where the operator is.
    pub next: fn(&App) -> Next,
    /// Whether it is done.
    pub done: fn(&App) -> bool,
    /// Whoever has done it needs none of the steps before.
    pub overtakes: bool,
}

/// All of them.
pub const STEPS: &[Step] = &[
    Step {
        title: "Find somebody",
        why: "Accents, capitals and the order of words do not matter.",
        next: find,
        done: found,
        overtakes: false,
    },
    Step {
        title: "Read the card",
        why: "It says what somebody is and has, and what to mind before anything is done.",
        next: read,
        done: |app| found(app) && app.people.card.data().is_some() && !app.people.query.typing,
        overtakes: false,
    },
    Step {
        title: "Roles, and how they came",
        why: "Some are granted to the person, some come with a group: leaving ends both.",
        next: roles,
        done: |app| on_people(app) && app.people.focus == Pane::Permissions,
        overtakes: false,
    },
    Step {
        title: "Effective permissions",
        why: "What somebody may do by all roles together, where, and on which condition.",
        next: permissions,
        done: |app| filter_of(app).eq_ignore_ascii_case(word(app)),
        overtakes: false,
    },
    Step {
        title: "Why may they?",
        why: "Every way by which a permission comes, and what would take it away.",
        next: why,
        done: question::tells_why,
        overtakes: false,
    },
    Step {
        title: "The plan",
        why: "What would be done in which order, what speaks against it, what is final.",
        next: plan_it,
        done: |app| app.screen() == Screen::Plan && plan::is_offboarding(app) && plan::there(app).is_some(),
        overtakes: true,
    },
    Step {
        title: "The confirmation",
        why: "Only the typed name, a reason and a key of its own begin a run; Enter never.",
        next: confirm,
        done: |app| of(app, PipelineKind::Offboard).is_some(),
        overtakes: true,
    },
    Step {
        title: "The run",
        why: "Each step is proved by reading the tenant; once over, it is a statement.",
        next: watch,
        done: |app| is_over(app, PipelineKind::Offboard) && run::is_read(app),
        overtakes: false,
    },
    Step {
        title: "The audit trail",
        why: "Every intent and outcome is a record, sealed with the one before it.",
        next: verify,
        done: |app| app.screen() == Screen::Audit && audit::verified(app),
        overtakes: false,
    },
    Step {
        title: "Give it back",
        why: "A restore is a plan, too: made from what the run kept, confirmed, proved.",
        next: restore,
        done: |app| is_over(app, PipelineKind::Restore),
        overtakes: true,
    },
];

fn on_people(app: &App) -> bool {
    app.screen() == Screen::People
}

fn found(app: &App) -> bool {
    let people = &app.people;
    !people.query.is_empty() && people.chosen.as_ref().is_some_and(|hit| app.tour.is_about(hit))
}

fn find(app: &App) -> Next {
    if !on_people(app) || !app.overlays.is_empty() {
        return to_people(app).unwrap_or_else(|| wait("Go to the people."));
    }
    let query = &app.people.query;
    if app.people.focus != Pane::Users {
        return clear(app).unwrap_or_else(|| press(Action::Pane(1), "goes to the list of people."));
    }
    let Some(guest) = &app.tour.guest else {
        return match query.typing {
            true => wait("Type a part of a name: of somebody who may be offboarded here and given back."),
            false => press(Action::Filter, "goes to the field to search in."),
        };
    };
    // The last word is the one that fewest people share.
    let words = guest.name.as_str().split_whitespace().next_back().unwrap_or_default().to_lowercase();
    let typed = query.text().to_lowercase();
    match (words.strip_prefix(typed.as_str()), query.typing) {
        (None, _) => press(Action::Back, "clears what was typed."),
        (Some(_), false) => press(Action::Filter, "goes to the field to search in."),
        (Some(""), true) => wait(format!("Select {} with the arrows.", guest.name)),
        (Some(_), true) => type_in(words, format!("a part of the name of {} is enough.", guest.name)),
    }
}

fn read(app: &App) -> Next {
    if !on_people(app) || !app.overlays.is_empty() {
        return to_people(app).unwrap_or_else(|| wait("Go to the people."));
    }
    if !found(app) {
        return find(app);
    }
    match &app.people.card {
        Remote::Loading { .. } => wait("What they have is being read from the tenant."),
        Remote::Failed { .. } if !app.typing() => press(Action::Refresh, "reads the person again."),
        _ => press(Action::Open, "ends typing; the card stays."),
    }
}

fn roles(app: &App) -> Next {
    to_people(app).unwrap_or_else(|| match app.people.focus {
        Pane::Roles => press(Action::Pane(4), "goes on to what they may do by them, once you have looked."),
        _ => press(Action::Pane(3), "goes to the roles."),
    })
}

/// What the permissions are narrowed to: queues are what most people know, but not everybody has any.
fn word(app: &App) -> &str {
    let permissions = app.people.card.data().map_or(&[][..], |card| &card.access.permissions);
    match permissions.iter().any(|given| given.permission.entity.as_str() == "queue") {
        true => "queue",
        false => permissions.first().map_or("view", |given| given.permission.domain.as_str()),
    }
}

fn filter_of(app: &App) -> &str {
    app.people.permissions.outline.filter.text().trim()
}

fn permissions(app: &App) -> Next {
    if !on_people(app) || !app.overlays.is_empty() {
        return to_people(app).unwrap_or_else(|| wait("Go to the people."));
    }
    if app.people.focus != Pane::Permissions {
        return clear(app).unwrap_or_else(|| press(Action::Pane(4), "goes to the effective permissions."));
    }
    let (filter, typing) = (filter_of(app), app.people.permissions.outline.filter.typing);
    if filter.is_empty() && !typing && app.people.permissions.only.is_some() {
        return press(Action::Back, "shows the permissions of all roles again.");
    }
    match (word(app).starts_with(&filter.to_lowercase()), typing) {
        (false, _) => press(Action::Back, "clears what was typed."),
        (true, false) => press(Action::Filter, "narrows the list to what is typed."),
        (true, true) => type_in(word(app), "leaves in what has to do with it."),
    }
}

fn why(app: &App) -> Next {
    if matches!(app.overlays.last(), Some(Overlay::Picker(_))) {
        return press(Action::Open, "takes what is selected.");
    }
    if let Some(first) = clear(app) {
        return first;
    }
    match app.screen() {
        Screen::Question => wait("The answer is being worked out."),
        Screen::People if app.people.focus == Pane::Permissions => {
            press(Action::Explain(question::Act::Why), "asks why they may do what is selected.")
        }
        Screen::People => press(Action::Pane(4), "goes to the effective permissions."),
        _ => press(Action::Go(Screen::People), "goes back to the people."),
    }
}

fn plan_it(app: &App) -> Next {
    if app.screen() == Screen::Plan && app.overlays.is_empty() && plan::is_offboarding(app) {
        return wait("What they have is being read, to work out the plan; nothing is changed.");
    }
    to_people(app)
        .unwrap_or_else(|| press(Action::People(people::Act::Offboard), "makes the plan; nothing is changed by it."))
}

fn confirm(app: &App) -> Next {
    if app.screen() == Screen::Run && app.overlays.is_empty() && app.run.record().is_none() {
        return wait("It has begun; the run is being read.");
    }
    let offboards = plan::is_offboarding(app);
    confirming::next(app, "left the company").filter(|_| offboards).unwrap_or_else(|| plan_it(app))
}

/// The run on the screen, if it is of this kind and began within the tour.
fn of(app: &App, kind: PipelineKind) -> Option<&RunRecord> {
    let began = app.tour.began()?;
    let run = app.run.record().filter(|_| app.screens.contains(&Screen::Run))?;
    (run.plan.pipeline == kind && run.created_at >= began).then_some(run)
}

fn is_over(app: &App, kind: PipelineKind) -> bool {
    of(app, kind).is_some_and(|run| run.state.is_over())
}

/// Leads to a run: the one that lies below, or one of the list.
fn to_run(app: &App) -> Option<Next> {
    clear(app).or_else(|| match app.screen() {
        Screen::Run if app.run.record().is_none() => Some(wait("The run is being read.")),
        Screen::Run => None,
        Screen::Runs => Some(press(Action::Open, "opens the selected run.")),
        _ if app.screens.contains(&Screen::Run) => Some(press(Action::Back, "goes back to the run.")),
        _ => Some(press(Action::Go(Screen::Runs), "goes to the list of runs.")),
    })
}

fn watch(app: &App) -> Next {
    to_run(app).or_else(|| at_work(app)).unwrap_or_else(|| {
        press(Action::Move(Direction::Down), "reads on: what was done, what was proved, and by whom.")
    })
}

fn verify(app: &App) -> Next {
    clear(app).unwrap_or_else(|| match app.screen() {
        Screen::Audit if audit::walking(app) => wait("The chain is being walked."),
        Screen::Audit => press(Action::Audit(audit::Act::Verify), "walks the whole chain: nothing was altered."),
        _ => press(Action::Go(Screen::Audit), "goes to the audit trail."),
    })
}

fn restore(app: &App) -> Next {
    if !plan::is_offboarding(app)
        && let Some(next) = confirming::next(app, "comes back")
    {
        return next;
    }
    to_run(app)
        .or_else(|| at_work(app))
        .unwrap_or_else(|| press(Action::Run(run::Act::Restore), "makes a plan to give back what the run took."))
}
