//! Answers about that small organisation.

use super::people;
use crate::access::answer::{
    Breach, Change, Compared, ComparedRole, Comparison, Cut, Miss, NamedChange, NearMiss, Power, PowerRow, Reach,
    Remedy, Standing, Subject, Why, WhyNot,
};
use crate::access::{Answer, Path, Question, ScopedDivision};
use crate::backend::{Command, Event, Vocabulary};
use crate::model::{Changed, DisplayText, Division, Fault, GrantSource, Permission, SubjectKind, SubjectRef};
use std::sync::Arc;

pub fn vocabulary() -> Vocabulary {
    let permissions = [
        ("conversation", "call", "accept", "Accept calls"),
        ("conversation", "call", "add", "Add calls"),
        ("directory", "user", "view", "View users"),
        ("routing", "queue", "delete", "Delete queues"),
        ("routing", "queue", "join", "Join queues"),
        ("routing", "queue", "view", "View queues"),
        ("routing", "queueMember", "manage", "Manage queue members"),
        ("telephony", "plugin", "all", "Use telephony"),
    ];
    let division = |name: &str| Division { id: name.into(), name: name.into(), home: name == "Home" };
    Vocabulary {
        permissions: permissions.map(|(d, e, a, label)| (permission(d, e, a), label.into())).to_vec(),
        divisions: ["Claims", "EMEA", "Home", "Sales"].map(division).to_vec(),
        roles: ["Agent", "Employee", "Supervisor"].map(|name| (name.into(), name.into())).to_vec(),
        groups: vec![("g-night".into(), "Night shift".into())],
        templates: vec!["Shift lead".into()],
    }
}

pub fn permission(domain: &str, entity: &str, action: &str) -> Permission {
    Permission { domain: domain.into(), entity: entity.into(), action: action.into() }
}

fn division(name: &str) -> ScopedDivision {
    if name == "all" { ScopedDivision::all() } else { ScopedDivision { name: name.into(), id: name.into() } }
}

pub fn subject(number: usize) -> Subject {
    let hit = people::people().swap_remove(number);
    Subject {
        subject: SubjectRef::user(&hit.person.id),
        name: hit.person.name,
        email: hit.person.email,
        state: Some(hit.person.state),
        division: hit.division,
    }
}

fn group() -> Subject {
    Subject {
        subject: SubjectRef::new(SubjectKind::Group, "g-night"),
        name: "Night shift".into(),
        email: DisplayText::default(),
        state: None,
        division: DisplayText::default(),
    }
}

fn path(group: bool, role: &str, policy: &str, place: &str, condition: Option<&str>) -> Path {
    Path {
        source: if group { GrantSource::Group("g-night".into()) } else { GrantSource::Direct },
        source_name: if group { "Night shift" } else { "direct" }.into(),
        role: role.into(),
        role_name: role.into(),
        templates: if group { vec!["Shift lead".into(), "Team lead".into()] } else { Vec::new() },
        policy: policy.into(),
        division: division(place),
        condition: condition.map(Into::into),
    }
}

fn reach(action: &str, places: &[&str], conditional: bool) -> Reach {
    let mut parts = action.split(':');
    let mut part = || parts.next().unwrap();
    let permission = permission(part(), part(), part());
    Reach { permission, divisions: places.iter().map(|p| division(p)).collect(), conditional }
}

fn change(words: &str) -> NamedChange {
    NamedChange { change: Change::LeaveGroup { user: words.into(), group: "g-night".into() }, words: words.into() }
}

fn cut(words: &str, paths: &[usize], besides: usize, others: usize) -> Cut {
    let all = ["routing:queue:join", "routing:queue:view", "routing:queueMember:manage"];
    Cut {
        change: change(words),
        paths: paths.to_vec(),
        besides: all[..besides].iter().map(|p| reach(p, &["EMEA"], p.ends_with("manage"))).collect(),
        others,
        impossible: None,
    }
}

fn name_of(subject: &SubjectRef) -> Subject {
    let all = (0..people::people().len()).map(self::subject);
    all.into_iter().find(|s| s.subject == *subject).unwrap_or_else(group)
}

fn why(who: &SubjectRef, permission: &Permission) -> Why {
    let who = name_of(who);
    let name = who.name.clone();
    let mut impossible = cut(&format!("take Employee (Home) from {name}"), &[1], 0, 0);
    impossible.impossible = Some("everybody has this role".into());
    Why {
        subject: who,
        permission: permission.clone(),
        label: "Delete queues".into(),
        division: None,
        standing: Standing::Has,
        divisions: vec![division("EMEA")],
        division_aware: true,
        paths: vec![
            path(true, "Supervisor", "routing:queue:*", "EMEA", None),
            path(false, "Queue keeper", "routing:*:delete", "EMEA", Some("the queue is Claims")),
        ],
        cuts: vec![
            cut(&format!("take {name} out of Night shift"), &[0], 3, 0),
            cut(&format!("take Queue keeper (EMEA) from {name}"), &[1], 0, 0),
        ],
        besides: vec![reach("routing:queue:join", &["EMEA"], false), reach("routing:queue:view", &["EMEA"], false)],
        wider: vec![cut("take Supervisor (EMEA) from the group Night shift", &[0], 3, 22), impossible],
    }
}

