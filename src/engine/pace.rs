//! How long to wait for what.

use std::time::Duration;

/// The engine's waits and limits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pace {
    /// How long a claim holds without being renewed; it is renewed three times as often.
    pub lease: Duration,
    /// How often to look whether a run that somebody else has, or that is not due, can be claimed.
    pub look_again: Duration,
    /// How often an effect is tried, and a reading that fails.
    pub tries: u32,
    /// The wait before the second try; doubled for each further one.
    pub retry: Duration,
    /// How long to go on reading back, counted in the waits between readings.
    pub prove_for: Duration,
    /// The shortest wait between two readings.
    pub prove_every: Duration,
    /// The wait before writing again when the store does not take something; doubled up to `store_longest`.
    pub store_retry: Duration,
    /// The longest wait between two tries to write.
    pub store_longest: Duration,
    /// How long, counted in waits, to go on trying to write before the run is left for resuming.
    pub store_patience: Duration,
    /// How many runs of a batch are written in one transaction; at least 1.
    pub piece: usize,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            lease: Duration::from_secs(15),
            look_again: Duration::from_millis(500),
            tries: 3,
            retry: Duration::from_secs(2),
            prove_for: Duration::from_secs(120),
            prove_every: Duration::from_millis(200),
            store_retry: Duration::from_millis(200),
            store_longest: Duration::from_secs(10),
            store_patience: Duration::from_secs(600),
            piece: 500,
        }
    }
}

impl Pace {
    /// The wait after the given number of failed tries, from 1.
    pub(super) fn before_try(&self, failed: u32) -> Duration {
        self.retry.saturating_mul(2u32.saturating_pow(failed.saturating_sub(1)))
    }
}
