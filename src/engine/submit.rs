//! From a confirmed plan to a run in the journal; and what is recorded of plans that are not run.

use super::planned::CalledOff;
use super::{Confirmed, Engine, words};
use crate::audit;
use crate::model::{
    AuditEntry, BatchId, Digest, Operator, Phase, Plan, Progress, RunEvent, RunId, RunState, StepRecord, StepState,
    canonical_json,
};
use crate::store::{Inserted, NewRun, StoreError, Tx};
use serde_json::json;

/// How often a submission is tried when the store fails in passing.
pub(super) const TRIES: u32 = 3;

/// What a run is tied to.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Ties<'a> {
    /// The batch that it is part of.
    pub(super) batch: Option<&'a BatchId>,
    /// The run that it follows.
    pub(super) follows: Option<&'a RunId>,
    /// The last phase before somebody has to confirm the rest.
    pub(super) hold: Option<Phase>,
}

/// Why a run was not begun.
#[derive(thiserror::Error, Debug)]
pub enum SubmitError {
    /// Another run for this person is not over.
    #[error("run {0} for this person is not over; resume or cancel it first")]
    AlreadyRunning(RunId),
    /// It could not be written down, so it was not begun.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Engine {
    /// Writes a run with its steps, its before-image and the record of its confirmation, all at once, and queues it.
    /// `priority`: larger goes first; 0 is usual.
    ///
    /// # Errors
    /// When the person has a run that is not over, or nothing could be written.
    pub async fn submit(&self, confirmed: &Confirmed<Plan>, priority: i32) -> Result<RunId, SubmitError> {
        let id = (self.parts().ids)();
        let mut tries = 0;
        let called_off = loop {
            tries += 1;
            match self.try_submit(confirmed, priority, &id).await {
                Ok(called_off) => break called_off,
                Err(SubmitError::AlreadyRunning(active)) if tries > 1 && active == id => {
                    // The try before had come through although it seemed to fail.
                    break None;
                }
                // It may be of a batch that was never written whole.
                Err(SubmitError::AlreadyRunning(_)) if tries == 1 && self.take_out_unfinished().await? > 0 => {}
                Err(SubmitError::Store(error)) if error.is_passing() && tries < TRIES => {
                    tokio::time::sleep(self.pace().store_retry).await;
                }
                Err(error) => return Err(error),
            }
        };
        if let Some(called_off) = called_off {
            called_off.tell(self);
        }
        self.tell(confirmed, queued(&id, confirmed));
        self.0.queued.notify_one();
        Ok(id)
    }

    async fn try_submit(
        &self,
        confirmed: &Confirmed<Plan>,
        priority: i32,
        id: &RunId,
    ) -> Result<Option<CalledOff>, SubmitError> {
        let mut tx = self.store().transaction().await?;
        let called_off = self.supersede(&mut tx, confirmed).await?;
        if let Inserted::Active(other) = self.write_run(&mut tx, confirmed, priority, id, Ties::default()).await? {
            return Err(SubmitError::AlreadyRunning(other));
        }
        audit::append(&mut tx, confirmed.at(), confirmation(confirmed, id, None)).await?;
        tx.commit().await?;
        Ok(called_off)
    }

    /// Writes a run, its plan, its steps and its first event; not that it was confirmed.
    pub(super) async fn write_run(
        &self,
        tx: &mut Tx,
        confirmed: &Confirmed<Plan>,
        priority: i32,
        id: &RunId,
        ties: Ties<'_>,
    ) -> Result<Inserted, StoreError> {
        let plan = confirmed.what();
        let run = NewRun {
            id,
            batch: ties.batch,
            plan,
            operator: confirmed.operator(),
            reason: confirmed.reason(),
            ticket: confirmed.ticket(),
            priority,
            owner: self.parts().owner.name(),
            at: confirmed.at(),
            due: confirmed.due(),
            follows: ties.follows,
            hold: ties.hold,
        };
        let inserted = tx.insert_run(run).await?;
        if inserted == Inserted::New {
            let steps: Vec<StepRecord> = plan.steps.iter().map(|step| waiting(step.ordinal, &step.name)).collect();
            tx.insert_steps(id, &steps).await?;
            tx.put_event(&queued(id, confirmed)).await?;
        }
        Ok(inserted)
    }

