//! What the service still lets us call in this window: plain arithmetic on what its answers said.
//!
//! The service counts in fixed windows for each token and tells the count, the limit and the whole seconds that are left.
//! How it rounds those is not known, so the end of the window is kept as a range, which narrows with every answer; nothing
//! is taken to be over before the range is.

use super::Lane;
use super::answer::Rate;
use crate::genesys::Reserve;
use std::time::Duration;
use tokio::time::Instant;

const SECOND: Duration = Duration::from_secs(1);
/// How long to wait for a new window when the service has not told when this one ends.
const UNTOLD: Duration = Duration::from_secs(60);

#[derive(Clone, Copy, Debug)]
struct Window {
    allowed: u32,
    used: u32,
    began: Instant,
    /// Between which moments it ends; none when no answer of this window has come yet.
    ends: Option<(Instant, Instant)>,
}

/// Why a call has to wait.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Wait {
    /// Until this moment, and why.
    Until(Instant, &'static str),
    /// Until one of those under way is answered.
    Answer,
}

pub(super) const USED_UP: &str = "the calls of this minute are used up";
pub(super) const ASKED: &str = "the service asked to wait (429)";

/// The budget of one token.
#[derive(Debug)]
pub(super) struct Budget {
    generation: u64,
    /// None until an answer has told: then one call goes at a time.
    window: Option<Window>,
    in_flight: u32,
    in_flight_most: u32,
    reserve: Reserve,
    held_until: Option<Instant>,
}

impl Budget {
    pub(super) fn new(in_flight_most: u32, reserve: Reserve) -> Self {
        let in_flight_most = in_flight_most.max(1);
        Self { generation: 0, window: None, in_flight: 0, in_flight_most, reserve, held_until: None }
    }

    pub(super) fn generation(&self) -> u64 {
        self.generation
    }

    /// Begins anew with a fresh token, which has a window of its own.
    pub(super) fn renew(&mut self, generation: u64) {
        *self = Self { generation, ..Self::new(self.in_flight_most, self.reserve) };
    }

    /// Takes one call out of the budget, or says what to wait for.
    pub(super) fn take(&mut self, lane: Lane, now: Instant) -> Result<(), Wait> {
        self.roll(now);
        self.peek(lane, now)?;
        self.in_flight += 1;
        Ok(())
    }

    fn roll(&mut self, now: Instant) {
        if self.held_until.is_some_and(|until| until <= now) {
            self.held_until = None;
        }
        if let Some(window) = &mut self.window
            && window.ended(now)
        {
            *window = Window { used: 0, began: now, ends: None, ..*window };
        }
    }

    /// What a call of this lane would have to wait for.
    pub(super) fn peek(&self, lane: Lane, now: Instant) -> Result<(), Wait> {
        if let Some(until) = self.held_until.filter(|until| *until > now) {
            return Err(Wait::Until(until, ASKED));
        }
        let Some(window) = self.window else {
            return if self.in_flight == 0 { Ok(()) } else { Err(Wait::Answer) };
        };
        if self.in_flight >= self.in_flight_most {
            return Err(Wait::Answer);
        }
        let used = if window.ended(now) { 0 } else { window.used };
        let left = window.allowed.saturating_sub(used).saturating_sub(self.in_flight);
        let percent = match lane {
            Lane::Urgent => 0,
            Lane::Interactive => self.reserve.interactive,
            Lane::Bulk => self.reserve.bulk,
        };
        let kept = window.allowed.saturating_mul(percent).div_ceil(100).min(window.allowed.saturating_sub(1));
        match window.ends {
            _ if left > kept => Ok(()),
            Some((_, latest)) => Err(Wait::Until(latest, USED_UP)),
            None if self.in_flight > 0 => Err(Wait::Answer),
            None => Err(Wait::Until(window.began + UNTOLD, USED_UP)),
        }
    }

    /// Gives back a call that was never sent.
    pub(super) fn give_back(&mut self, generation: u64) {
        if generation == self.generation {
            self.in_flight = self.in_flight.saturating_sub(1);
        }
    }

