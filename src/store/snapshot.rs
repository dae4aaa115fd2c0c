//! The table `snapshot`: images of a tenant as bytes that only their maker understands.

use super::tx::{count, on};
use super::{StoreError, Tx};
use crate::model::Timestamp;

/// A snapshot.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Snapshot {
    /// The bytes, as they were given.
    pub bytes: Vec<u8>,
    /// When the tenant was read.
    pub read_at: Timestamp,
}

impl Tx {
    /// Keeps a snapshot in place of the one before.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn put_snapshot(&mut self, tenant: &str, kind: &str, snapshot: &Snapshot) -> Result<(), StoreError> {
        count!(self, c => sqlx::query(
            "insert into snapshot (tenant, kind, bytes, read_ms) values ($1, $2, $3, $4) \
             on conflict (tenant, kind) do update set bytes = excluded.bytes, read_ms = excluded.read_ms")
            .bind(tenant).bind(kind).bind(&snapshot.bytes[..]).bind(snapshot.read_at.as_millisecond()).execute(c))
        .map(drop)
    }

    /// The snapshot of this kind, where there is one.
    ///
    /// # Errors
    /// When the database says no.
    pub async fn snapshot(&mut self, tenant: &str, kind: &str) -> Result<Option<Snapshot>, StoreError> {
        let row: Option<(Vec<u8>, i64)> = on!(self, c => sqlx::query_as(
            "select bytes, read_ms from snapshot where tenant = $1 and kind = $2")
            .bind(tenant).bind(kind).fetch_optional(c))?;
        row.map(|(bytes, at)| {
            let read_at = Timestamp::from_millisecond(at).map_err(|e| self.damaged("a snapshot", e))?;
            Ok(Snapshot { bytes, read_at })
        })
        .transpose()
    }
}
