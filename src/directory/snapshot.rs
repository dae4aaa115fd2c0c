//! One reading of the tenant, whole or in parts of different age.

use crate::model::{
    Catalogue, DisplayText, Division, DivisionId, Group, GroupId, Holdings, Licence, Person, Queue, Role, Timestamp,
    UserId,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// A part of the directory that is read, fails and ages by itself.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// All people, inactive and deleted ones too.
    People,
    /// Groups.
    Groups,
    /// Roles with their policies.
    Roles,
    /// Divisions.
    Divisions,
    /// Queues.
    Queues,
    /// The permission catalogue.
    Catalogue,
    /// The organisation's name.
    Organization,
    /// Who is in which group.
    Members,
    /// Licences with the permissions that need them.
    Licences,
    /// Who holds which role in which division.
    Grants,
}

impl Part {
    /// What an operator waits for, in the order of reading.
    pub const FRONT: [Self; 7] =
        [Self::People, Self::Groups, Self::Roles, Self::Divisions, Self::Queues, Self::Catalogue, Self::Organization];
    /// What is read behind it while the rest can be used; it rests on groups and roles.
    pub const BEHIND: [Self; 3] = [Self::Members, Self::Licences, Self::Grants];

    /// What it is called in sentences.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::Groups => "groups",
            Self::Roles => "roles",
            Self::Divisions => "divisions",
            Self::Queues => "queues",
            Self::Catalogue => "permission catalogue",
            Self::Organization => "organisation",
            Self::Members => "group members",
            Self::Licences => "licences",
            Self::Grants => "grants",
        }
    }
}

/// When the parts were read; a part that never was is missing.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ReadTimes(BTreeMap<Part, Timestamp>);

impl ReadTimes {
    /// When reading of the part began, the last time that it ended well.
    pub fn of(&self, part: Part) -> Option<Timestamp> {
        self.0.get(&part).copied()
    }

    /// Notes that the part was read.
    pub fn set(&mut self, part: Part, at: Timestamp) {
        self.0.insert(part, at);
    }
}

/// The directory at one time.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Snapshot {
    /// The organisation's name.
    pub organization: DisplayText,
    /// Everybody, each id once.
    pub people: Vec<Person>,
    /// Groups, each id once.
    pub groups: Vec<Group>,
    /// Roles, each id once.
    pub roles: Vec<Role>,
    /// Divisions, each id once.
    pub divisions: Vec<Division>,
    /// Queues, each id once.
    pub queues: Vec<Queue>,
    /// The permission catalogue.
    pub catalogue: Catalogue,
    /// Licences.
    pub licences: Vec<Licence>,
    /// Who holds which role where, and who is in which group.
    pub holdings: Holdings,
    /// How old each part is.
    pub read: ReadTimes,
}

impl Snapshot {
    /// When the people were read; none if they never were.
    pub fn read_at(&self) -> Option<Timestamp> {
        self.read.of(Part::People)
    }

    /// When the grants of the whole tenant and the members of all groups were read, whichever is older; none unless both
    /// were.
    pub fn access_at(&self) -> Option<Timestamp> {
        Some(self.read.of(Part::Grants)?.min(self.read.of(Part::Members)?))
    }

    /// The names of all groups, as telling a person's access needs them.
    pub fn group_names(&self) -> HashMap<GroupId, DisplayText> {
        self.groups.iter().map(|group| (group.id.clone(), group.name.clone())).collect()
    }

    /// The division's name; none if it is not known.
    pub fn division_name(&self, id: &DivisionId) -> Option<&DisplayText> {
        self.divisions.iter().find(|division| division.id == *id).map(|division| &division.name)
    }

    /// The queues whose members come from this group.
    pub fn queues_of<'a>(&'a self, group: &'a GroupId) -> impl Iterator<Item = &'a Queue> {
        self.queues.iter().filter(move |queue| queue.member_groups.contains(group))
    }

    /// The groups that this person owns.
    pub fn owned_by<'a>(&'a self, person: &'a UserId) -> impl Iterator<Item = &'a Group> {
        self.groups.iter().filter(move |group| group.owners.contains(person))
    }
}
