//! A small organisation with the names that make trouble.

use crate::access::{Access, BranchPolicy, EffectivePermission, Path, RoleBranch, ScopedDivision};
use crate::backend::{BudgetMeter, Command, DirectoryState, Event, Hit, PersonCard, Session};
use crate::model::{
    DisplayText, DivisionId, ExternalId, Grant, GrantSource, Group, GroupId, GroupImage, GroupMember, GroupType,
    OpenConversation, Operator, Permission, Person, Queue, QueueMembership, Seat, Timestamp, UserId, UserState,
};
use std::sync::Arc;
use std::time::Duration;

pub fn session() -> Session {
    Session {
        tenant: "Acme practice".into(),
        environment: "practice tenant".into(),
        demo: true,
        operator: Operator { name: "m.berger".into(), account: "mb@desk-4".into(), known_by: "configured".into() },
        recipes: vec!["standard-leaver".into(), "keep-inactive".into()],
    }
}

pub fn directory() -> DirectoryState {
    DirectoryState::Ready {
        people: people().len(),
        read_at: "2026-03-03T10:39:00Z".parse().unwrap(),
        access_at: Some("2026-03-03T10:39:00Z".parse().unwrap()),
        behind: None,
    }
}

pub fn budget() -> BudgetMeter {
    BudgetMeter {
        used: 38,
        allowed: Some(300),
        resets_in: Some(Duration::from_secs(41)),
        calls: 38,
        ..BudgetMeter::default()
    }
}

/// Name, division, state, and whether somebody else has the same name.
const NAMES: &[(&str, &str, UserState, bool)] = &[
    ("Jane Doe", "Support EMEA", UserState::Active, false),
    ("Janek Nowak", "Billing", UserState::Active, false),
    ("Ján Kováč", "Support EMEA", UserState::Inactive, false),
    ("季 Jan", "Sales", UserState::Active, false),
    ("Jan Jansen", "Claims", UserState::Active, true),
    ("Jan Jansen", "Claims", UserState::Active, true),
    ("Mallory \u{202e}nimda\u{1b}[31m", "Home", UserState::Active, false),
    ("漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字", "Sales", UserState::Active, false),
    (
        "Wolfeschlegelsteinhausenbergerdorff-Smith Jr",
        "A division with a name that is rather long",
        UserState::Deleted,
        false,
    ),
    ("Ann Smith", "Support EMEA", UserState::Active, false),
    ("Tom Okafor", "Claims", UserState::Active, false),
    ("Nobody Nothing", "Home", UserState::Active, false),
];

fn id(number: usize) -> String {
    format!("5f0c7a1e-0000-4000-8000-0000000{:05x}", number * 4099 % 1_048_576)
}

pub fn people() -> Vec<Hit> {
    NAMES
        .iter()
        .enumerate()
        .map(|(number, (name, division, state, twin))| Hit {
            person: person(number, name, *state),
            division: (*division).into(),
            matched: Vec::new(),
            twin: *twin,
        })
        .collect()
}

fn person(number: usize, name: &str, state: UserState) -> Person {
    let mail: String = name.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
    Person {
        id: UserId::new(id(number)),
        name: name.into(),
        email: format!("{mail}.{number}@acme.example").into(),
        state,
        version: 7,
        division: Some("d1".into()),
        department: "Customer care".into(),
        title: "Agent".into(),
        manager: None,
        last_login: Some("2026-03-03T08:30:00Z".parse().unwrap()),
    }
}

/// Those whose names hold the text, without regard to case.
pub fn search(query: &str) -> Vec<Hit> {
    let query = query.to_lowercase();
    let mut hits = people();
    hits.retain_mut(|hit| {
        let name: Vec<char> = hit.person.name.as_str().to_lowercase().chars().collect();
        let wanted: Vec<char> = query.chars().collect();
        let plain = |c: char| match c {
            'á' => 'a',
            'č' => 'c',
            other => other,
        };
        if wanted.is_empty() || query.contains('@') && hit.person.email.as_str() == query {
            return true;
        }
        let at = name.windows(wanted.len()).position(|w| w.iter().map(|c| plain(*c)).eq(wanted.iter().copied()));
        if let Some(at) = at {
            hit.matched = (at as u32..(at + wanted.len()) as u32).collect();
        }
        at.is_some()
    });
    hits
}

