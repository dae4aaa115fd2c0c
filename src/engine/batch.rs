//! Batches: many runs that were confirmed as one and are carried out in two passes, so that the access of all is cut before
//! the slow steps of any. Which run is next is told by the journal alone.

use super::planned::planned;
use super::{CarryOutError, Engine, words};
use crate::audit;
use crate::model::{
    AuditEntry, BatchId, BatchOutcome, BatchRecord, BatchRun, Digest, DisplayText, Phase, RunId, RunState,
};
use crate::store::{BatchRow, RunRow, StepCounts, StoreError, Tx};
use futures_util::StreamExt as _;
use futures_util::stream;
use serde_json::json;
use std::collections::HashMap;
use tokio_util::sync::CancellationToken;

impl Engine {
    /// Carries out a batch until it is over, paused, or handed back because of `stop`; so many runs at once. First every
    /// run to the end of the phase that cuts access, then each to its end.
    ///
    /// # Errors
    /// When the store stays away, or nothing here knows how to carry it out. What was begun can be resumed.
    pub async fn carry_out_batch(
        &self,
        batch: &BatchId,
        at_once: usize,
        stop: &CancellationToken,
    ) -> Result<(), CarryOutError> {
        let first = first_pass(&self.runs_of(batch).await?);
        self.pass(first, Some(Phase::CutAccess), at_once, stop).await?;
        if stop.is_cancelled() {
            return Ok(());
        }
        let second = second_pass(&self.runs_of(batch).await?);
        self.pass(second, None, at_once, stop).await?;
        self.settle(batch).await;
        Ok(())
    }

    /// Carries out these runs, each until it is through, over, or paused. Trouble with one does not keep the others.
    async fn pass(
        &self,
        runs: Vec<RunId>,
        through: Option<Phase>,
        at_once: usize,
        stop: &CancellationToken,
    ) -> Result<(), CarryOutError> {
        let work = runs.into_iter().map(|run| {
            let (engine, stop) = (self.clone(), stop.clone());
            async move {
                loop {
                    match engine.carry(&run, through, stop.clone()).await {
                        // The other one carries it on; it is waited for, because the next pass begins when all are so far.
                        Err(CarryOutError::TakenOver(_)) if !stop.is_cancelled() => {}
                        Err(CarryOutError::TakenOver(_)) => return Ok(()),
                        ended => return ended.map(drop),
                    }
                }
            }
        });
        let mut work = stream::iter(work).buffer_unordered(at_once.max(1));
        let mut first = Ok(());
        while let Some(ended) = work.next().await {
            if let Err(error) = &ended {
                tracing::warn!(%error, "a run of a batch was not carried out");
            }
            first = first.and(ended);
        }
        first
    }

    async fn runs_of(&self, batch: &BatchId) -> Result<Vec<BatchRun>, CarryOutError> {
        let named = || RunId::new(batch.as_str());
        let found = self.batch(batch).await.map_err(|source| CarryOutError::Store { run: named(), source })?;
        Ok(found.ok_or_else(|| CarryOutError::NotFound(named()))?.runs)
    }

    /// Writes down that a batch has ended, where it has and nobody has written it yet. Trouble is logged: whoever looks
    /// at its runs next sees that they are over, and the next to carry it out writes it down.
    pub(super) async fn settle(&self, batch: &BatchId) {
        if let Err(error) = self.try_settle(batch).await {
            tracing::warn!(%batch, %error, "the end of a batch could not be recorded");
        }
    }

    async fn try_settle(&self, id: &BatchId) -> Result<(), StoreError> {
        let at = self.parts().clock.now();
        let mut tx = self.store().transaction().await?;
        if !tx.end_batch(id, at).await? {
            return Ok(());
        }
        let Some(record) = self.read_batch(&mut tx, id).await? else { return Ok(()) };
        let (state, totals) = (record.state(), record.totals());
        let detail = format!(
            "the batch is {}: {} planned, {} blocked; {} done, {} failed, {} unknown, {} cancelled",
            state.as_str(),
            totals.planned,
            totals.blocked,
            totals.done,
            totals.failed,
            totals.unknown,
            totals.cancelled
        );
        let mut entry = about(&record, "batch.end", state.as_str(), detail);
        entry.latency_ms = Some(at.as_millisecond() - record.created_at.as_millisecond());
        entry.after = Some(json!({ "totals": totals }));
        audit::append(&mut tx, at, entry).await?;
        tx.commit().await
    }

    /// A batch, whole; none if there is no such batch.
    ///
    /// # Errors
    /// When the store says no, or it cannot be read any more.
    pub async fn batch(&self, id: &BatchId) -> Result<Option<BatchRecord>, StoreError> {
        let mut tx = self.store().reading().await?;
        self.read_batch(&mut tx, id).await
    }

    /// The newest batches, at most so many.
    ///
    /// # Errors
    /// When the store says no, or one cannot be read any more.
    pub async fn batches(&self, limit: usize) -> Result<Vec<BatchRecord>, StoreError> {
        let mut tx = self.store().reading().await?;
        let now = tx.database_now().await?;
        let mut batches = Vec::new();
        for row in tx.batches(i64::try_from(limit).unwrap_or(i64::MAX)).await? {
            batches.push(self.whole_batch(&mut tx, row, now).await?);
        }
        Ok(batches)
    }

