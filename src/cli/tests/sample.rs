//! Plans, runs and people for tests.

use crate::access::Access;
use crate::backend::{
    ChangedBy, ChangedProperty, Letter, LetterEvent, LetterPage, LetterState, LetterTarget, Letters, PersonCard,
    RunSummary, TenantChange,
};
use crate::model::*;

pub(super) const JANE: &str = "6f0c2f7e-1111-4222-8333-444455556666";
pub(super) const TOM: &str = "6f0c2f7e-2222-4222-8333-444455556666";
pub(super) const RUN: &str = "01934f6e-7c00-7000-8000-00000000000a";

pub(super) fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + second).unwrap()
}

pub(super) fn person(id: &str, name: &str, email: &str) -> Person {
    Person {
        id: id.into(),
        name: name.into(),
        email: email.into(),
        state: UserState::Active,
        version: 3,
        division: None,
        department: "Support".into(),
        title: "Agent".into(),
        manager: None,
        last_login: None,
    }
}

pub(super) fn letters() -> Letters {
    let letter = |n: u8, state: LetterState| Letter {
        message: format!("msg_{n:032x}"),
        target: "hr".into(),
        kind: "user_access_cut".into(),
        subject: JANE.into(),
        name: "Jane\u{202e} Doe".into(),
        run: Some(RUN.into()),
        state,
        tries: 10,
        status: Some(500),
        error: Some("the target answered 500".into()),
        created_at: at(0),
        due: (state == LetterState::Waiting).then(|| at(60)),
        ended_at: (state != LetterState::Waiting).then(|| at(30)),
    };
    let target = LetterTarget { name: "hr".into(), known: true, gone: Some(at(9)), waiting: 1, sent: 0, dead: 1 };
    Letters {
        letters: vec![letter(0xa1, LetterState::Dead), letter(0xa2, LetterState::Waiting)],
        targets: vec![target],
    }
}

pub(super) fn letter_page() -> LetterPage {
    let event = |word: &str, detail: &str, took_ms| LetterEvent {
        at: at(30),
        word: word.into(),
        took_ms,
        status: None,
        detail: detail.into(),
    };
    LetterPage {
        letter: letters().letters.remove(0),
        body: serde_json::json!({ "type": "user_access_cut", "data": { "name": "Jane\u{202e}" } }),
        history: vec![event("dead", "no answer in time", Some(20_000)), event("replayed", "asked for by mb", None)],
    }
}

pub(super) fn changes() -> Vec<TenantChange> {
    let change = |n: i64, ours| TenantChange {
        id: format!("e{n}"),
        at: Some(at(n)),
        by: ChangedBy { kind: if ours { "client" } else { "user" }, id: "x".into(), name: "".into() },
        ours,
        service: "Directory".into(),
        action: "Update".into(),
        entity_type: "User".into(),
        entity: JANE.into(),
        name: "Jane\u{202e} Doe".into(),
        failed: false,
        changes: vec![ChangedProperty {
            property: "department".into(),
            before: vec![],
            after: vec!["Claims".into(), "Sales".into()],
        }],
    };
    vec![change(2, true), change(1, false)]
}

/// So many cuts, the first after 1 s, and runs of two days; nothing at all for none.
pub(super) fn figures(cuts: usize) -> Figures {
    let cut = |n: usize| CutAfter {
        run: RUN.into(),
        name: "Jane\u{202e} Doe".into(),
        at: at(0),
        took: std::time::Duration::from_secs(n as u64),
    };
    let ended = |second: i64, state, number| Ended { from: at(second), state, number };
    let ended = match cuts {
        0 => Vec::new(),
        _ => vec![ended(-86_400, RunState::Done, 8), ended(-900, RunState::Done, 3), ended(0, RunState::Failed, 1)],
    };
    Figures { at: at(0), cuts: (1..=cuts).map(cut).collect(), ended }
}

pub(super) fn jane() -> Person {
    person(JANE, "Jane Doe", "jane.doe@acme.example")
}

