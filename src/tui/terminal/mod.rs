//! The terminal itself: taking it over, giving it back, and what it can be asked for.

pub mod clipboard;
pub mod ground;
pub mod guard;
pub mod keyboard;
pub mod signals;

use std::io;
use thiserror::Error;

/// Why the console could not start or go on. Nothing in the tenant is changed by it; runs go on or can be resumed.
#[derive(Debug, Error)]
pub enum Error {
    /// The terminal cannot be taken over.
    #[error("the terminal cannot be taken over: {0}; the command line does the same jobs without one")]
    Start(#[source] io::Error),
    /// The terminal does not take what is drawn any more.
    #[error("the terminal takes no more output: {0}; what was running can be resumed at the next start")]
    Draw(#[source] io::Error),
    /// The terminal gives no more input.
    #[error("the terminal gives no more input: {0}; what was running can be resumed at the next start")]
    Read(#[source] io::Error),
}
