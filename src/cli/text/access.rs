//! What a person has and may do, in words.

use super::{Columns, count};
use crate::access::{EffectivePermission, ScopedDivision};
use crate::backend::PersonCard;

fn divisions(divisions: &[ScopedDivision]) -> String {
    divisions.iter().map(|d| d.name.as_str()).collect::<Vec<_>>().join(", ")
}

/// Facts, roles with their sources, and the permissions in which the filter occurs.
pub(crate) fn access(card: &PersonCard, shown: &[&EffectivePermission]) -> String {
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

    text.push_str("\nRoles\n");
    let mut roles = Columns::default();
    for branch in &access.roles {
        let size = if branch.unknown {
            "not in the directory".to_owned()
        } else {
            count(branch.permission_count, "permission")
        };
        roles.row(
            "",
            [branch.source_name.to_string(), branch.role_name.to_string(), divisions(&branch.divisions), size],
        );
    }
    text.push_str(if access.roles.is_empty() { "  none\n" } else { "" });
    text.push_str(&roles.lines(2));

    text.push_str(&format!("\nPermissions ({} of {})\n", shown.len(), access.permissions.len()));
    let mut permissions = Columns::default();
    for one in shown {
        let condition = if one.only_conditional { "only under a condition" } else { "" };
        let by: Vec<_> = one.paths.iter().map(|p| format!("{} by {}", p.role_name, p.source_name)).collect();
        permissions
            .row("", [one.permission.to_string(), divisions(&one.divisions), condition.to_owned(), by.join("; ")]);
    }
    text.push_str(&permissions.lines(2));
    for (name, holders) in &access.general {
        let holders: Vec<_> = holders.iter().map(|h| h.as_str()).collect();
        text.push_str(&format!("  {name} (general permission)  {}\n", holders.join(", ")));
    }
    text
}
