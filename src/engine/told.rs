//! What an engine tells whoever counts.

use super::Confirmed;
use crate::model::{PipelineKind, Plan, Progress, RunEvent, RunRecord, StepState};
use std::sync::Arc;

/// Something that has happened in a run, after it has been written down.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    /// The run's pipeline.
    pub pipeline: PipelineKind,
    /// The run, with the steps as they stand now; none while it has only been queued.
    pub record: Option<&'a RunRecord>,
    /// What happened.
    pub event: &'a RunEvent,
}

/// Told of every event of this process: in the order of a run, each once, and before whoever listens to the broadcast,
/// who may miss some. It is called between two steps, so it must not wait.
pub type Observer = Arc<dyn Fn(Told<'_>) + Send + Sync>;

/// Whose event is told.
#[derive(Clone, Copy)]
pub(super) struct About<'a> {
    pub(super) pipeline: PipelineKind,
    pub(super) record: Option<&'a RunRecord>,
}

impl<'a> From<&'a RunRecord> for About<'a> {
    fn from(record: &'a RunRecord) -> Self {
        Self { pipeline: record.plan.pipeline, record: Some(record) }
    }
}

impl From<&Confirmed<Plan>> for About<'_> {
    fn from(confirmed: &Confirmed<Plan>) -> Self {
        Self::from(confirmed.what().pipeline)
    }
}

impl From<PipelineKind> for About<'_> {
    fn from(pipeline: PipelineKind) -> Self {
        Self { pipeline, record: None }
    }
}

/// A line in the log for what happened. No words of a fault are in it: they name people, and stand in the journal.
pub(super) fn log(about: About<'_>, event: &RunEvent) {
    let (run, pipeline) = (&event.run, about.pipeline.as_str());
    match &event.progress {
        Progress::Run { state, .. } => tracing::info!(%run, pipeline, state = state.as_str(), "run"),
        Progress::Step(step) if step.state == StepState::Ended => {
            let outcome = step.outcome.map(|outcome| outcome.as_str());
            let fault = step.fault.as_ref().filter(|_| step.outcome.is_some_and(|outcome| !outcome.is_good()));
            let status = fault.and_then(|fault| fault.status);
            let correlation = fault.and_then(|fault| fault.correlation.as_ref()).map(tracing::field::display);
            let (step, attempts) = (step.name.as_str(), step.attempts);
            match fault {
                None => tracing::debug!(%run, pipeline, step, outcome, attempts, "step"),
                Some(_) => tracing::info!(%run, pipeline, step, outcome, attempts, status, correlation, "step"),
            }
        }
        Progress::Step(_) | Progress::Waits { .. } => {}
    }
}
