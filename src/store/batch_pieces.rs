//! Batches that are written in pieces: kept by their writer, made whole, or taken out again.

use super::tx::{count, on};
use super::{StoreError, Tx};
use crate::model::{BatchId, Digest, Listed};
use sqlx::FromRow;
use std::time::Duration;

/// A batch that is not whole.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct Unfinished {
    /// Its id.
    pub id: String,
    /// Who writes it, or wrote it.
    pub writer: Option<String>,
    /// Until when that is taken for granted, by the database's clock in milliseconds since 1970.
    pub lease_ms: i64,
}

impl Tx {
    /// Keeps a batch that is being written for so much longer. False when it is not being written (any more).
    ///
    /// # Errors
    /// When the database says no.
    pub async fn keep_writing(&mut self, id: &BatchId, lease: Duration) -> Result<bool, StoreError> {
        let until = self.database_now().await?.saturating_add(i64::try_from(lease.as_millis()).unwrap_or(i64::MAX / 4));
        let kept = count!(self, c => sqlx::query("update batch set lease_ms = $1 where id = $2 and whole = 0")
            .bind(until).bind(id.as_str()).execute(c))?;
        Ok(kept > 0)
    }

    /// Makes a batch whole: from now on its runs can be claimed. False when it is not being written (any more).
    ///
    /// # Errors
    /// When the database says no.
    pub async fn make_whole(&mut self, id: &BatchId, digest: &Digest, listed: &[Listed]) -> Result<bool, StoreError> {
        let listed = self.json("the people of a batch", &listed)?;
        let made = count!(self, c => sqlx::query(
            "update batch set whole = 1, digest = $1, listed = $2, lease_ms = 0 where id = $3 and whole = 0")
            .bind(digest.as_str().to_owned()).bind(&listed).bind(id.as_str()).execute(c))?;
        Ok(made > 0)
    }

    /// Whether a batch is whole; none if there is no such batch.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn is_whole(&mut self, id: &BatchId) -> Result<Option<bool>, StoreError> {
        let whole: Option<i64> = on!(self, c => sqlx::query_scalar("select whole from batch where id = $1")
            .bind(id.as_str()).fetch_optional(c))?;
        Ok(whole.map(|whole| whole == 1))
    }

    /// The batches that are not whole.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn unfinished_batches(&mut self) -> Result<Vec<Unfinished>, StoreError> {
        on!(self, c => sqlx::query_as("select id, writer, lease_ms from batch where whole <> 1").fetch_all(c))
    }

    /// Begins to take a batch out that is not whole, as it was found; its writer can add nothing from then on. False when
    /// its writer has been at it meanwhile.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn begin_to_take_out(&mut self, found: &Unfinished) -> Result<bool, StoreError> {
        let begun = count!(self, c => sqlx::query(
            "update batch set whole = 2, lease_ms = 0 where id = $1 and lease_ms = $2 and whole <> 1")
            .bind(&found.id).bind(found.lease_ms).execute(c))?;
        Ok(begun > 0)
    }

    /// Takes so many runs out of a batch that is being taken out, with all that hangs on them; says how many.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn take_out_runs(&mut self, id: &BatchId, limit: i64) -> Result<u64, StoreError> {
        const SOME: &str = "(select id from run where batch = $1 \
            and exists (select 1 from batch where batch.id = $1 and whole = 2) order by id limit $2)";
        for table in ["run_event", "step", "plan"] {
            let sql = format!("delete from {table} where run_id in {SOME}");
            count!(self, c => sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id.as_str()).bind(limit).execute(c))?;
        }
        let sql = format!("delete from run where id in {SOME}");
        count!(self, c => sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id.as_str()).bind(limit).execute(c))
    }

    /// Takes out a batch whose runs have been taken out. False when somebody else has done so.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn take_out_batch(&mut self, id: &BatchId) -> Result<bool, StoreError> {
        let gone = count!(self, c => sqlx::query("delete from batch where id = $1 and whole = 2")
            .bind(id.as_str()).execute(c))?;
        Ok(gone > 0)
    }
}
