//! What operators ask of runs, from any process: pause, resume, cancel, retry what failed.

use super::submit::waiting;
use super::{Engine, words};
use crate::audit;
use crate::model::{
    DisplayText, Operator, Outcome, Progress, RunEvent, RunId, RunRecord, RunState, StepRecord, StepState,
};
use crate::store::{Move, StoreError, Tx, Wish};

/// What asking came to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Answer {
    /// The run stands so from now on.
    Now(RunState),
    /// Whoever carries it out will do so between two effects. Where nobody does, carry it out: it reads back what was
    /// under way, and then stops.
    Asked,
}

/// Why something that was asked of a run was turned down.
#[derive(thiserror::Error, Debug)]
pub enum ControlError {
    /// There is no such run.
    #[error("there is no run {0}")]
    NotFound(RunId),
    /// It cannot be done with a run that stands so.
    #[error("a run that is {state} cannot be {wish}", state = .0.as_str(), wish = .1)]
    NotPossible(RunState, &'static str),
    /// Another run for this person is not over.
    #[error("run {0} for this person is not over; resume or cancel it first")]
    AlreadyRunning(RunId),
    /// What is left of it waits for a confirmation.
    #[error("access is cut, and the rest of run {0} waits to be confirmed: see the inbox")]
    Held(RunId),
    /// It could not be written down.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Engine {
    /// Asks a run to stop between two effects and wait.
    ///
    /// # Errors
    /// When it is over, or the store says no.
    pub async fn pause(&self, run: &RunId, by: &Operator) -> Result<Answer, ControlError> {
        let change = self.change(run, by).await?;
        match change.record.state {
            RunState::Running => change.ask(Wish::Pause, "run.pause").await,
            RunState::Queued => {
                let why = DisplayText::new(format!("paused by {}", by.name));
                change.to(Move { why: Some(why), ..Move::to(RunState::Paused) }, "run.pause").await
            }
            RunState::Paused => Ok(Answer::Now(RunState::Paused)),
            state => Err(ControlError::NotPossible(state, "paused")),
        }
    }

    /// Lets a paused or interrupted run go on, and takes back a pause or cancellation that was asked for and has not
    /// happened yet. Somebody then has to carry it out.
    ///
    /// # Errors
    /// When it is over, or the store says no.
    pub async fn resume(&self, run: &RunId, by: &Operator) -> Result<Answer, ControlError> {
        let change = self.change(run, by).await?;
        match change.record.state {
            RunState::Paused if change.record.awaits_confirmation() => Err(ControlError::Held(run.clone())),
            RunState::Paused => change.to(Move::to(RunState::Queued), "run.resume").await,
            RunState::Queued => change.to(Move::to(RunState::Queued), "run.resume").await,
            RunState::Running => change.ask(Wish::GoOn, "run.resume").await,
            state => Err(ControlError::NotPossible(state, "resumed")),
        }
    }

    /// Asks a run to stop between two effects for good.
    ///
    /// # Errors
    /// When it is over, or the store says no.
    pub async fn cancel(&self, run: &RunId, by: &Operator) -> Result<Answer, ControlError> {
        let change = self.change(run, by).await?;
        let state = change.record.state;
        if state.is_over() {
            return Err(ControlError::NotPossible(state, "cancelled"));
        }
        if state == RunState::Running {
            return change.ask(Wish::Cancel, "run.cancel").await;
        }
        if change.record.planned.is_some() {
            return change.call_off().await;
        }
        // The walk ends it, in one way for all: it reads back what may have been under way.
        let to = Move { wish: Wish::Cancel, ..Move::to(RunState::Queued) };
        change.to(to, "run.cancel").await?;
        Ok(Answer::Asked)
    }

    /// Does again what failed, was refused, is unknown, or was not begun because of that. What is unknown is read back
    /// first. Somebody then has to carry it out.
    ///
    /// # Errors
    /// When the run has not failed, the person has another run that is not over, or the store says no.
    pub async fn retry_failed(&self, run: &RunId, by: &Operator) -> Result<Answer, ControlError> {
        let mut change = self.change(run, by).await?;
        let state = change.record.state;
        if state != RunState::Failed {
            return Err(ControlError::NotPossible(state, "retried"));
        }
        if let Some(active) = change.tx.active_run(change.record.plan.subject.id()).await? {
            return Err(ControlError::AlreadyRunning(active));
        }
        let again: Vec<StepRecord> = change.record.steps.iter().filter_map(afresh).collect();
        change.steps(again).await?;
        if let Some(batch) = change.record.batch.clone() {
            change.tx.reopen_batch(&batch).await?;
        }
        change.to(Move::to(RunState::Queued), "run.retry").await
    }

    async fn change<'a>(&'a self, run: &RunId, by: &'a Operator) -> Result<Change<'a>, ControlError> {
        let mut tx = self.store().transaction().await?;
        // Held until the end, so that what is decided from the record is still so when it is written.
        if !tx.lock_run(run).await? {
            return Err(ControlError::NotFound(run.clone()));
        }
        let record = self.read_record(&mut tx, run).await?;
        Ok(Change { engine: self, tx, record, by, steps: Vec::new() })
    }
}

/// A step as it stands before it is tried again; none when it ended well.
fn afresh(step: &StepRecord) -> Option<StepRecord> {
    let fresh = waiting(step.ordinal, &step.name);
    match step.outcome? {
        // The effect may be there: a step in this state is read back first.
        Outcome::Unknown => Some(StepRecord { state: StepState::Intent, ..fresh }),
        Outcome::Failed | Outcome::Refused => Some(fresh),
        Outcome::Skipped if step.reason.as_ref().is_some_and(|r| r.as_str().starts_with(words::NOT_BEGUN)) => {
            Some(fresh)
        }
        Outcome::Done | Outcome::Already | Outcome::Skipped => None,
    }
}

/// A change of a run from outside, in one transaction.
struct Change<'a> {
    engine: &'a Engine,
    tx: Tx,
    record: RunRecord,
    by: &'a Operator,
    steps: Vec<StepRecord>,
}

