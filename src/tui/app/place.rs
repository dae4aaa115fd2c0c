//! Where everything stands on the screen. Worked out after each update from the terminal's size; drawing and the
//! mouse read it, neither changes it.

use crate::tui::app::App;
use crate::tui::overlay;
use crate::tui::pane::{self, Pane};
use crate::tui::tour;
use crate::tui::view::strip;
use ratatui::layout::{Position, Rect};

/// The smallest terminal on which the console works.
pub const SMALLEST: (u16, u16) = (60, 15);

/// A pane's place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Placed {
    /// Which pane.
    pub pane: Pane,
    /// All of it, frame included.
    pub outer: Rect,
    /// The rows of its list.
    pub rows: Rect,
}

/// Where everything stands.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Layout {
    /// The whole screen.
    pub screen: Rect,
    /// The first line.
    pub header: Rect,
    /// What is between header and footer.
    pub body: Rect,
    /// The line of the notices; it covers the body's last row while there is one.
    pub toast: Rect,
    /// The lines above the footer that list how begun keys can go on; empty while there are none.
    pub strip: Rect,
    /// The strip of the tour, between body and footer; empty while there is none.
    pub tour: Rect,
    /// The last line.
    pub footer: Rect,
    /// The panes that are to be seen.
    pub panes: Vec<Placed>,
    /// The names of panes that can be clicked to bring them to the front.
    pub tabs: Vec<(Pane, Rect)>,
    /// The top layer, if there is one.
    pub overlay: Option<(Rect, Rect)>,
}

impl Layout {
    /// The place of a pane, if it is to be seen.
    pub fn of(&self, pane: Pane) -> Option<&Placed> {
        self.panes.iter().find(|p| p.pane == pane)
    }

    /// How many rows of a pane's list are to be seen.
    pub fn height(&self, pane: Pane) -> usize {
        self.of(pane).map_or(0, |p| p.rows.height as usize)
    }

    /// The pane under a place of the screen.
    pub fn under(&self, at: Position) -> Option<Pane> {
        self.tabs
            .iter()
            .find(|(_, area)| area.contains(at))
            .map(|(pane, _)| *pane)
            .or_else(|| self.panes.iter().find(|p| p.outer.contains(at)).map(|p| p.pane))
    }
}

/// Whether the terminal is too small for anything but saying so.
pub fn too_small(size: (u16, u16)) -> bool {
    size.0 < SMALLEST.0 || size.1 < SMALLEST.1
}

/// Works out where everything stands.
pub fn arrange(app: &App) -> Layout {
    let (width, height) = app.size;
    let screen = Rect::new(0, 0, width, height);
    if too_small(app.size) {
        return Layout { screen, ..Layout::default() };
    }
    let line = |y| Rect::new(0, y, width, 1);
    let strip = tour::height(app);
    let body = Rect::new(0, 1, width, height - 2 - strip);
    let mut layout = Layout {
        screen,
        header: line(0),
        body,
        toast: line(height - 2 - strip),
        tour: Rect::new(0, height - 1 - strip, width, strip),
        footer: line(height - 1),
        ..Layout::default()
    };
    pane::place(app, body, &mut layout);
    layout.strip = strip::place(app, body);
    layout.toast.y -= layout.strip.height.min(layout.toast.y);
    layout.overlay = app.overlays.last().map(|top| overlay::place(app, top, body));
    layout
}

/// The rows of a list in a frame, below a line that names its columns where there is room for one.
pub fn below_heading(area: Rect) -> Rect {
    let inner = inside(area);
    let heading = u16::from(inner.height > 8);
    Rect { y: inner.y + heading, height: inner.height - heading, ..inner }
}

/// A box of at most this size in the middle of an area.
pub fn middle(area: Rect, width: u16, height: u16) -> Rect {
    let width = width.min(area.width);
    let height = height.min(area.height);
    Rect::new(area.x + (area.width - width) / 2, area.y + (area.height - height) / 2, width, height)
}

/// Where sentences stand in the room of a list: as far in as its rows, and as far from the other side.
pub fn prose(area: Rect) -> Rect {
    Rect { x: area.x + area.width.min(2), width: area.width.saturating_sub(4), ..area }
}

/// What is inside a frame of one cell.
pub fn inside(area: Rect) -> Rect {
    Rect::new(
        area.x + 1.min(area.width),
        area.y + 1.min(area.height),
        area.width.saturating_sub(2),
        area.height.saturating_sub(2),
    )
}
