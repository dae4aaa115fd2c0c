//! How any run is run: claim under a lease and an epoch, step by step with intent, effect, outcome and proof
//! written down before the next begins; pause, cancel, resume, retry.
//!
//! The engine knows no pipeline: a [`Job`] makes effects and reads them back. It knows no face either.

pub mod job;

pub use job::{Applied, Job, Reading, StepError, Verdict};
