//! Databases of this run's own.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use agentic_commerce::store::{PostgresStore, SqliteStore};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{AssertSqlSafe, Connection, Executor, PgPool, SqliteConnection};

use crate::{load, statement};

const KEY: &str = "principal, path, fingerprint, ticket, lease_until, keep_until, status, headers, body";
const SESSION: &str = "principal, revision, document, order_id, updated_at, recover_at";

fn package() -> &'static std::path::Path {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn name(of: &str) -> String {
    format!("acp_bench_{of}_{}", std::process::id())
}

/// A file, and the store in it.
pub(crate) struct Sqlite {
    folder: PathBuf,
    pub(crate) store: SqliteStore,
}

impl Sqlite {
    pub(crate) async fn open(of: &str) -> Self {
        let folder = std::env::temp_dir().join(name(of));
        std::fs::create_dir_all(&folder).expect("a folder");
        let store = SqliteStore::open(folder.join("store.db")).await.expect("a file");
        let floor = "CREATE TABLE floor (id INTEGER PRIMARY KEY, bytes BLOB)";
        sqlx::raw_sql(floor).execute(store.pool()).await.expect("a table");
        Self { folder, store }
    }

    /// What one purchase wrote, the only one that was made: the session four times, two answers and an event.
    pub(crate) async fn bytes_of_a_purchase(&self) -> usize {
        let query = "SELECT 4 * (SELECT AVG(LENGTH(CAST(document AS BLOB))) FROM acp_session) \
                     + 2 * (SELECT AVG(LENGTH(body)) FROM acp_key) \
                     + (SELECT AVG(LENGTH(CAST(document AS BLOB))) FROM acp_event)";
        let bytes: f64 = sqlx::query_scalar(query).fetch_one(self.store.pool()).await.expect("a sum");
        format!("{bytes:.0}").parse().expect("a whole number")
    }

    /// Copies a session that was bought and its key, with names of their own, until there are so many. Nobody else uses the
    /// file meanwhile, and it need not outlive a power cut.
    pub(crate) async fn fill(self, size: i64) -> Self {
        load::purchases(Arc::new(self.store.clone()), Duration::ZERO).await;
        self.store.pool().close().await;
        let database = self.folder.join("store.db");
        let options = SqliteConnectOptions::new()
            .filename(&database)
            .journal_mode(SqliteJournalMode::Off)
            .synchronous(SqliteSynchronous::Off);
        let mut connection = SqliteConnection::connect_with(&options).await.expect("the file");
        let numbers = format!("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {size})");
        // Ids of sessions and orders sort by time, as those of the crate do; keys are the agent's and sort by nothing.
        let fill = format!(
            "PRAGMA cache_size = -262144; BEGIN; \
             {numbers} INSERT INTO acp_session (id, {SESSION}) SELECT printf('cs_%032d', i), {SESSION} FROM n, \
             (SELECT principal, revision, document, NULL AS order_id, updated_at, recover_at FROM acp_session LIMIT 1); \
             UPDATE acp_session SET order_id = 'order of ' || id WHERE id GLOB 'cs_000*'; \
             {numbers} INSERT INTO acp_key (key, {KEY}) SELECT lower(hex(randomblob(16))), {KEY} FROM n, \
             (SELECT * FROM acp_key LIMIT 1); COMMIT"
        );
        sqlx::raw_sql(AssertSqlSafe(fill)).execute(&mut connection).await.expect("sessions");
        connection.close().await.expect("an end");
        let store = SqliteStore::open(database).await.expect("the file");
        Self { store, ..self }
    }

    pub(crate) async fn explain(&self) {
        println!("how SQLite finds what each statement asks for");
        for statement in statement::of(package(), "sqlite") {
            let query = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {statement}"));
            let plan: Vec<(i64, i64, i64, String)> =
                sqlx::query_as(query).fetch_all(self.store.pool()).await.expect("a plan");
            let plan: Vec<_> = plan.into_iter().map(|row| row.3).collect();
            println!("  {statement}\n      {}", plan.join("; "));
        }
    }

