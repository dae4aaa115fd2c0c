//! Claiming runs and carrying them out, with the lease renewed all the while.

use super::journal::{Hold, Stop};
use super::patience::Patience;
use super::walk::Walk;
use super::{Engine, Held, words};
use crate::audit;
use crate::model::{Phase, Progress, RunEvent, RunId, RunState, StepState};
use crate::store::{Claim, Leased, RunRow, StoreError};
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

/// Why a run was not carried out to an end.
#[derive(thiserror::Error, Debug)]
pub enum CarryOutError {
    /// There is no such run.
    #[error("there is no run {0}")]
    NotFound(RunId),
    /// Nothing here knows how to run it.
    #[error("run {0} is of a kind that this version cannot carry out")]
    NoJob(RunId),
    /// This process was away for longer than its lease, and another one has taken the run over.
    #[error("run {0} was taken over by another process; nothing more was done here")]
    TakenOver(RunId),
    /// The store stayed away. What was last written down stands; resuming reads back before it does anything.
    #[error("run {run} is left for resuming, because the store cannot be used: {source}")]
    Store {
        /// The run.
        run: RunId,
        /// What is wrong with the store.
        source: StoreError,
    },
}

impl Engine {
    /// Carries out this run until it is over, paused, or handed back because of `stop`; says which.
    ///
    /// One that was planned for later is not waited for: it stays queued. Where another process has it, waits until that one is done, lets go, or dies. `stop` ends the walk between two
    /// effects and hands the run back; dropping the future leaves it to be resumed.
    ///
    /// # Errors
    /// When it cannot be carried out here; see [`CarryOutError`].
    pub async fn carry_out(&self, run: &RunId, stop: CancellationToken) -> Result<RunState, CarryOutError> {
        self.carry(run, None, stop).await
    }

    /// Carries out this run as [`Engine::carry_out`] does, but no further than to the end of this phase: then the run is
    /// handed back, queued, and whoever takes it next goes on there. Nothing is claimed where it is so far already.
    ///
    /// # Errors
    /// When it cannot be carried out here; see [`CarryOutError`].
    pub async fn carry_out_through(
        &self,
        run: &RunId,
        phase: Phase,
        stop: CancellationToken,
    ) -> Result<RunState, CarryOutError> {
        self.carry(run, Some(phase), stop).await
    }

    pub(super) async fn carry(
        &self,
        run: &RunId,
        through: Option<Phase>,
        stop: CancellationToken,
    ) -> Result<RunState, CarryOutError> {
        let trouble = |source| CarryOutError::Store { run: run.clone(), source };
        loop {
            let row = self.row(run).await.map_err(trouble)?.ok_or_else(|| CarryOutError::NotFound(run.clone()))?;
            let state = self.state_of(&row).map_err(trouble)?;
            if state.is_over()
                || state == RunState::Paused
                || stop.is_cancelled()
                || self.is_ahead(&row).await.map_err(trouble)?
            {
                return Ok(state);
            }
            if let Some(phase) = through
                && self.is_through(&row, phase).await.map_err(trouble)?
            {
                return Ok(state);
            }
            if !self.parts().jobs.keys().any(|kind| kind.as_str() == row.kind) {
                return Err(CarryOutError::NoJob(run.clone()));
            }
            if let Some(held) = self.hold(run) {
                let dead = row.owner.as_deref().filter(|owner| self.is_dead(owner));
                if let Some(leased) = self.claim(run, dead).await.map_err(trouble)? {
                    match self.lead(leased, held, through, &stop).await? {
                        // Put off for longer than a walk waits, or as far as it was to come.
                        RunState::Queued if !stop.is_cancelled() => continue,
                        state => return Ok(state),
                    }
                }
            }
            tokio::select! {
                () = stop.cancelled() => {}
                () = tokio::time::sleep(self.pace().look_again) => {}
            }
        }
    }

    /// Whether this owner's lease need not be waited for. To be asked while the run is held here: what this very
    /// process left behind is not being carried out then.
    fn is_dead(&self, owner: &str) -> bool {
        owner == self.parts().owner.name() || self.parts().owner.is_dead(owner)
    }

    async fn claim(&self, run: &RunId, dead: Option<&str>) -> Result<Option<Leased>, StoreError> {
        let _one = self.0.claiming.lock().await;
        let mut patience = Patience::new(self);
        loop {
            match self.try_claim(run, dead).await {
                Err(error) => patience.after(error).await?,
                done => return done,
            }
        }
    }

