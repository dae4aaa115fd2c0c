//! Recipes as files: what may stand in one of each job, and all that is wrong with one.

mod check;
mod schema;
#[cfg(test)]
mod tests;

pub use check::{Wrong, check};
pub use schema::schema;

use crate::model::PipelineKind;

/// The jobs that have recipes. Those of the first lie in the folder itself, the others in a folder of the job's name.
pub const JOBS: [PipelineKind; 2] = [PipelineKind::Offboard, PipelineKind::Provision];
