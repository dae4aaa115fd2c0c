//! The JSON Schema of a recipe, made from the types that read it: what they do not know is not in it.

use crate::model::PipelineKind;
use crate::pipelines::{offboard, provision};
use schemars::schema_for;
use serde_json::Value;

/// The JSON Schema (draft 2020-12) of this job's recipes; none for a job that has none.
pub fn schema(job: PipelineKind) -> Option<Value> {
    let made = match job {
        PipelineKind::Offboard => schema_for!(offboard::Recipe),
        PipelineKind::Provision => schema_for!(provision::Recipe),
        PipelineKind::Restore | PipelineKind::RemoveGroup | PipelineKind::SyncRoles => return None,
    };
    let mut schema = Value::from(made);
    schema["title"] = format!("A recipe of the job {}", job.as_str()).into();
    Some(schema)
}
