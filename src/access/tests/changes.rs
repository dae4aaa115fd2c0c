//! Changes made to a tenant's lists, as the naive evaluator understands them.

use super::naive::{Naive, Tenant};
use crate::access::answer::Change;
use crate::model::{
    Condition, DivisionId, GroupId, HeldGrant, HeldPlace, Permission, PermissionPolicy, RoleId, SubjectRef, UserId,
};

impl Tenant {
    pub(super) fn of(&self, subject: &SubjectRef) -> Naive {
        self.naive(subject.kind, &subject.id)
    }

    fn subject_at(&self, subject: &SubjectRef) -> u32 {
        self.holdings.subjects.iter().position(|held| held.subject == *subject).unwrap() as u32
    }

    pub(super) fn after(&self, changes: &[Change]) -> Self {
        let mut after = self.clone();
        let mut deleted = Vec::new();
        let place = |id: &str, ids: Vec<&str>| ids.iter().position(|one| *one == id).unwrap() as u32;
        for change in changes {
            let held = &mut after.holdings;
            let grant = |subject: &SubjectRef, role: &RoleId, division: &DivisionId| HeldGrant {
                subject: self.subject_at(subject),
                role: place(role.as_str(), self.holdings.roles.iter().map(RoleId::as_str).collect()),
                division: place(division.as_str(), self.holdings.divisions.iter().map(DivisionId::as_str).collect()),
            };
            let member = |user: &UserId, group: &GroupId| HeldPlace {
                member: self.subject_at(&SubjectRef::user(user)),
                group: self.holdings.groups.iter().position(|g| g == group).unwrap() as u32,
            };
            match change {
                Change::AddGrant { subject, role, division } => {
                    if !deleted.contains(subject) {
                        held.grants.push(grant(subject, role, division));
                    }
                }
                Change::DropGrant { subject, role, division } => {
                    let gone = grant(subject, role, division);
                    held.grants.retain(|grant| *grant != gone);
                }
                Change::JoinGroup { user, group } => {
                    if !deleted.contains(&SubjectRef::group(group)) {
                        held.members.push(member(user, group));
                    }
                }
                Change::LeaveGroup { user, group } => {
                    let gone = member(user, group);
                    held.members.retain(|place| *place != gone);
                }
                Change::DeleteGroup { group } => {
                    let subject = SubjectRef::group(group);
                    let at = self.subject_at(&subject);
                    held.grants.retain(|grant| grant.subject != at);
                    held.members.retain(|place| self.holdings.groups[place.group as usize] != *group);
                    deleted.push(subject);
                }
                Change::AddPermission { role, permission } => {
                    let role = after.roles.iter_mut().find(|one| one.id == *role).unwrap();
                    role.policies.push(one_policy(permission, None));
                }
                Change::DropPermission { role, permission } => {
                    let catalogue = after.catalogue.clone();
                    let role = after.roles.iter_mut().find(|one| one.id == *role).unwrap();
                    let mut kept = Vec::new();
                    for policy in &role.policies {
                        for action in &policy.actions {
                            let written = format!("{}:{}:{action}", policy.domain, policy.entity);
                            let known = catalogue.entries.iter().map(|e| e.permission.to_string());
                            let mut given: Vec<String> = known.filter(|p| fits(&written, p)).collect();
                            if given.is_empty() {
                                given.push(written);
                            }
                            given.retain(|p| !fits(&permission.to_string(), p));
                            let parsed = given.iter().map(|p| Permission::parse(p).unwrap());
                            kept.extend(parsed.map(|p| one_policy(&p, policy.condition.clone())));
                        }
                    }
                    role.policies = kept;
                }
            }
        }
        after
    }
}

fn fits(pattern: &str, permission: &str) -> bool {
    pattern.split(':').zip(permission.split(':')).all(|(a, b)| a == "*" || a == b)
}

fn one_policy(permission: &Permission, condition: Option<Condition>) -> PermissionPolicy {
    let Permission { domain, entity, action } = permission.clone();
    PermissionPolicy { domain, entity, actions: vec![action], condition }
}
