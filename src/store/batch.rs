//! The table `batch`.

use super::tx::{count, on};
use super::{StoreError, Tx};
use crate::model::{BatchId, DisplayText, Operator, PipelineKind, Timestamp};
use sqlx::FromRow;
use std::time::Duration;

/// A batch to be written down.
#[derive(Clone, Copy, Debug)]
pub struct NewBatch<'a> {
    /// Its id.
    pub id: &'a BatchId,
    /// Which job its runs do.
    pub kind: PipelineKind,
    /// What it is, in a few words.
    pub title: &'a DisplayText,
    /// Who confirmed it.
    pub operator: &'a Operator,
    /// Why.
    pub reason: &'a DisplayText,
    /// The ticket, empty if none.
    pub ticket: &'a DisplayText,
    /// When it was confirmed.
    pub at: Timestamp,
    /// Who writes it.
    pub writer: &'a str,
    /// For how long that is taken for granted, until it is said again.
    pub lease: Duration,
}

/// A batch as its row has it; times in milliseconds since 1970.
#[derive(Clone, Debug, FromRow)]
pub struct BatchRow {
    /// Its id.
    pub id: String,
    /// The pipeline's stable name.
    pub kind: String,
    /// What it is, in a few words.
    pub title: String,
    /// The digest over the plans' digests.
    pub digest: String,
    /// Who confirmed it, as JSON.
    pub operator: String,
    /// Why.
    pub reason: String,
    /// The ticket.
    pub ticket: String,
    /// Everybody who was named, as JSON.
    pub listed: String,
    /// When it was confirmed.
    pub created_ms: i64,
    /// When its end was recorded.
    pub ended_ms: Option<i64>,
}

/// How the steps of one run stand.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct StepCounts {
    /// The run.
    pub run_id: String,
    /// Steps that have ended.
    pub ended: i64,
    /// Steps in all.
    pub steps: i64,
    /// Steps that failed or were refused.
    pub bad: i64,
    /// Steps of which nobody knows whether they worked.
    pub unknown: i64,
}

const COLUMNS: &str =
    "select id, kind, title, digest, operator, reason, ticket, listed, created_ms, ended_ms from batch";

impl Tx {
    /// Begins to write a batch; its runs are written apart, after it, and are claimed by nobody until
    /// [`Tx::make_whole`], which adds who was named and the digest. False when it is there already.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn insert_batch(&mut self, batch: NewBatch<'_>) -> Result<bool, StoreError> {
        let operator = self.json("the operator", batch.operator)?;
        let lease = i64::try_from(batch.lease.as_millis()).unwrap_or(i64::MAX / 4);
        let until = self.database_now().await?.saturating_add(lease);
        let written = count!(self, c => sqlx::query(
            "insert into batch (id, kind, title, digest, operator, reason, ticket, listed, created_ms, whole, writer, \
             lease_ms) values ($1, $2, $3, '', $4, $5, $6, '[]', $7, 0, $8, $9) on conflict do nothing")
            .bind(batch.id.as_str()).bind(batch.kind.as_str()).bind(batch.title.as_str()).bind(&operator)
            .bind(batch.reason.as_str()).bind(batch.ticket.as_str()).bind(batch.at.as_millisecond())
            .bind(batch.writer).bind(until)
            .execute(c))?;
        Ok(written > 0)
    }

    /// One batch, where it is whole.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn batch(&mut self, id: &BatchId) -> Result<Option<BatchRow>, StoreError> {
        on!(self, c => sqlx::query_as(sqlx::AssertSqlSafe(format!("{COLUMNS} where id = $1 and whole = 1")))
            .bind(id.as_str()).fetch_optional(c))
    }

    /// The newest batches that are whole, at most so many.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn batches(&mut self, limit: i64) -> Result<Vec<BatchRow>, StoreError> {
        let sql = format!("{COLUMNS} where whole = 1 order by created_ms desc, id desc limit $1");
        on!(self, c => sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(limit).fetch_all(c))
    }

    /// How the steps of each run of a batch stand.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn batch_steps(&mut self, batch: &BatchId) -> Result<Vec<StepCounts>, StoreError> {
        on!(self, c => sqlx::query_as(
            "select run_id, cast(sum(case when state = 'ended' then 1 else 0 end) as bigint) as ended, \
             count(*) as steps, \
             cast(sum(case when outcome in ('failed', 'refused') then 1 else 0 end) as bigint) as bad, \
             cast(sum(case when outcome = 'unknown' then 1 else 0 end) as bigint) as unknown \
             from step where run_id in (select id from run where batch = $1) group by run_id")
            .bind(batch.as_str()).fetch_all(c))
    }

    /// Writes down that a batch has ended. False when that was written before, or when a run of it is not over.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn end_batch(&mut self, id: &BatchId, at: Timestamp) -> Result<bool, StoreError> {
        let ended = count!(self, c => sqlx::query(
            "update batch set ended_ms = $1 where id = $2 and ended_ms is null and not exists \
             (select 1 from run where batch = $2 and state in ('queued', 'running', 'paused'))")
            .bind(at.as_millisecond()).bind(id.as_str()).execute(c))?;
        Ok(ended > 0)
    }

    /// Takes back that a batch has ended, because something of it is done again.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn reopen_batch(&mut self, id: &BatchId) -> Result<(), StoreError> {
        count!(self, c => sqlx::query("update batch set ended_ms = null where id = $1")
            .bind(id.as_str()).execute(c))
        .map(drop)
    }
}
