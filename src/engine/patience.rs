//! Waiting for a store that is away.

use super::Pace;
use crate::store::StoreError;
use std::time::Duration;

/// How much waiting is left of one piece of work.
pub(super) struct Patience {
    next: Duration,
    longest: Duration,
    left: Duration,
}

impl Patience {
    pub(super) fn new(pace: &Pace) -> Self {
        Self { next: pace.store_retry, longest: pace.store_longest, left: pace.store_patience }
    }

    /// Waits before the next try; gives the error back when it will not pass, or patience is at an end.
    pub(super) async fn after(&mut self, error: StoreError) -> Result<(), StoreError> {
        if !error.is_passing() || self.left.is_zero() {
            return Err(error);
        }
        tracing::warn!(%error, "the journal cannot be used; waiting");
        tokio::time::sleep(self.next).await;
        self.left = self.left.saturating_sub(self.next);
        self.next = (self.next * 2).min(self.longest);
        Ok(())
    }
}
