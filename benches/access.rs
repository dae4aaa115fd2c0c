//! How long each question about access takes, and how that grows with the tenant.
//!
//! Prints plain figures first (`cargo bench --bench access -- --quick` gives both quickly), then criterion's.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs, reason = "a bench prints and may stop")]

use criterion::{Criterion, criterion_group, criterion_main};
use lanyard::access::answer::{Change, Side};
use lanyard::access::{AccessIndex, Answer, Question, Rules, Templates, TenantView};
use lanyard::model::{
    Catalogue, CatalogueEntry, Condition, DisplayText, Division, Group, GroupType, HeldBy, HeldGrant, HeldPlace,
    Holdings, Licence, Permission, PermissionPolicy, Person, Role, SubjectRef, UserState,
};
use std::collections::BTreeSet;
use std::hint::black_box;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const DOMAINS: usize = 20;
const ENTITIES: usize = 20;
const ACTIONS: usize = 5;
const ROLES: usize = 600;
const DIVISIONS: usize = 200;
const GRANTS: usize = 8;
/// One group for so many people; each person is in two.
const GROUP_OF: usize = 100;

/// Steps of a linear congruential generator: the same tenant every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }
}

struct Tenant {
    people: Vec<Person>,
    groups: Vec<Group>,
    roles: Vec<Role>,
    divisions: Vec<Division>,
    catalogue: Catalogue,
    licences: Vec<Licence>,
    holdings: Holdings,
}

fn text(domain: usize, entity: usize, action: usize) -> String {
    format!("domain{domain:02}:entity{entity:02}:action{action}")
}

fn catalogue() -> Catalogue {
    let mut entries = Vec::new();
    for n in 0..DOMAINS * ENTITIES * ACTIONS {
        let (domain, entity, action) = (n / (ENTITIES * ACTIONS), n / ACTIONS % ENTITIES, n % ACTIONS);
        entries.push(CatalogueEntry {
            permission: Permission::parse(&text(domain, entity, action)).unwrap(),
            label: format!("Action {action} of entity {entity}").into(),
            division_aware: (domain + entity) % 3 != 0,
            allows_conditions: true,
        });
    }
    Catalogue { entries }
}

/// Most roles have some sixty permissions, every tenth one a whole domain; the first is the administrator's.
fn role(n: usize, dice: &mut Dice) -> Role {
    let policy = |domain: String, entity: String, actions: Vec<String>, condition: bool| PermissionPolicy {
        domain: domain.into(),
        entity: entity.into(),
        actions: actions.into_iter().map(DisplayText::new).collect(),
        condition: condition.then(|| Condition { words: "it is their own".into(), node: serde_json::Value::Null }),
    };
    let mut policies = Vec::new();
    if n == 0 {
        policies.push(policy("*".into(), "*".into(), vec!["*".into()], false));
    } else if n.is_multiple_of(10) {
        policies.push(policy(format!("domain{:02}", dice.roll(DOMAINS)), "*".into(), vec!["*".into()], false));
    } else {
        for _ in 0..20 {
            let actions: BTreeSet<usize> = (0..3).map(|_| dice.roll(ACTIONS)).collect();
            policies.push(policy(
                format!("domain{:02}", dice.roll(DOMAINS)),
                format!("entity{:02}", dice.roll(ENTITIES)),
                actions.into_iter().map(|action| format!("action{action}")).collect(),
                dice.roll(10) == 0,
            ));
        }
    }
    Role {
        id: format!("00000000-0000-4000-8000-{n:012}").into(),
        name: format!("Role {n}").into(),
        description: DisplayText::default(),
        default_role: None,
        is_default: false,
        is_base: n == 1,
        general: Vec::new(),
        policies,
    }
}

