use super::{at, person};
use crate::directory::{DecodeError, Part, Snapshot, decode, encode};
use crate::model::{
    Group, GroupType, HeldBy, Holdings, HoldingsEdit, Licence, Person, RoleHolding, SubjectKind, SubjectRef, UserId,
    UserState,
};
use proptest::prelude::*;

/// Two people, of whom one is in the list, a group, a client with a name, and a role that only a group holds.
fn holdings() -> Holdings {
    let held = |subject: SubjectRef, name: &str, divisions: &[&str]| RoleHolding {
        holder: HeldBy { subject, name: name.into() },
        divisions: divisions.iter().map(|&d| d.into()).collect(),
    };
    let listed = person(1, "", "", UserState::Active).id;
    let mut edit = HoldingsEdit::default();
    let client = SubjectRef::new(SubjectKind::OAuthClient, "c1");
    edit.roles.insert(
        "r1".into(),
        &[
            held(SubjectRef::user(&listed), "", &["d1", "*"]),
            held(SubjectRef::user(&UserId::from("not-listed")), "", &["d2"]),
            held(client, "Payroll\u{202e}", &["*"]),
        ],
    );
    edit.roles.insert("r2".into(), &[held(SubjectRef::group(&"g".into()), "", &["d1"])]);
    edit.groups.insert("g".into(), vec![listed, "not-listed".into()]);
    Holdings::default().edited(&edit)
}

fn sample() -> Snapshot {
    let mut first = person(1, "Ján Kováč", "jan@example.com", UserState::Inactive);
    first.version = -3;
    first.division = Some("d1".into());
    first.department = "Support".into();
    first.manager = Some("m1".into());
    first.last_login = Some("2026-01-02T03:04:05.678Z".parse().unwrap());
    let second = Person { state: UserState::Deleted, title: "Support".into(), ..person(2, "", "", UserState::Active) };
    let group = Group {
        id: "g".into(),
        name: "Night shift".into(),
        kind: GroupType::Official,
        member_count: 2,
        owners: vec!["m1".into()],
        roles_enabled: true,
        version: 4,
    };
    let mut snapshot = Snapshot {
        organization: "Acme".into(),
        people: vec![first, second],
        groups: vec![group],
        licences: vec![Licence {
            id: "engage2".into(),
            description: "".into(),
            permissions: vec!["routing:queue:join".into()],
        }],
        holdings: holdings(),
        ..Snapshot::default()
    };
    snapshot.read.set(Part::People, at(1000));
    snapshot.read.set(Part::Groups, at(900));
    snapshot
}

#[test]
fn a_snapshot_comes_back_as_it_was() {
    for snapshot in [sample(), Snapshot::default()] {
        let bytes = encode(&snapshot).unwrap();
        assert_eq!(decode(&bytes).unwrap(), snapshot);
        assert_eq!(encode(&snapshot).unwrap(), bytes);
    }
}

#[test]
fn other_bytes_are_refused_with_the_reason() {
    let whole = encode(&sample()).unwrap();
    assert!(matches!(decode(b""), Err(DecodeError::NotASnapshot)));
    assert!(matches!(decode(b"LYDR"), Err(DecodeError::NotASnapshot)));
    assert!(matches!(decode(b"{\"people\":[]}"), Err(DecodeError::NotASnapshot)));
    assert!(matches!(decode(b"LYDR\x01xyz"), Err(DecodeError::OtherVersion(1))));
    for end in 5..whole.len() {
        assert!(matches!(decode(&whole[..end]), Err(DecodeError::Damaged(_))), "cut at {end}");
    }
    for at in 5..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x10;
        // A flipped bit may hit one that says nothing, but never changes what is read.
        assert!(decode(&bytes).map_or(true, |read| read == sample()), "flipped at {at}");
    }
}

