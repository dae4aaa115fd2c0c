//! One step: intent, effect, proof, outcome, each written down before the next begins.

use super::journal::{Entry, Stop};
use super::walk::Walk;
use super::{Applied, Reading, StepError, words};
use crate::model::{Changed, DisplayText, Evidence, Fault, Outcome, PlannedStep, Progress, RunEvent, StepState};
use crate::store::Wish;
use futures_util::FutureExt;
use std::panic::AssertUnwindSafe;
use std::time::Duration;
use tracing::Instrument as _;

/// What reading back came to, after waiting.
enum Look {
    /// The effect is there.
    Holds(Evidence),
    /// It is not, as of the last reading.
    NotYet(Evidence, DisplayText),
    /// It could not be read.
    Blind(Fault),
}

impl Walk<'_> {
    /// Carries out the step at this index, from wherever it stands.
    pub(super) async fn step(&mut self, i: usize) -> Result<(), Stop> {
        let planned = self.record.plan.steps[i].clone();
        let span = tracing::info_span!("step", step = planned.name.as_str(), outcome = tracing::field::Empty);
        let carried = self.carry_step(i, &planned).instrument(span.clone()).await;
        span.record("outcome", self.record.steps[i].outcome.map(|outcome| outcome.as_str()));
        carried
    }

    async fn carry_step(&mut self, i: usize, planned: &PlannedStep) -> Result<(), Stop> {
        if self.record.steps[i].state != StepState::Waiting && self.settle(i, planned).await? {
            return Ok(());
        }
        self.make(i, planned).await
    }

    /// Finds out what became of a step that was under way when its walk was broken off. False: it is to be made again.
    async fn settle(&mut self, i: usize, planned: &PlannedStep) -> Result<bool, Stop> {
        let interrupted = self.record.steps[i].attempts > 0;
        // Where the tenant had answered, the effect may still be spreading.
        let patience =
            if self.record.steps[i].state == StepState::Effect { self.engine.pace().prove_for } else { Duration::ZERO };
        let look = self.look(planned, patience).await?;
        let fault = match look {
            Look::Holds(proof) => {
                let reason =
                    if interrupted { "found by reading back after an interruption" } else { "found by reading back" };
                self.end_step(i, Outcome::Done, Some(reason.into()), None, Some(proof)).await?;
                return Ok(true);
            }
            Look::NotYet(_, waiting_for) => {
                fault(format!("it was being made when the run was interrupted; still waiting for {waiting_for}"))
            }
            Look::Blind(fault) => fault,
        };
        if self.hold.wish != Wish::Cancel {
            return Ok(false);
        }
        // Nothing more may be made, and what was begun was not seen.
        self.end_step(i, Outcome::Unknown, None, Some(fault), None).await?;
        Ok(true)
    }

    async fn make(&mut self, i: usize, planned: &PlannedStep) -> Result<(), Stop> {
        let mut tries = 0;
        loop {
            tries += 1;
            self.write_intent(i, planned).await?;
            let may_try_again = tries < self.engine.pace().tries;
            match self.apply(planned).await {
                Ok(Applied::Done(effect)) => return self.prove(i, planned, effect, Outcome::Done).await,
                Ok(Applied::Already(effect)) => return self.prove(i, planned, effect, Outcome::Already).await,
                Ok(Applied::Skipped(reason)) => {
                    return self.end_step(i, Outcome::Skipped, Some(reason), None, None).await;
                }
                Err(StepError::Refused(fault)) => {
                    return self.end_step(i, Outcome::Refused, None, Some(fault), None).await;
                }
                Err(StepError::Later(fault, wait)) => return Err(Stop::Later(wait, fault)),
                Err(StepError::Failed(fault)) => {
                    if fault.changed != Changed::No && self.found(i, planned).await? {
                        return Ok(());
                    }
                    if !may_try_again {
                        return self.end_step(i, Outcome::Failed, None, Some(fault), None).await;
                    }
                    self.record.steps[i].fault = Some(fault);
                    self.wait(self.engine.pace().before_try(tries)).await?;
                }
                Err(StepError::Unknown(fault)) if may_try_again => {
                    if self.found(i, planned).await? {
                        return Ok(());
                    }
                    self.record.steps[i].fault = Some(fault);
                }
                Err(StepError::Unknown(fault)) => return self.never_answered(i, planned, fault).await,
            }
        }
    }

    async fn write_intent(&mut self, i: usize, planned: &PlannedStep) -> Result<(), Stop> {
        let at = self.now();
        let step = &mut self.record.steps[i];
        step.state = StepState::Intent;
        step.attempts += 1;
        step.began_at.get_or_insert(at);
        let step = step.clone();
        let entry = Entry {
            audit: vec![words::intent(&self.record, planned, &step)],
            progress: vec![Progress::Step(Box::new(step.clone()))],
            steps: vec![step],
            ..Entry::default()
        };
        self.write(&entry, at).await
    }

    /// Makes the effect. A panic of the pipeline is an effect that nobody knows the end of.
    async fn apply(&self, planned: &PlannedStep) -> Result<Applied, StepError> {
        let made = AssertUnwindSafe(async { self.job.apply(&self.record, planned).await }).catch_unwind().await;
        made.unwrap_or_else(|_| Err(StepError::Unknown(panicked("making"))))
    }

    async fn read(&self, planned: &PlannedStep) -> Result<Reading, StepError> {
        let read = AssertUnwindSafe(async { self.job.prove(&self.record, planned).await }).catch_unwind().await;
        read.unwrap_or_else(|_| Err(StepError::Refused(panicked("reading back"))))
    }

    /// Writes down what the tenant answered, then reads it back.
    async fn prove(&mut self, i: usize, planned: &PlannedStep, effect: Evidence, outcome: Outcome) -> Result<(), Stop> {
        let at = self.now();
        let step = &mut self.record.steps[i];
        step.state = StepState::Effect;
        step.effect = Some(effect);
        let step = step.clone();
        let progress = vec![Progress::Step(Box::new(step.clone()))];
        self.write(&Entry { progress, steps: vec![step], ..Entry::default() }, at).await?;
        match self.look(planned, self.engine.pace().prove_for).await? {
            Look::Holds(proof) => self.end_step(i, outcome, None, None, Some(proof)).await,
            Look::NotYet(seen, waiting_for) => {
                let limit = self.engine.pace().prove_for.as_secs();
                let fault = Fault {
                    changed: Changed::Maybe,
                    ..fault(format!(
                        "the tenant took it, but {limit} s later it cannot be seen: waiting for {waiting_for}"
                    ))
                };
                self.end_step(i, Outcome::Unknown, None, Some(fault), Some(seen)).await
            }
            Look::Blind(fault) => {
                self.end_step(i, Outcome::Unknown, None, Some(Fault { changed: Changed::Maybe, ..fault }), None).await
            }
        }
    }

    /// Looks once, and ends the step when its effect is there after all.
    async fn found(&mut self, i: usize, planned: &PlannedStep) -> Result<bool, Stop> {
        let Look::Holds(proof) = self.look(planned, Duration::ZERO).await? else { return Ok(false) };
        self.end_step(i, Outcome::Done, Some("found by reading back".into()), None, Some(proof)).await?;
        Ok(true)
    }

    /// The last try got no answer either: only reading back can tell, for as long as it takes.
    async fn never_answered(&mut self, i: usize, planned: &PlannedStep, last: Fault) -> Result<(), Stop> {
        match self.look(planned, self.engine.pace().prove_for).await? {
            Look::Holds(proof) => {
                self.end_step(i, Outcome::Done, Some("found by reading back".into()), None, Some(proof)).await
            }
            Look::NotYet(seen, waiting_for) => {
                let reason = DisplayText::new(format!("read back as not there: waiting for {waiting_for}"));
                self.end_step(i, Outcome::Failed, Some(reason), Some(last), Some(seen)).await
            }
            Look::Blind(_) => self.end_step(i, Outcome::Unknown, None, Some(last), None).await,
        }
    }

    /// Reads back until the effect is there, patience is at an end, or it turns out that it cannot be read.
    async fn look(&self, planned: &PlannedStep, patience: Duration) -> Result<Look, Stop> {
        let pace = self.engine.pace();
        let mut waited = Duration::ZERO;
        let mut errors = 0;
        let mut told = None;
        loop {
            match self.read(planned).await {
                Ok(Reading::Holds(proof)) => return Ok(Look::Holds(proof)),
                Ok(Reading::NotYet { evidence, waiting_for, again_in }) => {
                    if waited >= patience {
                        return Ok(Look::NotYet(evidence, waiting_for));
                    }
                    if told.as_ref() != Some(&waiting_for) {
                        self.tell_wait(planned, &waiting_for);
                        told = Some(waiting_for);
                    }
                    let wait = again_in.max(pace.prove_every);
                    self.wait(wait).await?;
                    waited += wait;
                }
                Err(StepError::Later(fault, wait)) => return Err(Stop::Later(wait, fault)),
                Err(StepError::Refused(fault)) => return Ok(Look::Blind(fault)),
                Err(StepError::Failed(fault) | StepError::Unknown(fault)) => {
                    errors += 1;
                    if errors >= pace.tries {
                        return Ok(Look::Blind(fault));
                    }
                    self.wait(pace.before_try(errors)).await?;
                }
            }
        }
    }

    async fn end_step(
        &mut self,
        i: usize,
        outcome: Outcome,
        reason: Option<DisplayText>,
        fault: Option<Fault>,
        proof: Option<Evidence>,
    ) -> Result<(), Stop> {
        let step = &mut self.record.steps[i];
        step.state = StepState::Ended;
        step.outcome = Some(outcome);
        step.reason = reason;
        step.proof = proof;
        if fault.is_some() {
            step.fault = fault;
        }
        self.write_ended(&[i]).await
    }

    /// Says what is waited for to whoever looks on. Nobody need: it changes nothing that is written down.
    fn tell_wait(&self, planned: &PlannedStep, waiting_for: &DisplayText) {
        let progress = Progress::Waits { step: planned.ordinal, waiting_for: waiting_for.clone() };
        let event = RunEvent { run: self.record.id.clone(), index: self.hold.events, at: self.now(), progress };
        let _ = self.engine.parts().events.send(event);
    }

    pub(super) async fn wait(&self, time: Duration) -> Result<(), Stop> {
        tokio::select! {
            () = self.stop.cancelled() => Err(Stop::Asked),
            () = tokio::time::sleep(time) => Ok(()),
        }
    }
}

fn fault(text: String) -> Fault {
    Fault {
        text: text.into(),
        remedy: "look at the person in the tenant, then retry the run: it reads back before it does anything".into(),
        changed: Changed::Maybe,
        status: None,
        code: None,
        correlation: None,
    }
}

fn panicked(doing: &str) -> Fault {
    fault(format!("{doing} this step broke down inside Lanyard; this is a defect of Lanyard"))
}
