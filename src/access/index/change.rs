//! The index as it would be after some changes, and whom they touch.

use super::AccessIndex;
use super::held::{Place, Way};
use super::reach::{Drift, Reaches, Selection};
use crate::access::answer::{Change, NamedChange, WhatIfRow};
use crate::access::bits::Bits;
use crate::access::book::BookTerm;
use crate::access::expand::covers;
use crate::access::question::AskError;
use crate::model::{DisplayText, DivisionId, GroupId, Permission, RoleId, SubjectRef, UserId};
use std::sync::Arc;

/// From so many subjects on, a second thread is worth its start.
const WORTH_A_THREAD: usize = 4_096;

/// Whom changes touch, and in which permissions.
pub(in crate::access) struct Touched {
    /// Sorted, each once.
    pub(in crate::access) subjects: Vec<u32>,
    permissions: Bits,
}

impl AccessIndex {
    /// The index after the changes, made one after the other. What they do not touch is shared with this one.
    ///
    /// # Errors
    /// When something that a change names is not in the directory.
    pub fn with(&self, changes: &[Change]) -> Result<Self, AskError> {
        let mut after = self.clone();
        for change in changes {
            after.apply(change)?;
        }
        Ok(after)
    }

    fn apply(&mut self, change: &Change) -> Result<(), AskError> {
        match change {
            Change::AddGrant { subject, role, division } => {
                let subject = self.place_of(subject)?;
                let place = Place { role: self.role_place(role)?, division: self.division_place(division)? };
                if self.overlay.deleted.contains(&subject) {
                    return Ok(());
                }
                let places = self.direct_mut(subject);
                if let Err(at) = places.binary_search(&place) {
                    places.insert(at, place);
                }
            }
            Change::DropGrant { subject, role, division } => {
                let subject = self.place_of(subject)?;
                let place = Place { role: self.role_place(role)?, division: self.division_place(division)? };
                self.direct_mut(subject).retain(|held| *held != place);
            }
            Change::JoinGroup { user, group } => {
                let (user, group) = self.membership(user, group)?;
                let groups = self.groups_mut(user);
                if let Err(at) = groups.binary_search(&group) {
                    groups.insert(at, group);
                }
            }
            Change::LeaveGroup { user, group } => {
                let (user, group) = self.membership(user, group)?;
                self.groups_mut(user).retain(|held| *held != group);
            }
            Change::DeleteGroup { group } => {
                let group = self.group_place(group)?;
                self.direct_mut(group).clear();
                self.overlay.deleted.insert(group);
            }
            Change::AddPermission { role, permission } => self.add_permission(role, permission)?,
            Change::DropPermission { role, permission } => {
                let place = self.known_role(role)?;
                self.matching(permission)?;
                let mut terms = self.book.roles[role].terms.clone();
                terms.retain(|term| !covers(permission, self.permission(term.permission)));
                self.set_terms(role, place, terms);
            }
        }
        Ok(())
    }

    fn add_permission(&mut self, role: &RoleId, permission: &Permission) -> Result<(), AskError> {
        let place = self.known_role(role)?;
        let mut covered = Vec::new();
        self.catalogue().covered(permission, |found| covered.push(found));
        if covered.is_empty() {
            covered.push(permission.clone());
        }
        let mut terms = self.book.roles[role].terms.clone();
        for found in covered {
            let written = DisplayText::new(permission.to_string());
            terms.push(BookTerm { permission: self.permission_place(&found)?, written, condition: None });
        }
        self.set_terms(role, place, terms);
        Ok(())
    }

    fn set_terms(&mut self, role: &RoleId, place: u32, terms: Vec<BookTerm>) {
        self.book.set_terms(role, terms);
        let row = self.base.role_row(role, self.book.roles.get(role).map(|role| &**role), self.permission_count());
        self.roles[place as usize] = Arc::new(row);
    }

    /// The place of a role whose permissions are known.
    fn known_role(&self, role: &RoleId) -> Result<u32, AskError> {
        let place = self.role_place(role)?;
        if self.book.contains(role) {
            return Ok(place);
        }
        Err(AskError::NoSuch { kind: "role", name: role.as_str().into(), nearest: self.nearest_roles(role.as_str()) })
    }

    /// The known permissions that a pattern covers, by place.
    pub(in crate::access) fn matching(&self, pattern: &Permission) -> Result<Vec<usize>, AskError> {
        let found: Vec<usize> =
            (0..self.permission_count()).filter(|at| covers(pattern, self.permission(*at))).collect();
        if found.is_empty() { Err(self.no_permission(&pattern.to_string())) } else { Ok(found) }
    }

    fn membership(&self, user: &UserId, group: &GroupId) -> Result<(u32, u32), AskError> {
        Ok((self.place_of(&SubjectRef::user(user))?, self.group_place(group)?))
    }

    pub(in crate::access) fn group_place(&self, group: &GroupId) -> Result<u32, AskError> {
        self.place_of(&SubjectRef::group(group)).map_err(|_| AskError::NoSuch {
            kind: "group",
            name: group.as_str().into(),
            nearest: self.nearest_groups(group.as_str()),
        })
    }

    fn direct_mut(&mut self, subject: u32) -> &mut Vec<Place> {
        self.overlay.grants.entry(subject).or_insert_with(|| self.base.grants.row(subject).to_vec())
    }

    fn groups_mut(&mut self, subject: u32) -> &mut Vec<u32> {
        self.overlay.groups.entry(subject).or_insert_with(|| self.base.groups.row(subject).to_vec())
    }

