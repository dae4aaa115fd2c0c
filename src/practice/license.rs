//! Licences: what there is, who has which, and what roles would cost.
//!
//! A person has the licences of the person's roles, direct and through groups, and those assigned by hand.

use super::call::Call;
use super::paging::Page;
use super::reply::{Failure, Reply};
use super::routes::{Answer, Needs, Route, on};
use super::world::World;
use super::world::person::State;
use http::Method;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

const VIEW: Needs = Needs::Any(&["authorization:grant:add", "authorization:license:view"]);

/// The operations on licences.
pub const ROUTES: &[Route] = &[
    on(Method::GET, "/api/v2/license/definitions", VIEW, definitions),
    on(Method::GET, "/api/v2/license/users", Needs::Nothing, list),
    on(Method::POST, "/api/v2/license/users", VIEW, of_some),
    on(Method::GET, "/api/v2/license/users/{userId}", VIEW, of_one),
    on(Method::POST, "/api/v2/license/infer", Needs::Nothing, infer),
    on(Method::POST, "/api/v2/license/organization", Needs::Any(&["authorization:grant:add"]), assign),
];

struct Licence {
    id: &'static str,
    description: &'static str,
    permissions: &'static [&'static str],
    before: &'static [&'static str],
}

const LICENCES: &[Licence] = &[
    Licence {
        id: "communicate",
        description: "Genesys Cloud Communicate",
        permissions: &["conversation:call:add", "conversation:call:accept", "directory:userProfile:view"],
        before: &[],
    },
    Licence {
        id: "genesysCloud1",
        description: "Genesys Cloud 1",
        permissions: &["routing:queue:join", "conversation:communication:view"],
        before: &["communicate"],
    },
    Licence {
        id: "genesysCloud2",
        description: "Genesys Cloud 2",
        permissions: &["routing:queue:join", "conversation:email:accept", "quality:evaluation:view"],
        before: &["communicate"],
    },
    Licence {
        id: "genesysCloud3",
        description: "Genesys Cloud 3",
        permissions: &[
            "routing:queue:join",
            "conversation:email:accept",
            "quality:evaluation:view",
            "wfm:schedule:view",
        ],
        before: &["communicate"],
    },
];

/// Licences that were assigned by hand, by row of the person.
#[derive(Debug, Default)]
pub struct Assigned(BTreeMap<u32, BTreeSet<&'static str>>);

fn definition(licence: &Licence) -> Value {
    let address = |id: &str| format!("/api/v2/license/{id}");
    let before: Vec<Value> = licence.before.iter().map(|id| json!({"id": id, "selfUri": address(id)})).collect();
    json!({
        "id": licence.id,
        "description": licence.description,
        "permissions": {"ids": licence.permissions},
        "prerequisites": before,
        "comprises": [],
        "selfUri": address(licence.id),
    })
}

fn known(id: &str) -> Option<&'static Licence> {
    LICENCES.iter().find(|licence| licence.id == id)
}

/// The licences of a person; nobody who is not active uses one.
fn licences(world: &World, row: u32) -> BTreeSet<&str> {
    let person = world.person(row);
    if person.state != State::Active {
        return BTreeSet::new();
    }
    let direct = person.grants.iter().map(|grant| grant.role);
    let inherited = world.inherited(row).map(|(_, grant)| grant.role);
    let roles: BTreeSet<u32> = direct.chain(inherited).collect();
    let by_hand = world.assigned_licences.0.get(&row).into_iter().flatten().copied();
    let live = roles.into_iter().map(|role| &world.roles[role as usize]).filter(|role| !role.deleted);
    live.map(|role| &*role.licence).filter(|licence| !licence.is_empty()).chain(by_hand).collect()
}

fn definitions(_world: &mut World, _call: &Call<'_>) -> Answer {
    Ok(Reply::ok(LICENCES.iter().map(definition).collect()))
}

fn of_one(world: &mut World, call: &Call<'_>) -> Answer {
    let id = call.param("userId");
    let row = world.user_row(id).filter(|row| world.person(*row).state != State::Deleted);
    let row = row.ok_or_else(|| Failure::missing("user", id))?;
    let licences: Vec<Value> = licences(world, row).into_iter().filter_map(known).map(definition).collect();
    Ok(Reply::ok(json!({"id": id, "licenses": licences, "selfUri": format!("/api/v2/license/users/{id}")})))
}

fn short(world: &World, row: u32) -> Value {
    let id = world.user_id(row);
    json!({"licenses": licences(world, row), "selfUri": format!("/api/v2/license/users/{id}"), "id": id})
}

fn list(world: &mut World, call: &Call<'_>) -> Answer {
    let page = Page::of(call, 500)?;
    let rows = 0..world.people.len() as u32;
    let active: Vec<u32> = rows.filter(|row| world.person(*row).state == State::Active).collect();
    let entities = page.cut(&active).iter().map(|row| short(world, *row)).collect();
    Ok(Reply::ok(page.plain(active.len(), entities)))
}

