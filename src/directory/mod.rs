//! The local, searchable image of the tenant: snapshot, refresh and search.
//!
//! A snapshot is a value and never changes; a refresh makes a new one. Searching is pure and knows no tenant.

mod column;
mod compact;
mod fold;
mod index;
mod place;
mod query;
mod refresh;
mod scan;
mod search;
mod snapshot;
mod source;
mod tenant;
mod varint;

#[cfg(test)]
mod tests;

pub use compact::{DecodeError, decode, encode};
pub use index::Index;
pub use refresh::{PartFailure, Reading, Refreshed, refresh};
pub use search::{Filter, Found, FoundPerson, Session};
pub use snapshot::{Part, ReadTimes, Snapshot};
pub use source::{More, Page, Source};
pub use tenant::TenantSource;
