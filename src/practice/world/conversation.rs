//! Conversations: the open ones are rows; those of the past are computed from the person they belong to.

use super::World;
use crate::practice::ids::{Dice, Kind};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

/// A kind of conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Media {
    /// A phone call.
    Call,
    /// An e-mail.
    Email,
    /// A message.
    Message,
    /// A call back.
    Callback,
    /// A web chat.
    Chat,
}

impl Media {
    /// All kinds.
    pub const ALL: [Media; 5] = [Media::Call, Media::Email, Media::Message, Media::Callback, Media::Chat];

    /// The word in utilization and conversation summaries.
    pub fn word(self) -> &'static str {
        match self {
            Media::Call => "call",
            Media::Email => "email",
            Media::Message => "message",
            Media::Callback => "callback",
            Media::Chat => "chat",
        }
    }

    /// The kind for a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|m| m.word() == word)
    }

    /// The word in analytics (`voice` for a call).
    pub fn analytics(self) -> &'static str {
        if self == Media::Call { "voice" } else { self.word() }
    }
}

/// What somebody is in a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Who wants something.
    Customer,
    /// The queue.
    Acd,
    /// Who answers.
    Agent,
}

impl Purpose {
    /// The platform's word.
    pub fn word(self) -> &'static str {
        match self {
            Purpose::Customer => "customer",
            Purpose::Acd => "acd",
            Purpose::Agent => "agent",
        }
    }
}

/// One part in a conversation.
#[derive(Debug, Clone)]
pub struct Participant {
    /// Its id.
    pub id: Uuid,
    /// What it is.
    pub purpose: Purpose,
    /// Row of the person, for an agent.
    pub user: Option<u32>,
    /// Row of the queue, for the queue and for an agent who took it from one.
    pub queue: Option<u32>,
    /// When it began.
    pub started: Timestamp,
    /// When it ended; none while it lasts.
    pub ended: Option<Timestamp>,
}

/// A conversation.
#[derive(Debug, Clone)]
pub struct Conversation {
    /// Its id.
    pub id: Uuid,
    /// What it is held over.
    pub media: Media,
    /// Whether the customer began it.
    pub inbound: bool,
    /// When it began.
    pub started: Timestamp,
    /// When it ended; none while it is open.
    pub ended: Option<Timestamp>,
    /// Row of the division.
    pub division: u32,
    /// The customer's number or address.
    pub address: String,
    /// In order of appearance.
    pub participants: Vec<Participant>,
}

impl Conversation {
    /// Whether the person is, or was, part of it.
    pub fn has_user(&self, person: u32) -> bool {
        self.participants.iter().any(|p| p.user == Some(person))
    }

    /// Whether the person is part of it now.
    pub fn holds(&self, person: u32) -> bool {
        self.ended.is_none() && self.participants.iter().any(|p| p.user == Some(person) && p.ended.is_none())
    }
}

const PARTS: u64 = 64;

impl World {
    /// How many past conversations a person has; the figure follows from seed and person alone.
    pub fn history_len(&self, person: u32) -> u32 {
        if !self.has_history(person) {
            return 0;
        }
        Dice::new(self.seed, "history", u64::from(person)).below(9) as u32
    }

    fn has_history(&self, person: u32) -> bool {
        (person < self.ordinary && super::super::seed::is_agent(self.seed, person))
            || self.keeps_history.contains(&person)
    }

    /// The past conversation number `n` of a person.
    pub fn history(&self, person: u32, n: u32) -> Conversation {
        let row = (u64::from(person) << 8) | u64::from(n);
        let mut dice = Dice::new(self.seed, "conversation", row);
        let media = *dice.pick(&[Media::Call, Media::Call, Media::Email, Media::Message, Media::Chat]);
        let started = self.clock.start() - SignedDuration::from_secs(86_400 + dice.below(80 * 86_400) as i64);
        let ended = started + SignedDuration::from_secs(40 + dice.below(2400) as i64);
        let queue = dice.below(self.queues.len()) as u32;
        self.simple_conversation(Kind::History, row, media, (started, Some(ended)), queue, person)
    }

    /// A conversation of one customer, one queue and one agent.
    pub(in crate::practice) fn simple_conversation(
        &self,
        kind: Kind,
        row: u64,
        media: Media,
        (started, ended): (Timestamp, Option<Timestamp>),
        queue: u32,
        person: u32,
    ) -> Conversation {
        let base = row * PARTS + if kind == Kind::History { 1 << 39 } else { 0 };
        let answered = started + SignedDuration::from_secs(12);
        let part = |n: u64, purpose, user, queue, from, to| Participant {
            id: super::super::ids::id(self.seed, Kind::Participant, base + n),
            purpose,
            user,
            queue,
            started: from,
            ended: to,
        };
        Conversation {
            id: super::super::ids::id(self.seed, kind, row),
            media,
            inbound: true,
            started,
            ended,
            division: self.queues.get(queue as usize).map_or(0, |q| q.division),
            address: match media {
                Media::Call | Media::Callback => format!("tel:+1317555{:04}", row % 10_000),
                _ => format!("customer{}@mail.example", row % 100_000),
            },
            participants: vec![
                part(0, Purpose::Customer, None, None, started, ended),
                part(1, Purpose::Acd, None, Some(queue), started, Some(answered)),
                part(2, Purpose::Agent, Some(person), Some(queue), answered, ended),
            ],
        }
    }

    /// The id for one more participant of a conversation that is a row.
    pub fn participant_id(&self, conversation: usize, nth: usize) -> Uuid {
        super::super::ids::id(self.seed, Kind::Participant, conversation as u64 * PARTS + nth as u64)
    }

    /// All conversations a person is or was part of, open and past, in no order.
    pub fn conversations_of(&self, person: u32) -> Vec<Conversation> {
        let past = (0..self.history_len(person)).map(|n| self.history(person, n));
        past.chain(self.conversations.iter().filter(|c| c.has_user(person)).cloned()).collect()
    }

    /// The row of a conversation that is a row.
    pub fn conversation_row(&self, id: &str) -> Option<usize> {
        let row = self.row(Kind::Conversation, id)? as usize;
        (row < self.conversations.len()).then_some(row)
    }

    /// A conversation by its id, open or past.
    pub fn conversation(&self, id: &str) -> Option<Conversation> {
        if let Some(row) = self.conversation_row(id) {
            return Some(self.conversations[row].clone());
        }
        let row = self.row(Kind::History, id)?;
        let (person, n) = ((row >> 8) as u32, (row & 0xff) as u32);
        ((person as usize) < self.people.len() && n < self.history_len(person)).then(|| self.history(person, n))
    }
}

impl World {
    /// Opens a conversation that began some minutes before the tenant's start.
    pub fn open_conversation(&mut self, person: u32, queue: u32, media: Media, minutes: i64) {
        let started = self.clock.start() - SignedDuration::from_mins(minutes);
        let row = self.conversations.len() as u64;
        let opened = self.simple_conversation(Kind::Conversation, row, media, (started, None), queue, person);
        self.conversations.push(opened);
    }
}
