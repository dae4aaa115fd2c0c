//! A seat: everything that one person has. Read before an offboarding, it is the before-image.

use super::{
    ConversationId, DisplayText, ExternalId, Grant, Group, LanguageId, Person, QueueId, SkillId, StationId, Timestamp,
};
use serde::{Deserialize, Serialize};

/// Membership in a queue.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct QueueMembership {
    /// The queue.
    pub id: QueueId,
    /// Its name.
    pub name: DisplayText,
    /// Whether the person was on it (joined) or merely a member.
    pub joined: bool,
    /// Whether the membership comes from a group; it then ends with the group's.
    pub by_group: bool,
}

/// A skill or a language with how well.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Rated<I> {
    /// Which.
    pub id: I,
    /// Its name.
    pub name: DisplayText,
    /// 0.0 to 5.0, as the platform keeps it.
    pub proficiency: f64,
}

/// A station that the person uses.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SeatStation {
    /// The station.
    pub id: StationId,
    /// Its name.
    pub name: DisplayText,
}

/// A conversation that has not ended.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OpenConversation {
    /// Which.
    pub id: ConversationId,
    /// `voice`, `chat`, `email`, …
    pub media: DisplayText,
    /// When it began.
    pub started: Option<Timestamp>,
    /// The queue it came through.
    pub queue: Option<QueueId>,
}

/// Everything that one person has in the tenant at one moment.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Seat {
    /// The person themselves.
    pub person: Person,
    /// When the last of these answers was read.
    pub read_at: Timestamp,
    /// The manager's name, where there is one.
    pub manager_name: Option<DisplayText>,
    /// The division's name.
    pub division_name: DisplayText,
    /// Ids from other systems.
    pub external_ids: Vec<ExternalId>,
    /// Direct and inherited grants, every source listed.
    pub grants: Vec<Grant>,
    /// Version of the subject's grants, where the tenant tells it.
    pub grants_version: Option<i64>,
    /// Groups the person is in.
    pub groups: Vec<Group>,
    /// Queues, joined or not.
    pub queues: Vec<QueueMembership>,
    /// Skills with proficiency.
    pub skills: Vec<Rated<SkillId>>,
    /// Languages with proficiency.
    pub languages: Vec<Rated<LanguageId>>,
    /// The person's own utilization setting as the tenant sent it; none if the organisation's default holds.
    pub utilization: Option<serde_json::Value>,
    /// The station in use.
    pub associated_station: Option<SeatStation>,
    /// The station that is used by default.
    pub default_station: Option<SeatStation>,
    /// `OFF_QUEUE`, `IDLE`, … as the platform writes it.
    pub routing_status: Option<DisplayText>,
    /// Licences held.
    pub licences: Vec<DisplayText>,
    /// Conversations without an end.
    pub open_conversations: Vec<OpenConversation>,
    /// People whose manager this person is.
    pub direct_reports: Vec<Person>,
    /// When the last access token was issued, where the tenant tells it.
    pub last_token_issued: Option<Timestamp>,
}
