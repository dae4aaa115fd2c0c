//! What operators decide about events: confirm, confirm by another recipe, turn down, put off.

use super::super::desk::{Desk, refusal, store_fault};
use super::super::event::Refusal;
use super::super::plans::pace;
use super::super::runs::control_fault;
use super::words;
use crate::audit;
use crate::engine::{ControlError, EventError, FromEvent, Given, RestError, SubmitError, URGENT};
use crate::genesys::Lane;
use crate::model::{
    DisplayText, Fault, HrEventKind, InboxEntry, InboxNeed, InboxState, Plan, RunId, RunRecord, Timestamp, UserId,
};
use crate::pipelines::{drift_after_cut, offboard};
use crate::store::StoreError;
use std::collections::HashSet;

impl Desk {
    /// The plan that confirms an event: for one whose access is cut by its policy that of its run, or one that goes on in
    /// its place by another recipe; for one that waits a new one, about the person that the event names or about this
    /// one. Nothing is changed.
    ///
    /// # Errors
    /// When the event does not wait for that, or the person cannot be read whole.
    pub async fn plan_event(&self, id: &RunId, who: Option<&UserId>, recipe: Option<&str>) -> Result<Plan, Fault> {
        let entry = self.event(id).await?;
        if entry.event.kind != HrEventKind::Termination {
            let text = format!("a {} is not confirmed by an offboarding", entry.event.kind.as_str());
            let remedy = "do what it asks (restore the person, or cancel the planned run), then mark it as dealt with";
            return Err(refusal(text, remedy));
        }
        if let Some(held) = self.held_run(&entry).await? {
            return match recipe {
                Some(other) if other != held.plan.recipe => self.plan_rest(&held, other).await,
                _ => Ok(held.plan),
            };
        }
        if entry.state != InboxState::Waiting {
            return Err(nothing_to_confirm(&entry));
        }
        self.plan(who.unwrap_or(&entry.event.person), Some(recipe.unwrap_or(&entry.recipe))).await
    }

    /// Plans by another recipe what is left to do for somebody whose access is cut: the before-image stays that of the
    /// first plan.
    async fn plan_rest(&self, held: &RunRecord, recipe: &str) -> Result<Plan, Fault> {
        let seat = held.plan.before.seat().ok_or_else(|| refusal("its run has no before-image", "report this"))?;
        let tenant = self.tenant()?;
        let recipe = self.recipe(Some(recipe))?;
        let around = self.surroundings().await?.around(&tenant.client, seat, recipe, &HashSet::new()).await?;
        let pace = pace(&tenant.client);
        let plan = offboard::plan(seat.clone(), &around, recipe, &self.guard, pace, self.now());
        self.engine.planned(&plan, self.operator.clone()).await.map_err(|e| store_fault(&e))?;
        Ok(plan)
    }

    /// Confirms an event with the plan that [`Desk::plan_event`] made; gives the run, which has to be carried out.
    ///
    /// # Errors
    /// Says what is missing or has changed; nothing has been done then.
    pub(in crate::backend) async fn confirm_event(
        &self,
        id: &RunId,
        plan: &Plan,
        given: &Given,
    ) -> Result<RunId, Refusal> {
        self.may_write().map_err(Refusal::Fault)?;
        let entry = self.event(id).await.map_err(Refusal::Fault)?;
        let held = self.held_run(&entry).await.map_err(Refusal::Fault)?;
        if let Some(change) = self.changed_for(plan, held.as_ref()).await.map_err(Refusal::Fault)? {
            return Err(Refusal::Changed(change));
        }
        if let Some(held) = held.as_ref().filter(|held| held.digest == plan.digest()) {
            return match self.engine.confirm_rest(&held.id, &entry.id, given, &self.operator).await {
                Ok(_) => Ok(held.id.clone()),
                Err(RestError::Refused(why)) => Err(why.into()),
                Err(RestError::NotPossible(error)) => Err(Refusal::Fault(control_fault(&error))),
            };
        }
        if held.is_none() && entry.state != InboxState::Waiting {
            return Err(Refusal::Fault(nothing_to_confirm(&entry)));
        }
        let confirmed = self.agreed(plan, given).await?;
        let from = FromEvent {
            event: entry.id.clone(),
            run: if held.is_some() { self.engine.new_id() } else { entry.id.clone() },
            hold: None,
            instead: held.map(|held| held.id),
            decided_by: Some(self.operator.clone()),
        };
        match self.engine.submit_event(&confirmed, URGENT, &from).await {
            Ok(()) => Ok(from.run),
            Err(EventError::Submit(SubmitError::AlreadyRunning(run))) => Err(Refusal::AlreadyRunning(run)),
            Err(EventError::Submit(SubmitError::Store(error))) => Err(Refusal::Fault(store_fault(&error))),
            Err(error @ EventError::TurnedDown(_)) => {
                Err(Refusal::Fault(refusal(error.to_string(), "look at the inbox: somebody else has decided")))
            }
        }
    }

