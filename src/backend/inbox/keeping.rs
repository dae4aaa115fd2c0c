//! Keeping deliveries that come at the same time in one transaction: whoever gets to write takes along all that wait, so
//! that a slow disk costs one wait for many of them. Each is answered when the transaction is lasting.

use super::super::desk::{Desk, refusal, store_fault};
use super::words;
use crate::audit;
use crate::model::{Accepted, Delivery, Fault, RunId, Timestamp};
use crate::store::{StoreError, Tx};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::oneshot::{self, error::TryRecvError};
use uuid::Uuid;

/// How many are written in one transaction at the most.
const TOGETHER: usize = 64;

type Answer = oneshot::Sender<Result<Accepted, Fault>>;

/// Deliveries that wait to be written.
#[derive(Default)]
pub(in crate::backend) struct Keeping {
    waiting: Mutex<Vec<(Arc<Delivery>, Answer)>>,
    /// Held by the one who writes.
    writing: tokio::sync::Mutex<()>,
}

impl Keeping {
    fn waiting(&self) -> MutexGuard<'_, Vec<(Arc<Delivery>, Answer)>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets nobody write until so many wait.
    #[cfg(test)]
    pub(in crate::backend) async fn hold_until(&self, many: usize) {
        let _one = self.writing.lock().await;
        while self.waiting().len() < many {
            tokio::task::yield_now().await;
        }
    }
}

impl Desk {
    /// Writes this delivery down, together with those that come meanwhile.
    pub(super) async fn keep_event(&self, delivery: Delivery) -> Result<Accepted, Fault> {
        let (answer, mut answered) = oneshot::channel();
        self.keeping.waiting().push((Arc::new(delivery), answer));
        loop {
            let _one = self.keeping.writing.lock().await;
            match answered.try_recv() {
                Ok(kept) => return kept,
                Err(TryRecvError::Closed) => return Err(not_known()),
                // Still waiting: it is our turn to write. What one transaction takes may end before ours.
                Err(TryRecvError::Empty) => self.keep_those_that_wait().await,
            }
        }
    }

    async fn keep_those_that_wait(&self) {
        let (deliveries, answers): (Vec<_>, Vec<_>) = {
            let mut waiting = self.keeping.waiting();
            let many = waiting.len().min(TOGETHER);
            waiting.drain(..many).unzip()
        };
        let kept = self.keep_all(&deliveries).await.map_err(|error| store_fault(&error));
        for (at, answer) in answers.into_iter().enumerate() {
            let own = kept.as_ref().map(|all| all[at].clone()).map_err(Fault::clone);
            // Whoever sent it may be gone; the event is kept all the same.
            let _ = answer.send(own);
        }
    }

    async fn keep_all(&self, deliveries: &[Arc<Delivery>]) -> Result<Vec<Accepted>, StoreError> {
        let at = self.now();
        let mut tx = self.store.transaction().await?;
        let (mut kept, mut entries) = (Vec::with_capacity(deliveries.len()), Vec::new());
        for delivery in deliveries {
            let accepted = self.put(&mut tx, delivery, at).await?;
            if let Accepted::New(id) = &accepted {
                entries.push(words::accepted(id, delivery));
            }
            kept.push(accepted);
        }
        for entry in entries {
            audit::append(&mut tx, at, entry).await?;
        }
        tx.commit().await?;
        Ok(kept)
    }

    async fn put(&self, tx: &mut Tx, delivery: &Delivery, at: Timestamp) -> Result<Accepted, StoreError> {
        let id = RunId::new(Uuid::now_v7().to_string());
        let configured = self.recipes.offboard.first().map_or("", |recipe| recipe.name.as_str());
        let recipe = delivery.recipe.as_deref().unwrap_or(configured);
        if tx.put_inbox(&id, delivery, recipe, at).await? {
            return Ok(Accepted::New(id));
        }
        match tx.inbox_message(&delivery.sender, &delivery.message).await? {
            Some((id, digest)) => Ok(super::keep::again(id, digest == delivery.event.digest())),
            None => Err(StoreError::damaged(self.store.place(), "the inbox", "a message is there and is not")),
        }
    }
}

/// Whoever wrote it was stopped in the middle.
fn not_known() -> Fault {
    refusal("it is not known whether it was written down", "send it again under the same id")
}
