//! Granting roles and taking them back.

use super::subjects::{Subject, pair};
use super::{roles, subjects};
use crate::practice::call::Call;
use crate::practice::reply::{Failure, Reply};
use crate::practice::routes::Answer;
use crate::practice::users::read::row_present;
use crate::practice::users::view;
use crate::practice::world::World;
use crate::practice::world::audit::{About, PropertyChange};
use crate::practice::world::person::Grant;
use serde_json::{Value, json};

/// The most grants that one subject can have.
const MOST_GRANTS: usize = 300;

type Key = (u32, Option<u32>);

fn keys(world: &World, call: &Call<'_>) -> Result<Vec<Key>, Failure> {
    let list = call.object()?.get("grants").and_then(Value::as_array);
    let list = list.ok_or_else(|| Failure::new(400, "general.bad.request", "grants is required"))?;
    let text = |one: &Value, name: &str| one.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    list.iter().map(|one| pair(world, &text(one, "roleId"), &text(one, "divisionId"))).collect()
}

fn own(world: &World, subject: Subject) -> &Vec<Grant> {
    match subject {
        Subject::Person(row) => &world.person(row).grants,
        Subject::Group(row) => &world.groups[row as usize].grants,
        Subject::Client(row) => &world.clients[row as usize].grants,
    }
}

fn add(world: &mut World, subject: Subject, keys: &[Key]) -> Result<(), Failure> {
    if own(world, subject).len() + keys.len() > MOST_GRANTS {
        return Err(Failure::new(400, "max.role.assignments.exceeded", "The subject has too many role assignments."));
    }
    if let Subject::Person(row) = subject {
        world.add_grants(row, keys);
        return Ok(());
    }
    let made = world.now;
    let new: Vec<Grant> = keys
        .iter()
        .filter(|key| own(world, subject).iter().all(|g| g.key() != **key))
        .map(|&(role, division)| Grant { role, division, made })
        .collect();
    change(world, subject, |grants| grants.extend(&new), "Assign", &new);
    Ok(())
}

fn remove(world: &mut World, subject: Subject, grants: &[Grant]) {
    if let Subject::Person(row) = subject {
        return world.remove_grants(row, grants);
    }
    let gone: Vec<Grant> =
        grants.iter().filter(|g| own(world, subject).iter().any(|o| o.key() == g.key())).copied().collect();
    change(world, subject, |own| own.retain(|o| gone.iter().all(|g| g.key() != o.key())), "Unassign", &gone);
}

fn change(
    world: &mut World,
    subject: Subject,
    edit: impl FnOnce(&mut Vec<Grant>),
    action: &'static str,
    what: &[Grant],
) {
    let about = match subject {
        Subject::Person(row) => {
            edit(&mut world.person_mut(row).grants);
            world.about_person(row)
        }
        Subject::Group(row) => {
            edit(&mut world.groups[row as usize].grants);
            world.about_group(row)
        }
        Subject::Client(row) => {
            edit(&mut world.clients[row as usize].grants);
            let name = world.clients[row as usize].name.to_string();
            let id = world.id(crate::practice::ids::Kind::Client, u64::from(row));
            About { service: "PeoplePermissions", entity_type: "OAuthClient", id, name }
        }
    };
    if what.is_empty() {
        return;
    }
    let listed: Vec<String> = what.iter().map(|g| world.grant_text(g)).collect();
    let (old, new) = if action == "Assign" { (Vec::new(), listed) } else { (listed, Vec::new()) };
    let about = About { service: "PeoplePermissions", ..about };
    world.log(action, about, vec![PropertyChange { property: "roles", old, new }]);
}

fn as_grants(world: &World, keys: &[Key]) -> Vec<Grant> {
    keys.iter().map(|&(role, division)| Grant { role, division, made: world.now }).collect()
}

/// `POST …/bulkadd`.
pub fn bulk_add(world: &mut World, call: &Call<'_>) -> Answer {
    let subject = Subject::find(world, call.param("subjectId"))?;
    let keys = keys(world, call)?;
    add(world, subject, &keys)?;
    Ok(Reply::status(204))
}

/// `POST …/bulkremove`: fails as a whole when a role or division does not exist any more.
pub fn bulk_remove(world: &mut World, call: &Call<'_>) -> Answer {
    let subject = Subject::find(world, call.param("subjectId"))?;
    let found = keys(world, call)?;
    if world.faults.vanishes() {
        let custom = found.iter().map(|(role, _)| *role).find(|role| {
            let role = &world.roles[*role as usize];
            !role.default && !role.base
        });
        if let Some(role) = custom {
            super::write::delete_role(world, role);
        }
    }
    let found = keys(world, call)?;
    let grants = as_grants(world, &found);
    remove(world, subject, &grants);
    Ok(Reply::status(204))
}

