//! Making, changing and deleting roles.

use super::roles::{row, view};
use crate::practice::call::Call;
use crate::practice::catalogue;
use crate::practice::reply::{Failure, Reply};
use crate::practice::routes::Answer;
use crate::practice::world::World;
use crate::practice::world::audit::{About, PropertyChange};
use crate::practice::world::tenant::{Policy, Role};
use serde_json::{Map, Value};
use std::sync::Arc;

fn bad(what: impl Into<String>) -> Failure {
    Failure::new(400, "general.bad.request", what)
}

fn text<'a>(body: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    body.get(name).and_then(Value::as_str)
}

fn about(world: &World, row: u32) -> About {
    let name = world.roles[row as usize].name.to_string();
    About { service: "PeoplePermissions", entity_type: "Role", id: world.role_id(row), name }
}

fn words(value: Option<&Value>) -> Vec<Arc<str>> {
    value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).map(Arc::from).collect()
}

fn policies(body: &Map<String, Value>) -> Result<Option<Vec<Policy>>, Failure> {
    let Some(list) = body.get("permissionPolicies").and_then(Value::as_array) else { return Ok(None) };
    let one = |value: &Value| {
        let text = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default();
        let actions = words(value.get("actionSet"));
        let condition = value.get("resourceConditionNode").filter(|c| !c.is_null()).cloned();
        let policy = Policy { domain: text("domain").into(), entity: text("entityName").into(), actions, condition };
        let exists = catalogue::covered(&policy).next().is_some();
        if exists {
            Ok(policy)
        } else {
            Err(bad(format!("there is no permission {}:{}", policy.domain, policy.entity)))
        }
    };
    list.iter().map(one).collect::<Result<Vec<_>, _>>().map(Some)
}

fn free_name(world: &World, name: &str, except: Option<u32>) -> Result<(), Failure> {
    match world.role_named(name) {
        Some(row) if Some(row) != except => Err(bad(format!("there is a role named '{name}' already"))),
        _ => Ok(()),
    }
}

/// `POST /api/v2/authorization/roles`.
pub fn create(world: &mut World, call: &Call<'_>) -> Answer {
    let body = call.object()?;
    let name = text(body, "name").filter(|n| !n.trim().is_empty()).ok_or_else(|| bad("name is required"))?;
    free_name(world, name, None)?;
    let policies = policies(body)?.unwrap_or_default();
    let role = world.roles.len() as u32;
    world.roles.push(Role {
        name: Arc::from(name),
        description: text(body, "description").map(Arc::from),
        default_role: text(body, "defaultRoleId").map(Arc::from),
        default: false,
        base: false,
        general: words(body.get("permissions")),
        policies,
        licence: Arc::from("communicate"),
        deleted: false,
    });
    let what = about(world, role);
    world.log("Create", what, vec![PropertyChange::one("name", "", name)]);
    Ok(Reply::ok(view(world, role, false)))
}

/// `PUT /api/v2/authorization/roles/{roleId}`: the vendor's roles keep their name.
pub fn put(world: &mut World, call: &Call<'_>) -> Answer {
    let role = row(world, call.param("roleId"))?;
    let body = call.object()?;
    let name = text(body, "name").filter(|n| !n.trim().is_empty()).ok_or_else(|| bad("name is required"))?;
    free_name(world, name, Some(role))?;
    let new = policies(body)?;
    let before = world.roles[role as usize].clone();
    if before.default && *before.name != *name {
        return Err(bad("a default role cannot be renamed"));
    }
    let slot = &mut world.roles[role as usize];
    slot.name = Arc::from(name);
    if let Some(about) = text(body, "description") {
        slot.description = Some(Arc::from(about));
    }
    if body.contains_key("permissions") {
        slot.general = words(body.get("permissions"));
    }
    if let Some(new) = new {
        slot.policies = new;
    }
    let what = about(world, role);
    world.log("Update", what, vec![PropertyChange::one("name", &before.name, name)]);
    Ok(Reply::ok(view(world, role, false)))
}

/// `PATCH /api/v2/authorization/roles/{roleId}`: only for `roleNeedsUpdate`, which is never set here.
pub fn patch(world: &mut World, call: &Call<'_>) -> Answer {
    let role = row(world, call.param("roleId"))?;
    call.object()?;
    Ok(Reply::ok(view(world, role, false)))
}

/// Deletes a role with all its grants.
pub fn delete_role(world: &mut World, role: u32) {
    let what = about(world, role);
    for n in 0..world.people.len() as u32 {
        if world.person(n).grants.iter().any(|g| g.role == role) {
            world.person_mut(n).grants.retain(|g| g.role != role);
        }
    }
    for group in &mut world.groups {
        group.grants.retain(|g| g.role != role);
    }
    for client in &mut world.clients {
        client.grants.retain(|g| g.role != role);
    }
    world.roles[role as usize].deleted = true;
    world.log("Delete", what, Vec::new());
}

/// `DELETE /api/v2/authorization/roles/{roleId}`: the vendor's roles stay.
pub fn delete(world: &mut World, call: &Call<'_>) -> Answer {
    let role = row(world, call.param("roleId"))?;
    if world.roles[role as usize].default {
        return Err(bad("a default role cannot be deleted"));
    }
    delete_role(world, role);
    Ok(Reply::status(204))
}
