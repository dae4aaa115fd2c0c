//! A conversation in the form of a details answer.

use crate::practice::clock::iso;
use crate::practice::conversations::shape::{moved_on, provider};
use crate::practice::ids::{self, Kind};
use crate::practice::world::World;
use crate::practice::world::conversation::{Conversation, Media, Purpose};
use jiff::Timestamp;
use serde_json::{Value, json};

/// The whole conversation.
pub fn conversation(world: &World, it: &Conversation) -> Value {
    let participants: Vec<Value> = (0..it.participants.len()).map(|nth| participant(world, it, nth)).collect();
    let mut out = json!({
        "conversationId": it.id.to_string(),
        "conversationStart": iso(it.started),
        "conversationInitiator": if it.inbound { "customer" } else { "agent" },
        "customerParticipation": true,
        "divisionIds": [world.division_id(it.division)],
        "originatingDirection": direction(it),
        "participants": participants,
    });
    if let Some(ended) = it.ended {
        out["conversationEnd"] = json!(iso(ended));
    }
    out
}

fn direction(it: &Conversation) -> &'static str {
    if it.inbound { "inbound" } else { "outbound" }
}

fn participant(world: &World, it: &Conversation, nth: usize) -> Value {
    let part = &it.participants[nth];
    let session = ids::id(world.seed, Kind::Communication, ids::mix(part.id.as_u128() as u64) >> 24);
    let mut segments = Vec::new();
    let mut begin = part.started;
    if part.purpose == Purpose::Agent {
        let answered = begin + jiff::SignedDuration::from_secs(3);
        if part.ended.is_none_or(|ended| ended > answered) && answered <= world.now {
            segments.push(segment(world, "alert", part.queue, begin, Some(answered)));
            begin = answered;
        }
    }
    let mut last = segment(world, "interact", part.queue, begin, part.ended);
    if part.ended.is_some() {
        let moved = moved_on(it, nth);
        last["disconnectType"] = json!(if moved { "transfer" } else { "client" });
    }
    segments.push(last);
    let mut session = json!({
        "sessionId": session.to_string(),
        "mediaType": it.media.analytics(),
        "direction": direction(it),
        "provider": provider(it.media),
        "recording": false,
        "segments": segments,
    });
    if matches!(it.media, Media::Call | Media::Callback) {
        session["ani"] = json!(it.address);
        session["dnis"] = json!("tel:+13175550000");
    }
    let mut out = json!({
        "participantId": part.id.to_string(),
        "purpose": part.purpose.word(),
        "sessions": [session],
    });
    match (part.user, part.queue) {
        (Some(user), _) => {
            out["userId"] = json!(world.user_id(user));
            out["participantName"] = json!(&*world.person(user).name);
        }
        (None, Some(queue)) => out["participantName"] = json!(&*world.queues[queue as usize].name),
        (None, None) => {}
    }
    out
}

fn segment(world: &World, kind: &str, queue: Option<u32>, from: Timestamp, to: Option<Timestamp>) -> Value {
    let mut out = json!({"segmentType": kind, "segmentStart": iso(from), "conference": false});
    if let Some(to) = to {
        out["segmentEnd"] = json!(iso(to));
    }
    if let Some(queue) = queue {
        out["queueId"] = json!(world.queue_id(queue));
    }
    out
}
