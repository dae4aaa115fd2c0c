//! The confirmation of an event of the inbox: what the event has said already need not be typed again, and what is behind us
//! is not promised once more.

use super::Form;
use crate::model::{Plan, Timestamp};
use crate::tui::app::{App, clock};
use crate::tui::pane::plan::Made;
use crate::tui::pane::plan::event::{ForEvent, left};
use crate::tui::widget::text;
use jiff::tz::TimeZone;

/// Fills in what the event says; what has been typed before stays.
pub(super) fn prefill(form: &mut Form, event: &ForEvent, now: Timestamp, zone: &TimeZone) {
    for (field, said) in [(&mut form.reason, &event.reason), (&mut form.ticket, &event.ticket)] {
        if field.is_empty() {
            field.set(said.as_str());
        }
    }
    // Nobody loses access before the time that was said because a field was left empty.
    if let Some(at) = event.effective.filter(|at| form.may_wait() && form.when.is_empty() && *at > now) {
        form.when.set(&at.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string());
    }
}

/// What will happen, where access was cut before.
pub(super) fn rest(made: &Made, event: &ForEvent, app: &App) -> String {
    let plan: &Plan = &made.plan;
    let (name, tenant, state) = (&plan.subject.name, &plan.tenant, plan.end_state);
    let cut = match event.cut_at {
        Some(at) => format!("access was cut {} and stays cut", clock::when(at, app.now, &app.zone)),
        None => "access is NOT proved to be cut".to_owned(),
    };
    let (steps, calls) =
        left(event, plan).fold((0, 0), |(steps, calls), step| (steps + 1, calls + step.calls as usize));
    format!(
        "{name} ({}) in {tenant}: {cut}. The rest is done now, and they will be {state}: {}, about {}.",
        plan.subject.email,
        text::counted(steps, "step"),
        text::counted(calls, "call"),
    )
}
