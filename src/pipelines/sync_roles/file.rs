//! Reading a file of roles: CSV, JSON lines, or the plan of changes that `lanyard compare` writes. Pure: bytes in, rows
//! out. A file that cannot be read as a whole is refused; a row that cannot be used is a row with a flaw.

use super::delimited;
use super::flaw::{Column, Flaw};
use crate::model::{Digest, DisplayText};
use serde_json::{Map, Value};

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
}

/// A file of roles.
#[derive(Clone, PartialEq, Debug)]
pub struct RoleFile {
    /// What it is called.
    pub name: DisplayText,
    /// SHA-256 of its content.
    pub digest: Digest,
    /// Its rows, in order.
    pub rows: Vec<RawRow>,
    /// Changes of a plan that are none of grants, in words: they are left.
    pub left: Vec<DisplayText>,
    /// Columns that nothing is known of; they are not read.
    pub ignored: Vec<DisplayText>,
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
    pub(super) fn new(text: impl Into<String>, remedy: &'static str) -> Self {
        Self { text: text.into(), remedy }
    }
}

/// Reads the content of a file.
///
/// # Errors
/// When it is not text, has no header, or lacks a column that every row needs.
pub fn read(name: &str, content: &[u8]) -> Result<RoleFile, Unreadable> {
    let text = decoded(content)?;
    let mut file = RoleFile {
        name: DisplayText::new(name),
        digest: Digest::of(content),
        rows: Vec::new(),
        left: Vec::new(),
        ignored: Vec::new(),
    };
    match text.trim_start().chars().next() {
        None => return Err(Unreadable::new(format!("{name} is empty"), "give a header and a row for each grant")),
        Some('[') => {
            let remedy = "write one JSON object a line, without brackets around them";
            return Err(Unreadable::new(format!("{name} is a JSON array"), remedy));
        }
        Some('{') => match serde_json::from_str::<Value>(&text) {
            Ok(whole) if whole["changes"].is_array() => changes(&whole, &mut file),
            _ => json_lines(&text, &mut file),
        },
        Some(_) => delimited::read(&text, &mut file)?,
    }
    if file.rows.is_empty() && file.left.is_empty() {
        return Err(Unreadable::new(format!("{name} has no rows"), "give a row for each grant below the header"));
    }
    Ok(file)
}

fn decoded(content: &[u8]) -> Result<String, Unreadable> {
    let wide = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let (pairs, rest) = bytes.as_chunks::<2>();
        let text = String::from_utf16(&pairs.iter().map(|pair| unit(*pair)).collect::<Vec<_>>()).ok();
        text.filter(|_| rest.is_empty()).ok_or_else(|| Unreadable::new("the file is broken UTF-16", "save it as UTF-8"))
    };
    match content {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] | rest => match std::str::from_utf8(rest) {
            Ok(text) => Ok(text.to_owned()),
            Err(error) => {
                let line = 1 + rest[..error.valid_up_to()].iter().filter(|b| **b == b'\n').count();
                Err(Unreadable::new(format!("line {line} is not UTF-8"), "save the file as UTF-8"))
            }
        },
    }
}

fn json_lines(text: &str, file: &mut RoleFile) {
    for (row, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        file.rows.push(match serde_json::from_str::<Map<String, Value>>(line) {
            Ok(object) => object_row(row, &object, &mut file.ignored),
            Err(error) => {
                let flaw = Flaw::new(Column::Row, "garbled", format!("is not a JSON object: {error}"));
                RawRow { row, flaw: Some(flaw.remedy("write one JSON object a line")), ..RawRow::default() }
            }
        });
    }
}

fn object_row(row: u64, object: &Map<String, Value>, ignored: &mut Vec<DisplayText>) -> RawRow {
    let mut raw = RawRow { row, ..RawRow::default() };
    let mut named: Vec<(Column, &str)> = Vec::new();
    for (key, value) in object {
        let Some(column) = Column::named(key) else {
            let key = DisplayText::new(key);
            if !ignored.contains(&key) {
                ignored.push(key);
            }
            continue;
        };
        if let Some((_, first)) = named.iter().find(|(known, _)| *known == column) {
            let flaw = Flaw::new(column, "two-fields", format!("the fields {first} and {key} say the same thing"));
            raw.flaw = Some(flaw.remedy("leave one of them out"));
        }
        named.push((column, key));
        let text = match value {
            Value::String(text) => text.trim().to_owned(),
            Value::Null => String::new(),
            Value::Number(number) => number.to_string(),
            Value::Bool(_) | Value::Array(_) | Value::Object(_) => {
                let flaw = Flaw::new(column, "garbled", format!("the field {key} is not a text"));
                raw.flaw = Some(flaw.remedy("write it as a text"));
                continue;
            }
        };
        raw.put(column, text);
    }
    raw
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
        });
    }
}

impl RawRow {
    pub(super) fn put(&mut self, column: Column, text: String) {
        match column {
            Column::Person => self.person = text,
            Column::Role => self.role = text,
            Column::Division => self.division = text,
            Column::Tier => self.tier = text,
            Column::Row => {}
        }
    }
}
