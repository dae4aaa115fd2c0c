//! The mouse: it focuses, selects and rolls, by the places that were worked out, and is never needed.

use super::App;
use crate::tui::effect::Effects;
use crate::tui::overlay::{self, Overlay};
use crate::tui::pane;
use crate::tui::widget::Cursor;
use ratatui::crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Position, Rect};

/// Takes what the mouse did; says whether anything that can be seen changed.
pub fn mouse(app: &mut App, mouse: MouseEvent, out: &mut Effects) -> bool {
    let at = Position { x: mouse.column, y: mouse.row };
    let rows = |kind| match kind {
        MouseEventKind::ScrollUp => Some(-3),
        MouseEventKind::ScrollDown => Some(3),
        _ => None,
    };
    let click = mouse.kind == MouseEventKind::Down(MouseButton::Left);
    if let Some((outer, area)) = app.layout.overlay {
        if click && !outer.contains(at) {
            // A click beside a layer closes it only where nothing has been given yet.
            let plain = !matches!(
                app.overlays.last(),
                Some(Overlay::Confirm(_) | Overlay::Decide(_) | Overlay::Ask(_) | Overlay::Leave(_))
            );
            return plain && app.close_overlay();
        }
        return match overlay::list(app) {
            Some((cursor, len)) => point(cursor, len, area, at, click, rows(mouse.kind)),
            None => false,
        };
    }
    let Some(under) = app.layout.under(at) else { return false };
    let focused = click && app.focus() != under;
    if focused {
        pane::set_focus(app, under, out);
    }
    let Some(placed) = app.layout.of(under).copied() else { return focused };
    let moved = match pane::list(app, under) {
        Some((cursor, len)) => point(cursor, len, placed.rows, at, click, rows(mouse.kind)),
        None => false,
    };
    if moved {
        pane::clicked(app, under, out);
    }
    moved || focused
}

/// Puts a list's cursor where the mouse points, or rolls it.
fn point(cursor: &mut Cursor, len: usize, area: Rect, at: Position, click: bool, roll: Option<isize>) -> bool {
    let before = cursor.at;
    if let Some(by) = roll {
        cursor.at = cursor.at.saturating_add_signed(by).min(len.saturating_sub(1));
    } else if click && area.contains(at) {
        let row = cursor.offset + usize::from(at.y - area.y);
        if row < len {
            cursor.at = row;
        }
    }
    cursor.at != before
}
