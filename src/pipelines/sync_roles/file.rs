//! Reading a file of roles: CSV, JSON lines, or the plan of changes that `lanyard compare` writes. A file that cannot be read as a whole is refused; a row that cannot be used is a row with a flaw.

use super::flaw::{COLUMNS, Column, Flaw};
use crate::model::{Digest, DisplayText};
use crate::pipelines::sheet::{self, Edits, Source, Unreadable};
use serde_json::Value;

/// Whether grants are given, taken, or made exactly those of the file.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Mode {
    /// Each row is granted.
    #[default]
    Add,
    /// Each row is taken away.
    Remove,
    /// Everybody in the file has exactly these direct grants afterwards.
    Replace,
}

impl Mode {
    /// All of them, the usual one first.
    pub const ALL: [Self; 3] = [Self::Add, Self::Remove, Self::Replace];

    /// The word on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Remove => "remove",
            Self::Replace => "replace",
        }
    }
}

/// A row as the file has it, blanks at the ends trimmed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct RawRow {
    /// The line on which it begins, from 1, the header included; in a plan of changes the number of the change.
    pub row: u64,
    /// Id, e-mail address or external id.
    pub person: String,
    /// Name or id of a role, or `template:NAME`.
    pub role: String,
    /// Name or id of a division; `*` or `all`; empty for the person's own.
    pub division: String,
    /// The licence tier, empty if none.
    pub tier: String,
    /// What the row itself says is to be done, where the file says it row by row.
    pub mode: Option<Mode>,
    /// Why the row cannot be read.
    pub flaw: Option<Flaw>,
    /// Whether it is left out because somebody said so.
    pub left_out: bool,
}

/// A file of roles.
#[derive(Clone, PartialEq, Debug)]
pub struct RoleFile {
    /// What it is called.
    pub name: DisplayText,
    /// SHA-256 of its content, and of what was decided about it.
    pub digest: Digest,
    /// Its rows, in order.
    pub rows: Vec<RawRow>,
    /// Changes of a plan that are none of grants, in words: they are left.
    pub left: Vec<DisplayText>,
    /// Columns that nothing is known of; they are not read.
    pub ignored: Vec<DisplayText>,
}

/// Reads a file, with what was decided about it.
///
/// # Errors
/// When it is not text, has no header, or lacks a column that every row needs.
pub fn read(source: &Source, edits: &Edits) -> Result<RoleFile, Unreadable> {
    let name = DisplayText::new(source.name());
    let mut file = RoleFile { name, digest: Digest::of(b""), rows: Vec::new(), left: Vec::new(), ignored: Vec::new() };
    let whole = sheet::one_object(source)?.filter(|(whole, _)| whole["changes"].is_array());
    if let Some((whole, digest)) = whole {
        file.digest = digest;
        changes(&whole, &mut file);
    } else {
        let sheet = sheet::open(source, COLUMNS, edits)?;
        if let Some(missing) = sheet.missing() {
            return Err(missing.clone());
        }
        file.ignored = sheet.ignored();
        let mut rows = sheet.rows()?;
        file.rows = rows.by_ref().map(RawRow::from).collect();
        file.digest = rows.digest()?;
    }
    if file.rows.is_empty() && file.left.is_empty() {
        let text = format!("{} has no rows", file.name);
        return Err(Unreadable::new(text, "give a row for each grant below the header"));
    }
    Ok(file)
}

impl From<sheet::Row> for RawRow {
    fn from(row: sheet::Row) -> Self {
        let mut cells = row.cells.into_iter();
        let mut next = || cells.next().unwrap_or_default();
        // In the order of [`COLUMNS`].
        Self {
            row: row.row,
            person: next(),
            role: next(),
            division: next(),
            tier: next(),
            mode: None,
            flaw: row.flaw.map(Flaw::from),
            left_out: row.left_out,
        }
    }
}

/// The plan that `lanyard compare --plan` writes. What it says of grants is done as it says it, row by row.
fn changes(whole: &Value, file: &mut RoleFile) {
    for (row, change) in (1..).zip(whole["changes"].as_array().into_iter().flatten()) {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let mode = match change["change"].as_str() {
            Some("add-grant") => Mode::Add,
            Some("drop-grant") => Mode::Remove,
            kind => {
                let words = change["words"].as_str().or(kind).unwrap_or("a change without a name");
                file.left.push(DisplayText::new(words));
                continue;
            }
        };
        let subject = &change["subject"];
        let kind = subject["kind"].as_str().unwrap_or("user");
        let flaw = (kind != "user").then(|| {
            let flaw = Flaw::new(Column::Person, "no-person", format!("is about a {kind}, not about a person"));
            flaw.remedy("only people's grants are changed by a file; change the group itself")
        });
        file.rows.push(RawRow {
            row,
            person: text(&subject["id"]),
            role: text(&change["role"]),
            division: text(&change["division"]),
            tier: String::new(),
            mode: Some(mode),
            flaw,
            left_out: false,
        });
    }
}
