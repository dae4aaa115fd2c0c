//! Setting an organisation up: `lanyard setup`, and the task behind the guided screen.
//!
//! Both sign in with what was given, look at the permissions of the chosen jobs, and write a profile. Nothing is sent before
//! somebody asks for it.

mod command;
mod guided;
mod keep;

pub use guided::{Place, serve};

pub(super) use command::run;
