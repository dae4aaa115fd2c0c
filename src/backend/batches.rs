//! Batches: confirming many plans as one, carrying them out, steering them, looking at them.

use super::desk::{Desk, refusal, store_fault};
use super::event::Refusal;
use super::runs::{carry_fault, control_fault};
use crate::engine::{BatchError, Given, NewBatch, OPERATOR, confirm};
use crate::model::{
    BatchId, BatchRecord, DisplayText, Fault, GroupId, GroupMember, Listed, PipelineKind, Plan, RunId, Timestamp,
    UserId,
};
use futures_util::{StreamExt as _, stream};
use tokio_util::sync::CancellationToken;

/// Plans that are to be confirmed as one.
#[derive(Clone, PartialEq, Debug)]
pub struct BatchDraft {
    /// What it is, in a few words.
    pub title: DisplayText,
    /// Everybody who was named, also those for whom there is no plan.
    pub listed: Vec<Listed>,
    /// The plans.
    pub plans: Vec<Drafted>,
    /// How many people are looked at once.
    pub at_once: usize,
    /// Not to be begun before this; none for at once.
    pub due: Option<Timestamp>,
}

/// One plan of a batch that is to be confirmed.
#[derive(Clone, PartialEq, Debug)]
pub struct Drafted {
    /// The plan.
    pub plan: Plan,
    /// Whether the person has been seen to be as the plan says since it was looked at last: set when the plan was made
    /// just now, and by [`Desk::confirm_batch`].
    pub seen: bool,
}

/// Why a batch was not begun. Nothing has been done then.
#[derive(Clone, PartialEq, Debug)]
pub enum BatchRefusal {
    /// A confirmation that is not complete, a blocker, or trouble.
    Refused(Refusal),
    /// These people are not as their plans say any more: who, and in what. Their plans are to be made anew.
    Changed(Vec<(UserId, DisplayText)>),
    /// These have runs that are not over.
    AlreadyRunning(Vec<(UserId, RunId)>),
}

impl From<Fault> for BatchRefusal {
    fn from(fault: Fault) -> Self {
        Self::Refused(Refusal::Fault(fault))
    }
}

/// How many batches a list shows.
const LISTED: usize = 200;

impl Desk {
    /// How many people of the tenant are active; none where it does not tell.
    ///
    /// # Errors
    /// When the tenant cannot be asked.
    pub async fn active_people(&self) -> Result<Option<u64>, Fault> {
        Ok(self.tenant()?.client.active_users().await?.value)
    }

    /// The members of a group, owners among them.
    ///
    /// # Errors
    /// When the tenant does not tell.
    pub async fn group_members(&self, group: &GroupId) -> Result<Vec<GroupMember>, Fault> {
        Ok(self.tenant()?.client.group_roster(group).await?.value.1)
    }

    /// Confirms plans as one batch and writes it down with all its runs, if everybody is still as their plan found them.
    /// What was seen to be so is marked in the draft and not looked at again.
    ///
    /// # Errors
    /// Says what is missing, who has changed, or who has a run already; nothing has been done then.
    pub async fn confirm_batch(
        &self,
        draft: &mut BatchDraft,
        reason: &str,
        ticket: &str,
    ) -> Result<BatchId, BatchRefusal> {
        self.may_write()?;
        let (reason, ticket) = (reason.to_owned(), ticket.to_owned());
        let given = Given { typed_name: None, reason, ticket, due: draft.due };
        // Said before anybody is asked anything.
        self.confirmed(draft, &given).await?;
        self.see(draft).await?;
        let plans = self.confirmed(draft, &given).await?;
        let new =
            NewBatch { kind: PipelineKind::Offboard, title: draft.title.clone(), listed: draft.listed.clone(), plans };
        self.engine.submit_batch(&new, OPERATOR).await.map_err(|error| match error {
            BatchError::Nobody => refusal(error.to_string(), "deal with the blockers, or name others").into(),
            BatchError::AlreadyRunning(active) => {
                BatchRefusal::AlreadyRunning(active.into_iter().map(|(who, run)| (who.into(), run)).collect())
            }
            error @ BatchError::TakenOut => refusal(error.to_string(), "give the command again").into(),
            BatchError::Store(error) => store_fault(&error).into(),
        })
    }

