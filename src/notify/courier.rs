//! The courier: takes what is due out of the outbox, sends it, and writes down what came of it.

use super::enqueue::GONE;
use super::post::{Answer, Post, PostError};
use super::schedule::{next_try, retry_after};
use super::sign::signature;
use super::target::Target;
use crate::audit;
use crate::model::{AuditEntry, Clock, DisplayText, Operator, RunId, Timestamp};
use crate::store::{Parcel, ParcelState, Posted, Store, StoreError, Tx};
use jiff::SignedDuration;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;

/// How long a parcel that was taken is left alone by others: longer than any request may last.
const TAKEN_FOR: SignedDuration = SignedDuration::from_secs(60);

/// How long to sleep at the most: another process may have put something into the outbox.
const LOOK_AGAIN: Duration = Duration::from_secs(15);

/// Delivers what is in the outbox.
#[derive(Clone)]
pub struct Courier {
    /// Where the outbox is.
    pub store: Store,
    /// Whom it may deliver to; what waits for others is left waiting.
    pub targets: Arc<[Target]>,
    /// The way out.
    pub post: Arc<dyn Post>,
    /// The clock by which parcels are due.
    pub clock: Clock,
    /// Who is written into the audit trail as the one who delivers.
    pub operator: Operator,
    /// Told when there is something new to deliver.
    pub wake: Arc<Notify>,
}

/// What a round of deliveries came to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Delivered {
    /// Taken by their target.
    pub sent: usize,
    /// To be tried again.
    pub again: usize,
    /// Given up.
    pub dead: usize,
    /// When the next one is due.
    pub next_due: Option<Timestamp>,
}

impl Courier {
    /// Delivers everything that is due now. Targets do not wait for each other.
    ///
    /// # Errors
    /// When the store says no; what was sent and could not be written down will be sent again with the same id.
    pub async fn deliver_due(&self) -> Result<Delivered, StoreError> {
        let rounds = self.targets.iter().map(|target| self.deliver_to(target));
        let mut all = Delivered::default();
        for round in futures_util::future::join_all(rounds).await {
            let round = round?;
            all.sent += round.sent;
            all.again += round.again;
            all.dead += round.dead;
            all.next_due = [all.next_due, round.next_due].into_iter().flatten().min();
        }
        Ok(all)
    }

    /// Delivers until it is stopped, and gives every target one last round then. No target waits for another. Trouble with
    /// the store is waited for.
    pub async fn work(&self, stop: CancellationToken) {
        let (wake, _) = watch::channel(());
        let workers = self.targets.iter().map(|target| self.work_for(target, wake.subscribe(), &stop));
        let waking = async {
            loop {
                self.wake.notified().await;
                wake.send_replace(());
            }
        };
        tokio::select! {
            _ = futures_util::future::join_all(workers) => {}
            () = waking => {}
        }
    }

    async fn work_for(&self, target: &Target, mut wake: watch::Receiver<()>, stop: &CancellationToken) {
        loop {
            let last = stop.is_cancelled();
            let sleep = match self.deliver_to(target).await {
                Ok(round) => match round.next_due {
                    Some(due) => Duration::try_from(due.duration_since(self.clock.now())).unwrap_or_default(),
                    None => LOOK_AGAIN,
                },
                Err(error) => {
                    tracing::warn!(%error, "the outbox cannot be read or written; trying again");
                    LOOK_AGAIN
                }
            };
            if last {
                return;
            }
            tokio::select! {
                () = stop.cancelled() => {}
                _ = wake.changed() => {}
                () = tokio::time::sleep(sleep.clamp(Duration::from_millis(50), LOOK_AGAIN)) => {}
            }
        }
    }

    /// What was given up, newest first, at most so many.
    ///
    /// # Errors
    /// When the store says no.
    pub async fn dead_letters(&self, limit: i64) -> Result<Vec<Parcel>, StoreError> {
        self.store.reading().await?.parcels(ParcelState::Dead, limit).await
    }

    async fn deliver_to(&self, target: &Target) -> Result<Delivered, StoreError> {
        let mut round = Delivered::default();
        loop {
            let now = self.clock.now();
            let until = now.checked_add(TAKEN_FOR).unwrap_or(Timestamp::MAX);
            let mut tx = self.store.transaction().await?;
            let Some(parcel) = tx.take_parcel(target.name(), now, until).await? else {
                round.next_due =
                    tx.next_parcel_due(target.name()).await?.and_then(|due| Timestamp::from_millisecond(due).ok());
                return Ok(round);
            };
            tx.commit().await?;
            let answer = self.send(target, &parcel, now).await;
            match self.write_down(target, &parcel, answer).await? {
                ParcelState::Sent => round.sent += 1,
                ParcelState::Waiting => round.again += 1,
                ParcelState::Dead => round.dead += 1,
            }
        }
    }

