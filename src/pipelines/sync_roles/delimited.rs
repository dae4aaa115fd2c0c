//! Rows with a header, separated by comma, semicolon or tab.

use super::file::{RawRow, RoleFile, Unreadable};
use super::flaw::{Column, Flaw};
use crate::model::DisplayText;

/// What can stand between fields.
const DELIMITERS: [char; 3] = [',', ';', '\t'];

/// Reads the header, finds the columns in whatever order they are, and takes over every row.
pub(super) fn read(text: &str, file: &mut RoleFile) -> Result<(), Unreadable> {
    // One sign ends a line, so that lines can be counted.
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter(&text) as u8)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let header = reader.headers().map_err(|e| garbled(&e))?.clone();
    let columns = columns(&header, file)?;
    let mut lines = Lines { text: text.as_bytes(), at: 0, line: 1 };
    for record in reader.into_records() {
        let record = record.map_err(|e| garbled(&e))?;
        if record.iter().all(str::is_empty) {
            continue;
        }
        let mut raw = RawRow { row: record.position().map_or(0, |at| lines.of(at.byte())), ..RawRow::default() };
        let extra = record.iter().skip(header.len()).any(|field| !field.is_empty());
        if record.len() < header.len() || extra {
            let (have, want) = (record.len(), header.len());
            let flaw = Flaw::new(Column::Row, "fields", format!("has {have} fields where the header has {want}"));
            raw.flaw = Some(flaw.remedy("give every row as many fields as the header; quote a field with a delimiter"));
        }
        for (column, field) in columns.iter().zip(&record) {
            if let Some(column) = column {
                raw.put(*column, field.to_owned());
            }
        }
        file.rows.push(raw);
    }
    Ok(())
}

/// Counts lines. The reader's own count is that of the line after the row before, which may be an empty one.
struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line, from 1, of the first row at or after this byte; bytes are asked for in order.
    fn of(&mut self, byte: u64) -> u64 {
        let byte = usize::try_from(byte).unwrap_or(usize::MAX);
        while let Some(sign) = self.text.get(self.at).filter(|sign| self.at < byte || **sign == b'\n') {
            self.line += u64::from(*sign == b'\n');
            self.at += 1;
        }
        self.line
    }
}

/// The delimiter that occurs most in the header, outside quotes.
fn delimiter(text: &str) -> char {
    let (mut counts, mut quoted) = ([0_usize; DELIMITERS.len()], false);
    for c in text.trim_start().chars() {
        match c {
            '"' => quoted = !quoted,
            '\n' if !quoted => break,
            _ if quoted => {}
            _ => {
                if let Some(at) = DELIMITERS.iter().position(|d| *d == c) {
                    counts[at] += 1;
                }
            }
        }
    }
    // Of equal counts the first one is taken: a comma.
    let best = (0..DELIMITERS.len()).rev().max_by_key(|at| counts[*at]).unwrap_or(0);
    DELIMITERS[best]
}

fn columns(header: &csv::StringRecord, file: &mut RoleFile) -> Result<Vec<Option<Column>>, Unreadable> {
    let columns: Vec<_> = header.iter().map(Column::named).collect();
    for column in [Column::Person, Column::Role, Column::Division, Column::Tier] {
        let named: Vec<&str> =
            header.iter().zip(&columns).filter(|(_, c)| **c == Some(column)).map(|(heading, _)| heading).collect();
        match (named.as_slice(), column) {
            ([], Column::Person | Column::Role) => {
                let text = format!("{}: no column is called {}", file.name, column.as_str());
                return Err(Unreadable::new(text, "head the columns person, role, division and tier, in any order"));
            }
            ([first, second, ..], _) => {
                let text = format!("{}: {first} and {second} both say the {}", file.name, column.as_str());
                return Err(Unreadable::new(text, "keep one of these columns, or head the other differently"));
            }
            _ => {}
        }
    }
    let unknown = header.iter().zip(&columns).filter(|(_, column)| column.is_none());
    file.ignored = unknown.map(|(heading, _)| DisplayText::new(heading)).collect();
    Ok(columns)
}

fn garbled(error: &csv::Error) -> Unreadable {
    Unreadable::new(format!("the file cannot be read as CSV: {error}"), "save it as CSV with quotes closed")
}
