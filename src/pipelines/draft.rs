//! Steps on their way into a plan, and what a plan costs.

use crate::model::{DisplayText, Forecast, Phase, PlannedStep};
use crate::pipelines::step_kind;
use serde::Serialize;

/// Time is bound by the budget when that is short, else by the round trips; the waits come on top of these only.
pub(super) fn forecast(calls: u32, waits: u64, (per_minute, wait): (u32, u64)) -> Forecast {
    const ROUND_TRIP_MS: u64 = 120;
    let by_budget = u64::from(calls) * 60_000 / u64::from(per_minute.max(1));
    let by_network = u64::from(calls) * ROUND_TRIP_MS + waits;
    let windows = calls.saturating_sub(1) / per_minute.max(1);
    let millis = wait + if windows > 0 { by_budget.max(by_network) } else { by_network };
    Forecast { calls, millis, calls_per_minute: per_minute }
}

/// A step that is being planned.
pub(super) struct Draft<'a> {
    /// Its phase.
    pub(super) phase: Phase,
    /// Its stable name.
    pub(super) name: &'a str,
    /// Calls that it makes, reading back included.
    pub(super) calls: usize,
    /// Whether a failure here ends the run.
    pub(super) essential: bool,
}

impl Draft<'_> {
    /// The step with its effects in words; `skip` says why there is nothing to do.
    pub(super) fn step(self, action: &impl Serialize, effects: Vec<String>, skip: Option<&str>) -> PlannedStep {
        debug_assert!(step_kind(self.name).is_some(), "{} is missing among the kinds of steps", self.name);
        PlannedStep {
            ordinal: 0,
            phase: self.phase,
            name: self.name.to_owned(),
            effects: effects.into_iter().map(DisplayText::new).collect(),
            skip: skip.map(DisplayText::new),
            action: serde_json::to_value(action).expect("an action has string keys only"),
            calls: u32::try_from(self.calls).unwrap_or(u32::MAX),
            essential: self.essential,
        }
    }
}
