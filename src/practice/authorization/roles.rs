//! Reading roles, the permission catalogue, and what else there is to know about permissions.

use crate::practice::call::Call;
use crate::practice::catalogue;
use crate::practice::clock::iso;
use crate::practice::paging::Page;
use crate::practice::reply::{Failure, Reply};
use crate::practice::routes::Answer;
use crate::practice::routing::wildcard;
use crate::practice::users::view;
use crate::practice::world::World;
use crate::practice::world::person::{Grant, State};
use crate::practice::world::tenant::{Policy, Role};
use serde_json::{Map, Value, json};

/// A role by the id in the path.
pub fn row(world: &World, id: &str) -> Result<u32, Failure> {
    world.role_row(id).ok_or_else(|| Failure::missing("role", id))
}

/// A policy as roles show it.
pub fn policy(policy: &Policy) -> Value {
    let mut out = json!({
        "domain": &*policy.domain,
        "entityName": &*policy.entity,
        "policyName": format!("{}:{}", policy.domain, policy.entity),
        "actionSet": policy.actions.iter().map(|a| &**a).collect::<Vec<_>>(),
        "namedResources": [],
        "allowConditions": policy.condition.is_some(),
    });
    if let Some(condition) = &policy.condition {
        out["resourceConditionNode"] = condition.clone();
    }
    out
}

/// A role as an answer shows it, with the count of its people where asked for.
pub fn view(world: &World, row: u32, count: bool) -> Value {
    let role = &world.roles[row as usize];
    let id = world.role_id(row);
    let mut out = json!({
        "id": id,
        "name": &*role.name,
        "permissions": role.general.iter().map(|g| &**g).collect::<Vec<_>>(),
        "permissionPolicies": role.policies.iter().map(policy).collect::<Vec<_>>(),
        "roleNeedsUpdate": false,
        "baseLicense": &*role.licence,
        "addonLicenses": [],
        "base": role.base,
        "default": role.default,
        "selfUri": format!("/api/v2/authorization/roles/{id}"),
    });
    if let Some(about) = &role.description {
        out["description"] = json!(&**about);
    }
    if let Some(default) = &role.default_role {
        out["defaultRoleId"] = json!(&**default);
    }
    if count {
        out["userCount"] = json!(holders(world, row).len());
    }
    out
}

/// Rows of the people who hold a role, directly or through a group; deleted people do not.
pub fn holders(world: &World, role: u32) -> Vec<u32> {
    let has = |grants: &[Grant]| grants.iter().any(|g| g.role == role);
    let mut holds = vec![false; world.people.len()];
    for (n, person) in world.people.iter().enumerate() {
        holds[n] = person.state != State::Deleted && has(&person.grants);
    }
    for group in (0..world.groups.len() as u32).filter(|g| {
        let group = &world.groups[*g as usize];
        !group.deleted && group.roles_enabled && has(&group.grants)
    }) {
        for member in world.members_of(group) {
            holds[member as usize] = true;
        }
    }
    holds.iter().enumerate().filter(|(_, h)| **h).map(|(n, _)| n as u32).collect()
}

/// `GET /api/v2/authorization/roles`; `name` takes `*` as a wildcard.
pub fn list(world: &mut World, call: &Call<'_>) -> Answer {
    let page = Page::of(call, 100)?;
    let ids = call.ids("id", 100, "max.role.ids")?;
    let count = call.flag("userCount")?.unwrap_or(true);
    let name = call.query("name").map(str::to_lowercase);
    let (permissions, defaults) = (call.list("permission"), call.list("defaultRoleId"));
    let fits = |row: &u32| {
        let role: &Role = &world.roles[*row as usize];
        !role.deleted
            && name.as_ref().is_none_or(|n| wildcard(n, &role.name.to_lowercase()))
            && permissions.iter().all(|p| role.allows(p))
            && (defaults.is_empty() || role.default_role.as_deref().is_some_and(|d| defaults.contains(&d)))
            && (ids.is_empty() || ids.contains(&world.role_id(*row).as_str()))
    };
    let rows: Vec<u32> = (0..world.roles.len() as u32).filter(fits).collect();
    let entities = page.cut(&rows).iter().map(|row| view(world, *row, count)).collect();
    Ok(Reply::ok(page.listing(call, rows.len(), entities)))
}

