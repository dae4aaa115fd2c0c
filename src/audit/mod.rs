//! The append-only, hash-chained record of who did what, with what outcome: append, list, verify, export.
//!
//! A record is appended in the transaction of what it records, so that neither is there without the other.

mod chain;
mod export;
mod list;
mod verify;

#[cfg(test)]
mod tests;

pub use chain::append;
pub use export::{ExportError, Exported, Format, export};
pub use list::{Filter, Page, find, list};
pub use verify::{Break, Verdict, verify};
