//! The notices of runs: what all of them say, beside the facts of their job.

use crate::model::{Notice, NoticeDivision, NoticeKind, NoticeSource, RunRecord, Timestamp};
use serde_json::{Value, json};

/// A notice of a run: whom it is about, and what only this kind says, as an object.
pub(super) struct Told {
    pub(super) kind: NoticeKind,
    /// The id of whom it is about.
    pub(super) subject: String,
    /// The division of the person that it is about.
    pub(super) division: Option<NoticeDivision>,
    pub(super) facts: Value,
}

/// Puts the facts beside what every notice of a run says.
pub(super) fn notice(run: &RunRecord, at: Timestamp, told: Told) -> Notice {
    let Told { kind, subject, division, facts } = told;
    let steps: Vec<_> = run
        .steps
        .iter()
        .map(|s| json!({ "name": s.name, "outcome": s.outcome, "reason": s.reason, "attempts": s.attempts }))
        .collect();
    let mut data = json!({
        "event": kind.as_str(),
        "source": "lanyard",
        "timestamp": at,
        "run_id": run.id,
        "batch_id": run.batch,
        "state": run.state,
        "why": run.why,
        "operator": run.operator.name,
        "reason": run.reason,
        "ticket": run.ticket,
        "confirmed_at": run.created_at,
        "steps": steps,
    });
    if let (Value::Object(data), Value::Object(facts)) = (&mut data, facts) {
        data.extend(facts);
    }
    let name = run.plan.subject.name.clone();
    Notice { kind, source: NoticeSource::Run(run.id.clone()), subject, name, division, at, data }
}

/// The division of the person whom a run is about, by what was read of them before.
pub(super) fn division(run: &RunRecord) -> Option<NoticeDivision> {
    let seat = run.plan.before.seat()?;
    Some(NoticeDivision { id: seat.person.division.clone()?, name: seat.division_name.clone() })
}