/// `GET /api/v2/authorization/roles/{roleId}`.
pub fn get(world: &mut World, call: &Call<'_>) -> Answer {
    let row = row(world, call.param("roleId"))?;
    let mut out = view(world, row, call.flag("userCount")?.unwrap_or(true));
    if call.list("expand").contains(&"unusedPermissions") {
        out["unusedPermissions"] = json!([]);
    }
    Ok(Reply::ok(out))
}

/// `GET …/users`: references only.
pub fn users(world: &mut World, call: &Call<'_>) -> Answer {
    let role = row(world, call.param("roleId"))?;
    let page = Page::of(call, 500)?;
    let rows = holders(world, role);
    let entities = page.cut(&rows).iter().map(|r| view::reference(world, *r)).collect();
    Ok(Reply::ok(page.plain(rows.len(), entities)))
}

/// `GET …/subjectgrants`: who holds the role, and where.
pub fn subject_grants(world: &mut World, call: &Call<'_>) -> Answer {
    let role = row(world, call.param("roleId"))?;
    let page = Page::of(call, 500)?;
    world.gather_holders();
    let world = &*world;
    let has = |grants: &[Grant]| grants.iter().any(|g| g.role == role);
    let people = world.holders.as_ref().map_or(&[][..], |h| h.of_role(role)).iter().map(|r| ("PC_USER", *r));
    let groups =
        (0..world.groups.len() as u32).filter(|r| has(&world.groups[*r as usize].grants)).map(|r| ("PC_GROUP", r));
    let clients = (0..world.clients.len() as u32)
        .filter(|r| has(&world.clients[*r as usize].grants))
        .map(|r| ("PC_OAUTH_CLIENT", r));
    let subjects: Vec<(&str, u32)> = people.chain(groups).chain(clients).collect();
    let one = |(kind, r): &(&str, u32)| {
        let (id, name, grants) = match *kind {
            "PC_USER" => (world.user_id(*r), &world.person(*r).name, &world.person(*r).grants),
            "PC_GROUP" => (world.group_id(*r), &world.groups[*r as usize].name, &world.groups[*r as usize].grants),
            _ => {
                let client = &world.clients[*r as usize];
                (world.id(crate::practice::ids::Kind::Client, u64::from(*r)), &client.name, &client.grants)
            }
        };
        let division = |g: &Grant| match g.division {
            Some(d) => view::division(world, d),
            None => json!({ "id": "*", "name": "*" }),
        };
        let divisions: Vec<Value> = grants.iter().filter(|g| g.role == role).map(division).collect();
        let uri = format!("/api/v2/authorization/subjects/{id}");
        json!({ "id": id, "name": &**name, "type": kind, "divisions": divisions, "selfUri": uri })
    };
    let entities = page.cut(&subjects).iter().map(one).collect();
    Ok(Reply::ok(page.listing(call, subjects.len(), entities)))
}

/// `GET …/{leftRoleId}/comparedefault/{rightRoleId}`: what a role has more and less than the vendor's.
pub fn compare(world: &mut World, call: &Call<'_>) -> Answer {
    let left = row(world, call.param("leftRoleId"))?;
    let name = call.param("rightRoleId");
    let vendor = |r: &u32| {
        let role = &world.roles[*r as usize];
        role.default && !role.deleted && role.default_role.as_deref() == Some(name)
    };
    let right = (0..world.roles.len() as u32).find(vendor).ok_or_else(|| Failure::missing("default role", name))?;
    let (own, theirs) = (&world.roles[left as usize].policies, &world.roles[right as usize].policies);
    let only = |a: &[Policy], b: &[Policy], same: bool| -> Vec<Value> {
        a.iter().filter(|p| b.contains(p) == same).map(policy).collect()
    };
    Ok(Reply::ok(json!({
        "addedPermissionPolicies": only(own, theirs, false),
        "removedPermissionPolicies": only(theirs, own, false),
        "samePermissionPolicies": only(own, theirs, true),
        "userOrgRole": view(world, left, false),
        "roleFromDefault": view(world, right, false),
    })))
}

