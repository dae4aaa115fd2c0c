//! A field of one line that text is typed into.

use super::canvas::Canvas;
use ratatui::crossterm::event::{Event, KeyEvent};
use ratatui::layout::Rect;
use ratatui::style::Style;
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// The longest text that a field takes, in characters; no name or ticket is as long.
pub const LONGEST: usize = 400;

/// What came of a paste.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Pasted {
    /// The text of the field is another one now.
    pub changed: bool,
    /// There was more than the field takes.
    pub cut: bool,
}

/// A field of one line.
#[derive(Clone, Debug, Default)]
pub struct Prompt {
    input: Input,
    /// Whether keys are typed into it.
    pub typing: bool,
}

impl Prompt {
    /// An empty field that keys are typed into.
    pub fn open() -> Self {
        Self { typing: true, ..Self::default() }
    }

    /// What stands in it.
    pub fn text(&self) -> &str {
        self.input.value()
    }

    /// Whether nothing stands in it.
    pub fn is_empty(&self) -> bool {
        self.input.value().is_empty()
    }

    /// Empties it.
    pub fn clear(&mut self) {
        self.input.reset();
    }

    /// Puts a text into it, the cursor at its end.
    pub fn set(&mut self, text: &str) {
        self.input = Input::new(text.to_owned());
    }

    /// Takes a key; says whether the text changed.
    pub fn key(&mut self, key: KeyEvent) -> bool {
        let before = self.input.clone();
        let changed = self.input.handle_event(&Event::Key(key)).is_some_and(|c| c.value);
        if self.text().chars().count() > LONGEST {
            self.input = before;
            return false;
        }
        changed
    }

    /// Takes a pasted text on one line, without control characters, and of it as much as there is room for.
    pub fn paste(&mut self, text: &str) -> Pasted {
        let room = LONGEST.saturating_sub(self.text().chars().count());
        let blank = |c| if c == '\n' || c == '\t' { ' ' } else { c };
        let mut clean = text.trim().chars().map(blank).filter(|c| !c.is_control());
        let mut pasted = Pasted::default();
        for c in clean.by_ref().take(room) {
            pasted.changed |= self.input.handle(tui_input::InputRequest::InsertChar(c)).is_some();
        }
        pasted.cut = clean.next().is_some();
        pasted
    }

    /// Draws the field of a filter over the last row of a list, while it is being typed into.
    pub fn filter_below(&self, list: Rect, canvas: &mut Canvas<'_>) {
        let row = Rect { y: list.bottom().saturating_sub(1), height: list.height.min(1), ..list };
        self.filter_on(row, canvas);
    }

    /// Draws it over this row.
    pub fn filter_on(&self, row: Rect, canvas: &mut Canvas<'_>) {
        if !self.typing || row.is_empty() {
            return;
        }
        let (key, typed) = (canvas.theme.key, canvas.theme.typed);
        canvas.clear(row);
        let x = canvas.put(row.x, row.y, row.width, "filter: ", key);
        self.view(Rect { x, width: row.right().saturating_sub(x), ..row }, typed, canvas);
    }

    /// Draws the text into one row, scrolled so that the cursor is in sight, and sets the terminal's cursor
    /// when it is being typed into.
    pub fn view(&self, area: Rect, style: Style, canvas: &mut Canvas<'_>) {
        if area.is_empty() {
            return;
        }
        let room = area.width as usize;
        let before: String = self.text().chars().take(self.input.cursor()).collect();
        // The cursor needs a cell of its own behind the text.
        let mut skip = (crate::tui::widget::text::width(&before) + 1).saturating_sub(room);
        let mut from = 0;
        let mut skipped = 0;
        for (at, grapheme) in self.text().grapheme_indices(true) {
            if skip == 0 {
                break;
            }
            let cells = grapheme.width();
            skip = skip.saturating_sub(cells);
            skipped += cells;
            from = at + grapheme.len();
        }
        // What is typed is our operator's own text, but a paste may hold anything.
        let shown = crate::model::DisplayText::new(&self.text()[from..]);
        canvas.put(area.x, area.y, area.width, shown.as_str(), style);
        if self.typing {
            let cells = crate::tui::widget::text::width(&before).saturating_sub(skipped);
            canvas.cursor_at(area.x + u16::try_from(cells).unwrap_or(0).min(area.width - 1), area.y);
        }
    }
}
