//! Aligned columns, measured in cells: a Chinese name takes two a letter.

use unicode_width::UnicodeWidthStr as _;

/// Wider cells are written out and their row goes out of line, instead of pushing every other row apart.
const WIDEST: usize = 52;

/// Rows whose cells stand under each other.
#[derive(Debug, Default)]
pub(crate) struct Columns {
    rows: Vec<(String, Vec<String>)>,
}

impl Columns {
    /// A row: a sign (which may hold escape codes and is not measured) and its cells.
    pub(crate) fn row<const N: usize>(&mut self, sign: impl Into<String>, cells: [String; N]) {
        self.rows.push((sign.into(), cells.to_vec()));
    }

    /// The lines, indented, without blanks at their ends.
    pub(crate) fn lines(&self, indent: usize) -> String {
        let columns = self.rows.iter().map(|(_, cells)| cells.len()).max().unwrap_or(0);
        let width = |n: usize| {
            let cells = self.rows.iter().filter_map(|(_, cells)| cells.get(n));
            cells.map(|cell| cell.width()).filter(|w| *w <= WIDEST).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        let mut text = String::new();
        for (sign, cells) in &self.rows {
            let mut line = " ".repeat(indent);
            if !sign.is_empty() {
                line.push_str(sign);
                line.push(' ');
            }
            for (cell, width) in cells.iter().zip(&widths) {
                line.push_str(cell);
                // A column that is empty in every row takes no room at all.
                if *width > 0 || !cell.is_empty() {
                    line.push_str(&" ".repeat(2 + width.saturating_sub(cell.width())));
                }
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stand_under_each_other() {
        let mut columns = Columns::default();
        columns.row("+", ["季".to_owned(), String::new(), "one".to_owned()]);
        columns.row("x", ["Jane".to_owned(), String::new(), "two".to_owned()]);
        columns.row("-", ["x".repeat(60), String::new(), "three".to_owned()]);
        let expected = format!("  + 季    one\n  x Jane  two\n  - {}  three\n", "x".repeat(60));
        assert_eq!(columns.lines(2), expected);
        assert_eq!(Columns::default().lines(2), "");
    }
}
