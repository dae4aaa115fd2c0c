//! A seat and its surroundings for tests.

use super::offboard::Surroundings;
use crate::model::{
    DivisionId, Grant, GrantSource, Group, GroupType, OpenConversation, Person, QueueMembership, Rated, Seat,
    SeatStation, Timestamp, UserState,
};
use std::collections::HashSet;

pub(super) fn now() -> Timestamp {
    "2026-11-21T10:41:00Z".parse().unwrap()
}

fn grant(source: GrantSource, role: &str, division: &str) -> Grant {
    Grant {
        holder: "u-jane".into(),
        source,
        role: format!("r-{role}").into(),
        role_name: role.into(),
        division: DivisionId::new(format!("d-{division}")),
        division_name: division.into(),
        granted_at: None,
    }
}

pub(super) fn group(id: &str, name: &str, owners: &[&str]) -> Group {
    Group {
        id: id.into(),
        name: name.into(),
        kind: GroupType::Official,
        member_count: 23,
        owners: owners.iter().map(|&o| o.into()).collect(),
        roles_enabled: true,
        version: 4,
    }
}

fn queue(id: &str, joined: bool, by_group: bool) -> QueueMembership {
    QueueMembership { id: id.into(), name: id.into(), joined, by_group }
}

/// Jane, who has something of everything; members of Night shift are in the queue Overflow.
pub(super) fn jane() -> Seat {
    Seat {
        person: Person {
            id: "u-jane".into(),
            name: "Jane Doe".into(),
            email: "jane.doe@acme.example".into(),
            state: UserState::Active,
            version: 7,
            division: Some("d-EMEA".into()),
            department: "Support".into(),
            title: "Agent".into(),
            manager: Some("u-ann".into()),
            last_login: None,
        },
        read_at: now(),
        manager_name: Some("Ann Smith".into()),
        division_name: "EMEA".into(),
        external_ids: Vec::new(),
        grants: vec![
            grant(GrantSource::Direct, "Agent", "Home"),
            grant(GrantSource::Direct, "Quality viewer", "EMEA"),
            grant(GrantSource::Group("g-night".into()), "Supervisor", "EMEA"),
        ],
        grants_version: Some(3),
        groups: vec![group("g-night", "Night shift", &["u-jane"]), group("g-emea", "EMEA agents", &["u-ann"])],
        queues: vec![queue("Claims", true, false), queue("Billing", false, false), queue("Overflow", true, true)],
        skills: vec![Rated { id: "s-claims".into(), name: "Claims".into(), proficiency: 3.0 }],
        languages: vec![Rated { id: "l-german".into(), name: "German".into(), proficiency: 4.0 }],
        utilization: None,
        associated_station: Some(SeatStation { id: "st-1".into(), name: "Desk 12".into() }),
        default_station: None,
        routing_status: Some("IDLE".into()),
        licences: vec!["CX 2".into()],
        open_conversations: vec![OpenConversation {
            id: "c-1".into(),
            media: "voice".into(),
            started: None,
            queue: Some("Claims".into()),
        }],
        direct_reports: Vec::new(),
        last_token_issued: Some(now()),
    }
}

/// A small organisation around Jane; nobody else is an administrator.
pub(super) fn around() -> Surroundings {
    Surroundings {
        organization: "Acme".into(),
        groups: vec![group("g-night", "Night shift", &["u-jane"]), group("g-emea", "EMEA agents", &["u-ann", "u-bo"])]
            .into(),
        sole_holder_of: HashSet::from(["r-admin".into()]),
        read_at: now(),
    }
}
