//! What can be done with the settings.

use super::Act;
use crate::tui::action::{Action, Danger, Group, Record, Scope, always};
use crate::tui::pane::Screen;

/// The records of this screen.
pub const ACTIONS: &[Record] = &[Record {
    action: Action::Settings(Act::Theme),
    id: "look.theme",
    name: "choose a theme",
    label: "theme",
    help: "Choose another theme; it holds at once and until the console ends.",
    group: Group::Settings,
    scope: Scope::Screen(Screen::Settings),
    keys: &["t"],
    synonyms: &["colours", "dark", "light", "contrast", "monochrome", "appearance"],
    footer: 1,
    danger: Danger::None,
    available: always,
}];