fn why_not(who: &SubjectRef, permission: &Permission, place: Option<&str>) -> WhyNot {
    let who = name_of(who);
    let name = who.name.clone();
    let miss = |miss, words: String, path| NearMiss { miss, words: words.into(), path };
    WhyNot {
        permission: permission.clone(),
        label: "Delete queues".into(),
        division: place.map(division),
        standing: Standing::Lacks,
        misses: vec![
            miss(
                Miss::OtherDivision,
                format!("{name} has it in EMEA, but the grant does not reach Home"),
                Some(path(true, "Supervisor", "routing:queue:*", "EMEA", None)),
            ),
            miss(
                Miss::Role,
                format!("Queue keeper gives it in Home, and {name} does not have that role"),
                Some(path(false, "Queue keeper", "routing:*:delete", "Home", None)),
            ),
        ],
        remedies: vec![
            Remedy {
                changes: vec![change(&format!("give Queue keeper (Home) to {name}"))],
                excess: Vec::new(),
                licences: Vec::new(),
                condition: None,
            },
            Remedy {
                changes: vec![change(&format!("give Supervisor (Home) to {name}"))],
                excess: vec![
                    reach("routing:queue:edit", &["Home"], false),
                    reach("routing:queue:add", &["Home"], false),
                ],
                licences: vec!["CX 2".into()],
                condition: Some("the queue is Claims".into()),
            },
        ],
        subject: who,
    }
}

fn comparison() -> Comparison {
    let row = |text: &str, a: &[&str], b: &[&str]| {
        let Reach { permission, .. } = reach(text, &[], false);
        let places = |names: &[&str]| names.iter().map(|n| division(n)).collect();
        Compared {
            permission,
            a: places(a),
            b: places(b),
            a_conditional: text.ends_with("manage"),
            b_conditional: false,
        }
    };
    Comparison {
        a: "Jane Doe".into(),
        b: "Janek Nowak".into(),
        rows: vec![
            row("directory:user:view", &["all"], &["all"]),
            row("routing:queue:delete", &["EMEA"], &[]),
            row("routing:queue:join", &["EMEA", "Home"], &["Home"]),
            row("routing:queueMember:manage", &["EMEA"], &[]),
            row("telephony:plugin:all", &[], &["all"]),
        ],
        roles: vec![ComparedRole {
            role: "Supervisor".into(),
            source: "Night shift".into(),
            a: vec![division("EMEA")],
            b: Vec::new(),
        }],
        align: vec![change("put Janek Nowak into Night shift"), change("take Telephony (all) from Janek Nowak")],
        align_cannot: vec!["Night shift is filled by a rule: nobody can be put into it".into()],
    }
}

fn power() -> Power {
    let words = "grants roles to anybody, to himself as well";
    let row = |subject: Subject, only_conditional| PowerRow {
        subject,
        permission: permission("authorization", "grant", "add"),
        words: words.into(),
        paths: vec![path(true, "Supervisor", "authorization:grant:*", "EMEA", None)],
        only_conditional,
    };
    Power {
        rows: vec![row(subject(0), false), row(subject(2), true), row(group(), false)],
        breaches: vec![Breach {
            rule: "who records may not delete recordings".into(),
            because: "evidence could be made to vanish".into(),
            subject: subject(0),
            paths: vec![
                path(true, "Supervisor", "recording:recording:*", "EMEA", None),
                path(false, "Agent", "recording:recording:add", "Home", None),
            ],
        }],
        unknown: vec!["the lever authorization:orgtrust:add is not in the catalogue".into()],
    }
}

/// The answer to a question.
pub fn answer(command: &Command) -> Option<Event> {
    let Command::Ask { generation, question } = command else { return None };
    let answer = match question {
        Question::Why { subject, permission, .. } => Answer::Why(why(subject, permission)),
        Question::WhyNot { subject, permission, division } => {
            Answer::WhyNot(why_not(subject, permission, division.as_ref().map(|d| d.as_str())))
        }
        Question::Compare(..) => Answer::Compare(comparison()),
        Question::Power => Answer::Power(power()),
        // Their rows are made from an index when they are looked at.
        Question::WhoCan { .. } | Question::WhatIf(_) => match super::tenant::small().answer(question) {
            Ok(answer) => answer,
            Err(error) => {
                let fault = Fault { text: error.to_string().into(), ..too_early() };
                return Some(Event::Answered { generation: *generation, result: Err(fault) });
            }
        },
    };
    Some(Event::Answered { generation: *generation, result: Ok(Arc::new(answer)) })
}

/// Why there is no answer before the grants have been read.
pub fn too_early() -> Fault {
    Fault {
        text: "The question cannot be answered yet: the grants have not been read".into(),
        remedy: "Wait until they are in".into(),
        changed: Changed::No,
        status: None,
        code: None,
        correlation: None,
    }
}
