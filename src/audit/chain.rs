//! Links: how an entry is sealed to the one before it.

use crate::model::{AuditEntry, AuditRecord, Digest, DisplayText, Operator, RunId, Timestamp, canonical_json};
use crate::store::{AuditRow, StoreError, Tx};

/// The seal that stands before the first record.
pub(super) const NOTHING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Appends an entry to the chain, in this transaction.
///
/// It locks the head of the chain until the transaction ends: nothing else may be locked after it.
///
/// # Errors
/// When the store says no.
pub async fn append(tx: &mut Tx, at: Timestamp, entry: AuditEntry) -> Result<AuditRecord, StoreError> {
    let (seq, previous) = tx.next_link().await?;
    // A map with keys that are not strings cannot get into an entry: its open parts are JSON values already.
    let text = canonical_json(&entry).expect("an entry has string keys only");
    let at_text = at.to_string();
    let seal = seal(seq, &at_text, previous.as_str(), &text);
    tx.append_link(&AuditRow {
        seq,
        at: at_text,
        previous: previous.to_string(),
        seal: seal.to_string(),
        run_id: entry.run.as_ref().map(|run| run.as_str().to_owned()),
        entry: text,
    })
    .await?;
    Ok(AuditRecord { seq, at, previous, seal, entry })
}

/// SHA-256 over the canonical JSON of `{seq, at, previous, entry}`.
///
/// It is put together from the texts as they were kept, not from what they mean: a changed blank breaks it too, and
/// fields that a later version adds do not.
pub(super) fn seal(seq: i64, at: &str, previous: &str, entry: &str) -> Digest {
    let at = serde_json::Value::from(at);
    let previous = serde_json::Value::from(previous);
    Digest::of(format!(r#"{{"at":{at},"entry":{entry},"previous":{previous},"seq":{seq}}}"#).as_bytes())
}

/// The record of a row. What cannot be read any more is shown as such, so that one bad row does not hide the rest.
pub(super) fn record(row: AuditRow) -> AuditRecord {
    let entry = serde_json::from_str(&row.entry).unwrap_or_else(|error| AuditEntry {
        operator: Operator {
            name: DisplayText::default(),
            account: DisplayText::default(),
            known_by: DisplayText::default(),
        },
        action: "unreadable".to_owned(),
        pipeline: None,
        step: None,
        subject_id: None,
        subject_name: None,
        run: row.run_id.map(RunId::new),
        batch: None,
        outcome: "unreadable".to_owned(),
        detail: DisplayText::new(format!("this record cannot be read: {error}")),
        reason: DisplayText::default(),
        ticket: DisplayText::default(),
        latency_ms: None,
        correlations: Vec::new(),
        before: None,
        after: None,
    });
    AuditRecord {
        seq: row.seq,
        at: row.at.parse().unwrap_or(Timestamp::UNIX_EPOCH),
        previous: Digest::recorded(row.previous),
        seal: Digest::recorded(row.seal),
        entry,
    }
}
