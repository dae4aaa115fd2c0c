//! Two sides next to each other.

use crate::access::ScopedDivision;
use crate::access::answer::{Change, Compared, ComparedRole, Comparison, NamedChange, Side};
use crate::access::index::{AccessIndex, EVERYWHERE, Place, Way};
use crate::access::question::AskError;
use crate::model::{DisplayText, SubjectKind, UserId, UserState};
use std::collections::{BTreeMap, BTreeSet};

/// A side, in numbers.
struct Half {
    name: DisplayText,
    /// The subject; none for a role or template.
    subject: Option<u32>,
    ways: Vec<Way>,
}

impl AccessIndex {
    pub(super) fn compare(&self, a: &Side, b: &Side) -> Result<Comparison, AskError> {
        let (a, b) = (self.half(a)?, self.half(b)?);
        let (align, align_cannot) = self.align(&a, &b)?;
        Ok(Comparison {
            rows: self.rows(&a, &b),
            roles: self.compared_roles(&a, &b),
            align,
            align_cannot,
            a: a.name,
            b: b.name,
        })
    }

    fn half(&self, side: &Side) -> Result<Half, AskError> {
        let everywhere = |role| Way { group: None, place: Place { role, division: EVERYWHERE } };
        Ok(match side {
            Side::Subject(subject) => {
                let place = self.place_of(subject)?;
                let mut ways = Vec::new();
                self.ways_of(place, &mut ways);
                Half { name: self.row(place).name.clone(), subject: Some(place), ways }
            }
            Side::Role(role) => {
                let place = self.role_place(role)?;
                Half { name: self.role(place).name.clone(), subject: None, ways: vec![everywhere(place)] }
            }
            Side::Template(name) => {
                let roles = self.book().templates.roles_of(name.as_str()).ok_or_else(|| self.no_template(name))?;
                let ways = roles.into_iter().map(|role| self.role_place(role).map(everywhere));
                Half { name: name.clone(), subject: None, ways: ways.collect::<Result<_, _>>()? }
            }
        })
    }

    fn rows(&self, a: &Half, b: &Half) -> Vec<Compared> {
        let merged = |half: &Half| self.merged(&self.reaches_by(half.ways.iter().map(|way| way.place)));
        let mut rows: BTreeMap<usize, Compared> = BTreeMap::new();
        for (at, divisions, tied) in merged(a) {
            let permission = self.permission(at).clone();
            rows.insert(
                at,
                Compared { permission, a: divisions, b: vec![], a_conditional: tied, b_conditional: false },
            );
        }
        for (at, divisions, tied) in merged(b) {
            let row = rows.entry(at).or_insert_with(|| Compared {
                permission: self.permission(at).clone(),
                a: vec![],
                b: vec![],
                a_conditional: false,
                b_conditional: false,
            });
            (row.b, row.b_conditional) = (divisions, tied);
        }
        rows.into_values().collect()
    }

    fn compared_roles(&self, a: &Half, b: &Half) -> Vec<ComparedRole> {
        let mut held: BTreeMap<(Option<u32>, u32), [Vec<ScopedDivision>; 2]> = BTreeMap::new();
        for (side, half) in [a, b].into_iter().enumerate() {
            for way in &half.ways {
                let into = held.entry((way.group, way.place.role)).or_default();
                into[side].push(self.division(way.place.division).clone());
            }
        }
        let mut roles: Vec<(bool, ComparedRole)> = held
            .into_iter()
            .map(|((group, role), [a, b])| {
                let source = group.map_or_else(|| "direct".into(), |group| self.row(group).name.clone());
                (group.is_some(), ComparedRole { role: self.role(role).name.clone(), source, a, b })
            })
            .collect();
        roles.sort_by(|a, b| (a.0, &a.1.role, &a.1.source).cmp(&(b.0, &b.1.role, &b.1.source)));
        roles.into_iter().map(|(_, role)| role).collect()
    }

    /// What would give B the direct grants and the groups of A, first what is added, then what is taken away; and what
    /// cannot be done. A client has no groups, and neither has a group.
    fn align(&self, a: &Half, b: &Half) -> Result<(Vec<NamedChange>, Vec<DisplayText>), AskError> {
        let Some(subject) = b.subject else { return Ok((Vec::new(), Vec::new())) };
        let (mut changes, mut cannot) = (Vec::new(), Vec::new());
        let row = self.row(subject);
        if let Some(state @ (UserState::Inactive | UserState::Deleted)) = row.state {
            cannot.push(format!("{} is {state}, and stays so", row.name).into());
        }
        let direct = |half: &Half| -> BTreeSet<Place> {
            half.ways.iter().filter(|way| way.group.is_none()).map(|way| way.place).collect()
        };
        let groups = |half: &Half| -> BTreeSet<u32> {
            half.subject.into_iter().flat_map(|subject| self.groups_of(subject).collect::<Vec<_>>()).collect()
        };
        let (wanted, held) = (direct(a), direct(b));
        let (wanted_groups, held_groups) = (groups(a), groups(b));
        let user = || UserId::new(row.subject.id.clone());
        let grant = |place: &Place| {
            (row.subject.clone(), self.role_id(place.role).clone(), self.division(place.division).id.clone())
        };
        for place in wanted.difference(&held) {
            let (subject, role, division) = grant(place);
            changes.push(self.name_change(Change::AddGrant { subject, role, division })?);
        }
        let is_person = row.subject.kind == SubjectKind::User;
        for group in wanted_groups.difference(&held_groups) {
            if is_person {
                changes.push(self.name_change(Change::JoinGroup { user: user(), group: self.group_id(*group) })?);
            } else {
                cannot.push(format!("only people can be in the group {}", self.row(*group).name).into());
            }
        }
        for place in held.difference(&wanted) {
            if self.role(place.role).is_base {
                let (role, division) = (&self.role(place.role).name, &self.division(place.division).name);
                cannot.push(format!("{role} ({division}) is a base role and cannot be taken away").into());
                continue;
            }
            let (subject, role, division) = grant(place);
            changes.push(self.name_change(Change::DropGrant { subject, role, division })?);
        }
        for group in held_groups.difference(&wanted_groups).filter(|_| is_person) {
            changes.push(self.name_change(Change::LeaveGroup { user: user(), group: self.group_id(*group) })?);
        }
        Ok((changes, cannot))
    }
}