fn tenant(people: usize) -> Tenant {
    let mut dice = Dice(7);
    let group_count = people / GROUP_OF;
    let roles: Vec<Role> = (0..ROLES).map(|n| role(n, &mut dice)).collect();
    let divisions: Vec<Division> = (0..DIVISIONS)
        .map(|n| Division { id: format!("d{n:03}").into(), name: format!("Division {n}").into(), home: n == 0 })
        .collect();
    let groups: Vec<Group> = (0..group_count)
        .map(|n| Group {
            id: format!("20000000-0000-4000-8000-{n:012}").into(),
            name: format!("Group {n}").into(),
            kind: GroupType::Official,
            member_count: 0,
            owners: Vec::new(),
            roles_enabled: true,
            version: 1,
        })
        .collect();
    let everybody: Vec<Person> = (0..people)
        .map(|n| Person {
            id: format!("10000000-0000-4000-8000-{n:012}").into(),
            name: format!("Person {} {n}", dice.roll(1000)).into(),
            email: format!("person{n}@example.com").into(),
            state: if n % 20 == 0 { UserState::Inactive } else { UserState::Active },
            version: 1,
            division: Some(divisions[dice.roll(DIVISIONS)].id.clone()),
            department: DisplayText::default(),
            title: DisplayText::default(),
            manager: None,
            last_login: None,
        })
        .collect();
    let subjects = everybody
        .iter()
        .map(|person| SubjectRef::user(&person.id))
        .chain(groups.iter().map(|group| SubjectRef::group(&group.id)))
        .map(|subject| HeldBy { subject, name: DisplayText::default() })
        .collect();
    let mut grants = Vec::with_capacity(people * GRANTS);
    // Division 0 of the table is `*`. A few roles are everybody's, as in real tenants; only one in a hundred is an
    // administrator.
    let grant = |subject: usize, dice: &mut Dice| HeldGrant {
        subject: subject as u32,
        role: match dice.roll(4) {
            0 => 1 + dice.roll(5),
            _ if dice.roll(800) == 0 => 0,
            _ => 1 + dice.roll(ROLES - 1),
        } as u32,
        division: if dice.roll(8) == 0 { 0 } else { 1 + dice.roll(DIVISIONS) as u32 },
    };
    for subject in 0..people {
        grants.extend((0..GRANTS).map(|_| grant(subject, &mut dice)));
    }
    for group in 0..group_count {
        grants.extend((0..2).map(|_| grant(people + group, &mut dice)));
    }
    let mut members = Vec::with_capacity(people * 2);
    for member in 0..people as u32 {
        members.extend((0..2).map(|_| HeldPlace { group: dice.roll(group_count) as u32, member }));
    }
    let licences = (0..6)
        .map(|n| Licence {
            id: format!("licence{n}").into(),
            description: DisplayText::default(),
            permissions: (0..30)
                .map(|_| text(dice.roll(DOMAINS), dice.roll(ENTITIES), dice.roll(ACTIONS)).into())
                .collect(),
        })
        .collect();
    let holdings = Holdings {
        subjects,
        roles: roles.iter().map(|role| role.id.clone()).collect(),
        divisions: ["*".into()].into_iter().chain(divisions.iter().map(|division| division.id.clone())).collect(),
        groups: groups.iter().map(|group| group.id.clone()).collect(),
        grants,
        members,
    };
    Tenant { people: everybody, groups, roles, divisions, catalogue: catalogue(), licences, holdings }
}

impl Tenant {
    fn index(&self) -> AccessIndex {
        let view = TenantView {
            people: &self.people,
            groups: &self.groups,
            roles: &self.roles,
            divisions: &self.divisions,
            catalogue: &self.catalogue,
            licences: &self.licences,
            holdings: &self.holdings,
        };
        AccessIndex::new(&view, &Templates::default(), &Rules::default())
    }
}

/// Everything that is measured, of one tenant.
struct Stage {
    tenant: Tenant,
    index: Arc<AccessIndex>,
}

impl Stage {
    fn new(people: usize) -> Self {
        let tenant = tenant(people);
        let index = Arc::new(tenant.index());
        Self { tenant, index }
    }

    fn person(&self, n: usize) -> SubjectRef {
        SubjectRef::user(&self.tenant.people[n * 37 % self.tenant.people.len()].id)
    }

    fn permission(&self, n: usize) -> Permission {
        self.tenant.catalogue.entries[n * 41 % self.tenant.catalogue.entries.len()].permission.clone()
    }

    fn ask(&self, question: &Question) -> Answer {
        self.index.answer(question).unwrap()
    }

    /// The effective sets of everybody, by so many threads; the sum is for the compiler not to leave anything out.
    fn sets(&self, threads: usize) -> usize {
        let sum = AtomicUsize::new(0);
        let share = self.index.subjects().div_ceil(threads);
        std::thread::scope(|scope| {
            for thread in 0..threads {
                let sum = &sum;
                scope.spawn(move || {
                    let mut mine = 0;
                    self.index.visit_sets(thread * share..(thread + 1) * share, |set| {
                        mine +=
                            set.divisions().map(|division| division.bits().0[0].count_ones() as usize).sum::<usize>();
                    });
                    sum.fetch_add(mine, Ordering::Relaxed);
                });
            }
        });
        sum.into_inner()
    }

