use super::{at, person};
use crate::directory::{DecodeError, Part, Snapshot, decode, encode};
use crate::model::{Group, GroupType, Person, UserState};
use proptest::prelude::*;

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
    assert!(matches!(decode(b"LYDR\x02xyz"), Err(DecodeError::OtherVersion(2))));
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
    let mut forged = b"LYDR\x01".to_vec();
    forged.extend(zstd::encode_all(plain.as_slice(), 1).unwrap());
    assert_eq!(decode(&forged).unwrap().people[0].name.as_str(), "Ján ⟨U+001B⟩ováč");
}

#[test]
fn an_invented_count_asks_for_no_memory() {
    let mut plain = zstd::decode_all(&encode(&Snapshot::default()).unwrap()[5..]).unwrap();
    plain.truncate(plain.len() - 2);
    plain.extend([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]);
    let mut forged = b"LYDR\x01".to_vec();
    forged.extend(zstd::encode_all(plain.as_slice(), 1).unwrap());
    assert!(matches!(decode(&forged), Err(DecodeError::Damaged(_))));
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
    fn no_bytes_make_it_panic(plain in prop::collection::vec(any::<u8>(), 0..200), raw in any::<bool>()) {
        let mut bytes = b"LYDR\x01".to_vec();
        if raw {
            bytes.extend(&plain);
        } else {
            let mut with_head = zstd::decode_all(&encode(&Snapshot::default()).unwrap()[5..]).unwrap();
            with_head.truncate(with_head.len() - 2);
            with_head.extend(&plain);
            bytes.extend(zstd::encode_all(with_head.as_slice(), 1).unwrap());
        }
        let _ = decode(&bytes);
    }
}
