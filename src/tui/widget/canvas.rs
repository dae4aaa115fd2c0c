//! What panes draw on: a screen buffer that forgives, and the place of the terminal's cursor.

use super::cursor::Cursor;
use super::text;
use crate::tui::theme::Theme;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::widgets::{Block, BorderType, Clear, Widget};

/// A screen buffer and the place of the terminal's cursor. Nothing drawn outside the buffer does harm.
pub struct Canvas<'a> {
    buffer: &'a mut Buffer,
    /// The styles.
    pub theme: &'a Theme,
    cursor: Option<Position>,
}

impl<'a> Canvas<'a> {
    /// A canvas over a buffer.
    pub fn new(buffer: &'a mut Buffer, theme: &'a Theme) -> Self {
        Self { buffer, theme, cursor: None }
    }

    /// Where the terminal's cursor shall stand, if anywhere.
    pub fn cursor(&self) -> Option<Position> {
        self.cursor
    }

    /// Puts the terminal's cursor here; the last call wins.
    pub fn cursor_at(&mut self, x: u16, y: u16) {
        let place = Position { x, y };
        if self.buffer.area.contains(place) {
            self.cursor = Some(place);
        }
    }

    /// Takes the terminal's cursor away again, as a layer does that covers what is below.
    pub fn forget_cursor(&mut self) {
        self.cursor = None;
    }

    /// Writes text from `x` in at most `max` cells, cut with an ellipsis; returns the column behind it.
    pub fn put(&mut self, x: u16, y: u16, max: u16, words: &str, style: Style) -> u16 {
        self.write(x, y, max, &text::cut(words, max as usize), style)
    }

    /// Like [`put`](Self::put), cut in the middle.
    pub fn put_middle(&mut self, x: u16, y: u16, max: u16, words: &str, style: Style) -> u16 {
        self.write(x, y, max, &text::cut_middle(words, max as usize), style)
    }

    /// Writes text so that it ends before column `right`, in at most `max` cells; returns its first column.
    pub fn put_right(&mut self, right: u16, y: u16, max: u16, words: &str, style: Style) -> u16 {
        let words = text::cut(words, max as usize);
        let x = right.saturating_sub(u16::try_from(text::width(&words)).unwrap_or(max));
        self.write(x, y, max, &words, style);
        x
    }

    fn write(&mut self, x: u16, y: u16, max: u16, words: &str, style: Style) -> u16 {
        let area = self.buffer.area;
        if !area.contains(Position { x, y }) {
            return x;
        }
        self.buffer.set_stringn(x, y, words, max.min(area.right() - x) as usize, style).0
    }

    /// Adds a style to every cell of an area.
    pub fn tint(&mut self, area: Rect, style: Style) {
        self.buffer.set_style(area.intersection(self.buffer.area), style);
    }

    /// Empties an area.
    pub fn clear(&mut self, area: Rect) {
        Clear.render(area.intersection(self.buffer.area), self.buffer);
    }

    /// Draws the frame of a pane and returns what is inside. The title keeps its place whether focused or not:
    /// the marker has a cell of its own.
    pub fn frame(&mut self, area: Rect, title: &str, right: &str, focused: bool) -> Rect {
        let area = area.intersection(self.buffer.area);
        if area.is_empty() {
            return area;
        }
        let (kind, border, name) = if focused {
            (BorderType::Thick, self.theme.border_focused, self.theme.title_focused)
        } else {
            (BorderType::Plain, self.theme.border, self.theme.title)
        };
        let block = Block::bordered().border_type(kind).border_style(border);
        let inner = block.inner(area);
        block.render(area, self.buffer);
        if area.width < 6 {
            return inner;
        }
        let marker = if focused { "▌" } else { " " };
        let room = area.width - 4;
        let right_width = u16::try_from(text::width(right)).unwrap_or(room);
        let x = self.put(area.x + 1, area.y, 1, marker, name);
        let title_room = if right.is_empty() { room } else { room.saturating_sub(right_width + 3) };
        let x = self.put(x, area.y, title_room, title, name);
        self.put(x, area.y, 1, " ", name);
        if !right.is_empty() && right_width + 4 < room {
            let right = format!(" {right} ");
            self.put_right(area.right() - 1, area.y, room, &right, name);
        }
        inner
    }

    /// Draws the rows of a list that are in sight, each by `draw(canvas, index, area, style)`; the selected row
    /// is marked by a sign in its first column and by its style, and the terminal's cursor stands on it.
    pub fn rows(
        &mut self,
        area: Rect,
        cursor: Cursor,
        len: usize,
        focused: bool,
        mut draw: impl FnMut(&mut Self, usize, Rect, Style),
    ) {
        for line in 0..area.height {
            let index = cursor.offset + line as usize;
            if index >= len {
                break;
            }
            let y = area.y + line;
            let selected = index == cursor.at;
            let style = match (selected, focused) {
                (true, true) => self.theme.selected,
                (true, false) => self.theme.selected_away,
                _ => self.theme.text,
            };
            if selected {
                self.tint(Rect { y, height: 1, ..area }, style);
                self.put(area.x, y, 1, ">", style);
                if focused {
                    self.cursor_at(area.x, y);
                }
            }
            // A blank on either side: the sign's on the left, and one before the frame on the right.
            let row = Rect { x: area.x + 2.min(area.width), y, width: area.width.saturating_sub(3), height: 1 };
            draw(self, index, row, style);
        }
    }

    /// Writes a sentence over as many rows as it needs and as there are; returns the row behind it.
    pub fn paragraph(&mut self, area: Rect, words: &str, style: Style) -> u16 {
        let mut y = area.y;
        for line in text::wrap(words, area.width as usize) {
            if y >= area.bottom() {
                break;
            }
            self.put(area.x, y, area.width, &line, style);
            y += 1;
        }
        y
    }
}
