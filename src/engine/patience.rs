//! Waiting for a store that is away, and saying so meanwhile.

use super::Engine;
use crate::model::DisplayText;
use crate::store::StoreError;
use std::time::Duration;

/// How much waiting is left of one piece of work.
pub(super) struct Patience<'a> {
    engine: &'a Engine,
    next: Duration,
    left: Duration,
    waits: bool,
}

impl<'a> Patience<'a> {
    pub(super) fn new(engine: &'a Engine) -> Self {
        let pace = engine.pace();
        Self { engine, next: pace.store_retry, left: pace.store_patience, waits: false }
    }

    /// Waits before the next try; gives the error back when it will not pass, or patience is at an end.
    pub(super) async fn after(&mut self, error: StoreError) -> Result<(), StoreError> {
        if !error.is_passing() || self.left.is_zero() {
            return Err(error);
        }
        tracing::warn!(%error, "the journal cannot be used; waiting");
        self.waits = true;
        let said = DisplayText::new(format!("{error}; {}", error.remedy()));
        self.engine.0.trouble.send_replace(Some(said));
        tokio::time::sleep(self.next).await;
        self.left = self.left.saturating_sub(self.next);
        self.next = (self.next * 2).min(self.engine.pace().store_longest);
        Ok(())
    }
}

impl Drop for Patience<'_> {
    fn drop(&mut self) {
        if self.waits {
            self.engine.0.trouble.send_replace(None);
        }
    }
}
