//! Plans, runs and records with a story, for the tests of the panes that show them.

mod desk;
pub mod undo;

pub use desk::*;

use crate::backend::RunSummary;
use crate::model::*;
use serde_json::json;

/// So many seconds after a morning in October.
pub fn at(seconds: i64) -> Timestamp {
    "2026-10-12T10:41:00Z".parse::<Timestamp>().unwrap() + jiff::SignedDuration::from_secs(seconds)
}

fn ms(millis: i64) -> Timestamp {
    at(0) + jiff::SignedDuration::from_millis(millis)
}

/// Who acts.
pub fn operator() -> Operator {
    Operator { name: "m.berger".into(), account: "mberger@desk4".into(), known_by: "configured".into() }
}

/// Somebody's seat, with next to nothing in it.
pub fn seat(name: &str) -> Seat {
    Seat {
        person: Person {
            id: "5f2b7c1e-0000-4000-8000-000000000001".into(),
            name: name.into(),
            email: "jane.doe@acme.example".into(),
            state: UserState::Active,
            version: 17,
            division: None,
            department: "".into(),
            title: "Agent".into(),
            manager: None,
            last_login: None,
        },
        read_at: at(0),
        manager_name: Some("Ann Smith".into()),
        division_name: "Support EMEA".into(),
        external_ids: vec![],
        grants: vec![],
        grants_version: None,
        groups: vec![],
        queues: vec![],
        skills: vec![],
        languages: vec![],
        utilization: None,
        associated_station: None,
        default_station: None,
        routing_status: None,
        licences: vec![],
        open_conversations: vec![],
        direct_reports: vec![],
        last_token_issued: None,
    }
}

