//! Rows of files: how they stood when their file was checked, and how they ended.

use super::Metrics;
use crate::engine::Told;
use crate::model::{Outcome, PipelineKind, Progress, RowStanding, StepState};
use crate::pipelines::sync_roles;

impl Metrics {
    /// Counts the rows of a file, or of a list of people, that was checked.
    pub(in crate::backend) fn checked(&self, job: PipelineKind, rows: impl Iterator<Item = RowStanding>) {
        let mut numbers = [("bad", 0), ("planned", 0), ("same", 0), ("left_out", 0)];
        for standing in rows {
            let [bad, planned, same, left_out] = &mut numbers;
            let (_, number) = match standing {
                RowStanding::Bad => bad,
                RowStanding::Ready => planned,
                RowStanding::Same => same,
                RowStanding::LeftOut => left_out,
            };
            *number += 1;
        }
        for (outcome, number) in numbers {
            self.counted.rows(job, outcome, number);
        }
    }

    /// Counts the rows that have ended. A row of a batch is a run; a row of a file of roles is a person, a role and a
    /// division, of which a step carries out many.
    pub(super) fn rows_told(&self, told: Told<'_>) {
        let Some(record) = told.record else { return };
        match &told.event.progress {
            Progress::Run { state, .. } if state.is_over() && record.batch.is_some() => {
                self.counted.rows(told.pipeline, state.as_str(), 1);
            }
            Progress::Step(step) if told.pipeline == PipelineKind::SyncRoles && step.state == StepState::Ended => {
                let planned = record.plan.steps.iter().find(|planned| planned.ordinal == step.ordinal);
                let outcome = match step.outcome {
                    Some(Outcome::Done | Outcome::Already) => "done",
                    Some(Outcome::Skipped) => "cancelled",
                    _ => "failed",
                };
                self.counted.rows(told.pipeline, outcome, planned.map_or(0, sync_roles::assignments));
            }
            Progress::Run { .. } | Progress::Step(_) | Progress::Waits { .. } => {}
        }
    }
}
