//! What one person's grants give, against examples and against brute force.

use super::super::*;
use super::twin::Tenant;
use crate::model::{Catalogue, CatalogueEntry, Condition, Grant, GroupId, PermissionPolicy, Role, UserId};
use proptest::prelude::*;
use std::collections::HashMap;

fn permission(text: &str) -> Permission {
    let mut parts = text.split(':').map(DisplayText::new);
    let mut next = || parts.next().unwrap();
    Permission { domain: next(), entity: next(), action: next() }
}

fn catalogue(aware: &[&str], unaware: &[&str]) -> Catalogue {
    let entry = |text: &&str, division_aware| CatalogueEntry {
        permission: permission(text),
        label: DisplayText::default(),
        division_aware,
        allows_conditions: true,
    };
    let entries = aware.iter().map(|t| entry(t, true)).chain(unaware.iter().map(|t| entry(t, false)));
    Catalogue { entries: entries.collect() }
}

fn policy(text: &str, condition: Option<&str>) -> PermissionPolicy {
    let (head, actions) = text.rsplit_once(':').unwrap();
    let (domain, entity) = head.split_once(':').unwrap();
    PermissionPolicy {
        domain: domain.into(),
        entity: entity.into(),
        actions: actions.split(',').map(DisplayText::new).collect(),
        condition: condition.map(|words| Condition { words: words.into(), node: serde_json::Value::Null }),
    }
}

fn role(id: &str, policies: &[&str]) -> Role {
    Role {
        id: id.into(),
        name: format!("Role {id}").into(),
        description: DisplayText::default(),
        default_role: None,
        is_default: false,
        is_base: false,
        general: Vec::new(),
        policies: policies.iter().map(|text| policy(text, None)).collect(),
    }
}

fn grant(source: &str, role: &str, division: &str) -> Grant {
    Grant {
        holder: UserId::new("u"),
        source: if source.is_empty() { GrantSource::Direct } else { GrantSource::Group(source.into()) },
        role: role.into(),
        role_name: format!("then {role}").into(),
        division: division.into(),
        division_name: format!("Division {division}").into(),
        granted_at: None,
    }
}

fn book(tenant: &Tenant) -> RoleBook {
    RoleBook::new(&tenant.roles, &CatalogueIndex::new(&tenant.catalogue))
}

fn access(tenant: &Tenant, grants: &[Grant]) -> Access {
    effective(grants, &tenant.groups, &book(tenant))
}

fn sample() -> Tenant {
    let mut lead = role("lead", &["routing:queue:*", "directory:*:view", "ghost:*:*", "routing:queue:invented"]);
    lead.default_role = Some("supervisor".into());
    lead.general = vec!["group_creation".into(), "admin".into()];
    let mut agent = role("agent", &["directory:user:view"]);
    agent.policies.push(policy("routing:queue:view,join", Some("Conversation.queues is Claims")));
    let mut supervisor = role("sup", &["*:*:*"]);
    supervisor.name = "Supervisor".into();
    supervisor.is_default = true;
    supervisor.default_role = Some("supervisor".into());
    Tenant {
        roles: vec![lead, agent, supervisor],
        catalogue: catalogue(
            &["routing:queue:view", "routing:queue:join", "routing:queue:delete", "directory:user:view"],
            &["directory:group:view", "directory:group:add"],
        ),
        groups: HashMap::from([("g1".into(), "Night shift".into()), ("g2".into(), "Alpha".into())]),
    }
}

fn lines(access: &Access) -> Vec<String> {
    let text = |p: &EffectivePermission| {
        let divisions: Vec<&str> = p.divisions.iter().map(|d| d.name.as_str()).collect();
        let mark = if p.unknown { " unknown" } else { "" };
        let only = if p.only_conditional { " conditional" } else { "" };
        format!("{} [{}]{mark}{only} {}", p.permission, divisions.join(", "), p.paths.len())
    };
    access.permissions.iter().map(text).collect()
}

#[test]
fn wildcards_expand_and_what_is_not_known_is_marked() {
    let access = access(&sample(), &[grant("", "lead", "d1")]);
    let expected = [
        "directory:group:view [all] 1",
        "directory:user:view [Division d1] 1",
        "ghost:*:* [Division d1] unknown 1",
        "routing:queue:delete [Division d1] 1",
        "routing:queue:invented [Division d1] unknown 1",
        "routing:queue:join [Division d1] 1",
        "routing:queue:view [Division d1] 1",
    ];
    assert_eq!(lines(&access), expected);
    assert_eq!(access.permissions[3].paths[0].policy.as_str(), "routing:queue:*");
    assert_eq!(access.roles[0].derived_from.as_ref().unwrap().as_str(), "Supervisor");
    assert_eq!(access.roles[0].permission_count, 7);
    let general: Vec<&str> = access.general.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(general, ["admin", "group_creation"]);
}

