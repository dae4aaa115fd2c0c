//! Chance and its uses: full jitter, jitter above a floor, and the bucket that keeps repeats a small part of all calls.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// The longest that a backoff may be drawn.
pub(super) const BACKOFF_CAP: Duration = Duration::from_secs(20);
/// The range of the first backoff; it doubles with each failure.
pub(super) const BACKOFF_BASE: Duration = Duration::from_millis(500);
/// What may be added on top of a wait that the service asked for.
pub(super) const ABOVE_FLOOR: Duration = Duration::from_millis(500);

const REPEATS_SAVED_MAX: f64 = 50.0;
const REPEATS_PER_CALL: f64 = 0.2;
const REPEATS_AT_START: f64 = 10.0;

/// One generator for all waits of a client.
pub(super) struct Chance {
    state: Mutex<State>,
}

struct State {
    generator: ChaCha8Rng,
    repeats_left: f64,
}

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        let generator = ChaCha8Rng::seed_from_u64(seed);
        Self { state: Mutex::new(State { generator, repeats_left: REPEATS_AT_START }) }
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn up_to(&self, most: Duration) -> Duration {
        let micros = u64::try_from(most.as_micros()).unwrap_or(u64::MAX);
        Duration::from_micros(self.state().generator.random_range(0..=micros))
    }

    /// Full jitter: anything from nothing to a range that doubles with each failure. The first failure is number 0.
    pub(super) fn backoff(&self, failure: u32) -> Duration {
        self.up_to(BACKOFF_BASE.saturating_mul(1 << failure.min(10)).min(BACKOFF_CAP))
    }

    /// At least the floor, and a little more, so that those who were told the same do not come at the same moment.
    pub(super) fn above(&self, floor: Duration) -> Duration {
        floor.saturating_add(self.up_to(ABOVE_FLOOR))
    }

    /// Notes a first try, which pays for a fifth of a repeat.
    pub(super) fn first_try(&self) {
        let mut state = self.state();
        state.repeats_left = (state.repeats_left + REPEATS_PER_CALL).min(REPEATS_SAVED_MAX);
    }

    /// Takes one repeat out of the bucket, if there is one.
    pub(super) fn may_repeat(&self) -> bool {
        let mut state = self.state();
        let may = state.repeats_left >= 1.0;
        if may {
            state.repeats_left -= 1.0;
        }
        may
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backoff_stays_within_its_range_and_uses_all_of_it() {
        let chance = Chance::new(7);
        for failure in 0..12 {
            let range = BACKOFF_BASE.saturating_mul(1 << failure).min(BACKOFF_CAP);
            let drawn: Vec<_> = (0..500).map(|_| chance.backoff(failure)).collect();
            assert!(drawn.iter().all(|d| *d <= range), "{failure}");
            assert!(drawn.iter().any(|d| *d < range / 10), "{failure}: full jitter begins at nothing");
            assert!(drawn.iter().any(|d| *d > range * 9 / 10), "{failure}");
        }
    }

    #[test]
    fn a_floor_is_never_undercut() {
        let chance = Chance::new(7);
        let floor = Duration::from_secs(3);
        assert!((0..500).map(|_| chance.above(floor)).all(|d| d >= floor && d <= floor + ABOVE_FLOOR));
    }

    #[test]
    fn repeats_are_a_fifth_of_the_calls_in_the_long_run() {
        let chance = Chance::new(7);
        let mut repeats = 0;
        for _ in 0..10_000 {
            chance.first_try();
            while chance.may_repeat() {
                repeats += 1;
            }
        }
        assert!((2_000..=2_011).contains(&repeats), "{repeats}");
    }

    #[test]
    fn the_same_seed_waits_the_same() {
        let draw = |seed| (0..20).map(|n| Chance::new(seed).backoff(n)).collect::<Vec<_>>();
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
    }
}
