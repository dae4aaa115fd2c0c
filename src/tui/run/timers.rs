//! The timers that were asked for. While there are none, nothing wakes the console.

use crate::tui::input::Timer;
use tokio::time::{Instant, sleep_until};

/// One time for each kind of timer.
#[derive(Debug, Default)]
pub struct Timers(Vec<(Instant, Timer)>);

impl Timers {
    /// Sets a timer; an earlier one of the same kind is replaced.
    pub fn set(&mut self, timer: Timer, at: Instant) {
        self.forget(timer);
        self.0.push((at, timer));
    }

    /// Forgets a timer.
    pub fn forget(&mut self, timer: Timer) {
        self.0.retain(|(_, t)| *t != timer);
    }

    /// Waits for the next one to run out, and forgets it. Never ends while there is none.
    pub async fn next(&mut self) -> Timer {
        match self.0.iter().min().copied() {
            None => std::future::pending().await,
            Some((at, timer)) => {
                // Forgotten only afterwards: the wait may be given up for something else that happens.
                sleep_until(at).await;
                self.forget(timer);
                timer
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[tokio::test(start_paused = true)]
    async fn the_earliest_first_and_each_kind_once() {
        let mut timers = Timers::default();
        let now = Instant::now();
        timers.set(Timer::Toast, now + Duration::from_secs(4));
        timers.set(Timer::OpenPerson, now + Duration::from_secs(1));
        timers.set(Timer::OpenPerson, now + Duration::from_secs(2));
        timers.set(Timer::Clock, now + Duration::from_secs(3));
        timers.forget(Timer::Clock);
        assert_eq!(timers.next().await, Timer::OpenPerson);
        assert_eq!(now.elapsed(), Duration::from_secs(2));
        assert_eq!(timers.next().await, Timer::Toast);
        let idle = tokio::time::timeout(Duration::from_secs(3600), timers.next()).await;
        assert!(idle.is_err(), "nothing wakes a console that waits for nothing");
    }
}
