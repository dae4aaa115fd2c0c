//! Figures of the past: how soon accesses were cut after their events, and how runs ended by the day.

use super::{DisplayText, RunId, RunState, Timestamp};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::time::Duration;

/// How many days are counted, today included.
pub const DAYS: usize = 14;

/// An access that was cut because an event of an HR system said so.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CutAfter {
    /// The run.
    pub run: RunId,
    /// The person's name then.
    pub name: DisplayText,
    /// When the cut was proved.
    pub at: Timestamp,
    /// Since the event was taken, or since the later moment from which nothing but us was waited for: the time for which it
    /// was meant, or an operator's decision.
    pub took: Duration,
}

/// Runs that ended in one way within a quarter of an hour.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ended {
    /// When the quarter began.
    pub from: Timestamp,
    /// How they ended.
    pub state: RunState,
    /// How many.
    pub number: usize,
}

/// The runs that ended on a day, counted by how.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Day {
    /// The day.
    pub date: Date,
    /// Ended well.
    pub done: usize,
    /// Ended with something failed, refused or unknown.
    pub failed: usize,
    /// Stopped for good.
    pub cancelled: usize,
}

impl Day {
    /// All of them.
    pub fn all(&self) -> usize {
        self.done + self.failed + self.cancelled
    }
}

/// Figures of the past, as the journal has them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Figures {
    /// When they were read.
    pub at: Timestamp,
    /// The newest cuts that events led to, newest first.
    pub cuts: Vec<CutAfter>,
    /// Runs that ended in the last days, oldest first.
    pub ended: Vec<Ended>,
}

impl Figures {
    /// Within what time so many of a hundred of the cuts were made; none where there was no cut.
    pub fn within(&self, of_hundred: usize) -> Option<Duration> {
        let mut took: Vec<Duration> = self.cuts.iter().map(|cut| cut.took).collect();
        took.sort_unstable();
        // The nearest rank: a time that was really measured, never one between two.
        let rank = (took.len() * of_hundred).div_ceil(100).max(1);
        took.get(rank - 1).copied()
    }

    /// The last days in this zone, the oldest first and today last; a day without runs is there as well.
    pub fn days(&self, zone: &TimeZone) -> Vec<Day> {
        let date = |at: Timestamp| at.to_zoned(zone.clone()).date();
        let mut days: Vec<Day> = std::iter::successors(Some(date(self.at)), |date| date.yesterday().ok())
            .take(DAYS)
            .map(|date| Day { date, ..Day::default() })
            .collect();
        days.reverse();
        for ended in &self.ended {
            let on = date(ended.from);
            let Some(day) = days.iter_mut().find(|day| day.date == on) else { continue };
            match ended.state {
                RunState::Done => day.done += ended.number,
                RunState::Failed => day.failed += ended.number,
                RunState::Cancelled => day.cancelled += ended.number,
                RunState::Queued | RunState::Running | RunState::Paused => {}
            }
        }
        days
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(seconds: &[u64]) -> Figures {
        let at: Timestamp = "2026-10-12T10:41:00Z".parse().unwrap();
        let cut = |seconds: &u64| CutAfter {
            run: "r".into(),
            name: "Jane Doe".into(),
            at,
            took: Duration::from_secs(*seconds),
        };
        Figures { at, cuts: seconds.iter().map(cut).collect(), ended: Vec::new() }
    }

    #[test]
    fn a_share_of_the_cuts_was_made_within_a_time_that_was_measured() {
        for (seconds, half, most) in [
            (vec![], None, None),
            (vec![4], Some(4), Some(4)),
            (vec![9, 1], Some(1), Some(9)),
            ((1..=100).rev().collect::<Vec<_>>(), Some(50), Some(95)),
        ] {
            let figures = figures(&seconds);
            assert_eq!(figures.within(50), half.map(Duration::from_secs), "{seconds:?}");
            assert_eq!(figures.within(95), most.map(Duration::from_secs), "{seconds:?}");
        }
    }

    #[test]
    fn days_begin_where_the_operator_is() {
        let mut figures = figures(&[]);
        let ended = |from: &str, state, number| Ended { from: from.parse().unwrap(), state, number };
        figures.ended = vec![
            ended("2026-09-01T00:00:00Z", RunState::Done, 99),
            ended("2026-10-11T21:45:00Z", RunState::Done, 2),
            ended("2026-10-11T22:00:00Z", RunState::Failed, 1),
            ended("2026-10-12T10:30:00Z", RunState::Cancelled, 4),
        ];
        let counts = |day: &Day| (day.date.to_string(), day.done, day.failed, day.cancelled);
        let utc: Vec<_> = figures.days(&TimeZone::UTC).iter().map(counts).collect();
        assert_eq!(utc.len(), DAYS);
        assert_eq!(utc[0].0, "2026-09-29", "a day without runs is there as well");
        assert_eq!(utc[12..], [("2026-10-11".to_owned(), 2, 1, 0), ("2026-10-12".to_owned(), 0, 0, 4)]);
        let summer = TimeZone::fixed(jiff::tz::offset(2));
        let berlin: Vec<_> = figures.days(&summer).iter().map(counts).collect();
        assert_eq!(berlin[12..], [("2026-10-11".to_owned(), 2, 0, 0), ("2026-10-12".to_owned(), 0, 1, 4)]);
    }
}
