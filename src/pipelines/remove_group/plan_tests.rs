use super::{By, Limits, Losses, MemberLoss, Request, plan};
use crate::model::{
    DisplayText, Grant, GrantSource, GroupImage, GroupMember, Level, Phase, Plan, Queue, SubjectKind, UserId,
};
use crate::pipelines::fixture::{group, now};

fn member(name: &str, owner: bool, individual: bool) -> GroupMember {
    GroupMember { id: format!("u-{name}").as_str().into(), name: name.into(), email: "".into(), owner, individual }
}

/// Night shift: two members by name, an owner, a role, a queue.
fn night_shift() -> GroupImage {
    GroupImage {
        group: group("g-night", "Night shift", &["u-Ann"]),
        members: vec![member("Ann", true, false), member("Jane", false, true), member("Tom", false, true)],
        grants: vec![Grant {
            holder: "g-night".into(),
            source: GrantSource::Group("g-night".into()),
            role: "r-sup".into(),
            role_name: "Supervisor".into(),
            division: "d-emea".into(),
            division_name: "EMEA".into(),
            granted_at: None,
        }],
        queues: vec![Queue {
            id: "q-over".into(),
            name: "Overflow".into(),
            division: None,
            member_groups: vec!["g-night".into()],
        }],
        dynamic: false,
        read_at: now(),
    }
}

fn loss(name: &str, lost: usize, left_with_nothing: bool) -> MemberLoss {
    let id: UserId = format!("u-{name}").as_str().into();
    MemberLoss { id, name: name.into(), lost, survives: 3, left_with_nothing }
}

fn planned(image: GroupImage, losses: Option<&Losses>, limits: &Limits) -> Plan {
    let organization = DisplayText::new("Acme");
    let request = Request { organization: &organization, losses, limits, by: By::Platform, ticket_required: false };
    plan(image, &request, (300, 0), now())
}

fn limits() -> Limits {
    Limits { members: 500, protected: vec!["Executives*".to_owned()] }
}

fn codes(plan: &Plan) -> Vec<(Level, &str)> {
    plan.findings.iter().map(|f| (f.level, f.code.as_str())).collect()
}

#[test]
fn members_and_roles_go_before_the_group() {
    let plan = planned(night_shift(), Some(&Losses::default()), &limits());
    let names: Vec<_> = plan.steps.iter().map(|s| s.name.as_str()).collect();
    assert_eq!(names, ["members", "grants", "delete", "read-back"]);
    assert!(plan.steps.is_sorted_by_key(|s| s.phase) && plan.steps.iter().all(|s| s.phase != Phase::CutAccess));
    assert_eq!((plan.subject.who.kind, plan.subject.id()), (SubjectKind::Group, "g-night"));
    let effects: Vec<_> = plan.steps[0].effects.iter().map(DisplayText::as_str).collect();
    assert_eq!(effects, ["- Jane", "- Tom"], "an owner is in it by owning it");
    assert!(plan.subject.is_named_by("Night shift") && !plan.subject.is_named_by(""));
}

#[test]
fn what_each_member_loses_is_said_with_who_is_left_with_nothing() {
    let losses =
        Losses { members: vec![loss("Jane", 46, true), loss("Tom", 0, false)], new_home: Some("Day shift".into()) };
    let plan = planned(night_shift(), Some(&losses), &limits());
    let expected = [
        (Level::Warning, "carries-roles"),
        (Level::Warning, "feeds-queues"),
        (Level::Warning, "members-lose"),
        (Level::Warning, "orphans"),
        (Level::Note, "owners"),
        (Level::Note, "members-keep"),
    ];
    assert_eq!(codes(&plan), expected);
    assert_eq!(plan.steps[0].effects[0].as_str(), "- Jane      loses 46 permissions");
    let orphans = plan.findings.iter().find(|f| f.code == "orphans").unwrap();
    assert!(orphans.text.as_str().ends_with("Jane") && orphans.remedy.as_str().ends_with("the group Day shift"));
}

#[test]
fn losses_that_are_not_known_are_not_taken_for_none() {
    let plan = planned(night_shift(), None, &limits());
    assert!(codes(&plan).contains(&(Level::Warning, "losses-unknown")));
}

#[test]
fn too_many_members_and_protected_groups_block() {
    let few = Limits { members: 2, ..limits() };
    assert_eq!(codes(&planned(night_shift(), Some(&Losses::default()), &few))[0], (Level::Blocker, "member-limit"));
    let just = Limits { members: 3, ..limits() };
    assert_eq!(planned(night_shift(), Some(&Losses::default()), &just).blockers().count(), 0);
    let mut image = night_shift();
    image.group.name = "Executives – protected".into();
    assert_eq!(codes(&planned(image, None, &limits()))[0], (Level::Blocker, "protected-group"));
}

#[test]
fn members_by_a_rule_are_not_taken_out_one_by_one() {
    let mut image = night_shift();
    image.dynamic = true;
    image.members = vec![member("Jane", false, false)];
    let plan = planned(image, None, &limits());
    assert!(plan.steps[0].skip.is_some());
    assert!(codes(&plan).contains(&(Level::Warning, "dynamic-rule")));
}
