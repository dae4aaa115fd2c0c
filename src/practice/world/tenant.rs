//! What people belong to: groups, queues, roles, divisions, skills, stations, presences, clients.

use super::person::Grant;
use jiff::Timestamp;
use secrecy::SecretString;
use std::sync::Arc;

/// A group.
#[derive(Debug, Clone)]
pub struct Group {
    /// Name, unique among groups.
    pub name: Arc<str>,
    /// Description.
    pub description: Option<Arc<str>>,
    /// `official` or `social`.
    pub official: bool,
    /// `public`, `owners` or `members`.
    pub visibility: &'static str,
    /// Whether non-members see the rules.
    pub rules_visible: bool,
    /// Whether roles may be granted through the group.
    pub roles_enabled: bool,
    /// Whether owners count as members.
    pub include_owners: bool,
    /// Whether the group can be called.
    pub calls_enabled: bool,
    /// Counts the changes of the group's record and members.
    pub version: u32,
    /// When it last changed.
    pub modified: Timestamp,
    /// Rows of the people who are members by themselves.
    pub members: Vec<u32>,
    /// Rows of the people who own it.
    pub owners: Vec<u32>,
    /// Roles that members inherit.
    pub grants: Vec<Grant>,
    /// The department whose people are members by rule, if the group has a rule.
    pub rule: Option<Arc<str>>,
    /// Id given through SCIM.
    pub external_id: Option<Arc<str>>,
    /// Whether the group was deleted.
    pub deleted: bool,
}

/// A queue.
#[derive(Debug, Clone)]
pub struct Queue {
    /// Name.
    pub name: Arc<str>,
    /// Row of the division.
    pub division: u32,
    /// Description.
    pub description: Option<Arc<str>>,
    /// When it was made.
    pub created: Timestamp,
    /// When it last changed.
    pub modified: Timestamp,
    /// Rows of the people with a seat of their own; whether they joined is with the person.
    pub members: Vec<u32>,
    /// Rows of the groups whose members have a seat.
    pub member_groups: Vec<u32>,
    /// Seats through groups whose holders are not joined: rows of people.
    pub group_seats_off: Vec<u32>,
}

/// A policy of a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Domain.
    pub domain: Arc<str>,
    /// Entity or `*`.
    pub entity: Arc<str>,
    /// Actions or `*`.
    pub actions: Vec<Arc<str>>,
    /// The condition in the platform's form, when there is one.
    pub condition: Option<serde_json::Value>,
}

/// A role.
#[derive(Debug, Clone)]
pub struct Role {
    /// Name, unique among roles.
    pub name: Arc<str>,
    /// Description.
    pub description: Option<Arc<str>>,
    /// The vendor's role that this is or was made from.
    pub default_role: Option<Arc<str>>,
    /// Whether the vendor ships it.
    pub default: bool,
    /// Whether everybody has it.
    pub base: bool,
    /// Old permissions without colons.
    pub general: Vec<Arc<str>>,
    /// Policies.
    pub policies: Vec<Policy>,
    /// The licence that the platform infers for it.
    pub licence: Arc<str>,
    /// Whether the role was deleted.
    pub deleted: bool,
}

/// A division.
#[derive(Debug, Clone)]
pub struct Division {
    /// Name.
    pub name: Arc<str>,
    /// Description.
    pub description: Arc<str>,
}

/// A routing skill or language.
#[derive(Debug, Clone)]
pub struct Ability {
    /// Name; case-sensitive.
    pub name: Arc<str>,
    /// When it last changed.
    pub modified: Timestamp,
}

/// A station (phone).
#[derive(Debug, Clone)]
pub struct Station {
    /// Name.
    pub name: Arc<str>,
    /// Type, as `inin_webrtc_softphone`.
    pub kind: &'static str,
    /// Row of the person on it.
    pub user: Option<u32>,
    /// Since when.
    pub since: Timestamp,
}

/// A presence definition.
#[derive(Debug, Clone)]
pub struct Presence {
    /// The system presence it stands for.
    pub system: &'static str,
    /// Its label in English.
    pub label: &'static str,
}

/// An OAuth client.
#[derive(Debug, Clone)]
pub struct Client {
    /// Name.
    pub name: Arc<str>,
    /// What it does.
    pub description: Arc<str>,
    /// `CLIENT-CREDENTIALS` or `CODE`.
    pub grant_type: &'static str,
    /// The secret; none for a client that proves itself by PKCE alone.
    pub secret: Option<SecretString>,
    /// Roles of the client.
    pub grants: Vec<Grant>,
    /// When it was made.
    pub created: Timestamp,
}
