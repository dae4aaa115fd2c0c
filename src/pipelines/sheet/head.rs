//! How a file is made: its form, its headings, its first rows, and which of the job's columns they are.

use super::column::{Columns, Edits, Unreadable};
use super::decode::{Found, Source, Text};
use super::delimited::{self, Delimited};
use super::json_lines::{self, Objects};
use super::rows::{Kind, Rows};
use crate::model::DisplayText;
use std::io::Read as _;
use std::sync::Arc;

/// How many rows a preview shows.
const SAMPLE: usize = 8;
/// How much of a file is looked at to see what it is; in bytes of text.
const BEGINNING: u64 = 64 * 1024;

#[derive(Clone, Copy)]
enum Form {
    Delimited(char),
    JsonLines,
}

/// A file of rows that can be read as often as it is wanted.
pub struct Sheet {
    source: Source,
    name: DisplayText,
    words: DisplayText,
    found: Found,
    form: Form,
    columns: Columns,
    edits: Arc<Edits>,
    headings: Vec<(DisplayText, Option<&'static str>)>,
    mapping: Vec<Option<usize>>,
    sample: Vec<Vec<DisplayText>>,
    missing: Option<Unreadable>,
}

/// Looks at a file: in which form and encoding it is, and which of its headings are which of the job's columns.
///
/// # Errors
/// When it is not there, no text, empty, or in a form that cannot be streamed.
pub fn open(source: &Source, columns: Columns, edits: &Edits) -> Result<Sheet, Unreadable> {
    let name = source.name();
    let found = source.encoding()?;
    let text = || -> Result<Text, Unreadable> { Ok(source.text(found.encoding)?.0) };
    let mut start = Vec::new();
    text()?.take(BEGINNING).read_to_end(&mut start).map_err(|e| source.unreadable(&e))?;
    let start = String::from_utf8_lossy(&start);
    let (form, words, (headings, sample)) = match start.trim_start().chars().next() {
        None => return Err(Unreadable::new(format!("{name} is empty"), "give a header, and a row for each")),
        Some('[') => {
            let remedy = "write one JSON object a line, without brackets around them";
            return Err(Unreadable::new(format!("{name} is a JSON array"), remedy));
        }
        Some('{') => (Form::JsonLines, "JSON lines".to_owned(), json_lines::beginning(text()?, SAMPLE)?),
        Some(_) => {
            let (delimiter, called) = delimited::delimiter(&start);
            let beginning = delimited::beginning(text()?, delimiter, SAMPLE)?;
            (Form::Delimited(delimiter), format!("CSV, {called}"), beginning)
        }
    };
    let mapping = match form {
        Form::Delimited(_) => delimited::mapping(columns, &headings, edits),
        Form::JsonLines => headings.iter().map(|key| json_lines::field(columns, key, edits)).collect(),
    };
    // In JSON lines a field that is needed may stand in any line: each row says what it lacks.
    let missing = match form {
        Form::Delimited(_) => delimited::check(&name, columns, &headings, &mapping).err(),
        Form::JsonLines => None,
    };
    let named = headings.iter().zip(&mapping);
    Ok(Sheet {
        source: source.clone(),
        name: DisplayText::new(name),
        words: DisplayText::new(format!("{words}, {}", found.words())),
        found,
        form,
        columns,
        edits: Arc::new(edits.clone()),
        headings: named.map(|(heading, at)| (DisplayText::new(heading), at.map(|at| columns[at].name))).collect(),
        mapping,
        sample,
        missing,
    })
}

impl Sheet {
    /// What it is called.
    pub fn name(&self) -> &DisplayText {
        &self.name
    }

    /// Its form in words, such as `CSV, semicolons, UTF-16LE`.
    pub fn form(&self) -> &DisplayText {
        &self.words
    }

    /// The job's columns.
    pub fn columns(&self) -> Columns {
        self.columns
    }

    /// Its headings, each with the job's column that it is; none where it is not read.
    pub fn headings(&self) -> &[(DisplayText, Option<&'static str>)] {
        &self.headings
    }

    /// The headings that are not read.
    pub fn ignored(&self) -> Vec<DisplayText> {
        self.headings.iter().filter(|(_, column)| column.is_none()).map(|(heading, _)| heading.clone()).collect()
    }

    /// The first rows as they are, a cell for each heading.
    pub fn sample(&self) -> &[Vec<DisplayText>] {
        &self.sample
    }

    /// Why its rows cannot be read: a column is not there, or two headings say the same.
    pub fn missing(&self) -> Option<&Unreadable> {
        self.missing.as_ref()
    }

    /// Its rows, from the first one. The file is read anew each time.
    ///
    /// # Errors
    /// When a column is missing, or the file cannot be opened any more.
    pub fn rows(&self) -> Result<Rows, Unreadable> {
        if let Some(missing) = &self.missing {
            return Err(missing.clone());
        }
        let (text, hash) = self.source.text(self.found.encoding)?;
        let kind = match self.form {
            Form::Delimited(delimiter) => {
                Kind::Delimited(Box::new(Delimited::new(text, delimiter, self.columns, self.mapping.clone())?))
            }
            Form::JsonLines => Kind::Objects(Box::new(Objects::new(text, self.columns, &self.edits))),
        };
        let (columns, edits) = (self.columns, Arc::clone(&self.edits));
        Ok(Rows { kind, columns, edits, hash, trouble: None, over: false })
    }
}
