//! The confirmation of a plan: the only way to a run.

use crate::tui::action::Action;
use crate::tui::app::App;
use crate::tui::effect::Effects;
use crate::tui::widget::{Canvas, Prompt};
use ratatui::layout::Rect;

/// What has been given so far.
#[derive(Debug)]
pub struct Confirm {}

impl Confirm {
    /// The field that keys are typed into.
    pub fn prompt(&self) -> Option<&Prompt> {
        None
    }

    /// Like [`prompt`](Self::prompt), to change it.
    pub fn prompt_mut(&mut self) -> Option<&mut Prompt> {
        None
    }

    /// Whether a paste may be typed into the field.
    pub fn takes_paste(&self) -> bool {
        false
    }

    /// Called when the field's text has changed.
    pub fn typed(&mut self) {}

    /// Where it stands.
    pub fn place(&self, _app: &App, body: Rect) -> Rect {
        body
    }
}

/// Carries out what was meant; says whether anything came of it.
pub fn act(_app: &mut App, _action: Action, _out: &mut Effects) -> bool {
    false
}

/// Draws it.
pub fn view(_app: &App, _confirm: &Confirm, _outer: Rect, _canvas: &mut Canvas<'_>) {}
