//! A list that opens step by step: rows in columns under headings that fold, narrowed by a filter. What is shown is
//! worked out when something changes, never while it is drawn.

#[cfg(test)]
mod tests;

use super::page::Ink;
use crate::model::{DisplayText, Table};
use crate::tui::widget::{Canvas, Cursor, Narrow, Prompt, text};
use ratatui::layout::Rect;
use ratatui::style::Style;
use std::collections::HashSet;

/// One column of a row.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Cell {
    /// Its text, clean.
    pub text: String,
    /// Its role.
    pub ink: Ink,
    /// Where it is cut when it is too long.
    pub cut: Cut,
}

/// Where a text that is too long is cut.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Cut {
    /// At its end: names and sentences.
    #[default]
    End,
    /// In its middle, because its ends tell it apart: permissions, addresses, ids.
    Middle,
    /// At its beginning, because what stands there stands above it already.
    Front,
    /// At its end, and it stands at the right of its column: numbers.
    Number,
}

/// A cell that is cut at its end.
pub fn cell(text: impl Into<String>, ink: Ink) -> Cell {
    Cell { text: text.into(), ink, cut: Cut::End }
}

/// A cell with a number and what is counted, at the right of its column.
pub fn number_cell(text: impl Into<String>, ink: Ink) -> Cell {
    Cell { text: text.into(), ink, cut: Cut::Number }
}

/// A cell that is cut in its middle.
pub fn id_cell(text: impl Into<String>) -> Cell {
    Cell { text: text.into(), ink: Ink::Plain, cut: Cut::Middle }
}

/// A row with its place in the tree.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Node<T> {
    /// How many headings it stands under.
    pub depth: usize,
    /// Its columns; the first one grows.
    pub cells: Vec<Cell>,
    /// Set where something stands under it: whether that is open before anybody folds it.
    pub opens: Option<bool>,
    /// What the filter looks into; empty for headings, which are shown for what stands under them.
    pub words: String,
    /// What does not fit into the row, for when it is selected.
    pub detail: String,
    /// Whether it is a row of its own when the list is written out, not just a heading.
    pub counts: bool,
    /// What it is about.
    pub target: T,
    key: String,
}

impl<T: Default> Node<T> {
    /// A row that counts, found by the words of its cells.
    pub fn row(depth: usize, cells: Vec<Cell>, target: T) -> Self {
        let words = cells.iter().map(|c| c.text.as_str()).collect::<Vec<_>>().join(" ");
        Self { depth, cells, words, counts: true, target, ..Self::default() }
    }

    /// A heading with what the columns under it are.
    pub fn titled(self, titles: impl IntoIterator<Item = String>) -> Self {
        let mut cells = self.cells;
        cells.extend(titles.into_iter().map(|title| cell(title, Ink::Faint)));
        Self { cells, ..self }
    }

    /// A heading, open or not.
    pub fn heading(depth: usize, text: impl Into<String>, open: bool) -> Self {
        Self { depth, cells: vec![cell(text, Ink::Strong)], opens: Some(open), ..Self::default() }
    }

    /// The same with more about it for when it is selected.
    pub fn with_detail(self, detail: impl Into<String>) -> Self {
        Self { detail: detail.into(), ..self }
    }

    /// The same as a row that opens.
    pub fn opening(self, open: bool) -> Self {
        Self { opens: Some(open), ..self }
    }
}

/// The list with where one stands in it.
#[derive(Debug)]
pub struct Outline<T> {
    /// What the list is narrowed to.
    pub filter: Prompt,
    cursor: Cursor,
    nodes: Vec<Node<T>>,
    /// Which nodes the filter leaves in, folded or not.
    kept: Vec<bool>,
    /// The nodes to be seen.
    rows: Vec<usize>,
    /// Keys of nodes that stand otherwise than they open by themselves.
    turned: HashSet<String>,
    /// At which depths rows open, as bits: those beside them that do not stand as far in as their names.
    opening: u32,
    /// Whether one begins on the first row that counts, not on the heading above it.
    past_headings: bool,
}

impl<T> Default for Outline<T> {
    fn default() -> Self {
        Self {
            filter: Prompt::default(),
            cursor: Cursor::default(),
            nodes: Vec::new(),
            kept: Vec::new(),
            rows: Vec::new(),
            turned: HashSet::new(),
            opening: 0,
            past_headings: false,
        }
    }
}

impl<T> Outline<T> {
    /// A list in which one begins on the first row that counts: what can be asked about it is at hand at once.
    pub fn past_headings() -> Self {
        Self { past_headings: true, ..Self::default() }
    }

