//! Who acts, who is spared, and how many at once.

use super::{Absent, Form, SettingRecord};
use crate::config::Interface;
use crate::config::layer::JOBS;

fn interfaces() -> Vec<&'static str> {
    [Interface::Platform, Interface::Scim].map(Interface::as_str).to_vec()
}

pub(super) const ACTING: &[SettingRecord] = &[
    SettingRecord::new(
        "operator",
        Form::Text,
        Absent::Words("the account of the operating system"),
        "\"Maria Berger\"",
        "Your name in the audit trail; the operating system's account stands beside it in any case.",
    ),
    SettingRecord {
        overruled_by: &["--recipe"],
        ..SettingRecord::new(
            "recipe",
            Form::Text,
            Absent::Value("\"standard-leaver\""),
            "\"standard-leaver\"",
            "The recipe that is used when --recipe names none; your own recipes go into the folder recipes/ beside this \
             file, those for new people into recipes/provision/.",
        )
    },
    SettingRecord {
        overruled_by: &["--jobs"],
        ..SettingRecord::new(
            "jobs",
            Form::Number(JOBS.0, JOBS.1),
            Absent::Value("32"),
            "32",
            "How many people are offboarded at once when a list is given; the budget, not this, sets the pace.",
        )
    },
];

pub(super) const SPARED: &[SettingRecord] = &[
    SettingRecord::new(
        "protected_people",
        Form::Texts,
        Absent::Value("[]"),
        "[\"ceo@acme.example\"]",
        "People (ids or e-mail addresses) who are never offboarded.",
    ),
    SettingRecord::new(
        "protected_groups",
        Form::Texts,
        Absent::Value("[]"),
        "[\"Executives\"]",
        "Groups (ids or names) whose members are never offboarded, and which are never removed.",
    ),
    SettingRecord::new(
        "legal_hold",
        Form::Texts,
        Absent::Value("[]"),
        "[\"jane.doe@acme.example\"]",
        "People (ids or e-mail addresses) whose data must be kept: they are never deleted.",
    ),
    SettingRecord::new(
        "admin_roles",
        Form::Texts,
        Absent::Value("[]"),
        "[\"Master Admin\", \"admin\"]",
        "Roles (ids or names) of which an active holder must be left.",
    ),
];

pub(super) const BATCHES: &[SettingRecord] = &[
    SettingRecord::new(
        "batch_limit",
        Form::Number(1, 1_000_000),
        Absent::Value("50"),
        "50",
        "More people than this are offboarded or made as one batch only where `--exactly N` says how many they are.",
    ),
    SettingRecord::new(
        "batch_percent",
        Form::Number(1, 100),
        Absent::Value("5"),
        "5",
        "The same for more than this many per cent of the active people, where these are more than five people.",
    ),
];

pub(super) const GROUPS: &[SettingRecord] = &[
    SettingRecord::new(
        "group_member_limit",
        Form::Number(1, 1_000_000),
        Absent::Value("500"),
        "500",
        "The most members that a group may have to be removed.",
    ),
    SettingRecord::new(
        "group_members_by",
        Form::Word(interfaces),
        Absent::Value("\"platform\""),
        "\"platform\"",
        "By which interface of the platform members are taken out of a group.",
    ),
];

pub(super) const NEW: &[SettingRecord] = &[
    SettingRecord::new(
        "create_people_by",
        Form::Word(interfaces),
        Absent::Value("\"platform\""),
        "\"platform\"",
        "By which interface of the platform people are made.",
    ),
    SettingRecord::new(
        "people_limit",
        Form::Number(1, 100_000_000),
        Absent::Words("it is not checked"),
        "1500",
        "The most people that the organisation may have; a file that would exceed it is refused.",
    ),
    SettingRecord::new(
        "external_id_authority",
        Form::Text,
        Absent::Words("an external id needs its authority"),
        "\"HR\"",
        "The authority that is meant when a person is named by an external id alone, such as E-20417.",
    ),
];
