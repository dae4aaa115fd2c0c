//! The audit trail in words.

use super::{Columns, Paint, time, took};
use crate::backend::{AuditPage, ChainState};
use crate::model::AuditRecord;

fn sign(outcome: &str, paint: Paint) -> String {
    match outcome {
        "done" | "already" | "ok" | "confirmed" => paint.good(),
        "skipped" | "cancelled" => paint.skipped(),
        "refused" | "failed" => paint.bad(),
        "unknown" => paint.unknown(),
        "intent" => paint.running(),
        _ => paint.waiting(),
    }
}

/// One line for each record.
pub(crate) fn records(page: &AuditPage, paint: Paint) -> String {
    let mut columns = Columns::default();
    for AuditRecord { seq, at, entry, .. } in &page.records {
        let what = entry.step.as_deref().unwrap_or(&entry.action);
        columns.row(
            sign(&entry.outcome, paint),
            [
                seq.to_string(),
                time(*at),
                entry.operator.name.to_string(),
                what.to_owned(),
                entry.subject_name.as_ref().map(ToString::to_string).unwrap_or_default(),
                entry.outcome.clone(),
                entry.detail.to_string(),
            ],
        );
    }
    let left = page.matched.saturating_sub(page.records.len());
    let mut text = columns.lines(0);
    match (page.matched, left) {
        (0, _) if page.total == 0 => text.push_str("The audit trail is empty.\n"),
        (0, _) => text.push_str(&format!("No record matches; there are {}.\n", page.total)),
        (_, 0) => {}
        (matched, _) => {
            text.push_str(&format!("{} of {matched} records; --limit 0 shows all.\n", page.records.len()));
        }
    }
    text
}

/// One record, whole.
pub(crate) fn whole_record(record: &AuditRecord) -> String {
    let entry = &record.entry;
    let operator = format!("{} ({}, {})", entry.operator.name, entry.operator.account, entry.operator.known_by);
    let subject = match (&entry.subject_name, &entry.subject_id) {
        (Some(name), Some(id)) => format!("{name} ({id})"),
        (Some(name), None) => name.to_string(),
        (None, id) => id.clone().unwrap_or_default(),
    };
    let correlations: Vec<_> = entry.correlations.iter().map(|c| c.as_str()).collect();
    let mut columns = Columns::default();
    for (name, value) in [
        ("number", record.seq.to_string()),
        ("at", record.at.to_string()),
        ("operator", operator),
        ("action", entry.action.clone()),
        ("pipeline", entry.pipeline.clone().unwrap_or_default()),
        ("step", entry.step.clone().unwrap_or_default()),
        ("subject", subject),
        ("run", entry.run.as_ref().map(ToString::to_string).unwrap_or_default()),
        ("outcome", entry.outcome.clone()),
        ("detail", entry.detail.to_string()),
        ("reason", entry.reason.to_string()),
        ("ticket", entry.ticket.to_string()),
        ("latency", entry.latency_ms.map(took).unwrap_or_default()),
        ("correlations", correlations.join(", ")),
        ("seal", record.seal.to_string()),
        ("previous", record.previous.to_string()),
    ] {
        if !value.trim().is_empty() {
            columns.row("", [name.to_owned(), value]);
        }
    }
    let mut text = columns.lines(0);
    for (name, value) in [("before", &entry.before), ("after", &entry.after)] {
        if let Some(value) = value {
            let pretty = serde_json::to_string_pretty(value).unwrap_or_else(|_| value.to_string());
            text.push_str(&format!("{name}\n"));
            for line in pretty.lines() {
                text.push_str(&format!("  {line}\n"));
            }
        }
    }
    text
}

/// What walking the chain showed; nothing where that is trouble.
pub(crate) fn verdict(state: &ChainState, paint: Paint) -> String {
    match state {
        ChainState::Whole { to: 0, .. } => {
            format!("{} The audit trail is empty, and nothing is missing.\n", paint.good())
        }
        ChainState::Whole { to, head, .. } => {
            let head = head.as_ref().map(|h| format!(", head {h}")).unwrap_or_default();
            format!("{} The chain is whole to record {to}{head}.\n", paint.good())
        }
        ChainState::Broken { .. } | ChainState::Unreadable(_) => String::new(),
    }
}