    /// Takes in what came of a call that was sent.
    pub(super) fn answered(&mut self, generation: u64, sent: Instant, now: Instant, rate: Option<Rate>) {
        if generation != self.generation {
            return;
        }
        self.in_flight = self.in_flight.saturating_sub(1);
        self.roll(now);
        let Some(rate) = rate else {
            if let Some(window) = &mut self.window {
                window.used = window.used.saturating_add(1);
            }
            return;
        };
        // Counted at some moment between sent and now; whole seconds rounded either way.
        let earliest = (sent + rate.reset).checked_sub(SECOND).unwrap_or(sent);
        let latest = now + rate.reset + SECOND;
        let told = Window { allowed: rate.allowed, used: rate.count, began: now, ends: Some((earliest, latest)) };
        match &mut self.window {
            None => self.window = Some(told),
            Some(window) => {
                window.allowed = rate.allowed;
                match window.ends {
                    // From the window before, which was over before this one began.
                    None if sent < window.began && earliest <= window.began => window.used += 1,
                    None => *window = Window { used: window.used.max(rate.count), began: window.began, ..told },
                    Some((_, end)) if earliest > end => *window = told,
                    Some((end, _)) if latest < end => {}
                    Some((from, to)) => {
                        window.used = window.used.max(rate.count);
                        let (from, to) = (from.max(earliest), to.min(latest));
                        window.ends = Some((from.min(to), to));
                    }
                }
            }
        }
    }

    /// Holds every call back: the limit of the token is reached, whatever we had counted.
    pub(super) fn hold(&mut self, generation: u64, until: Instant) {
        if generation == self.generation {
            self.held_until = Some(self.held_until.map_or(until, |held| held.max(until)));
            // After the wait, one call goes ahead and tells how the new window stands.
            self.window = None;
        }
    }

    /// When the window is over at the latest, where that is known.
    pub(super) fn ends_by(&self) -> Option<Instant> {
        self.window.and_then(|w| w.ends).map(|(_, latest)| latest)
    }

    /// Calls used, calls allowed.
    pub(super) fn figures(&self, now: Instant) -> (u32, Option<u32>) {
        match self.window {
            Some(window) => {
                let used = if window.ended(now) { 0 } else { window.used };
                (used.saturating_add(self.in_flight), Some(window.allowed))
            }
            None => (self.in_flight, None),
        }
    }
}