#[test]
fn other_peoples_text_is_cleaned_again() {
    let bytes = encode(&sample()).unwrap();
    let mut plain = zstd::decode_all(&bytes[5..]).unwrap();
    let hit = plain.windows(4).position(|w| w == b"Kov\xc3").unwrap();
    plain[hit] = 0x1b;
    let mut forged = b"LYDR\x02".to_vec();
    forged.extend(zstd::encode_all(plain.as_slice(), 1).unwrap());
    assert_eq!(decode(&forged).unwrap().people[0].name.as_str(), "Ján ⟨U+001B⟩ováč");
}

#[test]
fn an_invented_count_asks_for_no_memory() {
    let whole = zstd::decode_all(&encode(&Snapshot::default()).unwrap()[5..]).unwrap();
    // Nothing follows the head but eight counts, all of them zero.
    for counts in 1..=8 {
        let mut plain = whole[..whole.len() - counts].to_vec();
        plain.extend([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]);
        let mut forged = b"LYDR\x02".to_vec();
        forged.extend(zstd::encode_all(plain.as_slice(), 1).unwrap());
        assert!(matches!(decode(&forged), Err(DecodeError::Damaged(_))), "the last {counts}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_people_come_back(
        all in prop::collection::vec((".*", ".*", any::<i64>(), prop::option::of("[a-c]"), "[a-c]?", -9_999_999_999_999i64..9_999_999_999_999), 0..20),
    ) {
        let people = all.iter().enumerate().map(|(n, (name, email, version, label, department, login))| Person {
            version: *version,
            division: label.as_deref().map(Into::into),
            manager: label.as_deref().map(Into::into),
            department: department.as_str().into(),
            last_login: crate::model::Timestamp::from_millisecond(*login).ok(),
            ..person(n, name, email, UserState::Active)
        }).collect();
        let snapshot = Snapshot { people, ..Snapshot::default() };
        prop_assert_eq!(decode(&encode(&snapshot).unwrap()).unwrap(), snapshot);
    }

    #[test]
    fn any_holdings_come_back(
        lists in prop::collection::vec((0u8..6, prop::collection::vec((0u8..20, 0u8..4, 0u8..4), 0..12)), 0..6),
        members in prop::collection::vec((0u8..5, prop::collection::vec(0usize..12, 0..8)), 0..5),
        known in 0usize..12,
    ) {
        let kinds = [SubjectKind::User, SubjectKind::Group, SubjectKind::OAuthClient, SubjectKind::Other];
        let id = |n: usize| person(n, "", "", UserState::Active).id;
        let mut edit = HoldingsEdit::default();
        for (role, list) in &lists {
            let held = |&(subject, kind, division): &(u8, u8, u8)| RoleHolding {
                holder: HeldBy {
                    subject: SubjectRef::new(kinds[kind as usize], id(subject.into()).shared()),
                    name: if subject % 3 == 0 { "".into() } else { format!("N{subject}").into() },
                },
                divisions: vec![format!("d{division}").into()],
            };
            edit.roles.insert(format!("r{role}").into(), &list.iter().map(held).collect::<Vec<_>>());
        }
        for (group, list) in &members {
            edit.groups.insert(format!("g{group}").into(), list.iter().map(|&n| id(n)).collect());
        }
        let people = (0..known).map(|n| person(n, "", "", UserState::Active)).collect();
        let holdings = Holdings::default().edited(&edit);
        let snapshot = Snapshot { people, holdings, ..Snapshot::default() };
        prop_assert_eq!(decode(&encode(&snapshot).unwrap()).unwrap(), snapshot);
    }

    #[test]
    fn no_bytes_make_it_panic(plain in prop::collection::vec(any::<u8>(), 0..200), raw in any::<bool>()) {
        let mut bytes = b"LYDR\x02".to_vec();
        if raw {
            bytes.extend(&plain);
        } else {
            let mut with_head = zstd::decode_all(&encode(&Snapshot::default()).unwrap()[5..]).unwrap();
            with_head.truncate(with_head.len() - 8);
            with_head.extend(&plain);
            bytes.extend(zstd::encode_all(with_head.as_slice(), 1).unwrap());
        }
        let _ = decode(&bytes);
    }
}
