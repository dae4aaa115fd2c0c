//! The practice tenant's time: a start instant and what tokio's clock says has passed since, so that a paused clock in
//! a test drives rate windows, delayed effects and token expiry.

use jiff::Timestamp;
use tokio::time::Instant;

/// A clock that began at a known moment.
#[derive(Debug, Clone, Copy)]
pub struct PracticeClock {
    start: Timestamp,
    began: Instant,
}

impl PracticeClock {
    /// A clock that shows `start` now.
    pub fn starting_at(start: Timestamp) -> Self {
        let start = Timestamp::from_millisecond(start.as_millisecond()).unwrap_or(start);
        Self { start, began: Instant::now() }
    }

    /// The moment the clock was set to when it began.
    pub fn start(&self) -> Timestamp {
        self.start
    }

    /// What the clock shows, in whole milliseconds.
    pub fn now(&self) -> Timestamp {
        let passed = i64::try_from(self.began.elapsed().as_millis()).unwrap_or(i64::MAX);
        Timestamp::from_millisecond(self.start.as_millisecond().saturating_add(passed)).unwrap_or(Timestamp::MAX)
    }
}

/// The platform's way to write a moment: `yyyy-MM-ddTHH:mm:ss.SSSZ`.
pub fn iso(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}
