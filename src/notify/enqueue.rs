//! Putting notices into the outbox.

use super::target::Target;
use crate::model::{Digest, Notice, NoticeSource, canonical_json};
use crate::store::{NewParcel, ParcelEvent, ParcelState, StoreError, Tx};
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
    for target in targets.iter().filter(|t| t.wants(notice)) {
        let dead = tx.is_target_gone(target.name(), target.url().as_str()).await?.then_some(GONE);
        let message = message_id(target, notice);
        let whole = json!({"type": kind, "timestamp": notice.at, "data": notice.data});
        // What is kept is what is signed and sent, however often: a template that changes later changes nothing of it.
        let body = match target.template() {
            Some(template) => template.fill(&message, &whole),
            None => whole,
        };
        let body = canonical_json(&body).expect("a JSON value is JSON");
        let new = tx
            .put_parcel(
                NewParcel {
                    message: &message,
                    target: target.name(),
                    subject: &notice.subject,
                    subject_name: notice.name.as_str(),
                    kind,
                    run: notice.run(),
                    body: &body,
                    at: notice.at,
                },
                dead,
            )
            .await?;
        if let Some(why) = dead.filter(|_| new) {
            let (at_ms, word) = (notice.at.as_millisecond(), ParcelState::Dead.as_str().to_owned());
            let event = ParcelEvent { at_ms, word, took_ms: None, status: None, detail: why.to_owned() };
            tx.put_parcel_event(&message, &event).await?;
        }
    }
    Ok(())
}

/// Made from what the notice is, so that writing it again after a crash does not make a second one.
fn message_id(target: &Target, notice: &Notice) -> String {
    let (name, kind) = (target.name(), notice.kind.as_str());
    let whole = match &notice.source {
        NoticeSource::Run(run) => format!("{name}\n{run}\n{kind}\n{}", notice.at),
        // What others changed is told once, whenever and by whichever process it is seen.
        NoticeSource::Entry(id) => format!("{name}\nentry {id}\n{kind}"),
    };
    format!("msg_{}", &Digest::of(whole.as_bytes()).as_str()[..32])
}
