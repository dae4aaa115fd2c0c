//! Who holds which role where, and who is in which group: as it is, and as imagined changes would have it.

use super::AccessIndex;
use crate::model::SubjectKind;
use std::collections::{BTreeMap, BTreeSet};

/// A role in a division, by numbers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub(in crate::access) struct Place {
    pub(in crate::access) role: u32,
    pub(in crate::access) division: u32,
}

/// A place with the group that gives it; none for a direct grant.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(in crate::access) struct Way {
    pub(in crate::access) group: Option<u32>,
    pub(in crate::access) place: Place,
}

/// What imagined changes put in the place of the base.
#[derive(Clone, Debug, Default)]
pub(in crate::access) struct Overlay {
    /// All direct grants of those subjects whose grants change.
    pub(super) grants: BTreeMap<u32, Vec<Place>>,
    /// All groups of those subjects whose groups change.
    pub(super) groups: BTreeMap<u32, Vec<u32>>,
    /// Groups that are gone.
    pub(super) deleted: BTreeSet<u32>,
}

impl AccessIndex {
    /// The direct grants of a subject, sorted.
    pub(in crate::access) fn direct(&self, subject: u32) -> &[Place] {
        if self.overlay.grants.is_empty() {
            return self.base.grants.row(subject);
        }
        self.overlay.grants.get(&subject).map_or_else(|| self.base.grants.row(subject), Vec::as_slice)
    }

    /// The groups that a subject is in, sorted.
    pub(in crate::access) fn groups_of(&self, subject: u32) -> impl Iterator<Item = u32> + '_ {
        let overlaid = if self.overlay.groups.is_empty() { None } else { self.overlay.groups.get(&subject) };
        let groups = overlaid.map_or_else(|| self.base.groups.row(subject), Vec::as_slice);
        groups.iter().copied().filter(|group| self.overlay.deleted.is_empty() || !self.overlay.deleted.contains(group))
    }

    /// Calls `each` with every member of a group, in no order.
    pub(in crate::access) fn members_of(&self, group: u32, mut each: impl FnMut(u32)) {
        if self.overlay.deleted.contains(&group) {
            return;
        }
        let overlaid = &self.overlay.groups;
        let base = self.base.members.row(group).iter().copied();
        base.filter(|member| overlaid.is_empty() || !overlaid.contains_key(member)).for_each(&mut each);
        overlaid.iter().filter(|(_, groups)| groups.contains(&group)).for_each(|(member, _)| each(*member));
    }

    /// Calls `each` with every subject that holds a role directly, and the division; in no order.
    pub(in crate::access) fn holders_of(&self, role: u32, mut each: impl FnMut(u32, u32)) {
        let overlaid = &self.overlay.grants;
        for (subject, division) in self.base.holders.row(role) {
            if overlaid.is_empty() || !overlaid.contains_key(subject) {
                each(*subject, *division);
            }
        }
        for (subject, places) in overlaid {
            places.iter().filter(|place| place.role == role).for_each(|place| each(*subject, place.division));
        }
    }

    /// Writes down every way by which roles reach a subject, direct ones first; `into` is emptied before.
    pub(in crate::access) fn ways_of(&self, subject: u32, into: &mut Vec<Way>) {
        into.clear();
        into.extend(self.direct(subject).iter().map(|place| Way { group: None, place: *place }));
        for group in self.groups_of(subject) {
            into.extend(self.direct(group).iter().map(|place| Way { group: Some(group), place: *place }));
        }
    }

    /// All groups, by place.
    pub(in crate::access) fn groups(&self) -> impl Iterator<Item = u32> + '_ {
        let rows = &self.base.subjects.rows;
        let from = rows.partition_point(|row| row.subject.kind < SubjectKind::Group);
        let to = rows.partition_point(|row| row.subject.kind <= SubjectKind::Group);
        (from..to).map(|at| u32::try_from(at).unwrap_or(u32::MAX)).filter(|at| !self.overlay.deleted.contains(at))
    }
}
