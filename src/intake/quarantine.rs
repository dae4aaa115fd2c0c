//! Turned-down deliveries on their way into quarantine. No answer waits for that, and none is changed by it.

use super::house::House;
use crate::model::Rejected;
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// As many may wait; what comes beyond is told in the log only.
const WAITING: usize = 256;

/// Takes what was turned down.
#[derive(Clone, Debug)]
pub(super) struct Quarantine(mpsc::Sender<Rejected>);

impl Quarantine {
    /// Begins to write down what comes; ends when nobody can bring anything any more.
    pub(super) fn open(house: Arc<dyn House>) -> (Self, JoinHandle<()>) {
        let (into, mut from) = mpsc::channel::<Rejected>(WAITING);
        let writing = tokio::spawn(async move {
            while let Some(rejected) = from.recv().await {
                if let Err(fault) = house.quarantine(&rejected).await {
                    tracing::warn!(code = rejected.code, fault = %fault.text, "a turned-down delivery was not kept");
                }
            }
        });
        (Self(into), writing)
    }

    pub(super) fn take(&self, rejected: Rejected) {
        if let Err(error) = self.0.try_send(rejected) {
            let rejected = error.into_inner();
            tracing::warn!(
                code = rejected.code,
                status = rejected.status,
                "a turned-down delivery was not kept: too many"
            );
        }
    }
}
