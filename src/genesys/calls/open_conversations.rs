//! The conversations that a person is in at this moment. The platform has no list of them for anybody but the signed-in
//! user, so they come from the analytics service.

use super::history::{Interval, query};
use super::wire::date;
use crate::genesys::page::whole;
use crate::genesys::{Answer, Client, Error};
use crate::model::{ConversationId, DisplayText, OpenConversation, QueueId, Timestamp, UserId};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    conversation_id: ConversationId,
    #[serde(default, deserialize_with = "date")]
    conversation_start: Option<Timestamp>,
    participants: Option<Vec<Participant>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Participant {
    user_id: Option<UserId>,
    sessions: Option<Vec<Session>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Session {
    media_type: Option<DisplayText>,
    segments: Option<Vec<Segment>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Segment {
    queue_id: Option<QueueId>,
    segment_end: Option<String>,
}

impl Session {
    /// A session goes on while one of its segments has no end; one without segments has only begun.
    fn goes_on(&self) -> bool {
        let segments = self.segments.as_deref().unwrap_or_default();
        segments.is_empty() || segments.iter().any(|s| s.segment_end.is_none())
    }

    fn queue(&self) -> Option<QueueId> {
        self.segments.iter().flatten().rev().find_map(|s| s.queue_id.clone())
    }
}

impl Wire {
    /// The conversation, if this person is still in it: they may have passed it on to somebody else.
    fn open_for(self, user: &UserId) -> Option<OpenConversation> {
        let participants = self.participants.unwrap_or_default();
        let sessions = |own: bool| {
            participants
                .iter()
                .filter(move |p| (p.user_id.as_ref() == Some(user)) == own)
                .flat_map(|p| p.sessions.iter().flatten())
        };
        let session = sessions(true).find(|s| s.goes_on())?;
        Some(OpenConversation {
            id: self.conversation_id,
            media: session.media_type.clone().unwrap_or_default(),
            started: self.conversation_start,
            queue: session.queue().or_else(|| sessions(false).find_map(Session::queue)),
        })
    }
}

impl Client {
    /// The conversations within an interval that have no end and that this person is still in.
    ///
    /// The interval goes by the day of their beginning and spans at most
    /// [`LONGEST_INTERVAL_DAYS`](super::LONGEST_INTERVAL_DAYS).
    pub async fn open_conversations(
        &self,
        user: &UserId,
        interval: &Interval,
    ) -> Result<Answer<Vec<OpenConversation>>, Error> {
        let all = whole(async |page| self.details::<Wire>(user, query(user, interval, true), page).await).await?;
        Ok(all.map(|list| list.into_iter().filter_map(|c| c.open_for(user)).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(segments: &str) -> Option<OpenConversation> {
        let text = format!(
            r#"{{"conversationId":"c","conversationStart":"2026-10-01T08:00:00.000Z","participants":[
                {{"purpose":"acd","sessions":[{{"mediaType":"voice","segments":[{{"queueId":"q1","segmentEnd":"x"}}]}}]}},
                {{"purpose":"agent","userId":"u","sessions":[{{"mediaType":"voice","segments":{segments}}}]}},
                {{"purpose":"agent","userId":"v","sessions":[{{"mediaType":"voice","segments":[{{}}]}}]}}]}}"#
        );
        serde_json::from_str::<Wire>(&text).unwrap().open_for(&"u".into())
    }

    #[test]
    fn only_what_the_person_is_still_in_is_open() {
        let still = open(r#"[{"segmentEnd":"x"},{"segmentType":"interact"}]"#).unwrap();
        assert_eq!((still.media.as_str(), still.queue), ("voice", Some("q1".into())));
        assert_eq!(open(r#"[{"queueId":"q2"}]"#).unwrap().queue, Some("q2".into()));
        assert!(open("[]").is_some());
        assert!(open(r#"[{"segmentEnd":"x"}]"#).is_none(), "passed on");
    }
}
