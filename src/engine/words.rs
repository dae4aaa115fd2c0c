//! What the engine writes into the audit trail.

use super::SubjectChange;
use crate::model::{
    AuditEntry, CorrelationId, DisplayText, Outcome, PlannedStep, RunRecord, StepRecord, Subject, Timestamp,
};
use serde_json::{Value, json};

/// An entry about a run.
pub(super) fn about_run(record: &RunRecord, action: &str, outcome: &str, detail: impl Into<DisplayText>) -> AuditEntry {
    AuditEntry {
        run: Some(record.id.clone()),
        batch: record.batch.clone(),
        reason: record.reason.clone(),
        ticket: record.ticket.clone(),
        ..about_plan(
            record.operator.clone(),
            record.plan.pipeline.as_str(),
            &record.plan.subject,
            action,
            outcome,
            detail,
        )
    }
}

/// An entry about a plan that is no run (yet).
pub(super) fn about_plan(
    operator: crate::model::Operator,
    pipeline: &str,
    subject: &Subject,
    action: &str,
    outcome: &str,
    detail: impl Into<DisplayText>,
) -> AuditEntry {
    AuditEntry {
        subject_id: Some(subject.id().to_owned()),
        subject_name: Some(subject.name.clone()),
        ..about_nobody(operator, pipeline, action, outcome, detail)
    }
}

/// An entry that is about no one person.
pub(super) fn about_nobody(
    operator: crate::model::Operator,
    pipeline: &str,
    action: &str,
    outcome: &str,
    detail: impl Into<DisplayText>,
) -> AuditEntry {
    AuditEntry { pipeline: Some(pipeline.to_owned()), ..AuditEntry::new(operator, action, outcome, detail) }
}

/// The intent of a step, before its effect is made.
pub(super) fn intent(record: &RunRecord, planned: &PlannedStep, step: &StepRecord) -> AuditEntry {
    let effects: Vec<&str> = planned.effects.iter().map(DisplayText::as_str).collect();
    let again = match (&step.fault, step.attempts) {
        (Some(fault), n) if n > 1 => format!(" (try {n}, after: {})", fault.text),
        (None, n) if n > 1 => format!(" (try {n})"),
        _ => String::new(),
    };
    let mut entry = about_run(record, "step.intent", "intent", format!("{}{again}", effects.join("; ")));
    entry.step = Some(step.name.clone());
    entry
}

/// The outcome of a step.
pub(super) fn outcome(record: &RunRecord, step: &StepRecord, before: Option<Value>, at: Timestamp) -> AuditEntry {
    let word = step.outcome.map_or("unknown", Outcome::as_str);
    let mut said: Vec<String> = Vec::new();
    for words in [
        step.reason.as_ref().map(DisplayText::as_str),
        step.fault.as_ref().filter(|_| !step.outcome.is_some_and(Outcome::is_good)).map(|f| f.text.as_str()),
        step.proof.as_ref().map(|p| p.words.as_str()),
    ]
    .into_iter()
    .flatten()
    .filter(|words| !words.trim().is_empty())
    {
        said.push(words.to_owned());
    }
    let mut entry = about_run(record, "step.outcome", word, said.join("; "));
    entry.step = Some(step.name.clone());
    entry.latency_ms = step.began_at.map(|began| at.as_millisecond() - began.as_millisecond());
    entry.correlations = correlations(step);
    entry.before = before.or_else(|| step.effect.as_ref().and_then(|e| e.facts.get("before").cloned()));
    entry.after = step.proof.as_ref().or(step.effect.as_ref()).map(|evidence| evidence.facts.clone());
    entry
}

/// What a run has done to one person of many; `step` is the one with whose end they are through.
pub(super) fn change(record: &RunRecord, step: &StepRecord, change: SubjectChange) -> AuditEntry {
    let mut entry = about_run(record, change.action, change.outcome, change.detail);
    entry.step = Some(step.name.clone());
    entry.subject_id = Some(change.id);
    entry.subject_name = Some(change.name);
    entry.before = Some(change.before);
    entry.after = Some(change.after).filter(|after| !after.is_null());
    entry
}

fn correlations(step: &StepRecord) -> Vec<CorrelationId> {
    let mut all: Vec<CorrelationId> = Vec::new();
    let evidence = [&step.effect, &step.proof].into_iter().flatten().flat_map(|e| e.correlations.iter());
    for id in evidence.chain(step.fault.as_ref().and_then(|f| f.correlation.as_ref())) {
        if !all.contains(id) {
            all.push(id.clone());
        }
    }
    all
}

/// How many steps ended how.
pub(super) fn totals(record: &RunRecord) -> Value {
    let mut totals = serde_json::Map::new();
    for step in &record.steps {
        let word = step.outcome.map_or("waiting", Outcome::as_str);
        let so_far = totals.get(word).and_then(Value::as_u64).unwrap_or(0);
        totals.insert(word.to_owned(), json!(so_far + 1));
    }
    Value::Object(totals)
}

/// The steps that did not end well, in words; empty when all did.
pub(super) fn not_good(record: &RunRecord) -> String {
    let steps: Vec<String> = record
        .steps
        .iter()
        .filter_map(|step| {
            let outcome = step.outcome.filter(|o| !o.is_good())?;
            Some(format!("{} {}", step.name, outcome.as_str()))
        })
        .collect();
    steps.join(", ")
}

/// Why a run waits of which only the beginning was confirmed.
pub(super) const HELD: &str = "access is cut; the rest waits for an operator to confirm it";

/// What the reason of a step begins with that was not begun because an essential one failed.
pub(super) const NOT_BEGUN: &str = "not begun:";
