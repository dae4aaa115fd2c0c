//! Carries a run out while its steps are told, and says how it ended.

use super::desk::Desk;
use super::{Out, Trouble, text, verdict};
use crate::model::{Plan, Progress, RunEvent, RunId, RunRecord, StepState};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// Events wait here while a line is being written; more than one run has steps.
const WAITING_EVENTS: usize = 64;

/// How a carried-out run stands, and what is wrong with it.
pub(super) struct Carried {
    pub(super) record: RunRecord,
    pub(super) trouble: Option<Trouble>,
}

/// Carries the run out. Its steps are told where `plan` is given, each when it has ended; `watch` sees all that happens.
pub(super) async fn out(
    desk: &dyn Desk,
    run: &RunId,
    plan: Option<&Plan>,
    watch: Option<&dyn Fn(&RunEvent)>,
    out: &Out,
    stop: &CancellationToken,
) -> Result<Carried, Trouble> {
    let (tell, mut told) = mpsc::channel(WAITING_EVENTS);
    let work = desk.carry_out(run, tell, stop.clone());
    let telling = async {
        while let Some(event) = told.recv().await {
            if let Some(plan) = plan {
                tell_step(&event, plan, out);
            }
            if let Some(watch) = watch {
                watch(&event);
            }
        }
    };
    let (record, ()) = tokio::join!(work, telling);
    let record = record?;
    let trouble = verdict::of(&record, stop.is_cancelled());
    Ok(Carried { record, trouble })
}

fn tell_step(event: &RunEvent, plan: &Plan, out: &Out) {
    if let Progress::Step(step) = &event.progress
        && step.state == StepState::Ended
    {
        out.progress(&text::step_line(step, plan, out.paint));
    }
}
