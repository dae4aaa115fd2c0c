//! A file of roles: rows in any form that a sheet has, or the plan of changes that `lanyard compare` writes. A file that
//! cannot be read as a whole is refused; a row that cannot be used is a row with a flaw.

use super::columns::{COLUMNS, DIVISION, NAMES, PERSON, ROLE};
use crate::model::{Digest, DisplayText};
use crate::pipelines::sheet::{self, Edits, Flaw, Row, Sheet, Source, Unreadable};
use serde::Deserialize;
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

/// A file of roles that can be read as often as it is wanted.
pub struct RoleFile {
    name: DisplayText,
    rows: Kind,
}

enum Kind {
    Sheet(Box<Sheet>),
    Changes(Changes),
}

/// The plan of changes of a comparison: of one person, so it is held whole.
struct Changes {
    rows: Vec<(Row, Mode)>,
    left: Vec<DisplayText>,
    digest: Digest,
}

#[derive(Deserialize)]
struct Comparison {
    changes: Vec<Value>,
}

impl RoleFile {
    /// Looks at a file: what it is, and which of its headings are which columns.
    ///
    /// # Errors
    /// When it is not there, no text, empty, or in a form that cannot be read.
    pub fn open(source: &Source, edits: &Edits) -> Result<Self, Unreadable> {
        let name = DisplayText::new(source.name());
        let rows = match sheet::document::<Comparison>(source, edits)? {
            Some((whole, digest)) => Kind::Changes(changes(&whole.changes, digest, edits)),
            None => Kind::Sheet(Box::new(sheet::open(source, COLUMNS, edits)?)),
        };
        Ok(Self { name, rows })
    }

    /// What it is called.
    pub fn name(&self) -> &DisplayText {
        &self.name
    }

    /// Its form in words, such as `CSV, semicolons, UTF-8`.
    pub fn form(&self) -> DisplayText {
        match &self.rows {
            Kind::Sheet(sheet) => sheet.form().clone(),
            Kind::Changes(_) => "a plan of changes, JSON".into(),
        }
    }

    /// The sheet that it is; none for a plan of changes.
    pub fn sheet(&self) -> Option<&Sheet> {
        match &self.rows {
            Kind::Sheet(sheet) => Some(sheet),
            Kind::Changes(_) => None,
        }
    }

    /// Whether it says itself, row by row, what is to be given and taken.
    pub fn says_modes(&self) -> bool {
        matches!(self.rows, Kind::Changes(_))
    }

    /// Changes of a plan that are none of grants, in words: they are left.
    pub fn left(&self) -> &[DisplayText] {
        match &self.rows {
            Kind::Sheet(_) => &[],
            Kind::Changes(changes) => &changes.left,
        }
    }

    /// Headings that nothing is known of; they are not read.
    pub fn ignored(&self) -> Vec<DisplayText> {
        self.sheet().map(Sheet::ignored).unwrap_or_default()
    }

    /// Goes through the rows in their order, each with what it says itself is to be done, if it does; the row of a sheet
    /// has the number of its line, that of a plan the number of the change. Says the digest of what was read and of what
    /// was decided about it.
    ///
    /// # Errors
    /// When a column is missing, the file has no rows, or it cannot be read to its end.
    pub fn read(&self, mut each: impl FnMut(&Row, Option<Mode>)) -> Result<Digest, Unreadable> {
        let none = || {
            let text = format!("{} has no rows", self.name);
            Unreadable::new(text, "give a row for each grant below the header")
        };
        match &self.rows {
            Kind::Sheet(sheet) => {
                let (mut rows, mut any) = (sheet.rows()?, false);
                for row in rows.by_ref() {
                    any = true;
                    each(&row, None);
                }
                let digest = rows.digest()?;
                if any { Ok(digest) } else { Err(none()) }
            }
            Kind::Changes(changes) if changes.rows.is_empty() && changes.left.is_empty() => Err(none()),
            Kind::Changes(changes) => {
                changes.rows.iter().for_each(|(row, mode)| each(row, Some(*mode)));
                Ok(changes.digest.clone())
            }
        }
    }
}

/// What a plan says of grants is done as it says it, row by row.
fn changes(all: &[Value], digest: Digest, edits: &Edits) -> Changes {
    let mut changes = Changes { rows: Vec::new(), left: Vec::new(), digest };
    for (number, change) in (1..).zip(all) {
        let mode = match change["change"].as_str() {
            Some("add-grant") => Mode::Add,
            Some("drop-grant") => Mode::Remove,
            kind => {
                let words = change["words"].as_str().or(kind).unwrap_or("a change without a name");
                changes.left.push(DisplayText::new(words));
                continue;
            }
        };
        let mut row = Row::empty(COLUMNS, number);
        let subject = &change["subject"];
        for (at, value) in [(PERSON, &subject["id"]), (ROLE, &change["role"]), (DIVISION, &change["division"])] {
            value.as_str().unwrap_or_default().trim().clone_into(&mut row.cells[at]);
        }
        let kind = subject["kind"].as_str().unwrap_or("user");
        if kind != "user" {
            let flaw = Flaw::new(NAMES[PERSON], "no-person", format!("is about a {kind}, not about a person"));
            row.flaw = Some(flaw.remedy("only people's grants are changed by a file; change the group itself"));
        }
        row.edit(COLUMNS, edits);
        changes.rows.push((row, mode));
    }
    changes
}
