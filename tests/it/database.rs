//! Databases of a test's own.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use agentic_commerce::store::{PostgresStore, SqliteStore};
use sqlx::PgPool;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

static MADE: AtomicUsize = AtomicUsize::new(0);

fn name() -> String {
    format!("acp_test_{}_{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed))
}

/// A folder that goes when the test ends.
#[derive(Debug)]
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        let folder = std::env::temp_dir().join(name());
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A store in a file of its own.
pub(crate) async fn sqlite() -> (SqliteStore, Folder) {
    let folder = Folder::new();
    (SqliteStore::open(folder.file("store.db")).await.unwrap(), folder)
}

/// A schema of PostgreSQL that nobody else uses, in the server at `TEST_DATABASE_URL`; `None`, and a word about it, where
/// there is no such variable.
#[derive(Debug)]
pub(crate) struct Schema {
    server: PgPool,
    options: PgConnectOptions,
    name: String,
}

impl Schema {
    pub(crate) async fn new() -> Option<Self> {
        let Ok(url) = std::env::var("TEST_DATABASE_URL") else {
            eprintln!("ignored: TEST_DATABASE_URL names no PostgreSQL server");
            return None;
        };
        let options: PgConnectOptions = url.parse().expect("the address of a PostgreSQL server");
        let server = PgPoolOptions::new().max_connections(1).connect_with(options.clone()).await.unwrap();
        let name = name();
        for statement in [format!("DROP SCHEMA IF EXISTS {name} CASCADE"), format!("CREATE SCHEMA {name}")] {
            sqlx::raw_sql(sqlx::AssertSqlSafe(statement)).execute(&server).await.unwrap();
        }
        Some(Self { server, options: options.options([("search_path", &name)]), name })
    }

    /// Its address, for whoever connects by one.
    pub(crate) fn url(&self) -> String {
        let server = std::env::var("TEST_DATABASE_URL").expect("it was there before");
        let join = if server.contains('?') { '&' } else { '?' };
        format!("{server}{join}options[search_path]={}", self.name)
    }

    /// What connects to it.
    pub(crate) fn options(&self) -> PgConnectOptions {
        self.options.clone()
    }

    /// Connections that see this schema.
    pub(crate) async fn pool(&self, connections: u32) -> PgPool {
        PgPoolOptions::new().max_connections(connections).connect_with(self.options.clone()).await.unwrap()
    }

    pub(crate) async fn store(&self) -> PostgresStore {
        let store = PostgresStore::new(self.pool(8).await);
        store.migrate().await.unwrap();
        store
    }

    pub(crate) async fn drop(self) {
        let statement = format!("DROP SCHEMA {} CASCADE", self.name);
        sqlx::raw_sql(sqlx::AssertSqlSafe(statement)).execute(&self.server).await.unwrap();
    }
}
