//! The store and its transactions. A statement is written once; [`on`] and [`count`] run it on either database.

use super::StoreError;
use super::error::classify;
use super::latency::{Observer, Operation, Timed, Watch};
use sqlx::postgres::{PgPool, Postgres};
use sqlx::sqlite::{Sqlite, SqlitePool};
use std::fmt;
use std::sync::Arc;

/// The store: cheap to clone, shared by everything in the process.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    base: Base,
    place: String,
    watch: Watch,
    #[cfg(test)]
    faults: super::faults::Faults,
}

pub(super) enum Base {
    Sqlite { write: SqlitePool, read: SqlitePool },
    Postgres(PgPool),
}

/// An open transaction. Dropped without [`Tx::commit`], it leaves nothing behind.
pub struct Tx {
    pub(super) open: Open,
    store: Store,
    _timed: Timed,
    #[cfg(test)]
    _still: Option<Arc<super::faults::Standstill>>,
}

pub(super) enum Open {
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

/// Runs a query that yields rows on whichever database the transaction is open on.
macro_rules! on {
    ($tx:expr, $conn:ident => $query:expr) => {{
        let answer = match &mut $tx.open {
            $crate::store::tx::Open::Sqlite(tx) => {
                let $conn = &mut **tx;
                $query.await
            }
            $crate::store::tx::Open::Postgres(tx) => {
                let $conn = &mut **tx;
                $query.await
            }
        };
        answer.map_err(|e| $tx.wrong(e))
    }};
}

/// Runs a statement and says how many rows it changed.
macro_rules! count {
    ($tx:expr, $conn:ident => $query:expr) => {
        $crate::store::tx::on!($tx, $conn => async { $query.await.map(|done| done.rows_affected()) })
    };
}

pub(super) use {count, on};

impl Store {
    pub(super) fn new(base: Base, place: String) -> Self {
        Self(Arc::new(Inner {
            base,
            place,
            watch: Watch::default(),
            #[cfg(test)]
            faults: super::faults::Faults::default(),
        }))
    }

    pub(super) fn base(&self) -> &Base {
        &self.0.base
    }

    /// Where it is, in words and without secrets.
    pub fn place(&self) -> &str {
        &self.0.place
    }

    /// Whether other processes on other machines can share it.
    pub fn is_shared(&self) -> bool {
        matches!(self.0.base, Base::Postgres(_))
    }

    /// Has this told of every transaction from now on; the first who asks is told, others are not.
    pub fn observe(&self, observer: Observer) {
        self.0.watch.set(observer);
    }

    /// Begins a transaction that may write. On SQLite there is one writer at a time, waited for here.
    ///
    /// # Errors
    /// When the database cannot be reached or stays locked.
    pub async fn transaction(&self) -> Result<Tx, StoreError> {
        let timed = self.0.watch.begin(Operation::Write);
        #[cfg(test)]
        let still = self.0.faults.at_work();
        let open = match &self.0.base {
            Base::Sqlite { write, .. } => write.begin_with("BEGIN IMMEDIATE").await.map(Open::Sqlite),
            Base::Postgres(pool) => pool.begin().await.map(Open::Postgres),
        };
        Ok(Tx {
            open: open.map_err(|e| classify(self.place(), e))?,
            store: self.clone(),
            _timed: timed,
            #[cfg(test)]
            _still: still,
        })
    }

    /// Begins a transaction that only reads, and sees one moment throughout.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn reading(&self) -> Result<Tx, StoreError> {
        let timed = self.0.watch.begin(Operation::Read);
        #[cfg(test)]
        let still = self.0.faults.at_work();
        let open = match &self.0.base {
            Base::Sqlite { read, .. } => read.begin().await.map(Open::Sqlite),
            Base::Postgres(pool) => {
                pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY").await.map(Open::Postgres)
            }
        };
        Ok(Tx {
            open: open.map_err(|e| classify(self.place(), e))?,
            store: self.clone(),
            _timed: timed,
            #[cfg(test)]
            _still: still,
        })
    }

    /// Ends all connections; what is under way is rolled back.
    pub async fn close(&self) {
        match &self.0.base {
            Base::Sqlite { write, read } => {
                read.close().await;
                // The last one to close writes the journal back into the file.
                write.close().await;
            }
            Base::Postgres(pool) => pool.close().await,
        }
    }

    /// Leaves it to the operating system when a file reaches the disk: for tests that write much and lose no power.
    #[cfg(test)]
    pub(crate) async fn without_syncing(&self) {
        let _still = self.0.faults.at_work();
        if let Base::Sqlite { write, .. } = &self.0.base {
            sqlx::query("pragma synchronous = off").execute(write).await.unwrap();
        }
    }

    #[cfg(test)]
    pub(crate) fn faults(&self) -> &super::faults::Faults {
        &self.0.faults
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Store({})", self.place())
    }
}

impl Tx {
    /// Makes everything written in it lasting, at once.
    ///
    /// # Errors
    /// When the database says no, or does not answer: then it may have been written all the same.
    pub async fn commit(self) -> Result<(), StoreError> {
        let store = self.store;
        #[cfg(test)]
        store.0.faults.before_commit().await?;
        match self.open {
            Open::Sqlite(tx) => tx.commit().await,
            Open::Postgres(tx) => tx.commit().await,
        }
        .map_err(|e| classify(store.place(), e))?;
        #[cfg(test)]
        store.0.faults.after_commit().await?;
        Ok(())
    }

    /// Undoes everything written in it.
    ///
    /// # Errors
    /// When the database does not answer; it then undoes it by itself.
    pub async fn rollback(self) -> Result<(), StoreError> {
        match self.open {
            Open::Sqlite(tx) => tx.rollback().await,
            Open::Postgres(tx) => tx.rollback().await,
        }
        .map_err(|e| classify(self.store.place(), e))
    }

    /// The database's clock in milliseconds since 1970, by which leases are measured: all processes share it.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn database_now(&mut self) -> Result<i64, StoreError> {
        #[cfg(test)]
        if let Some(set) = self.store.0.faults.lease_clock() {
            return Ok(set);
        }
        match &mut self.open {
            Open::Sqlite(tx) => {
                sqlx::query_scalar("select cast(unixepoch('subsec') * 1000 as integer)").fetch_one(&mut **tx).await
            }
            Open::Postgres(tx) => {
                sqlx::query_scalar("select (extract(epoch from clock_timestamp()) * 1000)::bigint")
                    .fetch_one(&mut **tx)
                    .await
            }
        }
        .map_err(|e| self.wrong(e))
    }

    pub(super) fn wrong(&self, error: sqlx::Error) -> StoreError {
        classify(self.store.place(), error)
    }

    pub(super) fn damaged(&self, what: impl Into<String>, why: impl fmt::Display) -> StoreError {
        StoreError::damaged(self.store.place(), what, why)
    }
}
