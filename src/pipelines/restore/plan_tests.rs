use super::action::{Action, Expected};
use super::{Known, Origin, Portion, plan};
use crate::model::{DisplayText, GrantSource, Group, Level, Plan, Seat, Subject, UserState};
use crate::pipelines::fixture::{jane, now};

/// Everything that Jane's seat names is there.
fn all_there() -> Known {
    let seat = jane();
    let divisions = seat.grants.iter().map(|g| g.division.clone());
    Known {
        organization: "Acme".into(),
        groups: seat.groups.iter().map(|g| g.id.clone()).collect(),
        roles: seat.grants.iter().map(|g| g.role.clone()).collect(),
        divisions: divisions.chain(seat.person.division.clone()).collect(),
        queues: seat.queues.iter().map(|q| q.id.clone()).collect(),
        skills: seat.skills.iter().map(|s| s.id.clone()).collect(),
        languages: seat.languages.iter().map(|l| l.id.clone()).collect(),
        manager: true,
        address_taken_by: None,
    }
}

/// What an offboarding leaves of Jane.
fn taken() -> Seat {
    let mut seat = jane();
    seat.person.state = UserState::Deleted;
    seat.person.division = Some("d-Home".into());
    seat.person.manager = None;
    seat.division_name = "Home".into();
    Seat {
        grants: vec![],
        groups: vec![],
        queues: vec![],
        skills: vec![],
        languages: vec![],
        utilization: None,
        ..seat
    }
}

fn planned(now_has: Seat, known: &Known, portions: &[Portion]) -> Plan {
    let wanted = jane();
    let origin = Origin { run: &"run-1".into(), seat: &wanted, portions, ticket_required: false };
    plan(now_has, &origin, known, (300, 0), now())
}

fn codes(plan: &Plan) -> Vec<(Level, &str)> {
    plan.findings.iter().map(|f| (f.level, f.code.as_str())).filter(|(_, code)| *code != "licences").collect()
}

fn action(plan: &Plan, name: &str) -> Action {
    let step = plan.steps.iter().find(|s| s.name == name).unwrap();
    serde_json::from_value(step.action.clone()).unwrap()
}

fn skipped(plan: &Plan) -> Vec<&str> {
    plan.steps.iter().filter(|s| s.skip.is_some()).map(|s| s.name.as_str()).collect()
}

fn expected(plan: &Plan) -> Expected {
    let Action::ReadBack(expected) = action(plan, "read-back") else { panic!("the last step reads back") };
    *expected
}

#[test]
fn everything_is_given_back_in_an_order_that_works() {
    let plan = planned(taken(), &all_there(), &Portion::ALL);
    let names: Vec<_> = plan.steps.iter().map(|s| s.name.as_str()).collect();
    let order = ["state", "division", "manager", "grants", "groups", "queues", "skills", "utilization", "read-back"];
    assert_eq!(names, order);
    assert!(plan.steps.is_sorted_by_key(|s| s.phase), "phases follow each other");
    let (wanted, expected) = (jane(), expected(&plan));
    let direct = wanted.grants.iter().filter(|g| g.source == GrantSource::Direct);
    assert_eq!(expected.grants, direct.map(|g| (g.role.clone(), g.division.clone())).collect::<Vec<_>>());
    assert_eq!(expected.groups, wanted.groups.iter().map(|g| g.id.clone()).collect::<Vec<_>>());
    assert_eq!(expected.queues, wanted.queues.iter().map(|q| (q.id.clone(), q.joined)).collect::<Vec<_>>());
    assert_eq!(expected.state, Some(UserState::Active));
    assert_eq!((expected.division, expected.manager), (wanted.person.division, wanted.person.manager));
    let Action::JoinQueues { own, by_group, .. } = action(&plan, "queues") else { panic!() };
    assert!(by_group.iter().all(|q| !own.contains(q)), "queues of groups come with the groups");
    assert_eq!(plan.end_state, UserState::Active);
    assert_eq!(plan.origin, Some("run-1".into()));
    assert_eq!(codes(&plan), []);
}

#[test]
fn what_is_not_there_any_more_is_said_and_left_out() {
    let mut known = all_there();
    let role = jane().grants.iter().find(|g| g.source == GrantSource::Direct).unwrap().clone();
    known.roles.remove(&role.role);
    let group: Group = jane().groups[0].clone();
    known.groups.remove(&group.id);
    known.manager = false;
    let plan = planned(taken(), &known, &Portion::ALL);
    let words: Vec<_> = plan.irreversible.iter().map(DisplayText::as_str).collect();
    for gone in [format!("the role {}", role.role_name), format!("the group {}", group.name), "the manager".to_owned()]
    {
        assert!(words.iter().any(|w| w.starts_with(&gone) && w.ends_with("not there any more")), "{gone}: {words:?}");
    }
    let expected = expected(&plan);
    assert!(!expected.grants.iter().any(|g| g.0 == role.role) && !expected.groups.contains(&group.id));
    assert!(skipped(&plan).contains(&"manager"));
}

