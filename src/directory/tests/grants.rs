use super::fake::{EVERY, Fake, read, read_parts};
use super::{at, person};
use crate::directory::{Part, Readings, Snapshot};
use crate::model::{Group, GroupType, HeldBy, HeldGrant, HeldPlace, Role, RoleHolding, SubjectRef, UserId, UserState};

fn role(id: &str) -> Role {
    Role {
        id: id.into(),
        name: id.into(),
        description: "".into(),
        default_role: None,
        is_default: false,
        is_base: false,
        general: Vec::new(),
        policies: Vec::new(),
    }
}

fn group(id: &str, member_count: u32) -> Group {
    Group {
        id: id.into(),
        name: id.into(),
        kind: GroupType::Official,
        member_count,
        owners: Vec::new(),
        roles_enabled: true,
        version: 1,
    }
}

fn user(n: usize) -> UserId {
    person(n, "", "", UserState::Active).id
}

fn held(n: usize, divisions: &[&str]) -> RoleHolding {
    RoleHolding {
        holder: HeldBy { subject: SubjectRef::user(&user(n)), name: "somebody".into() },
        divisions: divisions.iter().map(|&d| d.into()).collect(),
    }
}

/// Four people; three roles, of which nobody holds the last; three groups, of which the list of people tells two.
fn peopled() -> Fake {
    Fake {
        roles: vec![role("r1"), role("r2"), role("r3")],
        groups: vec![group("g1", 2), group("g2", 1), group("g3", 1)],
        groups_of: [(user(0), vec!["g1".into(), "g2".into()]), (user(1), vec!["g1".into()])].into(),
        holders: [
            ("r1".into(), vec![held(0, &["d1", "*"]), held(1, &["d1"]), held(2, &["d2"])]),
            ("r2".into(), vec![held(0, &["d1"])]),
        ]
        .into(),
        members: [("g1".into(), vec![user(3)]), ("g3".into(), vec![user(2)])].into(),
        ..Fake::new(4)
    }
}

fn asked(fake: &Fake) -> Vec<String> {
    let mut lists = std::mem::take(&mut *fake.lists.lock().unwrap());
    lists.sort();
    lists
}

/// `u0 r1 d1` for each grant, `u0 in g1` for each membership.
fn told(snapshot: &Snapshot) -> Vec<String> {
    let held = &snapshot.holdings;
    let name = |at: u32| {
        let n = (0..9).find(|&n| *user(n).as_str() == *held.subjects[at as usize].subject.id);
        format!("u{}", n.unwrap())
    };
    let grant = |g: &HeldGrant| {
        format!("{} {} {}", name(g.subject), held.roles[g.role as usize], held.divisions[g.division as usize])
    };
    let place = |p: &HeldPlace| format!("{} in {}", name(p.member), held.groups[p.group as usize]);
    let mut all: Vec<String> = held.grants.iter().map(grant).chain(held.members.iter().map(place)).collect();
    all.sort();
    all
}

const TRUTH: [&str; 9] =
    ["u0 in g1", "u0 in g2", "u0 r1 *", "u0 r1 d1", "u0 r2 d1", "u1 in g1", "u1 r1 d1", "u2 in g3", "u2 r1 d2"];

#[tokio::test]
async fn grants_are_read_by_role_and_members_only_where_the_list_of_people_does_not_tell() {
    let fake = peopled();
    let (refreshed, progress) = read(&fake, None).await;
    assert_eq!(refreshed.failed, []);
    assert_eq!(told(&refreshed.snapshot), TRUTH);
    assert_eq!(asked(&fake), ["g3 1", "r1 1", "r1 2", "r1 3", "r2 1", "r3 1"], "nobody is asked for g1 and g2");
    assert_eq!(refreshed.snapshot.access_at(), refreshed.snapshot.read_at(), "as old as the list that told members");
    let of = |part| progress.iter().rev().find(|r| r.part == part).map(|r| (r.loaded, r.total));
    assert_eq!((of(Part::Grants), of(Part::Members)), (Some((3, Some(3))), Some((3, Some(3)))));
}

