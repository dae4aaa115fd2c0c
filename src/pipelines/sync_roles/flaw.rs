//! What can be wrong with a row, and in which column.

use crate::pipelines::sheet::{self, ColumnOf, Columns};
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

    /// The column of this name; the row as a whole for any other.
    fn of(name: &str) -> Self {
        [Self::Person, Self::Role, Self::Division, Self::Tier]
            .into_iter()
            .find(|column| column.as_str() == name)
            .unwrap_or(Self::Row)
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

impl From<sheet::Flaw> for Flaw {
    fn from(flaw: sheet::Flaw) -> Self {
        Self { column: Column::of(flaw.column), code: flaw.code, reason: flaw.reason, remedy: flaw.remedy }
    }
}

impl Flaw {
    /// The word for a row that somebody has left out.
    pub(super) const LEFT_OUT: &'static str = "left-out";

    pub(super) fn new(column: Column, code: &'static str, reason: impl Into<String>) -> Self {
        Self { column, code, reason: reason.into(), remedy: String::new() }
    }

    pub(super) fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = remedy.into();
        self
    }
}
