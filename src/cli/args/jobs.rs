//! The commands that change people and groups.

use crate::backend::{Portion, SyncMode};
use clap::Args;
use std::path::PathBuf;

/// `lanyard offboard`.
#[derive(Args, Clone, Debug, Default)]
pub struct Offboard {
    /// Whom: id, e-mail address, external id (AUTHORITY:KEY, or KEY), or the exact name.
    #[arg(value_name = "WHO", required_unless_present_any = ["from", "group"])]
    pub who: Vec<String>,
    /// Further people, one a line, first column of a CSV file; - for standard input.
    #[arg(long, value_name = "FILE")]
    pub from: Option<String>,
    /// The members of this group too, by its id or exact name.
    #[arg(long, value_name = "NAME")]
    pub group: Option<String>,
    /// Show the plan and change nothing; this is also what happens without --yes.
    #[arg(long, conflicts_with = "yes")]
    pub plan: bool,
    /// Carry the plan out.
    #[arg(long)]
    pub yes: bool,
    /// Why, for the audit trail; needed with --yes.
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// The ticket, where the recipe asks for one.
    #[arg(long, value_name = "ID")]
    pub ticket: Option<String>,
    /// Not before this: a time with its zone, such as 2026-12-01T18:00[Europe/Berlin], with an offset, or by this machine's
    /// clock. Then `lanyard runs due` begins it.
    #[arg(long, value_name = "TIME", requires = "yes")]
    pub at: Option<String>,
    /// The recipe, instead of the configured one.
    #[arg(long, value_name = "NAME")]
    pub recipe: Option<String>,
    /// Only if the plan is still the one with this digest (its first 8 digits or more); for many, the batch's.
    #[arg(long, value_name = "DIGEST", requires = "yes")]
    pub expect: Option<String>,
    /// Exactly so many people would be offboarded; needed beyond `batch_limit` and `batch_percent`.
    #[arg(long, value_name = "N")]
    pub exactly: Option<usize>,
    /// Write who, outcome and reason to this new file as CSV.
    #[arg(long, value_name = "FILE")]
    pub result: Option<PathBuf>,
    /// How many people at once.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=64))]
    pub jobs: Option<u32>,
}

/// `lanyard restore`.
#[derive(Args, Clone, Debug, Default)]
pub struct Restore {
    /// The run of the offboarding, or whom it was about: then their newest one.
    #[arg(value_name = "RUN|WHO")]
    pub what: String,
    /// Give the seat to this successor instead: grants, groups, queues, skills and utilization.
    #[arg(long, value_name = "WHO")]
    pub into: Option<String>,
    /// Only these portions [state, division, manager, grants, groups, queues, skills, utilization].
    #[arg(long, value_name = "PORTIONS", value_delimiter = ',', value_parser = portion)]
    pub only: Vec<Portion>,
    /// Show the plan and change nothing; this is also what happens without --yes.
    #[arg(long, conflicts_with = "yes")]
    pub plan: bool,
    /// Carry the plan out.
    #[arg(long)]
    pub yes: bool,
    /// Why, for the audit trail; needed with --yes.
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// The ticket, where the configured recipe asks for one.
    #[arg(long, value_name = "ID")]
    pub ticket: Option<String>,
    /// Only if the plan is still the one with this digest (its first 8 digits or more).
    #[arg(long, value_name = "DIGEST", requires = "yes")]
    pub expect: Option<String>,
}

/// `lanyard remove-group`.
#[derive(Args, Clone, Debug, Default)]
pub struct RemoveGroup {
    /// Which: its id or its exact name.
    #[arg(value_name = "GROUP")]
    pub group: String,
    /// Show the plan and change nothing; this is also what happens without --yes.
    #[arg(long, conflicts_with = "yes")]
    pub plan: bool,
    /// Carry the plan out.
    #[arg(long)]
    pub yes: bool,
    /// Why, for the audit trail; needed with --yes.
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// The ticket, where the configured recipe asks for one.
    #[arg(long, value_name = "ID")]
    pub ticket: Option<String>,
    /// Only if the plan is still the one with this digest (its first 8 digits or more).
    #[arg(long, value_name = "DIGEST", requires = "yes")]
    pub expect: Option<String>,
}

