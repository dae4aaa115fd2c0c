//! A plan: what would be done, to whom, why it may not be, and what it costs. A value; nothing is changed by it.

use super::{
    Digest, DisplayText, Finding, GrantsImage, GroupId, GroupImage, Level, Person, RunId, Seat, SubjectKind,
    SubjectRef, Timestamp, UserId, UserState, canonical_json,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The jobs of the product.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PipelineKind {
    /// Take a person out of the organisation.
    Offboard,
    /// Give back what an offboarding took.
    Restore,
    /// Take a group out of the organisation, with all that its members have from it.
    RemoveGroup,
    /// Give and take roles by a file of people, roles and divisions.
    SyncRoles,
    /// Make a new person and give them their seat.
    Provision,
}

impl PipelineKind {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Offboard, Self::Restore, Self::RemoveGroup, Self::SyncRoles, Self::Provision];

    /// The job with this stable name, as records have it.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Offboard => "offboard",
            Self::Restore => "restore",
            Self::RemoveGroup => "remove-group",
            Self::SyncRoles => "sync-roles",
            Self::Provision => "provision",
        }
    }

    /// What heads the list of what a plan of this job cannot do or undo.
    pub fn irreversible_title(self) -> &'static str {
        match self {
            Self::Offboard | Self::RemoveGroup | Self::SyncRoles | Self::Provision => "cannot be undone",
            Self::Restore => "cannot come back",
        }
    }

    /// What it does, as a sentence or a button begins.
    pub fn verb(self) -> &'static str {
        match self {
            Self::Offboard => "Offboard",
            Self::Restore => "Restore",
            Self::RemoveGroup => "Remove group",
            Self::SyncRoles => "Sync roles from",
            Self::Provision => "Provision",
        }
    }
}

/// Whom or what a plan is about.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub struct Subject {
    /// The person or the group; for a file of roles the SHA-256 of its content, of kind `Other`.
    pub who: SubjectRef,
    /// Its name.
    pub name: DisplayText,
    /// A person's e-mail address; empty for a group.
    pub email: DisplayText,
}

/// A subject as plans have it written down: a person's kind is left out, because plans were about people first and
/// their digests hold.
#[derive(Serialize, Deserialize)]
struct Written {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kind: Option<SubjectKind>,
    id: Arc<str>,
    name: DisplayText,
    email: DisplayText,
}

impl From<Written> for Subject {
    fn from(Written { kind, id, name, email }: Written) -> Self {
        Self { who: SubjectRef { kind: kind.unwrap_or_default(), id }, name, email }
    }
}

impl From<Subject> for Written {
    fn from(Subject { who, name, email }: Subject) -> Self {
        Self { kind: (who.kind != SubjectKind::User).then_some(who.kind), id: who.id, name, email }
    }
}

impl From<&Person> for Subject {
    fn from(person: &Person) -> Self {
        Self { who: (&person.id).into(), name: person.name.clone(), email: person.email.clone() }
    }
}

impl Subject {
    /// Whether a text that an operator typed names this person: their name as it is shown, letter by letter, or their
    /// e-mail address, capitals or not.
    ///
    /// Blanks at its ends do not count, and an empty text names nobody. The address is for names that a keyboard
    /// cannot type: another script, or characters that are only shown as marks.
    pub fn is_named_by(&self, typed: &str) -> bool {
        let typed = typed.trim();
        !typed.is_empty()
            && (typed == self.name.as_str().trim() || typed.eq_ignore_ascii_case(self.email.as_str().trim()))
    }

    /// Its id, as the platform writes it.
    pub fn id(&self) -> &str {
        &self.who.id
    }

    /// The person's id; the id of nobody when it is a group.
    pub fn user(&self) -> UserId {
        UserId::new(Arc::clone(&self.who.id))
    }

    /// The group's id; the id of no group when it is a person.
    pub fn group(&self) -> GroupId {
        GroupId::new(Arc::clone(&self.who.id))
    }
}

/// What there was before a plan is carried out, read from the tenant.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Before {
    /// Everything that one person had.
    Seat(Box<Seat>),
    /// Everything that one group had and gave.
    Group(Box<GroupImage>),
    /// What everybody had been granted whom a file of roles changes.
    Grants(Box<GrantsImage>),
    /// Nobody was there.
    Nobody {
        /// The address that nobody had.
        nobody_had: DisplayText,
        /// When the directory that says so was read.
        read_at: Timestamp,
    },
}

impl Before {
    /// The person's seat; none when it is about a group.
    pub fn seat(&self) -> Option<&Seat> {
        match self {
            Self::Seat(seat) => Some(seat),
            Self::Group(_) | Self::Grants(_) | Self::Nobody { .. } => None,
        }
    }

    /// The group; none when it is about a person.
    pub fn group(&self) -> Option<&GroupImage> {
        match self {
            Self::Group(group) => Some(group),
            Self::Seat(_) | Self::Grants(_) | Self::Nobody { .. } => None,
        }
    }