/// Phase, name, effects, and why there is nothing to do.
pub(super) type Step = (Phase, &'static str, &'static [&'static str], Option<&'static str>);

const STEPS: &[Step] = &[
    (Phase::CutAccess, "state", &["active -> inactive, reason Voluntary"], None),
    (Phase::CutAccess, "tokens", &["revoke all"], None),
    (Phase::CutAccess, "queue-status", &[], Some("is off queue already")),
    (Phase::TakeApart, "calls", &["2 back to Claims"], None),
    (Phase::TakeApart, "queues", &["- Claims", "- Billing", "- Overflow"], None),
    (Phase::TakeApart, "groups", &["- Night shift: loses Supervisor (EMEA)", "- EMEA agents"], None),
    (Phase::TakeApart, "grants", &["- Agent (Home)", "- Quality viewer (EMEA)"], None),
    (Phase::TakeApart, "skills", &["- German 4.0", "- Claims 3.0"], None),
    (Phase::Keep, "history", &["about 1,204 conversations to a file with its digest"], None),
    (Phase::Finish, "delete", &["restorable"], None),
    (Phase::Finish, "read-back", &["read everything once more"], None),
];

/// Steps as a plan has them.
pub(super) fn steps(list: &[Step]) -> Vec<PlannedStep> {
    list.iter()
        .zip(1u16..)
        .map(|((phase, name, effects, skip), ordinal)| PlannedStep {
            ordinal,
            phase: *phase,
            name: (*name).to_owned(),
            effects: effects.iter().map(|text| DisplayText::new(*text)).collect(),
            skip: skip.map(DisplayText::new),
            action: json!({}),
            calls: if skip.is_some() { 0 } else { 2 },
            essential: *phase == Phase::CutAccess,
        })
        .collect()
}

/// A plan with a warning and nothing against it.
pub fn plan() -> Plan {
    Plan {
        pipeline: PipelineKind::Offboard,
        tenant: "Acme".into(),
        subject: Subject {
            who: (&UserId::from("5f2b7c1e-0000-4000-8000-000000000001")).into(),
            name: "Jane Doe".into(),
            email: "jane.doe@acme.example".into(),
        },
        recipe: "standard-leaver".to_owned(),
        origin: None,
        built_at: at(0),
        before: Before::Seat(Box::new(seat("Jane Doe"))),
        steps: steps(STEPS),
        findings: vec![
            Finding {
                level: Level::Note,
                code: "licence".to_owned(),
                text: "a licence CX 2 becomes free".into(),
                remedy: "".into(),
            },
            Finding {
                level: Level::Warning,
                code: "open-conversations".to_owned(),
                text: "2 open calls in Claims".into(),
                remedy: "they go back to the queue".into(),
            },
        ],
        irreversible: vec!["the extension and the default station are not given back by a restore".into()],
        forecast: Forecast { calls: 20, millis: 4_200, calls_per_minute: 300 },
        ticket_required: false,
        may_wait: false,
        end_state: UserState::Deleted,
    }
}

/// A plan that may not be confirmed.
pub fn blocked() -> Plan {
    let mut plan = plan();
    plan.findings.push(Finding {
        level: Level::Blocker,
        code: "owns-group-alone".to_owned(),
        text: "owns group Night shift alone".into(),
        remedy: "name a new owner, then rebuild the plan".into(),
    });
    plan
}

fn evidence(words: &str) -> Evidence {
    Evidence { words: words.into(), facts: json!({ "read": true }), correlations: vec!["6b1c-77".into()] }
}

/// A refusal by the tenant.
pub fn fault(text: &str, remedy: &str) -> Fault {
    Fault {
        text: text.into(),
        remedy: remedy.into(),
        changed: Changed::No,
        status: Some(403),
        code: Some("missing.permissions".into()),
        correlation: Some("6b1c-0a".into()),
    }
}

pub(super) fn step(planned: &PlannedStep) -> StepRecord {
    StepRecord {
        ordinal: planned.ordinal,
        name: planned.name.clone(),
        state: StepState::Waiting,
        attempts: 0,
        outcome: None,
        reason: None,
        fault: None,
        effect: None,
        proof: None,
        began_at: None,
        ended_at: None,
    }
}

/// Ends a step after 120 ms.
pub fn end(step: &mut StepRecord, outcome: Outcome) {
    let begun = i64::from(step.ordinal) * 300;
    step.state = StepState::Ended;
    step.outcome = Some(outcome);
    step.attempts = step.attempts.max(u32::from(outcome != Outcome::Skipped));
    step.began_at = Some(ms(begun));
    step.ended_at = Some(ms(begun + 120));
    match outcome {
        Outcome::Done => {
            step.effect = Some(evidence("taken by the tenant"));
            step.proof = Some(evidence("read back: as planned"));
        }
        Outcome::Already => step.proof = Some(evidence("was so before")),
        Outcome::Skipped => step.reason = Some("nothing to do".into()),
        Outcome::Refused | Outcome::Failed => {
            step.fault =
                Some(fault("403 on PATCH groups: directory:group:edit is missing", "give the client that permission"));
        }
        Outcome::Unknown => {
            let mut lost = fault("no answer to DELETE user", "read the person again, then retry");
            lost.changed = Changed::Maybe;
            lost.status = None;
            step.fault = Some(lost);
        }
    }
}

/// A run with its first four steps behind it and the fifth at work on its second attempt.
pub fn running() -> RunRecord {
    let plan = plan();
    let mut steps: Vec<StepRecord> = plan.steps.iter().map(step).collect();
    for step in &mut steps[..4] {
        end(step, if step.name == "queue-status" { Outcome::Skipped } else { Outcome::Done });
    }
    steps[4].state = StepState::Intent;
    steps[4].attempts = 2;
    steps[4].began_at = Some(ms(1_500));
    RunRecord {
        id: "0192a7c4-0000-7000-8000-00000000097a".into(),
        batch: None,
        state: RunState::Running,
        digest: plan.digest(),
        plan,
        operator: operator(),
        reason: "left the company".into(),
        ticket: "HR-4711".into(),
        priority: 0,
        epoch: 1,
        owner: Some("desk4".to_owned()),
        created_at: at(0),
        due: None,
        planned: None,
        hold: None,
        started_at: Some(ms(20)),
        ended_at: None,
        access_cut_at: Some(ms(900)),
        why: None,
        steps,
    }
}

/// The step at work of that run is made and is not to be seen yet.
pub fn spreading() -> crate::backend::Event {
    let progress = Progress::Waits { step: 5, waiting_for: "the queues to let go".into() };
    crate::backend::Event::RunEvent(RunEvent { run: running().id, index: 0, at: at(3), progress })
}

/// A run that is over, with these outcomes for the steps named and `done` for all others.
pub fn over(state: RunState, outcomes: &[(&str, Outcome)]) -> RunRecord {
    let mut run = running();
    run.state = state;
    run.ended_at = Some(ms(4_200));
    for step in &mut run.steps[4..] {
        let outcome =
            outcomes.iter().find(|(name, _)| *name == step.name).map_or(Outcome::Done, |(_, outcome)| *outcome);
        end(step, outcome);
    }
    run
}

/// A run of an event that has cut access and waits for the rest to be confirmed.
pub fn held() -> RunRecord {
    let mut run = running();
    run.state = RunState::Paused;
    run.hold = Some(Phase::CutAccess);
    run.steps[3..5].iter_mut().zip(&run.plan.steps[3..5]).for_each(|(one, planned)| *one = step(planned));
    run.why = Some("the rest waits for a confirmation".into());
    run
}

/// A run that was stopped after its fifth step.
pub fn cancelled() -> RunRecord {
    let mut run = running();
    end(&mut run.steps[4], Outcome::Done);
    run.state = RunState::Cancelled;
    run.ended_at = Some(ms(2_000));
    run.why = Some("stopped by m.berger".into());
    run
}

/// The line that lists a run.
pub fn summary(run: &RunRecord, interrupted: bool) -> RunSummary {
    RunSummary {
        id: run.id.clone(),
        batch: run.batch.clone(),
        subject: run.plan.subject.name.clone(),
        recipe: run.plan.recipe.clone(),
        state: run.state,
        interrupted,
        steps_ended: run.steps.iter().filter(|step| step.state == StepState::Ended).count(),
        steps: run.steps.len(),
        operator: run.operator.name.clone(),
        created_at: run.created_at,
        due: run.due,
        planned: run.planned,
        held: run.awaits_confirmation(),
        ended_at: run.ended_at,
    }
}

/// Audit records of a small offboarding, newest first.
pub fn records() -> Vec<AuditRecord> {
    let entry = |action: &str, step: Option<&str>, outcome: &str, detail: &str| AuditEntry {
        operator: operator(),
        action: action.to_owned(),
        pipeline: Some("offboard".to_owned()),
        step: step.map(str::to_owned),
        subject_id: Some("5f2b7c1e-0000-4000-8000-000000000001".to_owned()),
        subject_name: Some("Jane Doe".into()),
        run: Some(running().id),
        batch: None,
        outcome: outcome.to_owned(),
        detail: detail.into(),
        reason: "left the company".into(),
        ticket: "HR-4711".into(),
        latency_ms: step.map(|_| 120),
        correlations: vec!["6b1c-77".into()],
        before: step.map(|_| json!({ "state": "active", "version": 17 })),
        after: step.map(|_| json!({ "state": "inactive", "version": 18 })),
    };
    let entries = [
        entry("plan", None, "refused", "owns group Night shift alone"),
        entry("confirm", None, "done", "plan confirmed with the typed name"),
        entry("step.intent", Some("state"), "intent", "active -> inactive"),
        entry("step.outcome", Some("state"), "done", "active -> inactive, read back"),
        entry("step.outcome", Some("groups"), "failed", "403: directory:group:edit is missing"),
        entry("run.end", None, "failed", "10 of 11 steps ended well"),
    ];
    let mut previous = Digest::recorded("0".repeat(64));
    let mut records = Vec::new();
    for (entry, seq) in entries.into_iter().zip(1i64..) {
        let seal = Digest::of(format!("{seq}").as_bytes());
        records.push(AuditRecord { seq, at: at(seq), previous, seal: seal.clone(), entry });
        previous = seal;
    }
    records.reverse();
    records
}
