//! The one async task behind the channels. It takes [`Command`]s, owns the tenant client, the store and the runs,
//! and tells [`Event`]s. No face holds a client or a store.
//!
//! A face without a screen asks the [`Desk`] itself; the console talks to it through [`serve`], over two bounded
//! channels.

pub use crate::audit::Format as ExportForm;
pub use crate::pipelines::provision::COLUMNS as PROVISION_COLUMNS;
pub use crate::pipelines::restore::Portion;
pub use crate::pipelines::sheet::{Columns, Edits, Source};
pub use crate::pipelines::sync_roles::COLUMNS as SYNC_COLUMNS;
pub use crate::pipelines::sync_roles::{Mode as SyncMode, Row as SyncRow, Standing as SyncStanding, Synced};

mod asking;
mod batch_pages;
mod batch_plans;
mod batches;
mod blast;
mod carried;
mod checks;
pub mod command;
mod confirming;
mod desk;
mod directory;
mod due;
mod elsewhere;
pub mod event;
mod external_ids;
mod figures;
mod files;
mod finding;
mod follow;
mod image;
mod inbox;
mod inbox_pages;
mod jobs;
mod lists;
mod metrics;
mod newest;
mod notices;
mod notices_shown;
mod open_plans;
mod opening;
mod people;
mod plans;
mod provision_batches;
mod provisions;
mod recipes;
mod removals;
mod restores;
mod run_trail;
mod runs;
mod searcher;
pub mod setup;
mod showing;
mod syncs;
mod task;
#[cfg(test)]
mod tests;
#[cfg(feature = "otel")]
pub mod traces;
mod trail;

pub use batches::{BatchDraft, BatchRefusal, Drafted};
pub use blast::BlastLimits;
pub use checks::{Check, CheckResult};
pub use command::{AuditFilter, BatchWish, Command, Consent, FileEdits, PeopleFilter, RowsFrom, RowsWish, TableForm};
pub use desk::Desk;
pub use elsewhere::{ChangedBy, ChangedProperty, TenantChange};
pub use event::{
    AuditPage, BatchLine, BatchView, Behind, BudgetMeter, ChainState, DirectoryState, Event, FileColumn, FileHead, Hit,
    PersonCard, Refusal, RunSummary, Session, Severity, Vocabulary, Waiting,
};
pub use finding::FoundPeople;
pub use inbox::{Readiness, Workers};
pub use metrics::METRICS_TYPE;
pub use notices::{Letter, LetterEvent, LetterFilter, LetterPage, LetterState, LetterTarget, Letters, Resent};
pub use opening::{Reach, Unopened};
pub use provisions::{ProvisionDraft, ProvisionWish};
pub use recipes::{
    KnownRecipe, RecipeFault, RecipeFile, check_recipe, own_recipes, recipe_file, recipe_schema, stray_recipes,
};
pub use restores::{RestoreFrom, RestoreWish};
pub use run_trail::{HrNotice, RunTrail, TrailLink};
pub use syncs::{SyncWish, Unsynced};
pub use task::{COMMANDS, EVENTS, serve};
