//! Batches in words.

use super::{Columns, Paint, count, time, took};
use crate::cli::desk::Pulse;
use crate::model::{BatchOutcome, BatchRecord, PipelineKind};

/// Fewer steps tell nothing about how long the others take.
const TELLING: usize = 10;

/// The state's word, or that nobody is working on it.
fn word(batch: &BatchRecord) -> &'static str {
    if batch.is_interrupted() { "interrupted" } else { batch.state().as_str() }
}

/// One line for each batch.
pub(crate) fn batches(batches: &[BatchRecord], paint: Paint) -> String {
    let mut columns = Columns::default();
    for batch in batches {
        let totals = batch.totals();
        let sign = if batch.is_interrupted() { paint.warning() } else { paint.state(batch.state()) };
        columns.row(
            sign,
            [
                word(batch).to_owned(),
                time(batch.created_at),
                batch.title.to_string(),
                format!("{} of {}", totals.finished(), totals.planned),
                if cuts_access(&batch.kind) { format!("access cut {}", totals.access_cut) } else { batch.kind.clone() },
                batch.operator.name.to_string(),
                batch.id.to_string(),
            ],
        );
    }
    if batches.is_empty() { "There are no batches.\n".to_owned() } else { columns.lines(0) }
}

/// The whole batch, with everybody in it.
pub(crate) fn batch(batch: &BatchRecord, paint: Paint) -> String {
    let mut text = format!(
        "Batch {}: {} {}\n  {}, confirmed {} by {} ({}), plan {}\n  reason: {}\n",
        batch.id,
        batch.kind,
        batch.title,
        word(batch),
        time(batch.created_at),
        batch.operator.name,
        batch.operator.account,
        batch.digest.as_str().get(..12).unwrap_or_default(),
        batch.reason,
    );
    if !batch.ticket.is_empty() {
        text.push_str(&format!("  ticket: {}\n", batch.ticket));
    }
    text.push('\n');
    let mut columns = Columns::default();
    for (listed, run) in batch.people() {
        let name = if listed.name.is_empty() { listed.who.to_string() } else { listed.name.to_string() };
        match (run, &listed.set_aside) {
            (Some(run), _) => {
                let sign = if run.interrupted { paint.warning() } else { paint.state(run.state) };
                let word = if run.outcome == BatchOutcome::Left { run.state.as_str() } else { run.outcome.as_str() };
                let cut = if run.access_cut_at.is_some() { "access cut" } else { "" };
                let why = run.why.as_ref().map(ToString::to_string).unwrap_or_default();
                columns.row(sign, [word.to_owned(), name, cut.to_owned(), run.id.to_string(), why]);
            }
            (None, why) => {
                let word = why.clone().unwrap_or_default();
                columns.row(paint.skipped(), [word, name, String::new(), String::new(), listed.reason.to_string()]);
            }
        }
    }
    text.push_str(&columns.lines(2));
    text.push_str(&format!("\n{}\n", totals(batch)));
    text
}

/// The counts of a batch; they add up.
pub(crate) fn totals(batch: &BatchRecord) -> String {
    let totals = batch.totals();
    let cut = match cuts_access(&batch.kind) {
        true => format!("; access cut {}", totals.access_cut),
        false => String::new(),
    };
    format!(
        "{} named: {} planned, {} set aside. Of the planned: {} done, {} failed, {} unknown, {} cancelled, {} left{cut}.",
        totals.people,
        totals.planned,
        totals.blocked,
        totals.done,
        totals.failed,
        totals.unknown,
        totals.cancelled,
        totals.left,
    )
}

/// Whether the runs of a job take access away.
fn cuts_access(kind: &str) -> bool {
    kind == PipelineKind::Offboard.as_str()
}

/// How far a batch is, since its first count.
pub(crate) fn pulse(first: &Pulse, now: &Pulse) -> String {
    let mut text = format!(
        "access cut {}/{}, finished {}/{}",
        now.totals.access_cut,
        now.totals.planned,
        now.totals.finished(),
        now.totals.planned
    );
    if now.totals.failed + now.totals.unknown > 0 {
        text.push_str(&format!(", {} not well", now.totals.failed + now.totals.unknown));
    }
    let elapsed = now.elapsed.saturating_sub(first.elapsed);
    let minutes = elapsed.as_secs_f64() / 60.0;
    let calls = now.calls.saturating_sub(first.calls);
    if minutes > 0.0 {
        text.push_str(&format!(", {} a minute", count((calls as f64 / minutes).round() as usize, "call")));
    }
    let done = now.steps_ended.saturating_sub(first.steps_ended);
    let left = now.steps.saturating_sub(now.steps_ended);
    if done >= TELLING && left > 0 {
        // Steps differ in what they cost, and the platform in how it answers: no one number would be true.
        let millis = elapsed.as_millis() as f64 * left as f64 / done as f64;
        text.push_str(&format!(", {} to {} left", took((millis * 0.7) as i64), took((millis * 1.5) as i64)));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::BatchTotals;
    use std::time::Duration;

    #[test]
    fn how_far_it_is_with_rate_and_a_range() {
        let totals = BatchTotals { people: 100, planned: 100, left: 100, ..BatchTotals::default() };
        let first = Pulse { totals, steps_ended: 0, steps: 1_000, calls: 40, elapsed: Duration::from_secs(1) };
        assert_eq!(pulse(&first, &first), "access cut 0/100, finished 0/100");
        let totals = BatchTotals { access_cut: 30, left: 98, done: 1, failed: 1, ..totals };
        let now = Pulse { totals, steps_ended: 100, calls: 340, elapsed: Duration::from_secs(61), ..first.clone() };
        assert_eq!(
            pulse(&first, &now),
            "access cut 30/100, finished 2/100, 1 not well, 300 calls a minute, 6 min 18 s to 13 min 30 s left"
        );
    }
}
