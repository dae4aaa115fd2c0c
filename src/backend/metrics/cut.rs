//! How long it takes from an event of an HR system to the proof that the person's access is cut.

use super::Metrics;
use crate::engine::Told;
use crate::model::{Phase, Progress, RunId, Timestamp};
use crate::store::{Store, StoreError};
use std::sync::Arc;
use std::time::Duration;

/// A run whose access was cut just now.
pub(in crate::backend) struct Cut {
    run: RunId,
    at: Timestamp,
    /// Before this it was not to be begun.
    due: Option<Timestamp>,
}

impl Cut {
    /// Told once for a run: with the last step of those that made the cut whole.
    pub(in crate::backend) fn of(told: Told<'_>) -> Option<Self> {
        let record = told.record?;
        let at = record.access_cut_at.filter(|at| *at == told.event.at)?;
        let Progress::Step(step) = &told.event.progress else { return None };
        let cutting = record.plan.steps.iter().zip(&record.steps).filter(|(p, _)| p.phase == Phase::CutAccess);
        let last = cutting.filter(|(_, step)| step.ended_at == Some(at)).map(|(_, step)| step.ordinal).max()?;
        // A run of a batch comes from no event.
        (step.ordinal == last && record.batch.is_none()).then(|| Self { run: record.id.clone(), at, due: record.due })
    }

    /// Counts it where its run comes from an event. The engine is not kept waiting for that.
    pub(in crate::backend) fn count(self, store: &Store, metrics: &Arc<Metrics>) {
        let (store, metrics) = (store.clone(), Arc::clone(metrics));
        tokio::spawn(async move {
            match self.took(&store).await {
                Ok(Some(took)) => metrics.counted.cut_after(took),
                Ok(None) => {}
                Err(error) => tracing::warn!(run = %self.run, %error, "how long a cut took is not counted"),
            }
        });
    }

    /// From the event, or from the later moment from which nothing but us was waited for: the time for which it was meant,
    /// or an operator's decision. None when there is no event.
    async fn took(&self, store: &Store) -> Result<Option<Duration>, StoreError> {
        let Some(event) = store.reading().await?.inbox_of_run(&self.run).await? else { return Ok(None) };
        let cut = self.at.as_millisecond();
        let later = [event.decided_ms, self.due.map(Timestamp::as_millisecond)].into_iter().flatten();
        let from = later.filter(|ms| *ms <= cut).fold(event.received_ms, i64::max);
        Ok(u64::try_from(cut - from).ok().map(Duration::from_millis))
    }
}