impl Change<'_> {
    /// Asks whoever works on it; the event comes from them when it happens.
    async fn ask(mut self, wish: Wish, action: &str) -> Result<Answer, ControlError> {
        let state = self.record.state;
        if !self.tx.ask(&self.record.id, wish, &self.by.name).await? {
            // It ended between our look and our asking.
            return Err(ControlError::NotPossible(state, "asked any more"));
        }
        self.append(action, "asked").await?;
        self.tx.commit().await?;
        Ok(Answer::Asked)
    }

    async fn steps(&mut self, steps: Vec<StepRecord>) -> Result<(), StoreError> {
        for step in &steps {
            self.tx.put_step(&self.record.id, step).await?;
        }
        self.steps = steps;
        Ok(())
    }

    /// Moves a run on which nobody works.
    async fn to(mut self, to: Move, action: &str) -> Result<Answer, ControlError> {
        let (from, at) = (self.record.state, self.engine.parts().clock.now());
        let mut progress: Vec<Progress> = self.steps.iter().cloned().map(|s| Progress::Step(Box::new(s))).collect();
        progress.push(Progress::Run { state: to.to, why: to.why.clone() });
        let more = i64::try_from(progress.len()).unwrap_or(i64::MAX);
        let Some(last) = self.tx.move_run(&self.record.id, from, &to, &self.by.name, more).await? else {
            return Err(ControlError::NotPossible(from, "changed any more: somebody else was faster"));
        };
        let run = &self.record.id;
        let events: Vec<RunEvent> = (last - more + 1..)
            .zip(progress)
            .map(|(index, progress)| RunEvent { run: run.clone(), index, at, progress })
            .collect();
        for event in &events {
            self.tx.put_event(event).await?;
        }
        self.append(action, to.to.as_str()).await?;
        self.tx.commit().await?;
        for event in events {
            self.engine.tell(&self.record, event);
        }
        if to.to == RunState::Queued {
            self.engine.0.queued.notify_one();
        }
        Ok(Answer::Now(to.to))
    }

    /// Ends a run of which nothing has been begun.
    async fn call_off(mut self) -> Result<Answer, ControlError> {
        let why = format!("cancelled by {}", self.by.name);
        let called_off = self.engine.call_off(&mut self.tx, &self.record, self.by, &why).await?;
        self.tx.commit().await?;
        called_off.tell(self.engine);
        if let Some(batch) = &self.record.batch {
            self.engine.settle(batch).await;
        }
        Ok(Answer::Now(RunState::Cancelled))
    }

    async fn append(&mut self, action: &str, outcome: &str) -> Result<(), StoreError> {
        let names: Vec<&str> = self.steps.iter().map(|step| step.name.as_str()).collect();
        let detail = if names.is_empty() { String::new() } else { format!("to be done again: {}", names.join(", ")) };
        let mut entry = words::about_run(&self.record, action, outcome, detail);
        // Not who confirmed the run, but who asks this of it.
        entry.operator = self.by.clone();
        audit::append(&mut self.tx, self.engine.parts().clock.now(), entry).await.map(drop)
    }
}