    async fn try_claim(&self, run: &RunId, dead: Option<&str>) -> Result<Option<Leased>, StoreError> {
        let mut tx = self.store().transaction().await?;
        match tx.claim(run, Claim { dead, ..self.claim_now() }).await? {
            Some(leased) => self.begin(tx, leased).await.map(Some),
            None => Ok(None),
        }
    }

    pub(super) fn claim_now(&self) -> Claim<'_> {
        let parts = self.parts();
        Claim { owner: parts.owner.name(), lease: parts.pace.lease, dead: None, at: parts.clock.now() }
    }

    /// Writes down that a claimed run begins or goes on, in the claim's transaction.
    pub(super) async fn begin(&self, mut tx: crate::store::Tx, leased: Leased) -> Result<Leased, StoreError> {
        let at = self.parts().clock.now();
        let progress = Progress::Run { state: RunState::Running, why: None };
        let event = RunEvent { run: leased.run.clone(), index: leased.events, at, progress };
        tx.put_event(&event).await?;
        let record = self.read_record(&mut tx, &leased.run).await?;
        let (action, how) = if leased.claims == 1 { ("run.begin", "begun") } else { ("run.resume", "taken up again") };
        let detail = format!("{how} by {} in epoch {}", self.parts().owner.name(), leased.epoch);
        audit::append(&mut tx, at, words::about_run(&record, action, "running", detail)).await?;
        tx.commit().await?;
        self.tell(&record, event);
        Ok(leased)
    }

    /// Walks a claimed run and keeps its lease alive; a lost lease drops the walk wherever it is.
    pub(super) async fn lead(
        &self,
        leased: Leased,
        held: Held,
        through: Option<Phase>,
        stop: &CancellationToken,
    ) -> Result<RunState, CarryOutError> {
        let run = leased.run.clone();
        let trouble = |source| CarryOutError::Store { run: run.clone(), source };
        let record = self.record(&run).await.map_err(trouble)?.ok_or_else(|| CarryOutError::NotFound(run.clone()))?;
        let Some(job) = self.parts().jobs.get(&record.plan.pipeline) else {
            return Err(CarryOutError::NoJob(run));
        };
        let (epoch, batch) = (leased.epoch, record.batch.clone());
        let pipeline = record.plan.pipeline.as_str();
        let span = tracing::info_span!("run", %run, pipeline, epoch, state = tracing::field::Empty);
        let walk = Walk { engine: self, job: job.as_ref(), hold: Hold::from(leased), record, through, stop };
        let ended = tokio::select! {
            ended = walk.walk().instrument(span.clone()) => ended,
            () = self.lease_lost(&run, epoch) => Err(Stop::Fenced),
        };
        drop(held);
        span.record("state", ended.as_ref().ok().map(|state| state.as_str()));
        match ended {
            Ok(state) => {
                if let (true, Some(batch)) = (state.is_over(), batch) {
                    self.settle(&batch).await;
                }
                Ok(state)
            }
            Err(Stop::Fenced) => Err(CarryOutError::TakenOver(run)),
            Err(Stop::Store(source)) => Err(CarryOutError::Store { run, source }),
            // The walk has written down both of these by itself.
            Err(Stop::Asked | Stop::Later(..)) => Ok(RunState::Queued),
        }
    }

    /// Whether nothing is left to do of this phase and those before it.
    async fn is_through(&self, row: &RunRow, phase: Phase) -> Result<bool, StoreError> {
        if phase == Phase::CutAccess && row.cut_ms.is_some() {
            return Ok(true);
        }
        let Some(record) = self.record(&RunId::new(row.id.as_str())).await? else { return Ok(false) };
        let next = record.steps.iter().position(|step| step.state != StepState::Ended);
        Ok(next.is_none_or(|n| record.plan.steps[n].phase > phase))
    }

    /// Renews the lease; returns when somebody else has the run.
    async fn lease_lost(&self, run: &RunId, epoch: i64) {
        let lease = self.pace().lease;
        loop {
            tokio::time::sleep(lease / 3).await;
            match self.renew(run, epoch, lease).await {
                Ok(true) => {}
                Ok(false) => return,
                // The fence decides when the store is back.
                Err(error) => tracing::warn!(%run, %error, "the lease cannot be renewed; trying again"),
            }
        }
    }

    /// False when the run has another epoch.
    async fn renew(&self, run: &RunId, epoch: i64, lease: Duration) -> Result<bool, StoreError> {
        let mut tx = self.store().transaction().await?;
        if tx.renew(run, epoch, lease).await?.is_some() {
            tx.commit().await?;
            return Ok(true);
        }
        // In our own epoch it is not lost: the walk has just ended it or let go of it.
        Ok(tx.run(run).await?.is_some_and(|row| row.epoch == epoch))
    }
}
