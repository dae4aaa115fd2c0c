//! Divisions, and moving people and queues between them.

use super::subjects::grant;
use crate::practice::call::Call;
use crate::practice::ids::Kind;
use crate::practice::paging::Page;
use crate::practice::reply::{Failure, Reply};
use crate::practice::routes::Answer;
use crate::practice::routing::wildcard;
use crate::practice::users::read::row_present;
use crate::practice::world::World;
use crate::practice::world::audit::PropertyChange;
use crate::practice::world::person::{Grant, State};
use serde_json::{Value, json};

/// A division as an answer shows it, with the count of what is in it where asked for.
pub fn view(world: &World, row: u32, count: bool) -> Value {
    let division = &world.divisions[row as usize];
    let id = world.division_id(row);
    let mut out = json!({
        "id": id,
        "name": &*division.name,
        "description": &*division.description,
        "homeDivision": row == 0,
        "selfUri": format!("/api/v2/authorization/divisions/{id}"),
    });
    if count {
        let people = world.people.iter().filter(|p| p.division == row && p.state != State::Deleted).count();
        let queues = world.queues.iter().filter(|q| q.division == row).count();
        out["objectCounts"] = json!({ "USER": people, "QUEUE": queues });
    }
    out
}

fn rows(world: &World, call: &Call<'_>) -> Vec<u32> {
    let ids = call.list("id");
    let name = call.query("name").map(str::to_lowercase);
    let fits = |row: &u32| {
        let named = name.as_ref().is_none_or(|n| wildcard(n, &world.divisions[*row as usize].name.to_lowercase()));
        named && (ids.is_empty() || ids.contains(&world.division_id(*row).as_str()))
    };
    (0..world.divisions.len() as u32).filter(fits).collect()
}

/// `GET /api/v2/authorization/divisions`.
pub fn list(world: &mut World, call: &Call<'_>) -> Answer {
    let page = Page::of(call, 500)?;
    let count = call.flag("objectCount")?.unwrap_or(false);
    let rows = rows(world, call);
    let entities = page.cut(&rows).iter().map(|row| view(world, *row, count)).collect();
    Ok(Reply::ok(page.listing(call, rows.len(), entities)))
}

/// `GET /api/v2/authorization/divisions/query`: all fit on one page.
pub fn query(world: &mut World, call: &Call<'_>) -> Answer {
    if call.query("after").is_some() && call.query("before").is_some() {
        return Err(Failure::new(400, "both.after.and.before.provided", "Give after or before, not both."));
    }
    let first = call.query("after").is_none();
    let entities: Vec<Value> =
        if first { rows(world, call).iter().map(|r| view(world, *r, false)).collect() } else { Vec::new() };
    Ok(Reply::ok(json!({ "entities": entities, "selfUri": call.request.path })))
}

/// `GET /api/v2/authorization/divisions/home`.
pub fn home(world: &mut World, _: &Call<'_>) -> Answer {
    Ok(Reply::ok(view(world, 0, false)))
}

fn row(world: &World, id: &str) -> Result<u32, Failure> {
    world.division_row(id).ok_or_else(|| Failure::missing("division", id))
}

/// `GET /api/v2/authorization/divisions/{divisionId}`.
pub fn get(world: &mut World, call: &Call<'_>) -> Answer {
    let count = call.flag("objectCount")?.unwrap_or(false);
    let row = row(world, call.param("divisionId"))?;
    Ok(Reply::ok(view(world, row, count)))
}

/// `GET /api/v2/authorization/divisions/{divisionId}/grants`.
pub fn grants(world: &mut World, call: &Call<'_>) -> Answer {
    let page = Page::of(call, 500)?;
    let division = match call.param("divisionId") {
        "*" => None,
        id => Some(row(world, id)?),
    };
    world.gather_holders();
    let world = &*world;
    let here = |g: &&Grant| g.division == division;
    let of_people = world.holders.as_ref().map_or(&[][..], |h| h.in_division(division));
    let mut others: Vec<(String, Grant)> = Vec::new();
    for n in 0..world.groups.len() as u32 {
        others.extend(world.groups[n as usize].grants.iter().filter(here).map(|g| (world.group_id(n), *g)));
    }
    for n in 0..world.clients.len() as u32 {
        let id = || world.id(Kind::Client, u64::from(n));
        others.extend(world.clients[n as usize].grants.iter().filter(here).map(|g| (id(), *g)));
    }
    let total = of_people.len() + others.len();
    let one = |at: usize| match of_people.get(at) {
        Some(&(row, place)) => grant(world, &world.user_id(row), &world.person(row).grants[place as usize], false),
        None => {
            let (id, other) = &others[at - of_people.len()];
            grant(world, id, other, false)
        }
    };
    Ok(Reply::ok(page.plain(total, page.rows(total).map(one).collect())))
}