#[test]
fn who_has_everything_needs_no_restore() {
    let plan = planned(jane(), &all_there(), &Portion::ALL);
    assert_eq!(codes(&plan), [(Level::Blocker, "nothing-to-give-back")]);
}

#[test]
fn a_portion_that_is_not_asked_for_is_left_as_it_is() {
    let mut inactive = taken();
    inactive.person.state = UserState::Inactive;
    let plan = planned(inactive, &all_there(), &[Portion::Grants]);
    assert_eq!(skipped(&plan), ["state", "division", "manager", "groups", "queues", "skills", "utilization"]);
    let only = expected(&plan);
    assert!(!only.grants.is_empty() && only.groups.is_empty() && only.state.is_none());
    assert_eq!(plan.end_state, UserState::Inactive);

    let deleted = planned(taken(), &all_there(), &[Portion::Grants]);
    assert_eq!(codes(&deleted), [(Level::Blocker, "still-deleted")], "nothing can be given to who is not there");
}

#[test]
fn a_successor_gets_the_seat_and_stays_who_they_are() {
    let mut tom = taken();
    tom.person.id = "u-tom".into();
    tom.person.name = "Tom Okafor".into();
    tom.person.email = "tom.okafor@acme.example".into();
    tom.person.state = UserState::Active;
    let plan = planned(tom.clone(), &all_there(), &[Portion::Grants, Portion::Groups, Portion::Queues]);
    assert_eq!(plan.subject, Subject::from(&tom.person));
    assert_eq!(codes(&plan), []);
    assert!(!expected(&plan).grants.is_empty() && expected(&plan).state.is_none());

    tom.person.state = UserState::Inactive;
    let refused = planned(tom, &all_there(), &[Portion::Grants]);
    assert_eq!(codes(&refused), [(Level::Blocker, "successor-not-active")]);
}

#[test]
fn what_was_given_since_stays_and_is_said() {
    let mut back = taken();
    back.person.state = UserState::Active;
    back.groups = vec![Group { id: "g-new".into(), name: "Newcomers".into(), ..jane().groups[0].clone() }];
    let plan = planned(back, &all_there(), &Portion::ALL);
    assert_eq!(codes(&plan), [(Level::Warning, "changed-since")]);
    assert!(plan.findings[0].text.as_str().contains("group Newcomers"));
}

#[test]
fn an_address_that_somebody_else_has_by_now_keeps_a_deleted_person_out() {
    let known = Known { address_taken_by: Some("Jane Dough".into()), ..all_there() };
    assert_eq!(codes(&planned(taken(), &known, &Portion::ALL)), [(Level::Blocker, "address-taken")]);
    let mut there = taken();
    there.person.state = UserState::Inactive;
    assert_eq!(codes(&planned(there, &known, &Portion::ALL)), [], "who is there has kept the address");
}

#[test]
fn skills_gained_since_are_not_lost_by_setting_the_list() {
    let mut back = taken();
    back.person.state = UserState::Active;
    let mut gained = jane().skills[0].clone();
    gained.id = "s-new".into();
    back.skills = vec![gained];
    let Action::GiveSkills { skills, .. } = action(&planned(back, &all_there(), &Portion::ALL), "skills") else {
        panic!()
    };
    assert!(skills.iter().any(|(id, _)| id.as_str() == "s-new"));
    assert_eq!(skills.len(), jane().skills.len() + 1);
}

#[test]
fn a_station_in_two_ways_is_one_thing_that_does_not_come_back() {
    let told = |wanted: &Seat| {
        let origin = Origin { run: &"run-1".into(), seat: wanted, portions: &Portion::ALL, ticket_required: false };
        let plan = plan(taken(), &origin, &all_there(), (300, 0), now());
        plan.irreversible.iter().filter(|text| text.as_str().contains("station")).count()
    };
    let mut wanted = jane();
    wanted.default_station = wanted.associated_station.clone();
    assert_eq!(told(&wanted), 1);
    wanted.default_station.as_mut().unwrap().id = "another".into();
    assert_eq!(told(&wanted), 2);
}
