//! Making, changing and deleting groups.

use super::read::{row, view};
use crate::practice::call::Call;
use crate::practice::reply::{Failure, Reply};
use crate::practice::routes::Answer;
use crate::practice::users::read::row_present;
use crate::practice::users::write::known;
use crate::practice::world::World;
use crate::practice::world::audit::PropertyChange;
use crate::practice::world::tenant::Group;
use serde_json::{Map, Value, json};
use std::sync::Arc;

fn bad(what: impl Into<String>) -> Failure {
    Failure::new(400, "general.bad.request", what)
}

fn text<'a>(body: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    body.get(name).and_then(Value::as_str)
}

fn visibility(word: &str) -> Result<&'static str, Failure> {
    match word {
        "public" => Ok("public"),
        "owners" | "ownerIds" => Ok("owners"),
        "members" => Ok("members"),
        other => Err(bad(format!("'{other}' is no visibility"))),
    }
}

fn owners(world: &World, body: &Map<String, Value>) -> Result<Option<Vec<u32>>, Failure> {
    let Some(list) = body.get("ownerIds").and_then(Value::as_array) else { return Ok(None) };
    let one = |id: &Value| {
        let id = id.as_str().unwrap_or_default();
        row_present(world, id).map_err(|_| bad(format!("owner '{id}' is not a user")))
    };
    list.iter().map(one).collect::<Result<Vec<u32>, _>>().map(Some)
}

fn free_name(world: &World, name: &str, except: Option<u32>) -> Result<(), Failure> {
    let same = |(n, g): (usize, &Group)| !g.deleted && g.name.eq_ignore_ascii_case(name) && Some(n as u32) != except;
    match world.groups.iter().enumerate().any(same) {
        true => Err(Failure::new(400, "group.name.in.use", format!("The group name '{name}' is in use."))),
        false => Ok(()),
    }
}

/// `POST /api/v2/groups`; the description takes effect only by a later PUT.
pub fn create(world: &mut World, call: &Call<'_>) -> Answer {
    let body = call.object()?;
    let names = [
        "name",
        "description",
        "type",
        "images",
        "addresses",
        "rulesVisible",
        "visibility",
        "rolesEnabled",
        "includeOwners",
        "callsEnabled",
        "ownerIds",
        "email",
    ];
    known(body, "GroupCreate", &names)?;
    let name = text(body, "name").filter(|n| !n.trim().is_empty()).ok_or_else(|| bad("name is required"))?;
    let official = match text(body, "type") {
        Some("official") => true,
        Some("social") => false,
        _ => return Err(bad("type is official or social")),
    };
    let flag = |name: &str| body.get(name).and_then(Value::as_bool);
    let rules_visible = flag("rulesVisible").ok_or_else(|| bad("rulesVisible is required"))?;
    let visibility = visibility(text(body, "visibility").ok_or_else(|| bad("visibility is required"))?)?;
    free_name(world, name, None)?;
    let owners = owners(world, body)?.unwrap_or_default();
    let row = world.groups.len() as u32;
    world.groups.push(Group {
        name: Arc::from(name),
        description: None,
        official,
        visibility,
        rules_visible,
        roles_enabled: flag("rolesEnabled").unwrap_or(official),
        include_owners: flag("includeOwners").unwrap_or(false),
        calls_enabled: flag("callsEnabled").unwrap_or(false),
        version: 1,
        modified: world.now,
        members: Vec::new(),
        owners,
        grants: Vec::new(),
        rule: None,
        external_id: None,
        deleted: false,
    });
    world.index_special_groups();
    let about = world.about_group(row);
    world.log("Create", about, vec![PropertyChange::one("name", "", name)]);
    Ok(Reply::ok(view(world, row)))
}