    fn measures(&self) -> Vec<(&'static str, Duration)> {
        let group = || self.tenant.groups[0].id.clone();
        // A role that a twentieth of all grants are of, and a permission of it.
        let role = self.tenant.roles[1].id.clone();
        let policy = &self.tenant.roles[1].policies[0];
        let of_role = Permission {
            domain: policy.domain.clone(),
            entity: policy.entity.clone(),
            action: policy.actions[0].clone(),
        };
        let whole_role = Permission::parse("*:*:*").unwrap();
        let what_if = |change: Change| Question::WhatIf(vec![change]);
        let why = |n: usize, division: Option<&str>| Question::Why {
            subject: self.person(n),
            permission: of_role.clone(),
            division: division.map(Into::into),
        };
        vec![
            ("building the index", median(2, |_| self.tenant.index())),
            ("one person with all paths", median(200, |n| self.index.access_of(&self.person(n)))),
            (
                "who-can, anywhere",
                median(50, |n| self.ask(&Question::WhoCan { permission: self.permission(n), division: None })),
            ),
            (
                "who-can, in a division",
                median(50, |n| {
                    let division = Some(self.tenant.divisions[n % DIVISIONS].id.clone());
                    self.ask(&Question::WhoCan { permission: self.permission(n), division })
                }),
            ),
            ("why", median(20, |n| self.ask(&why(n, None)))),
            (
                "why-not",
                median(20, |n| {
                    let permission = self.permission(n);
                    self.ask(&Question::WhyNot { subject: self.person(n), permission, division: Some("d007".into()) })
                }),
            ),
            (
                "what-if: a grant dropped",
                median(20, |n| {
                    let subject = self.person(n);
                    let first = self.index.grants_of(&subject).unwrap().swap_remove(0);
                    self.ask(&what_if(Change::DropGrant { subject, role: first.role, division: first.division }))
                }),
            ),
            ("what-if: a group deleted", median(20, |_| self.ask(&what_if(Change::DeleteGroup { group: group() })))),
            (
                "what-if: a permission out of a big role",
                median(10, |_| {
                    self.ask(&what_if(Change::DropPermission { role: role.clone(), permission: of_role.clone() }))
                }),
            ),
            (
                "what-if: a big role emptied",
                median(5, |_| {
                    self.ask(&what_if(Change::DropPermission { role: role.clone(), permission: whole_role.clone() }))
                }),
            ),
            (
                "what-if: a big role given everything",
                median(5, |_| {
                    self.ask(&what_if(Change::AddPermission { role: role.clone(), permission: whole_role.clone() }))
                }),
            ),
            (
                "compare",
                median(50, |n| {
                    self.ask(&Question::Compare(Side::Subject(self.person(n)), Side::Subject(self.person(n + 1))))
                }),
            ),
            ("all effective sets, one thread", median(3, |_| self.sets(1))),
            ("all effective sets, two threads", median(3, |_| self.sets(2))),
        ]
    }
}

/// The median of so many times, each with another number.
fn median<T>(times: usize, mut what: impl FnMut(usize) -> T) -> Duration {
    let mut took: Vec<Duration> = (0..times)
        .map(|n| {
            let began = Instant::now();
            black_box(what(n));
            began.elapsed()
        })
        .collect();
    took.sort();
    took[took.len() / 2]
}

/// What this process holds in memory; none where the system does not tell.
fn resident() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

fn figures(people: usize) -> Stage {
    let before = resident();
    let tenant = tenant(people);
    let lists = resident();
    let index = Arc::new(tenant.index());
    let all = resident();
    let megabytes = |from: Option<usize>, to: Option<usize>| match (from, to) {
        (Some(from), Some(to)) => format!("{} MB", to.saturating_sub(from) / 1024),
        _ => "unknown".to_owned(),
    };
    println!(
        "{people} people: lists {}, index {}, both {}",
        megabytes(before, lists),
        megabytes(lists, all),
        megabytes(before, all)
    );
    Stage { tenant, index }
}

fn bench(c: &mut Criterion) {
    let small = figures(100_000);
    let few = small.measures();
    let big = figures(1_000_000);
    let many = big.measures();
    drop(big);
    println!("{:<42} {:>12} {:>12} {:>7}", "median", "100,000", "1,000,000", "ratio");
    for ((name, few), (_, many)) in few.iter().zip(&many) {
        let ratio = many.as_secs_f64() / few.as_secs_f64();
        println!("{name:<42} {:>12} {:>12} {ratio:>7.1}", format!("{few:.2?}"), format!("{many:.2?}"));
    }

    let mut group = c.benchmark_group("access of 100,000");
    let mut n = 0;
    let mut next = || {
        n += 1;
        n
    };
    group.bench_function("one person with all paths", |b| b.iter(|| small.index.access_of(&small.person(next()))));
    group.bench_function("who-can", |b| {
        b.iter(|| small.ask(&Question::WhoCan { permission: small.permission(next()), division: None }));
    });
    group.bench_function("compare", |b| {
        b.iter(|| {
            let n = next();
            small.ask(&Question::Compare(Side::Subject(small.person(n)), Side::Subject(small.person(n + 1))))
        });
    });
    group.sample_size(10);
    group.bench_function("all effective sets, two threads", |b| b.iter(|| small.sets(2)));
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
