//! Putting notices into the outbox.

use super::target::Target;
use crate::model::{Digest, Notice, canonical_json};
use crate::store::{NewParcel, StoreError, Tx};
use serde_json::json;

/// What a target that answered 410 (gone) is told no more.
pub(super) const GONE: &str = "the target has said that it is gone (410)";

/// Puts a notice into the outbox for each target that wants it, in this transaction. The same notice is put there
/// once, however often this is called.
///
/// # Errors
/// When the store says no.
pub async fn enqueue(tx: &mut Tx, targets: &[Target], notice: &Notice) -> Result<(), StoreError> {
    let kind = notice.kind.as_str();
    let body = json!({"type": kind, "timestamp": notice.at, "data": notice.data});
    let body = canonical_json(&body).expect("a JSON value is JSON");
    for target in targets.iter().filter(|t| t.wants(notice.kind)) {
        let dead = tx.is_target_gone(target.name(), target.url().as_str()).await?.then_some(GONE);
        let message = message_id(target, notice);
        tx.put_parcel(
            NewParcel {
                message: &message,
                target: target.name(),
                subject: &notice.subject,
                kind,
                run: &notice.run,
                body: &body,
                at: notice.at,
            },
            dead,
        )
        .await?;
    }
    Ok(())
}

/// Made from what the notice is, so that writing it again after a crash does not make a second one.
fn message_id(target: &Target, notice: &Notice) -> String {
    let whole = format!("{}\n{}\n{}\n{}", target.name(), notice.run, notice.kind.as_str(), notice.at);
    format!("msg_{}", &Digest::of(whole.as_bytes()).as_str()[..32])
}
