//! The commands about recipes.

use crate::model::PipelineKind;
use clap::Subcommand;

/// `lanyard recipes`.
#[derive(Subcommand, Clone, Debug)]
pub enum Recipes {
    /// List the recipes of every job, the configured one first.
    List,
    /// Print a recipe's text.
    Show {
        /// Which; the configured one if none is named.
        name: Option<String>,
        /// The job, where two recipes of different jobs have this name [offboard, provision].
        #[arg(long, value_name = "JOB", value_parser = job)]
        job: Option<PipelineKind>,
    },
    /// Tell everything that is wrong with a recipe, or with all in the config folder; ends with 2 if anything is.
    Check {
        /// A file, or the name of a recipe in the config folder; all of these if none is given.
        #[arg(value_name = "FILE|NAME")]
        what: Option<String>,
        /// The job that it is for [offboard, provision]; a file in a folder of a job's name is for that one.
        #[arg(long, value_name = "JOB", value_parser = job)]
        job: Option<PipelineKind>,
    },
    /// Print the JSON Schema (draft 2020-12) of a recipe, for editors.
    Schema {
        /// Whose [offboard, provision].
        #[arg(long, value_name = "JOB", value_parser = job, default_value = "offboard")]
        job: PipelineKind,
    },
}

fn job(word: &str) -> Result<PipelineKind, String> {
    let known = [PipelineKind::Offboard, PipelineKind::Provision];
    known.into_iter().find(|job| job.as_str() == word.trim()).ok_or_else(|| {
        let names = known.map(PipelineKind::as_str).join(", ");
        format!("no job {word} has recipes; there are: {names}")
    })
}
