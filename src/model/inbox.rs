//! Events of an HR system: what it says of somebody, and how far its word has come.

use super::{Digest, DisplayText, Operator, RunId, RunState, Timestamp, UserId};
use serde::{Deserialize, Serialize};

/// What an HR system can say of somebody.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HrEventKind {
    /// They leave, or have left.
    Termination,
    /// They do not leave after all.
    TerminationCancelled,
    /// They leave at another time than was said before.
    TerminationChanged,
    /// They come back.
    Rehire,
}

impl HrEventKind {
    /// Every kind there is.
    pub const ALL: [Self; 4] = [Self::Termination, Self::TerminationCancelled, Self::TerminationChanged, Self::Rehire];

    /// Its name on the wire (`event_type`).
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Termination => "termination",
            Self::TerminationCancelled => "termination_cancelled",
            Self::TerminationChanged => "termination_changed",
            Self::Rehire => "rehire",
        }
    }
}

/// What an HR system says of somebody, as it was sent and checked.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct HrEvent {
    /// What is said.
    pub kind: HrEventKind,
    /// Of whom: the platform's id (`genesys_user_id`).
    pub person: UserId,
    /// Their e-mail address; it must belong to the same person.
    pub email: DisplayText,
    /// When the HR system said it (`timestamp`).
    pub at: Timestamp,
    /// When access is to end (`effective_at`); none for at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective: Option<Timestamp>,
    /// Why, in the HR system's words; empty if it says nothing.
    #[serde(default)]
    pub reason: DisplayText,
    /// The HR system's own case or ticket; empty if it names none.
    #[serde(default)]
    pub ticket: DisplayText,
}

impl HrEvent {
    /// Its digest: the same event has the same one, however its JSON was written.
    pub fn digest(&self) -> Digest {
        let text = super::canonical_json(self).expect("an event has string keys only");
        Digest::of(text.as_bytes())
    }
}

/// What is done with a termination before anybody has looked at it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Policy {
    /// The whole offboarding is run at once.
    RunAtOnce,
    /// Access is cut at once; an operator confirms the rest.
    #[default]
    CutThenConfirm,
    /// Nothing is done until an operator confirms it.
    Wait,
}

impl Policy {
    /// Every policy there is.
    pub const ALL: [Self; 3] = [Self::RunAtOnce, Self::CutThenConfirm, Self::Wait];

    /// The word that settings and records use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RunAtOnce => "run-at-once",
            Self::CutThenConfirm => "cut-then-confirm",
            Self::Wait => "wait",
        }
    }

    /// What it does, in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::RunAtOnce => "everything at once",
            Self::CutThenConfirm => "access is cut at once, the rest is confirmed",
            Self::Wait => "waits for an operator",
        }
    }
}

/// A delivery that passed every check: what is kept durably before it is answered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Delivery {
    /// The configured sender whose key signed it.
    pub sender: String,
    /// The sender's id of the message: the idempotency key (Standard Webhooks `webhook-id`).
    pub message: String,
    /// When the sender sent it (`webhook-timestamp`).
    pub sent_at: Timestamp,
    /// What it says.
    pub event: HrEvent,
    /// What is to be done with it.
    pub policy: Policy,
    /// By which recipe; none for the configured one.
    pub recipe: Option<String>,
    /// By when an operator is to have decided, where one has to.
    pub decide_by: Timestamp,
}

/// What keeping a delivery came to. The id is that of the event, and of the run that it becomes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Accepted {
    /// It was kept, and is durable.
    New(RunId),
    /// The same sender has sent the same under this message id before.
    Known(RunId),
    /// The same sender has sent something else under this message id before; this was not kept.
    Conflict(RunId),
}

/// A delivery that was turned down: what is kept of it for people to look at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rejected {
    /// The sender, where a signature or a name told it.
    pub sender: Option<String>,
    /// The message id that it gave.
    pub message: Option<DisplayText>,
    /// The status that was answered.
    pub status: u16,
    /// The stable code of the reason, such as `bad-signature`.
    pub code: &'static str,
    /// The reason in words.
    pub why: DisplayText,
    /// The field at fault.
    pub field: Option<&'static str>,
    /// The body, where its signature was good: what others send is not kept.
    pub body: Option<String>,
}

/// How an event stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InboxState {
    /// It is durable and nobody has looked at it yet.
    Received,
    /// Nothing was done: an operator has to decide.
    Waiting,
    /// It became a run, or belongs to one.
    Begun,
    /// It is over without a run: an operator turned it down, or there was nothing to do.
    Rejected,
}

