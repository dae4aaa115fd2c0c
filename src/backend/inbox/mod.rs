//! The inbox: what HR systems say of people. An event is durable before it is answered; then it is looked at, and either
//! becomes the run of an offboarding by its policy, or waits for an operator with the reason why.
//!
//! An event never undoes anything, and never begins anything that differs from what stands already: that is for people.

mod decide;
mod keep;
mod keeping;
mod look;
mod read;
mod serve;
mod words;

pub(in crate::backend) use keeping::Keeping;
pub use read::Readiness;
pub use serve::Workers;
