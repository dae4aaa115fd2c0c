//! The one async task behind the channels. It takes [`Command`]s, owns the tenant client, the store and the runs,
//! and tells [`Event`]s. No face holds a client or a store.

pub mod command;
pub mod event;

pub use command::{AuditFilter, Command, Consent, PeopleFilter};
pub use event::{
    AuditPage, BudgetMeter, ChainState, DirectoryState, Event, GroupCard, Hit, PersonCard, Refusal, RunSummary,
    Session, Severity, Waiting,
};
