//! One claim's walk through a run: which step is next, and how the run ends.

use super::journal::{Entry, Hold, Stop};
use super::{Engine, Job, Verdict, words};
use crate::model::{DisplayText, Outcome, Phase, Progress, RunRecord, RunState, StepState, Timestamp};
use crate::store::{Move, Wish};
use serde_json::json;
use tokio_util::sync::CancellationToken;

/// A run that is being carried out under a claim.
pub(super) struct Walk<'a> {
    pub(super) engine: &'a Engine,
    pub(super) job: &'a dyn Job,
    pub(super) hold: Hold,
    /// As it is written down.
    pub(super) record: RunRecord,
    /// The last phase that this walk is to come through; none for all of them.
    pub(super) through: Option<Phase>,
    pub(super) stop: &'a CancellationToken,
}

impl Walk<'_> {
    /// Walks until the run is over, waits for somebody, or is taken away.
    pub(super) async fn walk(mut self) -> Result<RunState, Stop> {
        let stopped = match self.steps().await {
            Err(stop) => stop,
            ended => return ended,
        };
        match stopped {
            Stop::Asked => {
                let why = DisplayText::new("handed back by a process that ended");
                self.let_go(Move { why: Some(why), wish: self.hold.wish, ..Move::to(RunState::Queued) }).await
            }
            Stop::Later(wait, fault) => {
                let due_in_ms = i64::try_from(wait.as_millis()).unwrap_or(i64::MAX / 4);
                let why = Some(fault.text);
                self.let_go(Move { why, due_in_ms, wish: self.hold.wish, ..Move::to(RunState::Queued) }).await
            }
            other => Err(other),
        }
    }

    async fn steps(&mut self) -> Result<RunState, Stop> {
        if let Some(why) = self.outdated().await? {
            return self.not_begun(&why).await;
        }
        while let Some(next) = self.record.steps.iter().position(|step| step.state != StepState::Ended) {
            if let Some(reason) = self.broken_off() {
                self.skip_rest(&reason).await?;
                continue;
            }
            let begun = self.record.steps[next].state != StepState::Waiting;
            match self.hold.wish {
                Wish::Pause => {
                    let why = self.hold.asked_by.as_ref().map(|by| DisplayText::new(format!("paused by {by}")));
                    return self.let_go(Move { why, ..Move::to(RunState::Paused) }).await;
                }
                // What may have been made before an interruption is looked at first.
                Wish::Cancel if !begun => return self.cancelled().await,
                Wish::Cancel | Wish::GoOn => {}
            }
            if self.stop.is_cancelled() {
                return Err(Stop::Asked);
            }
            if !begun && self.is_held_back(next) {
                let why = Some(DisplayText::new(words::HELD));
                return self.let_go(Move { why, held: true, ..Move::to(RunState::Paused) }).await;
            }
            if !begun && !self.is_wanted(next) {
                let why = DisplayText::new("waits until the others of its batch are as far");
                return self.let_go(Move { why: Some(why), ..Move::to(RunState::Queued) }).await;
            }
            if !begun && self.skip(next).is_some() {
                self.skip_planned(next).await?;
            } else {
                self.step(next).await?;
            }
        }
        self.finish().await
    }

    /// Why the steps that are left are not to be begun: an essential one has not ended well.
    fn broken_off(&self) -> Option<DisplayText> {
        let ended = self.record.plan.steps.iter().zip(&self.record.steps);
        ended
            .filter(|(planned, _)| planned.essential)
            .find_map(|(_, step)| step.outcome.filter(|outcome| !outcome.is_good()).map(|outcome| (step, outcome)))
            .map(|(step, outcome)| {
                DisplayText::new(format!("{} step {} {}", words::NOT_BEGUN, step.name, outcome.as_str()))
            })
    }

    pub(super) async fn skip_rest(&mut self, reason: &DisplayText) -> Result<(), Stop> {
        let rest: Vec<usize> =
            (0..self.record.steps.len()).filter(|&i| self.record.steps[i].state != StepState::Ended).collect();
        for &i in &rest {
            let reason = self.skip(i).cloned().unwrap_or_else(|| reason.clone());
            self.mark_skipped(i, reason);
        }
        self.write_ended(&rest).await
    }

    /// Ends the planned skips from here to the next step that does something, at once.
    async fn skip_planned(&mut self, from: usize) -> Result<(), Stop> {
        let mut skipped = Vec::new();
        for i in from..self.record.steps.len() {
            match self.skip(i).cloned() {
                Some(reason)
                    if self.record.steps[i].state == StepState::Waiting
                        && self.is_wanted(i)
                        && !self.is_held_back(i) =>
                {
                    self.mark_skipped(i, reason);
                }
                _ => break,
            }
            skipped.push(i);
        }
        self.write_ended(&skipped).await
    }

    /// Whether this step is behind the phase up to which the run was confirmed.
    fn is_held_back(&self, i: usize) -> bool {
        self.record.hold.is_some_and(|last| self.record.plan.steps[i].phase > last)
    }

    /// Whether this walk is to come as far as this step.
    fn is_wanted(&self, i: usize) -> bool {
        self.through.is_none_or(|last| self.record.plan.steps[i].phase <= last)
    }

    /// Why there is nothing to do in this step; what was so only when the plan was made does not count later.
    fn skip(&self, i: usize) -> Option<&DisplayText> {
        let planned = &self.record.plan.steps[i];
        let later = self.record.due.is_some();
        planned.skip.as_ref().filter(|_| !(later && self.job.is_of_the_moment(&self.record, planned)))
    }

    fn mark_skipped(&mut self, i: usize, reason: DisplayText) {
        let step = &mut self.record.steps[i];
        step.state = StepState::Ended;
        step.outcome = Some(Outcome::Skipped);
        step.reason = Some(reason);
    }

    /// Writes down the outcomes of these steps, and that access is cut where they make it so.
    pub(super) async fn write_ended(&mut self, ended: &[usize]) -> Result<(), Stop> {
        let at = self.now();
        let mut entry = Entry::default();
        for &i in ended {
            self.record.steps[i].ended_at = Some(at);
            let (planned, step) = (&self.record.plan.steps[i], &self.record.steps[i]);
            let before = self.job.before(&self.record, planned);
            entry.audit.push(words::outcome(&self.record, step, before, at));
            let changes = self.job.changes(&self.record, planned);
            entry.audit.extend(changes.into_iter().map(|change| words::change(&self.record, step, change)));
            entry.progress.push(Progress::Step(Box::new(step.clone())));
            entry.steps.push(step.clone());
        }
        if self.record.access_cut_at.is_none() && self.is_access_cut() {
            self.record.access_cut_at = Some(at);
            entry.cut_at = Some(at);
            entry.notices = self.job.notices(&self.record, Verdict::AccessCut);
        }
        self.write(&entry, at).await
    }

    fn is_access_cut(&self) -> bool {
        let steps = &self.record.plan.steps;
        let mut cutting = (0..steps.len()).filter(|&i| steps[i].phase == Phase::CutAccess).peekable();
        cutting.peek().is_some() && cutting.all(|i| self.is_as_planned(i))
    }

    /// Whether a step has ended as the plan wanted it. What was left off because the run ended before it has not.
    fn is_as_planned(&self, i: usize) -> bool {
        let step = &self.record.steps[i];
        let left_off = step.outcome == Some(Outcome::Skipped) && step.attempts == 0 && self.skip(i).is_none();
        step.outcome.is_some_and(Outcome::is_good) && !left_off
    }

    async fn cancelled(&mut self) -> Result<RunState, Stop> {
        let by = self.hold.asked_by.clone().unwrap_or_default();
        let reason = DisplayText::new(format!("not begun: cancelled by {by}"));
        self.skip_rest(&reason).await?;
        let at = self.now();
        let (state, why) = (RunState::Cancelled, Some(DisplayText::new(format!("cancelled by {by}"))));
        (self.record.state, self.record.ended_at, self.record.why) = (state, Some(at), why.clone());
        // Others may have been told that access is cut, and wait for how it ends; of what was never begun nobody knows.
        let begun = self.record.steps.iter().any(|step| step.attempts > 0);
        let notices = if begun { self.job.notices(&self.record, Verdict::Failed) } else { Vec::new() };
        self.end(state, why, Entry { notices, ..Entry::default() }, at).await
    }

    async fn finish(&mut self) -> Result<RunState, Stop> {
        let at = self.now();
        let not_good = words::not_good(&self.record);
        let (state, verdict, why) = if not_good.is_empty() {
            (RunState::Done, Verdict::Done, None)
        } else {
            (RunState::Failed, Verdict::Failed, Some(DisplayText::new(not_good)))
        };
        (self.record.state, self.record.ended_at, self.record.why) = (state, Some(at), why.clone());
        let notices = self.job.notices(&self.record, verdict);
        let follow_up = if state == RunState::Done { self.follow_up(at) } else { None };
        self.end(state, why, Entry { notices, follow_up, ..Entry::default() }, at).await
    }

    pub(super) async fn end(
        &mut self,
        state: RunState,
        why: Option<DisplayText>,
        mut entry: Entry,
        at: Timestamp,
    ) -> Result<RunState, Stop> {
        let detail = match &why {
            Some(why) => format!("the run is {}: {why}", state.as_str()),
            None => format!("the run is {}", state.as_str()),
        };
        let mut end = words::about_run(&self.record, "run.end", state.as_str(), detail);
        end.latency_ms = Some(at.as_millisecond() - self.record.created_at.as_millisecond());
        end.after = Some(json!({
            "steps": words::totals(&self.record),
            "access_cut_at": self.record.access_cut_at,
            "claims_epoch": self.hold.epoch,
        }));
        entry.audit.push(end);
        entry.progress.push(Progress::Run { state, why: why.clone() });
        entry.let_go = Some(Move { why, ended_at: Some(at), ..Move::to(state) });
        self.write(&entry, at).await?;
        Ok(state)
    }

    /// Lets go of a run that is not over.
    async fn let_go(&mut self, to: Move) -> Result<RunState, Stop> {
        let at = self.now();
        let action = if to.to == RunState::Paused { "run.paused" } else { "run.handed-back" };
        let detail = to.why.clone().unwrap_or_default();
        let entry = Entry {
            audit: vec![words::about_run(&self.record, action, to.to.as_str(), detail)],
            progress: vec![Progress::Run { state: to.to, why: to.why.clone() }],
            let_go: Some(to.clone()),
            ..Entry::default()
        };
        // Asked to end, this process still writes this last thing; it does not wait for a store that is away.
        self.write(&entry, at).await?;
        Ok(to.to)
    }

    pub(super) async fn write(&mut self, entry: &Entry, at: Timestamp) -> Result<(), Stop> {
        self.engine.write(&self.record, &mut self.hold, entry, at, self.stop).await
    }

    pub(super) fn now(&self) -> Timestamp {
        self.engine.parts().clock.now()
    }
}