    /// Whom the changes touch that lead from this index to `after`.
    pub(in crate::access) fn touched(&self, after: &Self, changes: &[Change]) -> Result<Touched, AskError> {
        let mut subjects = Vec::new();
        let mut permissions = Bits::new(self.permission_count());
        for change in changes {
            match change {
                Change::AddGrant { subject, role, .. } | Change::DropGrant { subject, role, .. } => {
                    let role = self.role_place(role)?;
                    for index in [self, after] {
                        index.spread_to(index.place_of(subject)?, &mut subjects);
                        index.add_role(role, &mut permissions);
                    }
                }
                Change::JoinGroup { user, group } | Change::LeaveGroup { user, group } => {
                    let (user, group) = self.membership(user, group)?;
                    subjects.push(user);
                    for index in [self, after] {
                        index.direct(group).iter().for_each(|place| index.add_role(place.role, &mut permissions));
                    }
                }
                Change::DeleteGroup { group } => {
                    let group = self.group_place(group)?;
                    self.spread_to(group, &mut subjects);
                    self.direct(group).iter().for_each(|place| self.add_role(place.role, &mut permissions));
                }
                Change::AddPermission { role, .. } | Change::DropPermission { role, .. } => {
                    let role = self.role_place(role)?;
                    for index in [self, after] {
                        index.holders_of(role, |holder, _| index.spread_to(holder, &mut subjects));
                    }
                    let (before, after) = (self.role(role), after.role(role));
                    permissions.add_difference(&before.free, &after.free);
                    permissions.add_difference(&before.tied, &after.tied);
                }
            }
        }
        subjects.sort_unstable();
        subjects.dedup();
        Ok(Touched { subjects, permissions })
    }

    /// The subject, and the members of a group.
    fn spread_to(&self, subject: u32, into: &mut Vec<u32>) {
        into.push(subject);
        if self.is_group(subject) {
            self.members_of(subject, |member| into.push(member));
        }
    }

    fn add_role(&self, role: u32, permissions: &mut Bits) {
        permissions.add(&self.role(role).free);
        permissions.add(&self.role(role).tied);
    }

    /// For whom something changes between this index and `after`, of those who are touched; in the order of subjects.
    pub(in crate::access) fn differences(&self, after: &Self, touched: &Touched) -> Vec<WhatIfRow> {
        let words: Vec<usize> =
            touched.permissions.words().iter().enumerate().filter(|(_, word)| **word != 0).map(|(at, _)| at).collect();
        let selected = (words.len() < touched.permissions.words().len()).then_some(&words[..]);
        if touched.subjects.len() < WORTH_A_THREAD {
            return self.differences_of(after, &touched.subjects, selected);
        }
        let (first, second) = touched.subjects.split_at(touched.subjects.len() / 2);
        std::thread::scope(|scope| {
            let other = scope.spawn(|| self.differences_of(after, second, selected));
            let mut rows = self.differences_of(after, first, selected);
            // Only a panic of ours could keep the other half away; here it is made again, and panics here.
            rows.extend(other.join().unwrap_or_else(|_| self.differences_of(after, second, selected)));
            rows
        })
    }

    fn differences_of(&self, after: &Self, subjects: &[u32], selected: Selection<'_>) -> Vec<WhatIfRow> {
        let (mut ways, mut scratch) = (Vec::<Way>::new(), Vec::new());
        let (mut before_reach, mut after_reach) = (Reaches::default(), Reaches::default());
        let mut rows = Vec::new();
        for subject in subjects {
            self.ways_of(*subject, &mut ways);
            before_reach.fill(self, ways.iter().map(|way| way.place), selected);
            after.ways_of(*subject, &mut ways);
            after_reach.fill(after, ways.iter().map(|way| way.place), selected);
            let (lost, gained) = Drift::count(&before_reach, &after_reach, &mut scratch);
            if lost + gained > 0 {
                rows.push(WhatIfRow { subject: *subject, lost, gained });
            }
        }
        rows
    }

    /// The change in words.
    pub(in crate::access) fn name_change(&self, change: Change) -> Result<NamedChange, AskError> {
        let words = match &change {
            Change::AddGrant { subject, role, division } => {
                let (who, role, division) = self.grant_words(subject, role, division)?;
                format!("give {role} ({division}) to {who}")
            }
            Change::DropGrant { subject, role, division } => {
                let (who, role, division) = self.grant_words(subject, role, division)?;
                format!("take {role} ({division}) from {who}")
            }
            Change::JoinGroup { user, group } => {
                let (user, group) = self.membership(user, group)?;
                format!("put {} into the group {}", self.row(user).name, self.row(group).name)
            }
            Change::LeaveGroup { user, group } => {
                let (user, group) = self.membership(user, group)?;
                format!("take {} out of the group {}", self.row(user).name, self.row(group).name)
            }
            Change::DeleteGroup { group } => {
                format!("delete the group {}", self.row(self.group_place(group)?).name)
            }
            Change::AddPermission { role, permission } => {
                format!("put {permission} into the role {}", self.role(self.role_place(role)?).name)
            }
            Change::DropPermission { role, permission } => {
                format!("take {permission} out of the role {}", self.role(self.role_place(role)?).name)
            }
        };
        Ok(NamedChange { change, words: words.into() })
    }

    fn grant_words<'a>(
        &'a self,
        subject: &SubjectRef,
        role: &RoleId,
        division: &DivisionId,
    ) -> Result<(&'a DisplayText, &'a DisplayText, &'a DisplayText), AskError> {
        let division = &self.division(self.division_place(division)?).name;
        Ok((&self.row(self.place_of(subject)?).name, &self.role(self.role_place(role)?).name, division))
    }
}
