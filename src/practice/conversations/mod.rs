//! Conversations: reading one, ending it, ending one's part in it, handing it to a queue or to somebody else.
//!
//! A change takes effect with the call. Conversations of the past can be read and are left as they are.

pub(super) mod shape;

use super::call::Call;
use super::reply::{Failure, Reply};
use super::routes::{Answer, Needs, Route, on};
use super::world::World;
use super::world::audit::{About, PropertyChange};
use super::world::conversation::{Conversation, Participant, Purpose};
use super::world::person::{RoutingStatus, State};
use http::Method;
use serde_json::{Value, json};

const VIEW: Needs = Needs::Any(&["conversation:communication:view"]);
const DISCONNECT: Needs = Needs::Any(&["conversation:communication:disconnect"]);
const UPDATE: Needs = Needs::Any(&[
    "conversation:participant:wrapup",
    "conversation:call:record",
    "conversation:communication:disconnect",
]);
const TO_AGENT: Needs =
    Needs::Any(&["conversation:communication:blindTransfer", "conversation:communication:blindTransferAgent"]);
const TO_QUEUE: Needs =
    Needs::Any(&["conversation:communication:blindTransfer", "conversation:communication:blindTransferQueue"]);

/// The operations on conversations.
pub const ROUTES: &[Route] = &[
    on(Method::GET, "/api/v2/conversations", Needs::Nothing, own),
    on(Method::GET, "/api/v2/conversations/{conversationId}", VIEW, get),
    on(Method::DELETE, "/api/v2/conversations/{conversationId}", DISCONNECT, delete),
    on(Method::POST, "/api/v2/conversations/{conversationId}/disconnect", DISCONNECT, disconnect),
    on(Method::PATCH, "/api/v2/conversations/{conversationId}/participants/{participantId}", UPDATE, update),
    on(Method::PATCH, "/api/v2/conversations/calls/{conversationId}/participants/{participantId}", UPDATE, update_own),
    on(
        Method::POST,
        "/api/v2/conversations/{conversationId}/participants/{participantId}/replace/queue",
        TO_QUEUE,
        to_queue,
    ),
    on(
        Method::POST,
        "/api/v2/conversations/{conversationId}/participants/{participantId}/replace/agent",
        TO_AGENT,
        to_agent,
    ),
];

fn unknown_conversation() -> Failure {
    Failure::new(404, "conversation.error.conversation.not.found", "The conversation does not exist.")
}

fn no_user() -> Failure {
    Failure::new(
        400,
        "not.a.user",
        "This request requires a user context. Client credentials cannot be used for requests to this resource.",
    )
}

fn own(world: &mut World, _call: &Call<'_>) -> Answer {
    let me = world.caller.user.ok_or_else(no_user)?;
    let mine: Vec<Value> =
        world.conversations.iter().filter(|c| c.holds(me)).map(|c| shape::conversation(world, c)).collect();
    let total = mine.len();
    Ok(Reply::ok(json!({
        "entities": mine,
        "pageSize": total,
        "pageNumber": 1,
        "total": total,
        "pageCount": 1,
        "selfUri": "/api/v2/conversations",
    })))
}

fn get(world: &mut World, call: &Call<'_>) -> Answer {
    let found = world.conversation(call.param("conversationId")).ok_or_else(unknown_conversation)?;
    Ok(Reply::ok(shape::conversation(world, &found)))
}

fn delete(world: &mut World, call: &Call<'_>) -> Answer {
    world.caller.user.ok_or_else(no_user)?;
    end_all(world, call)?;
    Ok(Reply::status(204))
}

fn disconnect(world: &mut World, call: &Call<'_>) -> Answer {
    end_all(world, call)?;
    Ok(Reply::json(202, json!("")))
}

fn end_all(world: &mut World, call: &Call<'_>) -> Result<(), Failure> {
    let id = call.param("conversationId");
    world.conversation(id).ok_or_else(unknown_conversation)?;
    let Some(row) = world.conversation_row(id).filter(|row| world.conversations[*row].ended.is_none()) else {
        return Ok(());
    };
    close(world, row);
    log(world, row, "Disconnect", Vec::new());
    Ok(())
}

fn update_own(world: &mut World, call: &Call<'_>) -> Answer {
    let me = world.caller.user.ok_or_else(no_user)?;
    let (row, nth) = place(world, call)?;
    if world.conversations[row].participants[nth].user != Some(me) {
        return Err(Failure::new(
            400,
            "conversation.error.user.not.party",
            "The participant for this request does not belong to the user making the request.",
        ));
    }
    update(world, call)
}

fn update(world: &mut World, call: &Call<'_>) -> Answer {
    let (row, nth) = place(world, call)?;
    let body = call.object()?;
    match body.get("state").and_then(Value::as_str) {
        None => Ok(Reply::status(202)),
        Some("disconnected") => {
            leave(world, row, nth)?;
            let alone = !world.conversations[row]
                .participants
                .iter()
                .any(|p| p.ended.is_none() && p.purpose != Purpose::Customer);
            if alone {
                close(world, row);
            }
            let part = world.conversations[row].participants[nth].id.to_string();
            log(world, row, "Disconnect", vec![PropertyChange::one("participant", &part, "")]);
            Ok(Reply::status(202))
        }
        Some(_) => Err(Failure::new(
            400,
            "conversation.participant.update.invalid",
            "Failed to update all properties on conversation participant.",
        )),
    }
}

