//! Runs that come from an event of an HR system: submitted once however often that is tried, held after the cut where an
//! operator has to confirm the rest, and planned anew where he wants another recipe.

use super::planned::CalledOff;
use super::submit::{TRIES, Ties, confirmation, queued};
use super::work::OPERATOR;
use super::{Answer, Confirmed, ControlError, Engine, Given, Refusal, SubmitError, words};
use crate::audit;
use crate::model::{
    DisplayText, InboxState, Operator, Outcome, Phase, Plan, Progress, RunEvent, RunId, RunRecord, RunState,
    StepRecord, StepState,
};
use crate::store::{Inserted, Move, StoreError, Tx};
use serde_json::json;

/// What an event asks of its run beyond the plan.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FromEvent {
    /// The event.
    pub event: RunId,
    /// The run's id: the event's own, or a new one where it is planned anew.
    pub run: RunId,
    /// The last phase before an operator has to confirm the rest; none for all of them.
    pub hold: Option<Phase>,
    /// The held run in whose place this one goes on: what that one did counts as done here.
    pub instead: Option<RunId>,
    /// The operator who decided; none where the policy did.
    pub decided_by: Option<Operator>,
}

/// Why the run of an event was not begun.
#[derive(thiserror::Error, Debug)]
pub enum EventError {
    /// An operator has turned the event down.
    #[error("the event {0} was turned down")]
    TurnedDown(RunId),
    /// As for any run.
    #[error(transparent)]
    Submit(#[from] SubmitError),
}

impl From<StoreError> for EventError {
    fn from(error: StoreError) -> Self {
        Self::Submit(error.into())
    }
}

/// Why the rest of a run was not confirmed.
#[derive(thiserror::Error, Debug)]
pub enum RestError {
    /// Something is missing.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// It does not wait for a confirmation.
    #[error(transparent)]
    NotPossible(#[from] ControlError),
}

impl From<StoreError> for RestError {
    fn from(error: StoreError) -> Self {
        Self::NotPossible(error.into())
    }
}

impl Engine {
    /// Writes the run of an event down and queues it, in one transaction with the event itself. Tried again, it finds
    /// what was written: an event has one run.
    ///
    /// # Errors
    /// When the person has another run that is not over, the event was turned down, or nothing could be written.
    pub async fn submit_event(
        &self,
        confirmed: &Confirmed<Plan>,
        priority: i32,
        from: &FromEvent,
    ) -> Result<(), EventError> {
        let mut tries = 0;
        let written = loop {
            tries += 1;
            match self.try_submit_event(confirmed, priority, from).await {
                Ok(written) => break written,
                Err(EventError::Submit(SubmitError::AlreadyRunning(_)))
                    if tries == 1 && self.take_out_unfinished().await? > 0 => {}
                Err(EventError::Submit(SubmitError::Store(error))) if error.is_passing() && tries < TRIES => {
                    tokio::time::sleep(self.pace().store_retry).await;
                }
                Err(error) => return Err(error),
            }
        };
        if let Some(called_off) = written {
            if let Some(called_off) = called_off {
                called_off.tell(self);
            }
            self.tell(confirmed, queued(&from.run, confirmed));
        }
        self.0.queued.notify_one();
        Ok(())
    }

    /// None when the run was there before; else the held run that was called off for it.
    async fn try_submit_event(
        &self,
        confirmed: &Confirmed<Plan>,
        priority: i32,
        from: &FromEvent,
    ) -> Result<Option<Option<CalledOff>>, EventError> {
        let mut tx = self.store().transaction().await?;
        tx.lock_inbox(&from.event).await?;
        let Some(row) = tx.inbox(&from.event).await? else {
            return Err(self.damaged(from.event.as_str(), "its event is gone").into());
        };
        if row.run_id.as_deref() == Some(from.run.as_str()) {
            return Ok(None);
        }
        if row.state == InboxState::Rejected.as_str() {
            return Err(EventError::TurnedDown(from.event.clone()));
        }
        let before = match &from.instead {
            Some(held) => Some(self.set_aside(&mut tx, held, confirmed).await?),
            None => None,
        };
        let ties = Ties { hold: from.hold, ..Ties::default() };
        if let Inserted::Active(other) = self.write_run(&mut tx, confirmed, priority, &from.run, ties).await? {
            return Err(SubmitError::AlreadyRunning(other).into());
        }
        let mut called_off = None;
        if let Some((held, ended)) = before {
            self.carry_over(&mut tx, &held, confirmed.what(), &from.run).await?;
            called_off = Some(ended);
        }
        let recipe = &confirmed.what().recipe;
        tx.inbox_has_run(&from.event, &from.run, recipe, &confirmed.what().subject.name).await?;
        if let Some(by) = &from.decided_by {
            tx.inbox_decided(&from.event, InboxState::Begun, None, by, confirmed.at()).await?;
        }
        audit::append(&mut tx, confirmed.at(), confirmation(confirmed, &from.run, None)).await?;
        tx.commit().await?;
        Ok(Some(called_off))
    }

