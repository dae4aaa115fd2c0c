//! Runs.

use crate::backend::RunSummary;
use crate::cli::text;
use crate::model::{Outcome, RunRecord, StepRecord, StepState};
use serde_json::{Map, Value, json};

/// A run in one line.
pub(crate) fn summary(run: &RunSummary) -> Value {
    json!({
        "id": run.id,
        "batch": run.batch,
        "state": run.state,
        "interrupted": run.interrupted,
        "held": run.held,
        "subject": run.subject,
        "recipe": run.recipe,
        "steps_ended": run.steps_ended,
        "steps": run.steps,
        "operator": run.operator,
        "created_at": run.created_at,
        "due": run.due,
        "planned": run.planned,
        "ended_at": run.ended_at,
    })
}

/// A run, with its steps; with the plan and what the person had where the whole of it was asked for.
pub(crate) fn run(record: &RunRecord, whole: bool) -> Value {
    let mut value = json!({
        "id": record.id,
        "batch": record.batch,
        "state": record.state,
        "subject": record.plan.subject,
        "tenant": record.plan.tenant,
        "recipe": record.plan.recipe,
        "digest": record.digest,
        "operator": record.operator,
        "reason": record.reason,
        "ticket": record.ticket,
        "why": record.why,
        "created_at": record.created_at,
        "due": record.due,
        "planned": record.planned,
        "started_at": record.started_at,
        "ended_at": record.ended_at,
        "access_cut_at": record.access_cut_at,
        "access_cut_after_ms": record.access_cut_at.map(|at| text::between(record.created_at, at)),
        "proved": record.state == crate::model::RunState::Done && text::unproved(record).is_empty(),
        "totals": step_totals(&record.steps),
        "steps": record.steps.iter().map(step).collect::<Vec<_>>(),
        "sentence": text::sentence(record),
    });
    if whole && let Some(fields) = value.as_object_mut() {
        fields.insert("plan".to_owned(), super::plan(&record.plan));
        fields.insert("before".to_owned(), json!(record.plan.before));
    }
    value
}

fn step(step: &StepRecord) -> Value {
    let took = step.began_at.zip(step.ended_at).map(|(from, to)| text::between(from, to));
    json!({
        "ordinal": step.ordinal,
        "name": step.name,
        "state": step.state,
        "outcome": step.outcome,
        "attempts": step.attempts,
        "reason": step.reason,
        "fault": step.fault,
        "effect": step.effect,
        "proof": step.proof,
        "began_at": step.began_at,
        "ended_at": step.ended_at,
        "took_ms": took,
    })
}

/// How many steps ended in which way, and how many have not.
fn step_totals(steps: &[StepRecord]) -> Value {
    let all = [Outcome::Done, Outcome::Already, Outcome::Skipped, Outcome::Refused, Outcome::Failed, Outcome::Unknown];
    let mut totals: Map<String, Value> = all
        .into_iter()
        .map(|o| (o.as_str().to_owned(), json!(steps.iter().filter(|s| s.outcome == Some(o)).count())))
        .collect();
    let open = steps.iter().filter(|s| s.state != StepState::Ended).count();
    totals.insert("open".to_owned(), json!(open));
    Value::Object(totals)
}
