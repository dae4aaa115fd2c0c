//! Remove one group: its members are taken out, its roles taken off, it is deleted and read back until it is gone.
//!
//! The platform deletes a group with members in it, but then a deletion that fails in silence leaves everybody inside;
//! so members and roles go first, each read back.

mod action;
mod findings;
mod image;
mod job;
mod losses;
mod notices;
mod plan;
#[cfg(test)]
mod plan_tests;
mod prove;

pub use action::{Action, By};
pub use findings::Limits;
pub use image::{drift, read_group};
pub use job::RemoveGroupJob;
pub use losses::{Losses, MemberLoss, losses};
pub use plan::{Request, plan};
