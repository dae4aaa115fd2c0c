//! Rows with a header, separated by comma, semicolon, tab or bar.

use super::column::{Columns, Edits, Flaw, ROW, Row, Unreadable, meant};
use super::decode::Text;
use super::lined::Lined;
use crate::model::DisplayText;

/// What can stand between fields, and its name in the plural.
const DELIMITERS: [(char, &str); 4] = [(',', "commas"), (';', "semicolons"), ('\t', "tabs"), ('|', "bars")];

/// Longer cells are no values; in bytes.
const LONGEST_CELL: usize = 64 * 1024;

/// The delimiter that occurs most in the header, outside quotes, with its name.
pub(super) fn delimiter(beginning: &str) -> (char, &'static str) {
    let (mut counts, mut quoted) = ([0_usize; DELIMITERS.len()], false);
    for c in beginning.trim_start().chars() {
        match c {
            '"' => quoted = !quoted,
            '\n' | '\r' if !quoted => break,
            _ if quoted => {}
            _ => {
                if let Some(at) = DELIMITERS.iter().position(|(d, _)| *d == c) {
                    counts[at] += 1;
                }
            }
        }
    }
    // Of equal counts the first one is taken: a comma.
    let best = (0..DELIMITERS.len()).rev().max_by_key(|at| counts[*at]).unwrap_or(0);
    DELIMITERS[best]
}

/// The rows of a file with a header, one after the other.
pub(super) struct Delimited {
    reader: csv::Reader<Lined<Text>>,
    record: csv::StringRecord,
    columns: Columns,
    /// For each field of the header the job's column that it is.
    mapping: Vec<Option<usize>>,
}

impl Delimited {
    pub(super) fn new(
        text: Text,
        delimiter: char,
        columns: Columns,
        mapping: Vec<Option<usize>>,
    ) -> Result<Self, Unreadable> {
        let mut reader = reader(text, delimiter);
        reader.headers().map_err(|e| garbled(&e))?;
        Ok(Self { reader, record: csv::StringRecord::new(), columns, mapping })
    }

    /// The next row that says anything; none at the end.
    pub(super) fn next(&mut self) -> Result<Option<Row>, Unreadable> {
        loop {
            if !self.reader.read_record(&mut self.record).map_err(|e| garbled(&e))? {
                return Ok(None);
            }
            let byte = self.record.position().map_or(0, csv::Position::byte);
            let line = self.reader.get_mut().line_of(byte);
            if !self.record.iter().all(|field| field.trim().is_empty()) {
                return Ok(Some(self.row(line)));
            }
        }
    }

    fn row(&self, line: u64) -> Row {
        let mut row = Row::empty(self.columns, line);
        let want = self.mapping.len();
        let extra = self.record.iter().skip(want).any(|field| !field.trim().is_empty());
        if self.record.len() < want || extra {
            let have = self.record.len();
            let flaw = Flaw::new(ROW, "fields", format!("has {have} fields where the header has {want}"));
            row.flaw = Some(flaw.remedy("give every row as many fields as the header; quote a field with a delimiter"));
        }
        for (at, field) in self.mapping.iter().zip(&self.record) {
            let Some(at) = *at else { continue };
            if field.len() > LONGEST_CELL {
                let name = self.columns[at].name;
                let reason = format!("the {name} is {} bytes long", field.len());
                row.flaw = Some(Flaw::new(name, "too-long", reason).remedy("is a quote not closed before it?"));
                continue;
            }
            row.put(self.columns, at, field);
        }
        row
    }
}

fn reader(text: Text, delimiter: char) -> csv::Reader<Lined<Text>> {
    csv::ReaderBuilder::new().delimiter(delimiter as u8).flexible(true).from_reader(Lined::new(text))
}

/// The header and the first rows as they are.
pub(super) fn beginning(
    text: Text,
    delimiter: char,
    rows: usize,
) -> Result<(Vec<String>, Vec<Vec<DisplayText>>), Unreadable> {
    let mut reader = reader(text, delimiter);
    let header: Vec<String> =
        reader.headers().map_err(|e| garbled(&e))?.iter().map(|heading| heading.trim().to_owned()).collect();
    let mut sample = Vec::new();
    for record in reader.records() {
        // What is wrong further down is said row by row.
        let Ok(record) = record else { break };
        if record.iter().all(|field| field.trim().is_empty()) {
            continue;
        }
        let cell = |at| DisplayText::new(shortened(record.get(at).unwrap_or_default().trim()));
        sample.push((0..header.len()).map(cell).collect());
        if sample.len() == rows {
            break;
        }
    }
    Ok((header, sample))
}

/// As much of a cell as a preview shows.
pub(super) fn shortened(text: &str) -> String {
    text.chars().take(200).collect()
}

/// The job's column for each heading: as it was decided, else as its name says.
pub(super) fn mapping(columns: Columns, headings: &[String], edits: &Edits) -> Vec<Option<usize>> {
    let of = |heading: &String| match edits.columns.get(heading) {
        Some(decided) => columns.iter().position(|column| column.name == decided),
        None => meant(columns, heading),
    };
    headings.iter().map(of).collect()
}

/// Whether the columns can be found: each that is needed, and none twice.
pub(super) fn check(
    name: &str,
    columns: Columns,
    headings: &[String],
    mapping: &[Option<usize>],
) -> Result<(), Unreadable> {
    for (at, column) in columns.iter().enumerate() {
        let named: Vec<&String> =
            headings.iter().zip(mapping).filter(|(_, is)| **is == Some(at)).map(|(heading, _)| heading).collect();
        match named.as_slice() {
            [] if column.required => {
                let text = format!("{name}: no column is called {}", column.name);
                return Err(Unreadable::new(text, "head a column so, or say which column it is"));
            }
            [first, second, ..] => {
                let text = format!("{name}: {first} and {second} both say the {}", column.name);
                return Err(Unreadable::new(text, "keep one of these columns, or head the other differently"));
            }
            _ => {}
        }
    }
    Ok(())
}

fn garbled(error: &csv::Error) -> Unreadable {
    Unreadable::new(format!("the file cannot be read as CSV: {error}"), "save it as CSV with quotes closed")
}
