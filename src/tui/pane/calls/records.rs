//! What can be done with the list of calls.

use super::Act;
use crate::tui::action::{Action, Danger, Group, Record, Scope, Why};
use crate::tui::app::App;
use crate::tui::pane::Screen;

fn on_screen(app: &App) -> Result<(), Why> {
    if app.screen() == Screen::Calls { Ok(()) } else { Err("go to the calls to the tenant first".into()) }
}

const fn record(
    act: Act,
    id: &'static str,
    name: &'static str,
    label: &'static str,
    help: &'static str,
    keys: &'static [&'static str],
    footer: u8,
) -> Record {
    Record {
        action: Action::Calls(act),
        id,
        name,
        label,
        help,
        group: Group::Calls,
        scope: Scope::Screen(Screen::Calls),
        keys,
        synonyms: &[],
        footer,
        danger: Danger::None,
        available: on_screen,
    }
}

/// The records of this screen.
pub const ACTIONS: &[Record] = &[
    record(
        Act::OnlyWrites,
        "calls.writes",
        "only what can change something",
        "only writes",
        "Leave out the calls that only read, or show them again.",
        &["w"],
        1,
    ),
    record(
        Act::Freeze,
        "calls.freeze",
        "hold the list still",
        "freeze",
        "Take no further calls into the list until it is let go.",
        &["f"],
        2,
    ),
];
