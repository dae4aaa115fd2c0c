//! How long transactions last, told to whoever wants to know. The store itself counts nothing.

use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::time::Instant;

/// What a transaction was begun for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Operation {
    /// To read one moment.
    Read,
    /// To write, or to read and write.
    Write,
}

/// Told of every transaction that has ended, whichever way: what it was for and how long it lasted, from asking for a
/// connection to the end of the commit or of what undid it.
pub type Observer = Arc<dyn Fn(Operation, Duration) + Send + Sync>;

/// Who is told; nobody until somebody asks.
#[derive(Default)]
pub(super) struct Watch(OnceLock<Observer>);

impl Watch {
    /// Sets who is told, once; a second one is not heard.
    pub(super) fn set(&self, observer: Observer) {
        // Two who count the same would be a mistake of ours, and the first goes on counting.
        let _ = self.0.set(observer);
    }

    /// Begins to take the time.
    pub(super) fn begin(&self, operation: Operation) -> Timed {
        Timed(self.0.get().cloned().map(|observer| (observer, operation, Instant::now())))
    }
}

/// Tells how long it has lived when it is dropped.
pub(super) struct Timed(Option<(Observer, Operation, Instant)>);

impl Drop for Timed {
    fn drop(&mut self) {
        if let Some((observer, operation, began)) = self.0.take() {
            observer(operation, began.elapsed());
        }
    }
}
