//! `/api/v2/routing/queues`: queues and who sits in them.

use crate::practice::call::Call;
use crate::practice::clock::iso;
use crate::practice::paging::Page;
use crate::practice::reply::{Failure, Reply};
use crate::practice::routes::Answer;
use crate::practice::users::read::row_present;
use crate::practice::users::view::{self, Expand};
use crate::practice::world::World;
use crate::practice::world::person::State;
use serde_json::{Value, json};

/// The largest page of queue members, and the most members changed in one call.
const MOST_MEMBERS: usize = 100;

/// A queue by the id in the path.
pub fn row(world: &World, id: &str) -> Result<u32, Failure> {
    world
        .queue_row(id)
        .ok_or_else(|| Failure::new(404, "resource.not.found", format!("Unable to find a queue with id '{id}'")))
}

/// A queue as an answer shows it.
pub fn view(world: &World, row: u32) -> Value {
    let queue = &world.queues[row as usize];
    let id = world.queue_id(row);
    let seats = seats(world, row);
    let groups: Vec<Value> = queue
        .member_groups
        .iter()
        .filter(|g| !world.groups[**g as usize].deleted)
        .map(|g| {
            let (id, group) = (world.group_id(*g), &world.groups[*g as usize]);
            let uri = format!("/api/v2/groups/{id}");
            json!({ "id": id, "name": &*group.name, "type": "GROUP", "memberCount": world.members_of(*g).len(), "selfUri": uri })
        })
        .collect();
    let mut out = json!({
        "id": id,
        "name": &*queue.name,
        "division": view::division(world, queue.division),
        "dateCreated": iso(queue.created),
        "dateModified": iso(queue.modified),
        "memberCount": seats.len(),
        "userMemberCount": queue.members.len(),
        "joinedMemberCount": seats.iter().filter(|s| s.joined).count(),
        "memberGroups": groups,
        "mediaSettings": { "call": { "alertingTimeoutSeconds": 8, "serviceLevel": { "percentage": 0.8, "durationMs": 20000 } } },
        "acwSettings": { "wrapupPrompt": "OPTIONAL" },
        "skillEvaluationMethod": "BEST",
        "enableTranscription": false,
        "enableManualAssignment": false,
        "selfUri": format!("/api/v2/routing/queues/{id}"),
    });
    if let Some(about) = &queue.description {
        out["description"] = json!(&**about);
    }
    out
}

struct Seat {
    person: u32,
    joined: bool,
    by_group: bool,
}

fn seats(world: &World, row: u32) -> Vec<Seat> {
    let queue = &world.queues[row as usize];
    let own = queue.members.iter().map(|m| Seat {
        person: *m,
        joined: world.person(*m).queues.iter().any(|s| s.queue == row && s.joined),
        by_group: false,
    });
    let mut seats: Vec<Seat> = own.collect();
    for group in queue.member_groups.iter().filter(|g| !world.groups[**g as usize].deleted) {
        for person in world.members_of(*group) {
            if seats.iter().all(|s| s.person != person) {
                seats.push(Seat { person, joined: !queue.group_seats_off.contains(&person), by_group: true });
            }
        }
    }
    seats
}

/// `GET /api/v2/routing/queues`; `name` takes `*` as a wildcard.
pub fn list(world: &mut World, call: &Call<'_>) -> Answer {
    let page = Page::of(call, 500)?;
    let ids = call.ids("id", 100, "invalid.id")?;
    let divisions = call.list("divisionId");
    let name = call.query("name").map(str::to_lowercase);
    let fits = |row: &u32| {
        let queue = &world.queues[*row as usize];
        let named = name.as_ref().is_none_or(|n| wildcard(n, &queue.name.to_lowercase()));
        let here = divisions.is_empty() || divisions.contains(&world.division_id(queue.division).as_str());
        named && here && (ids.is_empty() || ids.contains(&world.queue_id(*row).as_str()))
    };
    let mut rows: Vec<u32> = (0..world.queues.len() as u32).filter(fits).collect();
    rows.sort_by_cached_key(|row| world.queues[*row as usize].name.to_lowercase());
    if call.choice("sortOrder", &["asc", "desc"])? == Some("desc") {
        rows.reverse();
    }
    let entities = page.cut(&rows).iter().map(|row| view(world, *row)).collect();
    Ok(Reply::ok(page.listing(call, rows.len(), entities)))
}

/// Whether a text fits a pattern in which `*` stands for anything.
pub fn wildcard(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((head, tail)) => text.strip_prefix(head).is_some_and(|rest| {
            let tails = rest.char_indices().map(|(at, _)| &rest[at..]).chain([""]);
            tails.into_iter().any(|left| wildcard(tail, left))
        }),
    }
}

