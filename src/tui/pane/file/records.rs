//! What can be done with a file of rows.

use super::Act;
use crate::tui::action::{Action, Danger, Group, Record, Scope, Why, always};
use crate::tui::app::{App, Remote};
use crate::tui::pane::Screen;

const BASE: Record = Record {
    action: Action::File(Act::Check),
    id: "",
    name: "",
    label: "",
    help: "",
    group: Group::Jobs,
    scope: Scope::Screen(Screen::File),
    keys: &[],
    synonyms: &[],
    footer: 0,
    danger: Danger::None,
    available: always,
};

/// Whether the rows can be checked.
pub(super) fn can_check(app: &App) -> Result<(), Why> {
    if app.screen() != Screen::File {
        return Err("choose a file first (F6, n)".into());
    }
    match &app.file.head {
        Remote::Ready { data, .. } => match &data.trouble {
            None => Ok(()),
            Some(fault) => Err(fault.text.to_string().into()),
        },
        Remote::Failed { fault } => Err(fault.text.to_string().into()),
        Remote::Idle => Err("no file is chosen".into()),
        Remote::Loading { .. } | Remote::Stale { .. } => Err("the file is being read".into()),
    }
}

fn on_screen(app: &App) -> Result<(), Why> {
    if app.screen() == Screen::File { Ok(()) } else { Err("choose a file first (F6, n)".into()) }
}

/// The records of this screen.
pub const ACTIONS: &[Record] = &[
    Record {
        action: Action::File(Act::Check),
        id: "file.check",
        name: "check every row",
        label: "check rows",
        help: "Check every row of the file and show what would be done; nothing is changed by it.",
        keys: &["c"],
        synonyms: &["plan", "validate", "next", "preview"],
        footer: 1,
        available: can_check,
        ..BASE
    },
    Record {
        action: Action::File(Act::Job),
        id: "file.job",
        name: "another job for this file",
        label: "job",
        help: "Choose something else to be done with this file.",
        keys: &["t"],
        synonyms: &["kind", "mode", "add", "remove", "replace"],
        footer: 5,
        available: on_screen,
        ..BASE
    },
];
