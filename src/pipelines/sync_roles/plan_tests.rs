use super::diff::{Batch, Wish, batches};
use super::{Action, Pair};
use crate::model::{Grant, GrantSource, RoleId, UserId};
use std::collections::{BTreeSet, HashSet};

fn pair(role: &str, division: &str) -> Pair {
    (role.into(), division.into())
}

fn pairs(all: &[(&str, &str)]) -> BTreeSet<Pair> {
    all.iter().map(|(role, division)| pair(role, division)).collect()
}

fn grant(role: &str, division: &str, source: GrantSource) -> Grant {
    Grant {
        holder: "u".into(),
        source,
        role: role.into(),
        role_name: role.into(),
        division: division.into(),
        division_name: division.into(),
        granted_at: None,
    }
}

fn held() -> Vec<Grant> {
    vec![
        grant("employee", "home", GrantSource::Direct),
        grant("agent", "home", GrantSource::Direct),
        grant("lead", "*", GrantSource::Direct),
        grant("planner", "home", GrantSource::Group("g".into())),
    ]
}

#[test]
fn only_what_differs_from_direct_grants_is_left() {
    let employee: RoleId = "employee".into();
    let base = HashSet::from([&employee]);
    let give = pairs(&[("agent", "home"), ("agent", "*"), ("planner", "home")]);
    let wish = Wish { give: give.clone(), ..Wish::default() };
    let delta = wish.against(&held(), &base);
    // What a group gives is not one's own, and the role in all divisions is another grant than in one.
    assert_eq!((delta.give, delta.take), (pairs(&[("agent", "*"), ("planner", "home")]), pairs(&[])));
    let wish = Wish { give: pairs(&[("agent", "home")]), exactly: true, ..Wish::default() };
    let delta = wish.against(&held(), &base);
    assert_eq!((delta.give, delta.take), (pairs(&[]), pairs(&[("lead", "*")])), "base and inherited roles stay");
    let wish = Wish { take: pairs(&[("lead", "*"), ("lead", "home"), ("planner", "home")]), ..Wish::default() };
    assert_eq!(wish.against(&held(), &base).take, pairs(&[("lead", "*")]));
}

fn people(n: usize, grants: &[(&str, &str)]) -> Vec<(UserId, BTreeSet<Pair>)> {
    (0..n).map(|at| (format!("u{at:03}").into(), pairs(grants))).collect()
}

#[test]
fn additions_take_as_few_writes_as_may_be() {
    // One role for many people goes by role, fifty at once.
    let give = people(120, &[("agent", "home")]);
    assert_eq!(batches(&give, 50).len(), 3);
    // Several divisions of a role are one call.
    assert_eq!(batches(&people(50, &[("agent", "a"), ("agent", "b"), ("agent", "c")]), 50).len(), 1);
    // Many roles for few people go by person.
    let many: Vec<String> = (0..60).map(|n| format!("r{n}")).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|role| (role.as_str(), "*")).collect();
    let by_person = batches(&people(2, &many), 50);
    assert_eq!(by_person.len(), 4);
    assert!(by_person.iter().all(|batch| matches!(batch, Batch::Person(_, some) if some.len() <= 50)));
    // Where people lack different divisions of a role, one call for each division may be fewer.
    let mut mixed = Vec::new();
    for (at, divisions) in [&["a"][..], &["b"], &["a", "b"]].iter().cycle().take(30).enumerate() {
        let grants: Vec<_> = divisions.iter().map(|division| ("agent", *division)).collect();
        mixed.push((UserId::new(format!("u{at:03}")), pairs(&grants)));
    }
    assert_eq!(batches(&mixed, 50).len(), 2);
    // As many writes either way: then with the fewest readings.
    assert!(matches!(batches(&people(1, &[("agent", "a")]), 50)[..], [Batch::Role(..) | Batch::Person(..)]));
    assert!(batches(&[], 50).is_empty());
}

#[test]
fn batches_give_everybody_exactly_what_they_lack() {
    let mut give = people(130, &[("agent", "a"), ("agent", "b"), ("lead", "*")]);
    give.extend(people(7, &[("planner", "c")]).into_iter().map(|(id, pairs)| (format!("x{id}").into(), pairs)));
    let mut given: Vec<(UserId, Pair)> = Vec::new();
    for batch in batches(&give, 50) {
        let action = match batch {
            Batch::Role(role, divisions, people) => Action::GrantRole { role, divisions, people },
            Batch::Person(person, grants) => Action::AddGrants { person, grants },
        };
        assert!(action.people().len() <= 50);
        for person in action.people() {
            given.extend(action.pairs().into_iter().map(|pair| (person.clone(), pair)));
        }
    }
    given.sort();
    let mut wanted: Vec<_> =
        give.iter().flat_map(|(id, pairs)| pairs.iter().map(|pair| (id.clone(), pair.clone()))).collect();
    wanted.sort();
    assert_eq!(given, wanted);
}