#[test]
fn a_condition_holds_only_until_another_path_is_free_of_it() {
    let tenant = sample();
    let alone = access(&tenant, &[grant("", "agent", "d1")]);
    assert!(alone.find(&permission("routing:queue:view")).unwrap().only_conditional);
    let both = access(&tenant, &[grant("", "agent", "d1"), grant("g1", "lead", "d2")]);
    let view = both.find(&permission("routing:queue:view")).unwrap();
    assert!(!view.only_conditional);
    assert_eq!(view.paths[0].condition.as_ref().unwrap().as_str(), "Conversation.queues is Claims");
    assert_eq!(view.paths[1].condition, None);
}

#[test]
fn all_divisions_swallow_the_others_but_no_path_is_lost() {
    let tenant = sample();
    let grants =
        [grant("", "agent", "d2"), grant("g1", "agent", "*"), grant("", "agent", "d1"), grant("", "agent", "d1")];
    let access = access(&tenant, &grants);
    let user = access.find(&permission("directory:user:view")).unwrap();
    assert_eq!(user.divisions, [ScopedDivision::all()]);
    let paths: Vec<String> = user.paths.iter().map(|p| format!("{} {}", p.source_name, p.division.name)).collect();
    assert_eq!(paths, ["direct Division d1", "direct Division d2", "Night shift all"]);
    assert_eq!(access.roles.len(), 2);
}

#[test]
fn branches_stand_direct_first_then_by_the_name_of_the_group() {
    let tenant = sample();
    let grants =
        [grant("g1", "lead", "d1"), grant("zz", "lead", "d1"), grant("g2", "agent", "d1"), grant("", "gone", "d1")];
    let access = access(&tenant, &grants);
    let order: Vec<&str> = access.roles.iter().map(|b| b.source_name.as_str()).collect();
    assert_eq!(order, ["direct", "Alpha", "Night shift", "zz"]);
    assert!(access.roles[0].unknown);
    assert_eq!(access.roles[0].role_name.as_str(), "then gone");
    assert!(!access.roles[1].unknown);
}

#[test]
fn a_role_alone_and_a_branch_alone() {
    let tenant = sample();
    let book = book(&tenant);
    let alone = role_access(&"agent".into(), &book).unwrap();
    let user = alone.find(&permission("directory:user:view")).unwrap();
    assert_eq!(user.divisions[0].name.as_str(), "where granted");
    assert_eq!(alone.permissions.len(), 3);
    assert_eq!(role_access(&"gone".into(), &book), None);

    let grants = [grant("", "agent", "d1"), grant("g1", "lead", "d2"), grant("g1", "agent", "*")];
    let all = access(&tenant, &grants);
    let through = all.through(&GrantSource::Direct, &"agent".into());
    let names: Vec<String> = through.iter().map(|p| format!("{} {}", p.permission, p.divisions[0].name)).collect();
    let expected =
        ["directory:user:view Division d1", "routing:queue:join Division d1", "routing:queue:view Division d1"];
    assert_eq!(names, expected);
    assert!(through[2].only_conditional && !all.find(&permission("routing:queue:view")).unwrap().only_conditional);
    assert_eq!(all.branches_of(&GrantSource::Group("g1".into())).count(), 2);
}

#[test]
fn ten_thousand_policies_and_two_hundred_groups_come_out_whole() {
    let aware: Vec<String> = (0..40).flat_map(|e| (0..10).map(move |a| format!("d{}:e{e}:a{a}", e % 5))).collect();
    let texts: Vec<&str> = aware.iter().map(String::as_str).collect();
    let mut many = role("many", &[]);
    many.policies = (0..10_000).map(|n| policy(&format!("x{}:y{n}:view", n % 7), None)).collect();
    let everything = role("all", &["*:*:*", "d1:*:*"]);
    let tenant = Tenant { roles: vec![many, everything], catalogue: catalogue(&texts, &[]), groups: HashMap::new() };
    let mut grants = vec![grant("", "many", "*")];
    grants.extend((0..200).map(|n| grant(&format!("g{n:03}"), "all", &format!("d{n}"))));
    let access = access(&tenant, &grants);
    assert_eq!(access.permissions.len(), 10_400);
    assert_eq!(access.roles.len(), 201);
    let one = access.find(&permission("d1:e1:a1")).unwrap();
    assert_eq!((one.paths.len(), one.divisions.len()), (400, 200));
    assert_eq!(access.permissions.iter().filter(|p| p.unknown).count(), 10_000);
}