/// The answer to a read, if it is one of this organisation's.
pub fn answer(command: &Command) -> Option<Event> {
    match command {
        Command::Search { generation, query, limit, first, .. } => {
            let mut hits = search(query);
            let matched = hits.len();
            // Stable, so that the others keep their order.
            hits.sort_by_key(|hit| first.iter().position(|id| *id == hit.person.id).unwrap_or(usize::MAX));
            hits.truncate(*limit);
            Some(Event::Found { generation: *generation, hits, matched, total: people().len() })
        }
        Command::OpenPerson { generation, id } => {
            let hit = people().into_iter().find(|h| h.person.id == *id)?;
            Some(Event::Person { generation: *generation, result: Ok(Arc::new(card(hit.person))) })
        }
        Command::OpenGroup { generation, .. } => {
            Some(Event::Group { generation: *generation, result: Ok(Arc::new(night_shift())) })
        }
        _ => super::bulk::answer(command)
            .or_else(|| super::inbox::answer(command))
            .or_else(|| super::outside::answer(command))
            .or_else(|| super::past::answer(command))
            .or_else(|| super::answers::answer(command)),
    }
}

fn read_at() -> Timestamp {
    "2026-03-03T10:41:06Z".parse().unwrap()
}

fn group(id: &str, name: &str, members: u32, owners: Vec<UserId>) -> Group {
    Group {
        id: id.into(),
        name: name.into(),
        kind: GroupType::Official,
        member_count: members,
        owners,
        roles_enabled: true,
        version: 3,
    }
}

/// Everything about a person: Jane is on calls and owns a group, `Nobody Nothing` has nothing.
pub fn card(person: Person) -> PersonCard {
    let nothing = person.name.as_str() == "Nobody Nothing";
    let mut seat = Seat {
        read_at: read_at(),
        manager_name: Some("Ann Smith".into()),
        division_name: "Support EMEA".into(),
        external_ids: vec![ExternalId { authority: "HR".into(), key: "4711".into() }],
        grants: Vec::new(),
        grants_version: Some(4),
        groups: vec![
            group("g-night", "Night shift", 23, vec![person.id.clone()]),
            group("g-emea", "EMEA agents", 1480, Vec::new()),
        ],
        queues: ["Claims", "Billing", "Overflow"]
            .map(|name| QueueMembership { id: name.into(), name: name.into(), joined: true, by_group: false })
            .to_vec(),
        skills: Vec::new(),
        languages: Vec::new(),
        utilization: None,
        associated_station: None,
        default_station: None,
        routing_status: Some("INTERACTING".into()),
        licences: vec!["CX 2".into()],
        open_conversations: (1..=2)
            .map(|n| OpenConversation {
                id: format!("c{n}").into(),
                media: "voice".into(),
                started: None,
                queue: Some("Claims".into()),
            })
            .collect(),
        direct_reports: Vec::new(),
        last_token_issued: None,
        person,
    };
    let mut access = access();
    if nothing {
        seat.groups.clear();
        seat.queues.clear();
        seat.licences.clear();
        seat.open_conversations.clear();
        seat.external_ids.clear();
        access = Access::default();
    }
    PersonCard { seat, access, drift: Vec::new() }
}

fn division(name: &str) -> ScopedDivision {
    ScopedDivision { name: name.into(), id: if name == "all" { DivisionId::ALL.into() } else { name.into() } }
}

fn branch(
    source: GrantSource,
    source_name: &str,
    role: &str,
    divisions: &[&str],
    policies: &[(&str, &str, &[&str])],
) -> RoleBranch {
    let policies: Vec<BranchPolicy> = policies
        .iter()
        .map(|(domain, entity, actions)| BranchPolicy {
            domain: (*domain).into(),
            entity: (*entity).into(),
            actions: actions.iter().map(DisplayText::new).collect(),
            condition: None,
        })
        .collect();
    RoleBranch {
        source,
        source_name: source_name.into(),
        role: role.into(),
        role_name: role.into(),
        divisions: divisions.iter().map(|d| division(d)).collect(),
        derived_from: (role == "Supervisor").then(|| "Master supervisor".into()),
        is_base: role == "Employee",
        licences: Vec::new(),
        permission_count: policies.iter().map(|p| p.actions.len()).sum(),
        policies,
        unknown: role == "Ghost",
    }
}

