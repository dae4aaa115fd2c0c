//! The columns of a file of new people.

use crate::pipelines::sheet::{ColumnOf, Columns};

const fn column(name: &'static str, headings: &'static [&'static str], help: &'static str) -> ColumnOf {
    ColumnOf { name, headings, required: false, help }
}

/// All of them; the constants below are their positions.
pub const COLUMNS: Columns = &[
    ColumnOf {
        name: "email",
        headings: &["mail", "emailaddress", "username", "user", "login", "account"],
        required: true,
        help: "The e-mail address; it is the user name as well.",
    },
    column("name", &["fullname", "displayname"], "The full name; else first name and last name."),
    column("first name", &["givenname", "firstname"], "The first name, where there is no full name."),
    column("last name", &["familyname", "surname", "lastname"], "The last name, where there is no full name."),
    column("division", &["divisionname", "divisionid"], "Name or id of the division; the recipe's where it is empty."),
    column("department", &["dept"], "The department."),
    column("title", &["jobtitle", "position"], "The job title."),
    column("phone", &["phonenumber", "workphone", "telephone"], "The phone at work, such as +13175550100."),
    column("employee number", &["employeeid", "employeeno", "personnelnumber"], "The employee number."),
    column("external id", &["externalid", "hrisid", "hrid"], "AUTHORITY:KEY, or KEY under the configured authority."),
    column("manager", &["managerid", "manageremail", "supervisor"], "The manager's e-mail address or id."),
    column("roles", &["role", "rolenames"], "ROLE, ROLE@DIVISION or template:NAME; several with semicolons."),
    column("groups", &["group"], "Names or ids of groups; several with semicolons."),
    column("queues", &["queue"], "Names or ids of queues; several with semicolons."),
    column("skills", &["skill", "routingskills"], "SKILL or SKILL:4, 0 to 5; several with semicolons."),
    column("languages", &["language", "routinglanguages"], "LANGUAGE or LANGUAGE:4, 0 to 5; several with semicolons."),
    column(
        "tier",
        &["licence", "license", "licencetier", "licensetier"],
        "The licence tier, which must allow the roles.",
    ),
];

pub(super) const EMAIL: usize = 0;
pub(super) const NAME: usize = 1;
pub(super) const FIRST_NAME: usize = 2;
pub(super) const LAST_NAME: usize = 3;
pub(super) const DIVISION: usize = 4;
pub(super) const DEPARTMENT: usize = 5;
pub(super) const TITLE: usize = 6;
pub(super) const PHONE: usize = 7;
pub(super) const EMPLOYEE_NUMBER: usize = 8;
pub(super) const EXTERNAL_ID: usize = 9;
pub(super) const MANAGER: usize = 10;
pub(super) const ROLES: usize = 11;
pub(super) const GROUPS: usize = 12;
pub(super) const QUEUES: usize = 13;
pub(super) const SKILLS: usize = 14;
pub(super) const LANGUAGES: usize = 15;
pub(super) const TIER: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn positions_are_those_of_the_names_and_no_heading_means_two() {
        for (at, name) in [(EMAIL, "email"), (PHONE, "phone"), (MANAGER, "manager"), (TIER, "tier"), (SKILLS, "skills")]
        {
            assert_eq!(COLUMNS[at].name, name);
        }
        let plain = |name: &str| name.replace(' ', "");
        let all: Vec<String> = COLUMNS
            .iter()
            .flat_map(|c| std::iter::once(plain(c.name)).chain(c.headings.iter().map(|h| (*h).to_owned())))
            .collect();
        let doubled: Vec<_> = {
            let mut seen = HashSet::new();
            all.iter().filter(|h| !seen.insert(h.as_str())).collect()
        };
        assert!(doubled.iter().all(|h| ["externalid", "firstname", "lastname"].contains(&h.as_str())), "{doubled:?}");
    }
}
