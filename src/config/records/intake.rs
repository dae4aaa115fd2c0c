//! How termination events are received, and who may send them.

use super::{Absent, Form, SettingRecord};
use crate::model::{HrEventKind, Policy};

fn policies() -> Vec<&'static str> {
    Policy::ALL.map(Policy::as_str).to_vec()
}

fn kinds() -> Vec<&'static str> {
    HrEventKind::ALL.map(HrEventKind::as_str).to_vec()
}

pub(super) const INTAKE: &[SettingRecord] = &[
    SettingRecord {
        overruled_by: &["PORT"],
        ..SettingRecord::new(
            "intake_port",
            Form::Number(1, 65_535),
            Absent::Value("8080"),
            "8080",
            "The port on which `lanyard serve` takes them.",
        )
    },
    SettingRecord {
        shown: "webhook_secret",
        unless: &["webhook_secret_file"],
        overruled_by: &["WEBHOOK_SECRET"],
        ..SettingRecord::new(
            "webhook_secret_env",
            Form::Text,
            Absent::Words("[[senders]] say who may send"),
            "\"WEBHOOK_SECRET\"",
            "The name of the variable with the secret that signs them, where one secret for one sender, called hr, is \
             enough.",
        )
    },
    SettingRecord {
        shown: "webhook_secret",
        unless: &["webhook_secret_env"],
        overruled_by: &["WEBHOOK_SECRET"],
        ..SettingRecord::new(
            "webhook_secret_file",
            Form::Text,
            Absent::Words("[[senders]] say who may send"),
            "\"webhook.secret\"",
            "The same secret in a file that only you can read.",
        )
    },
    SettingRecord::new(
        "intake_address",
        Form::Text,
        Absent::Value("\"127.0.0.1\""),
        "\"127.0.0.1\"",
        "The address on which is listened. Other than this machine's own it needs a certificate and its key, or a proxy \
         before it that speaks TLS and `intake_plain_http = true`.",
    ),
    SettingRecord::new(
        "intake_certificate_file",
        Form::Text,
        Absent::Words("plain HTTP is spoken"),
        "\"intake.crt\"",
        "The certificate and those that vouch for it (PEM); read anew when the file changes.",
    ),
    SettingRecord::new(
        "intake_key_file",
        Form::Text,
        Absent::Words("plain HTTP is spoken"),
        "\"intake.key\"",
        "The private key of the certificate (PEM); read anew when the file changes.",
    ),
    SettingRecord::new(
        "intake_plain_http",
        Form::Switch,
        Absent::Value("false"),
        "false",
        "Plain HTTP may be spoken on an address that others reach, because a proxy before it speaks TLS.",
    ),
    SettingRecord {
        shown: "intake_token",
        unless: &["intake_token_file"],
        overruled_by: &["LANYARD_INTAKE_TOKEN"],
        ..SettingRecord::new(
            "intake_token_env",
            Form::Text,
            Absent::Words("nobody can ask"),
            "\"LANYARD_INTAKE_TOKEN\"",
            "The name of the variable with the bearer token with which GET /runs/{id} is asked.",
        )
    },
    SettingRecord {
        shown: "intake_token",
        unless: &["intake_token_env"],
        overruled_by: &["LANYARD_INTAKE_TOKEN"],
        ..SettingRecord::new(
            "intake_token_file",
            Form::Text,
            Absent::Words("nobody can ask"),
            "\"intake.token\"",
            "The same token in a file that only you can read.",
        )
    },
    SettingRecord::new(
        "intake_body_limit",
        Form::Number(1_024, 4 * 1024 * 1024),
        Absent::Value("65536"),
        "65536",
        "The longest body in bytes.",
    ),
    SettingRecord::new(
        "intake_connections",
        Form::Number(1, 65_536),
        Absent::Value("1024"),
        "1024",
        "The most connections at once.",
    ),
    SettingRecord::new(
        "senders",
        Form::Tables(SENDER),
        Absent::Words("only the sender of the webhook secret"),
        "[]",
        "Who may send, where one secret for one sender is not enough. As many as you like; the key that verifies tells \
         which of them it was.",
    ),
];

const SENDER: &[SettingRecord] = &[
    SettingRecord::new(
        "name",
        Form::Text,
        Absent::Wrong,
        "\"workday\"",
        "Its name in records and counts: up to 64 letters, digits, `-`, `_` and `.`.",
    ),
    SettingRecord::new(
        "secret_env",
        Form::OneOrMore,
        Absent::Instead("secret_file"),
        "[\"WORKDAY_SECRET\", \"WORKDAY_SECRET_OLD\"]",
        "The variables that hold its keys: one, or several while a new one takes the place of an old one. A key of a \
         standard sender is whsec_ and the base64 of 24 to 64 bytes.",
    ),
    SettingRecord::new(
        "secret_file",
        Form::OneOrMore,
        Absent::Instead("secret_env"),
        "\"workday.secret\"",
        "Files with further keys; only you may be able to read them.",
    ),
    SettingRecord::new(
        "signature",
        Form::Word(|| vec!["standard", "hex"]),
        Absent::Value("\"standard\""),
        "\"hex\"",
        "How it signs. `standard` is Standard Webhooks. `hex` is the HMAC-SHA256 of the body in hex digits, in the header \
         that `header` names; its secret is plain text, or base64 after \"base64:\", of 16 bytes and more.",
    ),
    SettingRecord::new(
        "header",
        Form::Text,
        Absent::Words("needed with `hex`"),
        "\"x-signature\"",
        "The header that holds the digits; with `signature = \"hex\"` only.",
    ),
    SettingRecord {
        beside: "header",
        ..SettingRecord::new(
            "prefix",
            Form::Text,
            Absent::Words("nothing"),
            "\"sha256=\"",
            "What stands before the digits; with `signature = \"hex\"` only.",
        )
    },
    SettingRecord::new(
        "window_seconds",
        Form::Number(1, 86_400),
        Absent::Value("300"),
        "300",
        "How far its time may be from ours, both ways, in seconds; never off.",
    ),
    SettingRecord::new(
        "policy",
        Form::Word(policies),
        Absent::Value("\"cut-then-confirm\""),
        "\"cut-then-confirm\"",
        "What is done with its terminations before anybody has looked: the whole offboarding, the cut of access only, or \
         nothing.",
    ),
    SettingRecord::new(
        "recipe",
        Form::Text,
        Absent::Words("the configured one"),
        "\"standard-leaver\"",
        "The recipe of its offboardings.",
    ),
    SettingRecord::new(
        "recipes",
        Form::WordTable(policies),
        Absent::Words("none"),
        "{ \"contractor\" = \"run-at-once\", \"executive\" = \"wait\" }",
        "The recipes that its events may name, each with the policy that holds then.",
    ),
    SettingRecord::new(
        "types",
        Form::WordTable(kinds),
        Absent::Words("none"),
        "{ \"worker.terminated\" = \"termination\" }",
        "Its own words for the kinds of events.",
    ),
    SettingRecord::new(
        "per_minute",
        Form::Number(1, 1_000_000),
        Absent::Value("6000"),
        "6000",
        "How many deliveries a minute it may make.",
    ),
    SettingRecord::new(
        "decide_within_hours",
        Form::Number(1, 8_760),
        Absent::Value("24"),
        "24",
        "Within how many hours an operator is to decide, where one has to.",
    ),
];
