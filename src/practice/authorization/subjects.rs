//! What a subject (person, group or client) is granted, and where each grant comes from.

use super::roles;
use crate::practice::call::Call;
use crate::practice::clock::iso;
use crate::practice::ids::Kind;
use crate::practice::reply::{Failure, Reply};
use crate::practice::routes::Answer;
use crate::practice::users::read::row_present;
use crate::practice::users::view;
use crate::practice::world::World;
use crate::practice::world::person::{Grant, State};
use crate::practice::world::tenant::Policy;
use serde_json::{Map, Value, json};
use std::collections::HashSet;

/// What can hold roles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A person.
    Person(u32),
    /// A group.
    Group(u32),
    /// An OAuth client.
    Client(u32),
}

impl Subject {
    /// The subject with an id; deleted people and groups are none.
    pub fn find(world: &World, id: &str) -> Result<Self, Failure> {
        let person = world.user_row(id).filter(|r| world.person(*r).state != State::Deleted).map(Subject::Person);
        let group = || world.group_row(id).map(Subject::Group);
        let client = || world.client_row(id).map(Subject::Client);
        person.or_else(group).or_else(client).ok_or_else(|| Failure::missing("subject", id))
    }
}

/// A grant as divisions and subjects show it.
pub fn grant(world: &World, subject: &str, grant: &Grant, full: bool) -> Value {
    let division = match grant.division {
        Some(d) => super::divisions::view(world, d, false),
        None => json!({ "id": "*", "name": "*" }),
    };
    let role = &world.roles[grant.role as usize];
    let id = world.role_id(grant.role);
    let uri = format!("/api/v2/authorization/roles/{id}");
    let mut shown = json!({ "id": id, "name": &*role.name, "default": role.default, "selfUri": uri });
    if full {
        shown["policies"] = Value::Array(role.policies.iter().map(policy).collect());
    }
    json!({ "subjectId": subject, "division": division, "role": shown, "grantMadeAt": iso(grant.made) })
}

fn policy(policy: &Policy) -> Value {
    let actions: Vec<&str> = policy.actions.iter().map(|a| &**a).collect();
    let mut out = json!({ "domain": &*policy.domain, "entityName": &*policy.entity, "actions": actions });
    if let Some(condition) = &policy.condition {
        out["condition"] = json!(condition.to_string());
    }
    out
}

fn subject(world: &World, call: &Call<'_>, subject: Subject) -> Answer {
    let duplicates = call.flag("includeDuplicates")?.unwrap_or(false);
    let full = call.flag("includeFullRoles")?.unwrap_or(true);
    let mut sources: Vec<(String, Grant)> = Vec::new();
    let (id, name, version) = match subject {
        Subject::Person(row) => {
            let id = world.user_id(row);
            let person = world.person_read(row);
            sources.extend(person.grants.iter().map(|g| (id.clone(), *g)));
            sources.extend(world.inherited(row).map(|(group, g)| (world.group_id(group), *g)));
            (id, person.name.clone(), person.version)
        }
        Subject::Group(row) => {
            let (id, group) = (world.group_id(row), &world.groups[row as usize]);
            sources.extend(group.grants.iter().map(|g| (id.clone(), *g)));
            (id, group.name.clone(), group.version)
        }
        Subject::Client(row) => {
            let (id, client) = (world.id(Kind::Client, u64::from(row)), &world.clients[row as usize]);
            sources.extend(client.grants.iter().map(|g| (id.clone(), *g)));
            (id, client.name.clone(), 1)
        }
    };
    sources.retain(|(_, g)| !world.roles[g.role as usize].deleted);
    if !duplicates {
        let mut seen = HashSet::new();
        sources.retain(|(_, g)| seen.insert(g.key()));
    }
    let grants: Vec<Value> = sources.iter().map(|(from, g)| grant(world, from, g, full)).collect();
    let uri = format!("/api/v2/authorization/subjects/{id}");
    Ok(Reply::ok(json!({ "id": id, "name": &*name, "version": version, "grants": grants, "selfUri": uri })))
}

/// `GET /api/v2/authorization/subjects/{subjectId}`.
pub fn get(world: &mut World, call: &Call<'_>) -> Answer {
    let found = Subject::find(world, call.param("subjectId"))?;
    subject(world, call, found)
}

/// `GET /api/v2/authorization/subjects/me`.
pub fn me(world: &mut World, call: &Call<'_>) -> Answer {
    let own = world.caller.user.map_or(Subject::Client(world.caller.client), Subject::Person);
    subject(world, call, own)
}

/// `GET /api/v2/authorization/subjects/rolecounts?id=`.
pub fn role_counts(world: &mut World, call: &Call<'_>) -> Answer {
    let mut out = Map::new();
    for id in call.ids("id", 100, "max.subject.ids")? {
        if let Ok(Subject::Person(row)) = Subject::find(world, id) {
            let mut roles: Vec<u32> = world.person(row).grants.iter().map(|g| g.role).collect();
            roles.extend(world.inherited(row).map(|(_, g)| g.role));
            roles.sort_unstable();
            roles.dedup();
            out.insert(id.to_owned(), json!({ "roleCount": roles.len() }));
        }
    }
    Ok(Reply::ok(Value::Object(out)))
}

/// `GET /api/v2/users/{subjectId}/roles`: the short form.
pub fn user_roles(world: &mut World, call: &Call<'_>) -> Answer {
    let row = row_present(world, call.param("subjectId"))?;
    Ok(Reply::ok(view::authorization(world, row, true)))
}

/// A role and division by their ids; 400 or 404 with the id that does not exist.
pub fn pair(world: &World, role: &str, division: &str) -> Result<(u32, Option<u32>), Failure> {
    let role = roles::row(world, role)?;
    match division {
        "*" => Ok((role, None)),
        id => world.division_row(id).map(|d| (role, Some(d))).ok_or_else(|| Failure::missing("division", id)),
    }
}