    /// Ends a held run in whose place another one goes on.
    async fn set_aside(
        &self,
        tx: &mut Tx,
        held: &RunId,
        confirmed: &Confirmed<Plan>,
    ) -> Result<(RunRecord, CalledOff), SubmitError> {
        tx.lock_run(held).await?;
        let record = self.read_record(tx, held).await?;
        if !record.awaits_confirmation() {
            return Err(SubmitError::AlreadyRunning(held.clone()));
        }
        let by = confirmed.operator();
        let why = format!("planned anew by {} by the recipe {}", by.name, confirmed.what().recipe);
        let called_off = self.call_off(tx, &record, by, &why).await?;
        Ok((record, called_off))
    }

    /// Counts as done in the new run what the held one did to cut the access.
    async fn carry_over(&self, tx: &mut Tx, held: &RunRecord, plan: &Plan, run: &RunId) -> Result<(), StoreError> {
        for planned in plan.steps.iter().filter(|step| step.phase == Phase::CutAccess) {
            let done = held.steps.iter().find(|step| step.name == planned.name).filter(|step| {
                step.state == StepState::Ended && matches!(step.outcome, Some(Outcome::Done | Outcome::Already))
            });
            let Some(done) = done else { continue };
            let reason = Some(DisplayText::new(format!("made by run {}, in whose place this one goes on", held.id)));
            let step = StepRecord { ordinal: planned.ordinal, reason, ..done.clone() };
            tx.put_step(run, &step).await?;
        }
        match held.access_cut_at {
            Some(at) => tx.access_cut(run, at).await,
            None => Ok(()),
        }
    }

    /// Lets a held run go on to its end: an operator has confirmed the rest. Somebody then has to carry it out.
    ///
    /// # Errors
    /// When it does not wait for that, something is missing, or it cannot be written down.
    pub async fn confirm_rest(
        &self,
        run: &RunId,
        event: &RunId,
        given: &Given,
        by: &Operator,
    ) -> Result<Answer, RestError> {
        let mut tx = self.store().transaction().await?;
        tx.lock_inbox(event).await?;
        if !tx.lock_run(run).await? {
            return Err(ControlError::NotFound(run.clone()).into());
        }
        let record = self.read_record(&mut tx, run).await?;
        if !record.awaits_confirmation() {
            return Err(ControlError::NotPossible(record.state, "confirmed: it does not wait for that").into());
        }
        given.suffices(&record.plan)?;
        let at = self.parts().clock.now();
        // What was urgent is done: the rest does not stand in the way of other cuts.
        tx.release_hold(run, OPERATOR).await?;
        let to = Move::to(RunState::Queued);
        let Some(index) = tx.move_run(run, RunState::Paused, &to, &by.name, 1).await? else {
            return Err(ControlError::NotPossible(record.state, "changed any more: somebody else was faster").into());
        };
        let progress = Progress::Run { state: RunState::Queued, why: None };
        let told = RunEvent { run: run.clone(), index, at, progress };
        tx.put_event(&told).await?;
        tx.inbox_decided(event, InboxState::Begun, None, by, at).await?;
        let rest: Vec<&str> =
            record.steps.iter().filter(|step| step.state != StepState::Ended).map(|step| step.name.as_str()).collect();
        let detail = format!("the rest is confirmed {}: {}", given.how().words(), rest.join(", "));
        let mut entry = words::about_run(&record, "confirm", "confirmed", detail);
        entry.operator = by.clone();
        entry.reason = DisplayText::new(given.reason.trim());
        entry.ticket = DisplayText::new(given.ticket.trim());
        entry.after = Some(json!({ "plan": record.digest, "event": event, "steps": rest }));
        audit::append(&mut tx, at, entry).await?;
        tx.commit().await?;
        self.tell(&record, told);
        self.0.queued.notify_one();
        Ok(Answer::Now(RunState::Queued))
    }
}
