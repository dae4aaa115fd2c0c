//! One row written column by column, each cut to its width, none beyond the row's end.

use super::canvas::Canvas;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Where the next column of a row begins.
#[derive(Clone, Copy, Debug)]
pub struct Columns {
    row: Rect,
    x: u16,
}

impl Columns {
    /// The beginning of a row.
    pub fn new(row: Rect) -> Self {
        Self { row, x: row.x }
    }

    /// The line above the rows of a list, for the names of its columns; none where the list begins at the top.
    pub fn heading(rows: Rect, frame: Rect) -> Option<Self> {
        let y = rows.y.checked_sub(1).filter(|y| *y > frame.y)?;
        Some(Self::new(Rect { x: rows.x + 2.min(rows.width), y, width: rows.width.saturating_sub(3), height: 1 }))
    }

    /// Cells that are left.
    pub fn left(&self) -> u16 {
        self.row.right().saturating_sub(self.x)
    }

    /// Writes a column of this many cells, and a cell between it and the next.
    pub fn put(&mut self, canvas: &mut Canvas<'_>, words: &str, wide: u16, style: Style) {
        canvas.put(self.x, self.row.y, wide.min(self.left()), words, style);
        self.x = self.x.saturating_add(wide).saturating_add(1).min(self.row.right());
    }

    /// Writes a column at its right end: numbers, whose digits stand below each other.
    pub fn put_right(&mut self, canvas: &mut Canvas<'_>, words: &str, wide: u16, style: Style) {
        let wide_here = wide.min(self.left());
        canvas.put_right(self.x + wide_here, self.row.y, wide_here, words, style);
        self.x = self.x.saturating_add(wide).saturating_add(1).min(self.row.right());
    }

    /// Writes the rest of the row but for so many cells.
    pub fn rest(&mut self, canvas: &mut Canvas<'_>, words: &str, but: u16, style: Style) {
        let wide = self.left().saturating_sub(but);
        self.put(canvas, words, wide, style);
    }
}
