//! Why a subject has a permission, and what would end it.

use super::Target;
use crate::access::answer::{Change, Cut, Reach, Why};
use crate::access::effective::merged;
use crate::access::index::{AccessIndex, Drift, Reaches};
use crate::access::question::AskError;
use crate::access::{Path, ScopedDivision};
use crate::model::{GrantSource, SubjectRef, UserId};
use std::collections::HashMap;

impl AccessIndex {
    pub(super) fn why(&self, target: &Target) -> Result<Why, AskError> {
        let mut paths = self.paths_to(target.subject, target.permission);
        paths.retain(|path| self.path_reaches(path, target));
        let known = &self.book().permissions[target.permission];
        let cuts = self.cuts(target, &paths)?;
        let (before, after) = (self.reaches_of(target.subject), self.without(target.subject, &cuts)?);
        Ok(Why {
            subject: self.subject(target.subject),
            permission: known.permission.clone(),
            label: self.label(&known.permission),
            division: self.asked_division(target),
            standing: self.standing(target),
            divisions: if paths.is_empty() { Vec::new() } else { merged(&paths, known.division_aware) },
            division_aware: known.division_aware,
            besides: self.besides(&before, &after, target),
            wider: self.wider(target, &paths)?,
            cuts,
            paths,
        })
    }

    pub(super) fn path_reaches(&self, path: &Path, target: &Target) -> bool {
        let asked = target.division.map(|division| self.division(division));
        path.division.id.is_all()
            || asked.is_none_or(|asked: &ScopedDivision| asked.id == path.division.id)
            || !self.is_aware(target.permission)
    }

    /// One change for each direct grant and each group. None can be spared, because each path ends by one change to the
    /// subject only.
    fn cuts(&self, target: &Target, paths: &[Path]) -> Result<Vec<Cut>, AskError> {
        let me = &self.row(target.subject).subject;
        let before = self.reaches_of(target.subject);
        let changes = distinct(paths, |path| match &path.source {
            GrantSource::Direct => Some(drop_grant(me, path)),
            GrantSource::Group(group) => {
                Some(Change::LeaveGroup { user: UserId::new(me.id.clone()), group: group.clone() })
            }
        });
        changes.into_iter().map(|(change, paths)| self.cut(target, &before, change, paths)).collect()
    }

    /// What a change does besides ending these paths. What is taken from a group is taken from its members too.
    fn cut(&self, target: &Target, before: &Reaches, change: Change, paths: Vec<usize>) -> Result<Cut, AskError> {
        let impossible = match &change {
            Change::DropGrant { subject, role, .. } => {
                let own = *subject == self.row(target.subject).subject;
                (own && self.role(self.role_place(role)?).is_base).then(|| BASE.into())
            }
            _ => None,
        };
        let changes = std::slice::from_ref(&change);
        let after = self.with(changes)?;
        let touched = self.touched(&after, changes)?;
        let others = self
            .differences(&after, &touched)
            .iter()
            .filter(|row| row.lost > 0 && row.subject != target.subject && !self.is_group(row.subject))
            .count();
        let besides = self.besides(before, &after.reaches_of(target.subject), target);
        Ok(Cut { change: self.name_change(change)?, paths, besides, others, impossible })
    }

    /// What the subject would have after all the cuts.
    fn without(&self, subject: u32, cuts: &[Cut]) -> Result<Reaches, AskError> {
        let changes: Vec<Change> = cuts.iter().map(|cut| cut.change.change.clone()).collect();
        Ok(self.with(&changes)?.reaches_of(subject))
    }

    fn besides(&self, before: &Reaches, after: &Reaches, target: &Target) -> Vec<Reach> {
        let mut lost = Drift::between(before, after);
        lost.leave_out(self, target.permission, target.division);
        lost.reach(self)
    }

    /// Roles taken off groups, and the permission taken out of roles.
    fn wider(&self, target: &Target, paths: &[Path]) -> Result<Vec<Cut>, AskError> {
        let permission = self.permission(target.permission);
        let off_group = distinct(paths, |path| match &path.source {
            GrantSource::Direct => None,
            GrantSource::Group(group) => Some(drop_grant(&SubjectRef::group(group), path)),
        });
        let out_of_role = distinct(paths, |path| {
            Some(Change::DropPermission { role: path.role.clone(), permission: permission.clone() })
        });
        let before = self.reaches_of(target.subject);
        off_group
            .into_iter()
            .chain(out_of_role)
            .map(|(change, paths)| self.cut(target, &before, change, paths))
            .collect()
    }
}

const BASE: &str = "a base role: the platform gives it to everybody and does not let it be taken away";

fn drop_grant(subject: &SubjectRef, path: &Path) -> Change {
    Change::DropGrant { subject: subject.clone(), role: path.role.clone(), division: path.division.id.clone() }
}

/// The changes that paths lead to, each once, in the order of the paths, with the paths that each ends.
fn distinct(paths: &[Path], change: impl Fn(&Path) -> Option<Change>) -> Vec<(Change, Vec<usize>)> {
    let mut places: HashMap<Change, usize> = HashMap::new();
    let mut found: Vec<(Change, Vec<usize>)> = Vec::new();
    for (at, path) in paths.iter().enumerate() {
        let Some(change) = change(path) else { continue };
        let place = *places.entry(change.clone()).or_insert(found.len());
        if place == found.len() {
            found.push((change, Vec::new()));
        }
        found[place].1.push(at);
    }
    found
}
