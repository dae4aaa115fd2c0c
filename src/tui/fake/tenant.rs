//! The small organisation as an index: what `who can` and `what if` need to make their rows from.

use super::people;
use crate::access::{AccessIndex, Rules, Templates, TenantView};
use crate::model::{
    Catalogue, CatalogueEntry, Division, Group, GroupType, HeldBy, HeldGrant, HeldPlace, Holdings, Permission,
    PermissionPolicy, Person, Role, SubjectRef,
};
use std::sync::Arc;

fn role(name: &str, is_base: bool, policies: &[(&str, &str, &[&str])]) -> Role {
    let policy = |(domain, entity, actions): &(&str, &str, &[&str])| PermissionPolicy {
        domain: (*domain).into(),
        entity: (*entity).into(),
        actions: actions.iter().map(|action| (*action).into()).collect(),
        condition: None,
    };
    Role {
        id: name.into(),
        name: name.into(),
        description: "".into(),
        default_role: None,
        is_default: is_base,
        is_base,
        general: Vec::new(),
        policies: policies.iter().map(policy).collect(),
    }
}

/// Everybody is an agent at home, every third one a supervisor in EMEA through the group Night shift, and Jane Doe may
/// delete queues in Claims by a role of her own.
pub fn index(people: &[Person]) -> Arc<AccessIndex> {
    let entry = |(domain, entity, action): (&str, &str, &str)| CatalogueEntry {
        permission: Permission { domain: domain.into(), entity: entity.into(), action: action.into() },
        label: format!("{action} {entity}").into(),
        division_aware: domain != "directory",
        allows_conditions: false,
    };
    let catalogue = Catalogue {
        entries: [
            ("conversation", "call", "accept"),
            ("directory", "user", "view"),
            ("routing", "queue", "delete"),
            ("routing", "queue", "join"),
            ("routing", "queue", "view"),
        ]
        .map(entry)
        .to_vec(),
    };
    let roles = [
        role("Agent", false, &[("conversation", "call", &["accept"]), ("routing", "queue", &["join", "view"])]),
        role("Supervisor", false, &[("routing", "queue", &["*"])]),
        role("Queue keeper", false, &[("routing", "queue", &["delete"])]),
        role("Employee", true, &[("directory", "user", &["view"])]),
    ];
    let divisions = ["Claims", "EMEA", "Home", "Sales"].map(|name| Division {
        id: name.into(),
        name: name.into(),
        home: name == "Home",
    });
    let groups = [Group {
        id: "g-night".into(),
        name: "Night shift".into(),
        kind: GroupType::Official,
        member_count: 0,
        owners: Vec::new(),
        roles_enabled: true,
        version: 1,
    }];
    let mut subjects: Vec<HeldBy> =
        people.iter().map(|p| HeldBy { subject: SubjectRef::user(&p.id), name: p.name.clone() }).collect();
    let night = u32::try_from(subjects.len()).unwrap();
    subjects.push(HeldBy { subject: SubjectRef::group(&groups[0].id), name: "Night shift".into() });
    let mut grants: Vec<HeldGrant> = (0..night).map(|subject| HeldGrant { subject, role: 0, division: 2 }).collect();
    grants.push(HeldGrant { subject: night, role: 1, division: 1 });
    grants.push(HeldGrant { subject: 0, role: 2, division: 0 });
    grants.sort_unstable();
    let holdings = Holdings {
        subjects,
        roles: roles.iter().map(|r| r.id.clone()).collect(),
        divisions: divisions.iter().map(|d| d.id.clone()).collect(),
        groups: vec![groups[0].id.clone()],
        grants,
        members: (0..night).step_by(3).map(|member| HeldPlace { group: 0, member }).collect(),
    };
    let view = TenantView {
        people,
        groups: &groups,
        roles: &roles,
        divisions: &divisions,
        catalogue: &catalogue,
        licences: &[],
        holdings: &holdings,
    };
    Arc::new(AccessIndex::new(&view, &Templates::default(), &Rules::default()))
}

/// The index of the small organisation itself.
pub fn small() -> Arc<AccessIndex> {
    let at_home = |hit: crate::backend::Hit| Person { division: Some("Home".into()), ..hit.person };
    index(&people::people().into_iter().map(at_home).collect::<Vec<_>>())
}

/// The same with so many people.
pub fn large(count: usize) -> Arc<AccessIndex> {
    let one = people::people().swap_remove(0).person;
    let many: Vec<Person> = (0..count)
        .map(|n| Person { id: format!("u{n:06}").into(), name: format!("Person {n:06}").into(), ..one.clone() })
        .collect();
    index(&many)
}
