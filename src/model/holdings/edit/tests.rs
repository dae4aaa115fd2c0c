use super::*;
use crate::model::{RoleHolding, SubjectKind};
use proptest::prelude::*;
use std::collections::BTreeSet;

type Truth = (BTreeSet<(String, String, String)>, BTreeSet<(String, String)>);

/// Holdings by their definition.
fn truth(of: &Holdings) -> Truth {
    let grant = |g: &HeldGrant| {
        let subject = &of.subjects[g.subject as usize].subject;
        let (role, division) = (&of.roles[g.role as usize], &of.divisions[g.division as usize]);
        (subject.to_string(), role.to_string(), division.to_string())
    };
    let member =
        |p: &HeldPlace| (of.groups[p.group as usize].to_string(), of.subjects[p.member as usize].subject.to_string());
    (of.grants.iter().map(grant).collect(), of.members.iter().map(member).collect())
}

fn subject(n: u8) -> SubjectRef {
    let kinds = [SubjectKind::User, SubjectKind::Group, SubjectKind::OAuthClient];
    SubjectRef::new(kinds[n as usize % 3], format!("s{n}"))
}

fn id<T: From<String>>(letter: char, n: u8) -> T {
    T::from(format!("{letter}{n}"))
}

type Step = (u8, u8, Vec<(u8, u8)>);

fn edit(steps: &[Step]) -> HoldingsEdit {
    let mut edit = HoldingsEdit::default();
    for (what, key, list) in steps {
        match what % 4 {
            0 => edit.roles.insert(
                id('r', *key),
                &list
                    .iter()
                    .map(|&(s, d)| RoleHolding {
                        holder: HeldBy { subject: subject(s), name: "N".into() },
                        divisions: vec![id('d', d), id('d', d / 2)],
                    })
                    .collect::<Vec<_>>(),
            ),
            1 => {
                drop(edit.subjects.insert(subject(*key), list.iter().map(|&(r, d)| (id('r', r), id('d', d))).collect()))
            }
            2 => drop(edit.groups.insert(id('g', *key), list.iter().map(|&(u, _)| id('s', u)).collect())),
            _ => drop(edit.people.insert(id('s', *key), list.iter().map(|&(g, _)| id('g', g)).collect())),
        }
    }
    edit
}

fn by_definition((mut grants, mut members): Truth, edit: &HoldingsEdit, steps: &[Step]) -> Truth {
    let subjects: BTreeSet<String> = edit.subjects.keys().map(ToString::to_string).collect();
    let people: BTreeSet<String> = edit.people.keys().map(|u| SubjectRef::user(u).to_string()).collect();
    grants.retain(|(s, r, _)| !subjects.contains(s) && !edit.roles.contains(&RoleId::from(r.as_str())));
    members.retain(|(g, u)| !people.contains(u) && !edit.groups.contains_key(&GroupId::from(g.as_str())));
    // Of two lists of one role, the last one counts.
    let lists: HashMap<u8, &Vec<(u8, u8)>> =
        steps.iter().filter(|s| s.0 % 4 == 0).map(|(_, key, list)| (*key, list)).collect();
    for (role, held) in lists {
        for &(s, d) in held.iter().filter(|(s, _)| !edit.subjects.contains_key(&subject(*s))) {
            grants.extend([d, d / 2].map(|d| (subject(s).to_string(), format!("r{role}"), format!("d{d}"))));
        }
    }
    for (subject, list) in &edit.subjects {
        grants.extend(list.iter().map(|(r, d)| (subject.to_string(), r.to_string(), d.to_string())));
    }
    for (group, list) in &edit.groups {
        let listed = list.iter().filter(|u| !edit.people.contains_key(u));
        members.extend(listed.map(|u| (group.to_string(), SubjectRef::user(u).to_string())));
    }
    for (user, list) in &edit.people {
        members.extend(list.iter().map(|g| (g.to_string(), SubjectRef::user(user).to_string())));
    }
    (grants, members)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn edits_do_what_they_say(edits in prop::collection::vec(
        prop::collection::vec((any::<u8>(), 0u8..6, prop::collection::vec((0u8..9, 0u8..4), 0..5)), 0..5), 0..5)) {
        let (mut now, mut wanted) = (Holdings::default(), Truth::default());
        for steps in &edits {
            let edit = edit(steps);
            now = now.edited(&edit);
            wanted = by_definition(wanted, &edit, steps);
            prop_assert_eq!(&truth(&now), &wanted);
            prop_assert_eq!(now.grants.len(), wanted.0.len(), "each once");
            prop_assert!(now.grants.is_sorted() && now.members.is_sorted());
            prop_assert!(now.subjects.is_sorted_by(|a, b| a.subject < b.subject));
            prop_assert_eq!(now.edited(&HoldingsEdit::default()), now.clone(), "nothing changes nothing");
        }
    }
}

#[test]
fn a_subject_tells_its_grants_and_groups_and_a_client_keeps_its_name() {
    let client = SubjectRef::new(SubjectKind::OAuthClient, "c");
    let held =
        RoleHolding { holder: HeldBy { subject: client.clone(), name: "Payroll".into() }, divisions: vec!["*".into()] };
    let mut edit = HoldingsEdit::default();
    edit.roles.insert("r".into(), &[held]);
    edit.groups.insert("g".into(), vec!["u".into()]);
    let holdings = Holdings::default().edited(&edit);
    assert_eq!(holdings.grants_of(&client), [("r".into(), "*".into())]);
    assert_eq!(holdings.groups_of(&"u".into()), ["g".into()]);
    let more = HoldingsEdit {
        subjects: [(client.clone(), vec![("r2".into(), "d".into())])].into(),
        ..HoldingsEdit::default()
    };
    let holdings = holdings.edited(&more);
    assert_eq!(holdings.grants_of(&client), [("r2".into(), "d".into())]);
    assert_eq!(holdings.subjects[1].name.as_str(), "Payroll");
}
