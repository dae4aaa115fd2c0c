//! The table `run_event`: what happened in a run, numbered without gaps.

use super::tx::{count, on};
use super::{StoreError, Tx};
use crate::model::{RunEvent, RunId, Timestamp};

impl Tx {
    /// Writes an event under the number that the run's row gave it.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn put_event(&mut self, event: &RunEvent) -> Result<(), StoreError> {
        let progress = self.json("an event", &event.progress)?;
        count!(self, c => sqlx::query(
            "insert into run_event (run_id, idx, at_ms, progress) values ($1, $2, $3, $4)")
            .bind(event.run.as_str()).bind(event.index).bind(event.at.as_millisecond()).bind(&progress).execute(c))
        .map(drop)
    }

    /// The events of a run after this number, in order; 0 for all.
    ///
    /// # Errors
    /// When the database says no, or an event cannot be read any more.
    pub async fn events_after(&mut self, run: &RunId, index: i64) -> Result<Vec<RunEvent>, StoreError> {
        let rows: Vec<(i64, i64, String)> = on!(self, c => sqlx::query_as(
            "select idx, at_ms, progress from run_event where run_id = $1 and idx > $2 order by idx")
            .bind(run.as_str()).bind(index).fetch_all(c))?;
        rows.into_iter()
            .map(|(index, at, progress)| {
                let what = || format!("event {index} of run {run}");
                let at = Timestamp::from_millisecond(at).map_err(|e| self.damaged(what(), e))?;
                Ok(RunEvent { run: run.clone(), index, at, progress: self.parse(what, &progress)? })
            })
            .collect()
    }
}
