//! What is kept: journal (runs, steps, events), audit chain, inbox, outbox and snapshots, in SQLite or PostgreSQL behind
//! one interface. The same statements run on both; the same tests do too.
//!
//! Everything goes through a [`Tx`]. There is one file per table; none of them decides anything.

mod audit;
mod batch;
mod batch_pieces;
mod depth;
mod error;
mod event;
mod figures;
mod inbox;
mod latency;
mod lease;
mod open;
mod outbox;
mod outbox_history;
mod place;
mod quarantine;
mod run;
mod snapshot;
mod step;
mod tx;
mod writes;

#[cfg(test)]
pub(crate) mod faults;
#[cfg(test)]
pub(crate) mod ground;
#[cfg(test)]
mod tests;

pub use audit::AuditRow;
pub use batch::{BatchRow, NewBatch, StepCounts};
pub use batch_pieces::Unfinished;
pub use depth::{InboxDepth, OutboxDepth, QueueDepth};
pub use error::{StoreError, unread};
pub use figures::{CutRow, EndedRow};
pub use inbox::{EventRow, Look};
pub use latency::{Observer, Operation};
pub use lease::{Claim, Fence, Leased};
pub use open::Location;
pub use outbox::{NewParcel, Parcel, ParcelState, Posted};
pub use outbox_history::{GoneTarget, ParcelCount, ParcelEvent, ParcelFilter};
pub use quarantine::QuarantineRow;
pub use run::{Inserted, Move, NewRun, RunRow, Wish};
pub use snapshot::Snapshot;
pub use tx::{Store, Tx};
pub use writes::Writes;
