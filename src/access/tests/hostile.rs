//! Data that nobody would write on purpose: nothing may panic, overflow the stack or grow out of hand.

use super::agreement::agree;
use super::naive::Tenant;
use super::tenants::{division, entry, group, person, policy, role, subjects};
use crate::access::answer::Side;
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

/// Ten thousand templates, each the parent of the one before; the last one's parent is given.
fn chain(last: &str) -> Templates {
    let mut text = String::new();
    for n in 0..MANY {
        let parent = if n + 1 == MANY { last.to_owned() } else { format!("T{}", n + 1) };
        writeln!(text, "[[template]]\nname = \"T{n}\"\nparents = [\"{parent}\"]").unwrap();
    }
    Templates::parse("t.toml", &text).unwrap()
}

#[test]
fn ten_thousand_parents_in_a_row_and_in_a_ring() {
    let tenant = nobody_special();
    let row = tenant.index_with(&[], &chain("Role 0"), &Rules::default());
    assert_eq!(row.template_problems(), []);
    assert_eq!(row.access_of_template("T0").unwrap().permissions.len(), 2);
    let me = SubjectRef::user(&UserId::new("u0"));
    let access = row.access_of(&me).unwrap();
    // All of them fit and have one role: the first by name, with a chain that is told in short.
    let templates: Vec<&str> = access.permissions[0].paths[0].templates.iter().map(|name| name.as_str()).collect();
    assert_eq!((templates[0], templates[14], templates[15]), ("T0", "9985 more", "T9999"));

    let ring = tenant.index_with(&[], &chain("T0"), &Rules::default());
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