/// `POST /api/v2/authorization/divisions/{divisionId}/objects/{objectType}`: people and queues can be moved here.
pub fn move_objects(world: &mut World, call: &Call<'_>) -> Answer {
    let to = row(world, call.param("divisionId"))?;
    let kind = call.param("objectType");
    let needed = if kind == "QUEUE" { "routing:queue:edit" } else { "directory:user:edit" };
    if !world.holds(world.caller, needed) {
        return Err(Failure::new(403, "insufficient.permissions", format!("You are missing the permission {needed}")));
    }
    let ids = call.strings()?;
    match ids.len() {
        0 => return Err(Failure::new(400, "empty.bulk.division.update", "There is nothing to move.")),
        1..=50 => {}
        _ => {
            return Err(Failure::new(
                400,
                "too.many.bulk.division.updates",
                "At most 50 objects can be moved at once.",
            ));
        }
    }
    let name = world.divisions[to as usize].name.to_string();
    match kind {
        "USER" => {
            let rows: Vec<u32> = ids.iter().map(|id| row_present(world, id)).collect::<Result<_, _>>()?;
            for row in rows {
                let before = world.divisions[world.person(row).division as usize].name.to_string();
                world.record_mut(row).division = to;
                let about = world.about_person(row);
                world.log("Update", about, vec![PropertyChange::one("division", &before, &name)]);
            }
        }
        "QUEUE" => {
            let find = |id: &&str| world.queue_row(id).ok_or_else(|| Failure::missing("queue", id));
            let rows: Vec<u32> = ids.iter().map(find).collect::<Result<_, _>>()?;
            for row in rows {
                world.queues[row as usize].division = to;
                let about = world.about_queue(row);
                world.log("Update", about, vec![PropertyChange::one("division", "", &name)]);
            }
        }
        _ => {
            return Err(Failure::new(
                409,
                "bulk.move.unable.to.move",
                format!("The tenant has no objects of type {kind}."),
            ));
        }
    }
    Ok(Reply::status(204))
}

/// `GET /api/v2/authorization/divisionspermitted/paged/me`.
pub fn permitted(world: &mut World, call: &Call<'_>) -> Answer {
    let page = Page::of(call, 500)?;
    let missing = || Failure::new(400, "missing.permission.param", "permission is required");
    let permission = call.query("permission").ok_or_else(missing)?;
    let holds = world.holds(world.caller, permission);
    let rows: Vec<u32> = if holds { (0..world.divisions.len() as u32).collect() } else { Vec::new() };
    let entities = page.cut(&rows).iter().map(|row| view(world, *row, false)).collect();
    let mut out = page.listing(call, rows.len(), entities);
    out["allDivsPermitted"] = json!(holds);
    Ok(Reply::ok(out))
}

#[cfg(test)]
mod tests {
    use crate::practice::stories::TWIN_ONE;
    use crate::practice::testing::Desk;
    use serde_json::json;

    #[test]
    fn people_are_moved_between_divisions() {
        let desk = Desk::new();
        let id = desk.person(TWIN_ONE.email);
        let home = desk.get("/api/v2/authorization/divisions/home");
        assert_eq!(home["homeDivision"], true);
        let before = desk.get(&format!("/api/v2/users/{id}"));
        let target = format!("/api/v2/authorization/divisions/{}/objects/USER", home["id"].as_str().unwrap());
        assert_eq!(desk.call("POST", &target, json!([id])).0, 204);
        let after = desk.get(&format!("/api/v2/users/{id}"));
        assert_eq!((&before["division"]["name"], &after["division"]["name"]), (&json!("EMEA"), &json!("Home")));
        assert!(after["version"].as_i64() > before["version"].as_i64());
        assert_eq!(desk.call("POST", &target, json!([])).0, 400);
        assert_eq!(desk.limited().call("POST", &target, json!([id])).0, 403);
    }
}
