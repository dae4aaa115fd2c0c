//! The tables `audit` and `audit_head`: links as they lie there. What seals them is not known here.

use super::tx::{count, on};
use super::{StoreError, Tx};
use crate::model::{Digest, RunId};
use sqlx::FromRow;

/// One link as its row has it, exactly as it was sealed.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct AuditRow {
    /// Its number.
    pub seq: i64,
    /// The time as sealed.
    pub at: String,
    /// The seal before.
    pub previous: String,
    /// Its seal.
    pub seal: String,
    /// The run, repeated from the entry so that it can be searched for.
    pub run_id: Option<String>,
    /// The entry as canonical JSON.
    pub entry: String,
}

impl Tx {
    /// Takes the next number and gives it with the seal of the last record. The head stays locked until the end of
    /// the transaction: there is one appender at a time. Nothing else may be locked after it.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn next_link(&mut self) -> Result<(i64, Digest), StoreError> {
        let (seq, seal): (i64, String) = on!(self, c => sqlx::query_as(
            "update audit_head set seq = seq + 1 where id = 1 returning seq, seal").fetch_one(c))?;
        Ok((seq, Digest::recorded(seal)))
    }

    /// Appends a link and makes its seal the head.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn append_link(&mut self, row: &AuditRow) -> Result<(), StoreError> {
        count!(self, c => sqlx::query(
            "insert into audit (seq, at, previous, seal, run_id, entry) values ($1, $2, $3, $4, $5, $6)")
            .bind(row.seq).bind(&row.at).bind(&row.previous).bind(&row.seal).bind(row.run_id.as_deref())
            .bind(&row.entry).execute(c))?;
        count!(self, c => sqlx::query("update audit_head set seal = $1 where id = 1").bind(&row.seal).execute(c))
            .map(drop)
    }

    /// Number and seal of the last record; none when the head itself is gone.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn audit_head(&mut self) -> Result<Option<(i64, String)>, StoreError> {
        on!(self, c => sqlx::query_as("select seq, seal from audit_head where id = 1").fetch_optional(c))
    }

    /// Links after this number, in order, at most so many.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn links_after(&mut self, seq: i64, limit: i64) -> Result<Vec<AuditRow>, StoreError> {
        on!(self, c => sqlx::query_as(
            "select seq, at, previous, seal, run_id, entry from audit where seq > $1 order by seq limit $2")
            .bind(seq).bind(limit).fetch_all(c))
    }

    /// Links before this number, newest first, at most so many, of this run or of all.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn links_before(
        &mut self,
        seq: i64,
        run: Option<&RunId>,
        limit: i64,
    ) -> Result<Vec<AuditRow>, StoreError> {
        match run {
            Some(run) => on!(self, c => sqlx::query_as(
                "select seq, at, previous, seal, run_id, entry from audit where seq < $1 and run_id = $2 \
                 order by seq desc limit $3")
                .bind(seq).bind(run.as_str()).bind(limit).fetch_all(c)),
            None => on!(self, c => sqlx::query_as(
                "select seq, at, previous, seal, run_id, entry from audit where seq < $1 order by seq desc limit $2")
                .bind(seq).bind(limit).fetch_all(c)),
        }
    }

    /// How many links there are, of this run or in all.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn count_links(&mut self, run: Option<&RunId>) -> Result<i64, StoreError> {
        match run {
            Some(run) => on!(self, c => sqlx::query_scalar("select count(*) from audit where run_id = $1")
                .bind(run.as_str()).fetch_one(c)),
            None => on!(self, c => sqlx::query_scalar("select count(*) from audit").fetch_one(c)),
        }
    }
}
