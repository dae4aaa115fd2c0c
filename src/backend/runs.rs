//! Runs: carrying them out, steering them, looking at them.

use super::desk::{Desk, refusal, store_fault};
use super::event::RunSummary;
use crate::engine::{Answer, CarryOutError, ControlError, Summary};
use crate::model::{DisplayText, Fault, PipelineKind, RunEvent, RunId, RunRecord, RunState};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// How many runs a list shows.
const LISTED: usize = 1_000;

impl Desk {
    /// Carries a run out, or on, until it is over or paused, or `stop` asks to hand it back between two effects.
    ///
    /// # Errors
    /// When it cannot be carried out here.
    pub async fn carry_out(&self, run: &RunId, stop: CancellationToken) -> Result<RunState, Fault> {
        self.may_write()?;
        let tenant = self.tenant()?;
        // A sync tells which permissions people have; an interrupted one may be the first thing that this process does.
        if tenant.directory.image().is_none()
            && matches!(self.run(run).await?, Some(record) if record.plan.pipeline == PipelineKind::SyncRoles)
        {
            self.recall_directory().await;
        }
        self.engine.carry_out(run, stop).await.map_err(|e| carry_fault(&e))
    }

    /// The runs, newest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn runs(&self) -> Result<Vec<RunSummary>, Fault> {
        let mut list = self.engine.runs(LISTED).await.map_err(|e| store_fault(&e))?;
        if list.len() == LISTED {
            // What waits for its time is not lost from sight, however much was done since.
            let waiting = self.engine.planned_runs().await.map_err(|e| store_fault(&e))?;
            let older: Vec<_> = waiting.into_iter().filter(|run| list.iter().all(|one| one.id != run.id)).collect();
            list.extend(older);
        }
        Ok(list.into_iter().map(RunSummary::from).collect())
    }

    /// The runs that were planned for a time and are not over, the next one first; also those that have been begun.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn planned_runs(&self) -> Result<Vec<RunSummary>, Fault> {
        let list = self.engine.planned_runs().await.map_err(|e| store_fault(&e))?;
        Ok(list.into_iter().map(RunSummary::from).collect())
    }

    /// A run, whole; none if there is no such run.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn run(&self, run: &RunId) -> Result<Option<RunRecord>, Fault> {
        self.engine.record(run).await.map_err(|e| store_fault(&e))
    }

    /// What happened in a run after this event.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn events_since(&self, run: &RunId, index: i64) -> Result<Vec<RunEvent>, Fault> {
        self.engine.events_since(run, index).await.map_err(|e| store_fault(&e))
    }

    /// Runs that nobody works on because their process died.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn interrupted(&self) -> Result<Vec<RunId>, Fault> {
        self.engine.interrupted().await.map_err(|e| store_fault(&e))
    }

    /// What keeps the store from being written while runs wait for it; none while all is well.
    pub(super) fn store_trouble(&self) -> watch::Receiver<Option<DisplayText>> {
        self.engine.store_trouble()
    }

    /// Asks a run to stop after the current step and wait.
    ///
    /// # Errors
    /// When it is over, or that cannot be written down.
    pub async fn pause(&self, run: &RunId) -> Result<Option<RunState>, Fault> {
        self.may_write()?;
        self.engine.pause(run, &self.operator).await.map(now).map_err(|e| control_fault(&e))
    }

    /// Makes a paused or interrupted run ready to go on.
    ///
    /// # Errors
    /// When it is over, or that cannot be written down.
    pub async fn resume(&self, run: &RunId) -> Result<Option<RunState>, Fault> {
        self.may_write()?;
        self.engine.resume(run, &self.operator).await.map(now).map_err(|e| control_fault(&e))
    }

    /// Asks a run to stop after the current step for good.
    ///
    /// # Errors
    /// When it is over, or that cannot be written down.
    pub async fn cancel(&self, run: &RunId) -> Result<Option<RunState>, Fault> {
        self.may_write()?;
        self.engine.cancel(run, &self.operator).await.map(now).map_err(|e| control_fault(&e))
    }

    /// Makes what failed in a run ready to be done again.
    ///
    /// # Errors
    /// When nothing failed in it, or that cannot be written down.
    pub async fn retry(&self, run: &RunId) -> Result<Option<RunState>, Fault> {
        self.may_write()?;
        self.engine.retry_failed(run, &self.operator).await.map(now).map_err(|e| control_fault(&e))
    }
}

/// How the run stands from now on; none when whoever carries it out still has to act.
fn now(answer: Answer) -> Option<RunState> {
    match answer {
        Answer::Now(state) => Some(state),
        Answer::Asked => None,
    }
}

pub(super) fn carry_fault(error: &CarryOutError) -> Fault {
    let remedy = match error {
        CarryOutError::NotFound(_) => "look at the runs for its id",
        CarryOutError::NoJob(_) => "use the version that began it",
        CarryOutError::TakenOver(_) => "look at the run: the other process carries it on",
        CarryOutError::Store { source, .. } => source.remedy(),
    };
    refusal(error.to_string(), remedy)
}

pub(in crate::backend) fn control_fault(error: &ControlError) -> Fault {
    let remedy = match error {
        ControlError::NotFound(_) => "look at the runs for its id",
        ControlError::NotPossible(..) => "look at the run: what it allows depends on how it stands",
        ControlError::AlreadyRunning(_) => "resume or cancel the other run first",
        ControlError::Held(_) => "confirm the rest in the inbox, or reject it there",
        ControlError::Store(e) => e.remedy(),
    };
    refusal(error.to_string(), remedy)
}

impl From<Summary> for RunSummary {
    fn from(line: Summary) -> Self {
        Self {
            id: line.id,
            batch: line.batch,
            subject: line.subject,
            recipe: line.recipe,
            state: line.state,
            interrupted: line.interrupted,
            steps_ended: line.steps_ended,
            steps: line.steps,
            operator: line.operator,
            created_at: line.created_at,
            due: line.due,
            planned: line.planned,
            held: line.held,
            ended_at: line.ended_at,
        }
    }
}