/// `PUT /api/v2/groups/{groupId}`: a stale version is a 400 here.
pub fn put(world: &mut World, call: &Call<'_>) -> Answer {
    let row = row(world, call.param("groupId"))?;
    let body = call.object()?;
    let names = [
        "name",
        "description",
        "state",
        "version",
        "images",
        "addresses",
        "rulesVisible",
        "visibility",
        "rolesEnabled",
        "includeOwners",
        "callsEnabled",
        "ownerIds",
        "email",
    ];
    known(body, "GroupUpdate", &names)?;
    let given = body.get("version").and_then(Value::as_i64).ok_or_else(|| bad("version is required"))?;
    let current = world.groups[row as usize].version;
    if given != i64::from(current) {
        return Err(Failure::stale(400, given, current));
    }
    if let Some(name) = text(body, "name") {
        free_name(world, name, Some(row))?;
    }
    let visibility = text(body, "visibility").map(visibility).transpose()?;
    let owners = owners(world, body)?;
    let mut changes = Vec::new();
    let ids = |list: &[u32]| -> Vec<String> { list.iter().map(|r| world.user_id(*r)).collect() };
    if let Some(owners) = &owners {
        let old = ids(&world.groups[row as usize].owners);
        changes.push(PropertyChange { property: "owners", old, new: ids(owners) });
    }
    let now = world.now;
    let group = &mut world.groups[row as usize];
    if let Some(name) = text(body, "name") {
        changes.push(PropertyChange::one("name", &group.name, name));
        group.name = Arc::from(name);
    }
    if let Some(about) = text(body, "description") {
        changes.push(PropertyChange::one("description", group.description.as_deref().unwrap_or_default(), about));
        group.description = (!about.is_empty()).then(|| Arc::from(about));
    }
    if let Some(owners) = owners {
        group.owners = owners;
    }
    if let Some(visibility) = visibility {
        group.visibility = visibility;
    }
    for (name, slot) in [
        ("rulesVisible", &mut group.rules_visible),
        ("rolesEnabled", &mut group.roles_enabled),
        ("includeOwners", &mut group.include_owners),
        ("callsEnabled", &mut group.calls_enabled),
    ] {
        if let Some(value) = body.get(name).and_then(Value::as_bool) {
            *slot = value;
        }
    }
    group.version += 1;
    group.modified = now;
    world.index_special_groups();
    let about = world.about_group(row);
    world.log("Update", about, changes);
    Ok(Reply::ok(view(world, row)))
}

/// `DELETE /api/v2/groups/{groupId}`: takes roles and queues that came through the group from its members.
pub fn delete(world: &mut World, call: &Call<'_>) -> Answer {
    let row = row(world, call.param("groupId"))?;
    let members = std::mem::take(&mut world.groups[row as usize].members);
    for member in members {
        world.person_mut(member).groups.retain(|g| *g != row);
    }
    for queue in &mut world.queues {
        queue.member_groups.retain(|g| *g != row);
    }
    let about = world.about_group(row);
    let group = &mut world.groups[row as usize];
    group.deleted = true;
    group.grants.clear();
    group.version += 1;
    world.log("Delete", about, Vec::new());
    Ok(Reply::json(200, json!({})))
}

#[cfg(test)]
mod tests {
    use crate::practice::testing::Desk;
    use http::Method;
    use serde_json::{Value, json};

    #[test]
    fn owners_belong_to_a_group_as_long_as_they_count() {
        let desk = Desk::new();
        let owner = desk.person(crate::practice::stories::NOTHING.email);
        let mut new = json!({ "name": "Owned", "type": "social", "visibility": "public", "rulesVisible": true });
        new["ownerIds"] = json!([owner]);
        let target = format!("/api/v2/groups/{}", desk.call("POST", "/api/v2/groups", new).1["id"].as_str().unwrap());
        let groups = || desk.get(&format!("/api/v2/users/{owner}?expand=groups"))["groups"].as_array().unwrap().len();
        assert_eq!((groups(), desk.get(&target)["memberCount"].clone()), (0, json!(0)));
        desk.call("PUT", &target, json!({ "version": 1, "includeOwners": true }));
        assert_eq!((groups(), desk.get(&target)["memberCount"].clone()), (1, json!(1)));
        desk.call("PUT", &target, json!({ "version": 2, "includeOwners": false }));
        assert_eq!((groups(), desk.get(&target)["memberCount"].clone()), (0, json!(0)));
    }

    #[test]
    fn a_group_is_made_changed_and_deleted() {
        let desk = Desk::new();
        let new = json!({ "name": "New circle", "type": "official", "visibility": "public", "rulesVisible": true, "description": "x" });
        let (status, group) = desk.call("POST", "/api/v2/groups", new.clone());
        assert_eq!((status, group.get("description")), (200, None));
        let (status, again) = desk.call("POST", "/api/v2/groups", new);
        assert_eq!((status, &again["code"]), (400, &json!("group.name.in.use")));
        let target = format!("/api/v2/groups/{}", group["id"].as_str().unwrap());
        let (status, stale) = desk.call("PUT", &target, json!({ "version": 9, "description": "y" }));
        assert_eq!((status, &stale["code"]), (400, &json!("general.conflict")));
        let (status, changed) =
            desk.call("PUT", &target, json!({ "version": 1, "description": "y", "visibility": "ownerIds" }));
        assert_eq!((status, &changed["description"], &changed["visibility"]), (200, &json!("y"), &json!("owners")));
        assert_eq!(desk.call("DELETE", &target, Value::Null).0, 200);
        assert_eq!(desk.send(Method::GET, &target, None).status, 404);
        assert_eq!(desk.limited().call("DELETE", &target, Value::Null).0, 403);
    }
}