    async fn read_batch(&self, tx: &mut Tx, id: &BatchId) -> Result<Option<BatchRecord>, StoreError> {
        let now = tx.database_now().await?;
        match tx.batch(id).await? {
            Some(row) => self.whole_batch(tx, row, now).await.map(Some),
            None => Ok(None),
        }
    }

    async fn whole_batch(&self, tx: &mut Tx, row: BatchRow, now: i64) -> Result<BatchRecord, StoreError> {
        let id = BatchId::new(row.id.as_str());
        let mut steps: HashMap<String, StepCounts> =
            tx.batch_steps(&id).await?.into_iter().map(|counts| (counts.run_id.clone(), counts)).collect();
        let rows = tx.batch_runs(&id).await?;
        let runs = rows.into_iter().map(|run| {
            let counts = steps.remove(&run.id);
            self.batch_run(run, counts, now)
        });
        Ok(BatchRecord {
            kind: row.kind,
            title: DisplayText::new(row.title),
            digest: Digest::recorded(row.digest),
            operator: self.parse(&row.id, "the operator", &row.operator)?,
            reason: DisplayText::new(row.reason),
            ticket: DisplayText::new(row.ticket),
            created_at: self.time(&row.id, row.created_ms)?,
            ended_at: row.ended_ms.map(|ms| self.time(&row.id, ms)).transpose()?,
            listed: self.parse(&row.id, "its people", &row.listed)?,
            runs: runs.collect::<Result<_, _>>()?,
            id,
        })
    }

    fn batch_run(&self, row: RunRow, counts: Option<StepCounts>, now: i64) -> Result<BatchRun, StoreError> {
        let state = self.state_of(&row)?;
        let number = |n: Option<i64>| usize::try_from(n.unwrap_or(0)).unwrap_or(0);
        let (bad, unknown) = counts.as_ref().map_or((false, false), |c| (c.bad > 0, c.unknown > 0));
        Ok(BatchRun {
            state,
            interrupted: self.is_interrupted(&row, now),
            asked: row.cancel != 0,
            outcome: BatchOutcome::of(state, bad, unknown),
            access_cut_at: row.cut_ms.map(|ms| self.time(&row.id, ms)).transpose()?,
            due: row.planned_ms.map(|ms| self.time(&row.id, ms)).transpose()?,
            planned: planned(&row, now),
            ended_at: row.ended_ms.map(|ms| self.time(&row.id, ms)).transpose()?,
            steps_ended: number(counts.as_ref().map(|c| c.ended)),
            steps: number(counts.as_ref().map(|c| c.steps)),
            why: row.why.map(DisplayText::new),
            person: row.subject.into(),
            name: DisplayText::new(row.subject_name),
            id: RunId::new(row.id),
        })
    }
}

/// The runs whose access is not cut yet, in the order in which they were confirmed.
fn first_pass(runs: &[BatchRun]) -> Vec<RunId> {
    second_pass(runs.iter().filter(|run| run.access_cut_at.is_none()))
}

/// The runs that are not over and do not wait for somebody, in the order in which they were confirmed.
fn second_pass<'a>(runs: impl IntoIterator<Item = &'a BatchRun>) -> Vec<RunId> {
    let open = |run: &&BatchRun| !run.state.is_over() && run.state != RunState::Paused;
    runs.into_iter().filter(open).map(|run| run.id.clone()).collect()
}

pub(super) fn about(batch: &BatchRecord, action: &str, outcome: &str, detail: impl Into<DisplayText>) -> AuditEntry {
    AuditEntry {
        batch: Some(batch.id.clone()),
        reason: batch.reason.clone(),
        ticket: batch.ticket.clone(),
        ..words::about_nobody(batch.operator.clone(), &batch.kind, action, outcome, detail)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(n: i64, state: RunState, cut: bool) -> BatchRun {
        BatchRun {
            id: RunId::new(format!("r{n}")),
            person: format!("u{n}").into(),
            name: "Somebody".into(),
            state,
            interrupted: false,
            asked: false,
            outcome: BatchOutcome::of(state, false, false),
            access_cut_at: cut.then_some(crate::model::Timestamp::UNIX_EPOCH),
            due: None,
            planned: None,
            ended_at: None,
            steps_ended: 0,
            steps: 3,
            why: None,
        }
    }

    #[test]
    fn first_those_whose_access_is_not_cut_and_nobody_who_waits_or_is_over() {
        let runs = [
            run(1, RunState::Done, true),
            run(2, RunState::Running, true),
            run(3, RunState::Queued, false),
            run(4, RunState::Paused, false),
            run(5, RunState::Queued, true),
            run(6, RunState::Failed, false),
            run(7, RunState::Running, false),
            run(8, RunState::Cancelled, false),
        ];
        let names = |ids: Vec<RunId>| ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        assert_eq!(names(first_pass(&runs)), "r3 r7");
        assert_eq!(names(second_pass(&runs)), "r2 r3 r5 r7");
    }
}
