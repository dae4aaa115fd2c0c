//! What a person is doing: routing status, presence, and how much they can take at once.

use crate::practice::call::Call;
use crate::practice::ids::Kind;
use crate::practice::reply::{Failure, Reply};
use crate::practice::routes::Answer;
use crate::practice::users::read::row_present;
use crate::practice::users::view;
use crate::practice::world::World;
use crate::practice::world::audit::PropertyChange;
use crate::practice::world::conversation::Media;
use crate::practice::world::person::{RoutingStatus, Utilization};
use serde_json::{Map, Value, json};

const DEFAULTS: [(Media, u8); 5] =
    [(Media::Call, 1), (Media::Callback, 1), (Media::Chat, 4), (Media::Email, 1), (Media::Message, 4)];

fn capacity_view(world: &World, row: u32) -> Value {
    let own = world.person(row).extras.as_deref().and_then(|e| e.utilization.as_ref());
    let mut out = Map::new();
    for (media, most) in DEFAULTS {
        let set = own.and_then(|u| u.media.iter().find(|(m, ..)| *m == media));
        let (most, interrupts, non_acd) = match set {
            Some((_, most, interrupts, non_acd)) => (*most, interrupts.clone(), *non_acd),
            None => (most, Vec::new(), media == Media::Call),
        };
        let interrupts: Vec<&str> = interrupts.into_iter().map(Media::word).collect();
        let one = json!({ "maximumCapacity": most, "interruptableMediaTypes": interrupts, "includeNonAcd": non_acd });
        out.insert(media.word().to_owned(), one);
    }
    json!({ "utilization": out, "level": if own.is_some() { "Agent" } else { "Organization" } })
}

/// `GET /api/v2/routing/users/{userId}/utilization`.
pub fn capacity(world: &mut World, call: &Call<'_>) -> Answer {
    let row = present(world, call)?;
    Ok(Reply::ok(capacity_view(world, row)))
}

fn present(world: &World, call: &Call<'_>) -> Result<u32, Failure> {
    let id = call.param("userId");
    row_present(world, id)
        .map_err(|_| Failure::new(404, "resource.not.found", format!("Unable to find a user with id '{id}'")))
}

/// `PUT /api/v2/routing/users/{userId}/utilization`.
pub fn set_capacity(world: &mut World, call: &Call<'_>) -> Answer {
    let row = present(world, call)?;
    let mut media = Vec::new();
    for (word, value) in call.object()?.get("utilization").and_then(Value::as_object).into_iter().flatten() {
        let unknown = || Failure::new(400, "unsupported.media.type", format!("There is no media type '{word}'"));
        let kind = Media::from_word(word).ok_or_else(unknown)?;
        let most = value.get("maximumCapacity").and_then(Value::as_u64).unwrap_or(1);
        if most > 25 {
            return Err(Failure::new(400, "invalid.media.capacity", "A capacity is between 0 and 25."));
        }
        let words =
            value.get("interruptableMediaTypes").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let interrupts: Vec<Media> = words.iter().filter_map(|w| w.as_str().and_then(Media::from_word)).collect();
        if interrupts.contains(&kind) {
            return Err(Failure::new(400, "interrupt.same.media.type", "A media type does not interrupt itself."));
        }
        let non_acd = value.get("includeNonAcd").and_then(Value::as_bool).unwrap_or(false);
        media.push((kind, most as u8, interrupts, non_acd));
    }
    world.person_mut(row).extras_mut().utilization = Some(Utilization { media });
    let about = world.about_person(row);
    world.log("Update", about, vec![PropertyChange::one("utilization", "", "Agent")]);
    Ok(Reply::ok(capacity_view(world, row)))
}

/// `DELETE /api/v2/routing/users/{userId}/utilization`: back to the organisation's.
pub fn reset_capacity(world: &mut World, call: &Call<'_>) -> Answer {
    let row = present(world, call)?;
    let has = world.person(row).extras.as_deref().is_some_and(|e| e.utilization.is_some());
    if has {
        world.person_mut(row).extras_mut().utilization = None;
        let about = world.about_person(row);
        world.log("Update", about, vec![PropertyChange::one("utilization", "Agent", "Organization")]);
    }
    Ok(Reply::status(200))
}

/// `GET /api/v2/users/{userId}/routingstatus`: OFF_QUEUE even for somebody who does not exist.
pub fn get(world: &mut World, call: &Call<'_>) -> Answer {
    let id = call.param("userId");
    Ok(Reply::ok(match row_present(world, id) {
        Ok(row) => view::routing_status(world, row, world.person_read(row)),
        Err(_) => json!({ "userId": id, "status": "OFF_QUEUE" }),
    }))
}

/// `PUT /api/v2/users/{userId}/routingstatus`: others can be taken off the queues or put on idle, nothing else.
pub fn put(world: &mut World, call: &Call<'_>) -> Answer {
    let row = present(world, call)?;
    let word = call.object()?.get("status").and_then(Value::as_str).unwrap_or_default();
    let bad = |what: String| Failure::new(400, "general.bad.request", what);
    let wanted = RoutingStatus::from_word(word).ok_or_else(|| bad(format!("'{word}' is no routing status")))?;
    let before = world.person(row).routing;
    let allowed = match wanted {
        RoutingStatus::OffQueue => true,
        RoutingStatus::Idle => before != RoutingStatus::OffQueue,
        other => other == before,
    };
    if !allowed {
        return Err(bad(format!("a routing status cannot change from {} to {}", before.word(), wanted.word())));
    }
    if wanted != before {
        let now = world.now;
        let person = world.person_mut(row);
        person.routing = wanted;
        person.routing_since = now;
        if wanted == RoutingStatus::OffQueue && person.presence == ON_QUEUE {
            person.presence = AVAILABLE;
        }
        let about = world.about_person(row);
        world.log("Update", about, vec![PropertyChange::one("routingStatus", before.word(), wanted.word())]);
    }
    Ok(Reply::ok(view::routing_status(world, row, world.person(row))))
}