impl Window {
    fn ended(&self, now: Instant) -> bool {
        match self.ends {
            Some((_, latest)) => latest <= now,
            None => self.used > 0 && self.began + UNTOLD <= now,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(count: u32, reset: u64) -> Option<Rate> {
        Some(Rate { count, allowed: 100, reset: Duration::from_secs(reset) })
    }

    fn seconds(s: f64) -> Duration {
        Duration::from_secs_f64(s)
    }

    /// A budget whose first answer has come.
    fn told(now: Instant, count: u32, reset: u64) -> Budget {
        let mut budget = Budget::new(1000, Reserve::default());
        budget.take(Lane::Urgent, now).unwrap();
        budget.answered(0, now, now, rate(count, reset));
        budget
    }

    #[tokio::test]
    async fn one_at_a_time_until_the_service_has_told() {
        let now = Instant::now();
        let mut budget = Budget::new(1000, Reserve::default());
        budget.take(Lane::Urgent, now).unwrap();
        assert_eq!(budget.take(Lane::Urgent, now), Err(Wait::Answer));
        budget.answered(0, now, now, None);
        budget.take(Lane::Urgent, now).unwrap();
        budget.answered(0, now, now, rate(2, 60));
        for _ in 2..100 {
            budget.take(Lane::Urgent, now).unwrap();
        }
        assert!(budget.take(Lane::Urgent, now).is_err());
        budget.renew(1);
        budget.take(Lane::Urgent, now).unwrap();
        assert_eq!(budget.take(Lane::Urgent, now), Err(Wait::Answer), "a fresh token begins anew");
    }

    #[tokio::test]
    async fn bulk_leaves_a_twentieth() {
        let now = Instant::now();
        let mut budget = told(now, 1, 60);
        let bulk = (0..).take_while(|_| budget.take(Lane::Bulk, now).is_ok()).count();
        assert_eq!(bulk, 100 - 1 - 5);
        let others = (0..).take_while(|_| budget.take(Lane::Interactive, now).is_ok()).count();
        assert_eq!(others, 5);
    }

    #[tokio::test]
    async fn each_lane_leaves_its_share_to_the_more_urgent_ones() {
        let now = Instant::now();
        let mut budget = Budget::new(1000, Reserve::SERVICE);
        budget.take(Lane::Urgent, now).unwrap();
        budget.answered(0, now, now, rate(1, 60));
        let mut most = |lane| (0..).take_while(|_| budget.take(lane, now).is_ok()).count();
        assert_eq!((most(Lane::Bulk), most(Lane::Interactive), most(Lane::Urgent)), (69, 10, 20));
    }

    #[tokio::test]
    async fn the_end_narrows_and_is_never_too_early() {
        let now = Instant::now();
        // The service rounds down, the window ends after 10.4 seconds.
        let mut down = told(now, 100, 10);
        assert_eq!(down.take(Lane::Urgent, now), Err(Wait::Until(now + seconds(11.0), USED_UP)));
        down.in_flight = 1;
        let later = now + seconds(0.5);
        down.answered(0, later, later, rate(100, 9));
        assert_eq!(down.ends_by(), Some(now + seconds(10.5)));
        assert!(down.take(Lane::Urgent, now + seconds(10.45)).is_err());
        assert!(down.take(Lane::Urgent, now + seconds(10.5)).is_ok());
    }

    #[tokio::test]
    async fn answers_of_the_window_before_do_not_count_for_this_one() {
        let now = Instant::now();
        let mut budget = told(now, 90, 2);
        let late = now + seconds(2.5);
        budget.take(Lane::Urgent, late).unwrap();
        budget.take(Lane::Urgent, late).unwrap();
        let turn = now + seconds(3.0);
        budget.answered(0, late, turn, rate(1, 60));
        assert_eq!(budget.figures(turn), (2, Some(100)), "the new window was told, one is under way");
        budget.answered(0, late, turn, rate(92, 0));
        assert_eq!(budget.figures(turn), (1, Some(100)), "an answer from the old window");
    }

    #[tokio::test]
    async fn a_late_answer_after_the_turn_is_not_taken_for_the_new_window() {
        let now = Instant::now();
        let mut budget = told(now, 90, 2);
        budget.take(Lane::Urgent, now + seconds(1.9)).unwrap();
        let turn = now + seconds(3.1);
        budget.take(Lane::Urgent, turn).unwrap();
        budget.answered(0, now + seconds(1.9), turn, rate(91, 1));
        assert_eq!(budget.figures(turn).0, 2, "counted once, to be safe, beside the one under way");
        budget.answered(0, turn, turn, rate(1, 60));
        assert_eq!(budget.figures(turn).0, 1);
    }

    #[tokio::test]
    async fn an_answer_that_never_came_counts() {
        let now = Instant::now();
        let mut budget = told(now, 98, 60);
        budget.take(Lane::Urgent, now).unwrap();
        budget.answered(0, now, now, None);
        budget.take(Lane::Urgent, now).unwrap();
        assert!(budget.take(Lane::Urgent, now).is_err());
    }

    #[tokio::test]
    async fn a_hold_holds_everybody_and_then_lets_one_look() {
        let now = Instant::now();
        let mut budget = told(now, 10, 60);
        budget.hold(0, now + seconds(5.0));
        budget.hold(0, now + seconds(3.0));
        assert_eq!(budget.take(Lane::Urgent, now), Err(Wait::Until(now + seconds(5.0), ASKED)));
        budget.take(Lane::Urgent, now + seconds(5.0)).unwrap();
        assert_eq!(budget.take(Lane::Urgent, now + seconds(5.0)), Err(Wait::Answer));
    }

    #[tokio::test]
    async fn a_tiny_limit_still_moves() {
        let now = Instant::now();
        let mut budget = Budget::new(10, Reserve::default());
        budget.take(Lane::Bulk, now).unwrap();
        budget.answered(0, now, now, Some(Rate { count: 1, allowed: 1, reset: seconds(2.0) }));
        assert!(budget.take(Lane::Bulk, now).is_err());
        assert!(budget.take(Lane::Bulk, now + seconds(3.0)).is_ok());
    }
}
