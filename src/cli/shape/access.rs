//! What somebody has and may do.

use crate::access::answer::{Reach, Standing, Subject};
use crate::access::{Access, EffectivePermission, Path, RoleBranch, ScopedDivision};
use crate::backend::PersonCard;
use crate::model::DisplayText;
use serde_json::{Value, json};

pub(super) fn division(division: &ScopedDivision) -> Value {
    json!({ "id": division.id, "name": division.name })
}

pub(super) fn divisions(divisions: &[ScopedDivision]) -> Vec<Value> {
    divisions.iter().map(division).collect()
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
        "licences": branch.licences,
    })
}

pub(super) fn path(path: &Path) -> Value {
    json!({
        "source": path.source,
        "source_name": path.source_name,
        "role": { "id": path.role, "name": path.role_name },
        "templates": path.templates,
        "policy": path.policy,
        "division": division(&path.division),
        "condition": path.condition,
    })
}

pub(super) fn paths(paths: &[Path]) -> Vec<Value> {
    paths.iter().map(path).collect()
}

fn permission(one: &EffectivePermission) -> Value {
    json!({
        "permission": one.permission.to_string(),
        "unknown": one.unknown,
        "division_aware": one.division_aware,
        "only_conditional": one.only_conditional,
        "licences": one.licences,
        "divisions": divisions(&one.divisions),
        "paths": paths(&one.paths),
    })
}

/// Who or what has access.
pub(super) fn subject(subject: &Subject) -> Value {
    json!({
        "kind": subject.subject.kind,
        "id": subject.subject.id,
        "name": subject.name,
        "email": subject.email,
        "state": subject.state,
        "division": subject.division,
    })
}

/// A permission in divisions.
pub(super) fn reach(reach: &Reach) -> Value {
    json!({
        "permission": reach.permission.to_string(),
        "divisions": divisions(&reach.divisions),
        "only_conditional": reach.conditional,
    })
}

pub(super) fn reaches(all: &[Reach]) -> Vec<Value> {
    all.iter().map(reach).collect()
}

pub(super) fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Has => "has",
        Standing::OnlyConditional => "only-conditional",
        Standing::Lacks => "lacks",
    }
}

fn general(access: &Access) -> Vec<Value> {
    let one = |(name, roles): &(DisplayText, Vec<DisplayText>)| json!({ "name": name, "roles": roles });
    access.general.iter().map(one).collect()
}

fn shown(access: &Access, view: &Access) -> Value {
    json!({
        "roles": view.roles.iter().map(branch).collect::<Vec<_>>(),
        "permissions": view.permissions.iter().map(permission).collect::<Vec<_>>(),
        "permissions_in_all": access.permissions.len(),
        "general": general(view),
    })
}

/// A person's seat, the roles by source, and the permissions that are to be shown.
pub(crate) fn access(card: &PersonCard, view: &Access) -> Value {
    let mut value = shown(&card.access, view);
    value["seat"] = json!(card.seat);
    value["of"] = json!(card.seat.person.name);
    value
}

/// The same of a group, a client, a role or a template; they have no seat.
pub(crate) fn access_of_other(name: &DisplayText, access: &Access, view: &Access) -> Value {
    let mut value = shown(access, view);
    value["seat"] = Value::Null;
    value["of"] = json!(name);
    value
}
