//! Leaving while a run is under way: leave it running, stop it after its step, or stay.

use crate::tui::action::Action;
use crate::tui::app::App;
use crate::tui::effect::Effects;
use crate::tui::widget::Canvas;
use ratatui::layout::Rect;

/// What is chosen so far.
#[derive(Debug)]
pub struct Leave {}

impl Leave {
    /// Where it stands.
    pub fn place(&self, _app: &App, body: Rect) -> Rect {
        body
    }
}

/// The operator wants to leave: asks first when a run is under way; says whether it asked.
pub fn asked(_app: &mut App) -> bool {
    false
}

/// Carries out what was meant; says whether anything came of it.
pub fn act(_app: &mut App, _action: Action, _out: &mut Effects) -> bool {
    false
}

/// Draws it.
pub fn view(_app: &App, _leave: &Leave, _outer: Rect, _canvas: &mut Canvas<'_>) {}
