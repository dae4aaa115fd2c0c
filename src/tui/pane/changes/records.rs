//! What can be done with the list of changes.

use super::Act;
use crate::tui::action::{Action, Danger, Group, Record, Scope, Why};
use crate::tui::app::App;
use crate::tui::pane::Screen;

fn on_screen(app: &App) -> Result<(), Why> {
    if app.screen() == Screen::Changes { Ok(()) } else { Err("go to the changes in the tenant first".into()) }
}

/// The records of this screen.
pub const ACTIONS: &[Record] = &[Record {
    action: Action::Changes(Act::OnlyOthers),
    id: "changes.others",
    name: "only what others changed",
    label: "only others",
    help: "Leave out what was done by the OAuth client of this console, or show it again.",
    group: Group::Changes,
    scope: Scope::Screen(Screen::Changes),
    keys: &["o"],
    synonyms: &["foreign", "elsewhere", "ours"],
    footer: 1,
    danger: Danger::None,
    available: on_screen,
}];
