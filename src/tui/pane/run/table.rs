//! A run as a table to be copied or written out: what it says first, who and why, its steps, and where the evidence lies.

use super::statement::{self, Beside};
use super::words;
use crate::model::{DisplayText, RunRecord, StepRecord, Table};
use jiff::tz::TimeZone;

/// The run in rows. Times are in UTC.
pub fn table(run: &RunRecord, beside: Beside<'_>) -> Table {
    let zone = TimeZone::UTC;
    let one = |part: &str, name: &str, what: &str| {
        let mut row: Vec<DisplayText> = vec![DisplayText::default(); 9];
        (row[0], row[1], row[3]) = (part.into(), name.into(), what.into());
        row
    };
    let mut rows = Vec::new();
    if run.state.is_over() {
        for ((words, _), name) in statement::sentences(run, beside, &zone).iter().zip(["confirmed", "outcome"]) {
            rows.push(one("statement", name, words));
        }
    }
    rows.extend(statement::facts(run, beside, &zone).iter().map(|(name, value)| one("fact", name, value)));
    rows.extend(run.steps.iter().map(|step| step_row(run, step, beside)));
    rows.extend(statement::evidence(run, beside).iter().map(|(name, value)| one("evidence", name, value)));
    let title = format!("{} {}", run.plan.pipeline.verb(), run.plan.subject.name);
    let columns = vec!["part", "name", "state", "what", "told", "began-at", "ended-at", "tries", "records"];
    Table { title: DisplayText::new(title), columns, rows }
}

fn step_row(run: &RunRecord, step: &StepRecord, beside: Beside<'_>) -> Vec<DisplayText> {
    let told: Vec<String> = statement::told(step).into_iter().map(|(words, _)| words).collect();
    let links = beside.trail.map_or(&[][..], |trail| &trail.links);
    let time = |at: Option<crate::model::Timestamp>| at.map(|at| at.to_string()).unwrap_or_default();
    [
        "step".to_owned(),
        step.name.clone(),
        words::standing(run, step, words::Around::default()).word.to_owned(),
        statement::planned(run, step),
        told.join("; "),
        time(step.began_at),
        time(step.ended_at),
        step.attempts.to_string(),
        statement::records(step, links),
    ]
    .map(DisplayText::new)
    .to_vec()
}
