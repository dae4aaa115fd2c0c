//! People of the practice tenant.

use super::conversation::Media;
use jiff::Timestamp;
use std::sync::Arc;

/// A user's state; the platform has no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// Can sign in.
    Active,
    /// Cannot sign in; kept in the directory.
    Inactive,
    /// Found only where `state=deleted` is asked for; can be restored.
    Deleted,
}

impl State {
    /// The platform's word.
    pub fn word(self) -> &'static str {
        match self {
            State::Active => "active",
            State::Inactive => "inactive",
            State::Deleted => "deleted",
        }
    }

    /// The state for a word.
    pub fn from_word(word: &str) -> Option<Self> {
        [State::Active, State::Inactive, State::Deleted].into_iter().find(|s| s.word() == word)
    }
}

/// A role granted in a division.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    /// Row of the role.
    pub role: u32,
    /// Row of the division; `None` is all divisions.
    pub division: Option<u32>,
    /// When it was granted.
    pub made: Timestamp,
}

impl Grant {
    /// Role and division: what makes two grants the same.
    pub fn key(&self) -> (u32, Option<u32>) {
        (self.role, self.division)
    }
}

/// A seat in a queue that is the person's own; seats through groups are not kept here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueueSeat {
    /// Row of the queue.
    pub queue: u32,
    /// Whether the person takes conversations from it.
    pub joined: bool,
}

/// A skill or language with its proficiency.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rated {
    /// Row of the skill or language.
    pub row: u32,
    /// From 0 to 5.
    pub proficiency: f32,
}

/// The id under which another system knows a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExternalId {
    /// The other system.
    pub authority: Arc<str>,
    /// Its key; case-sensitive.
    pub key: Arc<str>,
}

/// The authority under which an id given through SCIM is kept.
pub const SCIM_AUTHORITY: &str = "x-pc:scimv2:v1";

/// What a person is doing for the queues.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoutingStatus {
    /// Takes nothing.
    OffQueue,
    /// Waits for the next conversation.
    Idle,
    /// Is in a conversation of a queue.
    Interacting,
    /// Did not answer.
    NotResponding,
    /// Is in a conversation outside the queues.
    Communicating,
}

impl RoutingStatus {
    const ALL: [(RoutingStatus, &'static str); 5] = [
        (RoutingStatus::OffQueue, "OFF_QUEUE"),
        (RoutingStatus::Idle, "IDLE"),
        (RoutingStatus::Interacting, "INTERACTING"),
        (RoutingStatus::NotResponding, "NOT_RESPONDING"),
        (RoutingStatus::Communicating, "COMMUNICATING"),
    ];

    /// The platform's word.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(s, _)| *s == self).map_or("OFF_QUEUE", |(_, w)| w)
    }

    /// The status for a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, w)| *w == word).map(|(s, _)| *s)
    }
}

/// A capacity of one's own instead of the organisation's.
#[derive(Debug, Clone, PartialEq)]
pub struct Utilization {
    /// Per media type: capacity, what may interrupt, whether calls outside queues count.
    pub media: Vec<(Media, u8, Vec<Media>, bool)>,
}

/// What only some people have.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Extras {
    /// Preferred name.
    pub preferred_name: Option<String>,
    /// A username that is not the e-mail address.
    pub username: Option<String>,
    /// Addresses as last written; otherwise work phone and e-mail follow from the person.
    pub addresses: Option<serde_json::Value>,
    /// Employer information as last written.
    pub employer: Option<serde_json::Value>,
    /// Biography as last written.
    pub biography: Option<serde_json::Value>,
    /// Certifications.
    pub certifications: Vec<String>,
    /// Profile skills.
    pub profile_skills: Vec<String>,
    /// Locations as last written.
    pub locations: Option<serde_json::Value>,
    /// Images as last written.
    pub images: Option<serde_json::Value>,
    /// Whether conversations are answered at once.
    pub auto_answer: bool,
    /// A capacity of one's own.
    pub utilization: Option<Utilization>,
    /// Reason given at the last change of state.
    pub state_reason: Option<String>,
    /// When the state last changed.
    pub state_changed: Option<Timestamp>,
}

/// One person.
#[derive(Debug, Clone)]
pub struct Person {
    /// Full name as shown.
    pub name: Arc<str>,
    /// Main e-mail address, unique in the tenant.
    pub email: Arc<str>,
    /// Department.
    pub department: Option<Arc<str>>,
    /// Title.
    pub title: Option<Arc<str>>,
    /// State.
    pub state: State,
    /// Counts the changes of the user record; also the ETag of the SCIM user.
    pub version: u32,
    /// When the user record last changed.
    pub modified: Timestamp,
    /// Row of the division.
    pub division: u32,
    /// Row of the manager.
    pub manager: Option<u32>,
    /// Roles granted to the person; those of groups are with the groups.
    pub grants: Vec<Grant>,
    /// Rows of the groups the person is an individual member of.
    pub groups: Vec<u32>,
    /// Seats of the person's own.
    pub queues: Vec<QueueSeat>,
    /// Routing skills.
    pub skills: Vec<Rated>,
    /// Routing languages.
    pub languages: Vec<Rated>,
    /// Row of the station in use.
    pub station: Option<u32>,
    /// Row of the default station.
    pub default_station: Option<u32>,
    /// Row of the station last used.
    pub last_station: Option<u32>,
    /// Routing status.
    pub routing: RoutingStatus,
    /// Since when.
    pub routing_since: Timestamp,
    /// Row of the presence definition.
    pub presence: u32,
    /// Ids in other systems.
    pub externals: Vec<ExternalId>,
    /// When a token was last issued to the person.
    pub last_token: Option<Timestamp>,
    /// Tokens that are still good, of sessions outside the practice tenant.
    pub live_tokens: u8,
    /// What only some people have.
    pub extras: Option<Box<Extras>>,
}

impl Person {
    /// The extras, made when there are none yet.
    pub fn extras_mut(&mut self) -> &mut Extras {
        self.extras.get_or_insert_with(Box::default)
    }

    /// The id in a system.
    pub fn external(&self, authority: &str) -> Option<&str> {
        self.externals.iter().find(|e| &*e.authority == authority).map(|e| &*e.key)
    }
}
