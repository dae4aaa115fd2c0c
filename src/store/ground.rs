//! The ground that tests stand on: a fresh SQLite file always, a fresh PostgreSQL schema where a server is named.

use super::{Location, Store};
use secrecy::SecretString;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

/// Holds the address of a PostgreSQL database in which schemas may be made.
const SERVER: &str = "LANYARD_TEST_POSTGRES";

pub(crate) struct Ground {
    pub(crate) location: Location,
    folder: tempfile::TempDir,
    schema: Option<(String, String)>,
}

impl Ground {
    pub(crate) fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { location: Location::Sqlite(folder.path().join("lanyard.db")), folder, schema: None }
    }

    /// None, and says so, where no server is named.
    pub(crate) async fn postgres() -> Option<Self> {
        let Ok(address) = std::env::var(SERVER) else {
            println!("left out on PostgreSQL: {SERVER} is not set");
            return None;
        };
        let schema = format!("lanyard_{}", uuid::Uuid::new_v4().simple());
        let mut server = PgConnection::connect(&address).await.unwrap();
        sqlx::query(AssertSqlSafe(format!("create schema {schema}"))).execute(&mut server).await.unwrap();
        let mark = if address.contains('?') { '&' } else { '?' };
        let own = format!("{address}{mark}options=-csearch_path%3D{schema}");
        Some(Self {
            location: Location::Postgres(SecretString::from(own)),
            folder: tempfile::tempdir().unwrap(),
            schema: Some((address, schema)),
        })
    }

    pub(crate) async fn open(&self) -> Store {
        Store::open(&self.location).await.unwrap()
    }

    pub(crate) fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    async fn clear(self) {
        if let Some((address, schema)) = &self.schema {
            let mut server = PgConnection::connect(address).await.unwrap();
            sqlx::query(AssertSqlSafe(format!("drop schema {schema} cascade"))).execute(&mut server).await.unwrap();
        }
    }
}

/// Runs a test on each database that is at hand.
pub(crate) async fn on_each(test: impl AsyncFn(&Ground)) {
    let ground = Ground::sqlite();
    test(&ground).await;
    ground.clear().await;
    if let Some(ground) = Ground::postgres().await {
        test(&ground).await;
        ground.clear().await;
    }
}
