//! Carries calls: when one may go, how often it is tried, and what its answer or the absence of one means.
//!
//! ```text
//! breaker ──► token ──► gate (budget, lanes) ──► one HTTP exchange ──► answer · wait and repeat · error
//! ```
//!
//! Invariants: no exchange with the API happens without a permit of the gate; a change that may have taken effect is never
//! sent again unless sending it twice does no harm; time comes from `tokio::time`, chance from one seeded generator.

mod answer;
mod breaker;
mod budget;
mod call;
mod chance;
mod gate;
mod log;
mod oauth;
mod send;
mod token_answer;

pub mod http;
pub mod meter;
pub mod reqwest_http;

#[cfg(test)]
mod tests;

pub(super) use answer::correlation as answer_correlation;
pub use call::{Call, Repeat};
pub(super) use send::Transport;

/// Who goes first when calls have to wait.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Lane {
    /// Cutting somebody's access: goes before everything else.
    Urgent,
    /// Somebody is looking at a screen. Is told at once when the circuit is open, instead of waiting.
    #[default]
    Interactive,
    /// Work on many: leaves a share of each window to the others; see [`Reserve`](super::Reserve).
    Bulk,
}
