//! Random tenants, small and mean: wildcards everywhere, gaps in the catalogue, unknown roles, groups with and without
//! grants, `*` beside divisions.

use super::naive::Tenant;
use crate::access::{AccessIndex, Rules, Templates, TenantView};
use crate::model::{
    Catalogue, CatalogueEntry, Condition, DisplayText, Division, Group, GroupType, HeldBy, HeldGrant, HeldPlace,
    Holdings, Licence, Permission, PermissionPolicy, Person, Role, SubjectKind, SubjectRef, UserId, UserState,
};
use proptest::prelude::*;
use std::sync::Arc;

pub(super) fn person(n: usize, division: Option<&str>, state: UserState) -> Person {
    Person {
        id: format!("u{n}").into(),
        name: format!("Person {n}").into(),
        email: format!("p{n}@example.com").into(),
        state,
        division: division.map(Into::into),
        department: DisplayText::default(),
        title: DisplayText::default(),
        manager: None,
        last_login: None,
        version: 1,
    }
}

pub(super) fn group(n: usize) -> Group {
    Group {
        id: format!("g{n}").into(),
        name: format!("Group {n}").into(),
        kind: GroupType::Official,
        member_count: 0,
        owners: Vec::new(),
        roles_enabled: true,
        version: 1,
    }
}

pub(super) fn division(n: usize) -> Division {
    Division { id: format!("d{n}").into(), name: format!("Division {n}").into(), home: n == 0 }
}

pub(super) fn policy(domain: &str, entity: &str, actions: &[&str], condition: bool) -> PermissionPolicy {
    PermissionPolicy {
        domain: domain.into(),
        entity: entity.into(),
        actions: actions.iter().copied().map(DisplayText::new).collect(),
        condition: condition.then(|| Condition { words: "it is theirs".into(), node: serde_json::Value::Null }),
    }
}

pub(super) fn role(n: usize, is_base: bool, policies: Vec<PermissionPolicy>) -> Role {
    Role {
        id: format!("r{n}").into(),
        name: format!("Role {n}").into(),
        description: DisplayText::default(),
        default_role: None,
        is_default: is_base,
        is_base,
        general: Vec::new(),
        policies,
    }
}

pub(super) fn entry(text: &str, division_aware: bool) -> CatalogueEntry {
    CatalogueEntry {
        permission: Permission::parse(text).unwrap(),
        label: format!("Label of {text}").into(),
        division_aware,
        allows_conditions: true,
    }
}

/// People `u0…u3`, groups `g0…g2`, one client, and one person whom no list knows.
pub(super) fn subjects() -> Vec<HeldBy> {
    let user = (0..5).map(|n| SubjectRef::user(&UserId::new(format!("u{n}"))));
    let group = (0..3).map(|n| SubjectRef::new(SubjectKind::Group, format!("g{n}")));
    let client = SubjectRef::new(SubjectKind::OAuthClient, "c0");
    user.chain(group)
        .chain([client])
        .map(|subject| HeldBy { name: format!("Name of {}", subject.id).into(), subject })
        .collect()
}

fn a_policy() -> impl Strategy<Value = PermissionPolicy> {
    let part = || prop::sample::select(vec!["a", "b", "*", "gap"]);
    (part(), part(), prop::collection::vec(part(), 0..3), prop::bool::weighted(0.3))
        .prop_map(|(domain, entity, actions, condition)| policy(domain, entity, &actions, condition))
}

pub(super) fn a_tenant() -> impl Strategy<Value = Tenant> {
    let word = || prop::sample::select(vec!["a", "b"]);
    let entries =
        prop::collection::vec((word(), word(), prop::sample::select(vec!["a", "b", "c"]), any::<bool>()), 0..8);
    let roles = prop::collection::vec((prop::bool::weighted(0.2), prop::collection::vec(a_policy(), 0..3)), 0..4);
    let grants = prop::collection::btree_set((0..9u32, 0..5u32, 0..4u32), 0..10);
    let members = prop::collection::btree_set((0..3u32, 0..5u32), 0..6);
    let state =
        prop::sample::select(vec![UserState::Active, UserState::Active, UserState::Inactive, UserState::Deleted]);
    let people = prop::collection::vec((state, prop::option::of(prop::sample::select(vec!["d0", "d1", "d9"]))), 4);
    (entries, roles, grants, members, people).prop_map(|(entries, roles, grants, members, people)| Tenant {
        people: people.into_iter().enumerate().map(|(n, (state, division))| person(n, division, state)).collect(),
        groups: (0..2).map(group).collect(),
        roles: roles.into_iter().enumerate().map(|(n, (base, policies))| role(n, base, policies)).collect(),
        divisions: (0..2).map(division).collect(),
        catalogue: Catalogue {
            entries: entries.into_iter().map(|(d, e, a, aware)| entry(&format!("{d}:{e}:{a}"), aware)).collect(),
        },
        holdings: Holdings {
            subjects: subjects(),
            roles: (0..5).map(|n| format!("r{n}").into()).collect(),
            divisions: ["*", "d0", "d1", "d2"].map(Into::into).to_vec(),
            groups: (0..3).map(|n| format!("g{n}").into()).collect(),
            grants: grants.into_iter().map(|(subject, role, division)| HeldGrant { subject, role, division }).collect(),
            members: members.into_iter().map(|(group, member)| HeldPlace { group, member }).collect(),
        },
    })
}

impl Tenant {
    pub(super) fn index(&self) -> Arc<AccessIndex> {
        self.index_with(&[], &Templates::default(), &Rules::default())
    }

    pub(super) fn index_with(&self, licences: &[Licence], templates: &Templates, rules: &Rules) -> Arc<AccessIndex> {
        let view = TenantView {
            people: &self.people,
            groups: &self.groups,
            roles: &self.roles,
            divisions: &self.divisions,
            catalogue: &self.catalogue,
            licences,
            holdings: &self.holdings,
        };
        Arc::new(AccessIndex::new(&view, templates, rules))
    }
}