    /// Takes over other rows; what is folded stays so, and who stands on a row that is still there stays on it.
    pub fn set(&mut self, mut nodes: Vec<Node<T>>) {
        let before = self.selected().map(|node| node.key.clone());
        let mut above: Vec<String> = Vec::new();
        for node in &mut nodes {
            above.truncate(node.depth);
            let own = node.cells.iter().map(|c| c.text.as_str()).collect::<Vec<_>>().join("\u{1f}");
            // A heading's count changes; what it is called does not.
            let own = if node.counts { own.as_str() } else { own.split("  ").next().unwrap_or_default() };
            node.key = format!("{}\u{1e}{own}", above.last().map_or("", String::as_str));
            above.resize(node.depth, String::new());
            above.push(node.key.clone());
        }
        let opening = nodes.iter().filter(|node| node.opens.is_some());
        self.opening = opening.fold(0, |bits, node| bits | 1u32.checked_shl(node.depth as u32).unwrap_or(0));
        self.nodes = nodes;
        self.narrow_from(before);
    }

    /// Works out again which rows are left; the selected one stays selected if it is among them.
    pub fn narrow(&mut self) {
        let before = self.selected().map(|node| node.key.clone());
        self.narrow_from(before);
    }

    fn narrow_from(&mut self, before: Option<String>) {
        let narrow = Narrow::new(self.filter.text());
        let filtered = !self.filter.text().trim().is_empty();
        let len = self.nodes.len();
        let own: Vec<bool> =
            self.nodes.iter().map(|n| !filtered || !n.words.is_empty() && narrow.holds(&n.words)).collect();
        self.kept = own.clone();
        // What stands under a match is shown with it, and a match is shown under its headings.
        let mut forced = vec![false; len];
        let mut above: Vec<usize> = Vec::new();
        for at in 0..len {
            above.retain(|up| self.nodes[*up].depth < self.nodes[at].depth);
            if above.iter().any(|up| own[*up]) {
                self.kept[at] = true;
            }
            if own[at] {
                for up in &above {
                    self.kept[*up] = true;
                    forced[*up] |= filtered && !own[*up];
                }
            }
            above.push(at);
        }
        self.rows.clear();
        let mut closed: Option<usize> = None;
        for (at, node) in self.nodes.iter().enumerate() {
            if closed.is_some_and(|depth| node.depth > depth) {
                continue;
            }
            closed = None;
            if !self.kept[at] {
                continue;
            }
            self.rows.push(at);
            if node.opens.is_some() && !forced[at] && !self.stands_open(node) {
                closed = Some(node.depth);
            }
        }
        let same = before.and_then(|key| self.rows.iter().position(|at| self.nodes[*at].key == key));
        let first = || self.rows.iter().position(|at| self.past_headings && self.nodes[*at].counts);
        self.cursor.at = same.or_else(first).unwrap_or(0);
    }

    fn stands_open(&self, node: &Node<T>) -> bool {
        node.opens.unwrap_or(false) != self.turned.contains(&node.key)
    }

    /// Whether a row to be seen has open what stands under it.
    fn is_open(&self, row: usize) -> bool {
        match (self.rows.get(row), self.rows.get(row + 1)) {
            (Some(at), Some(next)) => self.nodes[*next].depth > self.nodes[*at].depth,
            _ => false,
        }
    }

    /// The rows, to be taken over by another list.
    pub fn into_nodes(self) -> Vec<Node<T>> {
        self.nodes
    }

    /// Whether there are no rows at all, filtered or not.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The list's cursor and length.
    pub fn list(&mut self) -> (&mut Cursor, usize) {
        (&mut self.cursor, self.rows.len())
    }

    /// How many rows the filter leaves in, and how many there are; headings are not counted.
    pub fn counts(&self) -> (usize, usize) {
        let counted = self.nodes.iter().zip(&self.kept).filter(|(node, _)| node.counts);
        counted.fold((0, 0), |(kept, all), (_, is_kept)| (kept + usize::from(*is_kept), all + 1))
    }

    /// The selected row.
    pub fn selected(&self) -> Option<&Node<T>> {
        self.nodes.get(*self.rows.get(self.cursor.at)?)
    }

    /// Opens what is folded and folds what is open; says whether the selected row can.
    pub fn turn(&mut self) -> bool {
        let Some(node) = self.selected().filter(|node| node.opens.is_some()) else { return false };
        let key = node.key.clone();
        if !self.turned.remove(&key) {
            self.turned.insert(key);
        }
        self.narrow();
        true
    }

    /// Opens the selected row.
    pub fn unfold(&mut self) -> bool {
        !self.is_open(self.cursor.at) && self.turn()
    }

    /// Folds the selected row, or goes up to the one that it stands under; says whether there was either.
    pub fn fold(&mut self) -> bool {
        if self.is_open(self.cursor.at) && self.turn() {
            return true;
        }
        let Some(at) = self.rows.get(self.cursor.at) else { return false };
        let depth = self.nodes[*at].depth;
        let up = self.rows[..self.cursor.at].iter().rposition(|up| self.nodes[*up].depth < depth);
        self.cursor.at = up.unwrap_or(self.cursor.at);
        up.is_some()
    }

