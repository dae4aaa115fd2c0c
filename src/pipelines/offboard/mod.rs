//! Offboard one person: access is cut first, then everything they had is taken apart, kept or deleted, and read back.
//!
//! The order rests on section "offboarding" of the platform's facts: a token that is revoked before the state
//! change could be followed by a new one, so the state comes first; memberships follow, deletion is last.

mod action;
mod effects;
mod export;
mod findings;
mod grace;
mod history;
mod job;
mod later;
mod notices;
mod plan;
#[cfg(test)]
mod plan_tests;
mod prove;
mod recipe;
mod surroundings;

pub use action::Action;
pub use findings::Guard;
pub use job::OffboardJob;
pub use later::Rules;
pub use plan::plan;
pub use recipe::{Conversations, Delete, History, Protect, Recipe, RecipeError};
pub use surroundings::Surroundings;
