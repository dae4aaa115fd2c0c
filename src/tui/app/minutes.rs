//! The calls of this console by the minute, for the last hour. It is told by the meter; between two tellings nothing moves.

use crate::backend::BudgetMeter;
use crate::model::Timestamp;
use std::collections::VecDeque;
use std::time::Duration;

/// How many minutes are kept.
pub const KEPT: usize = 60;
/// By how much the end of a wait may be told otherwise before it counts as another wait.
const SAME: Duration = Duration::from_secs(1);

/// The calls made in one minute.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Minute {
    /// Since 1970.
    number: i64,
    calls: u64,
}

/// A wait for the budget.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Wait {
    until: Timestamp,
    whole: Duration,
}

/// Calls by the minute.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Calls {
    /// Minutes in which there were calls, and the first of all; oldest first.
    minutes: VecDeque<Minute>,
    /// The minute in which the meter was first told.
    first: Option<i64>,
    /// Calls since the start, as last told.
    told: u64,
    wait: Option<Wait>,
}

impl Calls {
    /// Takes note of how the meter stands now.
    pub fn note(&mut self, meter: &BudgetMeter, now: Timestamp) {
        let number = minute(now);
        // A meter that counts from nothing again is another one's.
        let made = meter.calls.checked_sub(self.told).unwrap_or(meter.calls);
        self.told = meter.calls;
        self.first.get_or_insert(number);
        match self.minutes.back_mut() {
            // A clock that was put back adds to what was last.
            Some(last) if last.number >= number => last.calls += made,
            _ => self.minutes.push_back(Minute { number, calls: made }),
        }
        while self.minutes.len() > KEPT {
            self.minutes.pop_front();
        }
        self.wait = meter.waiting.as_ref().map(|waiting| {
            let until = now.checked_add(waiting.left).unwrap_or(now);
            let same = |wait: &Wait| until.duration_since(wait.until).unsigned_abs() <= SAME;
            self.wait.filter(same).unwrap_or(Wait { until, whole: waiting.left })
        });
    }

    /// The calls of the last minutes, the oldest first and the minute of `now` last; none where nothing was counted yet.
    pub fn last(&self, minutes: usize, now: Timestamp) -> Vec<Option<u64>> {
        let end = minute(now);
        let first = self.first.unwrap_or(i64::MAX);
        let calls = |number: i64| self.minutes.iter().find(|one| one.number == number).map_or(0, |one| one.calls);
        let from = end - i64::try_from(minutes).unwrap_or(0) + 1;
        (from..=end).map(|number| (number >= first).then(|| calls(number))).collect()
    }

    /// How long the wait that goes on was when it was first told.
    pub fn wait(&self) -> Option<Duration> {
        self.wait.map(|wait| wait.whole)
    }
}

fn minute(at: Timestamp) -> i64 {
    at.as_second().div_euclid(60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::Waiting;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    fn meter(calls: u64) -> BudgetMeter {
        BudgetMeter { calls, ..BudgetMeter::default() }
    }

    #[test]
    fn calls_count_in_the_minute_in_which_they_were_told() {
        let mut calls = Calls::default();
        assert_eq!(calls.last(2, at(0)), [None, None], "nothing was counted yet");
        for (second, number) in [(0, 4), (59, 10), (60, 12), (185, 13)] {
            calls.note(&meter(number), at(second));
        }
        assert_eq!(calls.last(5, at(185)), [None, Some(10), Some(2), Some(0), Some(1)]);
        assert_eq!(calls.last(2, at(400)), [Some(0), Some(0)], "a quiet minute is a minute without calls");
        calls.note(&meter(3), at(401));
        assert_eq!(calls.last(1, at(401)), [Some(3)], "a meter that begins anew");
    }

    #[test]
    fn an_hour_is_kept_and_no_more() {
        let mut calls = Calls::default();
        for minute in 0..200 {
            calls.note(&meter(u64::try_from(minute).unwrap()), at(60 * minute));
        }
        assert_eq!(calls.minutes.len(), KEPT);
        assert_eq!(calls.last(KEPT, at(60 * 199)), vec![Some(1); KEPT]);
    }

    #[test]
    fn a_wait_keeps_its_length_while_it_runs_down() {
        let wait = |seconds| {
            let waiting = Waiting { left: Duration::from_secs(seconds), why: "the server asked (429)".into() };
            BudgetMeter { waiting: Some(waiting), ..BudgetMeter::default() }
        };
        let mut calls = Calls::default();
        calls.note(&wait(17), at(0));
        calls.note(&wait(12), at(5));
        assert_eq!(calls.wait(), Some(Duration::from_secs(17)));
        calls.note(&wait(30), at(6));
        assert_eq!(calls.wait(), Some(Duration::from_secs(30)), "that is another wait");
        calls.note(&meter(1), at(7));
        assert_eq!(calls.wait(), None);
    }
}
