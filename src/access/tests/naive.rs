//! Who may do what, by asking everything of everything: loops over grants, members, roles, policies and the catalogue.
//! Shares no code with the real evaluator.

use crate::model::{Catalogue, Division, Group, Holdings, Person, Role, SubjectKind};
use std::collections::BTreeMap;

/// A whole tenant.
#[derive(Clone, Debug, Default)]
pub(super) struct Tenant {
    pub(super) people: Vec<Person>,
    pub(super) groups: Vec<Group>,
    pub(super) roles: Vec<Role>,
    pub(super) divisions: Vec<Division>,
    pub(super) catalogue: Catalogue,
    pub(super) holdings: Holdings,
}

/// Permission and division (`*` for everywhere), and whether only under conditions.
pub(super) type Naive = BTreeMap<(String, String), bool>;

fn fits(pattern: &str, permission: &str) -> bool {
    pattern.split(':').zip(permission.split(':')).all(|(a, b)| a == "*" || a == b)
}

impl Tenant {
    pub(super) fn naive(&self, kind: SubjectKind, id: &str) -> Naive {
        let held = &self.holdings;
        let name = |n: u32| (held.subjects[n as usize].subject.kind, &*held.subjects[n as usize].subject.id);
        let mut found = Naive::new();
        for grant in &held.grants {
            let by_group = |m: &&crate::model::HeldPlace| {
                name(grant.subject) == (SubjectKind::Group, held.groups[m.group as usize].as_str())
            };
            let mine = name(grant.subject) == (kind, id)
                || held.members.iter().filter(by_group).any(|m| name(m.member) == (kind, id));
            let Some(role) = self.roles.iter().find(|r| mine && r.id == held.roles[grant.role as usize]) else {
                continue;
            };
            for policy in &role.policies {
                for action in &policy.actions {
                    let written = format!("{}:{}:{action}", policy.domain, policy.entity);
                    let known = |e: &&crate::model::CatalogueEntry| fits(&written, &e.permission.to_string());
                    let entries: Vec<_> = self.catalogue.entries.iter().filter(known).collect();
                    let mut given: Vec<(String, bool)> =
                        entries.iter().map(|e| (e.permission.to_string(), e.division_aware)).collect();
                    if given.is_empty() {
                        given.push((written, true));
                    }
                    for (permission, _) in given.clone() {
                        let aware = given.iter().any(|(p, aware)| *p == permission && *aware);
                        let division = if aware { held.divisions[grant.division as usize].as_str() } else { "*" };
                        let only = found.entry((permission, division.to_owned())).or_insert(true);
                        *only &= policy.condition.is_some();
                    }
                }
            }
        }
        found
    }
}
