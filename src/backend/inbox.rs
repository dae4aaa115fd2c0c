//! The inbox: events of HR systems, kept durably, and what operators decide about them.

use super::desk::{Desk, refusal};
use crate::model::{Accepted, Delivery, Fault, InboxEntry, Rejected, RunId};

/// How this process stands, for those who ask whether it can take work.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Readiness {
    /// Whether the store takes what is written; what is wrong otherwise.
    pub store: Result<(), Fault>,
    /// Whether the tenant answers, as it last did; what is wrong otherwise.
    pub tenant: Result<(), Fault>,
    /// Events and runs that wait for a worker.
    pub queued: u64,
}

impl Desk {
    /// Keeps a delivery. When this returns, it is durable, and a worker has been told.
    ///
    /// # Errors
    /// When it could not be written down: nothing was kept, and the sender is to try again.
    pub async fn accept(&self, _delivery: &Delivery) -> Result<Accepted, Fault> {
        Err(refusal("the inbox is not there yet", "wait"))
    }

    /// Keeps a delivery that was turned down. The same one turned down again and again is counted, not kept again.
    ///
    /// # Errors
    /// When it could not be written down.
    pub async fn quarantine(&self, _rejected: &Rejected) -> Result<(), Fault> {
        Err(refusal("the inbox is not there yet", "wait"))
    }

    /// An event, by its id; none if there is none.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn inbox_entry(&self, _event: &RunId) -> Result<Option<InboxEntry>, Fault> {
        Err(refusal("the inbox is not there yet", "wait"))
    }

    /// Whether this process can take work.
    pub async fn readiness(&self) -> Readiness {
        let fault = refusal("the inbox is not there yet", "wait");
        Readiness { store: Err(fault.clone()), tenant: Err(fault), queued: 0 }
    }
}