/// `POST …/bulkreplace`: exactly these direct grants; inherited ones stay.
pub fn bulk_replace(world: &mut World, call: &Call<'_>) -> Answer {
    let subject = Subject::find(world, call.param("subjectId"))?;
    let wanted = keys(world, call)?;
    let gone: Vec<Grant> = own(world, subject).iter().filter(|g| !wanted.contains(&g.key())).copied().collect();
    remove(world, subject, &gone);
    add(world, subject, &wanted)?;
    Ok(Reply::status(204))
}

/// `POST …/divisions/{divisionId}/roles/{roleId}`.
pub fn add_one(world: &mut World, call: &Call<'_>) -> Answer {
    let subject = Subject::find(world, call.param("subjectId"))?;
    let key = pair(world, call.param("roleId"), call.param("divisionId"))?;
    add(world, subject, &[key])?;
    Ok(Reply::status(204))
}

/// `DELETE …/divisions/{divisionId}/roles/{roleId}`: 404 when there is no such direct grant (any more).
pub fn remove_one(world: &mut World, call: &Call<'_>) -> Answer {
    let subject = Subject::find(world, call.param("subjectId"))?;
    let key = pair(world, call.param("roleId"), call.param("divisionId"))?;
    if own(world, subject).iter().all(|g| g.key() != key) {
        return Err(Failure::not_found());
    }
    let grants = as_grants(world, &[key]);
    remove(world, subject, &grants);
    Ok(Reply::status(204))
}

/// `POST /api/v2/authorization/roles/{roleId}`: one role for many subjects and divisions.
pub fn grant_role(world: &mut World, call: &Call<'_>) -> Answer {
    let body = call.object()?;
    let texts = |name: &str| -> Vec<String> {
        let list = body.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        list.iter().filter_map(|v| v.as_str().map(str::to_owned)).collect()
    };
    let (subject_ids, division_ids) = (texts("subjectIds"), texts("divisionIds"));
    if subject_ids.is_empty() || division_ids.is_empty() {
        return Err(Failure::new(400, "general.bad.request", "subjectIds and divisionIds are required"));
    }
    let keys: Vec<Key> = division_ids.iter().map(|d| pair(world, call.param("roleId"), d)).collect::<Result<_, _>>()?;
    let found: Vec<Subject> = subject_ids.iter().map(|id| Subject::find(world, id)).collect::<Result<_, _>>()?;
    for subject in found {
        add(world, subject, &keys)?;
    }
    Ok(Reply::status(204))
}

fn people(world: &World, call: &Call<'_>) -> Result<(Vec<u32>, Value), Failure> {
    let ids = call.strings()?;
    let rows = ids.iter().map(|id| row_present(world, id)).collect::<Result<Vec<u32>, _>>()?;
    Ok((rows, json!(ids)))
}

/// `PUT …/roles/{roleId}/users/add`: in the Home division.
pub fn add_users(world: &mut World, call: &Call<'_>) -> Answer {
    let role = roles::row(world, call.param("roleId"))?;
    let (rows, ids) = people(world, call)?;
    for row in rows {
        add(world, Subject::Person(row), &[(role, Some(0))])?;
    }
    Ok(Reply::ok(ids))
}

/// `PUT …/roles/{roleId}/users/remove`: from every division.
pub fn remove_users(world: &mut World, call: &Call<'_>) -> Answer {
    let role = roles::row(world, call.param("roleId"))?;
    let (rows, ids) = people(world, call)?;
    for row in rows {
        let grants: Vec<Grant> = world.person(row).grants.iter().filter(|g| g.role == role).copied().collect();
        world.remove_grants(row, &grants);
    }
    Ok(Reply::ok(ids))
}

/// `PUT /api/v2/users/{subjectId}/roles`: exactly these direct roles; what is new is granted in Home.
pub fn set_user_roles(world: &mut World, call: &Call<'_>) -> Answer {
    let row = row_present(world, call.param("subjectId"))?;
    let wanted: Vec<u32> = call.strings()?.iter().map(|id| roles::row(world, id)).collect::<Result<_, _>>()?;
    let own = world.person(row).grants.clone();
    let gone: Vec<Grant> = own.iter().filter(|g| !wanted.contains(&g.role)).copied().collect();
    let new: Vec<Key> = wanted.iter().filter(|r| own.iter().all(|g| g.role != **r)).map(|r| (*r, Some(0))).collect();
    world.remove_grants(row, &gone);
    subjects_limit(world, row, new.len())?;
    world.add_grants(row, &new);
    Ok(Reply::ok(view::authorization(world, row, true)))
}

