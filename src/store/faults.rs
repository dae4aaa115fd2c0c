//! Faults for tests: a commit that hangs or fails, before or after it is lasting, and a lease clock that is set; and time
//! that stands still while the database works.

use super::StoreError;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, Weak};
use tokio::sync::{Notify, oneshot};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Fault {
    /// Commit number n is never made; whoever waits for it is to be dropped.
    HangBefore(u64),
    /// Commit number n is made, and nobody is told.
    HangAfter(u64),
    /// These commits (first, how many) fail and nothing is written.
    FailBefore(u64, u64),
    /// These commits (first, how many) are written and reported as failed.
    FailAfter(u64, u64),
}

#[derive(Default)]
pub(crate) struct Faults {
    commits: AtomicU64,
    fault: Mutex<Option<Fault>>,
    /// Told when a commit hangs.
    pub(crate) hung: Notify,
    lease_clock: Mutex<Option<i64>>,
    pub(crate) failed: AtomicI64,
    standstill: Mutex<Option<Weak<Standstill>>>,
}

/// As long as one lives, tokio's paused time does not move by itself. To a paused runtime a database at work looks like
/// nothing to do, and it would run to the next timer meanwhile.
pub(crate) struct Standstill {
    _over: oneshot::Sender<()>,
}

impl Standstill {
    fn begin() -> Self {
        let (_over, waits) = oneshot::channel::<()>();
        // A runtime does not move its time while a blocking task is under way.
        drop(tokio::task::spawn_blocking(move || waits.blocking_recv()));
        Self { _over }
    }
}

impl Faults {
    /// From now on paused time stands still during transactions.
    pub(crate) fn stand_still(&self) {
        *self.standstill.lock().unwrap() = Some(Weak::new());
    }

    /// To be kept while the database is at work.
    pub(super) fn at_work(&self) -> Option<Arc<Standstill>> {
        let mut shared = self.standstill.lock().unwrap();
        let known = shared.as_mut()?;
        let still = known.upgrade().unwrap_or_else(|| Arc::new(Standstill::begin()));
        *known = Arc::downgrade(&still);
        Some(still)
    }

    /// Counts commits from 1 again, with this fault.
    pub(crate) fn set(&self, fault: Option<Fault>) {
        self.commits.store(0, Ordering::SeqCst);
        *self.fault.lock().unwrap() = fault;
    }

    /// Commits since the last [`Faults::set`].
    pub(crate) fn commits(&self) -> u64 {
        self.commits.load(Ordering::SeqCst)
    }

    pub(crate) fn set_lease_clock(&self, millis: i64) {
        *self.lease_clock.lock().unwrap() = Some(millis);
    }

    pub(super) fn lease_clock(&self) -> Option<i64> {
        *self.lease_clock.lock().unwrap()
    }

    fn fault(&self) -> Option<Fault> {
        *self.fault.lock().unwrap()
    }

    pub(super) async fn before_commit(&self) -> Result<(), StoreError> {
        let n = self.commits.fetch_add(1, Ordering::SeqCst) + 1;
        match self.fault() {
            Some(Fault::HangBefore(at)) if at == n => self.hang().await,
            Some(Fault::FailBefore(from, many)) if (from..from + many).contains(&n) => self.fail(),
            _ => Ok(()),
        }
    }

    pub(super) async fn after_commit(&self) -> Result<(), StoreError> {
        let n = self.commits();
        match self.fault() {
            Some(Fault::HangAfter(at)) if at == n => self.hang().await,
            Some(Fault::FailAfter(from, many)) if (from..from + many).contains(&n) => self.fail(),
            _ => Ok(()),
        }
    }

    fn fail(&self) -> Result<(), StoreError> {
        self.failed.fetch_add(1, Ordering::SeqCst);
        Err(StoreError::Unreachable { place: "the test".to_owned(), why: "a fault".to_owned() })
    }

    async fn hang(&self) -> Result<(), StoreError> {
        self.hung.notify_one();
        std::future::pending().await
    }
}