/// `lanyard provision`.
#[derive(Args, Clone, Debug, Default)]
pub struct Provision {
    /// CSV or JSON lines with an e-mail address and a name in each row, and what else they are to have; - for standard
    /// input.
    #[arg(value_name = "FILE")]
    pub file: String,
    /// Which column a heading of the file is; an empty column leaves it out.
    #[arg(long, value_name = "HEADING=COLUMN")]
    pub map: Vec<String>,
    /// Leave rows out that cannot be carried out, instead of doing nothing.
    #[arg(long)]
    pub skip_bad: bool,
    /// Write what came of each row to this new CSV file.
    #[arg(long, value_name = "FILE")]
    pub result: Option<PathBuf>,
    /// The recipe, instead of the first.
    #[arg(long, value_name = "NAME")]
    pub recipe: Option<String>,
    /// Check the file and change nothing; this is also what happens without --yes.
    #[arg(long, conflicts_with = "yes")]
    pub plan: bool,
    /// Make the people.
    #[arg(long)]
    pub yes: bool,
    /// Why, for the audit trail; needed with --yes.
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// The ticket, where the recipe asks for one.
    #[arg(long, value_name = "ID")]
    pub ticket: Option<String>,
    /// Only if the plan is still the one with this digest (its first 8 digits or more).
    #[arg(long, value_name = "DIGEST", requires = "yes")]
    pub expect: Option<String>,
    /// Exactly so many people would be made; needed beyond `batch_limit`.
    #[arg(long, value_name = "N")]
    pub exactly: Option<usize>,
    /// How many people at once.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=64))]
    pub jobs: Option<u32>,
}

/// `lanyard sync-roles`.
#[derive(Args, Clone, Debug, Default)]
pub struct SyncRoles {
    /// CSV with the columns person, role, division and tier, JSON lines, or a plan of `compare`; - for standard input.
    #[arg(value_name = "FILE")]
    pub file: String,
    /// Which column a heading of the file is; an empty column leaves it out.
    #[arg(long, value_name = "HEADING=COLUMN")]
    pub map: Vec<String>,
    /// Grant the rows, take them away, or make them all that each person in the file has [add, remove, replace].
    #[arg(long, value_name = "MODE", default_value = "add", value_parser = sync_mode)]
    pub mode: SyncMode,
    /// Leave rows out that cannot be carried out, instead of doing nothing.
    #[arg(long)]
    pub skip_bad: bool,
    /// Write what came of each row to this new CSV file.
    #[arg(long, value_name = "FILE")]
    pub result: Option<PathBuf>,
    /// Show the plan and change nothing; this is also what happens without --yes.
    #[arg(long, conflicts_with = "yes")]
    pub plan: bool,
    /// Carry the plan out.
    #[arg(long)]
    pub yes: bool,
    /// Why, for the audit trail; needed with --yes.
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// The ticket, where the configured recipe asks for one.
    #[arg(long, value_name = "ID")]
    pub ticket: Option<String>,
    /// Only if the plan is still the one with this digest (its first 8 digits or more).
    #[arg(long, value_name = "DIGEST", requires = "yes")]
    pub expect: Option<String>,
}

fn sync_mode(word: &str) -> Result<SyncMode, String> {
    SyncMode::ALL.into_iter().find(|mode| mode.as_str() == word.trim()).ok_or_else(|| {
        let known = SyncMode::ALL.map(SyncMode::as_str).join(", ");
        format!("there is no mode {word}; there are: {known}")
    })
}

fn portion(word: &str) -> Result<Portion, String> {
    Portion::ALL.into_iter().find(|p| p.as_str() == word.trim()).ok_or_else(|| {
        let known = Portion::ALL.map(Portion::as_str).join(", ");
        format!("there is no portion {word}; there are: {known}")
    })
}
