//! A page: rows of inked pieces, broken to a width with a hanging indent and scrolled as one. Plan, record and audit
//! detail are pages.

use crate::tui::theme::Theme;
use crate::tui::veil;
use crate::tui::widget::{Canvas, text};
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_segmentation::UnicodeSegmentation;

/// The role of a piece of text; the theme decides how that looks.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Ink {
    /// Ordinary text.
    #[default]
    Plain,
    /// What the eye should find first.
    Strong,
    /// What may be overlooked.
    Faint,
    /// Ended well.
    Good,
    /// Needs a look.
    Doubt,
    /// Went wrong, or forbids something.
    Bad,
    /// At work.
    Busy,
}

impl Ink {
    /// What the theme has for it.
    pub fn style(self, theme: &Theme) -> Style {
        match self {
            Self::Plain => theme.text,
            Self::Strong => theme.strong,
            Self::Faint => theme.quiet,
            Self::Good => theme.good,
            Self::Doubt => theme.warning,
            Self::Bad => theme.danger,
            Self::Busy => theme.running,
        }
    }
}

/// A piece of text in one ink.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Piece {
    /// The text; no line ends, clean.
    pub text: String,
    /// Its role.
    pub ink: Ink,
}

/// A piece of text in this ink.
pub fn piece(text: impl Into<String>, ink: Ink) -> Piece {
    Piece { text: text.into(), ink }
}

/// Rows of pieces, each no wider than the page.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Page {
    width: usize,
    rows: Vec<Vec<Piece>>,
}

impl Page {
    /// An empty page of this width in cells.
    pub fn new(width: u16) -> Self {
        Self { width: usize::from(width), rows: Vec::new() }
    }

    /// Its width in cells.
    pub fn width(&self) -> usize {
        self.width
    }

    /// The rows.
    pub fn rows(&self) -> &[Vec<Piece>] {
        &self.rows
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The rows without their inks.
    pub fn lines(&self) -> Vec<String> {
        self.rows.iter().map(|row| row.iter().map(|piece| piece.text.as_str()).collect()).collect()
    }

    /// Draws the rows from `offset` on.
    pub fn view(&self, area: Rect, offset: usize, canvas: &mut Canvas<'_>) {
        let hidden = canvas.is_veiled().then(|| self.hidden(canvas));
        let rows = hidden.as_ref().unwrap_or(&self.rows);
        for (row, y) in rows.iter().skip(offset).zip(area.top()..area.bottom()) {
            let style = canvas.theme.text;
            put_row(canvas, Rect { y, height: 1, ..area }, row, style);
        }
    }

    /// The rows with what is personal hidden, also where it was broken over two of them.
    fn hidden(&self, canvas: &Canvas<'_>) -> Vec<Vec<Piece>> {
        // A break counts as a blank, and the indent of a row that goes on as nothing.
        let mut whole = String::new();
        let mut begins = Vec::new();
        for row in &self.rows {
            let line: String = row.iter().map(|piece| piece.text.as_str()).collect();
            let indent = line.len() - line.trim_start().len();
            begins.push((whole.len(), indent));
            whole.push_str(line.trim());
            whole.push(' ');
        }
        let spans = canvas.hidden_in(&whole);
        let mut first = true;
        let mut rows = Vec::new();
        for (row, (begin, indent)) in self.rows.iter().zip(begins) {
            let mut at = 0;
            let mut covered = Vec::new();
            for was in row {
                let mut text = String::new();
                for grapheme in was.text.graphemes(true) {
                    let place = (begin + at).checked_sub(indent);
                    let is_hidden = place.is_some_and(|place| spans.iter().any(|span| span.contains(&place)));
                    text.push_str(&if is_hidden { veil::covered(grapheme, first) } else { grapheme.into() });
                    first = !veil::is_letter(grapheme);
                    at += grapheme.len();
                }
                covered.push(piece(text, was.ink));
            }
            // A name that goes on begins a word there.
            first = true;
            rows.push(covered);
        }
        rows
    }

    /// An empty row.
    pub fn gap(&mut self) {
        self.rows.push(Vec::new());
    }

    /// Pieces one after the other, broken between words; what does not fit goes on `hang` cells further in.
    pub fn row(&mut self, hang: usize, pieces: impl IntoIterator<Item = Piece>) {
        // A hang that leaves no room to read would make a column one word wide.
        let hang = if hang + 12 > self.width { 0 } else { hang };
        let mut filling =
            Filling { width: self.width, hang, row: Vec::new(), used: 0, fresh: false, rows: &mut self.rows };
        for piece in pieces {
            for word in words(&piece.text) {
                filling.put(word, piece.ink);
            }
        }
        let last = std::mem::take(&mut filling.row);
        self.rows.push(last);
    }
}

/// Draws pieces one after the other into one row: each in its own ink where the row has the style of ordinary text, else all
/// in that of the row, as that of a selected one.
pub fn put_row(canvas: &mut Canvas<'_>, row: Rect, pieces: &[Piece], style: Style) {
    let mut x = row.x;
    for piece in pieces {
        let ink = if style == canvas.theme.text { piece.ink.style(canvas.theme) } else { style };
        x = canvas.put(x, row.y, row.right().saturating_sub(x), &piece.text, ink);
    }
}

/// The words of a text and the blanks between them, in order.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let blank = rest.chars().next()?.is_whitespace();
        let end = rest.find(|c: char| c.is_whitespace() != blank).unwrap_or(rest.len());
        let (word, left) = rest.split_at(end);
        rest = left;
        Some(word)
    })
}

