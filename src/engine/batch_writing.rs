//! Writing a batch down, of whatever size: piece by piece, each with the record of its confirmations in one transaction,
//! and whole with the last. Until then nobody claims or sees anything of it. A batch whose writer gives up or dies is
//! taken out again, by the writer or by whoever submits something next: it is carried out whole or not at all.

use super::confirm::How;
use super::submit::{TRIES, Ties, confirmation};
use super::{Confirmed, Engine, words};
use crate::audit;
use crate::model::{
    AuditEntry, BatchId, BatchTotals, Digest, DisplayText, Listed, Operator, PipelineKind, Plan, Progress, RunEvent,
    RunId, RunState, Timestamp, digest_of_all,
};
use crate::store::{Inserted, NewBatch as Row, StoreError, Tx, Unfinished};
use serde_json::json;

/// Plans that were confirmed as one.
#[derive(Clone, PartialEq, Debug)]
pub struct NewBatch {
    /// Which job they are.
    pub kind: PipelineKind,
    /// What it is, in a few words.
    pub title: DisplayText,
    /// Everybody who was named, also those for whom there is no plan.
    pub listed: Vec<Listed>,
    /// The plans; never empty.
    pub plans: Vec<Confirmed<Plan>>,
}

/// Why a batch was not begun.
#[derive(thiserror::Error, Debug)]
pub enum BatchError {
    /// There is nothing to begin.
    #[error("nobody is left to be offboarded")]
    Nobody,
    /// These have runs that are not over: who, and which. Of a batch in pieces, those of one piece.
    #[error("{} of them have a run that is not over", .0.len())]
    AlreadyRunning(Vec<(String, RunId)>),
    /// This process was away for longer than a lease while it wrote, and another one has taken the batch out.
    #[error("it was taken out by another process, because this one did not go on writing it; nothing of it is begun")]
    TakenOut,
    /// It could not be written down, so it was not begun.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A batch that is being written. Dropped without [`BatchWriter::finish`], it is never carried out; [`BatchWriter::give_up`]
/// takes it out at once, otherwise whoever submits next does, when the lease is over.
pub struct BatchWriter {
    engine: Engine,
    id: BatchId,
    kind: PipelineKind,
    title: DisplayText,
    priority: i32,
    /// Given, and not written yet: what is last is written together with the end.
    pending: Vec<Confirmed<Plan>>,
    runs: Vec<RunId>,
    digests: Vec<Digest>,
    /// As the first plan was confirmed.
    head: Option<Head>,
    /// Whether a piece of it is written.
    begun: bool,
}

/// What all plans of a batch were confirmed with.
struct Head {
    operator: Operator,
    reason: DisplayText,
    ticket: DisplayText,
    how: How,
    at: Timestamp,
}

impl Engine {
    /// Writes a batch with all its runs and the record of their confirmation, and queues them: all of it or nothing.
    ///
    /// # Errors
    /// When somebody has a run that is not over, or it could not be written. Nothing is begun then.
    pub async fn submit_batch(&self, new: &NewBatch, priority: i32) -> Result<BatchId, BatchError> {
        let mut writer = self.write_batch(new.kind, new.title.clone(), priority).await?;
        for piece in new.plans.chunks(self.pace().piece.max(1)) {
            if let Err(error) = writer.add(piece.to_vec()).await {
                writer.give_up().await;
                return Err(error);
            }
        }
        writer.finish(&new.listed).await
    }

    /// Begins to write a batch; nothing is written yet. What others have left unfinished is taken out first.
    ///
    /// # Errors
    /// When the store says no.
    pub async fn write_batch(
        &self,
        kind: PipelineKind,
        title: DisplayText,
        priority: i32,
    ) -> Result<BatchWriter, BatchError> {
        self.take_out_unfinished().await?;
        Ok(BatchWriter {
            engine: self.clone(),
            id: BatchId::new((self.parts().ids)().as_str()),
            kind,
            title,
            priority,
            pending: Vec::new(),
            runs: Vec::new(),
            digests: Vec::new(),
            head: None,
            begun: false,
        })
    }

