//! The console: what an operator keeps open all day.
//!
//! ```text
//! keys · mouse · resize ┐
//! backend Event         ├─► Input ─► keys ─► Action ─► update(&mut App, Input, now) -> Vec<Effect>
//! timers · signals      ┘                                   │         Effect = Command to the backend,
//!                                                           ▼                  clipboard, timer, suspend, quit
//!                                          view(&App, &mut Frame)   only when something changed
//! ```
//!
//! What is absent: no pane holds a client or a store; `update` waits for nothing and reads no clock; drawing changes
//! no state; nothing ticks while nothing changes; no key press sends what changes the tenant, only the completed
//! confirmation of a plan does.

pub mod action;
pub mod app;
pub mod effect;
pub mod input;
pub mod memory;
pub mod overlay;
pub mod pane;
pub mod run;
pub mod terminal;
pub mod theme;
pub mod tour;
pub mod veil;
pub mod view;
pub mod welcome;
pub mod widget;

#[cfg(test)]
mod fake;
#[cfg(test)]
mod tests;

pub use pane::settings::SettingLine;
pub use run::{Options, check_keys, run};
pub use terminal::Error;
