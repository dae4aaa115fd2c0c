//! For how long yet: said only once it means something, and as a range, because nobody knows better.

use crate::model::RunRecord;
use std::time::Duration;

/// Before this, and before three of a hundred are behind, every guess is wrong.
const LONG_ENOUGH: Duration = Duration::from_secs(10);
/// Before this no guess is worth a look, however much is behind.
const AT_LEAST: Duration = Duration::from_secs(2);

/// Whether a guess from so much behind in so much time would mean something.
pub fn means_something(behind: usize, all: usize, elapsed: Duration) -> bool {
    let enough = elapsed >= LONG_ENOUGH || behind * 100 >= 3 * all;
    behind > 0 && behind < all && elapsed >= AT_LEAST && enough
}

/// For how long a run goes on yet, at least and at most: by its own pace so far, and by what its plan forecast for what is
/// left. None while that would not mean anything.
pub fn of_run(run: &RunRecord, behind: u32, all: u32, elapsed: Duration) -> Option<(Duration, Duration)> {
    if !means_something(behind as usize, all as usize, elapsed) {
        return None;
    }
    let left = all - behind;
    let own = elapsed.checked_mul(left)? / behind;
    let forecast = Duration::from_millis(run.plan.forecast.millis).checked_mul(left)? / all;
    Some((own.min(forecast), own.max(forecast)))
}

/// `9 to 10 min`: two times in the unit of the longer one.
pub fn range(least: Duration, most: Duration) -> String {
    let (unit, word) = match most.as_secs() {
        0..100 => (1, "s"),
        100..5_400 => (60, "min"),
        _ => (3_600, "h"),
    };
    let of = |time: Duration| time.as_millis().div_ceil(unit * 1_000).max(1);
    let (least, most) = (of(least), of(most));
    if least >= most { format!("about {most} {word}") } else { format!("{least} to {most} {word}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::pane::story;

    #[test]
    fn nothing_is_guessed_before_it_means_something() {
        let seconds = Duration::from_secs;
        for (behind, all, elapsed, means) in [
            (0, 100, 60, false),
            (1, 100, 5, false),
            (3, 100, 5, true),
            (1, 100, 10, true),
            (50, 100, 1, false),
            (100, 100, 60, false),
            (0, 0, 60, false),
        ] {
            assert_eq!(means_something(behind, all, seconds(elapsed)), means, "{behind} of {all} in {elapsed} s");
        }
    }

    #[test]
    fn a_run_lasts_between_its_own_pace_and_its_forecast() {
        let run = story::running();
        assert_eq!(of_run(&run, 0, 20, Duration::from_secs(20)), None);
        let (least, most) = of_run(&run, 5, 20, Duration::from_secs(20)).unwrap();
        assert_eq!((least.as_millis(), most.as_secs()), (3_150, 60), "three quarters of 4.2 s, and three times 20 s");
    }

    #[test]
    fn ranges_have_one_unit() {
        let words = |least, most| range(Duration::from_secs(least), Duration::from_secs(most));
        assert_eq!(words(3, 60), "3 to 60 s");
        assert_eq!(words(500, 600), "9 to 10 min");
        assert_eq!(words(0, 0), "about 1 s");
        assert_eq!(words(3_600, 7_300), "1 to 3 h");
        assert_eq!(words(590, 600), "about 10 min");
    }
}
