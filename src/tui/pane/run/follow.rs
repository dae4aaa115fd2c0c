//! A run as it is followed: a snapshot, and on it the numbered events. A gap asks for a new snapshot; an event that was
//! seen already does no harm.

use crate::model::{
    DisplayText, Outcome, Phase, Progress, RunEvent, RunRecord, RunState, StepRecord, StepState, Timestamp,
};
use std::sync::Arc;

/// A run that the console follows.
#[derive(Clone, PartialEq, Debug)]
pub struct Followed {
    record: Arc<RunRecord>,
    /// Number of the event applied last; none right after a snapshot, whose own number is not told.
    last: Option<i64>,
    /// A new snapshot has been asked for and has not come.
    asked: bool,
    /// What the step at work waits for, where that was told.
    wait: Option<Spreading>,
}

/// An effect that is made and is not to be seen yet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Spreading {
    /// The step's ordinal.
    pub step: u16,
    /// What is waited for, such as `the grants to go`.
    pub what: DisplayText,
    /// Since when.
    pub since: Timestamp,
}

/// What an event came to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Heard {
    /// It was of another run, or known already.
    Nothing,
    /// The picture has changed.
    Changed,
    /// Something was missed, or the run is over and its last word is wanted: ask for a new snapshot.
    AskAgain,
}

impl Followed {
    /// Begins with a snapshot.
    pub fn new(record: Arc<RunRecord>) -> Self {
        Self { record, last: None, asked: false, wait: None }
    }

    /// The run as far as it is known.
    pub fn record(&self) -> &RunRecord {
        &self.record
    }

    /// What the step at work waits for, where that was told.
    pub fn wait(&self) -> Option<&Spreading> {
        self.wait.as_ref()
    }

    /// Takes a newer snapshot of the same run.
    pub fn snapshot(&mut self, record: Arc<RunRecord>) {
        *self = Self::new(record);
    }

    /// Applies one event.
    pub fn hear(&mut self, event: &RunEvent) -> Heard {
        if event.run != self.record.id {
            return Heard::Nothing;
        }
        // It has the number of the event before it: it changes nothing that is written down.
        if let Progress::Waits { step, waiting_for } = &event.progress {
            let since = self.wait.as_ref().filter(|wait| wait.step == *step).map_or(event.at, |wait| wait.since);
            self.wait = Some(Spreading { step: *step, what: waiting_for.clone(), since });
            return Heard::Changed;
        }
        if self.last.is_some_and(|last| event.index <= last) {
            return Heard::Nothing;
        }
        let gap = self.last.is_some_and(|last| event.index > last + 1);
        self.last = Some(event.index);
        let record = Arc::make_mut(&mut self.record);
        match &event.progress {
            Progress::Run { state, why } => turn(record, *state, event.at, why.clone()),
            Progress::Step(step) => replace(record, step),
            Progress::Waits { .. } => {}
        }
        self.wait = None;
        // Times such as the end are the journal's to say, so the last word is fetched rather than guessed.
        let over = matches!(&event.progress, Progress::Run { state, .. } if state.is_over());
        if (gap || over) && !self.asked {
            self.asked = true;
            return Heard::AskAgain;
        }
        Heard::Changed
    }
}

fn turn(record: &mut RunRecord, state: RunState, at: Timestamp, why: Option<crate::model::DisplayText>) {
    record.state = state;
    record.why = why;
    match state {
        RunState::Running => record.started_at = record.started_at.or(Some(at)),
        _ if state.is_over() => record.ended_at = Some(at),
        _ => {}
    }
    if !state.is_over() {
        record.ended_at = None;
    }
}

fn replace(record: &mut RunRecord, step: &StepRecord) {
    if let Some(place) = record.steps.iter_mut().find(|known| known.ordinal == step.ordinal) {
        *place = step.clone();
    }
    if record.access_cut_at.is_none() {
        record.access_cut_at = cut_at(record);
    }
}