    async fn send(&self, target: &Target, parcel: &Parcel, now: Timestamp) -> Result<Answer, PostError> {
        let seconds = now.as_second();
        let headers = [
            ("content-type", "application/json".to_owned()),
            ("webhook-id", parcel.message.clone()),
            ("webhook-timestamp", seconds.to_string()),
            ("webhook-signature", signature(target.key(), &parcel.message, seconds, &parcel.body)),
        ];
        self.post.post(target.url(), &headers, &parcel.body).await
    }

    async fn write_down(
        &self,
        target: &Target,
        parcel: &Parcel,
        answer: Result<Answer, PostError>,
    ) -> Result<ParcelState, StoreError> {
        let now = self.clock.now();
        let gone = answer.as_ref().is_ok_and(|a| a.status == 410);
        let posted = judge(parcel, answer, now);
        let mut tx = self.store.transaction().await?;
        if !tx.parcel_posted(parcel, &posted).await? {
            // Somebody else took it meanwhile, and writes it down.
            return Ok(posted.state);
        }
        let mut over = Vec::new();
        if gone {
            tx.target_is_gone(target.name(), target.url().as_str(), now).await?;
            over = bury_the_rest(&mut tx, target, now).await?;
        }
        // The head of the chain is locked last.
        self.record(&mut tx, parcel, &posted).await?;
        for (parcel, posted) in &over {
            self.record(&mut tx, parcel, posted).await?;
        }
        tx.commit().await?;
        Ok(posted.state)
    }

    async fn record(&self, tx: &mut Tx, parcel: &Parcel, posted: &Posted) -> Result<(), StoreError> {
        let (action, detail) = match posted.state {
            ParcelState::Waiting => return Ok(()),
            ParcelState::Sent => ("notice.delivered", format!("{} delivered to {}", parcel.kind, parcel.target)),
            ParcelState::Dead => (
                "notice.dead",
                format!(
                    "{} for {} given up after {} tries: {}",
                    parcel.kind,
                    parcel.target,
                    parcel.attempts,
                    posted.error.as_deref().unwrap_or("no reason")
                ),
            ),
        };
        let entry = AuditEntry {
            operator: self.operator.clone(),
            action: action.to_owned(),
            pipeline: None,
            step: None,
            subject_id: Some(parcel.subject.clone()),
            subject_name: None,
            run: Some(RunId::new(parcel.run_id.as_str())),
            batch: None,
            outcome: if posted.state == ParcelState::Sent { "done" } else { "failed" }.to_owned(),
            detail: DisplayText::new(detail),
            reason: DisplayText::default(),
            ticket: DisplayText::default(),
            latency_ms: Some(posted.at.as_millisecond() - parcel.created_ms),
            correlations: Vec::new(),
            before: None,
            after: Some(serde_json::json!({
                "message": parcel.message, "target": parcel.target, "attempts": parcel.attempts,
                "status": posted.status,
            })),
        };
        audit::append(tx, posted.at, entry).await.map(drop)
    }
}

/// Gives up what still waits for a target that is gone.
async fn bury_the_rest(tx: &mut Tx, target: &Target, now: Timestamp) -> Result<Vec<(Parcel, Posted)>, StoreError> {
    let mut buried = Vec::new();
    for parcel in tx.parcels_waiting_for(target.name()).await? {
        let error = Some(GONE.to_owned());
        let posted = Posted { state: ParcelState::Dead, due: now, status: None, error, at: now };
        if tx.parcel_posted(&parcel, &posted).await? {
            buried.push((parcel, posted));
        }
    }
    Ok(buried)
}

/// What an answer means for a parcel: any 2xx is a delivery, 410 ends it, everything else is tried again.
fn judge(parcel: &Parcel, answer: Result<Answer, PostError>, now: Timestamp) -> Posted {
    let posted = |state, due, status, error| Posted { state, due, status, error, at: now };
    let (status, asked, error) = match answer {
        Ok(answer) if (200..300).contains(&answer.status) => {
            return posted(ParcelState::Sent, now, Some(answer.status), None);
        }
        Ok(answer) if answer.status == 410 => {
            return posted(ParcelState::Dead, now, Some(410), Some(GONE.to_owned()));
        }
        Ok(answer) => {
            let asked = answer.retry_after.as_deref().and_then(|header| retry_after(header, now));
            (Some(answer.status), asked, format!("the target answered {}", answer.status))
        }
        Err(error) => (None, None, DisplayText::new(error.to_string()).to_string()),
    };
    match next_try(&parcel.message, parcel.attempts, now, asked) {
        Some(due) => posted(ParcelState::Waiting, due, status, Some(error)),
        None => posted(ParcelState::Dead, now, status, Some(error)),
    }
}
