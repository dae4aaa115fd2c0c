//! A run, live or ended.

use crate::backend::Event;
use crate::model::Timestamp;
use crate::tui::action::{Action, Record};
use crate::tui::app::App;
use crate::tui::effect::Effects;
use crate::tui::widget::{Canvas, Cursor};

/// What the screen knows.
#[derive(Debug, Default)]
pub struct Run {}

/// What only this screen has.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Act {}

/// The records of this screen.
pub const ACTIONS: &[Record] = &[];

/// Carries out what only this screen has; says whether anything came of it.
pub fn act(_app: &mut App, act: Act, _out: &mut Effects) -> bool {
    match act {}
}

/// Carries out what all screens have; says whether anything came of it.
pub fn common(_app: &mut App, _action: Action, _out: &mut Effects) -> bool {
    false
}

/// Takes what the backend told; says whether anything that can be seen changed.
pub fn hear(_app: &mut App, _event: Event, _out: &mut Effects) -> bool {
    false
}

/// The list's cursor and length.
pub fn list(_app: &mut App) -> Option<(&mut Cursor, usize)> {
    None
}

/// Since when something is being waited for.
pub fn waits_since(_app: &App) -> Option<Timestamp> {
    None
}

/// Draws the screen.
pub fn view(_app: &App, _canvas: &mut Canvas<'_>) {}

/// Called when the screen comes to the top.
pub fn entered(_app: &mut App, _out: &mut Effects) {}

/// Whether an elapsed time or a countdown is to be seen that moves on by the second.
pub fn counts_seconds(_app: &App) -> bool {
    false
}