pub(super) fn seat(person: &Person) -> Seat {
    Seat {
        person: person.clone(),
        read_at: at(0),
        manager_name: Some("Ann Smith".into()),
        division_name: "EMEA".into(),
        external_ids: Vec::new(),
        grants: Vec::new(),
        grants_version: None,
        groups: Vec::new(),
        queues: Vec::new(),
        skills: Vec::new(),
        languages: Vec::new(),
        utilization: None,
        associated_station: None,
        default_station: None,
        routing_status: None,
        licences: Vec::new(),
        open_conversations: Vec::new(),
        direct_reports: Vec::new(),
        last_token_issued: None,
    }
}

fn planned(ordinal: u16, phase: Phase, name: &str, effects: &[&str], skip: Option<&str>) -> PlannedStep {
    PlannedStep {
        ordinal,
        phase,
        name: name.to_owned(),
        effects: effects.iter().map(DisplayText::new).collect(),
        skip: skip.map(DisplayText::new),
        action: serde_json::Value::Null,
        calls: 2,
        essential: phase == Phase::CutAccess,
    }
}

pub(super) fn plan(person: &Person) -> Plan {
    Plan {
        pipeline: PipelineKind::Offboard,
        tenant: "Acme".into(),
        subject: person.into(),
        recipe: "standard-leaver".to_owned(),
        origin: None,
        built_at: at(1),
        before: Before::Seat(Box::new(seat(person))),
        steps: vec![
            planned(1, Phase::CutAccess, "state", &["active -> inactive"], None),
            planned(2, Phase::CutAccess, "queue status", &[], Some("was off queue")),
            planned(3, Phase::TakeApart, "groups", &["- Night shift", "- EMEA agents"], None),
        ],
        findings: vec![Finding {
            level: Level::Warning,
            code: "open-conversations".to_owned(),
            text: "2 open calls in Claims".into(),
            remedy: "they go back to the queue".into(),
        }],
        irreversible: vec!["extension".into()],
        forecast: Forecast { calls: 14, millis: 4_000, calls_per_minute: 300 },
        ticket_required: false,
        may_wait: false,
        end_state: UserState::Deleted,
    }
}

pub(super) fn step(ordinal: u16, name: &str, outcome: Option<Outcome>) -> StepRecord {
    let skipped = outcome == Some(Outcome::Skipped);
    let evidence =
        |words: &str| Evidence { words: words.into(), facts: serde_json::json!({}), correlations: Vec::new() };
    StepRecord {
        ordinal,
        name: name.to_owned(),
        state: if outcome.is_some() { StepState::Ended } else { StepState::Waiting },
        attempts: u32::from(outcome.is_some() && !skipped),
        outcome,
        reason: skipped.then(|| "was off queue".into()),
        fault: None,
        effect: None,
        proof: (outcome == Some(Outcome::Done)).then(|| evidence("read back")),
        began_at: outcome.map(|_| at(2)),
        ended_at: outcome.map(|_| at(3)),
    }
}

/// A run of Jane's plan in which the third step ends like this.
pub(super) fn run(person: &Person, state: RunState, third: Option<Outcome>) -> RunRecord {
    let mut groups = step(3, "groups", third);
    if third == Some(Outcome::Failed) {
        groups.fault = Some(Fault {
            text: "leaving Night shift: not allowed".into(),
            remedy: "grant directory:group:edit to the client's role".into(),
            changed: Changed::No,
            status: Some(403),
            code: Some("missing.permissions".into()),
            correlation: Some("corr-1".into()),
        });
    }
    let plan = plan(person);
    RunRecord {
        id: RUN.into(),
        batch: None,
        state,
        digest: plan.digest(),
        plan,
        operator: Operator { name: "mberger".into(), account: "mberger@desk7".into(), known_by: "account".into() },
        reason: "left".into(),
        ticket: "HR-1".into(),
        priority: 0,
        epoch: 1,
        owner: None,
        created_at: at(1),
        due: None,
        planned: None,
        hold: None,
        started_at: Some(at(1)),
        ended_at: state.is_over().then(|| at(5)),
        access_cut_at: Some(at(3)),
        why: None,
        steps: vec![step(1, "state", Some(Outcome::Done)), step(2, "queue status", Some(Outcome::Skipped)), groups],
    }
}

