//! One JSON object a line.

use super::column::{Columns, Edits, Flaw, ROW, Row, Unreadable, meant};
use super::decode::Text;
use super::delimited::shortened;
use super::lined::Lined;
use crate::model::DisplayText;
use serde_json::{Map, Value};
use std::io::{BufRead as _, BufReader, Read as _};

/// Longer lines are no objects of ours; in bytes.
const LONGEST_LINE: u64 = 1024 * 1024;

/// The lines of a file that say anything, each with its number.
pub(super) struct Lines {
    text: BufReader<Lined<Text>>,
    line: u64,
}

impl Lines {
    pub(super) fn new(text: Text) -> Self {
        Self { text: BufReader::new(Lined::new(text)), line: 0 }
    }

    /// The next one; none at the end.
    fn next(&mut self) -> Result<Option<(u64, String)>, Unreadable> {
        loop {
            let mut line = Vec::new();
            let read = (&mut self.text).take(LONGEST_LINE).read_until(b'\n', &mut line);
            let n = read.map_err(|e| Unreadable::new(format!("the file cannot be read: {e}"), "try it again"))?;
            if n == 0 {
                return Ok(None);
            }
            self.line += 1;
            if n as u64 == LONGEST_LINE && !line.ends_with(b"\n") {
                let text = format!("line {} is longer than {LONGEST_LINE} bytes", self.line);
                return Err(Unreadable::new(text, "write one JSON object a line"));
            }
            let text = String::from_utf8_lossy(&line).trim().to_owned();
            self.text.get_mut().forget();
            if !text.is_empty() {
                return Ok(Some((self.line, text)));
            }
        }
    }
}

/// The rows of such a file, one after the other.
pub(super) struct Objects {
    lines: Lines,
    columns: Columns,
    edits: Edits,
}

impl Objects {
    pub(super) fn new(text: Text, columns: Columns, edits: &Edits) -> Self {
        Self { lines: Lines::new(text), columns, edits: Edits { columns: edits.columns.clone(), ..Edits::default() } }
    }

    /// The next row; none at the end.
    pub(super) fn next(&mut self) -> Result<Option<Row>, Unreadable> {
        let Some((line, text)) = self.lines.next()? else { return Ok(None) };
        let mut row = Row::empty(self.columns, line);
        match serde_json::from_str::<Map<String, Value>>(&text) {
            Ok(object) => self.fill(&object, &mut row),
            Err(error) => {
                let flaw = Flaw::new(ROW, "garbled", format!("is not a JSON object: {error}"));
                row.flaw = Some(flaw.remedy("write one JSON object a line"));
            }
        }
        Ok(Some(row))
    }

    fn fill(&self, object: &Map<String, Value>, row: &mut Row) {
        let mut named: Vec<(usize, &str)> = Vec::new();
        for (key, value) in object {
            let Some(at) = field(self.columns, key, &self.edits) else { continue };
            let name = self.columns[at].name;
            if let Some((_, first)) = named.iter().find(|(known, _)| *known == at) {
                let flaw = Flaw::new(name, "two-fields", format!("the fields {first} and {key} say the same thing"));
                row.flaw = Some(flaw.remedy("leave one of them out"));
            }
            named.push((at, key));
            match text_of(value) {
                Some(text) => row.put(self.columns, at, &text),
                None => {
                    let flaw = Flaw::new(name, "garbled", format!("the field {key} is not a text"));
                    row.flaw = Some(flaw.remedy("write it as a text, or as a list of texts"));
                }
            }
        }
    }
}

/// The job's column that a field is.
pub(super) fn field(columns: Columns, key: &str, edits: &Edits) -> Option<usize> {
    match edits.columns.get(key) {
        Some(decided) => columns.iter().position(|column| column.name == decided),
        None => meant(columns, key),
    }
}

/// A value as a cell; a list of texts is written with semicolons between them, as a cell of CSV would.
fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Null => Some(String::new()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(list) => {
            let texts: Option<Vec<&str>> = list.iter().map(Value::as_str).collect();
            texts.map(|texts| texts.join(";"))
        }
        Value::Bool(_) | Value::Object(_) => None,
    }
}

/// The fields of the first objects, in the order in which they come, and these rows as they are.
pub(super) fn beginning(text: Text, rows: usize) -> Result<(Vec<String>, Vec<Vec<DisplayText>>), Unreadable> {
    let mut lines = Lines::new(text);
    let (mut fields, mut objects) = (Vec::<String>::new(), Vec::new());
    while objects.len() < rows {
        let Some((_, text)) = lines.next()? else { break };
        let Ok(object) = serde_json::from_str::<Map<String, Value>>(&text) else { continue };
        for key in object.keys() {
            if !fields.contains(key) {
                fields.push(key.clone());
            }
        }
        objects.push(object);
    }
    let cell = |object: &Map<String, Value>, field: &String| {
        let value = object.get(field).unwrap_or(&Value::Null);
        DisplayText::new(shortened(&text_of(value).unwrap_or_else(|| value.to_string())))
    };
    let sample = objects.iter().map(|object| fields.iter().map(|field| cell(object, field)).collect()).collect();
    Ok((fields, sample))
}