fn of_some(world: &mut World, call: &Call<'_>) -> Answer {
    let mut out = Map::new();
    for id in call.strings()? {
        if let Some(row) = world.user_row(id) {
            out.insert(id.to_owned(), short(world, row));
        }
    }
    Ok(Reply::ok(Value::Object(out)))
}

fn infer(world: &mut World, call: &Call<'_>) -> Answer {
    let mut found = BTreeSet::new();
    for id in call.strings()? {
        let row = world.role_row(id).ok_or_else(|| Failure::missing("role", id))?;
        let licence = &*world.roles[row as usize].licence;
        found.extend((!licence.is_empty()).then_some(licence));
    }
    Ok(Reply::ok(json!(found)))
}

fn assign(world: &mut World, call: &Call<'_>) -> Answer {
    let assignments = call.object()?.get("assignments").and_then(Value::as_array);
    let assignments = assignments.ok_or_else(|| Failure::bad("The body needs assignments."))?;
    let mut out = Vec::new();
    for one in assignments {
        let id = one["licenseId"].as_str().unwrap_or_default();
        let licence = known(id).ok_or_else(|| Failure::bad(format!("There is no licence {id}.")))?;
        for (list, add) in [("userIdsAdd", true), ("userIdsRemove", false)] {
            for user in one[list].as_array().into_iter().flatten().filter_map(Value::as_str) {
                let done = match world.user_row(user) {
                    Some(row) if add => {
                        world.assigned_licences.0.entry(row).or_default().insert(licence.id);
                        true
                    }
                    Some(row) => world.assigned_licences.0.get_mut(&row).is_some_and(|held| held.remove(licence.id)),
                    None => false,
                };
                let result = if done { "SUCCESS" } else { "FAILURE" };
                out.push(json!({"userId": user, "licenseId": licence.id, "result": result}));
            }
        }
    }
    Ok(Reply::ok(Value::Array(out)))
}

#[cfg(test)]
mod tests {
    use crate::practice::stories::{GROUP_ROLES, NOTHING, ON_CALLS};
    use crate::practice::testing::Desk;
    use serde_json::{Value, json};

    #[test]
    fn roles_bring_their_licences_also_through_groups() {
        let desk = Desk::new();
        let ids = |email: &str| -> Vec<String> {
            let user = desk.get(&format!("/api/v2/license/users/{}", desk.person(email)));
            let held = user["licenses"].as_array().unwrap().iter();
            held.map(|licence| licence["id"].as_str().unwrap().to_owned()).collect()
        };
        assert!(ids(ON_CALLS.email).contains(&"genesysCloud3".to_owned()));
        assert!(!ids(GROUP_ROLES.email).is_empty());
        assert!(ids(NOTHING.email).is_empty());
    }

    #[test]
    fn the_cost_of_roles_is_told_before_they_are_granted() {
        let desk = Desk::new();
        let role = |name: &str| {
            let world = desk.practice.world();
            world.role_id(world.role_named(name).unwrap())
        };
        let (status, found) = desk.call("POST", "/api/v2/license/infer", json!([role("employee"), role("Agent")]));
        assert_eq!((status, found), (200, json!(["communicate", "genesysCloud3"])));
        assert_eq!(desk.call("POST", "/api/v2/license/infer", json!(["nobody"])).0, 404);
    }

    #[test]
    fn every_licence_of_a_role_is_defined() {
        let desk = Desk::new();
        let defined = desk.get("/api/v2/license/definitions");
        let defined: Vec<&str> = defined.as_array().unwrap().iter().filter_map(|one| one["id"].as_str()).collect();
        for role in &desk.practice.world().roles {
            assert!(defined.contains(&&*role.licence), "{} of {}", role.licence, role.name);
        }
    }

    #[test]
    fn a_licence_is_assigned_by_hand_and_taken_back() {
        let desk = Desk::new();
        let user = desk.person(NOTHING.email);
        let assignment = |add: &[&str], remove: &[&str]| json!({"assignments": [{"licenseId": "genesysCloud1", "userIdsAdd": add, "userIdsRemove": remove}]});
        let held = || desk.call("POST", "/api/v2/license/users", json!([user])).1[&user]["licenses"].clone();
        let (status, done) = desk.call("POST", "/api/v2/license/organization", assignment(&[&user], &[]));
        assert_eq!((status, &done[0]["result"]), (200, &json!("SUCCESS")));
        assert_eq!(held(), json!(["genesysCloud1"]));
        desk.call("POST", "/api/v2/license/organization", assignment(&[], &[&user]));
        assert_eq!(held(), json!([]));
        assert_eq!(desk.call("POST", "/api/v2/license/organization", Value::Null).0, 400);
        assert_eq!(desk.get("/api/v2/license/users?pageSize=500")["total"], 120);
    }
}
