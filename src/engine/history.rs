//! Reading runs back: whole, in a line, as events, and which of them nobody works on.

use super::Engine;
use super::patience::Patience;
use super::planned::planned;
use crate::model::{
    BatchId, Digest, DisplayText, Operator, Phase, PipelineKind, Planned, RunEvent, RunId, RunRecord, RunState,
    Timestamp,
};
use crate::store::{RunRow, StoreError, Tx, unread};
use serde::de::DeserializeOwned;
use std::collections::HashMap;

/// A run in one line.
#[derive(Clone, PartialEq, Debug)]
pub struct Summary {
    /// Its id.
    pub id: RunId,
    /// The batch that it is part of.
    pub batch: Option<BatchId>,
    /// The person's name.
    pub subject: DisplayText,
    /// The recipe.
    pub recipe: String,
    /// How it stands.
    pub state: RunState,
    /// Left behind by a process that died: nobody is working on it.
    pub interrupted: bool,
    /// Steps that have ended.
    pub steps_ended: usize,
    /// Steps in all.
    pub steps: usize,
    /// Who confirmed it.
    pub operator: DisplayText,
    /// When.
    pub created_at: Timestamp,
    /// Not to be begun before this; none where it was confirmed for at once.
    pub due: Option<Timestamp>,
    /// Set while it waits for that time, or for somebody to begin it.
    pub planned: Option<Planned>,
    /// Whether what is left of it waits for an operator's confirmation.
    pub held: bool,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
}

impl Engine {
    /// A run, whole.
    ///
    /// # Errors
    /// When the store stays away, or the run cannot be read any more.
    pub async fn record(&self, run: &RunId) -> Result<Option<RunRecord>, StoreError> {
        let mut patience = Patience::new(self);
        loop {
            match self.try_record(run).await {
                Err(error) => patience.after(error).await?,
                done => return done,
            }
        }
    }

    async fn try_record(&self, run: &RunId) -> Result<Option<RunRecord>, StoreError> {
        let mut tx = self.store().reading().await?;
        match tx.run(run).await? {
            Some(row) => self.whole(&mut tx, row).await.map(Some),
            None => Ok(None),
        }
    }

    /// The newest run of this pipeline for the person with this id.
    ///
    /// # Errors
    /// When the store says no.
    pub async fn newest_run(&self, subject: &str, kind: PipelineKind) -> Result<Option<RunId>, StoreError> {
        self.store().reading().await?.newest_run(subject, kind.as_str()).await
    }