    /// Takes out what is left of batches whose writers died before they were whole; says of how many.
    ///
    /// # Errors
    /// When the store says no.
    pub(super) async fn take_out_unfinished(&self) -> Result<usize, StoreError> {
        let (now, found) = {
            let mut tx = self.store().reading().await?;
            (tx.database_now().await?, tx.unfinished_batches().await?)
        };
        let mut out = 0;
        for batch in found {
            let writer = batch.writer.as_deref().unwrap_or_default();
            if batch.lease_ms < now || self.parts().owner.is_dead(writer) {
                out += usize::from(self.take_out(&batch).await?);
            }
        }
        Ok(out)
    }

    /// Takes a batch out that is not whole: its runs piece by piece, at last itself. False when it is not ours to take.
    async fn take_out(&self, found: &Unfinished) -> Result<bool, StoreError> {
        let id = BatchId::new(found.id.as_str());
        let mut tx = self.store().transaction().await?;
        if !tx.begin_to_take_out(found).await? {
            return Ok(false);
        }
        tx.commit().await?;
        let piece = i64::try_from(self.pace().piece.max(1)).unwrap_or(i64::MAX);
        loop {
            let mut tx = self.store().transaction().await?;
            let gone = tx.take_out_runs(&id, piece).await?;
            if gone > 0 {
                tx.commit().await?;
                continue;
            }
            if tx.take_out_batch(&id).await? {
                let by = Operator {
                    name: "lanyard".into(),
                    account: DisplayText::new(self.parts().owner.name()),
                    known_by: "process".into(),
                };
                let detail =
                    "it was confirmed, but not written down whole: nothing of it was carried out, and it is gone";
                let mut entry = words::about_nobody(by, "batch", "batch.taken-out", "taken out", detail);
                entry.batch = Some(id.clone());
                audit::append(&mut tx, self.parts().clock.now(), entry).await?;
            }
            tx.commit().await?;
            return Ok(true);
        }
    }
}

impl BatchWriter {
    /// Adds plans, at most a piece of them at once. They are written when more come, or at the end.
    ///
    /// # Errors
    /// When somebody has a run that is not over, or something could not be written: then give it up.
    pub async fn add(&mut self, plans: Vec<Confirmed<Plan>>) -> Result<(), BatchError> {
        if let (None, Some(first)) = (&self.head, plans.first()) {
            self.head = Some(Head {
                operator: first.operator().clone(),
                reason: first.reason().clone(),
                ticket: first.ticket().clone(),
                how: first.how(),
                at: first.at(),
            });
        }
        if !self.pending.is_empty() {
            self.write(None).await?;
        }
        self.digests.extend(plans.iter().map(|plan| plan.what().digest()));
        self.runs.extend(plans.iter().map(|_| (self.engine.parts().ids)()));
        self.pending = plans;
        Ok(())
    }

    /// Writes what is left and makes the batch whole: it is queued. `listed` is everybody who was named.
    ///
    /// # Errors
    /// As [`BatchWriter::add`]; nothing of it is begun then, and it is taken out.
    pub async fn finish(mut self, listed: &[Listed]) -> Result<BatchId, BatchError> {
        if self.pending.is_empty() {
            self.give_up().await;
            return Err(BatchError::Nobody);
        }
        if let Err(error) = self.write(Some(listed)).await {
            self.give_up().await;
            return Err(error);
        }
        let at = self.head.as_ref().map_or(Timestamp::UNIX_EPOCH, |head| head.at);
        for run in &self.runs {
            let progress = Progress::Run { state: RunState::Queued, why: None };
            self.engine.tell(self.kind, RunEvent { run: run.clone(), index: 1, at, progress });
        }
        self.engine.0.queued.notify_one();
        Ok(self.id)
    }

    /// Takes out what was written. Trouble is logged: whoever submits next takes it out then.
    pub async fn give_up(self) {
        let taking = async {
            let unfinished = self.engine.store().reading().await?.unfinished_batches().await?;
            match unfinished.iter().find(|batch| batch.id == self.id.as_str()) {
                Some(batch) => self.engine.take_out(batch).await,
                None => Ok(false),
            }
        };
        if let Err(error) = taking.await {
            tracing::warn!(batch = %self.id, %error, "a batch that was given up is taken out later");
        }
    }

