//! Groups and queues as lists show them.

use super::{DisplayText, DivisionId, Grant, GroupId, QueueId, Timestamp, UserId};
use serde::{Deserialize, Serialize};

/// What a group is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum GroupType {
    /// Kept by administrators.
    Official,
    /// Kept by its members.
    Social,
}

/// A platform group.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Group {
    /// Its id.
    pub id: GroupId,
    /// Its name.
    pub name: DisplayText,
    /// Official or social.
    pub kind: GroupType,
    /// How many members it has, as the tenant counts them.
    pub member_count: u32,
    /// Its owners.
    pub owners: Vec<UserId>,
    /// Whether roles can be granted to it.
    pub roles_enabled: bool,
    /// Rises with every change.
    pub version: i64,
}

/// A member of a group, with why they are one.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct GroupMember {
    /// The person.
    pub id: UserId,
    /// Their name.
    pub name: DisplayText,
    /// Their e-mail address.
    pub email: DisplayText,
    /// Owns the group.
    pub owner: bool,
    /// Was added by name (not by a rule).
    pub individual: bool,
}

/// Everything that one group has and gives at one moment. Read before a removal, it is the before-image.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct GroupImage {
    /// The group, with its owners.
    pub group: Group,
    /// Everybody in it, owners first, then by name.
    pub members: Vec<GroupMember>,
    /// The roles that it carries, with divisions.
    pub grants: Vec<Grant>,
    /// The queues whose members come from it.
    pub queues: Vec<Queue>,
    /// Whether a rule decides who is in it.
    pub dynamic: bool,
    /// When the last of these answers was read.
    pub read_at: Timestamp,
}

/// A routing queue.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Queue {
    /// Its id.
    pub id: QueueId,
    /// Its name.
    pub name: DisplayText,
    /// Its division.
    pub division: Option<DivisionId>,
    /// Groups whose members are members of the queue.
    pub member_groups: Vec<GroupId>,
}
