//! Data that nobody would write on purpose: nothing may panic, overflow the stack or grow out of hand.

use super::agreement::agree;
use super::naive::Tenant;
use super::tenants::{division, entry, group, person, policy, role, subjects};
use crate::access::answer::{Change, Side};
use crate::access::work::counted;
use crate::access::{Answer, Question, Rules, Templates};
use crate::model::{
    Catalogue, HeldBy, HeldGrant, HeldPlace, Holdings, Permission, SubjectKind, SubjectRef, UserId, UserState,
};
use std::fmt::Write;

const MANY: usize = 10_000;

fn nobody_special() -> Tenant {
    Tenant {
        people: vec![person(0, Some("d0"), UserState::Active)],
        groups: vec![group(0)],
        roles: vec![role(0, false, vec![policy("*", "*", &["*"], false)])],
        divisions: vec![division(0)],
        catalogue: Catalogue { entries: vec![entry("a:b:c", true), entry("a:b:d", false)] },
        holdings: Holdings {
            subjects: subjects(),
            roles: vec!["r0".into(), "gone".into()],
            divisions: vec!["*".into(), "d0".into()],
            groups: vec!["g0".into()],
            grants: vec![
                HeldGrant { subject: 0, role: 0, division: 1 },
                HeldGrant { subject: 0, role: 1, division: 0 },
            ],
            members: vec![],
        },
    }
}

/// Templates, each the parent of the one before; the last one's parent is given.
fn chain(many: usize, last: &str) -> Templates {
    let mut text = String::new();
    for n in 0..many {
        let parent = if n + 1 == many { last.to_owned() } else { format!("T{}", n + 1) };
        writeln!(text, "[[template]]\nname = \"T{n}\"\nparents = [\"{parent}\"]").unwrap();
    }
    Templates::parse("t.toml", &text).unwrap()
}

#[test]
fn ten_thousand_parents_in_a_row_and_in_a_ring() {
    let tenant = nobody_special();
    let row = tenant.index_with(&[], &chain(MANY, "Role 0"), &Rules::default());
    assert_eq!(row.template_problems(), []);
    assert_eq!(row.access_of_template("T0").unwrap().permissions.len(), 2);
    let me = SubjectRef::user(&UserId::new("u0"));
    let access = row.access_of(&me).unwrap();
    // All of them fit and have one role: the first by name, with a chain that is told in short.
    let templates: Vec<&str> = access.permissions[0].paths[0].templates.iter().map(|name| name.as_str()).collect();
    assert_eq!((templates[0], templates[14], templates[15]), ("T0", "9985 more", "T9999"));

    let ring = tenant.index_with(&[], &chain(MANY, "T0"), &Rules::default());
    assert_eq!(ring.template_problems().len(), 1);
    let problem = ring.template_problems()[0].as_str();
    assert!(problem.starts_with("t.toml:2: these templates are parents of each other: T0, T1,"), "{problem}");
    assert!(problem.ends_with("T15, 9984 more"), "{problem}");
    assert_eq!(ring.access_of_template("T5000").unwrap().permissions.len(), 0);
}

#[test]
fn a_role_with_ten_thousand_policies_and_a_person_in_two_hundred_groups() {
    let mut tenant = nobody_special();
    let policies: Vec<_> = (0..MANY).map(|n| policy("x", &format!("y{n}"), &["view", "*"], n % 2 == 0)).collect();
    tenant.roles.push(role(1, false, policies));
    let held = &mut tenant.holdings;
    held.roles.push("r1".into());
    for n in 0..200u32 {
        let id = format!("many{n}");
        held.groups.push(id.as_str().into());
        held.members.push(HeldPlace { group: n + 1, member: 0 });
        held.subjects.push(HeldBy { subject: SubjectRef::new(SubjectKind::Group, id), name: "".into() });
        let subject = held.subjects.len() as u32 - 1;
        held.grants.push(HeldGrant { subject, role: 2, division: n % 2 });
    }
    let index = tenant.index();
    let me = SubjectRef::user(&UserId::new("u0"));
    let permission = Permission::parse("x:y1:view").unwrap();
    let ask = |question: &Question| index.answer(question).unwrap();
    let subject = me.clone();
    let Answer::Why(why) = ask(&Question::Why { subject, permission: permission.clone(), division: None }) else {
        panic!()
    };
    assert_eq!((why.paths.len(), why.cuts.len()), (200, 200));
    assert_eq!(why.besides.len(), 2 * MANY - 1);
    let Answer::WhoCan(who) = ask(&Question::WhoCan { permission, division: None }) else { panic!() };
    assert_eq!(who.len(), 201);
    let Answer::Compare(both) = ask(&Question::Compare(Side::Subject(me), Side::Role("r1".into()))) else { panic!() };
    assert_eq!(both.rows.len(), 2 * MANY + 2);
    assert_eq!(both.rows.iter().filter(|row| row.b.is_empty()).count(), 2);
}

#[test]
fn unknown_roles_wildcards_in_everything_and_an_empty_catalogue() {
    let mut tenant = nobody_special();
    agree(&tenant).unwrap();
    tenant.catalogue.entries.clear();
    agree(&tenant).unwrap();
    let index = tenant.index();
    let access = index.access_of(&SubjectRef::user(&UserId::new("u0"))).unwrap();
    assert!(access.permissions[0].unknown && access.permissions[0].permission.to_string() == "*:*:*");
    assert!(access.roles.iter().any(|role| role.unknown && role.role_name.as_str() == "gone"));
    tenant.holdings.grants.push(HeldGrant { subject: 99, role: 99, division: 99 });
    tenant.holdings.members.push(HeldPlace { group: 99, member: 99 });
    assert_eq!(tenant.index().subjects(), index.subjects(), "numbers that point nowhere are passed over");
    let nothing = Tenant::default().index();
    assert_eq!(nothing.subjects(), 0);
    assert_eq!(nothing.matrix().count(), 0);
    assert!(nothing.permission_named("a:b:c").is_err());
    assert!(nothing.answer(&Question::Power).is_ok());
}

