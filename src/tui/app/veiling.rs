//! Hiding who people are, in what is drawn and in what leaves the console meanwhile.

use super::App;
use crate::backend::{Command, Severity};
use crate::model::{DisplayText, Table};
use crate::tui::effect::{Effect, Effects};
use crate::tui::veil::Veil;
use std::borrow::Cow;
use std::sync::Arc;

/// Hides names, addresses and numbers of people, or shows them again.
pub fn turn(app: &mut App) {
    app.manner.privacy = !app.manner.privacy;
    if app.manner.privacy {
        app.veil.close();
        app.notify(
            Severity::Note,
            "Names are hidden, in copies and files too. Only the field of a confirmation shows whom to type.",
        );
    } else {
        app.notify(Severity::Note, "Names are shown again.");
    }
}

/// What may leave the console: while names are hidden, copies and lists without them, and no file that the backend
/// writes from what it knows itself.
pub fn leaving(app: &mut App, effects: Effects) -> Vec<Effect> {
    if !app.manner.privacy {
        return effects.into_vec();
    }
    let mut left = Vec::new();
    for effect in effects.into_vec() {
        match effect {
            Effect::Copy(text) => left.push(Effect::Copy(app.veil.hide(&text).into_owned())),
            Effect::Send(Command::Export { name, table, form }) => {
                let table = Arc::new(hidden(&table, &app.veil));
                left.push(Effect::Send(Command::Export { name: app.veil.hide(&name).into_owned(), table, form }));
            }
            Effect::Send(Command::ExportAudit(_) | Command::ExportBatch(_)) => app.notify(
                Severity::Warning,
                "Nothing was written: that file names people, and names are hidden now. Ctrl-G shows them.",
            ),
            other => left.push(other),
        }
    }
    left
}

/// A list as it may leave the console now. What writes it in a form of its own does so with this, so that the signs that
/// cover names are written as that form has it.
pub fn shown<'t>(app: &App, table: &'t Table) -> Cow<'t, Table> {
    if app.manner.privacy { Cow::Owned(hidden(table, &app.veil)) } else { Cow::Borrowed(table) }
}

fn hidden(table: &Table, veil: &Veil) -> Table {
    let hide = |text: &DisplayText| DisplayText::new(veil.hide(text.as_str()));
    Table {
        title: hide(&table.title),
        columns: table.columns.clone(),
        rows: table.rows.iter().map(|row| row.iter().map(hide).collect()).collect(),
    }
}
