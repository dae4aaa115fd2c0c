//! One folder per job: what it reads, how it is planned, how each step is carried out and proved.
//!
//! A pipeline never knows who asked, and never writes the journal: it gives the engine a plan and a
//! [`Job`](crate::engine::Job).

mod draft;
#[cfg(test)]
mod fixture;
pub mod offboard;
mod pattern;
pub mod provision;
pub mod recipes;
pub mod remove_group;
pub mod restore;
mod seat;
pub mod sheet;
mod step;
mod step_kind;
pub mod sync_roles;
mod telling;

pub use seat::{drift, drift_after_cut, read_seat};
pub use step_kind::step_kind;