/// When the last step of the phase that cuts access ended, if all of them ended well.
fn cut_at(record: &RunRecord) -> Option<Timestamp> {
    let mut last = None;
    for planned in record.plan.steps.iter().filter(|step| step.phase == Phase::CutAccess) {
        let step = record.steps.iter().find(|step| step.ordinal == planned.ordinal)?;
        if step.state != StepState::Ended || !step.outcome.is_some_and(Outcome::is_good) {
            return None;
        }
        last = last.max(step.ended_at);
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::pane::story;

    fn event(index: i64, progress: Progress) -> RunEvent {
        RunEvent { run: story::running().id.clone(), index, at: story::at(30), progress }
    }

    fn step(ordinal: u16, outcome: Outcome) -> Progress {
        let mut step = story::running().steps[usize::from(ordinal) - 1].clone();
        step.state = StepState::Ended;
        step.outcome = Some(outcome);
        step.ended_at = Some(story::at(20));
        Progress::Step(Box::new(step))
    }

    #[test]
    fn events_in_order_change_the_record() {
        let mut run = Followed::new(Arc::new(story::running()));
        assert_eq!(run.hear(&event(40, step(5, Outcome::Done))), Heard::Changed);
        assert_eq!(run.hear(&event(41, step(6, Outcome::Failed))), Heard::Changed);
        assert_eq!(run.record().steps[4].outcome, Some(Outcome::Done));
        assert_eq!(run.record().steps[5].outcome, Some(Outcome::Failed));
    }

    #[test]
    fn a_repeated_event_does_no_harm() {
        let mut run = Followed::new(Arc::new(story::running()));
        run.hear(&event(40, step(5, Outcome::Done)));
        let before = run.clone();
        assert_eq!(run.hear(&event(40, step(5, Outcome::Failed))), Heard::Nothing);
        assert_eq!(run.hear(&event(3, step(5, Outcome::Failed))), Heard::Nothing);
        assert_eq!(run, before);
    }

    #[test]
    fn a_gap_asks_once_for_a_new_snapshot() {
        let mut run = Followed::new(Arc::new(story::running()));
        run.hear(&event(40, step(5, Outcome::Done)));
        assert_eq!(run.hear(&event(43, step(6, Outcome::Done))), Heard::AskAgain);
        assert_eq!(run.hear(&event(47, step(7, Outcome::Done))), Heard::Changed, "already asked");
        run.snapshot(Arc::new(story::running()));
        assert_eq!(run.hear(&event(48, step(6, Outcome::Done))), Heard::Changed, "the snapshot sets the count anew");
        assert_eq!(run.hear(&event(50, step(7, Outcome::Done))), Heard::AskAgain);
    }

    #[test]
    fn what_is_waited_for_is_known_until_the_run_goes_on() {
        let mut run = Followed::new(Arc::new(story::running()));
        run.hear(&event(40, step(5, Outcome::Done)));
        let waits = |at, what: &str| RunEvent {
            at: story::at(at),
            ..event(40, Progress::Waits { step: 6, waiting_for: what.into() })
        };
        assert_eq!(run.hear(&waits(31, "the groups to let go")), Heard::Changed);
        assert_eq!(run.hear(&waits(35, "the queues to let go")), Heard::Changed);
        let wait = run.wait().unwrap();
        assert_eq!((wait.step, wait.what.as_str(), wait.since), (6, "the queues to let go", story::at(31)));
        assert_eq!(run.hear(&event(41, step(6, Outcome::Done))), Heard::Changed, "nothing was missed");
        assert_eq!(run.wait(), None);
    }

    #[test]
    fn another_runs_event_is_not_ours() {
        let mut run = Followed::new(Arc::new(story::running()));
        let mut other = event(40, step(5, Outcome::Done));
        other.run = "01900000-0000-7000-8000-00000000ffff".into();
        assert_eq!(run.hear(&other), Heard::Nothing);
    }

    #[test]
    fn the_end_is_dated_and_its_last_word_fetched() {
        let mut run = Followed::new(Arc::new(story::running()));
        let end = event(40, Progress::Run { state: RunState::Done, why: None });
        assert_eq!(run.hear(&end), Heard::AskAgain);
        assert_eq!(run.record().ended_at, Some(story::at(30)));
    }

    #[test]
    fn access_counts_as_cut_only_when_every_step_of_that_phase_ended_well() {
        let mut early = story::running();
        early.access_cut_at = None;
        for step in &mut early.steps[..3] {
            step.state = StepState::Waiting;
            step.outcome = None;
        }
        let mut run = Followed::new(Arc::new(early));
        run.hear(&event(1, step(1, Outcome::Done)));
        run.hear(&event(2, step(3, Outcome::Skipped)));
        assert_eq!(run.record().access_cut_at, None);
        run.hear(&event(3, step(2, Outcome::Failed)));
        assert_eq!(run.record().access_cut_at, None);
        run.hear(&event(4, step(2, Outcome::Done)));
        assert_eq!(run.record().access_cut_at, Some(story::at(20)));
    }
}
