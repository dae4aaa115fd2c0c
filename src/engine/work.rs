//! Working without being asked: whatever is due is claimed, the most urgent first, and what dead processes have left is
//! taken over. What cuts somebody's access never waits for a slot behind other work.

use super::{Engine, Held};
use crate::model::BatchId;
use crate::store::{Leased, StoreError};
use std::collections::HashSet;
use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// The priority of what must not wait: somebody's access is to be cut.
pub const URGENT: i32 = 100;

/// The priority of what an operator confirms: it goes before bulk work.
pub const OPERATOR: i32 = 10;

/// How much is carried out at once.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Slots {
    /// Runs of any kind.
    pub usual: usize,
    /// Beside them, runs of at least the priority [`URGENT`].
    pub urgent: usize,
    /// Beside them, batches; each carries out as many of its runs at once as there are usual slots.
    pub batches: usize,
}

impl Slots {
    /// So many of any kind, and one batch.
    pub fn usual(usual: usize) -> Self {
        Self { usual, urgent: 0, batches: 1 }
    }
}

/// What is under way.
#[derive(Default)]
struct Hands {
    usual: JoinSet<()>,
    urgent: JoinSet<()>,
    batches: JoinSet<BatchId>,
    named: HashSet<BatchId>,
}

impl Hands {
    /// Returns when one of them is done.
    async fn one_done(&mut self) {
        tokio::select! {
            Some(_) = self.usual.join_next() => {}
            Some(_) = self.urgent.join_next() => {}
            Some(done) = self.batches.join_next() => match done {
                Ok(batch) => drop(self.named.remove(&batch)),
                // Which one it was is not known any more; the others are claimed by their own runs' leases.
                Err(_) => self.named.clear(),
            },
            else => std::future::pending().await,
        }
    }

    async fn all_done(&mut self) {
        while self.usual.join_next().await.is_some() {}
        while self.urgent.join_next().await.is_some() {}
        while self.batches.join_next().await.is_some() {}
    }
}

impl Engine {
    /// Carries out whatever is due, the most urgent first, so many at a time, until it is stopped; then waits until
    /// everything is handed back. Trouble with one run or with the store is logged and does not end it.
    ///
    /// What another process has just queued is left to it for as long as a lease: it may mean to carry it out itself.
    pub async fn work(&self, stop: CancellationToken, slots: Slots) {
        let mut hands = Hands::default();
        let mut looked: Option<Instant> = None;
        while !stop.is_cancelled() {
            if looked.is_none_or(|at| at.elapsed() >= self.pace().lease / 3) {
                looked = Some(Instant::now());
                self.or_later(self.free_the_dead().await);
                self.or_later(self.take_batches(&mut hands, slots, &stop).await);
            }
            while hands.urgent.len() < slots.urgent && self.take(&mut hands.urgent, URGENT, &stop).await {}
            while hands.usual.len() < slots.usual && self.take(&mut hands.usual, i32::MIN, &stop).await {}
            tokio::select! {
                () = stop.cancelled() => {}
                () = hands.one_done() => {}
                () = self.0.queued.notified() => {}
                () = tokio::time::sleep(self.pace().look_again) => {}
            }
        }
        hands.all_done().await;
    }

    /// Takes one run into these hands; false when there is none to be had.
    async fn take(&self, hands: &mut JoinSet<()>, at_least: i32, stop: &CancellationToken) -> bool {
        let (leased, held) = match self.claim_next(at_least).await {
            Ok(Some(claimed)) => claimed,
            Ok(None) => return false,
            Err(error) => {
                tracing::warn!(%error, "no run can be claimed; trying again");
                return false;
            }
        };
        let (engine, stop) = (self.clone(), stop.clone());
        hands.spawn(async move {
            let run = leased.run.clone();
            if let Err(error) = engine.lead(leased, held, None, &stop).await {
                tracing::warn!(%run, %error, "a run was not carried out");
            }
        });
        true
    }

    async fn claim_next(&self, at_least: i32) -> Result<Option<(Leased, Held)>, StoreError> {
        let _one = self.0.claiming.lock().await;
        let mut tx = self.store().transaction().await?;
        let Some(leased) = tx.claim_next(&self.kinds(), at_least, self.claim_now()).await? else { return Ok(None) };
        // Held here already: its lease ran out while the store was away, and its walk is about to notice.
        let Some(held) = self.hold(&leased.run) else { return Ok(None) };
        Ok(Some((self.begin(tx, leased).await?, held)))
    }

    /// Takes up the batches on which nobody works: those whose time has come, and those that a dead process left.
    async fn take_batches(&self, hands: &mut Hands, slots: Slots, stop: &CancellationToken) -> Result<(), StoreError> {
        if hands.batches.len() >= slots.batches {
            return Ok(());
        }
        let left = self.store().reading().await?.left_batches(&self.kinds(), self.claim_now()).await?;
        for batch in left {
            if hands.batches.len() >= slots.batches || !hands.named.insert(batch.clone()) {
                continue;
            }
            let (engine, stop) = (self.clone(), stop.clone());
            hands.batches.spawn(async move {
                if let Err(error) = engine.carry_out_batch(&batch, slots.usual, &stop).await {
                    tracing::warn!(%batch, %error, "a batch was not carried out");
                }
                batch
            });
        }
        Ok(())
    }

    /// Ends the leases of processes that are known to be dead, so that nobody waits for them to run out.
    async fn free_the_dead(&self) -> Result<(), StoreError> {
        let owners = self.store().reading().await?.lease_owners().await?;
        let ours = &self.parts().owner;
        for dead in owners.iter().filter(|owner| owner.as_str() != ours.name() && ours.is_dead(owner)) {
            let mut tx = self.store().transaction().await?;
            tx.free_runs_of(dead).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    fn kinds(&self) -> Vec<&'static str> {
        self.parts().jobs.keys().map(|kind| kind.as_str()).collect()
    }

    fn or_later(&self, done: Result<(), StoreError>) {
        if let Err(error) = done {
            tracing::warn!(%error, "what others left cannot be looked at; trying again");
        }
    }
}