/// `GET /api/v2/routing/queues/{queueId}`.
pub fn get(world: &mut World, call: &Call<'_>) -> Answer {
    let row = row(world, call.param("queueId"))?;
    Ok(Reply::ok(view(world, row)))
}

fn member(world: &World, queue: u32, seat: &Seat, expand: &Expand) -> Value {
    let person = world.person(seat.person);
    let id = world.user_id(seat.person);
    json!({
        "id": id,
        "name": &*person.name,
        "user": view::user(world, seat.person, expand),
        "ringNumber": 1,
        "joined": seat.joined,
        "memberBy": if seat.by_group { "group" } else { "user" },
        "routingStatus": view::routing_status(world, seat.person, person),
        "selfUri": format!("/api/v2/routing/queues/{}/members/{id}", world.queue_id(queue)),
    })
}

/// `GET …/members`: no totals, follow `nextUri`.
pub fn members(world: &mut World, call: &Call<'_>) -> Answer {
    let queue = row(world, call.param("queueId"))?;
    let page = Page::of(call, MOST_MEMBERS)?;
    let expand = Expand::of(call)?;
    let joined = call.flag("joined")?;
    let by = call.choice("memberBy", &["user", "group"])?;
    let name = call.query("name").map(str::to_lowercase);
    let statuses = call.list("routingStatus");
    let mut seats = seats(world, queue);
    seats.retain(|s| {
        let person = world.person(s.person);
        joined.is_none_or(|j| j == s.joined)
            && by.is_none_or(|b| (b == "group") == s.by_group)
            && name.as_ref().is_none_or(|n| person.name.to_lowercase().contains(n))
            && (statuses.is_empty() || statuses.contains(&person.routing.word()))
    });
    if call.choice("sortOrder", &["asc", "desc"])? == Some("desc") {
        seats.reverse();
    }
    let entities = page.cut(&seats).iter().map(|s| member(world, queue, s, &expand)).collect();
    Ok(Reply::ok(page.bare(call, page.count(seats.len()) > page.number, entities)))
}

fn ids(list: &[Value]) -> Result<Vec<&str>, Failure> {
    if list.is_empty() || list.len() > MOST_MEMBERS {
        return Err(Failure::bad(format!("between 1 and {MOST_MEMBERS} members can be changed at once")));
    }
    let id = |v: &'_ Value| v.get("id").and_then(Value::as_str).is_some();
    if !list.iter().all(id) {
        return Err(Failure::new(400, "invalid.id", "every member needs an id"));
    }
    Ok(list.iter().filter_map(|v| v.get("id").and_then(Value::as_str)).collect())
}

/// `POST …/members?delete=`: gives seats, or takes them.
pub fn change_members(world: &mut World, call: &Call<'_>) -> Answer {
    let queue = row(world, call.param("queueId"))?;
    let delete = call.flag("delete")?.unwrap_or(false);
    let ids = ids(call.array()?)?;
    if delete {
        let rows: Vec<u32> = ids.iter().filter_map(|id| world.user_row(id)).collect();
        for person in rows {
            world.remove_seat(person, queue);
        }
        return Ok(Reply::status(204));
    }
    let rows: Vec<u32> = ids
        .iter()
        .map(|id| row_present(world, id).map_err(|_| Failure::bad(format!("'{id}' is not a user"))))
        .collect::<Result<_, _>>()?;
    for person in rows {
        world.add_seat(person, queue);
    }
    Ok(Reply::status(204))
}

/// `PATCH …/members`: joins or leaves for several.
pub fn patch_members(world: &mut World, call: &Call<'_>) -> Answer {
    let queue = row(world, call.param("queueId"))?;
    let list = call.array()?;
    let ids = ids(list)?;
    for (id, one) in ids.iter().zip(list) {
        let person = row_present(world, id).map_err(|_| Failure::bad(format!("'{id}' is not a user")))?;
        let joined = one.get("joined").and_then(Value::as_bool).unwrap_or(true);
        if !world.join_seat(person, queue, joined) {
            return Err(Failure::bad(format!("'{id}' is not a member of the queue")));
        }
    }
    let changed = |s: &&Seat| ids.contains(&world.user_id(s.person).as_str());
    let all = seats(world, queue);
    let entities: Vec<Value> =
        all.iter().filter(changed).map(|s| member(world, queue, s, &Expand::default())).collect();
    Ok(Reply::ok(json!({ "entities": entities, "pageNumber": 1, "pageSize": MOST_MEMBERS })))
}

