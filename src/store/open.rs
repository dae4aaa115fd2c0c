//! Opening a store: the pools, the migrations, and the checks that it is ours and of our time.

use super::error::classify;
use super::tx::{Base, Store};
use super::{StoreError, place};
use secrecy::{ExposeSecret, SecretString};
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, PgConnection};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

static SQLITE: Migrator = sqlx::migrate!("src/store/migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("src/store/migrations/postgres");

/// `Lyrd`, written into the head of our SQLite files: <https://sqlite.org/pragma.html#pragma_application_id>.
const APPLICATION_ID: i64 = 0x4c79_7264;

/// How long a write waits for another process's write.
const BUSY: Duration = Duration::from_secs(10);

/// How long a database server may take to answer.
const ANSWER: Duration = Duration::from_secs(10);

/// Where the store is.
#[derive(Clone, Debug)]
pub enum Location {
    /// This file; it and its folder are made when they are missing.
    Sqlite(PathBuf),
    /// The server and database of this `postgres://` address, which may hold a password.
    Postgres(SecretString),
}

impl Store {
    /// Opens the store and brings its tables up to date.
    ///
    /// # Errors
    /// When it cannot be reached, is not ours, or was written by a newer version; nothing is changed then.
    pub async fn open(location: &Location) -> Result<Self, StoreError> {
        match location {
            Location::Sqlite(file) => open_sqlite(file).await,
            Location::Postgres(address) => open_postgres(address).await,
        }
    }
}

async fn open_sqlite(file: &Path) -> Result<Store, StoreError> {
    place::prepare(file)?;
    let name = file.display().to_string();
    let options = SqliteConnectOptions::new()
        .filename(file)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY)
        .disable_statement_logging();
    // A second writer in this process would only wait for the first one, inside a busy loop.
    let write = lasting(SqlitePoolOptions::new().max_connections(1))
        .acquire_timeout(Duration::from_secs(60))
        .connect_with(options.clone())
        .await
        .map_err(|e| classify(&name, e))?;
    migrate_sqlite(&write, &name).await?;
    let read = lasting(SqlitePoolOptions::new().max_connections(4))
        .acquire_timeout(Duration::from_secs(60))
        .connect_lazy_with(options.pragma("query_only", "on"));
    Ok(Store::new(Base::Sqlite { write, read }, name))
}

/// Connections to a file cost nothing while idle; reaping them would only wake the machine.
fn lasting(options: SqlitePoolOptions) -> SqlitePoolOptions {
    options.idle_timeout(None).max_lifetime(None).test_before_acquire(false).before_acquire(|connection, _| {
        Box::pin(async move {
            // When the disk is full SQLite rolls back by itself. The driver does not notice, counts the transaction
            // as open for ever and begins no other: such a connection is replaced by a fresh one.
            connection.ping().await?;
            Ok(!connection.is_in_transaction())
        })
    })
}

async fn migrate_sqlite(write: &SqlitePool, name: &str) -> Result<(), StoreError> {
    let wrong = |e| classify(name, e);
    // Under the write lock, so that two processes that start together do not both make the tables.
    let mut tx = write.begin_with("BEGIN IMMEDIATE").await.map_err(wrong)?;
    let id: i64 = sqlx::query_scalar("pragma application_id").fetch_one(&mut *tx).await.map_err(wrong)?;
    let tables: i64 = sqlx::query_scalar("select count(*) from sqlite_schema where type = 'table'")
        .fetch_one(&mut *tx)
        .await
        .map_err(wrong)?;
    if id != APPLICATION_ID && (id != 0 || tables != 0) {
        return Err(StoreError::NotOurs {
            place: name.to_owned(),
            why: "it is a database of another program".to_owned(),
        });
    }
    SQLITE.run(&mut *tx).await.map_err(|e| migration(name, &SQLITE, e))?;
    if id == 0 {
        // 0x4c797264; a pragma takes no parameters.
        sqlx::query("pragma application_id = 1283027556").execute(&mut *tx).await.map_err(wrong)?;
    }
    tx.commit().await.map_err(wrong)
}

async fn open_postgres(address: &SecretString) -> Result<Store, StoreError> {
    let options = PgConnectOptions::from_str(address.expose_secret())
        .map_err(|_| StoreError::Address { why: "it is not a postgres:// address".to_owned() })?
        .application_name("lanyard")
        .disable_statement_logging();
    let name = format!(
        "{}:{}/{}",
        options.get_host(),
        options.get_port(),
        options.get_database().unwrap_or_else(|| options.get_username())
    );
    // A pool tries again until its time is up and then says only that; one connection says at once what is wrong.
    match tokio::time::timeout(ANSWER, PgConnection::connect_with(&options)).await {
        Ok(Ok(connection)) => drop(connection.close().await),
        Ok(Err(e)) => return Err(classify(&name, e)),
        Err(_) => return Err(classify(&name, sqlx::Error::PoolTimedOut)),
    }
    let pool = PgPoolOptions::new().max_connections(8).acquire_timeout(ANSWER).connect_lazy_with(options);
    POSTGRES.run(&pool).await.map_err(|e| migration(&name, &POSTGRES, e))?;
    Ok(Store::new(Base::Postgres(pool), name))
}

fn migration(place: &str, known: &Migrator, error: MigrateError) -> StoreError {
    let newest = known.iter().map(|m| m.version).max().unwrap_or(0);
    match error {
        MigrateError::VersionMissing(found) if found > newest => {
            StoreError::Newer { place: place.to_owned(), found, known: newest }
        }
        MigrateError::Execute(e) | MigrateError::ExecuteMigration(e, _) => classify(place, e),
        other => StoreError::damaged(place, "the list of schema versions", other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pragma_writes_the_id_that_is_checked() {
        assert_eq!(APPLICATION_ID, 1_283_027_556);
    }
}
