//! What somebody has and may do, in words.

use super::reach::{by, divisions};
use super::{Columns, count};
use crate::access::Access;
use crate::backend::PersonCard;
use crate::model::DisplayText;

/// Facts, roles with their sources, and the permissions that are to be shown.
pub(crate) fn access(card: &PersonCard, view: &Access) -> String {
    let (seat, access) = (&card.seat, &card.access);
    let person = &seat.person;
    let mut text = format!("{} <{}>  {}\n  {}\n", person.name, person.email, person.state, person.id);
    let facts: Vec<String> = [&person.title, &person.department, &seat.division_name]
        .into_iter()
        .filter(|fact| !fact.is_empty())
        .map(ToString::to_string)
        .chain(seat.manager_name.as_ref().map(|m| format!("manager {m}")))
        .collect();
    if !facts.is_empty() {
        text.push_str(&format!("  {}\n", facts.join(", ")));
    }
    text.push_str(&format!(
        "  {}, {}, {}, {}, {}\n",
        count(seat.queues.len(), "queue"),
        count(seat.groups.len(), "group"),
        count(access.roles.len(), "role"),
        count(access.permissions.len(), "permission"),
        count(seat.licences.len(), "licence"),
    ));
    if !seat.open_conversations.is_empty() {
        text.push_str(&format!("  ! on {}\n", count(seat.open_conversations.len(), "open conversation")));
    }
    lists(&mut text, access, view);
    text
}

/// What a group, a client, a role or a template gives.
pub(crate) fn access_of_other(name: &DisplayText, access: &Access, view: &Access) -> String {
    let (roles, permissions) = (access.roles.len(), access.permissions.len());
    let mut text = format!("{name}\n  {}, {}\n", count(roles, "role"), count(permissions, "permission"));
    lists(&mut text, access, view);
    text
}

fn lists(text: &mut String, access: &Access, view: &Access) {
    text.push_str("\nRoles\n");
    let mut roles = Columns::default();
    for branch in &view.roles {
        let size = if branch.unknown {
            "not in the directory".to_owned()
        } else {
            count(branch.permission_count, "permission")
        };
        roles.row(
            "",
            [by(&branch.source, &branch.source_name), branch.role_name.to_string(), divisions(&branch.divisions), size],
        );
    }
    text.push_str(if view.roles.is_empty() { "  none\n" } else { "" });
    text.push_str(&roles.lines(2));

    text.push_str(&format!("\nPermissions ({} of {})\n", view.permissions.len(), access.permissions.len()));
    let mut permissions = Columns::default();
    for one in &view.permissions {
        let condition = if one.only_conditional { "only under a condition" } else { "" };
        let ways: Vec<_> =
            one.paths.iter().map(|p| format!("{} {}", p.role_name, by(&p.source, &p.source_name))).collect();
        let mut different: Vec<String> = Vec::new();
        for way in ways {
            if !different.contains(&way) {
                different.push(way);
            }
        }
        permissions.row(
            "",
            [one.permission.to_string(), divisions(&one.divisions), condition.to_owned(), different.join("; ")],
        );
    }
    text.push_str(&permissions.lines(2));
    for (name, holders) in &view.general {
        let holders: Vec<_> = holders.iter().map(|h| h.as_str()).collect();
        text.push_str(&format!("  {name} (general permission)  {}\n", holders.join(", ")));
    }
}
