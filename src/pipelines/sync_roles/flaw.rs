//! What can be wrong with a row, and in which column.

use crate::pipelines::sheet::{ColumnOf, Columns};
use serde::Serialize;

/// A column of the file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Column {
    /// The row as a whole.
    Row,
    /// Whom it is about.
    Person,
    /// Which role.
    Role,
    /// In which division.
    Division,
    /// The licence tier.
    Tier,
}

impl Column {
    /// The word that findings use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Row => "row",
            Self::Person => "person",
            Self::Role => "role",
            Self::Division => "division",
            Self::Tier => "tier",
        }
    }

    /// The column with this heading; capitals, blanks and punctuation do not count.
    pub(super) fn named(heading: &str) -> Option<Self> {
        let word: String = heading.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        Some(match word.as_str() {
            "person" | "user" | "who" | "id" | "userid" | "personid" | "email" | "mail" | "emailaddress"
            | "externalid" | "username" => Self::Person,
            "role" | "rolename" | "roleid" => Self::Role,
            "division" | "divisionname" | "divisionid" => Self::Division,
            "tier" | "licence" | "license" | "licencetier" | "licensetier" => Self::Tier,
            _ => return None,
        })
    }
}

const fn column(name: &'static str, headings: &'static [&'static str], required: bool, help: &'static str) -> ColumnOf {
    ColumnOf { name, headings, required, help }
}

/// The columns of a file of roles.
pub const COLUMNS: Columns = &[
    column(
        "person",
        &["user", "who", "id", "userid", "personid", "email", "mail", "emailaddress", "externalid", "username"],
        true,
        "Whom: id, e-mail address or external id.",
    ),
    column("role", &["rolename", "roleid"], true, "Name or id of a role, or template:NAME."),
    column("division", &["divisionname", "divisionid"], false, "Name or id; * for all, empty for the person's own."),
    column(
        "tier",
        &["licence", "license", "licencetier", "licensetier"],
        false,
        "The licence tier, which must allow it.",
    ),
];

/// Why a row cannot be carried out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Flaw {
    /// Where it is.
    pub column: Column,
    /// A stable word for it.
    pub code: &'static str,
    /// What is wrong.
    pub reason: String,
    /// What to do.
    pub remedy: String,
}

impl Flaw {
    pub(super) fn new(column: Column, code: &'static str, reason: impl Into<String>) -> Self {
        Self { column, code, reason: reason.into(), remedy: String::new() }
    }

    pub(super) fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = remedy.into();
        self
    }
}
