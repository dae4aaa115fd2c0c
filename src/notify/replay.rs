//! Asking for notices anew: dead letters after their target was put right, or what a target has lost.

use super::delivery::entry;
use super::target::Target;
use crate::audit;
use crate::model::{AuditEntry, Operator, Timestamp};
use crate::store::{ParcelEvent, ParcelFilter, ParcelState, Store, StoreError};
use serde_json::json;

/// How many are looked for at a time; each is asked for in a transaction of its own, so that others can write in between.
const AT_ONCE: i64 = 200;

/// What came of asking for a notice anew.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Replayed {
    /// It is due now, with the id that it had.
    Due,
    /// It is on its way at this moment.
    OnItsWay,
    /// There is no such notice.
    Unknown,
}

/// Makes a notice due now, with the id that it had, and writes down who asked for it.
///
/// # Errors
/// When the store says no.
pub async fn replay(store: &Store, message: &str, who: &Operator, now: Timestamp) -> Result<Replayed, StoreError> {
    let mut tx = store.transaction().await?;
    let Some(parcel) = tx.parcel(message).await? else { return Ok(Replayed::Unknown) };
    if !tx.replay_parcel(message, now).await? {
        return Ok(Replayed::OnItsWay);
    }
    let event = ParcelEvent {
        at_ms: now.as_millisecond(),
        word: "replayed".to_owned(),
        took_ms: None,
        status: None,
        detail: format!("asked for by {}", who.name),
    };
    tx.put_parcel_event(message, &event).await?;
    let detail =
        format!("{} for {} is sent again with the same id; it was {}", parcel.kind, parcel.target, parcel.state);
    let before = json!({"state": parcel.state, "attempts": parcel.attempts, "status": parcel.status});
    let record = AuditEntry {
        before: Some(before),
        after: Some(json!({"message": parcel.message, "target": parcel.target})),
        ..entry(who, &parcel, "notice.replayed", "done", detail)
    };
    audit::append(&mut tx, now, record).await?;
    tx.commit().await?;
    Ok(Replayed::Due)
}

/// Makes every dead letter of a target due now; tells how many.
///
/// # Errors
/// When the store says no; those that were asked for before that are due.
pub async fn replay_dead(store: &Store, target: &str, who: &Operator, now: Timestamp) -> Result<usize, StoreError> {
    let filter =
        ParcelFilter { state: Some(ParcelState::Dead), target: Some(target.to_owned()), ..ParcelFilter::default() };
    let mut count = 0;
    loop {
        let dead = store.reading().await?.parcels(&filter, AT_ONCE).await?;
        let before = count;
        for parcel in &dead {
            count += usize::from(replay(store, &parcel.message, who, now).await? == Replayed::Due);
        }
        // What could not be asked for would come again and again.
        if count == before {
            return Ok(count);
        }
    }
}

/// Which of these targets have said at their addresses that they are gone, by name, and when.
///
/// # Errors
/// When the store says no.
pub async fn gone(store: &Store, targets: &[Target]) -> Result<Vec<(String, Timestamp)>, StoreError> {
    let known = store.reading().await?.gone_targets().await?;
    let is_ours = |target: &str, url: &str| targets.iter().any(|t| t.name() == target && t.url().as_str() == url);
    let ours = known.into_iter().filter(|gone| is_ours(&gone.target, &gone.url));
    Ok(ours.map(|g| (g.target, Timestamp::from_millisecond(g.at_ms).unwrap_or_default())).collect())
}

/// Forgets that a target has said that it is gone, and writes down who said so. False when it has not.
///
/// # Errors
/// When the store says no.
pub async fn take_back(store: &Store, target: &str, who: &Operator, now: Timestamp) -> Result<bool, StoreError> {
    let mut tx = store.transaction().await?;
    if !tx.target_is_back(target).await? {
        return Ok(false);
    }
    let detail = format!("the target {target} had said that it is gone (410); it is told again");
    let record = AuditEntry {
        subject_id: Some(target.to_owned()),
        after: Some(json!({"target": target})),
        ..AuditEntry::new(who.clone(), "notice.target-back", "done", detail)
    };
    audit::append(&mut tx, now, record).await?;
    tx.commit().await?;
    Ok(true)
}
