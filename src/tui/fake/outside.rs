//! What other systems are told, and what others changed, with a story.

use super::start;
use crate::backend::{
    ChangedBy, ChangedProperty, Command, Event, Letter, LetterEvent, LetterPage, LetterState, LetterTarget, Letters,
    TenantChange,
};
use crate::model::{CallOutcome, CorrelationId, DisplayText, ServerCall, Timestamp};
use crate::tui::pane::settings::SettingLine;
use jiff::SignedDuration;
use std::sync::Arc;
use std::time::Duration;

fn ago(minutes: i64) -> Timestamp {
    start() - SignedDuration::from_mins(minutes)
}

fn letter(n: u8, target: &str, kind: &str, name: &str, state: LetterState) -> Letter {
    Letter {
        message: format!("msg_{n:032x}"),
        target: target.into(),
        kind: kind.into(),
        subject: format!("5f2b7c1e-0000-4000-8000-{n:012}").into(),
        name: name.into(),
        run: Some("0192a7c4-0000-7000-8000-00000000000a".into()),
        state,
        tries: 1,
        status: Some(200),
        error: None,
        created_at: ago(60),
        due: (state == LetterState::Waiting).then(|| ago(-90)),
        ended_at: (state != LetterState::Waiting).then(|| ago(59)),
    }
}

pub fn letters() -> Letters {
    let dead = Letter {
        tries: 10,
        status: Some(500),
        error: Some("the target answered 500".into()),
        ..letter(1, "tickets", "user_deprovision_failed", "Ana Costa", LetterState::Dead)
    };
    let waiting = Letter {
        tries: 4,
        status: None,
        error: Some("no answer in time".into()),
        ..letter(2, "hr-sync", "user_access_cut", "Eve \u{202e}puorg 漢字漢字漢字漢字", LetterState::Waiting)
    };
    let missed = Letter {
        tries: 0,
        status: None,
        error: Some("the target has said that it is gone (410)".into()),
        ..letter(3, "old-chat", "group_deprovisioned", "Night shift", LetterState::Dead)
    };
    let sent = letter(4, "hr-sync", "user_deprovisioned", "Jane Doe", LetterState::Sent);
    let nameless = letter(5, "hr-sync", "user_changed_elsewhere", "", LetterState::Sent);
    let target = |name: &str, gone, waiting, sent, dead| LetterTarget {
        name: name.into(),
        known: true,
        gone,
        waiting,
        sent,
        dead,
    };
    Letters {
        letters: vec![dead, missed, waiting, sent, nameless],
        targets: vec![
            target("hr-sync", None, 1, 1_240, 0),
            target("old-chat", Some(ago(2_000)), 0, 12, 1),
            target("tickets", None, 0, 0, 1),
        ],
    }
}

pub fn page(message: &str) -> LetterPage {
    let letter = letters().letters.into_iter().find(|letter| letter.message == message).unwrap();
    let event = |minutes, word: &str, status, detail: &str| LetterEvent {
        at: ago(minutes),
        word: word.into(),
        took_ms: (word != "replayed").then_some(120),
        status,
        detail: detail.into(),
    };
    LetterPage {
        letter,
        body: serde_json::json!({
            "type": "user_deprovision_failed", "timestamp": "2026-03-03T09:41:07Z",
            "data": { "name": "Ana\u{202e} Costa", "run_id": "0192a7c4-0000-7000-8000-00000000000a" },
        }),
        history: vec![
            event(60, "waiting", Some(500), "the target answered 500"),
            event(59, "dead", Some(500), "the target answered 500"),
            event(30, "replayed", None, "asked for by m.berger"),
        ],
    }
}

