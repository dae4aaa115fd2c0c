//! The receiver on a real address: what is taken, what is refused and how, and what it does under load.
#![allow(clippy::unwrap_used, clippy::panic, reason = "all of it is a test")]

mod command;
mod desk;
mod double;
mod limits;
mod load;
mod logs;
mod python;
mod refusals;
mod standing;
mod taken;
mod talk;
mod tls;
