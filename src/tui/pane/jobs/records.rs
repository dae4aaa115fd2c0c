//! What can be done with the list of jobs.

use super::Act;
use crate::tui::action::{Action, Danger, Group, Record, Scope, always};
use crate::tui::pane::Screen;

/// The records of this screen.
pub const ACTIONS: &[Record] = &[Record {
    action: Action::Jobs(Act::New),
    id: "jobs.new",
    name: "new job from a file",
    label: "new",
    help: "Choose what is to be done and a file of rows for it; every row is checked before anything is changed.",
    group: Group::Jobs,
    scope: Scope::Screen(Screen::Jobs),
    keys: &["n"],
    synonyms: &["import", "bulk", "csv", "provision", "offboard a list", "sync roles", "upload", "file"],
    footer: 1,
    danger: Danger::None,
    available: always,
}];