pub fn changes() -> Vec<TenantChange> {
    let by = |kind, id: &str, name: &str| ChangedBy { kind, id: id.into(), name: name.into() };
    let property = |name: &str, before: &[&str], after: &[&str]| ChangedProperty {
        property: name.into(),
        before: before.iter().map(|&value| value.into()).collect(),
        after: after.iter().map(|&value| value.into()).collect(),
    };
    let change = |n: i64, by, ours, action: &str, entity_type: &str, name: &str, changes| TenantChange {
        id: format!("entry-{n}"),
        at: Some(ago(n * 7)),
        by,
        ours,
        service: "Directory".into(),
        action: action.into(),
        entity_type: entity_type.into(),
        entity: format!("5f2b7c1e-0000-4000-8000-{n:012}").into(),
        name: name.into(),
        failed: false,
        changes,
    };
    let tom = || by("user", "u-tom", "Tom Okafor");
    let us = || by("client", "c-us", "");
    let mut tried = change(5, by("client", "0f7ab2c4-1111", ""), false, "Delete", "Group", "Night shift", vec![]);
    tried.failed = true;
    vec![
        change(
            1,
            tom(),
            false,
            "Update",
            "User",
            "Jane Doe",
            vec![property("department", &["Support"], &["Claims"]), property("title", &[], &["Lead"])],
        ),
        change(2, us(), true, "Update", "User", "Bo Lund", vec![property("state", &["active"], &["inactive"])]),
        change(
            3,
            tom(),
            false,
            "MemberAdd",
            "Group",
            "Eve\u{202e} 漢字漢字漢字漢字漢字",
            vec![property("members", &[], &["a", "b", "c"])],
        ),
        change(4, by("unknown", "", ""), false, "Update", "Role", "", vec![]),
        tried,
        TenantChange { at: Some(ago(60 * 20)), ..change(6, tom(), false, "Create", "User", "New Person", vec![]) },
    ]
}

/// Calls of every kind, the newest first.
pub fn calls() -> Vec<ServerCall> {
    let call = |number: u64, operation: &'static str, path: &str, outcome, attempt| ServerCall {
        number,
        at: super::start() - jiff::SignedDuration::from_secs(100 - number.min(99) as i64),
        method: operation.split(' ').next().unwrap(),
        url: DisplayText::new(format!("https://api.mypurecloud.de{path}")),
        operation,
        body: None,
        writes: !operation.starts_with("GET"),
        attempt,
        outcome,
        took: Duration::from_millis(12 * number),
        correlation: Some(CorrelationId::new(format!("1f2e{number:04}-aaaa"))),
    };
    let jane = "/api/v2/users/3f0c9a52-7f6e-4c1e-9d3b-5a1f00000001";
    let mut calls = vec![
        call(1, "GET /api/v2/users/{userId}", &format!("{jane}?expand=groups,skills"), CallOutcome::Answered(200), 1),
        call(2, "PATCH /api/v2/users/{userId}", jane, CallOutcome::Answered(409), 1),
        call(3, "PATCH /api/v2/users/{userId}", jane, CallOutcome::Answered(200), 1),
        call(4, "DELETE /api/v2/tokens/{userId}", "/api/v2/tokens/3f0c\u{202e}9a52", CallOutcome::Answered(429), 1),
        call(
            5,
            "DELETE /api/v2/tokens/{userId}",
            "/api/v2/tokens/3f0c9a52",
            CallOutcome::Nothing("sent, but no answer came: none within 30 seconds".into()),
            2,
        ),
    ];
    calls[1].body = Some(DisplayText::new(r#"{"state":"inactive","version":7}"#));
    calls[4].correlation = None;
    calls.reverse();
    calls
}

/// The answer to a wish about what is outside, if it is one.
pub fn answer(command: &Command) -> Option<Event> {
    Some(match command {
        Command::Letters { generation } => Event::Letters { generation: *generation, result: Ok(Arc::new(letters())) },
        Command::OpenLetter { generation, message } => {
            Event::Letter { generation: *generation, result: Ok(Arc::new(page(message))) }
        }
        Command::Changes { generation } => Event::Changes { generation: *generation, result: Ok(Arc::from(changes())) },
        Command::WatchCalls(true) => Event::Calls(calls().into()),
        _ => return None,
    })
}

/// What is set here, and where that comes from.
pub fn settings() -> Vec<SettingLine> {
    let line = SettingLine::new;
    vec![
        line("config folder", "/home/m/.config/lanyard", "default"),
        line("tenant", "mypurecloud.de", "config.toml, line 4"),
        line("client_secret", "set by LANYARD_CLIENT_SECRET", "environment variable LANYARD_CLIENT_SECRET"),
        line("operator", "m.berger", "config.toml, line 9"),
        line("protected_people", "none", "default"),
        line("batch_limit", "50", "default"),
        line("theme", "not set", "default"),
        line("mouse", "true", "default"),
        line("environment", "test", "config.toml, line 12"),
    ]
}
