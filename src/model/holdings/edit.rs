//! Changing holdings: whatever was read anew is put in the place of what was known of it, all of it in one pass.

use super::places::Places;
use super::{HeldBy, HeldGrant, HeldPlace, Holdings, RoleHoldings, SubjectRef};
use crate::model::{DisplayText, DivisionId, GroupId, RoleId, UserId};
use std::collections::{HashMap, HashSet};
use std::hash::Hash;

/// What was read anew. Each entry is the whole truth about its key: what it does not list is so no more.
///
/// Where two entries speak of the same grant, the subject's own one counts; of the same membership, the person's.
#[derive(Clone, Debug, Default)]
pub struct HoldingsEdit {
    /// Everybody who holds a role.
    pub roles: RoleHoldings,
    /// Every direct grant of a subject.
    pub subjects: HashMap<SubjectRef, Vec<(RoleId, DivisionId)>>,
    /// Every member of a group.
    pub groups: HashMap<GroupId, Vec<UserId>>,
    /// Every group of a person.
    pub people: HashMap<UserId, Vec<GroupId>>,
}

impl HoldingsEdit {
    /// Whether nothing was read anew.
    pub fn is_empty(&self) -> bool {
        self.roles.is_empty() && self.subjects.is_empty() && self.groups.is_empty() && self.people.is_empty()
    }
}

impl Holdings {
    /// These holdings with what was read anew in its place. Tables come out sorted and hold only what is used, so that
    /// equal holdings are equal values. Linear in what is held.
    #[must_use]
    pub fn edited(&self, edit: &HoldingsEdit) -> Self {
        let mut build = Builder::default();
        build.take_grants(self, edit);
        build.take_members(self, edit);
        build.take_roles(edit);
        for (subject, grants) in &edit.subjects {
            let name = self.name_of(subject).or_else(|| edit.roles.name_of(subject)).cloned().unwrap_or_default();
            let holder = HeldBy { subject: subject.clone(), name };
            grants.iter().for_each(|(role, division)| build.grant(&holder, role, division));
        }
        for (group, members) in &edit.groups {
            for user in members.iter().filter(|user| !edit.people.contains_key(user)) {
                build.member(group, user);
            }
        }
        for (user, groups) in &edit.people {
            groups.iter().for_each(|group| build.member(group, user));
        }
        build.finish()
    }

    /// The direct grants of a subject.
    pub fn grants_of(&self, subject: &SubjectRef) -> Vec<(RoleId, DivisionId)> {
        let Some(at) = self.place_of(subject) else { return Vec::new() };
        let own = self.grants.iter().filter(|grant| grant.subject == at);
        own.map(|g| (self.roles[g.role as usize].clone(), self.divisions[g.division as usize].clone())).collect()
    }

    /// The groups that a person is in.
    pub fn groups_of(&self, user: &UserId) -> Vec<GroupId> {
        let Some(at) = self.place_of(&SubjectRef::user(user)) else { return Vec::new() };
        let own = self.members.iter().filter(|place| place.member == at);
        own.map(|place| self.groups[place.group as usize].clone()).collect()
    }

    fn place_of(&self, subject: &SubjectRef) -> Option<u32> {
        self.subjects.iter().position(|held| held.subject == *subject).map(|at| at as u32)
    }

    fn name_of(&self, subject: &SubjectRef) -> Option<&DisplayText> {
        self.subjects.iter().find(|held| held.subject == *subject).map(|held| &held.name)
    }
}

/// Remembers where a thing of an older table went.
struct Moved(Vec<Option<u32>>);

impl Moved {
    fn of<T: Hash + Eq + Clone + Ord>(&mut self, table: &[T], at: u32, places: &mut Places<T>) -> u32 {
        *self.0[at as usize].get_or_insert_with(|| places.of(&table[at as usize]))
    }
}

#[derive(Default)]
struct Builder {
    subjects: Places<SubjectRef>,
    names: HashMap<SubjectRef, DisplayText>,
    roles: Places<RoleId>,
    divisions: Places<DivisionId>,
    groups: Places<GroupId>,
    grants: Vec<HeldGrant>,
    members: Vec<HeldPlace>,
}

impl Builder {
    fn subject(&mut self, held: &HeldBy) -> u32 {
        if !held.name.is_empty() && !self.names.contains_key(&held.subject) {
            self.names.insert(held.subject.clone(), held.name.clone());
        }
        self.subjects.of(&held.subject)
    }

    fn grant(&mut self, holder: &HeldBy, role: &RoleId, division: &DivisionId) {
        let (subject, role, division) = (self.subject(holder), self.roles.of(role), self.divisions.of(division));
        self.grants.push(HeldGrant { subject, role, division });
    }