impl InboxState {
    /// Every state there is.
    pub const ALL: [Self; 4] = [Self::Received, Self::Waiting, Self::Begun, Self::Rejected];

    /// The word that records use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Waiting => "waiting",
            Self::Begun => "begun",
            Self::Rejected => "rejected",
        }
    }

    /// The state with this word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// The run of an event, in short.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct InboxRun {
    /// Its id; the event's own, unless an operator planned it anew.
    pub id: RunId,
    /// How it stands.
    pub state: RunState,
    /// When access was cut and proved.
    pub access_cut_at: Option<Timestamp>,
    /// Whether what is left waits for an operator's confirmation.
    pub held: bool,
    /// Not to be begun before this.
    pub due: Option<Timestamp>,
    /// Why it stands so.
    pub why: Option<DisplayText>,
}

/// An event of the inbox with all that is known of it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct InboxEntry {
    /// Its id, which is also the id of the run that it becomes.
    pub id: RunId,
    /// The sender.
    pub sender: String,
    /// The sender's message id.
    pub message: DisplayText,
    /// What it says.
    pub event: HrEvent,
    /// The person's name, where the tenant has told it.
    pub name: Option<DisplayText>,
    /// The policy by which it came in.
    pub policy: Policy,
    /// The recipe.
    pub recipe: String,
    /// When it was taken.
    pub received_at: Timestamp,
    /// How it stands.
    pub state: InboxState,
    /// The stable code of why it waits, such as `unknown-person`.
    pub code: Option<String>,
    /// Why it stands so, in words.
    pub why: Option<DisplayText>,
    /// By when an operator is to have decided.
    pub decide_by: Timestamp,
    /// Put off until then by an operator.
    pub postponed: Option<Timestamp>,
    /// Who decided.
    pub decided_by: Option<Operator>,
    /// When.
    pub decided_at: Option<Timestamp>,
    /// Its run.
    pub run: Option<InboxRun>,
}

/// What an entry needs of an operator; the order is that of urgency.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InboxNeed {
    /// Nothing was done, and somebody has to decide.
    Decide,
    /// Its run has not ended well.
    Failed,
    /// Access is cut; the rest waits for a confirmation.
    Confirm,
    /// Put off; nobody need look now.
    Later,
    /// Its run waits for its time.
    Planned,
    /// It is being worked on.
    Working,
    /// It is over.
    Nothing,
}

impl InboxNeed {
    /// The word that lists show.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Decide => "decide",
            Self::Failed => "failed",
            Self::Confirm => "confirm",
            Self::Later => "postponed",
            Self::Planned => "planned",
            Self::Working => "working",
            Self::Nothing => "over",
        }
    }

    /// Whether somebody has to do something about it now.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Decide | Self::Failed | Self::Confirm)
    }
}

impl InboxEntry {
    /// What it needs now.
    pub fn need(&self, now: Timestamp) -> InboxNeed {
        let put_off = self.postponed.is_some_and(|until| until > now);
        let need = match (self.state, &self.run) {
            (InboxState::Rejected, _) => InboxNeed::Nothing,
            (InboxState::Received, _) => InboxNeed::Working,
            (InboxState::Waiting, _) => InboxNeed::Decide,
            (InboxState::Begun, None) => InboxNeed::Working,
            (InboxState::Begun, Some(run)) => match run.state {
                RunState::Done | RunState::Cancelled => InboxNeed::Nothing,
                RunState::Failed => InboxNeed::Failed,
                RunState::Paused if run.held => InboxNeed::Confirm,
                RunState::Paused => InboxNeed::Decide,
                RunState::Queued if run.due.is_some_and(|due| due > now) => InboxNeed::Planned,
                RunState::Queued | RunState::Running => InboxNeed::Working,
            },
        };
        if put_off && need.is_open() { InboxNeed::Later } else { need }
    }

    /// Whether its deadline has passed while it needs somebody.
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        self.need(now).is_open() && self.decide_by <= now
    }
}

/// A delivery in quarantine.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Quarantined {
    /// Its number.
    pub number: i64,
    /// When it came.
    pub at: Timestamp,
    /// The sender, where a signature told it.
    pub sender: Option<String>,
    /// The message id that it gave.
    pub message: Option<DisplayText>,
    /// The status that was answered.
    pub status: u16,
    /// The stable code of the reason.
    pub code: String,
    /// The reason in words.
    pub why: DisplayText,
    /// The field at fault.
    pub field: Option<String>,
    /// The body as it came, where its signature was good.
    pub body: Option<String>,
    /// How many times the same was turned down in a row; only the first is kept whole.
    pub times: i64,
    /// The event that it became when it was replayed.
    pub replayed_as: Option<RunId>,
}
