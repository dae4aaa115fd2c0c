//! The clock, as a value: whoever needs the time is given one of these, so that tests can say what time it is.

use super::Timestamp;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// Tells the time in whole milliseconds, which is as fine as the journal keeps it.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    /// The clock of the machine.
    pub fn system() -> Self {
        Self(Arc::new(|| whole_millis(Timestamp::now().as_millisecond())))
    }

    /// The time.
    pub fn now(&self) -> Timestamp {
        (self.0)()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Clock({})", self.now())
    }
}

/// A clock that stands still until it is moved.
#[derive(Clone, Debug)]
pub struct SetClock(Arc<AtomicI64>);

impl SetClock {
    /// Stands at this time, cut to milliseconds.
    pub fn at(time: Timestamp) -> Self {
        Self(Arc::new(AtomicI64::new(time.as_millisecond())))
    }

    /// Moves it by so many milliseconds, backwards if negative.
    pub fn advance(&self, millis: i64) {
        self.0.fetch_add(millis, Ordering::SeqCst);
    }

    /// The clock to hand out; it follows every move.
    pub fn clock(&self) -> Clock {
        let millis = Arc::clone(&self.0);
        Clock(Arc::new(move || whole_millis(millis.load(Ordering::SeqCst))))
    }
}

fn whole_millis(millis: i64) -> Timestamp {
    // Out of range only for years beyond -9999 and 9999.
    Timestamp::from_millisecond(millis).unwrap_or(Timestamp::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_clock_moves_only_when_moved() {
        let set = SetClock::at("2026-11-20T10:00:00Z".parse().unwrap());
        let clock = set.clock();
        assert_eq!(clock.now(), clock.now());
        set.advance(1_500);
        assert_eq!(clock.now().to_string(), "2026-11-20T10:00:01.5Z");
    }

    #[test]
    fn the_system_clock_keeps_whole_milliseconds() {
        assert_eq!(Clock::system().now().as_nanosecond() % 1_000_000, 0);
    }
}
