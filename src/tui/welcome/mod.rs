//! The guided screen of the first start, and of `lanyard setup`: what this is, an organisation step by step, or the
//! practice tenant.
//!
//! It has a small loop of its own on the same terminal, keyboard and styles. Like every part of the console it holds no
//! client and no configuration: it asks over one channel and is told over another. Until the operator asks for the first
//! look at an organisation, nothing is sent anywhere.

mod client;
mod form;
mod keys;
mod look;
mod run;
mod secret;
mod state;
#[cfg(test)]
mod tests;
mod update;
mod view;
mod view_steps;

pub use run::{Options, run};
pub use state::Left;