    pub(crate) async fn drop(self) {
        self.store.pool().close().await;
        std::fs::remove_dir_all(&self.folder).expect("a folder to remove");
    }
}

/// A schema, and the store in it.
pub(crate) struct Postgres {
    server: PgPool,
    name: String,
    pub(crate) store: PostgresStore,
}

impl Postgres {
    /// `None` where there is no server.
    pub(crate) async fn open(of: &str) -> Option<Self> {
        let options: PgConnectOptions =
            std::env::var("TEST_DATABASE_URL").ok()?.parse().expect("the address of a server");
        let server = PgPoolOptions::new().max_connections(1).connect_with(options.clone()).await.expect("a server");
        let name = name(of);
        server.execute(AssertSqlSafe(format!("CREATE SCHEMA {name}"))).await.expect("a schema");
        let pool = PgPoolOptions::new().max_connections(10);
        let pool = pool.connect_with(options.options([("search_path", &name)])).await.expect("a server");
        let store = PostgresStore::new(pool);
        store.migrate().await.expect("tables");
        let floor = "CREATE TABLE floor (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, bytes BYTEA)";
        store.pool().execute(floor).await.expect("a table");
        Some(Self { server, name, store })
    }

    pub(crate) async fn fill(&self, size: i64) {
        load::purchases(Arc::new(self.store.clone()), Duration::ZERO).await;
        let fill = format!(
            "INSERT INTO acp_session (id, {SESSION}) SELECT 'cs_' || lpad(i::text, 32, '0'), principal, revision, \
             document, 'order of cs_' || lpad(i::text, 32, '0'), updated_at, recover_at \
             FROM generate_series(1, {size}) AS n(i), (SELECT * FROM acp_session LIMIT 1) AS one; \
             INSERT INTO acp_key (key, {KEY}) SELECT md5(random()::text || i), {KEY} \
             FROM generate_series(1, {size}) AS n(i), (SELECT * FROM acp_key LIMIT 1) AS one"
        );
        sqlx::raw_sql(AssertSqlSafe(fill)).execute(self.store.pool()).await.expect("sessions");
        // What the server would do in its own time is not to fall into what is measured.
        for table in ["acp_session", "acp_key", "acp_event", "acp_delivery"] {
            let vacuum = AssertSqlSafe(format!("VACUUM (ANALYZE) {table}"));
            self.store.pool().execute(vacuum).await.expect("a vacuum");
        }
        // Takes a right that not everybody has.
        let _ = self.server.execute("CHECKPOINT").await;
    }

    pub(crate) async fn explain(&self) {
        println!("how PostgreSQL finds what each statement asks for");
        let mut connection = self.store.pool().acquire().await.expect("a connection");
        connection.execute("SET plan_cache_mode = force_generic_plan").await.expect("a setting");
        for statement in statement::of(package(), "postgres") {
            let nulls = vec!["NULL"; statement::values(&statement)].join(", ");
            let explain = format!("EXPLAIN (COSTS OFF) EXECUTE explained ({nulls})").replace(" ()", "");
            connection.execute(AssertSqlSafe(format!("PREPARE explained AS {statement}"))).await.expect("a statement");
            let plan: Vec<String> = sqlx::query_scalar(AssertSqlSafe(explain))
                .persistent(false)
                .fetch_all(&mut *connection)
                .await
                .expect("a plan");
            connection.execute("DEALLOCATE explained").await.expect("an end");
            println!("  {statement}\n      {}", plan.iter().map(|line| line.trim()).collect::<Vec<_>>().join("; "));
        }
    }

    pub(crate) async fn drop(self) {
        self.store.pool().close().await;
        self.server.execute(AssertSqlSafe(format!("DROP SCHEMA {} CASCADE", self.name))).await.expect("a schema");
    }
}
