//! What a large directory takes: bytes in the store, time to read it back, memory with everything that is made of it.
//!
//! Memory is that of a process of its own, which has seen nothing but the bytes.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a measure, not a part of the product")]

use lanyard::access::{AccessIndex, Rules, Templates, TenantView};
use lanyard::directory::{Index, Part, Snapshot, decode, encode};
use lanyard::model::{
    Catalogue, CatalogueEntry, Division, Group, GroupType, HeldBy, Holdings, HoldingsEdit, Permission,
    PermissionPolicy, Person, Role, RoleHolding, SubjectRef, UserState,
};
use std::collections::HashMap;
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

const ROLES: usize = 600;
const DIVISIONS: usize = 200;
const PERMISSIONS: usize = 2_000;
const GRANTS_EACH: usize = 8;

struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn id(&mut self) -> String {
        let mut half = || (self.roll(1 << 31) as u64) << 32 | self.roll(1 << 31) as u64;
        uuid::Uuid::from_u64_pair(half(), half()).to_string()
    }
}

fn snapshot(count: usize) -> Snapshot {
    let mut dice = Dice(7);
    let permission = |n: usize| Permission {
        domain: format!("domain{}", n % 40).into(),
        entity: format!("entity{}", n / 40 % 10).into(),
        action: format!("action{}", n / 400).into(),
    };
    let mut entries: Vec<CatalogueEntry> = (0..PERMISSIONS)
        .map(|n| CatalogueEntry {
            permission: permission(n),
            label: format!("Permission {n}").into(),
            division_aware: n % 2 == 0,
            allows_conditions: false,
        })
        .collect();
    entries.sort_by(|a, b| a.permission.cmp(&b.permission));
    let roles: Vec<Role> = (0..ROLES)
        .map(|n| Role {
            id: dice.id().into(),
            name: format!("Role {n}").into(),
            description: "Does this and that".into(),
            default_role: None,
            is_default: false,
            is_base: false,
            general: Vec::new(),
            policies: (0..40)
                .map(|_| {
                    let Permission { domain, entity, action } = permission(dice.roll(PERMISSIONS));
                    PermissionPolicy { domain, entity, actions: vec![action], condition: None }
                })
                .collect(),
        })
        .collect();
    let divisions: Vec<Division> = (0..DIVISIONS)
        .map(|n| Division { id: dice.id().into(), name: format!("Division {n}").into(), home: n == 0 })
        .collect();
    let people: Vec<Person> = (0..count)
        .map(|n| Person {
            id: dice.id().into(),
            name: format!("First{} Last{n}", dice.roll(900)).into(),
            email: format!("first.last{n}@example.com").into(),
            state: if dice.roll(20) == 0 { UserState::Inactive } else { UserState::Active },
            version: 7,
            division: Some(divisions[dice.roll(DIVISIONS)].id.clone()),
            department: format!("Department {}", dice.roll(60)).into(),
            title: format!("Title {}", dice.roll(40)).into(),
            manager: None,
            last_login: None,
        })
        .collect();
    let groups: Vec<Group> = (0..count / 30)
        .map(|n| Group {
            id: dice.id().into(),
            name: format!("Group {n}").into(),
            kind: GroupType::Official,
            member_count: 30,
            owners: Vec::new(),
            roles_enabled: true,
            version: 1,
        })
        .collect();
    let mut edit = HoldingsEdit::default();
    let mut held: HashMap<usize, Vec<RoleHolding>> = HashMap::new();
    for person in &people {
        for _ in 0..GRANTS_EACH {
            held.entry(dice.roll(ROLES)).or_default().push(RoleHolding {
                holder: HeldBy { subject: SubjectRef::user(&person.id), name: "".into() },
                divisions: vec![divisions[dice.roll(DIVISIONS)].id.clone()],
            });
        }
        let group = &groups[dice.roll(groups.len())];
        edit.groups.entry(group.id.clone()).or_default().push(person.id.clone());
    }
    held.into_iter().for_each(|(role, holders)| edit.roles.insert(roles[role].id.clone(), &holders));
    let holdings = Holdings::default().edited(&edit);
    let mut snapshot = Snapshot {
        people,
        groups,
        roles,
        divisions,
        catalogue: Catalogue { entries },
        holdings,
        ..Snapshot::default()
    };
    let at = "2026-10-14T09:30:00Z".parse().unwrap();
    Part::FRONT.into_iter().chain(Part::BEHIND).for_each(|part| snapshot.read.set(part, at));
    snapshot
}

/// This process's memory in megabytes, now and at its highest; nothing where the system does not tell.
fn memory() -> Option<(u64, u64)> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let of = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name))?;
        line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kilobytes| kilobytes / 1024)
    };
    Some((of("VmRSS:")?, of("VmHWM:")?))
}

fn read_back(file: &str) {
    let bytes = std::fs::read(file).unwrap();
    println!("  before:            {:?} MB (now, highest)", memory());
    let began = Instant::now();
    let snapshot = Arc::new(decode(&bytes).unwrap());
    drop(bytes);
    println!("  snapshot:          {:?} MB, read in {:?}", memory(), began.elapsed());
    let began = Instant::now();
    let view = TenantView {
        people: &snapshot.people,
        groups: &snapshot.groups,
        roles: &snapshot.roles,
        divisions: &snapshot.divisions,
        catalogue: &snapshot.catalogue,
        licences: &snapshot.licences,
        holdings: &snapshot.holdings,
    };
    let access = AccessIndex::new(&view, &Templates::default(), &Rules::default());
    println!("  with access index: {:?} MB, made in {:?}", memory(), began.elapsed());
    let began = Instant::now();
    let search = Index::new(Arc::clone(&snapshot));
    println!("  with search index: {:?} MB, made in {:?}", memory(), began.elapsed());
    let began = Instant::now();
    let person = snapshot.people[0].id.clone();
    let edit = HoldingsEdit { people: [(person, Vec::new())].into(), ..HoldingsEdit::default() };
    let edited = snapshot.holdings.edited(&edit);
    println!("  one person edited in {:?} ({} memberships)", began.elapsed(), edited.members.len());
    drop((access, search));
}

fn main() {
    if let Ok(file) = std::env::var("LANYARD_MEASURE") {
        return read_back(&file);
    }
    let sizes: &[usize] = if std::env::args().any(|a| a == "--large") { &[100_000, 1_000_000] } else { &[100_000] };
    for &size in sizes {
        let snapshot = snapshot(size);
        let began = Instant::now();
        let bytes = encode(&snapshot).unwrap();
        let took = began.elapsed();
        println!(
            "{size} people, {} grants, {ROLES} roles, {DIVISIONS} divisions: {} bytes written in {took:?}",
            snapshot.holdings.grants.len(),
            bytes.len()
        );
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("snapshot");
        std::fs::write(&file, bytes).unwrap();
        drop(snapshot);
        Command::new(std::env::current_exe().unwrap()).env("LANYARD_MEASURE", &file).status().unwrap();
    }
}
