//! The times of steps as bars on one scale, so that one sees where the time went.

use super::words;
use crate::model::{Outcome, RunRecord, StepRecord, StepState, Timestamp};
use crate::tui::widget::gauge::length;
use std::time::Duration;

/// How long a step took, or has taken by now; none for one that was never begun or had nothing to do.
pub fn took(step: &StepRecord, now: Option<Timestamp>) -> Option<Duration> {
    let until = step.ended_at.or(now)?;
    let begun = step.began_at.filter(|_| step.outcome != Some(Outcome::Skipped))?;
    words::between(begun, until)
}

/// The end of the scale in milliseconds: the longest time of all steps, where somebody is at work that of the step at work by
/// now as well.
pub fn scale(run: &RunRecord, now: Option<Timestamp>) -> u64 {
    let begun = run.steps.iter().filter(|step| step.state != StepState::Waiting);
    begun.filter_map(|step| took(step, now)).map(millis).max().unwrap_or(0)
}

/// A time as a bar of at most so many cells; one that still grows ends with an arrow.
pub fn bar(took: Option<Duration>, scale: u64, cells: usize, grows: bool) -> String {
    let length = took.map_or(0, |took| length(millis(took), scale, cells));
    match (length, grows) {
        (0, _) => String::new(),
        (length, true) => format!("{}>", "=".repeat(length - 1)),
        (length, false) => "=".repeat(length),
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::pane::story;

    #[test]
    fn all_bars_stand_on_the_scale_of_the_longest() {
        let run = story::running();
        let now = story::at(9);
        let scale = scale(&run, Some(now));
        assert_eq!(scale, 7_500, "the step at work is the longest");
        let bar = |n: usize| bar(took(&run.steps[n], Some(now)), scale, 15, n == 4);
        assert_eq!(bar(4), "==============>");
        assert_eq!(bar(0), "=", "something is never nothing");
        assert_eq!(bar(2), "", "what had nothing to do took no time");
        assert_eq!(bar(8), "", "nor did what is to come");
    }
}