pub(super) fn summary(id: &str, state: RunState, interrupted: bool) -> RunSummary {
    RunSummary {
        id: id.into(),
        batch: None,
        subject: "Jane Doe".into(),
        recipe: "standard-leaver".to_owned(),
        state,
        interrupted,
        steps_ended: 2,
        steps: 3,
        operator: "mberger".into(),
        created_at: at(1),
        due: None,
        planned: None,
        held: false,
        ended_at: None,
    }
}

pub(super) fn card(person: &Person) -> PersonCard {
    use crate::access::{EffectivePermission, Path, RoleBranch, ScopedDivision};
    let division = ScopedDivision { name: "EMEA".into(), id: "d1".into() };
    let permission = |entity: &str| EffectivePermission {
        unknown: false,
        permission: Permission { domain: "routing".into(), entity: entity.into(), action: "view".into() },
        division_aware: true,
        only_conditional: false,
        licences: Vec::new(),
        divisions: vec![division.clone()],
        paths: vec![Path {
            source: GrantSource::Direct,
            source_name: "direct".into(),
            role: "r1".into(),
            role_name: "Agent".into(),
            templates: Vec::new(),
            policy: "routing:*:view".into(),
            division: division.clone(),
            condition: None,
        }],
    };
    PersonCard {
        seat: seat(person),
        access: Access {
            roles: vec![RoleBranch {
                source: GrantSource::Direct,
                source_name: "direct".into(),
                role: "r1".into(),
                role_name: "Agent".into(),
                divisions: vec![division.clone()],
                derived_from: None,
                is_base: false,
                policies: Vec::new(),
                licences: Vec::new(),
                permission_count: 2,
                unknown: false,
            }],
            permissions: vec![permission("queue"), permission("skill")],
            general: Vec::new(),
        },
        drift: Vec::new(),
    }
}

pub(super) fn record(seq: i64) -> AuditRecord {
    AuditRecord {
        seq,
        at: at(seq),
        previous: Digest::of(b"before"),
        seal: Digest::of(b"this"),
        entry: AuditEntry {
            operator: Operator { name: "mberger".into(), account: "mberger@desk7".into(), known_by: "account".into() },
            action: "step.outcome".to_owned(),
            pipeline: Some("offboard".to_owned()),
            step: Some("state".to_owned()),
            subject_id: Some(JANE.to_owned()),
            subject_name: Some("Jane Doe".into()),
            run: Some(RUN.into()),
            batch: None,
            outcome: "done".to_owned(),
            detail: "active -> inactive".into(),
            reason: "left".into(),
            ticket: DisplayText::default(),
            latency_ms: Some(120),
            correlations: vec!["corr-1".into()],
            before: Some(serde_json::json!({ "state": "active" })),
            after: None,
        },
    }
}

pub(super) const BATCH: &str = "01934f70-0000-7000-8000-000000000001";

pub(super) fn batch_run_in(state: RunState) -> BatchRun {
    let over = state.is_over();
    BatchRun {
        id: RUN.into(),
        person: JANE.into(),
        name: "Jane Doe".into(),
        state,
        interrupted: false,
        asked: false,
        outcome: BatchOutcome::of(state, state == RunState::Failed, false),
        access_cut_at: over.then(|| at(3)),
        due: None,
        planned: None,
        ended_at: over.then(|| at(5)),
        steps_ended: if over { 3 } else { 0 },
        steps: 3,
        why: None,
    }
}

pub(super) fn batch_run(subject: &Subject, state: RunState) -> BatchRun {
    BatchRun { id: subject.id().into(), person: subject.user(), name: subject.name.clone(), ..batch_run_in(state) }
}

pub(super) fn batch(listed: Vec<Listed>, runs: Vec<BatchRun>) -> BatchRecord {
    BatchRecord {
        id: BATCH.into(),
        kind: "offboard".to_owned(),
        title: "leavers.csv".into(),
        digest: Digest::of(b"x"),
        operator: Operator { name: "mberger".into(), account: "mberger@desk7".into(), known_by: "account".into() },
        reason: "left".into(),
        ticket: "HR-1".into(),
        created_at: at(1),
        ended_at: None,
        listed,
        runs,
    }
}
