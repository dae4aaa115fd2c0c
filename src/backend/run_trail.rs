//! What is kept about a run beside the run itself: its records in the audit chain, and the event that it comes from.

use super::AuditFilter;
use super::desk::Desk;
use super::event::Event;
use super::task::{failed, tell};
use crate::model::{Digest, DisplayText, Fault, RunId, Timestamp};
use std::sync::Arc;
use tokio::sync::mpsc;

/// What is kept about a run beside the run itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RunTrail {
    /// The run.
    pub run: RunId,
    /// Its records in the audit chain, oldest first.
    pub links: Vec<TrailLink>,
    /// What an HR system said that the run comes from.
    pub notice: Option<HrNotice>,
}

/// A record of the audit chain, as it is pointed to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TrailLink {
    /// Its number.
    pub seq: i64,
    /// What it records, such as `step.outcome`.
    pub action: String,
    /// Of which step.
    pub step: Option<String>,
    /// Its seal.
    pub seal: Digest,
}

/// What an HR system said, as it is pointed to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HrNotice {
    /// Who sent it.
    pub sender: DisplayText,
    /// When the HR system said it, by its own clock.
    pub at: Timestamp,
    /// When it was taken here.
    pub received_at: Timestamp,
}

impl Desk {
    /// What is kept about a run beside the run itself.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn run_trail(&self, run: &RunId) -> Result<RunTrail, Fault> {
        let filter = AuditFilter { run: Some(run.clone()), ..AuditFilter::default() };
        let records = self.audit(&filter).await?.records;
        let links = records.into_iter().rev().map(|record| TrailLink {
            seq: record.seq,
            action: record.entry.action,
            step: record.entry.step,
            seal: record.seal,
        });
        let notice = self.inbox_entry(run).await?.map(|entry| HrNotice {
            sender: DisplayText::new(entry.sender),
            at: entry.event.at,
            received_at: entry.received_at,
        });
        Ok(RunTrail { run: run.clone(), links: links.collect(), notice })
    }
}

/// Tells what is kept about a run that is over.
pub(super) async fn tell_trail(desk: &Desk, events: &mpsc::Sender<Event>, run: &RunId) {
    let event = match desk.run_trail(run).await {
        Ok(trail) => Event::RunTrail(Arc::new(trail)),
        Err(fault) => failed("the records of the run cannot be read", &fault),
    };
    tell(events, event).await;
}
