//! Who holds which roles, as their lists told it, kept small: a tenant may have a million grants.

use super::places::Places;
use super::{HeldBy, SubjectKind, SubjectRef};
use crate::model::{DisplayText, DivisionId, RoleId};
use std::collections::HashMap;

/// One who holds a role, and in which divisions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RoleHolding {
    /// Who.
    pub holder: HeldBy,
    /// Where; `*` for all divisions.
    pub divisions: Vec<DivisionId>,
}

/// The holders of any number of roles.
#[derive(Clone, Debug, Default)]
pub struct RoleHoldings {
    subjects: Places<SubjectRef>,
    names: HashMap<SubjectRef, DisplayText>,
    divisions: Places<DivisionId>,
    /// Places of subject and division.
    roles: HashMap<RoleId, Vec<(u32, u32)>>,
}

impl RoleHoldings {
    /// Notes who holds the role; a list of it from before is forgotten.
    pub fn insert(&mut self, role: RoleId, holders: &[RoleHolding]) {
        let mut pairs = Vec::with_capacity(holders.iter().map(|held| held.divisions.len()).sum());
        for held in holders {
            let HeldBy { subject, name } = &held.holder;
            // People and groups have lists of their own, which know their names better.
            let named = !matches!(subject.kind, SubjectKind::User | SubjectKind::Group) && !name.is_empty();
            if named {
                self.names.insert(subject.clone(), name.clone());
            }
            let subject = self.subjects.of(subject);
            pairs.extend(held.divisions.iter().map(|division| (subject, self.divisions.of(division))));
        }
        self.roles.insert(role, pairs);
    }

    /// Forgets the lists of the other roles.
    pub fn retain(&mut self, keep: impl Fn(&RoleId) -> bool) {
        self.roles.retain(|role, _| keep(role));
        if self.roles.is_empty() {
            *self = Self::default();
        }
    }

    /// Whether the role's list is here.
    pub fn contains(&self, role: &RoleId) -> bool {
        self.roles.contains_key(role)
    }

    /// How many lists are here.
    pub fn len(&self) -> usize {
        self.roles.len()
    }

    /// Whether no list is here.
    pub fn is_empty(&self) -> bool {
        self.roles.is_empty()
    }

    pub(super) fn name_of(&self, subject: &SubjectRef) -> Option<&DisplayText> {
        self.names.get(subject)
    }

    pub(super) fn subjects(&self) -> Vec<HeldBy> {
        let held = |subject: &SubjectRef| HeldBy {
            subject: subject.clone(),
            name: self.names.get(subject).cloned().unwrap_or_default(),
        };
        self.subjects.listed().into_iter().map(held).collect()
    }

    pub(super) fn divisions(&self) -> Vec<&DivisionId> {
        self.divisions.listed()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&RoleId, &[(u32, u32)])> {
        self.roles.iter().map(|(role, pairs)| (role, pairs.as_slice()))
    }
}