fn subjects_limit(world: &World, row: u32, more: usize) -> Result<(), Failure> {
    match own(world, subjects::Subject::Person(row)).len() + more > MOST_GRANTS {
        true => Err(Failure::new(400, "max.role.assignments.exceeded", "The subject has too many role assignments.")),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use crate::practice::stories::{GROUP_ROLES, ON_CALLS};
    use crate::practice::testing::Desk;
    use serde_json::{Value, json};

    fn grants(desk: &Desk, id: &str) -> Vec<Value> {
        let subject = desk.get(&format!("/api/v2/authorization/subjects/{id}?includeDuplicates=true"));
        subject["grants"].as_array().unwrap().clone()
    }

    fn pairs(list: &[Value]) -> Value {
        json!({ "grants": list.iter().map(|g| json!({ "roleId": g["role"]["id"], "divisionId": g["division"]["id"] })).collect::<Vec<_>>() })
    }

    #[test]
    fn direct_grants_go_and_inherited_ones_stay() {
        let desk = Desk::new();
        let id = desk.person(ON_CALLS.email);
        let (own, inherited): (Vec<Value>, Vec<Value>) =
            grants(&desk, &id).into_iter().partition(|g| g["subjectId"] == json!(id));
        assert_eq!((own.len(), inherited.len()), (4, 2));
        let once = desk.get(&format!("/api/v2/authorization/subjects/{id}"));
        assert_eq!(once["grants"].as_array().unwrap().len(), 5, "Agent in EMEA comes twice and is shown once");
        let subject = format!("/api/v2/authorization/subjects/{id}");
        assert_eq!(desk.call("POST", &format!("{subject}/bulkremove"), pairs(&own)).0, 204);
        assert_eq!(grants(&desk, &id), inherited);
        assert_eq!(desk.call("POST", &format!("{subject}/bulkadd"), pairs(&own)).0, 204);
        assert_eq!(grants(&desk, &id).len(), 6);
        assert_eq!(desk.call("POST", &format!("{subject}/bulkreplace"), pairs(&own[..1])).0, 204);
        assert_eq!(grants(&desk, &id).len(), 3);
    }

    #[test]
    fn a_bulk_removal_fails_as_a_whole_when_a_role_is_gone() {
        let desk = Desk::new();
        let id = desk.person(ON_CALLS.email);
        let own: Vec<Value> = grants(&desk, &id).into_iter().filter(|g| g["subjectId"] == json!(id)).collect();
        let custom = own.iter().find(|g| g["role"]["name"] == "Senior agent").unwrap();
        let role = format!("/api/v2/authorization/roles/{}", custom["role"]["id"].as_str().unwrap());
        assert_eq!(desk.call("DELETE", &role, Value::Null).0, 204);
        let before = grants(&desk, &id);
        let target = format!("/api/v2/authorization/subjects/{id}/bulkremove");
        assert_eq!(desk.call("POST", &target, pairs(&own)).0, 404);
        assert_eq!(grants(&desk, &id), before);
    }

    #[test]
    fn a_single_grant_is_removed_once() {
        let desk = Desk::new();
        let id = desk.person(GROUP_ROLES.email);
        let all = grants(&desk, &id);
        assert!(all.iter().all(|g| g["subjectId"] != json!(id)), "every role comes from a group");
        let role = all[0]["role"]["id"].as_str().unwrap();
        let target = format!("/api/v2/authorization/subjects/{id}/divisions/%2A/roles/{role}");
        assert_eq!(desk.call("POST", &target, Value::Null).0, 204);
        assert_eq!(desk.call("DELETE", &target, Value::Null).0, 204);
        assert_eq!(desk.call("DELETE", &target, Value::Null).0, 404);
    }

    #[test]
    fn the_limited_client_is_told_what_it_lacks() {
        let desk = Desk::new().limited();
        let id = desk.person(ON_CALLS.email);
        let target = format!("/api/v2/authorization/subjects/{id}/bulkreplace");
        let (status, body) = desk.call("POST", &target, json!({ "grants": [] }));
        assert_eq!((status, &body["code"]), (403, &json!("missing.permissions")));
        assert_eq!(body["messageParams"]["permissions"], "[authorization:grant:add, authorization:grant:delete]");
        let (_, body) = desk.call("DELETE", &format!("/api/v2/users/{id}"), Value::Null);
        assert_eq!(body["code"], "missing.any.permissions");
        let (_, body) = desk.call("DELETE", &format!("/api/v2/tokens/{id}"), Value::Null);
        assert!(body["message"].as_str().unwrap().contains("oauth:token:delete"), "{body}");
    }
}
