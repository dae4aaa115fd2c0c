//! The mouse: whatever can be seen can be pointed at, by the places that were worked out, and it is never needed. It does no
//! more than keys do: what is clicked is carried out as if its key had been pressed.

use super::App;
use super::perform::perform;
use crate::tui::action::Action;
use crate::tui::effect::Effects;
use crate::tui::overlay::{self, Layer, Overlay};
use crate::tui::pane::{self, Pane};
use crate::tui::view::{footer, header, strip};
use crate::tui::widget::Cursor;
use ratatui::crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Position, Rect};

/// Whose list was clicked into.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pointed {
    /// A pane's.
    Pane(Pane),
    /// A layer's.
    Layer(Layer),
}

/// What the mouse did, as far as it is of use.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Did {
    /// The left button.
    Click,
    /// The right button.
    Menu,
    /// The wheel, by so many rows.
    Roll(isize),
}

/// Takes what the mouse did; says whether anything that can be seen changed.
pub fn mouse(app: &mut App, mouse: MouseEvent, out: &mut Effects) -> bool {
    let at = Position { x: mouse.column, y: mouse.row };
    let did = match mouse.kind {
        MouseEventKind::Down(MouseButton::Left) => Did::Click,
        MouseEventKind::Down(MouseButton::Right) => Did::Menu,
        MouseEventKind::ScrollUp => Did::Roll(-3),
        MouseEventKind::ScrollDown => Did::Roll(3),
        _ => return false,
    };
    if !matches!(did, Did::Roll(_)) && !app.pressed.is_empty() {
        // As with keys: it is one of the ways to go on, or it only gives up what was begun.
        let way = strip::under(app, at);
        app.pressed.clear();
        if let Some(action) = way {
            perform(app, action, out);
        }
        return true;
    }
    if did == Did::Click {
        let meant = match (footer::under(app, at), app.overlays.is_empty()) {
            (Some(action), _) => Some(action),
            (None, true) => header::under(app, at),
            (None, false) => None,
        };
        if let Some(action) = meant {
            app.pointed = None;
            perform(app, action, out);
            return true;
        }
    }
    match app.overlays.last().map(Overlay::layer) {
        Some(layer) => on_layer(app, layer, at, did, out),
        None => on_screen(app, at, did, out),
    }
}

fn on_layer(app: &mut App, layer: Layer, at: Position, did: Did, out: &mut Effects) -> bool {
    let Some((outer, area)) = app.layout.overlay else { return false };
    if did == Did::Click && !outer.contains(at) {
        // A click beside a layer closes it only where nothing has been given yet.
        let plain = !matches!(layer, Layer::Confirm | Layer::Decide | Layer::Ask | Layer::Leave);
        return plain && app.close_overlay();
    }
    if did == Did::Click && overlay::clicked(app, at, out) {
        return true;
    }
    if did == Did::Menu || did == Did::Click && layer == Layer::Reader {
        // A text has no rows to select, and a layer no menu.
        return false;
    }
    let Some((cursor, len)) = overlay::list(app) else { return false };
    let (moved, row) = point(cursor, len, area, at, did);
    let again = second(app, Pointed::Layer(layer), row);
    if again {
        perform(app, Action::Open, out);
    }
    moved || again
}

fn on_screen(app: &mut App, at: Position, did: Did, out: &mut Effects) -> bool {
    let Some(under) = app.layout.under(at) else { return false };
    let focused = !matches!(did, Did::Roll(_)) && app.focus() != under;
    if focused {
        pane::set_focus(app, under, out);
    }
    let placed = app.layout.of(under).copied();
    let (mut moved, mut row) = (false, None);
    if let Some(placed) = placed
        && let Some((cursor, len)) = pane::list(app, under)
    {
        // A text has no rows to select.
        let rows = if under == Pane::Plan { Rect::default() } else { placed.rows };
        (moved, row) = point(cursor, len, rows, at, did);
    }
    if moved {
        pane::clicked(app, under, out);
    }
    match did {
        Did::Menu => {
            app.pointed = None;
            perform(app, Action::Menu, out);
            true
        }
        // It opens what Enter opens, and Enter never changes the tenant.
        Did::Click if second(app, Pointed::Pane(under), row) => {
            perform(app, Action::Open, out);
            true
        }
        Did::Click | Did::Roll(_) => moved || focused,
    }
}

/// Whether this row was clicked before and nothing else has happened since; notes it for the next time.
fn second(app: &mut App, whose: Pointed, row: Option<usize>) -> bool {
    let now = row.map(|row| (whose, row));
    let again = now.is_some() && app.pointed == now;
    app.pointed = if again { None } else { now };
    again
}

/// Puts a list's cursor where the mouse points, or rolls it. Says whether it stands elsewhere now, and which row was
/// pointed at.
fn point(cursor: &mut Cursor, len: usize, area: Rect, at: Position, did: Did) -> (bool, Option<usize>) {
    let before = cursor.at;
    let mut row = None;
    if let Did::Roll(by) = did {
        cursor.at = cursor.at.saturating_add_signed(by).min(len.saturating_sub(1));
    } else if area.contains(at) {
        row = Some(cursor.offset + usize::from(at.y - area.y)).filter(|row| *row < len);
        cursor.at = row.unwrap_or(before);
    }
    (cursor.at != before, row)
}
