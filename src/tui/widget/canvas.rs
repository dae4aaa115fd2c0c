//! What panes draw on: a screen buffer that forgives, and the place of the terminal's cursor.

use super::cursor::Cursor;
use super::text;
use crate::tui::theme::Theme;
use crate::tui::veil::Veil;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::widgets::{Block, BorderType, Clear, Widget};
use std::borrow::Cow;
use std::ops::Range;

/// A screen buffer and the place of the terminal's cursor. Nothing drawn outside the buffer does harm.
pub struct Canvas<'a> {
    buffer: &'a mut Buffer,
    /// The styles.
    pub theme: &'a Theme,
    cursor: Option<Position>,
    veil: Option<&'a Veil>,
}

impl<'a> Canvas<'a> {
    /// A canvas over a buffer.
    pub fn new(buffer: &'a mut Buffer, theme: &'a Theme) -> Self {
        Self { buffer, theme, cursor: None, veil: None }
    }

    /// The same with everything personal hidden that is written on it.
    pub fn veiled(self, veil: &'a Veil) -> Self {
        Self { veil: Some(veil), ..self }
    }

    /// Whether what is personal is hidden.
    pub fn is_veiled(&self) -> bool {
        self.veil.is_some()
    }

    /// The text as it may be shown. Whatever cuts or breaks a text before it is written does so with this.
    pub fn shown<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.veil.map_or(Cow::Borrowed(text), |veil| veil.hide(text))
    }

    /// Where in the text something stands that is hidden.
    pub fn hidden_in(&self, text: &str) -> Vec<Range<usize>> {
        self.veil.map_or_else(Vec::new, |veil| veil.spans(text))
    }

    /// Draws what has to be read as it is, hidden or not.
    pub fn unveiled(&mut self, draw: impl FnOnce(&mut Self)) {
        let veil = self.veil.take();
        draw(self);
        self.veil = veil;
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
        let words = self.shown(words);
        self.write(x, y, max, &text::cut(&words, max as usize), style)
    }

    /// Like [`put`](Self::put), cut in the middle.
    pub fn put_middle(&mut self, x: u16, y: u16, max: u16, words: &str, style: Style) -> u16 {
        let words = self.shown(words);
        self.write(x, y, max, &text::cut_middle(&words, max as usize), style)
    }

    /// Like [`put`](Self::put), cut at the beginning.
    pub fn put_front(&mut self, x: u16, y: u16, max: u16, words: &str, style: Style) -> u16 {
        let words = self.shown(words);
        self.write(x, y, max, &text::cut_front(&words, max as usize), style)
    }

    /// Writes text so that it ends before column `right`, in at most `max` cells; returns its first column.
    pub fn put_right(&mut self, right: u16, y: u16, max: u16, words: &str, style: Style) -> u16 {
        let words = self.shown(words);
        let words = text::cut(&words, max as usize);
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
        let area = area.intersection(self.buffer.area);
        Clear.render(area, self.buffer);
        self.buffer.set_style(area, self.theme.base);
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
        // What the list is narrowed to stands behind its name, as a chip of its own.
        let (title, chip) = title.split_once("  /").unwrap_or((title, ""));
        let end = x.saturating_add(title_room);
        let mut x = self.put(x, area.y, title_room, title, name);
        if !chip.is_empty() && x + 2 < end {
            let style = self.theme.chip;
            x = self.put(x, area.y, 1, " ", name);
            x = self.put(x, area.y, end.saturating_sub(x), &format!("/{chip}"), style);
        }
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
        self.scrollbar(area, cursor.offset, len, focused);
    }

    /// Shows on the frame to the right of a list which part of it is in sight, where not all of it is.
    pub fn scrollbar(&mut self, area: Rect, offset: usize, len: usize, focused: bool) {
        let height = usize::from(area.height);
        if len <= height || height < 3 {
            return;
        }
        let thumb = (height * height / len).clamp(1, height - 1);
        let most = len - height;
        // At an end only when the list is.
        let top = match offset.min(most) {
            0 => 0,
            at if at == most => height - thumb,
            at => (at * (height - thumb) / most).clamp(1, (height - thumb).saturating_sub(1).max(1)),
        };
        let style = if focused { self.theme.border_focused } else { self.theme.title };
        for line in top..(top + thumb).min(height) {
            self.put(area.right(), area.y + u16::try_from(line).unwrap_or(u16::MAX), 1, "▐", style);
        }
    }

    /// Writes a sentence over as many rows as it needs and as there are; returns the row behind it.
    pub fn paragraph(&mut self, area: Rect, words: &str, style: Style) -> u16 {
        let mut y = area.y;
        for line in text::wrap(&self.shown(words), area.width as usize) {
            if y >= area.bottom() {
                break;
            }
            self.put(area.x, y, area.width, &line, style);
            y += 1;
        }
        y
    }
}
