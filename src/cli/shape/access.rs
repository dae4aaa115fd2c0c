//! What a person has and may do.

use crate::access::{EffectivePermission, Path, RoleBranch, ScopedDivision};
use crate::backend::PersonCard;
use serde_json::{Value, json};

fn divisions(divisions: &[ScopedDivision]) -> Vec<Value> {
    divisions.iter().map(|d| json!({ "id": d.id, "name": d.name })).collect()
}

fn branch(branch: &RoleBranch) -> Value {
    json!({
        "source": branch.source,
        "source_name": branch.source_name,
        "role": { "id": branch.role, "name": branch.role_name },
        "divisions": divisions(&branch.divisions),
        "derived_from": branch.derived_from,
        "base": branch.is_base,
        "unknown": branch.unknown,
        "permissions": branch.permission_count,
    })
}

fn path(path: &Path) -> Value {
    json!({
        "source": path.source,
        "source_name": path.source_name,
        "role": { "id": path.role, "name": path.role_name },
        "policy": path.policy,
        "division": { "id": path.division.id, "name": path.division.name },
        "condition": path.condition,
    })
}

fn permission(one: &EffectivePermission) -> Value {
    json!({
        "permission": one.permission.to_string(),
        "division_aware": one.division_aware,
        "only_conditional": one.only_conditional,
        "divisions": divisions(&one.divisions),
        "paths": one.paths.iter().map(path).collect::<Vec<_>>(),
    })
}

/// The seat, the roles by source, and the permissions that are to be shown.
pub(crate) fn access(card: &PersonCard, shown: &[&EffectivePermission]) -> Value {
    json!({
        "seat": card.seat,
        "roles": card.access.roles.iter().map(branch).collect::<Vec<_>>(),
        "permissions": shown.iter().map(|p| permission(p)).collect::<Vec<_>>(),
        "permissions_in_all": card.access.permissions.len(),
        "general": card.access.general.iter().map(|(name, roles)| json!({ "name": name, "roles": roles })).collect::<Vec<_>>(),
    })
}
