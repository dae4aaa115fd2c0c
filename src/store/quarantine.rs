//! The table `quarantine`: deliveries that were turned down, so many and no more.

use super::tx::{count, on};
use super::{StoreError, Tx};
use crate::model::{DisplayText, Rejected, RunId, Timestamp};
use sqlx::FromRow;

/// How many are kept; the oldest make room.
pub const KEPT: i64 = 10_000;

/// A delivery that was turned down, as its row has it.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct QuarantineRow {
    /// Its number.
    pub number: i64,
    /// When it came, in milliseconds since 1970.
    pub at_ms: i64,
    /// When the last like it came.
    pub last_ms: i64,
    /// The sender; empty where none is known.
    pub sender: String,
    /// The message id that it gave.
    pub message: Option<String>,
    /// The status that was answered.
    pub status: i64,
    /// The code of the reason.
    pub code: String,
    /// The reason.
    pub why: String,
    /// The field at fault.
    pub field: Option<String>,
    /// The body, where its signature was good.
    pub body: Option<String>,
    /// How many like it came in a row.
    pub times: i64,
    /// The event that it became.
    pub replayed_as: Option<String>,
}

const COLUMNS: &str = "select number, at_ms, last_ms, sender, message, status, code, why, field, body, times, \
    replayed_as from quarantine";

impl Tx {
    /// Keeps a delivery that was turned down. One without a body that is like the last of its sender is counted there.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn put_quarantine(&mut self, rejected: &Rejected, at: Timestamp) -> Result<(), StoreError> {
        let sender = rejected.sender.as_deref().unwrap_or_default();
        let at = at.as_millisecond();
        let like = match &rejected.body {
            Some(body) => count!(self, c => sqlx::query(
                "update quarantine set times = times + 1, last_ms = $1 where number = (select number from quarantine \
                 where sender = $2 and code = $3 order by number desc limit 1) and body = $4 and replayed_as is null")
                .bind(at).bind(sender).bind(rejected.code).bind(body).execute(c))?,
            None => count!(self, c => sqlx::query(
                "update quarantine set times = times + 1, last_ms = $1 where number = (select number from quarantine \
                 where sender = $2 and code = $3 order by number desc limit 1) and body is null")
                .bind(at).bind(sender).bind(rejected.code).execute(c))?,
        };
        if like > 0 {
            return Ok(());
        }
        let number: i64 = on!(self, c => sqlx::query_scalar(
            "insert into quarantine (at_ms, last_ms, sender, message, status, code, why, field, body) \
             values ($1, $1, $2, $3, $4, $5, $6, $7, $8) returning number")
            .bind(at).bind(sender).bind(rejected.message.as_ref().map(DisplayText::as_str))
            .bind(i64::from(rejected.status)).bind(rejected.code).bind(rejected.why.as_str()).bind(rejected.field)
            .bind(rejected.body.as_deref()).fetch_one(c))?;
        count!(self, c => sqlx::query("delete from quarantine where number <= $1").bind(number - KEPT).execute(c))
            .map(drop)
    }

    /// What was turned down, newest first, at most so many.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn quarantine(&mut self, limit: i64) -> Result<Vec<QuarantineRow>, StoreError> {
        let sql = format!("{COLUMNS} order by number desc limit $1");
        on!(self, c => sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(limit).fetch_all(c))
    }

    /// One of them.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn quarantined(&mut self, number: i64) -> Result<Option<QuarantineRow>, StoreError> {
        let sql = format!("{COLUMNS} where number = $1");
        on!(self, c => sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(number).fetch_optional(c))
    }

    /// Writes down which event it became. False when it has become one before.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn quarantine_replayed(&mut self, number: i64, event: &RunId) -> Result<bool, StoreError> {
        let done = count!(self, c => sqlx::query(
            "update quarantine set replayed_as = $1 where number = $2 and replayed_as is null")
            .bind(event.as_str()).bind(number).execute(c))?;
        Ok(done > 0)
    }

    /// How many were turned down, by sender and code.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn quarantine_counts(&mut self) -> Result<Vec<(String, String, i64)>, StoreError> {
        on!(self, c => sqlx::query_as(
            "select sender, code, cast(sum(times) as bigint) from quarantine where replayed_as is null group by sender, code")
            .fetch_all(c))
    }
}