    /// The newest runs, at most so many.
    ///
    /// # Errors
    /// When the store says no, or a run cannot be read any more.
    pub async fn runs(&self, limit: usize) -> Result<Vec<Summary>, StoreError> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let mut tx = self.store().reading().await?;
        let now = tx.database_now().await?;
        let rows = tx.runs(limit).await?;
        let counts = tx.step_counts(limit).await?;
        self.summaries(rows, counts, now)
    }

    pub(super) fn summaries(
        &self,
        rows: Vec<RunRow>,
        counts: Vec<(RunId, i64, i64)>,
        now: i64,
    ) -> Result<Vec<Summary>, StoreError> {
        let counts: HashMap<RunId, (i64, i64)> =
            counts.into_iter().map(|(run, ended, all)| (run, (ended, all))).collect();
        rows.into_iter()
            .map(|row| {
                let id = RunId::new(row.id.as_str());
                let (ended, all) = counts.get(&id).copied().unwrap_or_default();
                let operator: Operator = self.parse(&row.id, "the operator", &row.operator)?;
                Ok(Summary {
                    batch: row.batch.as_deref().map(BatchId::new),
                    state: self.state_of(&row)?,
                    interrupted: self.is_interrupted(&row, now),
                    subject: DisplayText::new(&row.subject_name),
                    recipe: row.recipe.clone(),
                    steps_ended: usize::try_from(ended).unwrap_or(0),
                    steps: usize::try_from(all).unwrap_or(0),
                    operator: operator.name,
                    created_at: self.time(&row.id, row.created_ms)?,
                    due: row.planned_ms.map(|ms| self.time(&row.id, ms)).transpose()?,
                    planned: planned(&row, now),
                    held: row.held != 0,
                    ended_at: row.ended_ms.map(|ms| self.time(&row.id, ms)).transpose()?,
                    id,
                })
            })
            .collect()
    }

    /// What happened in a run after the event of this number, in order; 0 for everything.
    ///
    /// # Errors
    /// When the store says no.
    pub async fn events_since(&self, run: &RunId, index: i64) -> Result<Vec<RunEvent>, StoreError> {
        self.store().reading().await?.events_after(run, index).await
    }

    /// The runs that are not over, not paused, and that nobody works on, oldest first: their process has died or
    /// handed them back.
    ///
    /// # Errors
    /// When the store says no.
    pub async fn interrupted(&self) -> Result<Vec<RunId>, StoreError> {
        let mut tx = self.store().reading().await?;
        let now = tx.database_now().await?;
        let rows = tx.open_runs().await?;
        Ok(rows.iter().filter(|row| self.is_interrupted(row, now)).map(|row| RunId::new(row.id.as_str())).collect())
    }

    pub(super) fn is_interrupted(&self, row: &RunRow, now: i64) -> bool {
        let parts = self.parts();
        if self.is_held(&RunId::new(row.id.as_str())) {
            return false;
        }
        let owner = row.owner.as_deref().unwrap_or_default();
        // A process that has just queued a run, or been handed one back to, gets a lease's time to claim it.
        let grace = i64::try_from(parts.pace.lease.as_millis()).unwrap_or(i64::MAX / 4);
        match row.state.as_str() {
            // Nobody has left it: it waits for its time, or for somebody to begin it.
            _ if planned(row, now).is_some() => false,
            "running" => row.lease_ms < now || owner == parts.owner.name() || parts.owner.is_dead(owner),
            // It waits for its turn while somebody alive works on its batch.
            "queued" if row.batch.is_some() && parts.owner.is_alive(owner) => false,
            "queued" => row.due_ms.saturating_add(grace) < now || (row.due_ms <= now && parts.owner.is_dead(owner)),
            _ => false,
        }
    }

    pub(super) async fn row(&self, run: &RunId) -> Result<Option<RunRow>, StoreError> {
        let mut patience = Patience::new(self);
        loop {
            match self.try_row(run).await {
                Err(error) => patience.after(error).await?,
                done => return done,
            }
        }
    }

    async fn try_row(&self, run: &RunId) -> Result<Option<RunRow>, StoreError> {
        self.store().reading().await?.run(run).await
    }

    pub(super) async fn read_record(&self, tx: &mut Tx, run: &RunId) -> Result<RunRecord, StoreError> {
        match tx.run(run).await? {
            Some(row) => self.whole(tx, row).await,
            None => Err(self.damaged(run.as_str(), "the row is gone")),
        }
    }

    async fn whole(&self, tx: &mut Tx, row: RunRow) -> Result<RunRecord, StoreError> {
        let id = RunId::new(row.id.as_str());
        // Only what waits for a time is measured by the clock.
        let now = if row.planned_ms.is_some() { tx.database_now().await? } else { 0 };
        let plan = tx.plan(&id).await?.ok_or_else(|| self.damaged(&row.id, "its plan is gone"))?;
        let steps = tx.steps(&id).await?;
        if steps.len() != plan.steps.len() {
            return Err(self.damaged(&row.id, "its steps are not those of its plan"));
        }
        Ok(RunRecord {
            batch: row.batch.as_deref().map(BatchId::new),
            state: self.state_of(&row)?,
            operator: self.parse(&row.id, "the operator", &row.operator)?,
            created_at: self.time(&row.id, row.created_ms)?,
            due: row.planned_ms.map(|ms| self.time(&row.id, ms)).transpose()?,
            planned: planned(&row, now),
            hold: row.hold.as_deref().and_then(Phase::of),
            started_at: row.started_ms.map(|ms| self.time(&row.id, ms)).transpose()?,
            ended_at: row.ended_ms.map(|ms| self.time(&row.id, ms)).transpose()?,
            access_cut_at: row.cut_ms.map(|ms| self.time(&row.id, ms)).transpose()?,
            priority: i32::try_from(row.priority).unwrap_or_default(),
            digest: Digest::recorded(row.digest),
            reason: DisplayText::new(row.reason),
            ticket: DisplayText::new(row.ticket),
            epoch: row.epoch,
            owner: row.owner,
            why: row.why.map(DisplayText::new),
            id,
            plan,
            steps,
        })
    }

    pub(super) fn state_of(&self, row: &RunRow) -> Result<RunState, StoreError> {
        self.parse(&row.id, "the state", &format!("\"{}\"", row.state))
    }

    pub(super) fn parse<T: DeserializeOwned>(&self, run: &str, what: &str, json: &str) -> Result<T, StoreError> {
        serde_json::from_str(json).map_err(|e| self.damaged(run, format!("{what}: {}", unread(&e))))
    }

    pub(super) fn time(&self, run: &str, millis: i64) -> Result<Timestamp, StoreError> {
        Timestamp::from_millisecond(millis).map_err(|e| self.damaged(run, e))
    }

    pub(super) fn damaged(&self, run: &str, why: impl std::fmt::Display) -> StoreError {
        StoreError::damaged(self.store().place(), format!("run {run}"), why)
    }
}
