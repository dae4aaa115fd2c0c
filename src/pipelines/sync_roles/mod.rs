//! Sync roles: a file of people, roles and divisions is held against what people have, and only what differs is written.
//!
//! Every row is checked before the first write. One step is one call that writes; it is proved by reading the grants of
//! its people back.

mod action;
mod diff;
mod entitlements;
mod file;
#[cfg(test)]
mod file_tests;
mod findings;
mod flaw;
mod job;
mod notices;
mod plan;
#[cfg(test)]
mod plan_tests;
mod prove;
mod resolve;
mod rows;
mod steps;
mod truth;

pub use action::{Action, Pair};
pub use diff::differing;
pub use entitlements::{EntitlementError, Entitlements};
pub use file::{Mode, RawRow, RoleFile, read};
pub use flaw::{COLUMNS, Column, Flaw};
pub use job::{SyncRolesJob, Weigh};
pub use plan::{Request, Synced, plan};
pub use resolve::{Checked, Found, Known, check};
pub use rows::{Row, RowOutcome, Standing};
pub use truth::{drift, grants_now};
