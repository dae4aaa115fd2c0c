//! Batches.

use crate::model::BatchRecord;
use serde_json::{Value, json};

/// A batch, counted.
pub(crate) fn batch(batch: &BatchRecord) -> Value {
    json!({
        "id": batch.id,
        "kind": batch.kind,
        "title": batch.title,
        "state": batch.state(),
        "interrupted": batch.is_interrupted(),
        "digest": batch.digest,
        "operator": batch.operator,
        "reason": batch.reason,
        "ticket": batch.ticket,
        "created_at": batch.created_at,
        "due": batch.due(),
        "ended_at": batch.ended_at,
        "totals": batch.totals(),
    })
}

/// Everybody of a batch with what came of them.
pub(crate) fn batch_people(batch: &BatchRecord) -> Value {
    let people = batch.people().map(|(listed, run)| {
        json!({
            "row": listed.row,
            "who": listed.who,
            "id": listed.person,
            "name": listed.name,
            "outcome": listed.set_aside.clone().or_else(|| run.map(|run| run.outcome.as_str().to_owned())),
            "reason": run.map_or(Some(&listed.reason), |run| run.why.as_ref()),
            "run": run.map(|run| &run.id),
            "state": run.map(|run| run.state),
            "access_cut_at": run.and_then(|run| run.access_cut_at),
        })
    });
    people.collect()
}
