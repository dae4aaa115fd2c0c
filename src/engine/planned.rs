//! Runs that wait for a time: what is listed of them, how one is called off before it is begun, and how one is planned
//! at the end of another.

use super::submit::{Ties, sealed};
use super::{Confirmed, Engine, FollowUp, Summary, words};
use crate::audit;
use crate::model::{
    AuditEntry, DisplayText, Operator, Outcome, PipelineKind, Plan, Planned, Progress, RunEvent, RunId, RunRecord,
    RunState, StepRecord, StepState, Timestamp,
};
use crate::store::{Inserted, Move, RunRow, StoreError, Tx};

/// A run that is planned when another one ends. Its id is made once, however often the end is written.
#[derive(Clone, Debug)]
pub(super) struct Following {
    pub(super) id: RunId,
    pub(super) confirmed: Confirmed<Plan>,
}

/// A run that was called off, with what is to be told of it once that is written down.
pub(super) struct CalledOff {
    record: RunRecord,
    events: Vec<RunEvent>,
}

impl CalledOff {
    pub(super) fn tell(self, engine: &Engine) {
        for event in self.events {
            engine.tell(&self.record, event);
        }
    }
}

/// How a run stands that was confirmed for a time, as long as nobody has begun it or asked it to stop.
pub(super) fn planned(row: &RunRow, now: i64) -> Option<Planned> {
    let waits = row.state == "queued" && row.planned_ms.is_some() && row.started_ms.is_none() && row.cancel == 0;
    let stands = if row.due_ms > now { Planned::Ahead } else { Planned::Due };
    waits.then_some(stands)
}

impl Engine {
    /// All runs that were confirmed for a time and are not over, the next one first; also those that have been begun.
    ///
    /// # Errors
    /// When the store says no, or a run cannot be read any more.
    pub async fn planned_runs(&self) -> Result<Vec<Summary>, StoreError> {
        let mut tx = self.store().reading().await?;
        let now = tx.database_now().await?;
        let rows = tx.planned_runs().await?;
        let counts = tx.step_counts_planned().await?;
        self.summaries(rows, counts, now)
    }

    /// Whether a run's time has not come.
    pub(super) async fn is_ahead(&self, row: &RunRow) -> Result<bool, StoreError> {
        if planned(row, i64::MIN).is_none() {
            return Ok(false);
        }
        let now = self.store().reading().await?.database_now().await?;
        Ok(planned(row, now) == Some(Planned::Ahead))
    }

    /// Ends a run of which nothing is under way, in this transaction; gives what is to be told after it.
    pub(super) async fn call_off(
        &self,
        tx: &mut Tx,
        record: &RunRecord,
        by: &Operator,
        why: &str,
    ) -> Result<CalledOff, StoreError> {
        let at = self.parts().clock.now();
        let (mut ended, mut progress) = (record.clone(), Vec::new());
        (ended.state, ended.ended_at) = (RunState::Cancelled, Some(at));
        let mut entries = vec![words::about_run(record, "run.cancel", RunState::Cancelled.as_str(), why)];
        let open = |step: &StepRecord| step.state != StepState::Ended;
        for (step, planned) in ended.steps.iter_mut().zip(&record.plan.steps).filter(|(step, _)| open(step)) {
            let reason = || DisplayText::new(format!("not begun: {why}"));
            (step.state, step.outcome, step.ended_at) = (StepState::Ended, Some(Outcome::Skipped), Some(at));
            step.reason = Some(planned.skip.clone().unwrap_or_else(reason));
            tx.put_step(&record.id, step).await?;
            entries.push(words::outcome(record, step, None, at));
            progress.push(Progress::Step(Box::new(step.clone())));
        }
        let why = DisplayText::new(why);
        progress.push(Progress::Run { state: RunState::Cancelled, why: Some(why.clone()) });
        let to = Move { why: Some(why.clone()), ended_at: Some(at), ..Move::to(RunState::Cancelled) };
        let more = i64::try_from(progress.len()).unwrap_or(i64::MAX);
        let moved = tx.move_run(&record.id, record.state, &to, &by.name, more).await?;
        let last = moved.ok_or_else(|| self.damaged(record.id.as_str(), "it changed while it was locked"))?;
        let events: Vec<RunEvent> = (last - more + 1..)
            .zip(progress)
            .map(|(index, progress)| RunEvent { run: record.id.clone(), index, at, progress })
            .collect();
        for event in &events {
            tx.put_event(event).await?;
        }
        let detail = format!("the run is cancelled: {why}");
        entries.push(words::about_run(record, "run.end", RunState::Cancelled.as_str(), detail));
        for mut entry in entries {
            // Not who confirmed the run, but who calls it off.
            entry.operator = by.clone();
            audit::append(tx, at, entry).await?;
        }
        Ok(CalledOff { record: ended, events })
    }

    /// Calls off what was planned to follow the run from which somebody is given back what they had: who is wanted
    /// again is not deleted.
    pub(super) async fn supersede(
        &self,
        tx: &mut Tx,
        confirmed: &Confirmed<Plan>,
    ) -> Result<Option<CalledOff>, StoreError> {
        let plan = confirmed.what();
        if plan.pipeline != PipelineKind::Restore {
            return Ok(None);
        }
        let Some(active) = tx.active_run(plan.subject.id()).await? else { return Ok(None) };
        tx.lock_run(&active).await?;
        let Some(row) = tx.run(&active).await? else { return Ok(None) };
        let waits = matches!(row.state.as_str(), "queued" | "paused") && row.started_ms.is_none();
        if row.follows.is_none() || !waits {
            return Ok(None);
        }
        let record = self.read_record(tx, &active).await?;
        let why = "the person is given back what they had";
        self.call_off(tx, &record, confirmed.operator(), why).await.map(Some)
    }

    /// What follows a run that has ended well at this time.
    pub(super) fn following(&self, first: &RunRecord, next: FollowUp, at: Timestamp) -> Following {
        Following { id: (self.parts().ids)(), confirmed: Confirmed::following(first, next.plan, next.due, at) }
    }

    /// Plans what follows a run, in the transaction that ends it and once only; gives what is to be recorded of it.
    pub(super) async fn write_follow_up(
        &self,
        tx: &mut Tx,
        first: &RunId,
        next: &Following,
    ) -> Result<Option<AuditEntry>, StoreError> {
        if tx.follower(first).await?.is_some() {
            return Ok(None);
        }
        let Following { id, confirmed } = next;
        if let Inserted::Active(other) =
            self.write_run(tx, confirmed, 0, id, Ties { follows: Some(first), ..Ties::default() }).await?
        {
            return Err(self.damaged(first.as_str(), format!("run {other} for the same person was begun beside it")));
        }
        let plan = confirmed.what();
        let due = confirmed.due().map(|due| due.to_string()).unwrap_or_default();
        let detail = format!("{} steps, not before {due}; follows run {first}", plan.steps.len());
        let operator = confirmed.operator().clone();
        let kind = plan.pipeline.as_str();
        let mut entry = words::about_plan(operator, kind, &plan.subject, "follow-up", "planned", detail);
        entry.run = Some(id.clone());
        entry.reason = confirmed.reason().clone();
        entry.ticket = confirmed.ticket().clone();
        entry.after = Some(sealed(confirmed));
        Ok(Some(entry))
    }
}
