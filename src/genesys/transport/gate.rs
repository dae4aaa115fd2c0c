//! The gate: calls wait here for the budget, the urgent ones first, each lane in order of arrival.

use super::Lane;
use super::answer::Rate;
use super::budget::{Budget, Wait};
use super::meter::Held;
use crate::genesys::Reserve;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, watch};
use tokio::time::Instant;

/// A call's place among those that wait; it keeps its place when it is tried again.
pub(super) type Place = (Lane, u64);

/// The gate of one client.
pub(super) struct Gate {
    state: Mutex<State>,
    changed: watch::Sender<u64>,
}

struct State {
    budget: Budget,
    waiting: BTreeMap<Place, Arc<Notify>>,
    arrived: u64,
}

/// The right to make one exchange.
pub(super) struct Permit<'a> {
    gate: &'a Gate,
    generation: u64,
    sent: Option<Instant>,
    settled: bool,
}

impl Gate {
    pub(super) fn new(in_flight: u32, reserve: Reserve, changed: watch::Sender<u64>) -> Self {
        let state = State { budget: Budget::new(in_flight, reserve), waiting: BTreeMap::new(), arrived: 0 };
        Self { state: Mutex::new(state), changed }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A place behind all that came before in the same lane.
    pub(super) fn place(&self, lane: Lane) -> Place {
        let mut state = self.state();
        state.arrived += 1;
        (lane, state.arrived)
    }

    /// Waits for the budget of this token. None when a newer token has taken its place meanwhile.
    pub(super) async fn permit(&self, place: Place, generation: u64) -> Option<Permit<'_>> {
        let woken = Arc::new(Notify::new());
        let ticket = Ticket { gate: self, place };
        loop {
            let until = {
                let mut state = self.state();
                if state.budget.generation() > generation {
                    return None;
                }
                if state.budget.generation() < generation {
                    state.budget.renew(generation);
                    state.wake_first();
                }
                let first = state.waiting.first_key_value().is_none_or(|(first, _)| *first >= place);
                let until = match first.then(|| state.budget.take(place.0, Instant::now())) {
                    Some(Ok(())) => {
                        drop(state);
                        drop(ticket);
                        return Some(Permit { gate: self, generation, sent: None, settled: false });
                    }
                    Some(Err(Wait::Until(until, _))) => Some(until),
                    Some(Err(Wait::Answer)) | None => None,
                };
                if state.waiting.insert(place, Arc::clone(&woken)).is_none() {
                    drop(state);
                    self.note();
                }
                until
            };
            match until {
                Some(until) => {
                    let _ = tokio::time::timeout_at(until, woken.notified()).await;
                }
                None => woken.notified().await,
            }
        }
    }

    /// Tells those who watch the meter that it has changed.
    pub(super) fn note(&self) {
        self.changed.send_modify(|revision| *revision += 1);
    }

    pub(super) fn watch(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    /// Calls used, allowed, time left in the window, and what the first in line waits for.
    pub(super) fn figures(&self, now: Instant) -> (u32, Option<u32>, Option<Duration>, Option<Held>) {
        let state = self.state();
        let (used, allowed) = state.budget.figures(now);
        let left = state.budget.ends_by().map(|end| end.saturating_duration_since(now));
        let held = state.waiting.first_key_value().and_then(|((lane, _), _)| match state.budget.peek(*lane, now) {
            Err(Wait::Until(until, why)) => Some(Held { left: until.saturating_duration_since(now), why }),
            _ => None,
        });
        (used, allowed, left, held)
    }

    fn settle(&self, change: impl FnOnce(&mut Budget, Instant)) {
        let mut state = self.state();
        change(&mut state.budget, Instant::now());
        state.wake_first();
        drop(state);
        self.note();
    }
}

impl State {
    /// Only the first in line can get a permit: whoever is behind may not do more.
    fn wake_first(&self) {
        if let Some((_, first)) = self.waiting.first_key_value() {
            first.notify_one();
        }
    }
}

/// Takes a place out of the line, however the waiting ended, and wakes the next.
struct Ticket<'a> {
    gate: &'a Gate,
    place: Place,
}

impl Drop for Ticket<'_> {
    fn drop(&mut self) {
        let mut state = self.gate.state();
        state.waiting.remove(&self.place);
        state.wake_first();
    }
}