/// `PATCH …/members/{memberId}`.
pub fn patch_member(world: &mut World, call: &Call<'_>) -> Answer {
    let queue = row(world, call.param("queueId"))?;
    let id = call.param("memberId");
    let missing = || Failure::new(404, "resource.not.found", format!("'{id}' is not a member of the queue"));
    let person = row_present(world, id).map_err(|_| missing())?;
    let joined = call.object()?.get("joined").and_then(Value::as_bool).unwrap_or(true);
    if world.join_seat(person, queue, joined) { Ok(Reply::status(202)) } else { Err(missing()) }
}

/// `DELETE …/members/{memberId}`: a seat that comes from a group cannot be taken one by one.
pub fn delete_member(world: &mut World, call: &Call<'_>) -> Answer {
    let queue = row(world, call.param("queueId"))?;
    let id = call.param("memberId");
    let missing = || Failure::new(404, "resource.not.found", format!("'{id}' is not a member of the queue"));
    let person = world.user_row(id).filter(|r| world.person(*r).state != State::Deleted).ok_or_else(missing)?;
    if world.faults.vanishes() {
        world.remove_seat(person, queue);
    }
    if world.remove_seat(person, queue) {
        return Ok(Reply::status(204));
    }
    match world.seats_of(person).iter().any(|(q, ..)| *q == queue) {
        true => Err(Failure::new(
            400,
            "invalid.type",
            "The member belongs to the queue through a group and cannot be removed individually.",
        )),
        false => Err(missing()),
    }
}

#[cfg(test)]
mod tests {
    use crate::practice::stories::{GROUP_ROLES, ON_CALLS};
    use crate::practice::testing::Desk;
    use serde_json::{Value, json};

    fn queues(desk: &Desk, id: &str, joined: bool) -> Vec<Value> {
        let page = desk.get(&format!("/api/v2/users/{id}/queues?joined={joined}&pageSize=100"));
        page["entities"].as_array().unwrap().clone()
    }

    #[test]
    fn seats_are_read_joined_by_default_and_taken_one_by_one() {
        let desk = Desk::new();
        let id = desk.person(ON_CALLS.email);
        let (joined, left) = (queues(&desk, &id, true), queues(&desk, &id, false));
        assert_eq!((joined.len(), left.len()), (7, 1));
        assert_eq!(desk.get(&format!("/api/v2/users/{id}/queues"))["total"], 7);
        for queue in joined.iter().chain(&left) {
            let seat = format!("/api/v2/routing/queues/{}/members/{id}", queue["id"].as_str().unwrap());
            assert_eq!(desk.call("DELETE", &seat, Value::Null).0, 204);
        }
        let (through_group, code) = (queues(&desk, &id, true), "invalid.type");
        assert_eq!(through_group.len(), 1, "the seat through the claims group shows once the own one is gone");
        let seat = format!("/api/v2/routing/queues/{}/members/{id}", through_group[0]["id"].as_str().unwrap());
        let (status, body) = desk.call("DELETE", &seat, Value::Null);
        assert_eq!((status, &body["code"]), (400, &json!(code)));
    }

    #[test]
    fn members_come_in_pages_without_totals() {
        let desk = Desk::new();
        let queue = desk.get("/api/v2/routing/queues?pageSize=1")["entities"][0].clone();
        let target = format!("/api/v2/routing/queues/{}/members", queue["id"].as_str().unwrap());
        let mut seen = 0;
        let mut next = Some(format!("{target}?pageSize=5"));
        while let Some(uri) = next {
            let page = desk.get(&uri);
            assert!(page.get("total").is_none() && page.get("pageCount").is_none());
            seen += page["entities"].as_array().unwrap().len();
            next = page["nextUri"].as_str().map(str::to_owned);
        }
        assert_eq!(json!(seen), queue["memberCount"]);
    }

    #[test]
    fn bulk_gives_and_takes_seats() {
        let desk = Desk::new();
        let id = desk.person(GROUP_ROLES.email);
        let queue = desk.get("/api/v2/routing/queues?name=Billing*")["entities"][0]["id"].as_str().unwrap().to_owned();
        let target = format!("/api/v2/routing/queues/{queue}/members");
        let before = queues(&desk, &id, true).len();
        assert_eq!(desk.call("POST", &target, json!([{ "id": id }])).0, 204);
        assert_eq!(queues(&desk, &id, true).len(), before + 1);
        assert_eq!(desk.call("PATCH", &format!("{target}/{id}"), json!({ "joined": false })).0, 202);
        assert_eq!(queues(&desk, &id, false).len(), 1);
        assert_eq!(desk.call("POST", &format!("{target}?delete=true"), json!([{ "id": id }])).0, 204);
        assert_eq!(queues(&desk, &id, false).len(), 0);
        let many: Vec<Value> = (0..101).map(|_| json!({ "id": id })).collect();
        assert_eq!(desk.call("POST", &target, Value::Array(many)).0, 400);
    }
}
