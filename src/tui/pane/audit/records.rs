//! What can be done with the audit trail.

use super::{Act, Chain};
use crate::tui::action::{Action, Danger, Group, Record, Scope, Why, always};
use crate::tui::app::App;
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
        action: Action::Audit(act),
        id,
        name,
        label,
        help,
        group: Group::Audit,
        scope: Scope::Screen(Screen::Audit),
        keys: key,
        synonyms: &[],
        footer: 0,
        danger: Danger::None,
        available: always,
    }
}

fn on_screen(app: &App) -> Result<(), Why> {
    if app.screen() == Screen::Audit { Ok(()) } else { Err("go to the audit trail first".into()) }
}

fn can_verify(app: &App) -> Result<(), Why> {
    on_screen(app)?;
    if app.audit.chain == Chain::Walking { Err("the chain is being walked already".into()) } else { Ok(()) }
}

/// The records of this screen.
pub const ACTIONS: &[Record] = &[
    Record {
        footer: 3,
        synonyms: &["check", "chain", "seal", "proof"],
        available: can_verify,
        ..record(
            Act::Verify,
            "audit.verify",
            "verify the chain",
            "verify",
            "Walk the whole chain of records and check every seal.",
            &["v"],
        )
    },
    Record {
        footer: 5,
        synonyms: &["save", "file", "csv", "json"],
        available: on_screen,
        ..record(
            Act::Export,
            "audit.export",
            "export the records",
            "export",
            "Write the records that the filter leaves in to a new file in the data folder.",
            &["e"],
        )
    },
];
