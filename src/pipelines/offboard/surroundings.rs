//! What a plan needs to know beyond the person: read once, good for many plans.

use crate::model::{DisplayText, Group, Queue, RoleId, Timestamp, UserId};
use std::collections::{HashMap, HashSet};

/// Facts of the organisation that findings rest on.
#[derive(Clone, Debug)]
pub struct Surroundings {
    /// The organisation's name.
    pub organization: DisplayText,
    /// Every group, with owners.
    pub groups: Vec<Group>,
    /// Queues whose members come from groups.
    pub group_queues: Vec<Queue>,
    /// Active holders of each role that must keep one, direct or through a group.
    pub holders: HashMap<RoleId, HashSet<UserId>>,
    /// When it was read.
    pub read_at: Timestamp,
}

impl Surroundings {
    /// The groups that this person owns.
    pub fn owned_by<'a>(&'a self, person: &'a UserId) -> impl Iterator<Item = &'a Group> {
        self.groups.iter().filter(|g| g.owners.contains(person))
    }

    /// Whether this person is the only active holder of the role, as far as is known.
    pub fn is_last_holder(&self, role: &RoleId, person: &UserId) -> bool {
        self.holders.get(role).is_some_and(|h| h.contains(person) && h.len() == 1)
    }
}
