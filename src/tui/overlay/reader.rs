//! A text to read and to scroll.

use crate::tui::widget::{Canvas, Cursor, text};
use ratatui::layout::Rect;
use std::borrow::Cow;

/// A text with a title.
#[derive(Debug, Default)]
pub struct Reader {
    title: String,
    paragraphs: Vec<String>,
    scroll: Cursor,
}

impl Reader {
    /// A text; each paragraph starts on a line of its own, and what it begins with in blanks indents all of it.
    pub fn new(title: impl Into<String>, paragraphs: Vec<String>) -> Self {
        Self { title: title.into(), paragraphs, scroll: Cursor::default() }
    }

    /// The text in lines of this many cells.
    fn lines<'t>(&'t self, width: usize, shown: impl Fn(&'t str) -> Cow<'t, str>) -> Vec<String> {
        let mut lines = Vec::new();
        for paragraph in &self.paragraphs {
            let paragraph = shown(paragraph);
            let indent = paragraph.len() - paragraph.trim_start_matches(' ').len();
            let blanks = " ".repeat(indent.min(width / 2));
            for line in text::wrap(paragraph.trim_start_matches(' '), width.saturating_sub(blanks.len())) {
                lines.push(format!("{blanks}{line}"));
            }
        }
        lines
    }

    /// How far it is scrolled, and how far it can be.
    pub fn list(&mut self, width: usize, height: usize) -> (&mut Cursor, usize) {
        let len = self.lines(width, Cow::Borrowed).len().saturating_sub(height) + 1;
        (&mut self.scroll, len)
    }
}

/// Draws it.
pub fn view(reader: &Reader, outer: Rect, canvas: &mut Canvas<'_>) {
    let inner = canvas.frame(outer, &reader.title, "Esc closes", true);
    let style = canvas.theme.text;
    // As wide as before, so that lines break where they do.
    let lines = reader.lines(inner.width as usize, |text| canvas.shown(text));
    for (y, line) in (inner.y..inner.bottom()).zip(lines.iter().skip(reader.scroll.at)) {
        canvas.put(inner.x, y, inner.width, line, style);
    }
    canvas.scrollbar(inner, reader.scroll.at, lines.len(), true);
}
