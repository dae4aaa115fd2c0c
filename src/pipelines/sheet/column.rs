//! What a job wants of a file, and what comes out of it.

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A column that a job knows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ColumnOf {
    /// Its name, as findings and result files say it.
    pub name: &'static str,
    /// Further headings that mean it: lower case, letters and digits only.
    pub headings: &'static [&'static str],
    /// Whether the file must have it.
    pub required: bool,
    /// What it holds, in a sentence.
    pub help: &'static str,
}

/// The columns of a job, in its own order.
pub type Columns = &'static [ColumnOf];

/// The column that a flaw of the row as a whole names.
pub const ROW: &str = "row";

/// The column of a job that a heading means; capitals, blanks and punctuation do not count.
pub(super) fn meant(columns: Columns, heading: &str) -> Option<usize> {
    let word = plain(heading);
    columns.iter().position(|column| plain(column.name) == word || column.headings.contains(&word.as_str()))
}

/// A heading as it is compared.
pub(super) fn plain(heading: &str) -> String {
    heading.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// What an operator has decided about a file, without changing it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Edits {
    /// Which column of the job a heading of the file is; an empty column leaves the heading out.
    pub columns: BTreeMap<String, String>,
    /// Other values for the cells of rows: by row number, then by the job's column.
    pub cells: BTreeMap<u64, BTreeMap<String, String>>,
    /// Rows that are left out, by their numbers.
    pub left_out: BTreeSet<u64>,
}

impl Edits {
    /// Whether nothing was decided.
    pub fn is_empty(&self) -> bool {
        self.columns.is_empty() && self.cells.is_empty() && self.left_out.is_empty()
    }
}

/// A row as the file has it and as it was edited, blanks at the ends of its cells trimmed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Row {
    /// The line on which it begins, from 1, the header included.
    pub row: u64,
    /// A cell for each of the job's columns, in their order; empty where the file has none.
    pub cells: Vec<String>,
    /// The columns in which blanks were trimmed.
    pub trimmed: Vec<&'static str>,
    /// Why it cannot be read.
    pub flaw: Option<Flaw>,
    /// Whether it is left out because somebody said so.
    pub left_out: bool,
}

impl Row {
    /// The cell of the job's column at this position.
    pub fn cell(&self, at: usize) -> &str {
        self.cells.get(at).map_or("", String::as_str)
    }

    /// Puts a cell in, trimmed.
    pub(super) fn put(&mut self, columns: Columns, at: usize, text: &str) {
        let trimmed = text.trim();
        if trimmed.len() != text.len() {
            self.trimmed.push(columns[at].name);
        }
        trimmed.clone_into(&mut self.cells[at]);
    }

    /// A row whose cells are empty.
    pub fn empty(columns: Columns, row: u64) -> Self {
        Self { row, cells: vec![String::new(); columns.len()], ..Self::default() }
    }

    /// Puts in what was decided about this row.
    pub fn edit(&mut self, columns: Columns, edits: &Edits) {
        self.left_out = edits.left_out.contains(&self.row);
        let Some(cells) = edits.cells.get(&self.row) else { return };
        for (column, text) in cells {
            if let Some(at) = columns.iter().position(|known| known.name == column) {
                self.put(columns, at, text);
                // What was wrong with this very cell is what was corrected.
                self.flaw.take_if(|flaw| flaw.column == column);
            }
        }
    }
}

/// Why a row cannot be carried out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Flaw {
    /// Where it is: one of the job's columns, or [`ROW`].
    pub column: &'static str,
    /// A stable word for it.
    pub code: &'static str,
    /// What is wrong.
    pub reason: String,
    /// What to do.
    pub remedy: String,
}

impl Flaw {
    /// A flaw without a remedy yet.
    pub fn new(column: &'static str, code: &'static str, reason: impl Into<String>) -> Self {
        Self { column, code, reason: reason.into(), remedy: String::new() }
    }

    /// With what to do about it.
    pub fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = remedy.into();
        self
    }
}

/// Why a file cannot be read at all.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{text}")]
pub struct Unreadable {
    /// What is wrong with it.
    pub text: String,
    /// What to do.
    pub remedy: &'static str,
}

impl Unreadable {
    /// Says what is wrong and what to do.
    pub fn new(text: impl Into<String>, remedy: &'static str) -> Self {
        Self { text: text.into(), remedy }
    }
}