    /// Records that a plan was made; nothing else is kept of it.
    ///
    /// # Errors
    /// When the store says no.
    pub async fn planned(&self, plan: &Plan, operator: Operator) -> Result<(), StoreError> {
        let blockers = plan.blockers().count();
        let outcome = if blockers == 0 { "planned" } else { "blocked" };
        let detail = format!("{} steps by the recipe {}, {blockers} blockers", plan.steps.len(), plan.recipe);
        let mut entry = words::about_plan(operator, plan.pipeline.as_str(), &plan.subject, "plan", outcome, detail);
        entry.after = Some(json!({
            "digest": plan.digest(),
            "findings": plan.findings.iter().map(|f| &f.code).collect::<Vec<_>>(),
        }));
        self.record_entry(entry).await
    }

    /// Records a refusal: a plan that was not confirmed, or a wish that was turned down. The action is set here.
    ///
    /// # Errors
    /// When the store says no.
    pub async fn refused(&self, mut entry: AuditEntry) -> Result<(), StoreError> {
        "refused".clone_into(&mut entry.action);
        self.record_entry(entry).await
    }

    /// Records that a plan was not confirmed, and why.
    ///
    /// # Errors
    /// When the store says no.
    pub async fn not_confirmed(&self, plan: &Plan, operator: Operator, why: &super::Refusal) -> Result<(), StoreError> {
        let detail = why.to_string();
        let mut entry =
            words::about_plan(operator, plan.pipeline.as_str(), &plan.subject, "refused", "refused", detail);
        entry.after = Some(json!({"digest": plan.digest()}));
        self.record_entry(entry).await
    }

    pub(super) async fn record_entry(&self, entry: AuditEntry) -> Result<(), StoreError> {
        let mut tx = self.store().transaction().await?;
        audit::append(&mut tx, self.parts().clock.now(), entry).await?;
        tx.commit().await
    }
}

pub(super) fn waiting(ordinal: u16, name: &str) -> StepRecord {
    StepRecord {
        ordinal,
        name: name.to_owned(),
        state: StepState::Waiting,
        attempts: 0,
        outcome: None,
        reason: None,
        fault: None,
        effect: None,
        proof: None,
        began_at: None,
        ended_at: None,
    }
}

pub(super) fn queued(id: &RunId, confirmed: &Confirmed<Plan>) -> RunEvent {
    let progress = Progress::Run { state: RunState::Queued, why: None };
    RunEvent { run: id.clone(), index: 1, at: confirmed.at(), progress }
}

pub(super) fn confirmation(confirmed: &Confirmed<Plan>, id: &RunId, batch: Option<&BatchId>) -> AuditEntry {
    let plan = confirmed.what();
    let how = confirmed.how().words();
    let when = confirmed.due().map(|due| format!(", not before {due}")).unwrap_or_default();
    let detail = format!("{} steps by the recipe {}, confirmed {how}{when}", plan.steps.len(), plan.recipe);
    let mut entry = words::about_plan(
        confirmed.operator().clone(),
        plan.pipeline.as_str(),
        &plan.subject,
        "confirm",
        "confirmed",
        detail,
    );
    entry.run = Some(id.clone());
    entry.batch = batch.cloned();
    entry.reason = confirmed.reason().clone();
    entry.ticket = confirmed.ticket().clone();
    entry.after = Some(sealed(confirmed));
    entry
}

/// What is recorded of a plan and of what there was before: both lie in the journal, and sealed in the trail they cannot
/// be changed there unseen.
pub(super) fn sealed(confirmed: &Confirmed<Plan>) -> serde_json::Value {
    let plan = confirmed.what();
    let before = canonical_json(&plan.before).expect("a before-image has string keys only");
    let mut sealed = json!({
        "plan": plan.digest(),
        "before_image": Digest::of(before.as_bytes()),
        "steps": plan.steps.iter().map(|s| &s.name).collect::<Vec<_>>(),
    });
    if let Some(due) = confirmed.due() {
        sealed["due"] = json!(due);
    }
    sealed
}
