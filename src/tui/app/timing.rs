//! Which timers are needed: worked out from the state after each update, so that none runs while nothing changes.

use super::App;
use crate::model::Timestamp;
use crate::tui::effect::Effects;
use crate::tui::input::Timer;
use crate::tui::pane;
use std::time::Duration;

/// How long a read may take before a sign of it shows.
const SPINNER_AFTER: Duration = Duration::from_millis(150);
/// How fast the sign turns.
const SPINNER_EVERY: Duration = Duration::from_millis(250);
/// Which of the timers that only this file asks for are running.
#[derive(Debug, Default)]
pub struct Armed {
    spinner: bool,
    /// When the clock rings next.
    clock: Option<Timestamp>,
    toast: Option<Timestamp>,
}

/// Starts what is needed and is not running, stops what runs and is not needed.
pub fn set(app: &mut App, out: &mut Effects) {
    match pane::waits_since(app) {
        Some(since) if !(app.timers.spinner || app.still && app.spinner.is_some()) => {
            let shows_at = if app.spinner.is_some() { SPINNER_EVERY } else { remaining(since, SPINNER_AFTER, app.now) };
            app.timers.spinner = true;
            out.after(Timer::Spinner, shows_at);
        }
        Some(_) => {}
        None => {
            if std::mem::take(&mut app.timers.spinner) {
                out.stop(Timer::Spinner);
            }
            app.spinner = None;
        }
    }
    // Without a turning sign nothing else tells how long an answer is being waited for.
    let still_waits = app.still && pane::waits_since(app).is_some();
    let counts = app.budget.waiting.is_some() || pane::counts_seconds(app) || still_waits;
    let second = counts.then(|| app.now.checked_add(jiff::SignedDuration::from_secs(1)).ok()).flatten();
    let next = [second, pane::changes_at(app)].into_iter().flatten().min();
    match (next, app.timers.clock) {
        // One that rings early does no harm.
        (Some(next), Some(armed)) if armed <= next => {}
        (Some(next), _) => {
            app.timers.clock = Some(next);
            out.after(Timer::Clock, until(next, app.now));
        }
        (None, Some(_)) => {
            app.timers.clock = None;
            out.stop(Timer::Clock);
        }
        (None, None) => {}
    }
    // A covered notice waits: its time starts again when the layer closes.
    let end = if app.overlays.is_empty() { app.notices.next_end(app.now) } else { None };
    if end != app.timers.toast {
        app.timers.toast = end;
        match end {
            Some(end) => out.after(Timer::Toast, until(end, app.now)),
            None => out.stop(Timer::Toast),
        }
    }
}

fn until(end: Timestamp, now: Timestamp) -> Duration {
    Duration::try_from(end.duration_since(now)).unwrap_or(Duration::ZERO)
}

fn remaining(since: Timestamp, wait: Duration, now: Timestamp) -> Duration {
    let waited = Duration::try_from(now.duration_since(since)).unwrap_or(Duration::ZERO);
    wait.saturating_sub(waited)
}

/// Takes note that a timer ran out; says whether anything that can be seen changed.
pub fn rang(app: &mut App, timer: Timer, out: &mut Effects) -> bool {
    match timer {
        Timer::Spinner => {
            app.timers.spinner = false;
            let waits = pane::waits_since(app).is_some();
            if waits {
                app.spinner = Some(app.spinner.map_or(0, |n| n + 1));
            }
            waits
        }
        Timer::Clock => {
            app.timers.clock = None;
            pane::ticked(app, out);
            true
        }
        Timer::Toast => {
            app.timers.toast = None;
            true
        }
        Timer::Interrupt => app.interrupt_until.take().is_some(),
        Timer::OpenPerson | Timer::OpenGroup | Timer::Narrow | Timer::Arm => pane::rang(app, timer, out),
    }
}
