//! What the receiver asks of the house: to keep what comes, and to tell how it stands.

use crate::backend::{Desk, Readiness};
use crate::model::{Accepted, Delivery, Fault, InboxEntry, Rejected, RunId, RunState, Timestamp};
use crate::notify::Promise;
use std::time::Duration;

/// How a run stands, as far as a sender may know it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Standing {
    /// Its state.
    pub state: RunState,
    /// When access was cut and proved.
    pub access_cut_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Why it stands so, where that needs a word.
    pub why: Option<String>,
}

/// Keeps events and tells how they stand.
pub trait House: Send + Sync {
    /// Keeps a delivery. When this returns, it is durable.
    ///
    /// # Errors
    /// When it could not be written down: nothing was kept.
    fn accept<'a>(&'a self, delivery: &'a Delivery) -> Promise<'a, Result<Accepted, Fault>>;

    /// Keeps a delivery that was turned down.
    ///
    /// # Errors
    /// When it could not be written down.
    fn quarantine<'a>(&'a self, rejected: &'a Rejected) -> Promise<'a, Result<(), Fault>>;

    /// An event, by its id; none if there is none.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn entry<'a>(&'a self, event: &'a RunId) -> Promise<'a, Result<Option<InboxEntry>, Fault>>;

    /// How a run stands; none if there is none.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn run<'a>(&'a self, run: &'a RunId) -> Promise<'a, Result<Option<Standing>, Fault>>;

    /// Whether work can be taken.
    fn readiness(&self) -> Promise<'_, Readiness>;

    /// Every count of this process, as Prometheus reads it; none where nothing is counted.
    fn metrics(&self) -> Promise<'_, Option<String>>;

    /// A delivery was answered: whose it was, where a signature told it, with what, and how long that took.
    fn delivered(&self, sender: Option<&str>, status: u16, took: Duration);

    /// A delivery was turned down for this reason.
    fn rejected(&self, code: &'static str);
}

impl House for Desk {
    fn accept<'a>(&'a self, delivery: &'a Delivery) -> Promise<'a, Result<Accepted, Fault>> {
        Box::pin(Desk::accept(self, delivery))
    }

    fn quarantine<'a>(&'a self, rejected: &'a Rejected) -> Promise<'a, Result<(), Fault>> {
        Box::pin(Desk::quarantine(self, rejected))
    }

    fn entry<'a>(&'a self, event: &'a RunId) -> Promise<'a, Result<Option<InboxEntry>, Fault>> {
        Box::pin(self.inbox_entry(event))
    }

    fn run<'a>(&'a self, run: &'a RunId) -> Promise<'a, Result<Option<Standing>, Fault>> {
        Box::pin(async move {
            Ok(Desk::run(self, run).await?.map(|run| Standing {
                state: run.state,
                access_cut_at: run.access_cut_at,
                ended_at: run.ended_at,
                why: run.why.map(|why| why.to_string()),
            }))
        })
    }

    fn readiness(&self) -> Promise<'_, Readiness> {
        Box::pin(Desk::readiness(self))
    }

    fn metrics(&self) -> Promise<'_, Option<String>> {
        Box::pin(async { Some(Desk::metrics(self).await) })
    }

    fn delivered(&self, sender: Option<&str>, status: u16, took: Duration) {
        tracing::debug!(sender, status, took_ms = took.as_millis(), "a delivery was answered");
        Desk::delivered(self, sender.unwrap_or("unknown"), status, took);
    }

    fn rejected(&self, code: &'static str) {
        Desk::rejected(self, code);
    }
}
