//! How fast a batch goes, and for how long yet: a range, because nobody knows better.

use crate::backend::BatchView;
use crate::model::{PipelineKind, Timestamp};
use crate::tui::pane::eta;
use std::collections::VecDeque;
use std::time::Duration;

/// How long a sample lasts, and how many are kept.
const EVERY: jiff::SignedDuration = jiff::SignedDuration::from_secs(2);
const KEPT: usize = 120;
/// How far one looks back for the pace of late.
const LATELY: usize = 15;

/// What was seen when.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Sample {
    at: Timestamp,
    done: usize,
    calls: u64,
}

/// How fast it has gone.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Pace {
    first: Option<Sample>,
    samples: VecDeque<Sample>,
    last: Option<Sample>,
}

/// How much of a batch is behind it, and how much there is in all. Of an offboarding the cut of the access counts as one
/// half and the rest as the other, because the access of all is cut before the rest of any.
pub fn behind(view: &BatchView) -> (usize, usize) {
    let totals = &view.line.totals;
    let over = totals.planned.saturating_sub(totals.left);
    if view.line.kind == PipelineKind::Offboard.as_str() {
        // Whoever was stopped or failed before the cut is over all the same.
        (over + totals.access_cut.max(over), 2 * totals.planned)
    } else {
        (over, totals.planned)
    }
}

impl Pace {
    /// Takes note of how the batch stands, with the calls made so far by this console.
    pub fn note(&mut self, view: &BatchView, calls: u64) {
        let sample = Sample { at: view.at, done: behind(view).0, calls };
        self.first.get_or_insert(sample);
        if self.samples.back().is_none_or(|last| sample.at.duration_since(last.at) >= EVERY) {
            self.samples.push_back(sample);
        }
        while self.samples.len() > KEPT {
            self.samples.pop_front();
        }
        self.last = Some(sample);
    }

    /// For how long yet, at least and at most; none before there is enough to go by.
    pub fn left(&self, view: &BatchView) -> Option<(Duration, Duration)> {
        let (done, all) = behind(view);
        let (first, last) = (self.first?, self.last?);
        let elapsed = Duration::from_secs_f64(seconds(first.at, last.at));
        if done >= all || !eta::means_something(done - first.done.min(done), all, elapsed) {
            return None;
        }
        let lately = self.samples.get(self.samples.len().saturating_sub(LATELY)).copied().unwrap_or(first);
        let rate = |from: Sample| {
            let time = seconds(from.at, last.at);
            (time > 0.0 && last.done > from.done).then(|| (last.done - from.done) as f64 / time)
        };
        let rates: Vec<f64> = [rate(first), rate(lately)].into_iter().flatten().collect();
        let (slow, fast) = (rates.iter().copied().reduce(f64::min)?, rates.iter().copied().reduce(f64::max)?);
        let left = (all - done) as f64;
        Some((Duration::from_secs_f64(left / fast), Duration::from_secs_f64(left / slow)))
    }

    /// Calls a minute of late, oldest first: one number for each time between two samples.
    pub fn calls(&self) -> Vec<Option<u64>> {
        let pairs = self.samples.iter().zip(self.samples.iter().skip(1));
        pairs
            .map(|(a, b)| {
                let time = seconds(a.at, b.at).max(0.1);
                Some((b.calls.saturating_sub(a.calls) as f64 * 60.0 / time) as u64)
            })
            .collect()
    }
}

fn seconds(from: Timestamp, to: Timestamp) -> f64 {
    to.duration_since(from).as_secs_f64().max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::fake::bulk;

    fn at(second: i64, cut: usize, over: usize) -> BatchView {
        let mut view = bulk::batch_view();
        view.at = Timestamp::from_second(1_700_000_000 + second).unwrap();
        view.line.totals.planned = 100;
        view.line.totals.access_cut = cut;
        view.line.totals.left = 100 - over;
        view
    }

    #[test]
    fn nothing_is_guessed_too_early_and_then_a_range() {
        let mut pace = Pace::default();
        pace.note(&at(0, 0, 0), 0);
        pace.note(&at(1, 1, 0), 5);
        assert_eq!(pace.left(&at(1, 1, 0)), None);
        for second in 2..=60 {
            pace.note(&at(second, second as usize, 0), 5 * second as u64);
        }
        let (least, most) = pace.left(&at(60, 60, 0)).unwrap();
        // 140 of 200 halves are left at one a second.
        assert!(least.as_secs().abs_diff(140) <= 2 && most.as_secs().abs_diff(140) <= 2, "{least:?} {most:?}");
        assert!(least <= most);
        assert_eq!(pace.left(&at(60, 100, 100)), None, "over is over");
    }

    #[test]
    fn who_failed_before_the_cut_is_over_all_the_same() {
        assert_eq!(behind(&at(0, 0, 100)), (200, 200));
        assert_eq!(behind(&at(0, 100, 40)), (140, 200));
    }
}