#[tokio::test]
async fn a_page_that_fails_keeps_the_other_roles_and_the_next_refresh_reads_only_the_rest() {
    let fake = peopled();
    fake.broken.lock().unwrap().insert("r1 2".into(), 403);
    let mut readings = Readings::default();
    let (first, _) = read_parts(&fake, None, &EVERY, &mut readings, 1000).await;
    assert_eq!(first.failed.iter().map(|f| f.part).collect::<Vec<_>>(), [Part::Grants]);
    assert_eq!(first.snapshot.access_at(), None, "half the grants are not the grants");
    let known: Vec<&str> = TRUTH.into_iter().filter(|t| !t.contains("r1")).collect();
    assert_eq!(told(&first.snapshot), known);
    asked(&fake);

    fake.broken.lock().unwrap().clear();
    let (second, _) = read_parts(&fake, Some(&first.snapshot), &[Part::Grants], &mut readings, 1500).await;
    assert_eq!(asked(&fake), ["r1 1", "r1 2", "r1 3"]);
    assert_eq!(told(&second.snapshot), TRUTH);
    assert!(second.snapshot.read.of(Part::Grants).unwrap() < at(1500), "as old as the role that was read first");

    let (third, _) = read_parts(&fake, Some(&second.snapshot), &[Part::Grants], &mut readings, 1600).await;
    assert_eq!(asked(&fake).len(), 5, "a whole reading leaves nothing to go on from");
    assert_eq!(third.snapshot.holdings, second.snapshot.holdings);
}

#[tokio::test]
async fn what_is_gone_when_its_list_is_asked_for_is_gone_from_the_directory() {
    let mut fake = peopled();
    fake.broken.lock().unwrap().extend([("r1 2".to_owned(), 404), ("g3 1".to_owned(), 404)]);
    let (refreshed, _) = read(&fake, None).await;
    assert_eq!(refreshed.failed, []);
    assert_eq!((refreshed.snapshot.roles.len(), refreshed.snapshot.groups.len()), (2, 2));
    assert_eq!(told(&refreshed.snapshot), ["u0 in g1", "u0 in g2", "u0 r2 d1", "u1 in g1"]);

    // And what an older directory knew of roles and groups that no list has any more goes as well.
    let older = read(&peopled(), None).await.0.snapshot;
    fake.broken.lock().unwrap().clear();
    fake.roles.remove(0);
    fake.groups.remove(2);
    let (refreshed, _) = read(&fake, Some(&older)).await;
    assert_eq!(told(&refreshed.snapshot), ["u0 in g1", "u0 in g2", "u0 r2 d1", "u1 in g1"]);
}

#[tokio::test]
async fn a_group_that_fails_keeps_its_older_members() {
    let older = read(&peopled(), None).await.0.snapshot;
    let fake = peopled();
    fake.broken.lock().unwrap().insert("g3 1".into(), 403);
    let (refreshed, _) = read_parts(&fake, Some(&older), &EVERY, &mut Readings::default(), 5000).await;
    assert_eq!(refreshed.failed[0].part, Part::Members);
    assert_eq!(told(&refreshed.snapshot), TRUTH);
    assert_eq!(refreshed.snapshot.read.of(Part::Members), older.read.of(Part::Members));
}

#[tokio::test]
async fn without_a_list_that_told_members_every_group_is_asked() {
    let mut fake = peopled();
    fake.members.insert("g1".into(), vec![user(0), user(1)]);
    fake.members.insert("g2".into(), vec![user(0)]);
    let (refreshed, _) = read_parts(&fake, None, &[Part::Groups, Part::Members], &mut Readings::default(), 1000).await;
    assert_eq!(asked(&fake), ["g1 1", "g1 2", "g2 1", "g3 1"]);
    assert_eq!(told(&refreshed.snapshot), ["u0 in g1", "u0 in g2", "u1 in g1", "u2 in g3"]);
}