fn to_queue(world: &mut World, call: &Call<'_>) -> Answer {
    let (row, nth) = transferable(world, call)?;
    let body = call.object()?;
    let queue = match (text(body, "queueId"), text(body, "queueName")) {
        (Some(id), _) => world.queue_row(id),
        (None, Some(name)) => world.queues.iter().position(|q| &*q.name == name).map(|row| row as u32),
        (None, None) => return Err(no_destination()),
    };
    let queue = queue.ok_or_else(|| {
        Failure::new(
            400,
            "conversations.error.queue.not.found",
            "Interaction cannot be transferred to a queue that does not exist.",
        )
    })?;
    leave(world, row, nth)?;
    join(world, row, Purpose::Acd, None, Some(queue));
    let name = world.queues[queue as usize].name.to_string();
    log(world, row, "Transfer", vec![PropertyChange::one("queue", "", &name)]);
    Ok(Reply::status(202))
}

fn to_agent(world: &mut World, call: &Call<'_>) -> Answer {
    let (row, nth) = transferable(world, call)?;
    let body = call.object()?;
    let person = match (text(body, "userId"), text(body, "userName")) {
        (Some(id), _) => world.user_row(id),
        (None, Some(name)) => world.email_row(name),
        (None, None) => return Err(no_destination()),
    };
    let person = person
        .filter(|row| world.person(*row).state == State::Active)
        .ok_or_else(|| Failure::bad("The person to transfer to does not exist or is not active."))?;
    let part = &world.conversations[row].participants[nth];
    if part.user == Some(person) {
        return Err(Failure::new(
            400,
            "conversations.error.transfer.same.party",
            "The target of the transfer cannot be the same as the destination.",
        ));
    }
    let queue = part.queue;
    leave(world, row, nth)?;
    join(world, row, Purpose::Agent, Some(person), queue);
    let id = world.user_id(person);
    log(world, row, "Transfer", vec![PropertyChange::one("userId", "", &id)]);
    Ok(Reply::status(202))
}

fn no_destination() -> Failure {
    Failure::new(
        400,
        "conversations.error.transfer.destination.required",
        "The destination is a required property for a transfer request.",
    )
}

fn text<'a>(body: &'a serde_json::Map<String, Value>, name: &str) -> Option<&'a str> {
    body.get(name).and_then(Value::as_str)
}

/// The row of the conversation and the place of the participant that the path names.
fn place(world: &World, call: &Call<'_>) -> Result<(usize, usize), Failure> {
    let id = call.param("conversationId");
    let Some(row) = world.conversation_row(id) else {
        return Err(match world.conversation(id) {
            Some(_) => not_active(),
            None => unknown_conversation(),
        });
    };
    let wanted = call.param("participantId");
    let nth = world.conversations[row].participants.iter().position(|p| p.id.to_string().eq_ignore_ascii_case(wanted));
    let nth = nth
        .ok_or_else(|| Failure::new(404, "conversation.error.participant.not.found", "Participant does not exist."))?;
    Ok((row, nth))
}

/// The same for somebody who can be replaced: an agent who is connected.
fn transferable(world: &World, call: &Call<'_>) -> Result<(usize, usize), Failure> {
    let (row, nth) = place(world, call)?;
    let part = &world.conversations[row].participants[nth];
    if part.ended.is_some() {
        return Err(not_active());
    }
    if part.purpose != Purpose::Agent {
        return Err(Failure::new(
            400,
            "conversations.error.transfer.not.connected",
            "You can only transfer conversations that are in the connected state.",
        ));
    }
    Ok((row, nth))
}

fn not_active() -> Failure {
    Failure::new(
        400,
        "conversation.error.participant.no.active.conversations",
        "Participant has no active conversations",
    )
}

fn leave(world: &mut World, row: usize, nth: usize) -> Result<(), Failure> {
    let now = world.now;
    let part = &mut world.conversations[row].participants[nth];
    if part.ended.is_some() {
        return Err(not_active());
    }
    part.ended = Some(now);
    let left = part.user;
    if let Some(person) = left {
        rest(world, person);
    }
    Ok(())
}

fn join(world: &mut World, row: usize, purpose: Purpose, user: Option<u32>, queue: Option<u32>) {
    let id = world.participant_id(row, world.conversations[row].participants.len());
    let started = world.now;
    world.conversations[row].participants.push(Participant { id, purpose, user, queue, started, ended: None });
}

fn close(world: &mut World, row: usize) {
    let now = world.now;
    let conversation: &mut Conversation = &mut world.conversations[row];
    conversation.ended = Some(now);
    let mut left = Vec::new();
    for part in conversation.participants.iter_mut().filter(|p| p.ended.is_none()) {
        part.ended = Some(now);
        left.extend(part.user);
    }
    for person in left {
        rest(world, person);
    }
}

/// Somebody who was interacting and has no conversation left waits for the next one.
fn rest(world: &mut World, person: u32) {
    let busy = world.conversations.iter().any(|c| c.holds(person));
    if !busy && world.person(person).routing == RoutingStatus::Interacting {
        let now = world.now;
        let person = world.person_mut(person);
        person.routing = RoutingStatus::Idle;
        person.routing_since = now;
    }
}

fn log(world: &mut World, row: usize, action: &'static str, changes: Vec<PropertyChange>) {
    let conversation = &world.conversations[row];
    let about = About {
        service: "Conversation",
        entity_type: "Conversation",
        id: conversation.id.to_string(),
        name: conversation.address.clone(),
    };
    world.log(action, about, changes);
}

#[cfg(test)]
mod tests;