/// Domain, entity, action, and the roles that give it with their divisions.
type Given = (&'static str, &'static str, &'static str, &'static [(&'static str, &'static str)]);

fn access() -> Access {
    let night = GrantSource::Group("g-night".into());
    let roles = vec![
        branch(
            GrantSource::Direct,
            "direct",
            "Agent",
            &["Home"],
            &[("conversation", "call", &["accept", "add"]), ("routing", "queue", &["join", "view"])],
        ),
        branch(GrantSource::Direct, "direct", "Employee", &["Home"], &[("directory", "user", &["view"])]),
        branch(GrantSource::Direct, "direct", "Ghost", &["Home"], &[]),
        branch(
            night.clone(),
            "Night shift",
            "Supervisor",
            &["EMEA"],
            &[("routing", "queue", &["delete", "join", "view"]), ("routing", "queueMember", &["manage"])],
        ),
    ];
    let mut permissions = Vec::new();
    let all: &[Given] = &[
        ("conversation", "call", "accept", &[("Agent", "Home")]),
        ("conversation", "call", "add", &[("Agent", "Home")]),
        ("directory", "user", "view", &[("Employee", "all")]),
        ("routing", "queue", "delete", &[("Supervisor", "EMEA")]),
        ("routing", "queue", "join", &[("Agent", "Home"), ("Supervisor", "EMEA")]),
        ("routing", "queue", "view", &[("Agent", "Home"), ("Supervisor", "EMEA")]),
        ("routing", "queueMember", "manage", &[("Supervisor", "EMEA")]),
    ];
    for (domain, entity, action, paths) in all {
        let conditional = *entity == "queueMember";
        permissions.push(EffectivePermission {
            permission: Permission { domain: (*domain).into(), entity: (*entity).into(), action: (*action).into() },
            unknown: false,
            division_aware: *domain != "directory",
            only_conditional: conditional,
            licences: Vec::new(),
            divisions: paths.iter().map(|(_, d)| division(d)).collect(),
            paths: paths
                .iter()
                .map(|(role, d)| Path {
                    source: if *role == "Supervisor" { night.clone() } else { GrantSource::Direct },
                    source_name: if *role == "Supervisor" { "Night shift".into() } else { "direct".into() },
                    role: (*role).into(),
                    role_name: (*role).into(),
                    templates: Vec::new(),
                    policy: format!("{domain}:{entity}:*").into(),
                    division: division(d),
                    condition: conditional.then(|| "the queue is Claims".into()),
                })
                .collect(),
        });
    }
    Access { roles, permissions, general: vec![("group_creation".into(), vec!["Supervisor".into()])] }
}

pub fn night_shift() -> GroupImage {
    let members = [("Ann Smith", 9, true, true), ("Jane Doe", 0, true, false), ("Tom Okafor", 10, false, true)]
        .map(|(name, number, owner, individual)| {
            let person = person(number, name, UserState::Active);
            GroupMember { id: person.id, name: person.name, email: person.email, owner, individual }
        })
        .to_vec();
    GroupImage {
        group: group("g-night", "Night shift", 3, vec![UserId::new(id(9)), UserId::new(id(0))]),
        members,
        grants: vec![Grant {
            holder: UserId::new(id(0)),
            source: GrantSource::Group(GroupId::new("g-night")),
            role: "Supervisor".into(),
            role_name: "Supervisor".into(),
            division: "EMEA".into(),
            division_name: "EMEA".into(),
            granted_at: None,
        }],
        queues: ["Claims", "Overflow"]
            .map(|name| Queue { id: name.into(), name: name.into(), division: None, member_groups: Vec::new() })
            .to_vec(),
        dynamic: false,
        read_at: read_at(),
    }
}
