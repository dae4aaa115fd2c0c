//! The table `step`.

use super::run::WHOLE;
use super::tx::{count, on};
use super::{StoreError, Tx, unread};
use crate::model::{RunId, StepRecord};
use serde::{Serialize, de::DeserializeOwned};

impl Tx {
    /// Writes a step as it stands now.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn put_step(&mut self, run: &RunId, step: &StepRecord) -> Result<(), StoreError> {
        let record = self.json("a step", step)?;
        count!(self, c => sqlx::query(
            "insert into step (run_id, ordinal, state, outcome, record) values ($1, $2, $3, $4, $5) \
             on conflict (run_id, ordinal) do update set state = excluded.state, outcome = excluded.outcome, \
             record = excluded.record")
            .bind(run.as_str()).bind(i64::from(step.ordinal)).bind(step.state.as_str())
            .bind(step.outcome.map(|o| o.as_str())).bind(&record).execute(c))
        .map(drop)
    }

    /// The steps of a run, in order.
    ///
    /// # Errors
    /// When the database says no, or a step cannot be read any more.
    pub async fn steps(&mut self, run: &RunId) -> Result<Vec<StepRecord>, StoreError> {
        let records: Vec<String> = on!(self, c => sqlx::query_scalar(
            "select record from step where run_id = $1 order by ordinal").bind(run.as_str()).fetch_all(c))?;
        records.iter().map(|r| self.parse(|| format!("a step of run {run}"), r)).collect()
    }

    /// Writes the steps of a new run, all in one statement: a large batch has a million of them.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn insert_steps(&mut self, run: &RunId, steps: &[StepRecord]) -> Result<(), StoreError> {
        if steps.is_empty() {
            return Ok(());
        }
        let records = steps.iter().map(|step| self.json("a step", step)).collect::<Result<Vec<_>, _>>()?;
        let places: Vec<String> = (0..steps.len())
            .map(|n| format!("($1, ${}, ${}, ${}, ${})", 4 * n + 2, 4 * n + 3, 4 * n + 4, 4 * n + 5))
            .collect();
        let sql = format!("insert into step (run_id, ordinal, state, outcome, record) values {}", places.join(", "));
        let (sql, records) = (sql.as_str(), &records);
        count!(self, c => async {
            let mut query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(run.as_str());
            for (step, record) in steps.iter().zip(records) {
                let outcome = step.outcome.map(|o| o.as_str());
                query = query.bind(i64::from(step.ordinal)).bind(step.state.as_str()).bind(outcome).bind(record);
            }
            query.execute(c).await
        })
        .map(drop)
    }

    /// How many steps of each of the newest `limit` runs have ended, and how many there are.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn step_counts(&mut self, limit: i64) -> Result<Vec<(RunId, i64, i64)>, StoreError> {
        let sql = format!(
            "select run_id, cast(sum(case when state = 'ended' then 1 else 0 end) as bigint), count(*) from step where \
             run_id in (select id from run where {WHOLE} order by created_ms desc, id desc limit $1) group by run_id"
        );
        let rows: Vec<(String, i64, i64)> = on!(self, c => sqlx::query_as(sqlx::AssertSqlSafe(sql))
            .bind(limit).fetch_all(c))?;
        Ok(rows.into_iter().map(|(run, ended, all)| (RunId::new(run), ended, all)).collect())
    }

    /// How many steps of each run that was planned for a time and is not over have ended, and how many there are.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn step_counts_planned(&mut self) -> Result<Vec<(RunId, i64, i64)>, StoreError> {
        let rows: Vec<(String, i64, i64)> = on!(self, c => sqlx::query_as(
            "select run_id, cast(sum(case when state = 'ended' then 1 else 0 end) as bigint), count(*) from step \
             where run_id in (select id from run where planned_ms is not null \
             and state in ('queued', 'running', 'paused')) group by run_id")
            .fetch_all(c))?;
        Ok(rows.into_iter().map(|(run, ended, all)| (RunId::new(run), ended, all)).collect())
    }

    pub(super) fn json<T: Serialize>(&self, what: &str, value: &T) -> Result<String, StoreError> {
        serde_json::to_string(value).map_err(|e| self.damaged(what, e))
    }

    pub(super) fn parse<T: DeserializeOwned>(
        &self,
        what: impl FnOnce() -> String,
        text: &str,
    ) -> Result<T, StoreError> {
        serde_json::from_str(text).map_err(|e| self.damaged(what(), unread(&e)))
    }
}
