//! The local, searchable image of the tenant: snapshot, refresh and search.
//!
//! A snapshot is a value and never changes; a refresh makes a new one. Searching is pure and knows no tenant.

mod changes;
mod column;
mod compact;
mod compact_holdings;
mod drift;
mod fold;
mod holders;
mod index;
mod place;
mod query;
mod readings;
mod refresh;
mod scan;
mod search;
mod snapshot;
mod source;
mod tenant;
mod varint;

#[cfg(test)]
mod tests;

pub use changes::{Changes, Reread, reread, services_of_interest};
pub use compact::{DecodeError, decode, encode};
pub use drift::{Drift, drift};
pub use index::Index;
pub use readings::Readings;
pub use refresh::{PartFailure, Reading, Refreshed, refresh};
pub use search::{Filter, Found, FoundPerson, Session};
pub use snapshot::{Part, ReadTimes, Snapshot};
pub use source::{More, Page, Source};
pub use tenant::TenantSource;