    fn member(&mut self, group: &GroupId, user: &UserId) {
        let (group, member) = (self.groups.of(group), self.subjects.of(&SubjectRef::user(user)));
        self.members.push(HeldPlace { group, member });
    }

    fn take_grants(&mut self, older: &Holdings, edit: &HoldingsEdit) {
        let anew: Vec<bool> = older.subjects.iter().map(|s| edit.subjects.contains_key(&s.subject)).collect();
        let role_anew: Vec<bool> = older.roles.iter().map(|role| edit.roles.contains(role)).collect();
        let mut subjects: Vec<Option<u32>> = vec![None; older.subjects.len()];
        let mut roles = Moved(vec![None; older.roles.len()]);
        let mut divisions = Moved(vec![None; older.divisions.len()]);
        for grant in &older.grants {
            let at = grant.subject as usize;
            if anew[at] || role_anew[grant.role as usize] {
                continue;
            }
            let subject = match subjects[at] {
                Some(place) => place,
                None => *subjects[at].insert(self.subject(&older.subjects[at])),
            };
            let role = roles.of(&older.roles, grant.role, &mut self.roles);
            let division = divisions.of(&older.divisions, grant.division, &mut self.divisions);
            self.grants.push(HeldGrant { subject, role, division });
        }
    }

    fn take_roles(&mut self, edit: &HoldingsEdit) {
        let read = &edit.roles;
        let (subjects, divisions) = (read.subjects(), read.divisions());
        let anew: Vec<bool> = subjects.iter().map(|held| edit.subjects.contains_key(&held.subject)).collect();
        let mut subject_at: Vec<Option<u32>> = vec![None; subjects.len()];
        let mut division_at: Vec<Option<u32>> = vec![None; divisions.len()];
        for (role, pairs) in read.iter() {
            let mut role_at = None;
            for &(subject, division) in pairs.iter().filter(|(subject, _)| !anew[*subject as usize]) {
                let (subject, division) = (subject as usize, division as usize);
                let at = match subject_at[subject] {
                    Some(at) => at,
                    None => *subject_at[subject].insert(self.subject(&subjects[subject])),
                };
                self.grants.push(HeldGrant {
                    subject: at,
                    role: *role_at.get_or_insert_with(|| self.roles.of(role)),
                    division: *division_at[division].get_or_insert_with(|| self.divisions.of(divisions[division])),
                });
            }
        }
    }

    fn take_members(&mut self, older: &Holdings, edit: &HoldingsEdit) {
        let people: HashSet<&str> = edit.people.keys().map(UserId::as_str).collect();
        let anew: Vec<bool> = older.subjects.iter().map(|s| people.contains(&*s.subject.id)).collect();
        let group_anew: Vec<bool> = older.groups.iter().map(|group| edit.groups.contains_key(group)).collect();
        let mut groups = Moved(vec![None; older.groups.len()]);
        let mut subjects: Vec<Option<u32>> = vec![None; older.subjects.len()];
        for place in &older.members {
            let at = place.member as usize;
            if anew[at] || group_anew[place.group as usize] {
                continue;
            }
            let member = *subjects[at].get_or_insert_with(|| self.subjects.of(&older.subjects[at].subject));
            let group = groups.of(&older.groups, place.group, &mut self.groups);
            self.members.push(HeldPlace { group, member });
        }
    }

    fn finish(self) -> Holdings {
        let Self { subjects, mut names, roles, divisions, groups, mut grants, mut members } = self;
        let (subjects, subject_at) = subjects.sorted();
        let (roles, role_at) = roles.sorted();
        let (divisions, division_at) = divisions.sorted();
        let (groups, group_at) = groups.sorted();
        for grant in &mut grants {
            grant.subject = subject_at[grant.subject as usize];
            grant.role = role_at[grant.role as usize];
            grant.division = division_at[grant.division as usize];
        }
        for place in &mut members {
            place.group = group_at[place.group as usize];
            place.member = subject_at[place.member as usize];
        }
        grants.sort_unstable();
        grants.dedup();
        grants.shrink_to_fit();
        members.sort_unstable();
        members.dedup();
        members.shrink_to_fit();
        let nameless = DisplayText::default();
        let named = |subject: SubjectRef| {
            let name = names.remove(&subject).unwrap_or_else(|| nameless.clone());
            HeldBy { subject, name }
        };
        Holdings { subjects: subjects.into_iter().map(named).collect(), roles, divisions, groups, grants, members }
    }
}

#[cfg(test)]
mod tests;