    /// The widest text that a column holds, in cells.
    pub fn widest(&self, column: usize) -> u16 {
        let widths = self.nodes.iter().filter(|n| n.counts).filter_map(|n| n.cells.get(column));
        widths.map(|c| text::width(&c.text)).max().and_then(|w| u16::try_from(w).ok()).unwrap_or(0)
    }

    /// The rows that the filter leaves in, folded or not, under these headings. With one heading more than a row has
    /// cells, the first column says under what each row stands.
    pub fn table(&self, title: &str, columns: &[&'static str]) -> Table {
        let mut rows = Vec::new();
        let mut above: Vec<&str> = Vec::new();
        for (node, kept) in self.nodes.iter().zip(&self.kept) {
            above.truncate(node.depth);
            above.resize(node.depth, "");
            if node.counts && *kept {
                let under = above.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" > ");
                let cells = node.cells.iter().map(|c| c.text.as_str()).chain(std::iter::repeat(""));
                let first = (columns.first() == Some(&"under")).then_some(under.as_str());
                rows.push(first.into_iter().chain(cells).take(columns.len()).map(DisplayText::new).collect());
            }
            above.push(node.cells.first().map_or("", |c| c.text.split("  ").next().unwrap_or_default()));
        }
        Table { title: title.into(), columns: columns.to_vec(), rows }
    }

    /// How far in a row stands: two cells for each heading, and two more for each sign beside which rows without one
    /// begin further in.
    fn indent(&self, depth: usize) -> u16 {
        let signs = (1..depth).filter(|up| self.opening >> up.min(&31) & 1 == 1).count();
        u16::try_from((depth + signs) * 2).unwrap_or(u16::MAX)
    }

    /// Draws the rows in sight; `widths` are those of the columns after the first, 0 leaves one out.
    pub fn view(&self, area: Rect, focused: bool, widths: &[u16], canvas: &mut Canvas<'_>) {
        self.view_marked(area, focused, widths, |_| false, canvas);
    }

    /// The same with a sign before the rows that are marked.
    pub fn view_marked(
        &self,
        area: Rect,
        focused: bool,
        widths: &[u16],
        marked: impl Fn(&T) -> bool,
        canvas: &mut Canvas<'_>,
    ) {
        canvas.rows(area, self.cursor, self.rows.len(), focused, |canvas, row, place, style| {
            let node = &self.nodes[self.rows[row]];
            if marked(&node.target) {
                canvas.put(place.x.saturating_sub(1), place.y, 1, "*", style);
            }
            let sign = match (node.opens, self.is_open(row)) {
                (Some(_), true) => "v ",
                (Some(_), false) => "> ",
                (None, _) if self.opening >> node.depth.min(31) & 1 == 1 => "  ",
                (None, _) => "",
            };
            columns(&node.cells, self.indent(node.depth), sign, place, widths, (style, row == self.cursor.at), canvas);
        });
    }
}

/// Draws the columns of a row: those after the first as wide as `widths` says, the first in what is left. A row of one
/// cell has all of it. The style comes with whether it is that of the selected row.
pub fn columns(
    cells: &[Cell],
    indent: u16,
    sign: &str,
    place: Rect,
    widths: &[u16],
    (style, selected): (Style, bool),
    canvas: &mut Canvas<'_>,
) {
    // A colour on the selected row would become its background.
    let tone = |ink: Ink, canvas: &Canvas<'_>| if selected { style } else { style.patch(ink.style(canvas.theme)) };
    let mut end = place.right();
    if cells.len() > 1 {
        for (column, wide) in widths.iter().enumerate().rev().filter(|(_, wide)| **wide > 0) {
            let x = end.saturating_sub(*wide);
            if let Some(cell) = cells.get(column + 1) {
                let ink = tone(cell.ink, canvas);
                match cell.cut {
                    Cut::Number => canvas.put_right(end, place.y, *wide, &cell.text, ink),
                    Cut::End | Cut::Middle | Cut::Front => canvas.put(x, place.y, *wide, &cell.text, ink),
                };
            }
            end = x.saturating_sub(1);
        }
    }
    let x = place.x + indent.min(place.width / 2);
    let x = canvas.put(x, place.y, 2, sign, style);
    let Some(first) = cells.first() else { return };
    let (room, ink) = (end.saturating_sub(x), tone(first.ink, canvas));
    match first.cut {
        Cut::End | Cut::Number => canvas.put(x, place.y, room, &first.text, ink),
        Cut::Middle => canvas.put_middle(x, place.y, room, &first.text, ink),
        Cut::Front => canvas.put_front(x, place.y, room, &first.text, ink),
    };
}
