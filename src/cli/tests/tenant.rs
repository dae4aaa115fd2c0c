//! A small tenant that can be asked.

use super::super::desk::Whole;
use super::sample;
use crate::access::{AccessIndex, Rules, Templates, TenantView};
use crate::model::*;
use jiff::SignedDuration;
use std::sync::Arc;

/// A group that carries a role.
pub(super) const NIGHT: &str = "6f0c2f7e-3333-4222-8333-444455556666";
/// An OAuth client.
pub(super) const CLIENT: &str = "6f0c2f7e-4444-4222-8333-444455556666";

fn entry(permission: &str, division_aware: bool, label: &str) -> CatalogueEntry {
    CatalogueEntry { permission: parts(permission), label: label.into(), division_aware, allows_conditions: true }
}

fn parts(permission: &str) -> Permission {
    let mut parts = permission.split(':').map(DisplayText::from);
    let mut next = || parts.next().unwrap();
    Permission { domain: next(), entity: next(), action: next() }
}

fn role(id: &str, name: &str, policies: &[(&str, &str, &[&str], Option<&str>)]) -> Role {
    let policy = |(domain, entity, actions, when): &(&str, &str, &[&str], Option<&str>)| PermissionPolicy {
        domain: (*domain).into(),
        entity: (*entity).into(),
        actions: actions.iter().map(|action| (*action).into()).collect(),
        condition: when.map(|words| Condition { words: words.into(), node: serde_json::json!({}) }),
    };
    Role {
        id: id.into(),
        name: name.into(),
        description: DisplayText::default(),
        default_role: None,
        is_default: false,
        is_base: false,
        general: Vec::new(),
        policies: policies.iter().map(policy).collect(),
    }
}

/// Jane has Agent in EMEA and, through Night shift, Lead everywhere; Tom has Auditor in APAC; a client has Lead in EMEA.
pub(super) fn whole() -> Whole {
    let people = [sample::jane(), sample::person(sample::TOM, "Tom Hale", "tom.hale@acme.example")];
    let groups = [Group {
        id: NIGHT.into(),
        name: "Night shift".into(),
        kind: GroupType::Official,
        member_count: 1,
        owners: Vec::new(),
        roles_enabled: true,
        version: 1,
    }];
    let roles = [
        role("r1", "Agent", &[("routing", "queue", &["join", "view"], None)]),
        role(
            "r2",
            "Lead",
            &[
                ("routing", "queue", &["*"], None),
                ("quality", "survey", &["view"], Some("Conversation.queues is Claims")),
            ],
        ),
        role("r3", "Auditor", &[("audits", "audit", &["view"], None), ("routing", "queue", &["view"], None)]),
    ];
    let division = |id: &str, name: &str| Division { id: id.into(), name: name.into(), home: false };
    let catalogue = Catalogue {
        entries: vec![
            entry("audits:audit:view", false, "View audit"),
            entry("quality:survey:view", true, "View survey"),
            entry("routing:queue:delete", true, "Delete queue"),
            entry("routing:queue:join", true, "Join queue"),
            entry("routing:queue:view", true, "View queue"),
        ],
    };
    let held = |subject: SubjectRef, name: &str| HeldBy { subject, name: name.into() };
    let grant = |subject: u32, role: u32, division: u32| HeldGrant { subject, role, division };
    let holdings = Holdings {
        subjects: vec![
            held(SubjectRef::user(&sample::JANE.into()), ""),
            held(SubjectRef::user(&sample::TOM.into()), ""),
            held(SubjectRef::group(&NIGHT.into()), ""),
            held(SubjectRef::new(SubjectKind::OAuthClient, CLIENT), "Robot"),
        ],
        roles: vec!["r1".into(), "r2".into(), "r3".into()],
        divisions: vec!["*".into(), "d1".into(), "d2".into()],
        groups: vec![NIGHT.into()],
        grants: vec![grant(0, 0, 1), grant(1, 2, 2), grant(2, 1, 0), grant(3, 1, 1)],
        members: vec![HeldPlace { group: 0, member: 0 }],
    };
    let view = TenantView {
        people: &people,
        groups: &groups,
        roles: &roles,
        divisions: &[division("d1", "EMEA"), division("d2", "APAC")],
        catalogue: &catalogue,
        licences: &[],
        holdings: &holdings,
    };
    let index = Arc::new(AccessIndex::new(&view, &Templates::default(), &Rules::default()));
    Whole { index, read_at: sample::at(0), age: SignedDuration::from_mins(10), followed: false, warnings: Vec::new() }
}