    /// Writes the piece at hand, and the end where it is the last.
    async fn write(&mut self, end: Option<&[Listed]>) -> Result<(), BatchError> {
        let mut tries = 0;
        loop {
            tries += 1;
            match self.try_write(end, tries > 1).await {
                Ok(()) => break,
                Err(BatchError::Store(error)) if error.is_passing() && tries < TRIES => {
                    tokio::time::sleep(self.engine.pace().store_retry).await;
                }
                Err(error) => return Err(error),
            }
        }
        self.begun = true;
        self.pending.clear();
        Ok(())
    }

    /// `again`: the try before may have come through although it seemed to fail.
    async fn try_write(&self, end: Option<&[Listed]>, again: bool) -> Result<(), BatchError> {
        let Some(head) = &self.head else { return Err(BatchError::Nobody) };
        let (engine, id) = (&self.engine, &self.id);
        let mut tx = engine.store().transaction().await?;
        if again && end.is_some() && tx.is_whole(id).await? == Some(true) {
            return Ok(());
        }
        let there = self.begun || !tx.insert_batch(self.row(head)).await?;
        if there && !tx.keep_writing(id, engine.pace().lease).await? {
            return Err(BatchError::TakenOut);
        }
        let piece = &self.runs[self.runs.len() - self.pending.len()..];
        let mut active = Vec::new();
        for (run, confirmed) in piece.iter().zip(&self.pending) {
            match engine
                .write_run(&mut tx, confirmed, self.priority, run, Ties { batch: Some(id), ..Ties::default() })
                .await?
            {
                Inserted::New => {}
                Inserted::Active(other) if again && other == *run => return Ok(()),
                Inserted::Active(other) => active.push((confirmed.what().subject.id().to_owned(), other)),
            }
        }
        if !active.is_empty() {
            return Err(BatchError::AlreadyRunning(active));
        }
        let end = match end {
            Some(listed) => Some(self.end(&mut tx, head, listed).await?),
            None => None,
        };
        // Last, because it locks the head of the chain for everybody.
        if let Some(entry) = end {
            audit::append(&mut tx, head.at, entry).await?;
        }
        for (run, confirmed) in piece.iter().zip(&self.pending) {
            audit::append(&mut tx, confirmed.at(), confirmation(confirmed, run, Some(id))).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    fn row<'a>(&'a self, head: &'a Head) -> Row<'a> {
        Row {
            id: &self.id,
            kind: self.kind,
            title: &self.title,
            operator: &head.operator,
            reason: &head.reason,
            ticket: &head.ticket,
            at: head.at,
            writer: self.engine.parts().owner.name(),
            lease: self.engine.pace().lease,
        }
    }

    /// Makes the batch whole, and says what is recorded of it.
    async fn end(&self, tx: &mut Tx, head: &Head, listed: &[Listed]) -> Result<AuditEntry, BatchError> {
        let digest = digest_of_all(self.kind, self.digests.iter().cloned());
        if !tx.make_whole(&self.id, &digest, listed).await? {
            return Err(BatchError::TakenOut);
        }
        let planned = self.runs.len();
        let totals = BatchTotals::of(listed, &[]);
        let totals = BatchTotals { people: planned + totals.blocked, planned, left: planned, ..totals };
        let how = if head.how == How::Typed { "by typing" } else { head.how.words() };
        let detail = format!("{}: {planned} runs, {} set aside, confirmed {how}", self.title, totals.blocked);
        let mut entry =
            words::about_nobody(head.operator.clone(), self.kind.as_str(), "batch.confirm", "confirmed", detail);
        (entry.batch, entry.reason, entry.ticket) = (Some(self.id.clone()), head.reason.clone(), head.ticket.clone());
        entry.after = Some(json!({ "digest": digest, "runs": self.runs, "totals": totals }));
        Ok(entry)
    }
}