#[test]
fn the_matrix_has_a_row_for_each_permission_of_each_subject() {
    let mut tenant = nobody_special();
    tenant.holdings.grants.push(HeldGrant { subject: 5, role: 0, division: 0 });
    tenant.holdings.members.push(HeldPlace { group: 0, member: 0 });
    let rows: Vec<String> =
        tenant.index().matrix().map(|row| row.cells().map(|cell| cell.to_string()).join("|")).collect();
    let expected = [
        "user|u0|Person 0|p0@example.com|active|a:b:c|all|no|direct: Role 0; Group 0: Role 0",
        "user|u0|Person 0|p0@example.com|active|a:b:d|all|no|direct: Role 0; Group 0: Role 0",
        "group|g0|Group 0|||a:b:c|all|no|direct: Role 0",
        "group|g0|Group 0|||a:b:d|all|no|direct: Role 0",
    ];
    assert_eq!(rows, expected);
}

/// The steps that something takes at twice the size are not more than twice as many, but for a few.
fn grows_with(size: usize, mut steps: impl FnMut(usize) -> u64) {
    let (once, twice) = (steps(size), steps(2 * size));
    assert!(once > size as u64 / 10, "only {once} steps were counted");
    assert!(twice <= 2 * once + 100, "{once} steps at {size}, {twice} at twice that");
}

#[test]
fn work_grows_no_faster_than_what_is_asked_about() {
    let me = || SubjectRef::user(&UserId::new("u0"));
    for last in ["Role 0", "T0"] {
        grows_with(1000, |many| {
            let templates = chain(many, last);
            counted(|| {
                let index = nobody_special().index_with(&[], &templates, &Rules::default());
                index.access_of_template("T0").unwrap();
                index.access_of(&me()).unwrap();
            })
            .0
        });
    }
    let wide = |policies: usize, members: u32| {
        let mut tenant = nobody_special();
        let policies = (0..policies).map(|n| policy("x", &format!("y{n}"), &["view"], false)).collect();
        tenant.roles.push(role(1, false, policies));
        let held = &mut tenant.holdings;
        held.roles.push("r1".into());
        held.grants.push(HeldGrant { subject: 5, role: 2, division: 0 });
        for n in 0..members {
            let id = format!("member{n}");
            held.subjects.push(HeldBy { subject: SubjectRef::new(SubjectKind::User, id), name: "".into() });
            held.members.push(HeldPlace { group: 0, member: held.subjects.len() as u32 - 1 });
        }
        held.members.push(HeldPlace { group: 0, member: 0 });
        tenant
    };
    let permission = || Permission::parse("x:y1:view").unwrap();
    grows_with(1000, |policies| counted(|| wide(policies, 0).index().access_of(&me())).0);
    grows_with(1000, |members| {
        let index = wide(10, members as u32).index();
        let group = Question::WhatIf(vec![Change::DeleteGroup { group: "g0".into() }]);
        let why = Question::Why { subject: me(), permission: permission(), division: None };
        counted(|| (index.answer(&group).unwrap(), index.answer(&why).unwrap())).0
    });
}

#[test]
fn a_change_for_ten_thousand_people_is_told_for_each_in_order() {
    let mut tenant = nobody_special();
    tenant.roles = vec![role(0, false, vec![policy("a", "b", &["c"], false)])];
    tenant.holdings =
        Holdings { roles: vec!["r0".into()], divisions: vec!["*".into(), "d0".into()], ..Holdings::default() };
    tenant.people = (0..MANY).map(|n| person(n, Some("d0"), UserState::Active)).collect();
    for n in 0..MANY as u32 {
        let subject = SubjectRef::user(&tenant.people[n as usize].id);
        tenant.holdings.subjects.push(HeldBy { subject, name: "".into() });
        tenant.holdings.grants.push(HeldGrant { subject: n, role: 0, division: n % 2 });
    }
    let index = tenant.index();
    let drop = Change::DropPermission { role: "r0".into(), permission: Permission::parse("a:b:c").unwrap() };
    let Ok(Answer::WhatIf(found)) = index.answer(&Question::WhatIf(vec![drop])) else { panic!() };
    assert_eq!(found.len(), MANY, "two threads leave nobody out and tell nobody twice");
    assert!(found.rows.is_sorted_by_key(|row| row.subject));
    assert!(found.rows.iter().all(|row| (row.lost, row.gained) == (1, 0)));
}

#[test]
fn a_name_that_several_have_is_not_guessed_at() {
    let mut tenant = nobody_special();
    tenant.roles.push(crate::model::Role { name: tenant.roles[0].name.clone(), ..role(1, false, vec![]) });
    let index = tenant.index();
    let said = index.role_named(tenant.roles[0].name.as_str()).unwrap_err().to_string();
    assert_eq!(said, "2 roles are called Role 0, with the ids r0, r1");
    assert_eq!(index.role_named("r1").unwrap().as_str(), "r1");
    assert!(index.client_named("nobody").unwrap_err().to_string().starts_with("there is no OAuth client nobody"));
}
