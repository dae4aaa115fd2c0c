//! What can be done with the tour.

use crate::tui::action::{Action, Danger, Group, Record, Scope, Why};
use crate::tui::app::App;

/// What only the tour has.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Act {
    /// Begin it.
    Take,
    /// Go on to the next step, whatever was done.
    Skip,
    /// End it, and show what was done.
    End,
}

fn can_take(app: &App) -> Result<(), Why> {
    match &app.session {
        None => Err("the tenant is not known yet".into()),
        Some(session) if !session.demo => {
            Err("it offboards somebody, so it is for a practice tenant only: lanyard --demo --tour".into())
        }
        Some(_) if app.tour.under_way() => Err("it is under way".into()),
        Some(_) => Ok(()),
    }
}

fn under_way(app: &App) -> Result<(), Why> {
    if app.tour.under_way() { Ok(()) } else { Err("no tour is under way".into()) }
}

const BASE: Record = Record {
    action: Action::Tour(Act::Take),
    id: "",
    name: "",
    label: "",
    help: "",
    group: Group::Console,
    scope: Scope::Everywhere,
    keys: &[],
    synonyms: &[],
    footer: 0,
    danger: Danger::None,
    available: under_way,
};

/// The records of the tour. The strip says the keys; the footer need not.
pub const ACTIONS: &[Record] = &[
    Record {
        action: Action::Tour(Act::Take),
        id: "console.tour",
        name: "take the tour",
        label: "tour",
        help: "Be led through an offboarding and its restore in ten steps, on the practice tenant.",
        scope: Scope::Global,
        synonyms: &["learn", "newcomer", "tutorial", "guide", "training", "introduction"],
        available: can_take,
        ..BASE
    },
    Record {
        action: Action::Tour(Act::Skip),
        id: "tour.skip",
        name: "skip a step of the tour",
        label: "skip",
        help: "Go on to the next step of the tour, whether this one was done or not.",
        keys: &["Ctrl-N"],
        synonyms: &["next"],
        ..BASE
    },
    Record {
        action: Action::Tour(Act::End),
        id: "tour.end",
        name: "end the tour",
        label: "end the tour",
        help: "End the tour, and show what was done and how to go on.",
        keys: &["Ctrl-R"],
        synonyms: &["leave", "stop"],
        ..BASE
    },
];