    async fn confirmed(
        &self,
        draft: &BatchDraft,
        given: &Given,
    ) -> Result<Vec<crate::engine::Confirmed<Plan>>, BatchRefusal> {
        let (mut confirmed, at) = (Vec::with_capacity(draft.plans.len()), self.now());
        for Drafted { plan, .. } in &draft.plans {
            match confirm(plan.clone(), given, self.operator.clone(), at) {
                Ok(plan) => confirmed.push(plan),
                Err(why) => {
                    if let Err(error) = self.engine.not_confirmed(plan, self.operator.clone(), &why).await {
                        tracing::warn!(%error, "a refusal could not be recorded");
                    }
                    return Err(BatchRefusal::Refused(why.into()));
                }
            }
        }
        Ok(confirmed)
    }

    /// Sees whether everybody is still as their plan found them, so many at once.
    async fn see(&self, draft: &mut BatchDraft) -> Result<(), BatchRefusal> {
        let open: Vec<usize> = (0..draft.plans.len()).filter(|n| !draft.plans[*n].seen).collect();
        let looks: Vec<_> = open
            .into_iter()
            .map(|n| {
                let plan = draft.plans[n].plan.clone();
                async move { (n, self.changed_since(&plan).await) }
            })
            .collect();
        let looked: Vec<_> = stream::iter(looks).buffer_unordered(draft.at_once.max(1)).collect().await;
        let mut changed = Vec::new();
        for (n, found) in looked {
            match found {
                Ok(None) => draft.plans[n].seen = true,
                Ok(Some(change)) => changed.push((draft.plans[n].plan.subject.user(), change)),
                // Planning anew says what is wrong with this one, and keeps nobody else.
                Err(fault) => changed.push((draft.plans[n].plan.subject.user(), fault.text)),
            }
        }
        if changed.is_empty() { Ok(()) } else { Err(BatchRefusal::Changed(changed)) }
    }

    /// Carries a batch out, or on, until it is over or paused, or `stop` asks to hand it back between two effects; so many
    /// runs at once. The access of all is cut before the slow steps of any.
    ///
    /// # Errors
    /// When it cannot be carried out here.
    pub async fn carry_out_batch(
        &self,
        batch: &BatchId,
        at_once: usize,
        stop: &CancellationToken,
    ) -> Result<(), Fault> {
        self.may_write()?;
        self.tenant()?;
        self.engine.carry_out_batch(batch, at_once, stop).await.map_err(|e| carry_fault(&e))
    }

    /// The batches, newest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn batches(&self) -> Result<Vec<BatchRecord>, Fault> {
        self.engine.batches(LISTED).await.map_err(|e| store_fault(&e))
    }

    /// A batch, whole; none if there is no such batch.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn batch(&self, batch: &BatchId) -> Result<Option<BatchRecord>, Fault> {
        self.engine.batch(batch).await.map_err(|e| store_fault(&e))
    }

    /// Asks every run of a batch to stop after its current step and wait; says how many were asked.
    ///
    /// # Errors
    /// When all of it is over, or that cannot be written down.
    pub async fn pause_batch(&self, batch: &BatchId) -> Result<usize, Fault> {
        self.may_write()?;
        self.engine.pause_batch(batch, &self.operator).await.map_err(|e| control_fault(&e))
    }

    /// Makes a batch ready to go on.
    ///
    /// # Errors
    /// When all of it is over, or that cannot be written down.
    pub async fn resume_batch(&self, batch: &BatchId) -> Result<usize, Fault> {
        self.may_write()?;
        self.engine.resume_batch(batch, &self.operator).await.map_err(|e| control_fault(&e))
    }

    /// Asks every run of a batch to stop after its current step for good; says how many were asked. To be carried out
    /// then, which reads back what was under way.
    ///
    /// # Errors
    /// When all of it is over, or that cannot be written down.
    pub async fn cancel_batch(&self, batch: &BatchId) -> Result<usize, Fault> {
        self.may_write()?;
        self.engine.cancel_batch(batch, &self.operator).await.map_err(|e| control_fault(&e))
    }

    /// Makes what failed in a batch ready to be done again; says in how many runs.
    ///
    /// # Errors
    /// When nothing failed in it, or that cannot be written down.
    pub async fn retry_batch(&self, batch: &BatchId) -> Result<usize, Fault> {
        self.may_write()?;
        self.engine.retry_batch(batch, &self.operator).await.map_err(|e| control_fault(&e))
    }
}
