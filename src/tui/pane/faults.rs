//! What has gone wrong on the screen on top, wherever it is kept: one place that knows, so that one key shows it.

use super::{Pane, Screen, audit, changes, figures, file, groups, inbox, notices, question, rows, run};
use crate::backend::DirectoryState;
use crate::model::Fault;
use crate::tui::app::{App, Remote};

/// A fault that is on the screen.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Shown<'a> {
    /// What went wrong.
    pub fault: &'a Fault,
    /// Enter has nothing else to open there.
    pub on_enter: bool,
}

/// The fault of the focused pane, if something went wrong there.
pub fn shown(app: &App) -> Option<Shown<'_>> {
    let alone = |fault| Shown { fault, on_enter: true };
    match app.screen() {
        Screen::People => of_people(app),
        Screen::Question => question::fault(app).map(alone),
        Screen::Groups => groups::fault(app),
        Screen::Plan => of(&app.plan.made).map(alone),
        // Enter shows the step with all that is known of it.
        Screen::Run => run::fault(app).map(|fault| Shown { fault, on_enter: false }),
        Screen::Inbox => inbox::fault(app).map(alone),
        Screen::File => file::fault(app).map(|fault| Shown { fault, on_enter: false }),
        Screen::Rows => rows::fault(app).map(alone),
        Screen::Audit => audit::fault(app).map(alone),
        Screen::Notices => notices::fault(app).map(alone),
        Screen::Changes => changes::fault(app).map(alone),
        Screen::Figures => figures::fault(app).map(alone),
        Screen::Runs | Screen::Jobs | Screen::Batch | Screen::Calls | Screen::Settings => None,
    }
}

/// Why something could not be read, if it could not.
pub(super) fn of<T>(remote: &Remote<T>) -> Option<&Fault> {
    match remote {
        Remote::Failed { fault } => Some(fault),
        _ => None,
    }
}

fn of_people(app: &App) -> Option<Shown<'_>> {
    let people = &app.people;
    let card = of(&people.card);
    match people.focus {
        // In the list Enter goes on to the person.
        Pane::Users => match &app.directory {
            DirectoryState::Failed { fault, .. } if people.found.data().is_none_or(|found| found.hits.is_empty()) => {
                Some(Shown { fault, on_enter: !people.query.typing })
            }
            _ => card.map(|fault| Shown { fault, on_enter: false }),
        },
        Pane::Members if people.members.group.is_some() => {
            of(&people.members.card).map(|fault| Shown { fault, on_enter: true })
        }
        _ => card.map(|fault| Shown { fault, on_enter: true }),
    }
}
