//! What operators ask of a batch, from any process: pause, resume, cancel, retry what failed.

use super::batch::about;
use super::{ControlError, Engine};
use crate::model::{BatchId, BatchRun, Operator, RunId, RunState};
use crate::store::StoreError;

impl Engine {
    /// Asks every run of a batch to stop between two effects and wait; says how many were asked.
    ///
    /// # Errors
    /// When there is no such batch, all of it is over, or the store says no.
    pub async fn pause_batch(&self, batch: &BatchId, by: &Operator) -> Result<usize, ControlError> {
        let open = |run: &BatchRun| !run.state.is_over() && run.state != RunState::Paused;
        let runs = self.chosen(batch, "paused", |run| !run.state.is_over()).await?;
        self.steered(batch, by, "batch.pause", runs.iter().filter(|run| open(run)).count()).await?;
        // Last first: whoever works on it takes the first next.
        let mut asked = 0;
        for run in runs.iter().rev().filter(|run| open(run)) {
            asked += usize::from(unless_over(self.pause(&run.id, by).await)?);
        }
        Ok(asked)
    }

    /// Lets whatever of a batch is paused go on, and takes back what was asked and has not happened yet. Somebody then
    /// has to carry it out.
    ///
    /// # Errors
    /// When there is no such batch, all of it is over, or the store says no.
    pub async fn resume_batch(&self, batch: &BatchId, by: &Operator) -> Result<usize, ControlError> {
        let runs = self.chosen(batch, "resumed", |run| !run.state.is_over()).await?;
        self.steered(batch, by, "batch.resume", runs.len()).await?;
        for run in runs.iter().filter(|run| run.state == RunState::Paused || run.asked) {
            unless_over(self.resume(&run.id, by).await)?;
        }
        Ok(runs.len())
    }

    /// Asks every run of a batch that is not over to stop between two effects for good. Somebody then has to carry it out:
    /// that reads back what was under way, and ends it.
    ///
    /// # Errors
    /// When there is no such batch, all of it is over, or the store says no.
    pub async fn cancel_batch(&self, batch: &BatchId, by: &Operator) -> Result<usize, ControlError> {
        let runs = self.chosen(batch, "cancelled", |run| !run.state.is_over()).await?;
        self.steered(batch, by, "batch.cancel", runs.len()).await?;
        let mut asked = 0;
        for run in runs.iter().rev() {
            asked += usize::from(unless_over(self.cancel(&run.id, by).await)?);
        }
        Ok(asked)
    }

    /// Does again what failed, was refused or is unknown in a batch; what is over and well is left alone. Somebody then
    /// has to carry it out.
    ///
    /// # Errors
    /// When there is no such batch, nothing of it has failed, or the store says no.
    pub async fn retry_batch(&self, batch: &BatchId, by: &Operator) -> Result<usize, ControlError> {
        let runs = self.chosen(batch, "retried", |run| run.state == RunState::Failed).await?;
        self.steered(batch, by, "batch.retry", runs.len()).await?;
        let mut again = 0;
        for run in &runs {
            match self.retry_failed(&run.id, by).await {
                // Somebody has made a new plan for them meanwhile.
                Err(ControlError::AlreadyRunning(other)) => tracing::warn!(run = %run.id, %other, "not retried"),
                asked => again += usize::from(unless_over(asked)?),
            }
        }
        Ok(again)
    }

    /// The runs of a batch that fit.
    async fn chosen(
        &self,
        batch: &BatchId,
        wish: &'static str,
        fits: impl Fn(&BatchRun) -> bool,
    ) -> Result<Vec<BatchRun>, ControlError> {
        let missing = || ControlError::NotFound(RunId::new(batch.as_str()));
        let record = self.batch(batch).await?.ok_or_else(missing)?;
        let state = record.state();
        let runs: Vec<BatchRun> = record.runs.into_iter().filter(fits).collect();
        if runs.is_empty() { Err(ControlError::NotPossible(state, wish)) } else { Ok(runs) }
    }

    async fn steered(&self, batch: &BatchId, by: &Operator, action: &str, runs: usize) -> Result<(), StoreError> {
        let Some(record) = self.batch(batch).await? else { return Ok(()) };
        let mut entry = about(&record, action, "asked", format!("asked of {runs} runs"));
        entry.operator = by.clone();
        self.record_entry(entry).await
    }
}

/// Whether it was asked; a run that has ended meanwhile need not be.
fn unless_over<T>(asked: Result<T, ControlError>) -> Result<bool, ControlError> {
    match asked {
        Ok(_) => Ok(true),
        Err(ControlError::NotPossible(..)) => Ok(false),
        Err(error) => Err(error),
    }
}
