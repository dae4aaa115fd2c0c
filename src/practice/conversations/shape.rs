//! A conversation in the form of `GET /conversations/{id}`.

use crate::practice::clock::iso;
use crate::practice::ids::{self, Kind};
use crate::practice::world::World;
use crate::practice::world::conversation::{Conversation, Media, Participant, Purpose};
use serde_json::{Value, json};

/// The whole conversation.
pub fn conversation(world: &World, it: &Conversation) -> Value {
    let id = it.id.to_string();
    let participants: Vec<Value> = (0..it.participants.len()).map(|nth| participant(world, it, nth)).collect();
    let mut out = json!({
        "id": id,
        "startTime": iso(it.started),
        "address": it.address,
        "participants": participants,
        "recordingState": "NONE",
        "divisions": [{
            "division": {
                "id": world.division_id(it.division),
                "name": &*world.divisions[it.division as usize].name,
                "selfUri": format!("/api/v2/authorization/divisions/{}", world.division_id(it.division)),
            },
            "entities": [],
        }],
        "selfUri": format!("/api/v2/conversations/{id}"),
    });
    if let Some(ended) = it.ended {
        out["endTime"] = json!(iso(ended));
    }
    out
}

fn participant(world: &World, it: &Conversation, nth: usize) -> Value {
    let part = &it.participants[nth];
    let mut out = json!({
        "id": part.id.to_string(),
        "startTime": iso(part.started),
        "connectedTime": iso(part.started),
        "purpose": part.purpose.word(),
        "attributes": {},
        "wrapupRequired": false,
    });
    if part.purpose == Purpose::Customer {
        out["name"] = json!("Customer");
        out["address"] = json!(it.address);
        if matches!(it.media, Media::Call | Media::Callback) {
            out["ani"] = json!(it.address);
        }
    }
    if let Some(user) = part.user {
        let id = world.user_id(user);
        out["name"] = json!(&*world.person(user).name);
        out["userUri"] = json!(format!("/api/v2/users/{id}"));
        out["userId"] = json!(id);
    }
    if let Some(queue) = part.queue {
        let name = &*world.queues[queue as usize].name;
        out["queueId"] = json!(world.queue_id(queue));
        out["queueName"] = json!(name);
        if part.user.is_none() {
            out["name"] = json!(name);
        }
    }
    if let Some(ended) = part.ended {
        out["endTime"] = json!(iso(ended));
    }
    let list = match it.media {
        Media::Call => "calls",
        Media::Email => "emails",
        Media::Message => "messages",
        Media::Callback => "callbacks",
        Media::Chat => "chats",
    };
    out[list] = json!([communication(world, it, part, moved_on(it, nth))]);
    out
}

/// Whether a part ended because another took its place.
pub fn moved_on(it: &Conversation, nth: usize) -> bool {
    let ended = it.participants[nth].ended;
    ended.is_some() && it.participants[nth + 1..].iter().any(|next| Some(next.started) == ended)
}

fn communication(world: &World, it: &Conversation, part: &Participant, moved: bool) -> Value {
    let id = ids::id(world.seed, Kind::Communication, ids::mix(part.id.as_u128() as u64) >> 24);
    let direction = if it.inbound { "inbound" } else { "outbound" };
    let mut out = json!({
        "id": id.to_string(),
        "state": if part.ended.is_some() { "disconnected" } else { "connected" },
        "initialState": "connected",
        "direction": direction,
        "held": false,
        "connectedTime": iso(part.started),
        "provider": provider(it.media),
    });
    if it.media == Media::Message {
        out["type"] = json!("webmessaging");
    }
    if let Some(ended) = part.ended {
        out["disconnectedTime"] = json!(iso(ended));
        out["disconnectType"] = json!(if moved { "transfer" } else { "client" });
    }
    out
}

/// What carries a kind of conversation.
pub fn provider(media: Media) -> &'static str {
    match media {
        Media::Call | Media::Callback => "Edge",
        Media::Email => "PureCloud Email",
        Media::Message => "PureCloud Messaging",
        Media::Chat => "PureCloud Webchat v2",
    }
}
