//! Setting an organisation up: what a client needs, whether it has it, and what the guided screen and the task behind it
//! tell each other. There is no desk yet: nothing is kept, and nothing but the sign-in and reads is sent.

mod needs;
mod probe;
mod talk;
#[cfg(test)]
mod tests;

pub use crate::genesys::{REGIONS, Region};
pub(super) use needs::of_recipe;
pub use needs::{Need, needs_of};
pub use probe::{Found, Probed, probe};
pub use talk::{Ask, Done, Draft, Known, Told};
