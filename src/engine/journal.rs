//! Writing down what a walk has come to: one entry, one transaction, under the claim's epoch.

use super::Engine;
use super::patience::Patience;
use super::planned::Following;
use super::submit::queued;
use crate::audit;
use crate::model::{
    AuditEntry, DisplayText, Fault, Notice, Progress, RunEvent, RunId, RunRecord, StepRecord, Timestamp,
};
use crate::notify::enqueue;
use crate::store::{Fence, Leased, Move, StoreError, Wish};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// A claim as its holder knows it.
#[derive(Debug)]
pub(super) struct Hold {
    pub(super) run: RunId,
    pub(super) epoch: i64,
    /// The number of the last event written.
    pub(super) events: i64,
    /// What is asked of us, as of the last write.
    pub(super) wish: Wish,
    pub(super) asked_by: Option<DisplayText>,
}

impl From<Leased> for Hold {
    fn from(leased: Leased) -> Self {
        let Leased { run, epoch, events, wish, asked_by, .. } = leased;
        Self { run, epoch, events, wish, asked_by }
    }
}

/// Why a walk does not go on.
#[derive(Debug)]
pub(super) enum Stop {
    /// Somebody else has claimed the run: nothing more may be done or written.
    Fenced,
    /// The store has been away for too long; what was last written stands.
    Store(StoreError),
    /// This process is to end.
    Asked,
    /// The tenant asks to wait for longer than a walk may wait.
    Later(Duration, Fault),
}

/// Everything that becomes true together. It has at least one event.
#[derive(Clone, Debug, Default)]
pub(super) struct Entry {
    pub(super) steps: Vec<StepRecord>,
    pub(super) progress: Vec<Progress>,
    pub(super) audit: Vec<AuditEntry>,
    pub(super) notices: Vec<Notice>,
    pub(super) cut_at: Option<Timestamp>,
    pub(super) let_go: Option<Move>,
    pub(super) follow_up: Option<Following>,
}

impl Engine {
    /// Writes an entry about this run, waiting for the store where it is away, and tells of it.
    pub(super) async fn write(
        &self,
        record: &RunRecord,
        hold: &mut Hold,
        entry: &Entry,
        at: Timestamp,
        stop: &CancellationToken,
    ) -> Result<(), Stop> {
        let mut patience = Patience::new(self);
        let fence = loop {
            match self.try_write(hold, entry, at).await {
                Ok(fence) => break fence,
                Err(error) if stop.is_cancelled() => return Err(Stop::Store(error)),
                Err(error) => tokio::select! {
                    // One more try, then.
                    () = stop.cancelled() => {}
                    waited = patience.after(error) => waited.map_err(Stop::Store)?,
                },
            }
        };
        match fence {
            Fence::Lost => return Err(Stop::Fenced),
            Fence::Held { wish, asked_by } => (hold.wish, hold.asked_by) = (wish, asked_by),
            Fence::Written => {}
        }
        for event in numbered(hold, entry, at) {
            self.tell(record, event);
        }
        hold.events += count(entry);
        if let Some(next) = &entry.follow_up {
            self.tell(&next.confirmed, queued(&next.id, &next.confirmed));
        }
        if !entry.notices.is_empty() {
            self.parts().outbox.notify_one();
        }
        Ok(())
    }

    async fn try_write(&self, hold: &Hold, entry: &Entry, at: Timestamp) -> Result<Fence, StoreError> {
        let mut tx = self.store().transaction().await?;
        let fence = tx.fence(&hold.run, hold.epoch, hold.events, count(entry)).await?;
        if !matches!(fence, Fence::Held { .. }) {
            return Ok(fence);
        }
        for step in &entry.steps {
            tx.put_step(&hold.run, step).await?;
        }
        for event in numbered(hold, entry, at) {
            tx.put_event(&event).await?;
        }
        for notice in &entry.notices {
            enqueue(&mut tx, &self.parts().targets, notice).await?;
        }
        if let Some(cut_at) = entry.cut_at {
            tx.access_cut(&hold.run, cut_at).await?;
        }
        if let Some(to) = &entry.let_go {
            tx.let_go(&hold.run, to).await?;
        }
        let followed = match &entry.follow_up {
            Some(next) => self.write_follow_up(&mut tx, &hold.run, next).await?,
            None => None,
        };
        // Last, because it locks the head of the chain for everybody.
        for record in &entry.audit {
            audit::append(&mut tx, at, record.clone()).await?;
        }
        if let Some(record) = followed {
            audit::append(&mut tx, at, record).await?;
        }
        tx.commit().await?;
        Ok(fence)
    }
}

fn count(entry: &Entry) -> i64 {
    i64::try_from(entry.progress.len()).unwrap_or(i64::MAX)
}

fn numbered<'a>(hold: &'a Hold, entry: &'a Entry, at: Timestamp) -> impl Iterator<Item = RunEvent> + 'a {
    (hold.events + 1..).zip(&entry.progress).map(move |(index, progress)| RunEvent {
        run: hold.run.clone(),
        index,
        at,
        progress: progress.clone(),
    })
}
