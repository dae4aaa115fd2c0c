//! Sync roles: a file of people, roles and divisions is held against what people have, and only what differs is written.
//!
//! Every row is checked before the first write. One step is one call that writes; it is proved by reading the grants of
//! its people back.

mod action;
mod check;
mod columns;
mod diff;
mod effect;
mod entitlements;
mod file;
#[cfg(test)]
mod file_tests;
mod findings;
mod job;
mod notices;
mod people;
mod plan;
#[cfg(test)]
mod plan_tests;
mod prove;
mod resolve;
mod rows;
mod steps;
mod truth;

pub use action::{Action, Pair, assignments};
pub use check::{Checked, Checker, Meaning};
pub use columns::COLUMNS;
pub use diff::differing;
pub use effect::Weigh;
pub use entitlements::{EntitlementError, Entitlements};
pub use file::{Mode, RoleFile};
pub use findings::BAD_ROWS;
pub use job::SyncRolesJob;
pub use plan::{Request, Synced, plan};
pub use resolve::{Found, Known};
pub use rows::{Row, RowOutcome, Standing};
pub use truth::{drift, grants_now};
