//! What an offboarding would do, before anybody agrees to it.

use crate::backend::Event;
use crate::model::Timestamp;
use crate::tui::action::{Action, Record};
use crate::tui::app::App;
use crate::tui::effect::Effects;
use crate::tui::widget::{Canvas, Cursor};

/// What the screen knows.
#[derive(Debug, Default)]
pub struct Plan {}

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

/// Opens the screen: asks for a plan for this person.
pub fn open(app: &mut App, who: crate::model::UserId, out: &mut Effects) {
    let generation = app.next_generation();
    out.send(crate::backend::Command::Plan { generation, who, recipe: None });
    app.go(crate::tui::pane::Screen::Plan, out);
}

/// Called when the arming delay of the confirmation is over.
pub fn rang(_app: &mut App, _out: &mut Effects) -> bool {
    false
}
