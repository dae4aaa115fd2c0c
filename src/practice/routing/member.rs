//! The queues of one person.

use super::queues;
use crate::practice::call::Call;
use crate::practice::paging::Page;
use crate::practice::reply::{Failure, Reply};
use crate::practice::routes::Answer;
use crate::practice::users::read::row_present;
use crate::practice::world::World;
use serde_json::{Value, json};

fn seat(world: &World, queue: u32, joined: bool) -> Value {
    let mut out = queues::view(world, queue);
    out["joined"] = json!(joined);
    out
}

/// `GET /api/v2/users/{userId}/queues`: without `joined`, only those the person takes conversations from.
pub fn queues(world: &mut World, call: &Call<'_>) -> Answer {
    let row = row_present(world, call.param("userId"))?;
    let page = Page::of(call, 500)?;
    let joined = call.flag("joined")?.unwrap_or(true);
    let divisions = call.list("divisionId");
    let mut seats = world.seats_of(row);
    seats.retain(|(queue, j, _)| {
        let division = world.division_id(world.queues[*queue as usize].division);
        *j == joined && (divisions.is_empty() || divisions.contains(&division.as_str()))
    });
    let entities = page.cut(&seats).iter().map(|(queue, joined, _)| seat(world, *queue, *joined)).collect();
    Ok(Reply::ok(page.listing(call, seats.len(), entities)))
}

fn join(world: &mut World, row: u32, queue: &str, body: &Value) -> Result<Value, Failure> {
    let bad = |what: &str| Failure::new(400, "general.bad.request", what.to_owned());
    let queue = queues::row(world, queue)?;
    let joined = body.get("joined").and_then(Value::as_bool).ok_or_else(|| bad("joined is required"))?;
    if !world.join_seat(row, queue, joined) {
        return Err(bad("the user is not a member of the queue"));
    }
    Ok(seat(world, queue, joined))
}

/// `PATCH /api/v2/users/{userId}/queues`.
pub fn join_many(world: &mut World, call: &Call<'_>) -> Answer {
    let row = row_present(world, call.param("userId"))?;
    let mut entities = Vec::new();
    for one in call.array()? {
        let id = one.get("id").and_then(Value::as_str).unwrap_or_default();
        entities.push(join(world, row, id, one)?);
    }
    let total = entities.len();
    Ok(Reply::ok(Page { size: 25, number: 1 }.listing(call, total, entities)))
}

/// `PATCH /api/v2/users/{userId}/queues/{queueId}`.
pub fn join_one(world: &mut World, call: &Call<'_>) -> Answer {
    let row = row_present(world, call.param("userId"))?;
    let body = Value::Object(call.object()?.clone());
    Ok(Reply::ok(join(world, row, call.param("queueId"), &body)?))
}

/// `GET /api/v2/users/{userId}/skillgroups`: the tenant has none.
pub fn skill_groups(world: &mut World, call: &Call<'_>) -> Answer {
    row_present(world, call.param("userId"))?;
    Ok(Reply::ok(json!({ "entities": [], "selfUri": call.request.path })))
}
