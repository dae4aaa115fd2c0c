//! How any run is run: claim under a lease and an epoch, step by step with intent, effect, outcome and proof
//! written down before the next begins; pause, cancel, resume, retry.
//!
//! The engine knows no pipeline: a [`Job`] makes effects and reads them back. It knows no face either.
//! What is written is the truth: every decision of a walk is made from the record, so that whoever claims a run next
//! decides the same.

mod batch;
mod batch_control;
mod batch_writing;
mod begin;
mod carry;
mod confirm;
mod control;
mod from_event;
mod history;
pub mod job;
mod journal;
mod owner;
mod pace;
mod patience;
mod planned;
mod step;
mod submit;
mod told;
mod walk;
mod words;
mod work;

#[cfg(test)]
mod tests;

pub use batch_writing::{BatchError, BatchWriter, NewBatch};
pub use carry::CarryOutError;
pub use confirm::{Confirmed, Given, Refusal, confirm, confirm_by_policy};
pub use control::{Answer, ControlError};
pub use from_event::{EventError, FromEvent, RestError};
pub use history::Summary;
pub use job::{Applied, FollowUp, Job, Reading, StepError, SubjectChange, Verdict};
pub use owner::Owner;
pub use pace::Pace;
pub use submit::SubmitError;
pub use told::{Observer, Told};
pub use work::{OPERATOR, Slots, URGENT};

use crate::model::{Clock, DisplayText, PipelineKind, RunEvent, RunId};
use crate::notify::Target;
use crate::store::Store;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{Notify, broadcast, watch};
use told::About;

/// What an engine is made of.
pub struct Parts {
    /// The journal.
    pub store: Store,
    /// Who this process is.
    pub owner: Owner,
    /// The time that is written down.
    pub clock: Clock,
    /// The pipelines.
    pub jobs: HashMap<PipelineKind, Arc<dyn Job>>,
    /// Whom notices go to.
    pub targets: Arc<[Target]>,
    /// Where what happens is told, after it has been written down.
    pub events: broadcast::Sender<RunEvent>,
    /// Who counts what happens; told at once and of everything.
    pub observer: Observer,
    /// Makes ids for new runs; UUIDs of version 7, so that they sort by time.
    pub ids: Box<dyn Fn() -> RunId + Send + Sync>,
    /// How long to wait for what.
    pub pace: Pace,
    /// Told when notices have been put into the outbox.
    pub outbox: Arc<Notify>,
}

/// Runs runs. Cheap to clone; all clones are one.
#[derive(Clone)]
pub struct Engine(Arc<Inner>);

struct Inner {
    parts: Parts,
    /// What this process is carrying out right now.
    held: Mutex<HashSet<RunId>>,
    /// One claim at a time, so that what was claimed here is in `held` before the next one looks.
    claiming: tokio::sync::Mutex<()>,
    /// Told when a run has been queued here.
    queued: Notify,
    /// What is wrong with the store while somebody waits for it.
    trouble: watch::Sender<Option<DisplayText>>,
}

impl Engine {
    /// An engine; it does nothing until it is asked to.
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(Inner {
            parts,
            held: Mutex::new(HashSet::new()),
            claiming: tokio::sync::Mutex::new(()),
            queued: Notify::new(),
            trouble: watch::Sender::new(None),
        }))
    }

    /// What is wrong with the store, and the remedy, while a run waits for it; none when all is well.
    pub fn store_trouble(&self) -> watch::Receiver<Option<DisplayText>> {
        self.0.trouble.subscribe()
    }

    /// The name under which this process takes work.
    pub fn owner(&self) -> &str {
        self.0.parts.owner.name()
    }

    /// An id for a new run.
    pub fn new_id(&self) -> RunId {
        (self.0.parts.ids)()
    }

    /// Whether the other process is known to be dead. False says nothing.
    pub fn is_dead_owner(&self, other: &str) -> bool {
        self.0.parts.owner.is_dead(other)
    }

    fn parts(&self) -> &Parts {
        &self.0.parts
    }

    fn store(&self) -> &Store {
        &self.0.parts.store
    }

    fn pace(&self) -> &Pace {
        &self.0.parts.pace
    }

    /// Takes a run for this process; none when it is being carried out here already.
    fn hold(&self, run: &RunId) -> Option<Held> {
        let mut held = self.0.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.insert(run.clone()).then(|| Held { engine: self.clone(), run: run.clone() })
    }

    /// Whether this process carries the run out right now.
    pub fn is_carried_here(&self, run: &RunId) -> bool {
        self.is_held(run)
    }

    fn is_held(&self, run: &RunId) -> bool {
        self.0.held.lock().unwrap_or_else(PoisonError::into_inner).contains(run)
    }

    fn tell<'a>(&self, about: impl Into<About<'a>>, event: RunEvent) {
        let about = about.into();
        told::log(about, &event);
        let About { pipeline, record } = about;
        (self.parts().observer)(Told { pipeline, record, event: &event });
        // Nobody need be listening: what happened is written down.
        let _ = self.parts().events.send(event);
    }
}

/// As long as it lives, the run counts as being carried out here; also when its future is dropped in the middle.
struct Held {
    engine: Engine,
    run: RunId,
}

impl Drop for Held {
    fn drop(&mut self) {
        self.engine.0.held.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.run);
    }
}
