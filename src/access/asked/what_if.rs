//! What changes would do to the whole tenant.

use crate::access::answer::{Change, Difference, Subject, Survivor, WhatIf, WhatIfRow};
use crate::access::bits::Bits;
use crate::access::index::{AccessIndex, Drift, Way};
use crate::access::question::AskError;
use crate::access::{Access, Path};
use crate::model::DisplayText;
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;

impl AccessIndex {
    pub(super) fn what_if(self: &Arc<Self>, changes: &[Change]) -> Result<WhatIf, AskError> {
        let after = Arc::new(self.with(changes)?);
        let named = changes.iter().map(|change| self.name_change(change.clone())).collect::<Result<_, _>>()?;
        let touched = self.touched(&after, changes)?;
        let mut rows = self.differences(&after, &touched);
        rows.sort_unstable_by_key(|row| (Reverse(row.lost), Reverse(row.gained), row.subject));
        let licences = self.licence_changes(&after, &rows);
        Ok(WhatIf { before: self.clone(), after, changes: named, rows, licences })
    }

    /// The licences that a subject needs by the permissions of its roles: none but for people who are active.
    fn needed(&self, subject: u32, ways: &mut Vec<Way>) -> Bits {
        let mut needed = Bits::new(self.licence_count());
        if self.is_active(subject) {
            self.ways_of(subject, ways);
            ways.iter().for_each(|way| needed.add(&self.role(way.place.role).licences));
        }
        needed
    }

    pub(super) fn needed_names(&self, subject: u32) -> Vec<DisplayText> {
        self.licence_names(&self.needed(subject, &mut Vec::new()))
    }

    pub(super) fn licence_names(&self, licences: &Bits) -> Vec<DisplayText> {
        let mut names: Vec<_> = licences.ones().map(|at| self.licence(at).clone()).collect();
        names.sort_unstable();
        names
    }

    /// A licence can only change for whom a permission does.
    fn licence_changes(&self, after: &Self, rows: &[WhatIfRow]) -> Vec<(DisplayText, usize, usize)> {
        let mut ways = Vec::new();
        let (mut less, mut more) = (vec![0usize; self.licence_count()], vec![0usize; self.licence_count()]);
        for row in rows {
            let (then, now) = (self.needed(row.subject, &mut ways), after.needed(row.subject, &mut ways));
            then.ones().filter(|at| !now.has(*at)).for_each(|at| less[at] += 1);
            now.ones().filter(|at| !then.has(*at)).for_each(|at| more[at] += 1);
        }
        if less == more {
            return Vec::new();
        }
        let mut before = vec![0usize; self.licence_count()];
        for subject in 0..u32::try_from(self.subject_count()).unwrap_or(u32::MAX) {
            self.needed(subject, &mut ways).ones().for_each(|at| before[at] += 1);
        }
        let changed = (0..before.len()).filter(|at| less[*at] != more[*at]);
        let mut changed: Vec<_> =
            changed.map(|at| (self.licence(at).clone(), before[at], before[at] + more[at] - less[at])).collect();
        changed.sort_unstable();
        changed
    }
}

impl WhatIf {
    /// How many subjects something changes for.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether nothing changes for anybody.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The subject in this row.
    pub fn subject(&self, at: usize) -> Option<Subject> {
        Some(self.before.subject(self.rows.get(at)?.subject))
    }

    /// What changes for the subject in this row.
    pub fn row(&self, at: usize) -> Option<Difference> {
        let subject = self.rows.get(at)?.subject;
        let (before, after) = (self.before.reaches_of(subject), self.after.reaches_of(subject));
        Some(Difference {
            subject: self.before.subject(subject),
            lost: Drift::between(&before, &after).reach(&self.before),
            gained: Drift::between(&after, &before).reach(&self.after),
            survives: survivors(&self.before.access_at(subject), self.after.access_at(subject)),
            licences_before: self.before.needed_names(subject),
            licences_after: self.after.needed_names(subject),
        })
    }
}

/// Permissions of which a path is gone and another is left.
fn survivors(before: &Access, after: Access) -> Vec<Survivor> {
    let less: BTreeSet<_> = before
        .permissions
        .iter()
        .filter(|then| {
            let now = after.find(&then.permission).map_or(&[][..], |now| &now.paths);
            // Which templates explain a role may change without any way being gone.
            let is_left = |path: &Path| {
                now.iter().any(|now| {
                    (&now.source, &now.role, &now.policy, &now.division, &now.condition)
                        == (&path.source, &path.role, &path.policy, &path.division, &path.condition)
                })
            };
            !then.paths.iter().all(is_left)
        })
        .map(|then| &then.permission)
        .collect();
    let left = after.permissions.into_iter().filter(|now| less.contains(&now.permission));
    left.map(|now| Survivor { permission: now.permission, by: now.paths }).collect()
}
