//! One conversation: who is in it, and moving a person out of it.

use super::wire::date;
use crate::genesys::{Answer, Call, Client, Error, Repeat};
use crate::model::{ConversationId, DisplayText, QueueId, Timestamp, UserId};
use serde::Deserialize;
use serde_json::json;

/// A conversation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Conversation {
    /// Its id.
    pub id: ConversationId,
    /// When it ended; none while it goes on.
    pub ended: Option<Timestamp>,
    /// Those who are or were in it.
    pub participants: Vec<Participant>,
}

/// One who is or was in a conversation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Participant {
    /// The id within the conversation. A person who comes back has another.
    pub id: String,
    /// `agent`, `customer`, `acd`, …
    pub purpose: DisplayText,
    /// The person, for agents.
    pub user: Option<UserId>,
    /// The queue.
    pub queue: Option<QueueId>,
    /// When they left; none while they are in it.
    pub ended: Option<Timestamp>,
}

impl Conversation {
    /// The parts that a person has in it at this moment.
    pub fn parts_of<'a>(&'a self, user: &'a UserId) -> impl Iterator<Item = &'a Participant> {
        let over = self.ended.is_some();
        self.participants.iter().filter(move |p| !over && p.ended.is_none() && p.user.as_ref() == Some(user))
    }

    /// The queue that a person's part came through, or the last queue of the conversation: where it can be sent back to.
    pub fn queue_of(&self, part: &Participant) -> Option<QueueId> {
        part.queue.clone().or_else(|| self.participants.iter().rev().find_map(|p| p.queue.clone()))
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    id: ConversationId,
    #[serde(default, deserialize_with = "date")]
    end_time: Option<Timestamp>,
    participants: Option<Vec<ParticipantWire>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ParticipantWire {
    id: String,
    purpose: Option<DisplayText>,
    user_id: Option<UserId>,
    queue_id: Option<QueueId>,
    #[serde(default, deserialize_with = "date")]
    end_time: Option<Timestamp>,
}

impl Wire {
    fn conversation(self) -> Conversation {
        let participant = |p: ParticipantWire| Participant {
            id: p.id,
            purpose: p.purpose.unwrap_or_default(),
            user: p.user_id,
            queue: p.queue_id,
            ended: p.end_time,
        };
        Conversation {
            id: self.id,
            ended: self.end_time,
            participants: self.participants.unwrap_or_default().into_iter().map(participant).collect(),
        }
    }
}

impl Client {
    /// A conversation.
    pub async fn conversation(&self, id: &ConversationId) -> Result<Answer<Conversation>, Error> {
        let call = Call::new("GET /api/v2/conversations/{conversationId}", &[id.as_str()]);
        Ok(self.read::<Wire>(call).await?.map(Wire::conversation))
    }

    /// Sends a person's part of a conversation to a queue, without asking anybody. Takes effect a moment after the answer.
    ///
    /// When no answer comes the error is unclear: sent twice it might move whoever has taken over meanwhile.
    pub async fn move_to_queue(
        &self,
        conversation: &ConversationId,
        participant: &str,
        queue: &QueueId,
    ) -> Result<Answer<()>, Error> {
        let call = Call::new(
            "POST /api/v2/conversations/{conversationId}/participants/{participantId}/replace/queue",
            &[conversation.as_str(), participant],
        )
        .body(json!({"transferType": "Unattended", "queueId": queue}));
        self.done(call).await
    }

    /// Ends a person's part of a conversation. Takes effect a moment after the answer.
    pub async fn disconnect_participant(
        &self,
        conversation: &ConversationId,
        participant: &str,
    ) -> Result<Answer<()>, Error> {
        let call = Call::new(
            "PATCH /api/v2/conversations/{conversationId}/participants/{participantId}",
            &[conversation.as_str(), participant],
        )
        .body(json!({"state": "disconnected"}))
        // Who is disconnected cannot be disconnected more.
        .repeat(Repeat::Safe);
        self.done(call).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_parts_that_go_on_are_a_persons_parts() {
        let read = |end: &str| {
            let text = format!(
                r#"{{"id":"c"{end},"participants":[{{"id":"p0","purpose":"acd","queueId":"q1"}},
                    {{"id":"p1","purpose":"agent","userId":"u","endTime":"2026-01-02T03:04:05Z"}},
                    {{"id":"p2","purpose":"agent","userId":"u"}},{{"id":"p3","purpose":"agent","userId":"v"}}]}}"#
            );
            serde_json::from_str::<Wire>(&text).unwrap().conversation()
        };
        let (going, over) = (read(""), read(r#","endTime":"2026-01-02T03:04:05Z""#));
        let ann = UserId::from("u");
        let parts: Vec<_> = going.parts_of(&ann).collect();
        assert_eq!(parts.iter().map(|p| p.id.as_str()).collect::<Vec<_>>(), ["p2"]);
        assert_eq!(going.queue_of(parts[0]), Some("q1".into()));
        assert_eq!(over.parts_of(&ann).count(), 0);
    }
}
