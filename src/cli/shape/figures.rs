//! Figures of the past for programs.

use crate::model::{CutAfter, Day, Figures};
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use std::time::Duration;

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// All of them; a share of the cuts is null where there was none.
pub(crate) fn figures(figures: &Figures) -> Value {
    let cut = |cut: &CutAfter| json!({ "run": cut.run, "name": cut.name, "at": cut.at, "ms": millis(cut.took) });
    let day = |day: &Day| {
        json!({
            "date": day.date.to_string(), "done": day.done, "failed": day.failed, "cancelled": day.cancelled,
        })
    };
    json!({
        "at": figures.at,
        "event_to_cut": {
            "p50_ms": figures.within(50).map(millis),
            "p95_ms": figures.within(95).map(millis),
            "last": figures.cuts.iter().map(cut).collect::<Vec<_>>(),
        },
        "runs_a_day": figures.days(&TimeZone::UTC).iter().map(day).collect::<Vec<_>>(),
    })
}
