//! Keeping what comes in: durable before it is answered, once for each message id.

use super::super::desk::{Desk, refusal, store_fault};
use super::words;
use crate::audit;
use crate::model::{Accepted, Delivery, Fault, Quarantined, Rejected, RunId};
use crate::store::{QuarantineRow, StoreError};

/// How many deliveries of the quarantine a list shows.
const LISTED: i64 = 500;

impl Desk {
    /// Keeps a delivery. When this returns, it is durable, and a worker has been told.
    ///
    /// # Errors
    /// When it could not be written down: nothing is known to be kept, and the sender is to try again under the same id.
    pub async fn accept(&self, delivery: &Delivery) -> Result<Accepted, Fault> {
        // Most repetitions are seen without waiting for the one who writes.
        let known = async { self.store.reading().await?.inbox_message(&delivery.sender, &delivery.message).await };
        if let Some((id, digest)) = known.await.map_err(|e| store_fault(&e))? {
            return Ok(again(id, digest == delivery.event.digest()));
        }
        let kept = self.keep_event(delivery.clone()).await?;
        if matches!(kept, Accepted::New(_)) {
            self.arrived.notify_one();
        }
        Ok(kept)
    }

    /// Keeps a delivery that was turned down. The same one turned down again and again is counted, not kept again.
    ///
    /// # Errors
    /// When it could not be written down.
    pub async fn quarantine(&self, rejected: &Rejected) -> Result<(), Fault> {
        let kept = async {
            let mut tx = self.store.transaction().await?;
            tx.put_quarantine(rejected, self.now()).await?;
            tx.commit().await
        };
        kept.await.map_err(|e| store_fault(&e))
    }

    /// What was turned down, newest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn quarantined(&self) -> Result<Vec<Quarantined>, Fault> {
        let read = async { self.store.reading().await?.quarantine(LISTED).await };
        let rows = read.await.map_err(|e| store_fault(&e))?;
        rows.into_iter().map(|row| self.quarantined_of(row)).collect()
    }

    /// The delivery with this number.
    ///
    /// # Errors
    /// When there is none, or the store cannot be read.
    pub async fn quarantined_one(&self, number: i64) -> Result<Quarantined, Fault> {
        let read = async { self.store.reading().await?.quarantined(number).await };
        let row = read.await.map_err(|e| store_fault(&e))?;
        let row = row.ok_or_else(|| {
            refusal(format!("there is no delivery {number} in quarantine"), "look at the quarantine for its number")
        })?;
        self.quarantined_of(row)
    }

    /// Keeps a delivery of the quarantine as an event after all: somebody has repaired what was wrong with it, and answers
    /// for it. Its signature was good when it came.
    ///
    /// # Errors
    /// When its signature was not good, it became an event before, or it cannot be written down.
    pub async fn replay(&self, number: i64, repaired: &Delivery, reason: &str) -> Result<Accepted, Fault> {
        self.may_write()?;
        let kept = self.quarantined_one(number).await?;
        if kept.body.is_none() {
            let text =
                format!("delivery {number} was not signed by a sender that is known: it says nothing that counts");
            return Err(refusal(text, "have the sender send it again"));
        }
        if let Some(event) = &kept.replayed_as {
            return Err(refusal(
                format!("delivery {number} has become the event {event} before"),
                "look at that event",
            ));
        }
        if reason.trim().is_empty() {
            return Err(refusal("a reason is needed", "say why it counts after all"));
        }
        let accepted = self.accept(repaired).await?;
        let (Accepted::New(id) | Accepted::Known(id) | Accepted::Conflict(id)) = &accepted;
        if matches!(accepted, Accepted::Conflict(_)) {
            return Ok(accepted);
        }
        let written = async {
            let mut tx = self.store.transaction().await?;
            if tx.quarantine_replayed(number, id).await? {
                let detail = format!("delivery {number} of the quarantine ({}) counts after all: {reason}", kept.code);
                let (by, event) = (self.operator.clone(), &repaired.event);
                let entry = words::about(by, id, event, None, "event.replayed", "accepted", detail);
                audit::append(&mut tx, self.now(), entry).await?;
            }
            tx.commit().await
        };
        written.await.map_err(|e| store_fault(&e))?;
        Ok(accepted)
    }

    fn quarantined_of(&self, row: QuarantineRow) -> Result<Quarantined, Fault> {
        let damaged = |why: String| store_fault(&StoreError::damaged(self.store.place(), "the quarantine", why));
        Ok(Quarantined {
            number: row.number,
            at: crate::model::Timestamp::from_millisecond(row.last_ms).map_err(|e| damaged(e.to_string()))?,
            sender: Some(row.sender).filter(|sender| !sender.is_empty()),
            message: row.message.map(Into::into),
            status: u16::try_from(row.status).map_err(|e| damaged(e.to_string()))?,
            code: row.code,
            why: row.why.into(),
            field: row.field,
            body: row.body,
            times: row.times,
            replayed_as: row.replayed_as.map(RunId::new),
        })
    }
}

pub(super) fn again(id: RunId, same: bool) -> Accepted {
    if same { Accepted::Known(id) } else { Accepted::Conflict(id) }
}
