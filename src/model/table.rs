//! A list as it is shown, ready to be copied or written out.

use super::DisplayText;
use std::io::{self, Write};

/// Rows under headings; every row has as many cells as there are columns.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Table {
    /// What it shows, in one line.
    pub title: DisplayText,
    /// The headings: lower-case words joined by hyphens, because they are the names of JSON fields as well.
    pub columns: Vec<&'static str>,
    /// The rows, as shown: filtered and in this order.
    pub rows: Vec<Vec<DisplayText>>,
}

impl Table {
    /// Writes it as comma-separated values (RFC 4180) with a heading, safe against formulas; without the title.
    ///
    /// # Errors
    /// When `to` cannot be written.
    pub fn csv(&self, to: &mut impl Write) -> io::Result<()> {
        csv_row(to, self.columns.iter().copied())?;
        self.rows.iter().try_for_each(|row| csv_row(to, row.iter().map(DisplayText::as_str)))
    }

    /// Writes it as an array of objects, one a line, with the columns as fields; without the title.
    ///
    /// # Errors
    /// When `to` cannot be written.
    pub fn json(&self, to: &mut impl Write) -> io::Result<()> {
        to.write_all(b"[")?;
        for (at, row) in self.rows.iter().enumerate() {
            to.write_all(if at == 0 { b"\n  {" } else { b",\n  {" })?;
            for (n, (column, cell)) in self.columns.iter().zip(row).enumerate() {
                if n > 0 {
                    to.write_all(b", ")?;
                }
                serde_json::to_writer(&mut *to, column)?;
                to.write_all(b": ")?;
                serde_json::to_writer(&mut *to, cell)?;
            }
            to.write_all(b"}")?;
        }
        to.write_all(if self.rows.is_empty() { b"]\n" } else { b"\n]\n" })
    }

    /// Writes it as a Markdown table under its title; whatever Markdown would take for a sign is escaped.
    ///
    /// # Errors
    /// When `to` cannot be written.
    pub fn markdown(&self, to: &mut impl Write) -> io::Result<()> {
        if !self.title.is_empty() {
            write!(to, "## {}\n\n", plain(self.title.as_str()))?;
        }
        markdown_row(to, self.columns.iter().copied())?;
        writeln!(to, "|{}", " --- |".repeat(self.columns.len()))?;
        self.rows.iter().try_for_each(|row| markdown_row(to, row.iter().map(DisplayText::as_str)))
    }
}

/// Writes one row of comma-separated values (RFC 4180). A cell that a spreadsheet would take for a formula begins with
/// `'`.
///
/// # Errors
/// When `to` cannot be written.
pub fn csv_row<'a>(to: &mut impl Write, cells: impl IntoIterator<Item = &'a str>) -> io::Result<()> {
    let row: Vec<String> = cells.into_iter().map(csv_cell).collect();
    write!(to, "{}\r\n", row.join(","))
}

fn csv_cell(text: &str) -> String {
    // Spreadsheets run what begins like this (OWASP, "CSV Injection").
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let safe = if formula { format!("'{text}") } else { text.to_owned() };
    if safe.contains([',', '"', '\r', '\n']) { format!("\"{}\"", safe.replace('"', "\"\"")) } else { safe }
}

fn markdown_row<'a>(to: &mut impl Write, cells: impl Iterator<Item = &'a str>) -> io::Result<()> {
    to.write_all(b"|")?;
    for cell in cells {
        write!(to, " {} |", plain(cell))?;
    }
    to.write_all(b"\n")
}

/// Text that means in Markdown what it says: `*:*:*` stays as it is.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\n' | '\r' => out.push(' '),
            '\\' | '|' | '*' | '_' | '`' | '[' | ']' | '<' | '>' | '~' | '&' => out.extend(['\\', c]),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_never_formulas() {
        for (text, written) in [
            ("plain", "plain"),
            ("", ""),
            ("a,b", "\"a,b\""),
            ("say \"x\"", "\"say \"\"x\"\"\""),
            ("two\r\nlines", "\"two\r\nlines\""),
            ("=1+1", "'=1+1"),
            ("@sum", "'@sum"),
            ("-2", "'-2"),
            ("+x,y", "\"'+x,y\""),
            ("\tx", "'\tx"),
        ] {
            assert_eq!(csv_cell(text), written);
        }
    }

    fn written(write: impl Fn(&Table, &mut Vec<u8>) -> io::Result<()>) -> String {
        let table = Table {
            title: "Who *can*".into(),
            columns: vec!["name", "only-if"],
            rows: vec![
                vec!["=HYPERLINK(\"x\")".into(), "a | b".into()],
                vec!["two\nlines, \"quoted\"".into(), "*:*:* \\ <b>".into()],
            ],
        };
        let mut to = Vec::new();
        write(&table, &mut to).unwrap();
        String::from_utf8(to).unwrap()
    }

    #[test]
    fn a_table_in_three_forms() {
        assert_eq!(
            written(Table::csv),
            "name,only-if\r\n\"'=HYPERLINK(\"\"x\"\")\",a | b\r\n\"two lines, \"\"quoted\"\"\",*:*:* \\ <b>\r\n"
        );
        let json = written(Table::json);
        let read: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(read[1], serde_json::json!({"name": "two lines, \"quoted\"", "only-if": "*:*:* \\ <b>"}));
        assert!(json.contains("{\"name\": "), "the columns keep their order: {json}");
        assert_eq!(
            written(Table::markdown),
            "## Who \\*can\\*\n\n| name | only-if |\n| --- | --- |\n| =HYPERLINK(\"x\") | a \\| b |\n\
             | two lines, \"quoted\" | \\*:\\*:\\* \\\\ \\<b\\> |\n"
        );
    }

    #[test]
    fn an_empty_table_is_still_one() {
        let table = Table { columns: vec!["a"], ..Table::default() };
        let (mut json, mut markdown) = (Vec::new(), Vec::new());
        table.json(&mut json).unwrap();
        table.markdown(&mut markdown).unwrap();
        assert_eq!(json, b"[]\n");
        assert_eq!(markdown, b"| a |\n| --- |\n");
    }
}