/// `GET /api/v2/authorization/permissions`: the catalogue, one entry a domain.
pub fn permissions(_: &mut World, call: &Call<'_>) -> Answer {
    let page = Page::of(call, 100)?;
    let by_permission = call.choice("queryType", &["domain", "permission"])? == Some("permission");
    let wanted = call.list("query");
    let fits = |p: &catalogue::Permission| {
        wanted.is_empty()
            || if by_permission { wanted.contains(&p.name().as_str()) } else { wanted.contains(&p.domain) }
    };
    let mut domains: Vec<(&str, Map<String, Value>)> = Vec::new();
    for p in catalogue::all().iter().filter(|p| fits(p)) {
        if domains.last().is_none_or(|(d, _)| *d != p.domain) {
            domains.push((p.domain, Map::new()));
        }
        let one = json!({
            "domain": p.domain,
            "entityType": p.entity,
            "action": p.action,
            "label": p.label(),
            "allowsConditions": p.conditions,
            "divisionAware": p.division_aware,
        });
        if let Some((_, entities)) = domains.last_mut() {
            let list = entities.entry(p.entity).or_insert_with(|| json!([]));
            list.as_array_mut().into_iter().for_each(|l| l.push(one.clone()));
        }
    }
    let total = domains.len();
    let entities =
        page.cut(&domains).iter().map(|(d, map)| json!({ "id": d, "name": d, "domain": d, "permissionMap": map }));
    Ok(Reply::ok(page.listing(call, total, entities.collect())))
}

/// `GET /api/v2/authorization/products`.
pub fn products(_: &mut World, _: &Call<'_>) -> Answer {
    let entities = json!([{ "id": "collaborateFree" }, { "id": "communicate" }, { "id": "genesysCloud3" }]);
    Ok(Reply::ok(json!({ "entities": entities, "total": 3, "pageSize": 25, "pageNumber": 1, "pageCount": 1 })))
}

/// `GET /api/v2/authorization/settings`.
pub fn settings(world: &mut World, call: &Call<'_>) -> Answer {
    let calculated = iso(world.clock.start() - jiff::SignedDuration::from_hours(20));
    Ok(Reply::ok(json!({
        "id": world.id(crate::practice::ids::Kind::Organization, 1),
        "analysisEnabled": true,
        "analysisDays": 30,
        "dateLastCalculated": calculated,
        "selfUri": call.request.path,
    })))
}

/// `GET /api/v2/authorization/policies…`: the tenant has no access policies.
pub fn no_policies(_: &mut World, call: &Call<'_>) -> Answer {
    Ok(Reply::ok(json!({ "entities": [], "selfUri": call.request.path })))
}

#[cfg(test)]
mod tests {
    use crate::practice::testing::Desk;

    #[test]
    fn roles_and_their_holders_agree() {
        let desk = Desk::new();
        let roles = desk.get("/api/v2/authorization/roles?pageSize=100");
        assert!(roles["total"].as_u64().unwrap() >= 24);
        for role in roles["entities"].as_array().unwrap() {
            let target = format!("/api/v2/authorization/roles/{}", role["id"].as_str().unwrap());
            assert_eq!(desk.get(&format!("{target}/users"))["total"], role["userCount"]);
            let quick = desk.get(&format!("{target}?userCount=false"));
            assert!(quick.get("userCount").is_none());
        }
        let named = desk.get("/api/v2/authorization/roles?name=senior*");
        assert_eq!(named["total"], 1);
        let id = named["entities"][0]["id"].as_str().unwrap();
        let difference = desk.get(&format!("/api/v2/authorization/roles/{id}/comparedefault/agent"));
        assert!(!difference["addedPermissionPolicies"].as_array().unwrap().is_empty());
    }

    #[test]
    fn the_catalogue_expands_a_wildcard() {
        let desk = Desk::new();
        let quality = desk.get("/api/v2/authorization/permissions?queryType=domain&query=quality");
        let map = &quality["entities"][0]["permissionMap"];
        assert_eq!(map["evaluation"].as_array().unwrap().len(), 5);
        let all = desk.get("/api/v2/authorization/permissions?pageSize=100");
        assert!(all["total"].as_u64().unwrap() > 30);
    }
}
