//! Names to choose from: permissions, divisions, roles, changes, forms of a file; narrowed as one types.

use crate::tui::action::Action;
use crate::tui::app::App;
use crate::tui::app::place::middle;
use crate::tui::effect::Effects;
use crate::tui::pane::question::{self, Pick};
use crate::tui::widget::{Canvas, Cursor, Prompt, text};
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use ratatui::layout::Rect;

/// Something to choose.
#[derive(Clone, PartialEq, Debug)]
pub struct Item {
    /// What it is called.
    pub label: String,
    /// More about it; found by this as well.
    pub note: String,
    /// What follows when it is chosen.
    pub pick: Pick,
}

/// The list, narrowed by what is typed.
#[derive(Debug)]
pub struct Picker {
    title: String,
    /// What is typed.
    pub prompt: Prompt,
    cursor: Cursor,
    items: Vec<Item>,
    shown: Vec<usize>,
}

impl Picker {
    /// A list under a title.
    pub fn new(title: impl Into<String>, items: Vec<Item>) -> Self {
        let shown = (0..items.len()).collect();
        Self { title: title.into(), prompt: Prompt::open(), cursor: Cursor::default(), items, shown }
    }

    /// The same with the cursor on this row.
    pub fn on(mut self, row: usize) -> Self {
        self.cursor.at = row.min(self.items.len().saturating_sub(1));
        self
    }

    /// The same with something typed already.
    pub fn with(mut self, words: &str) -> Self {
        self.prompt.set(words);
        self.typed();
        self
    }

    /// What is selected.
    pub fn selected(&self) -> Option<&Item> {
        self.items.get(*self.shown.get(self.cursor.at)?)
    }

    /// Narrows the list to what is typed, the best first.
    pub fn typed(&mut self) {
        self.cursor = Cursor::default();
        let pattern = Pattern::parse(self.prompt.text(), CaseMatching::Ignore, Normalization::Smart);
        let mut matcher = Matcher::new(Config::DEFAULT);
        let mut buffer = Vec::new();
        let mut score = |text: &str| pattern.score(Utf32Str::new(text, &mut buffer), &mut matcher);
        let mut found: Vec<(u32, usize)> = Vec::new();
        for (at, item) in self.items.iter().enumerate() {
            // A name outranks what is said about it.
            let best = score(&item.label).map(|s| s + 20).max(score(&item.note));
            found.extend(best.map(|best| (best, at)));
        }
        // Stable, so that equals keep their order.
        found.sort_by_key(|(best, _)| std::cmp::Reverse(*best));
        self.shown = found.into_iter().map(|(_, at)| at).collect();
    }

    /// The list's cursor and length.
    pub fn list(&mut self) -> (&mut Cursor, usize) {
        (&mut self.cursor, self.shown.len())
    }

    /// Where it stands.
    pub fn place(&self, body: Rect) -> Rect {
        let rows = u16::try_from(self.items.len()).unwrap_or(u16::MAX).saturating_add(5);
        middle(body, body.width.saturating_sub(4).min(96), rows.min(body.height))
    }
}

/// Moves in the list, or takes what is selected.
pub fn act(app: &mut App, action: Action, out: &mut Effects) -> bool {
    if action != Action::Open {
        return super::scroll(app, action);
    }
    let Some(super::Overlay::Picker(picker)) = app.overlays.last() else { return false };
    let Some(pick) = picker.selected().map(|item| item.pick.clone()) else { return false };
    app.close_overlay();
    question::picked(app, pick, out);
    true
}

/// Draws it.
pub fn view(picker: &Picker, outer: Rect, rows: Rect, canvas: &mut Canvas<'_>) {
    let theme = canvas.theme.clone();
    let counts = format!("{}/{}", text::count(picker.shown.len()), text::count(picker.items.len()));
    let inner = canvas.frame(outer, &picker.title, &counts, true);
    if inner.is_empty() {
        return;
    }
    if picker.shown.is_empty() {
        let typed = crate::model::DisplayText::new(picker.prompt.text());
        canvas.paragraph(rows, &format!("Nothing matches \"{typed}\". Esc closes."), theme.quiet);
    }
    let widest = picker.items.iter().map(|item| text::width(&item.label)).max().unwrap_or(0);
    let name = u16::try_from(widest).unwrap_or(u16::MAX).min(rows.width * 3 / 5);
    canvas.rows(rows, picker.cursor, picker.shown.len(), true, |canvas, row, place, style| {
        let item = &picker.items[picker.shown[row]];
        let noted = place.width > name + 8 && !item.note.is_empty();
        let room = if noted { name } else { place.width };
        canvas.put_middle(place.x, place.y, room, &item.label, style);
        if noted {
            let x = place.x + name + 2;
            let tone = if row == picker.cursor.at { style } else { style.patch(theme.quiet) };
            canvas.put(x, place.y, place.right().saturating_sub(x), &item.note, tone);
        }
    });
    let words = picker.selected().map(|item| format!("{}  {}", item.label, item.note)).unwrap_or_default();
    let below = Rect { y: rows.bottom(), height: inner.bottom().saturating_sub(rows.bottom()), ..inner };
    canvas.paragraph(below, words.trim(), theme.quiet);
    // Last, so that the terminal's cursor stands in the field.
    let x = canvas.put(inner.x, inner.y, 2, "/ ", theme.key);
    picker.prompt.view(Rect { x, y: inner.y, width: inner.right().saturating_sub(x), height: 1 }, theme.typed, canvas);
}