    /// As [`Desk::confirm_event`], where `--yes` on a command line stands for the typed name.
    ///
    /// # Errors
    /// As [`Desk::confirm_event`].
    pub async fn confirm_event_by_flag(
        &self,
        id: &RunId,
        plan: &Plan,
        reason: &str,
        ticket: &str,
    ) -> Result<RunId, Refusal> {
        let given = Given { typed_name: None, reason: reason.to_owned(), ticket: ticket.to_owned(), due: None };
        self.confirm_event(id, plan, &given).await
    }

    /// Turns an event down, or marks it as dealt with. What its run has not begun is not begun any more; access that was
    /// cut stays cut. Gives the run that still has to be carried out to its end.
    ///
    /// # Errors
    /// When no reason is given, its run is under way, or it cannot be written down.
    pub async fn reject_event(&self, id: &RunId, reason: &str) -> Result<Option<RunId>, Fault> {
        self.may_write()?;
        let reason = needed(reason)?;
        let entry = self.event(id).await?;
        let ended = match &entry.run {
            Some(run) if !run.state.is_over() => {
                if !run.held && run.due.is_none_or(|due| due <= self.now()) {
                    let text = format!("its run {} is under way", run.id);
                    return Err(refusal(text, "pause or cancel the run first"));
                }
                self.engine.cancel(&run.id, &self.operator).await.map_err(|e| control_fault(&e))?;
                Some(run.id.clone())
            }
            _ => None,
        };
        if entry.state == InboxState::Rejected {
            return Err(refusal("it is over already", "look at the inbox"));
        }
        self.decided(&entry, "event.rejected", "rejected", &reason, async |tx| {
            tx.inbox_decided(&entry.id, InboxState::Rejected, Some(&reason), &self.operator, self.now()).await
        })
        .await?;
        Ok(ended)
    }

    /// Puts an event off: nobody is asked about it before this time.
    ///
    /// # Errors
    /// When no reason is given, the time has passed, nobody is asked about it anyway, or it cannot be written down.
    pub async fn postpone_event(&self, id: &RunId, until: Timestamp, reason: &str) -> Result<(), Fault> {
        self.may_write()?;
        let reason = needed(reason)?;
        let (entry, now) = (self.event(id).await?, self.now());
        if until <= now {
            return Err(refusal("that time has passed", "give a time that is to come"));
        }
        if !matches!(entry.need(now), InboxNeed::Decide | InboxNeed::Confirm | InboxNeed::Failed | InboxNeed::Later) {
            return Err(nothing_to_confirm(&entry));
        }
        let words = DisplayText::new(format!("until {until}: {reason}"));
        self.decided(&entry, "event.postponed", "postponed", &words, async |tx| {
            tx.inbox_postponed(&entry.id, until).await
        })
        .await
    }

    async fn decided(
        &self,
        entry: &InboxEntry,
        action: &str,
        outcome: &str,
        detail: &DisplayText,
        write: impl AsyncFnOnce(&mut crate::store::Tx) -> Result<(), StoreError>,
    ) -> Result<(), Fault> {
        let written = async {
            let mut tx = self.store.transaction().await?;
            tx.lock_inbox(&entry.id).await?;
            write(&mut tx).await?;
            let (by, name) = (self.operator.clone(), entry.name.as_ref());
            let mut record = words::about(by, &entry.id, &entry.event, name, action, outcome, detail.clone());
            record.reason = detail.clone();
            audit::append(&mut tx, self.now(), record).await?;
            tx.commit().await
        };
        written.await.map_err(|e| store_fault(&e))
    }

    /// The run of an event, where what is left of it waits for a confirmation.
    async fn held_run(&self, entry: &InboxEntry) -> Result<Option<RunRecord>, Fault> {
        match &entry.run {
            Some(run) if run.held => Ok(self.run(&run.id).await?.filter(RunRecord::awaits_confirmation)),
            _ => Ok(None),
        }
    }

    /// In what the person is not as the plan expects them: as it found them, or, where access is cut, cut.
    async fn changed_for(&self, plan: &Plan, held: Option<&RunRecord>) -> Result<Option<DisplayText>, Fault> {
        let (Some(_), Some(seat)) = (held, plan.before.seat()) else { return self.changed_since(plan).await };
        let client = self.tenant()?.client.lane(Lane::Interactive);
        let around = self.surroundings().await?;
        Ok(drift_after_cut(&client, seat, &around.groups, self.now()).await?)
    }
}

fn needed(reason: &str) -> Result<DisplayText, Fault> {
    match reason.trim() {
        "" => Err(refusal("a reason is needed", "say why, for the audit")),
        reason => Ok(DisplayText::new(reason)),
    }
}

fn nothing_to_confirm(entry: &InboxEntry) -> Fault {
    let text = match &entry.run {
        Some(run) => format!("the event {} waits for nobody: its run {} is {}", entry.id, run.id, run.state.as_str()),
        None => format!("the event {} waits for nobody: it is {}", entry.id, entry.state.as_str()),
    };
    refusal(text, "look at the inbox")
}

/// What a control error says, as a refusal.
impl From<ControlError> for Refusal {
    fn from(error: ControlError) -> Self {
        Self::Fault(control_fault(&error))
    }
}