#[test]
fn nothing_in_nothing_out() {
    assert_eq!(effective(&[], &HashMap::new(), &RoleBook::default()), Access::default());
    let empty = role("empty", &[]);
    let tenant = Tenant { roles: vec![empty], catalogue: Catalogue::default(), groups: HashMap::new() };
    let access = access(&tenant, &[grant("", "empty", "d1")]);
    assert_eq!((access.roles.len(), access.permissions.len()), (1, 0));
}

fn part() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["a", "b", "c", "*"])
}

fn some_policy() -> impl Strategy<Value = PermissionPolicy> {
    let domain = prop::sample::select(vec!["a", "b", "c", "a", "b", "c", "*"]);
    let condition = prop::option::weighted(0.3, prop::sample::select(vec!["if own", "if late"]));
    (domain, part(), prop::collection::vec(part(), 0..3), condition).prop_map(|(domain, entity, actions, condition)| {
        PermissionPolicy {
            domain: domain.into(),
            entity: entity.into(),
            actions: actions.into_iter().map(DisplayText::new).collect(),
            condition: condition.map(|words| Condition { words: words.into(), node: serde_json::Value::Null }),
        }
    })
}

fn some_role() -> impl Strategy<Value = Role> {
    let name = prop::sample::select(vec!["Agent", "Lead", "", "Lead"]);
    let default_role = prop::option::of(prop::sample::select(vec!["agent", "supervisor"]));
    let general = prop::collection::vec(prop::sample::select(vec!["admin", "group_creation"]), 0..3);
    let policies = prop::collection::vec(some_policy(), 0..4);
    (0..5u8, name, default_role, any::<(bool, bool)>(), general, policies).prop_map(
        |(id, name, default_role, (is_default, is_base), general, policies)| Role {
            id: format!("r{id}").into(),
            name: name.into(),
            description: DisplayText::default(),
            default_role: default_role.map(DisplayText::new),
            is_default,
            is_base,
            general: general.into_iter().map(DisplayText::new).collect(),
            policies,
        },
    )
}

fn some_tenant() -> impl Strategy<Value = Tenant> {
    let word = || prop::sample::select(vec!["a", "b", "c"]);
    let entry = (word(), word(), word(), any::<bool>()).prop_map(|(d, e, a, division_aware)| CatalogueEntry {
        permission: Permission { domain: d.into(), entity: e.into(), action: a.into() },
        label: DisplayText::default(),
        division_aware,
        allows_conditions: false,
    });
    let groups = prop::collection::hash_map(
        (0..4u8).prop_map(|n| GroupId::new(format!("g{n}"))),
        prop::sample::select(vec!["Alpha", "Beta", ""]).prop_map(DisplayText::new),
        0..4,
    );
    (prop::collection::vec(some_role(), 0..5), prop::collection::vec(entry, 0..12), groups)
        .prop_map(|(roles, entries, groups)| Tenant { roles, catalogue: Catalogue { entries }, groups })
}

fn some_grants() -> impl Strategy<Value = Vec<Grant>> {
    let source = prop::sample::select(vec!["", "", "g0", "g1", "g2", "g3"]);
    let division = prop::sample::select(vec!["d1", "d2", "d3", "*"]);
    let names = (prop::sample::select(vec!["", "Old", "New"]), prop::sample::select(vec!["", "Home", "House"]));
    let one =
        (source, 0..6u8, division, names).prop_map(|(source, role, division, (role_name, division_name))| Grant {
            role_name: role_name.into(),
            division_name: division_name.into(),
            ..grant(source, &format!("r{role}"), division)
        });
    prop::collection::vec(one, 0..10)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn agrees_with_brute_force(tenant in some_tenant(), grants in some_grants(), turn in 0usize..10) {
        let fast = access(&tenant, &grants);
        prop_assert_eq!(&fast, &tenant.access(&grants));
        let mut turned = grants.clone();
        turned.rotate_left(turn % grants.len().max(1));
        turned.extend(grants.first().cloned());
        prop_assert_eq!(&fast, &access(&tenant, &turned), "order or repetition of grants matters");
        for whole in &fast.permissions {
            for path in &whole.paths {
                let through = fast.through(&path.source, &path.role);
                prop_assert!(through.iter().any(|p| p.permission == whole.permission && p.paths.contains(path)));
            }
        }
    }
}
