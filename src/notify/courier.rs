//! The courier: keeps a delivery going for each target, so that none of them waits for another.

use super::delivery::Delivery;
use super::post::Post;
use super::target::Target;
use crate::model::{Clock, Operator, Timestamp};
use crate::store::{ParcelState, Store, StoreError};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;

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
    /// Counts what this courier has written down, for whoever shows it.
    pub told: watch::Sender<u64>,
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
        let mut delivery = Delivery::new(self, target);
        loop {
            let last = stop.is_cancelled();
            let sleep = match delivery.send_due().await {
                Ok(Some(due)) => Duration::try_from(due.duration_since(self.clock.now())).unwrap_or_default(),
                Ok(None) => LOOK_AGAIN,
                Err(error) => {
                    tracing::warn!(%error, "the outbox cannot be read or written; trying again");
                    LOOK_AGAIN
                }
            };
            if last && delivery.is_idle() {
                return;
            }
            tokio::select! {
                Some(back) = delivery.next_answer() => {
                    if let Err(error) = delivery.write_down(back).await {
                        // It is left alone for a while, and sent again with the same id then.
                        tracing::warn!(%error, "what came of a notice cannot be written down; it will be sent again");
                    }
                }
                () = stop.cancelled(), if !last => {}
                _ = wake.changed(), if !last => {}
                () = tokio::time::sleep(sleep.clamp(Duration::from_millis(50), LOOK_AGAIN)), if !last => {}
            }
        }
    }

    async fn deliver_to(&self, target: &Target) -> Result<Delivered, StoreError> {
        let mut delivery = Delivery::new(self, target);
        let mut round = Delivered::default();
        loop {
            round.next_due = delivery.send_due().await?;
            let Some(back) = delivery.next_answer().await else { return Ok(round) };
            match delivery.write_down(back).await? {
                ParcelState::Sent => round.sent += 1,
                ParcelState::Waiting => round.again += 1,
                ParcelState::Dead => round.dead += 1,
            }
        }
    }
}
