//! Members of groups: changes are accepted with 202 and take effect a moment later.

use super::read::row;
use crate::practice::call::Call;
use crate::practice::ids;
use crate::practice::paging::Page;
use crate::practice::reply::{Failure, Reply};
use crate::practice::routes::Answer;
use crate::practice::users::read::{MOST_PEOPLE, row_present};
use crate::practice::users::view::{self, Expand};
use crate::practice::world::World;
use crate::practice::world::person::State;
use serde_json::{Value, json};

/// The most members that one call adds or removes.
const MOST_CHANGES: usize = 50;

/// `GET /api/v2/groups/{groupId}/members`: individuals, counted owners, and those of a rule.
pub fn list(world: &mut World, call: &Call<'_>) -> Answer {
    let group = row(world, call.param("groupId"))?;
    let page = Page::of(call, MOST_PEOPLE)?;
    let expand = Expand::of(call)?;
    let mut rows = world.members_of(group);
    if matches!(call.choice("sortOrder", &["ascending", "descending", "ASC", "DESC"])?, Some("descending" | "DESC")) {
        rows.reverse();
    }
    let entities = page.cut(&rows).iter().map(|r| view::user(world, *r, &expand)).collect();
    Ok(Reply::ok(page.listing(call, rows.len(), entities)))
}

/// `GET /api/v2/groups/{groupId}/individuals`: those who are members by themselves.
pub fn individuals(world: &mut World, call: &Call<'_>) -> Answer {
    let group = row(world, call.param("groupId"))?;
    let mut rows = world.groups[group as usize].members.clone();
    rows.retain(|r| world.person(*r).state != State::Deleted);
    let entities: Vec<Value> = rows.iter().map(|r| view::user(world, *r, &Expand::default())).collect();
    let total = entities.len();
    let page = Page { size: total.max(1), number: 1 };
    Ok(Reply::ok(page.listing(call, total, entities)))
}

/// `POST /api/v2/groups/{groupId}/members`: a stale version is a 409.
pub fn add(world: &mut World, call: &Call<'_>) -> Answer {
    let group = row(world, call.param("groupId"))?;
    let body = call.object()?;
    let list = body.get("memberIds").and_then(Value::as_array).filter(|l| !l.is_empty());
    let list = list.ok_or_else(|| Failure::new(400, "general.bad.request", "memberIds is required"))?;
    if list.len() > MOST_CHANGES {
        return Err(Failure::new(
            400,
            "general.bad.request",
            format!("At most {MOST_CHANGES} members can be added at once"),
        ));
    }
    let rows: Vec<u32> = list
        .iter()
        .map(|id| {
            let id = id.as_str().unwrap_or_default();
            let gone =
                || Failure::new(400, "general.resource.not.found", format!("Unable to find a user with id '{id}'"));
            row_present(world, id).map_err(|_| gone())
        })
        .collect::<Result<_, _>>()?;
    let current = world.groups[group as usize].version;
    match body.get("version").and_then(Value::as_i64) {
        Some(given) if given != i64::from(current) => return Err(Failure::stale(409, given, current)),
        _ => {}
    }
    if world.groups[group as usize].rule.is_some() {
        return Err(Failure::new(400, "general.bad.request", "The members of this group follow from its rule."));
    }
    world.change_members_later(group, rows, true);
    Ok(Reply::json(202, json!({})))
}

/// `DELETE /api/v2/groups/{groupId}/members?ids=`: ids of people who are no members are passed over.
pub fn remove(world: &mut World, call: &Call<'_>) -> Answer {
    let group = row(world, call.param("groupId"))?;
    let list = call.list("ids");
    if list.is_empty() || list.len() > MOST_CHANGES {
        return Err(Failure::new(400, "general.bad.request", format!("ids takes between 1 and {MOST_CHANGES} ids")));
    }
    if let Some(id) = list.iter().find(|id| !ids::is_uuid(id)) {
        return Err(Failure::new(400, "general.bad.request", format!("'{id}' is not an id")));
    }
    let rows: Vec<u32> = list.iter().filter_map(|id| world.user_row(id)).collect();
    if world.faults.vanishes() {
        world.change_members_now(group, rows.clone(), false);
    }
    world.change_members_later(group, rows, false);
    Ok(Reply::json(202, json!({})))
}

#[cfg(test)]
mod tests {
    use crate::practice::stories::{GROUP_ROLES, NOTHING};
    use crate::practice::testing::Desk;
    use serde_json::{Value, json};
    use std::time::Duration;

    #[tokio::test(start_paused = true)]
    async fn a_removal_is_accepted_first_and_takes_effect_later() {
        let desk = Desk::new();
        let id = desk.person(GROUP_ROLES.email);
        let user = format!("/api/v2/users/{id}?expand=groups,authorization");
        let groups = desk.get(&user)["groups"].as_array().unwrap().clone();
        assert_eq!(groups.len(), 2);
        assert!(!desk.get(&user)["authorization"]["roles"].as_array().unwrap().is_empty());
        for group in &groups {
            let target = format!("/api/v2/groups/{}/members?ids={id}", group["id"].as_str().unwrap());
            assert_eq!(desk.call("DELETE", &target, Value::Null), (202, json!({})));
        }
        assert_eq!(desk.get(&user)["groups"].as_array().unwrap().len(), 2, "not yet");
        tokio::time::advance(Duration::from_millis(1100)).await;
        assert_eq!(desk.get(&user)["groups"], json!([]));
        assert_eq!(desk.get(&user)["authorization"]["roles"], json!([]));
    }

    #[tokio::test(start_paused = true)]
    async fn an_addition_minds_the_version() {
        let desk = Desk::new();
        let id = desk.person(NOTHING.email);
        let group = desk.get("/api/v2/groups?pageSize=1")["entities"][0].clone();
        let target = format!("/api/v2/groups/{}", group["id"].as_str().unwrap());
        let version = group["version"].as_i64().unwrap();
        let add = |version: i64| {
            desk.call("POST", &format!("{target}/members"), json!({ "memberIds": [id], "version": version }))
        };
        let (status, refused) = add(version + 1);
        assert_eq!((status, &refused["code"]), (409, &json!("general.conflict")));
        assert_eq!(add(version).0, 202);
        tokio::time::advance(Duration::from_secs(2)).await;
        let after = desk.get(&target);
        assert_eq!(after["version"], version + 1);
        assert_eq!(after["memberCount"], group["memberCount"].as_i64().unwrap() + 1);
        assert_eq!(add(version + 1).0, 202, "somebody who is a member already");
        tokio::time::advance(Duration::from_secs(2)).await;
        assert_eq!(desk.get(&target), after);
        let people: Vec<Value> = (0..51).map(|_| json!(id)).collect();
        assert_eq!(desk.call("POST", &format!("{target}/members"), json!({ "memberIds": people })).0, 400);
    }
}
