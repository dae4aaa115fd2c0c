//! Working without a screen: events are looked at as they come in, runs are carried out, notices are delivered, until
//! the process is asked to stop. Then what is under way is handed back.

use super::super::desk::Desk;
use crate::engine::Slots;
use crate::store::StoreError;
use futures_util::future::join_all;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How many events are looked at at once: the budget decides how fast that is.
const LOOKERS: usize = 4;
/// How long to wait for what other processes keep, and after trouble with the store.
const LOOK_AGAIN: Duration = Duration::from_millis(500);

/// How much is worked at at once.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Workers {
    /// Runs of any kind.
    pub runs: usize,
    /// Beside them, runs that cut somebody's access.
    pub urgent: usize,
}

impl Desk {
    /// Works until it is asked to stop: looks at events, carries out runs and batches, those whose time has come as well
    /// as those that dead processes have left. Returns when everything is handed back.
    pub async fn work(self: &Arc<Self>, stop: &CancellationToken, workers: Workers) {
        let slots = Slots { usual: workers.runs, urgent: workers.urgent, batches: 1 };
        if let Err(error) = self.free_the_dead().await {
            tracing::warn!(%error, "what a dead process was looking at is left until its lease runs out");
        }
        self.recall_directory().await;
        let lookers = join_all((0..LOOKERS).map(|_| self.look(stop)));
        tokio::join!(self.engine.work(stop.clone(), slots), lookers);
        // What was being looked at is for whoever serves next, at once.
        if let Err(error) = self.free_inbox_of(self.engine.owner()).await {
            tracing::warn!(%error, "what was being looked at is left until its lease runs out");
        }
    }

    /// Looks at events as they come in.
    async fn look(&self, stop: &CancellationToken) {
        while !stop.is_cancelled() {
            // A look may wait for the budget of the next minute; until it writes, nothing is lost by dropping it.
            let looked = tokio::select! {
                biased;
                () = stop.cancelled() => return,
                looked = self.look_at_next() => looked,
            };
            let wait = match looked {
                Ok(true) => {
                    // There may be more than one looker can look at.
                    self.arrived.notify_one();
                    continue;
                }
                Ok(false) => self.next_look().await,
                Err(error) => {
                    tracing::warn!(%error, "an event could not be looked at; trying again");
                    LOOK_AGAIN
                }
            };
            tokio::select! {
                () = stop.cancelled() => {}
                () = self.arrived.notified() => {}
                () = tokio::time::sleep(wait) => {}
            }
        }
    }

    async fn next_look(&self) -> Duration {
        let next = async { self.store.reading().await?.next_inbox_in().await };
        match next.await {
            Ok(Some(ms)) => Duration::from_millis(u64::try_from(ms).unwrap_or(0)).clamp(LOOK_AGAIN / 10, LOOK_AGAIN),
            Ok(None) | Err(_) => LOOK_AGAIN,
        }
    }

    /// Gives back what processes that are known to be dead were looking at.
    async fn free_the_dead(&self) -> Result<(), StoreError> {
        let owners = self.store.reading().await?.inbox_owners().await?;
        for dead in owners.iter().filter(|owner| self.engine.is_dead_owner(owner)) {
            self.free_inbox_of(dead).await?;
        }
        Ok(())
    }

    async fn free_inbox_of(&self, owner: &str) -> Result<(), StoreError> {
        let mut tx = self.store.transaction().await?;
        tx.free_inbox_of(owner).await?;
        tx.commit().await
    }
}
