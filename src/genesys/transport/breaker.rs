//! The circuit breaker: after many failures in a row the tenant is left alone for a while, then tried with one call.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::Instant;

#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    Closed {
        failures: u32,
    },
    Open {
        until: Instant,
        pause: Duration,
    },
    /// The pause is over; `probing` while the one call that finds out is under way.
    HalfOpen {
        probing: bool,
        pause: Duration,
    },
}

/// The breaker of one client.
pub(super) struct Breaker {
    state: Mutex<State>,
    changed: watch::Sender<()>,
    after: u32,
    pause: Duration,
}

/// The right to try. Must be given back with what came of it; dropping it counts as nothing having happened.
pub(super) struct Pass<'a> {
    breaker: &'a Breaker,
    probe: bool,
    settled: bool,
}

impl Breaker {
    pub(super) fn new(after: u32, pause: Duration) -> Self {
        Self { state: Mutex::new(State::Closed { failures: 0 }), changed: watch::Sender::new(()), after, pause }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// When the circuit is open: for how long still. Zero while the first call after the pause is under way.
    pub(super) fn open_for(&self, now: Instant) -> Option<Duration> {
        match *self.state() {
            State::Closed { .. } => None,
            State::Open { until, .. } => Some(until.saturating_duration_since(now)),
            State::HalfOpen { .. } => Some(Duration::ZERO),
        }
    }

    /// A pass, at once or not at all; the `Err` says how long the circuit stays open.
    pub(super) fn try_pass(&self, now: Instant) -> Result<Pass<'_>, Duration> {
        let mut state = self.state();
        if let State::Open { until, pause } = *state
            && until <= now
        {
            *state = State::HalfOpen { probing: false, pause };
        }
        match *state {
            State::Closed { .. } => Ok(Pass { breaker: self, probe: false, settled: false }),
            State::Open { until, .. } => Err(until.saturating_duration_since(now)),
            State::HalfOpen { probing: true, .. } => Err(Duration::ZERO),
            State::HalfOpen { probing: false, pause } => {
                *state = State::HalfOpen { probing: true, pause };
                Ok(Pass { breaker: self, probe: true, settled: false })
            }
        }
    }

    /// A pass, however long it takes.
    pub(super) async fn pass(&self) -> Pass<'_> {
        let mut changed = self.changed.subscribe();
        loop {
            changed.borrow_and_update();
            match self.try_pass(Instant::now()) {
                Ok(pass) => return pass,
                Err(left) if left.is_zero() => {
                    // The sender lives in self, so this cannot fail while we are here.
                    let _ = changed.changed().await;
                }
                Err(left) => {
                    let _ = tokio::time::timeout(left, changed.changed()).await;
                }
            }
        }
    }

    fn settle(&self, now: Instant, probe: bool, failed: bool) {
        let mut state = self.state();
        let next = match (*state, failed) {
            (State::Closed { .. }, false) => State::Closed { failures: 0 },
            (State::Closed { failures }, true) if failures + 1 >= self.after => {
                tracing::warn!(failures = failures + 1, "the tenant fails; leaving it alone for a moment");
                State::Open { until: now + self.pause, pause: self.pause }
            }
            (State::Closed { failures }, true) => State::Closed { failures: failures + 1 },
            // An answer, even of a call that was sent before the circuit opened, shows that the tenant is there.
            (State::Open { .. } | State::HalfOpen { .. }, false) => State::Closed { failures: 0 },
            (State::HalfOpen { pause, .. }, true) if probe => {
                let pause = (pause * 2).min(self.pause * 8);
                State::Open { until: now + pause, pause }
            }
            (open, true) => open,
        };
        *state = next;
        drop(state);
        self.changed.send_replace(());
    }

    fn give_up_probe(&self) {
        let mut state = self.state();
        if let State::HalfOpen { pause, .. } = *state {
            *state = State::HalfOpen { probing: false, pause };
        }
        drop(state);
        self.changed.send_replace(());
    }
}

impl Pass<'_> {
    /// Whether the circuit has opened since the pass was given.
    pub(super) fn is_void(&self) -> bool {
        !self.probe && !matches!(*self.breaker.state(), State::Closed { .. })
    }

    /// The tenant answered.
    pub(super) fn answered(mut self, now: Instant) {
        self.settled = true;
        self.breaker.settle(now, self.probe, false);
    }

    /// The tenant failed, or there was none.
    pub(super) fn failed(mut self, now: Instant) {
        self.settled = true;
        self.breaker.settle(now, self.probe, true);
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        if self.probe && !self.settled {
            self.breaker.give_up_probe();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAUSE: Duration = Duration::from_secs(10);

    fn failing(breaker: &Breaker, times: u32) {
        for _ in 0..times {
            breaker.try_pass(Instant::now()).ok().unwrap().failed(Instant::now());
        }
    }

    #[tokio::test(start_paused = true)]
    async fn it_opens_after_failures_in_a_row_only() {
        let breaker = Breaker::new(3, PAUSE);
        failing(&breaker, 2);
        breaker.pass().await.answered(Instant::now());
        failing(&breaker, 2);
        assert_eq!(breaker.open_for(Instant::now()), None);
        failing(&breaker, 1);
        assert_eq!(breaker.open_for(Instant::now()), Some(PAUSE));
        assert!(breaker.try_pass(Instant::now()).is_err());
    }

    #[tokio::test(start_paused = true)]
    async fn after_the_pause_one_call_finds_out() {
        let breaker = Breaker::new(1, PAUSE);
        failing(&breaker, 1);
        let began = Instant::now();
        let probe = breaker.pass().await;
        assert_eq!(began.elapsed(), PAUSE);
        assert!(breaker.try_pass(Instant::now()).is_err(), "one at a time");
        probe.failed(Instant::now());
        assert_eq!(breaker.open_for(Instant::now()), Some(PAUSE * 2));
        let probe = breaker.pass().await;
        drop(probe);
        let probe = breaker.try_pass(Instant::now()).ok().unwrap();
        probe.answered(Instant::now());
        assert_eq!(breaker.open_for(Instant::now()), None);
        failing(&breaker, 1);
        assert_eq!(breaker.open_for(Instant::now()), Some(PAUSE), "the pause begins anew");
    }

    #[tokio::test(start_paused = true)]
    async fn those_who_wait_go_on_when_the_probe_is_answered() {
        let breaker = Breaker::new(1, PAUSE);
        failing(&breaker, 1);
        let probe = breaker.pass().await;
        let (waited, ()) = tokio::join!(breaker.pass(), async {
            tokio::time::sleep(Duration::from_secs(2)).await;
            probe.answered(Instant::now());
        });
        assert!(!waited.probe);
    }
}
