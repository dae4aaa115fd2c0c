//! Who is told what runs have done.

use super::{Absent, Form, SettingRecord};
use crate::model::{NoticeKind, PipelineKind};

fn events() -> Vec<&'static str> {
    NoticeKind::ALL.map(NoticeKind::as_str).to_vec()
}

fn pipelines() -> Vec<&'static str> {
    PipelineKind::ALL.map(PipelineKind::as_str).to_vec()
}

pub(super) const NOTICES: &[SettingRecord] = &[SettingRecord::new(
    "notices",
    Form::Tables(NOTICE),
    Absent::Words("only the targets of the environment"),
    "[]",
    "Who is told what runs have done, by signed webhooks (Standard Webhooks: webhook-id, webhook-timestamp, \
     webhook-signature). As many as you like.",
)];

const NOTICE: &[SettingRecord] = &[
    SettingRecord::new("name", Form::Text, Absent::Wrong, "\"hr-sync\"", "Its name in records."),
    SettingRecord::new(
        "url",
        Form::Text,
        Absent::Wrong,
        "\"https://hr.acme.example/hooks/genesys\"",
        "Where notices are posted: https, or this machine.",
    ),
    SettingRecord {
        unless: &["secret_file"],
        ..SettingRecord::new(
            "secret_env",
            Form::Text,
            Absent::Instead("secret_file"),
            "\"HR_SYNC_SECRET\"",
            "The name of the variable with the secret that signs them; it may hold several with blanks between, while keys \
             are exchanged.",
        )
    },
    SettingRecord {
        unless: &["secret_env"],
        ..SettingRecord::new(
            "secret_file",
            Form::Text,
            Absent::Instead("secret_env"),
            "\"hr-sync.secret\"",
            "The same secret in a file that only you can read.",
        )
    },
    SettingRecord::new(
        "events",
        Form::Words(events),
        Absent::Words("all but `user_changed_elsewhere`"),
        "[\"user_access_cut\", \"user_deprovisioned\", \"user_deprovision_failed\"]",
        "Which notices, by their names.",
    ),
    SettingRecord::new(
        "pipelines",
        Form::Words(pipelines),
        Absent::Words("those of every job"),
        "[\"offboard\", \"restore\"]",
        "Only those of runs of these jobs.",
    ),
    SettingRecord::new(
        "outcome",
        Form::Word(|| vec!["done", "failed"]),
        Absent::Words("both"),
        "\"failed\"",
        "Only those of runs that ended in this way.",
    ),
    SettingRecord::new(
        "divisions",
        Form::Texts,
        Absent::Words("those about anybody"),
        "[\"EMEA\"]",
        "Only those about one person of these divisions, by name or id.",
    ),
    SettingRecord::new(
        "template",
        Form::Text,
        Absent::Words("our own form"),
        "\"templates/chat.json\"",
        "A JSON file with the form that this target wants, such as {\"text\": \"{{ data.name }}: {{ type }}\"}.",
    ),
];