/// Which rows are in sight, such as `1-20/31`; empty when all are.
pub fn in_sight(offset: usize, len: usize, height: usize) -> String {
    if len <= height { String::new() } else { format!("{}-{}/{len}", offset + 1, (offset + height).min(len)) }
}

struct Filling<'a> {
    width: usize,
    hang: usize,
    row: Vec<Piece>,
    used: usize,
    /// The row was begun by a break and holds nothing but its indent.
    fresh: bool,
    rows: &'a mut Vec<Vec<Piece>>,
}

impl Filling<'_> {
    fn put(&mut self, word: &str, ink: Ink) {
        let wide = text::width(word);
        if self.used + wide <= self.width {
            self.push(word, wide, ink);
        } else if word.trim().is_empty() {
            // A blank at the break is the break.
            self.turn();
        } else if wide + self.hang <= self.width {
            self.turn();
            self.push(word, wide, ink);
        } else {
            for grapheme in word.graphemes(true) {
                let wide = text::width(grapheme);
                if self.used + wide > self.width && self.used > self.hang {
                    self.turn();
                }
                if self.used + wide <= self.width {
                    self.push(grapheme, wide, ink);
                }
            }
        }
    }

    fn push(&mut self, text: &str, wide: usize, ink: Ink) {
        if self.fresh && text.trim().is_empty() {
            return;
        }
        self.fresh = false;
        self.used += wide;
        match self.row.last_mut() {
            Some(last) if last.ink == ink => last.text.push_str(text),
            _ => self.row.push(piece(text, ink)),
        }
    }

    fn turn(&mut self) {
        self.rows.push(std::mem::take(&mut self.row));
        self.used = 0;
        self.fresh = true;
        if self.hang > 0 {
            self.row.push(piece(" ".repeat(self.hang), Ink::Plain));
            self.used = self.hang;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_kept_whole_and_hang() {
        let mut page = Page::new(20);
        page.row(4, [piece("one two three four five six seven", Ink::Plain)]);
        assert_eq!(page.lines(), ["one two three four ", "    five six seven"]);
    }

    #[test]
    fn a_word_wider_than_the_page_is_broken_between_graphemes() {
        let mut page = Page::new(14);
        page.row(2, [piece("季季季季季季季季季", Ink::Plain)]);
        assert!(page.rows().iter().all(|row| row.iter().map(|p| text::width(&p.text)).sum::<usize>() <= 14));
        assert_eq!(page.lines().concat().matches('季').count(), 9);
    }

    #[test]
    fn inks_survive_breaking() {
        let mut page = Page::new(16);
        page.row(2, [piece("aaaa bbbb ", Ink::Plain), piece("cccc dddd eeee", Ink::Bad)]);
        assert_eq!(page.rows().len(), 2);
        assert!(page.rows()[1].iter().any(|p| p.ink == Ink::Bad && p.text.contains("eeee")));
    }

    #[test]
    fn no_width_loops_or_overflows() {
        for width in 0..40 {
            let mut page = Page::new(width);
            page.row(9, [piece("e\u{301}e\u{301} 季季 longlonglonglonglong ab cd ef", Ink::Plain)]);
            for row in page.rows() {
                let wide: usize = row.iter().map(|p| text::width(&p.text)).sum();
                assert!(wide <= usize::from(width), "{wide} in {width}");
            }
        }
    }
}
