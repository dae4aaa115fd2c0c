//! The columns of a file of roles.

use crate::pipelines::sheet::{ColumnOf, Columns};

const fn column(name: &'static str, headings: &'static [&'static str], required: bool, help: &'static str) -> ColumnOf {
    ColumnOf { name, headings, required, help }
}

/// All of them; the constants below are their positions.
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

pub(super) const PERSON: usize = 0;
pub(super) const ROLE: usize = 1;
pub(super) const DIVISION: usize = 2;
pub(super) const TIER: usize = 3;

/// What flaws call the columns.
pub(super) const NAMES: [&str; 4] =
    [COLUMNS[PERSON].name, COLUMNS[ROLE].name, COLUMNS[DIVISION].name, COLUMNS[TIER].name];
