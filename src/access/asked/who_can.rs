//! Everybody who has a permission.

use crate::access::answer::{Holder, Subject, Way, WhoCan};
use crate::access::bits::Bits;
use crate::access::effective::merged;
use crate::access::index::AccessIndex;
use crate::model::{GrantSource, SubjectKind, UserState};
use std::sync::Arc;

impl AccessIndex {
    pub(super) fn who_can(self: &Arc<Self>, permission: usize, division: Option<u32>) -> WhoCan {
        let found = self.holders(permission, division);
        let rows: Vec<u32> = found.ones().map(|at| u32::try_from(at).unwrap_or(u32::MAX)).collect();
        let known = &self.book().permissions[permission];
        let mut answer = WhoCan {
            index: self.clone(),
            permission: known.permission.clone(),
            label: self.label(&known.permission),
            division: division.map(|division| self.division(division).clone()),
            division_aware: known.division_aware,
            active_people: 0,
            other_people: 0,
            groups: 0,
            clients: 0,
            rows,
        };
        for subject in &answer.rows {
            let row = self.row(*subject);
            let count = match row.subject.kind {
                SubjectKind::User if row.state == Some(UserState::Active) => &mut answer.active_people,
                SubjectKind::User => &mut answer.other_people,
                SubjectKind::Group => &mut answer.groups,
                SubjectKind::OAuthClient | SubjectKind::Other => &mut answer.clients,
            };
            *count += 1;
        }
        answer
    }

    /// The places of all who have the permission, freely or under conditions.
    pub(super) fn holders(&self, permission: usize, division: Option<u32>) -> Bits {
        let mut found = Bits::new(self.subject_count());
        let mut groups = Vec::new();
        for role in 0..self.role_count() {
            let row = self.role(role);
            if !row.free.has(permission) && !row.tied.has(permission) {
                continue;
            }
            self.holders_of(role, |subject, granted| {
                if self.reaches(granted, permission, division) && !found.has(subject as usize) {
                    found.set(subject as usize);
                    if self.is_group(subject) {
                        groups.push(subject);
                    }
                }
            });
        }
        for group in groups {
            self.members_of(group, |member| found.set(member as usize));
        }
        found
    }
}

impl WhoCan {
    /// The subject in the row at this place.
    pub fn subject(&self, at: usize) -> Option<Subject> {
        Some(self.index.subject(*self.rows.get(at)?))
    }

    /// The row at this place.
    pub fn row(&self, at: usize) -> Option<Holder> {
        let subject = *self.rows.get(at)?;
        let place = self.index.book().place(&self.permission)?;
        let mut paths = self.index.paths_to(subject, place);
        if let Some(division) = self.division.as_ref().filter(|_| self.division_aware) {
            paths.retain(|path| path.division.id.is_all() || path.division.id == division.id);
        }
        let mut ways: Vec<Way> = paths
            .iter()
            .map(|path| Way {
                source: path.source_name.clone(),
                direct: path.source == GrantSource::Direct,
                role: path.role_name.clone(),
                division: path.division.clone(),
                condition: path.condition.clone(),
            })
            .collect();
        ways.dedup();
        Some(Holder {
            subject: self.index.subject(subject),
            divisions: merged(&paths, self.division_aware),
            only_conditional: paths.iter().all(|path| path.condition.is_some()),
            ways,
        })
    }
}
