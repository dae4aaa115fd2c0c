//! What can be done with the list of runs.

use super::Act;
use crate::tui::action::{Action, Danger, Group, Record, Scope, Why};
use crate::tui::app::App;
use crate::tui::pane::Screen;

fn on_screen(app: &App) -> Result<(), Why> {
    if app.screen() == Screen::Runs { Ok(()) } else { Err("go to the list of runs first".into()) }
}

/// The records of this screen.
pub const ACTIONS: &[Record] = &[Record {
    action: Action::Runs(Act::Interrupted),
    id: "runs.interrupted",
    name: "only interrupted runs",
    label: "interrupted",
    help: "Show only the runs that nobody works on although they are not over, or all again.",
    group: Group::Runs,
    scope: Scope::Screen(Screen::Runs),
    keys: &["i"],
    synonyms: &["left", "crashed", "resume"],
    footer: 5,
    danger: Danger::None,
    available: on_screen,
}];