impl Permit<'_> {
    /// From now on the service may have counted it.
    pub(super) fn sent(&mut self) {
        self.sent = Some(Instant::now());
    }

    /// The request certainly did not reach the service.
    pub(super) fn not_sent(mut self) {
        self.sent = None;
    }

    /// An answer came, with or without word of the rate.
    pub(super) fn answered(mut self, rate: Option<Rate>) {
        self.finish(rate, None);
    }

    /// The service says that the token's limit is reached: holds everybody back until then.
    pub(super) fn refused(mut self, rate: Option<Rate>, until: Instant) {
        self.finish(rate, Some(until));
    }

    /// When this window is over at the latest.
    pub(super) fn window_ends_by(&self) -> Option<Instant> {
        self.gate.state().budget.ends_by()
    }

    fn finish(&mut self, rate: Option<Rate>, hold: Option<Instant>) {
        self.settled = true;
        let (generation, sent) = (self.generation, self.sent);
        self.gate.settle(|budget, now| {
            match sent {
                Some(sent) => budget.answered(generation, sent, now, rate),
                None => budget.give_back(generation),
            }
            if let Some(until) = hold {
                budget.hold(generation, until);
            }
        });
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        // Dropped under way: whoever waited for the answer has gone, the service counts it all the same.
        if !self.settled {
            self.finish(None, None);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;

    fn gate() -> Gate {
        Gate::new(100, Reserve::default(), watch::Sender::new(0))
    }

    fn rate(count: u32) -> Option<Rate> {
        Some(Rate { count, allowed: 10, reset: Duration::from_secs(60) })
    }

    async fn answer(gate: &Gate, lane: Lane, count: u32) {
        let mut permit = gate.permit(gate.place(lane), 1).await.unwrap();
        permit.sent();
        permit.answered(rate(count));
    }

    #[tokio::test(start_paused = true)]
    async fn the_urgent_go_first_and_each_lane_in_order() {
        let gate = gate();
        answer(&gate, Lane::Urgent, 10).await;
        let order = Mutex::new(Vec::new());
        let wait = |lane, name| {
            let place = gate.place(lane);
            let (gate, order) = (&gate, &order);
            async move {
                let permit = gate.permit(place, 1).await.unwrap();
                order.lock().unwrap().push(name);
                permit.not_sent();
            }
        };
        tokio::join!(
            wait(Lane::Bulk, "bulk 1"),
            wait(Lane::Interactive, "screen 1"),
            wait(Lane::Bulk, "bulk 2"),
            wait(Lane::Urgent, "urgent"),
            wait(Lane::Interactive, "screen 2"),
        );
        assert_eq!(*order.lock().unwrap(), ["urgent", "screen 1", "screen 2", "bulk 1", "bulk 2"]);
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_gives_up_waiting_blocks_nobody() {
        let gate = gate();
        let first = gate.permit(gate.place(Lane::Urgent), 1).await.unwrap();
        let mut gone = Box::pin(gate.permit(gate.place(Lane::Urgent), 1));
        assert!(gone.as_mut().now_or_never().is_none());
        let mut next = Box::pin(gate.permit(gate.place(Lane::Bulk), 1));
        assert!(next.as_mut().now_or_never().is_none());
        drop(first);
        drop(gone);
        assert!(next.await.is_some());
    }

    #[tokio::test(start_paused = true)]
    async fn those_who_wait_with_an_old_token_are_told() {
        let gate = gate();
        let _held = gate.permit(gate.place(Lane::Urgent), 1).await.unwrap();
        let (old, older, new) = tokio::join!(
            gate.permit(gate.place(Lane::Bulk), 1),
            gate.permit(gate.place(Lane::Bulk), 1),
            gate.permit(gate.place(Lane::Interactive), 2),
        );
        assert!(old.is_none() && older.is_none() && new.is_some());
    }

    #[tokio::test(start_paused = true)]
    async fn the_meter_says_why_calls_wait() {
        let gate = gate();
        answer(&gate, Lane::Urgent, 10).await;
        assert_eq!(gate.figures(Instant::now()).3, None, "nobody waits");
        let mut waiting = Box::pin(gate.permit(gate.place(Lane::Bulk), 1));
        assert!(waiting.as_mut().now_or_never().is_none());
        let (used, allowed, left, held) = gate.figures(Instant::now());
        assert_eq!((used, allowed, left), (10, Some(10), Some(Duration::from_secs(61))));
        assert_eq!(held.unwrap().why, super::super::budget::USED_UP);
    }
}