const AVAILABLE: u32 = 0;
const ON_QUEUE: u32 = 5;

fn present_for_presence(world: &World, call: &Call<'_>) -> Result<u32, Failure> {
    let known = call.param("sourceId").eq_ignore_ascii_case("purecloud");
    let missing = || Failure::new(404, "presenceservice.usernotfound", "The user or the source was not found.");
    if known { row_present(world, call.param("userId")).map_err(|_| missing()) } else { Err(missing()) }
}

/// `GET /api/v2/users/{userId}/presences/{sourceId}`.
pub fn presence(world: &mut World, call: &Call<'_>) -> Answer {
    let row = present_for_presence(world, call)?;
    Ok(Reply::ok(view::presence(world, row, world.person_read(row))))
}

/// `PATCH /api/v2/users/{userId}/presences/{sourceId}`.
pub fn set_presence(world: &mut World, call: &Call<'_>) -> Answer {
    let row = present_for_presence(world, call)?;
    if world.caller.user != Some(row) && !world.holds(world.caller, "presence:userPresence:edit") {
        return Err(Failure::new(
            403,
            "presence.not.authorized.update.other.user.presence",
            "You are not authorized to update another user's presence.",
        ));
    }
    let id =
        call.object()?.get("presenceDefinition").and_then(|d| d.get("id")).and_then(Value::as_str).unwrap_or_default();
    let found = world.row(Kind::Presence, id).filter(|n| (*n as usize) < world.presences.len());
    let definition = found.ok_or_else(|| Failure::bad(format!("'{id}' is no presence definition")))? as u32;
    let before = world.person(row).presence;
    let now = world.now;
    let person = world.person_mut(row);
    person.presence = definition;
    person.routing_since = now;
    let name = |n: u32| world.presences[n as usize].system;
    let change = PropertyChange::one("presence", name(before), name(definition));
    let about = world.about_person(row);
    world.log("Update", about, vec![change]);
    Ok(Reply::ok(view::presence(world, row, world.person(row))))
}

/// `GET /api/v2/presence/definitions`.
pub fn definitions(world: &mut World, call: &Call<'_>) -> Answer {
    let one = |(n, p): (usize, &crate::practice::world::tenant::Presence)| {
        let id = world.id(Kind::Presence, n as u64);
        let uri = format!("/api/v2/presence/definitions/{id}");
        json!({
            "id": id,
            "type": "System",
            "languageLabels": { "en_US": p.label },
            "systemPresence": p.system,
            "deactivated": false,
            "selfUri": uri,
        })
    };
    let entities: Vec<Value> = world.presences.iter().enumerate().map(one).collect();
    Ok(Reply::ok(json!({ "total": entities.len(), "entities": entities, "selfUri": call.request.path })))
}

/// `GET /api/v2/systempresences`.
pub fn system_presences(world: &mut World, _: &Call<'_>) -> Answer {
    Ok(Reply::ok(Value::Array(world.presences.iter().map(|p| json!({ "name": p.system })).collect())))
}

#[cfg(test)]
mod tests {
    use crate::practice::stories::{DELETED, ON_CALLS};
    use crate::practice::testing::Desk;
    use serde_json::{Value, json};

    #[test]
    fn somebody_goes_off_queue_and_not_into_a_conversation() {
        let desk = Desk::new();
        let id = desk.person(ON_CALLS.email);
        let status = format!("/api/v2/users/{id}/routingstatus");
        assert_eq!(desk.get(&status)["status"], "INTERACTING");
        assert_eq!(desk.call("PUT", &status, json!({ "status": "COMMUNICATING" })).0, 400);
        assert_eq!(desk.call("PUT", &status, json!({ "status": "OFF_QUEUE" })).1["status"], "OFF_QUEUE");
        assert_eq!(
            desk.get(&format!("/api/v2/users/{id}/presences/purecloud"))["presenceDefinition"]["systemPresence"],
            "Available"
        );
        let gone = desk.person(DELETED.email);
        assert_eq!(desk.get(&format!("/api/v2/users/{gone}/routingstatus"))["status"], "OFF_QUEUE");
    }

    #[test]
    fn presence_of_others_needs_the_right() {
        let desk = Desk::new();
        let target = format!("/api/v2/users/{}/presences/PURECLOUD", desk.person(ON_CALLS.email));
        let offline = desk.get("/api/v2/presence/definitions")["entities"][3].clone();
        let body = json!({ "presenceDefinition": { "id": offline["id"] } });
        let (status, refused) = desk.limited().call("PATCH", &target, body.clone());
        assert_eq!((status, &refused["code"]), (403, &json!("presence.not.authorized.update.other.user.presence")));
        assert_eq!(desk.call("PATCH", &target, body).1["presenceDefinition"]["systemPresence"], "Offline");
    }

    #[test]
    fn a_capacity_of_ones_own_is_taken_back() {
        let desk = Desk::new();
        let target = format!("/api/v2/routing/users/{}/utilization", desk.person(ON_CALLS.email));
        assert_eq!(desk.get(&target)["level"], "Organization");
        let own = json!({ "utilization": { "call": { "maximumCapacity": 3 } } });
        let (_, set) = desk.call("PUT", &target, own);
        assert_eq!((&set["level"], &set["utilization"]["call"]["maximumCapacity"]), (&json!("Agent"), &json!(3)));
        assert_eq!(desk.call("DELETE", &target, Value::Null).0, 200);
        assert_eq!(desk.get(&target)["level"], "Organization");
    }
}