    /// The grants of those whom a file of roles changes; none when it is about a person or a group.
    pub fn grants(&self) -> Option<&GrantsImage> {
        match self {
            Self::Grants(grants) => Some(grants),
            Self::Seat(_) | Self::Group(_) | Self::Nobody { .. } => None,
        }
    }
}

/// The part of a plan that a step belongs to; phases follow each other in this order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// Ends the person's access.
    CutAccess,
    /// Removes what they had.
    TakeApart,
    /// Makes the person active again.
    BringBack,
    /// Gives back what they had.
    GiveBack,
    /// Makes grants as a file says.
    Sync,
    /// Makes the person.
    Create,
    /// Gives the person what their work needs.
    Equip,
    /// Keeps what must be kept.
    Keep,
    /// Ends and proves it.
    Finish,
}

impl Phase {
    /// Every phase there is, in order.
    pub const ALL: [Self; 9] = [
        Self::CutAccess,
        Self::TakeApart,
        Self::BringBack,
        Self::GiveBack,
        Self::Sync,
        Self::Create,
        Self::Equip,
        Self::Keep,
        Self::Finish,
    ];

    /// The stable name, as records have it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CutAccess => "cut-access",
            Self::TakeApart => "take-apart",
            Self::BringBack => "bring-back",
            Self::GiveBack => "give-back",
            Self::Sync => "sync",
            Self::Create => "create",
            Self::Equip => "equip",
            Self::Keep => "keep",
            Self::Finish => "finish",
        }
    }

    /// The phase with this stable name.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|phase| phase.as_str() == name)
    }

    /// The words that head the phase on a screen.
    pub fn title(self) -> &'static str {
        match self {
            Self::CutAccess => "cut access",
            Self::TakeApart => "take apart",
            Self::BringBack => "bring back",
            Self::GiveBack => "give back",
            Self::Sync => "sync",
            Self::Create => "create",
            Self::Equip => "equip",
            Self::Keep => "keep",
            Self::Finish => "finish",
        }
    }
}

/// One step of a plan.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct PlannedStep {
    /// Position from 1.
    pub ordinal: u16,
    /// Its phase.
    pub phase: Phase,
    /// A stable short name such as `tokens`.
    pub name: String,
    /// What it does, in words; one line per effect.
    pub effects: Vec<DisplayText>,
    /// Set when there is nothing to do, and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skip: Option<DisplayText>,
    /// What the pipeline needs to carry it out; only the pipeline reads it.
    pub action: serde_json::Value,
    /// Calls that it will make when nothing goes wrong, reading back included.
    pub calls: u32,
    /// Whether a failure here ends the run (access is cut or the person deleted), rather than leaving
    /// this step failed and going on.
    #[serde(default)]
    pub essential: bool,
}

/// What a plan costs.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Forecast {
    /// Calls that the run will make when nothing goes wrong.
    pub calls: u32,
    /// Time at the budget of the moment it was made, in milliseconds.
    pub millis: u64,
    /// Calls a minute that the budget then allowed.
    pub calls_per_minute: u32,
}

/// A plan for one person.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Plan {
    /// Which job.
    pub pipeline: PipelineKind,
    /// The organisation's name.
    pub tenant: DisplayText,
    /// Whom it is about.
    pub subject: Subject,
    /// The recipe it was made from.
    pub recipe: String,
    /// The run whose before-image is given back, or the one that this plan follows; others have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<RunId>,
    /// When it was made.
    pub built_at: Timestamp,
    /// What the person or the group had then; the before-image.
    pub before: Before,
    /// What will be done, in order.
    pub steps: Vec<PlannedStep>,
    /// What the checks found.
    pub findings: Vec<Finding>,
    /// What cannot be undone, in words.
    pub irreversible: Vec<DisplayText>,
    /// What it costs.
    pub forecast: Forecast,
    /// Whether the run must be given a ticket.
    pub ticket_required: bool,
    /// Whether it may be confirmed for a later time.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub may_wait: bool,
    /// The state in which the person, or the group, will be when it is done.
    pub end_state: UserState,
}

impl Plan {
    /// SHA-256 of the canonical JSON of all that was planned and of what it rests on. The times at which it
    /// was read and made, and the forecast, are left out: the same plan made twice has the same digest.
    pub fn digest(&self) -> Digest {
        let mut value = serde_json::to_value(self).expect("a plan has string keys only");
        if let Some(map) = value.as_object_mut() {
            map.remove("built_at");
            map.remove("forecast");
            if let Some(before) = map.get_mut("before").and_then(|b| b.as_object_mut()) {
                before.remove("read_at");
            }
        }
        Digest::of(canonical_json(&value).expect("a JSON value is JSON").as_bytes())
    }

    /// The findings that keep it from being confirmed.
    pub fn blockers(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|f| f.level == Level::Blocker)
    }
}
