//! What it costs to lose nothing.
//!
//! ```text
//! cargo bench --bench store --features full
//! ```
//!
//! Whole purchases (create, complete) per second over each store, eight at a time; and the floor: as many bare commits of
//! as many bytes by the same database. The stores take turns, and the median of the rounds counts. Then the cost of one
//! request at 1,000 and at 1,000,000 stored sessions, and how the databases look up what each request needs.
//!
//! PostgreSQL is the server at `TEST_DATABASE_URL`; without the variable it is left out.

#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "a benchmark that goes wrong is to stop")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use agentic_commerce::engine::Engine;
use agentic_commerce::inbound::{ApiKeys, Pipeline};
use agentic_commerce::sample::{Catalog, SampleShop};
use agentic_commerce::store::{MemoryStore, PostgresStore, SqliteStore, Store};
use agentic_commerce::types::{Clock, SystemClock};
use bytes::Bytes;
use http::Request;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{AssertSqlSafe, PgPool, SqlitePool};

const AT_ONCE: usize = 8;
/// What one purchase commits: two keys, the claim, what was set aside, and two answers with the session, one with an event.
const COMMITS: usize = 6;
/// About what one of them writes.
const BYTES: usize = 3_000;

const CATALOG: &str = r#"{
  "currency": "usd", "base_url": "https://shop.example", "links": {},
  "products": [{ "id": "ebook", "title": "A book", "price": 999, "stock": "unlimited", "kind": "digital" }]
}"#;
const CREATE: &str = r#"{"line_items":[{"id":"ebook"}],"currency":"usd","capabilities":{}}"#;
const PAY: &str = r#"{"buyer":{"first_name":"Ada","last_name":"Lovelace","email":"ada@example.com"},"payment_data":{"handler_id":"card_tokenized","instrument":{"type":"card","credential":{"type":"spt","token":"spt_test_success"}}}}"#;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let benched = std::env::args().any(|flag| flag == "--bench");
    let (rounds, span) = if benched { (5, Duration::from_secs(3)) } else { (1, Duration::from_millis(50)) };
    let databases = Databases::open().await;

    let mut names = vec!["memory", "SQLite", "SQLite, floor"];
    if databases.postgres.is_some() {
        names.extend(["PostgreSQL", "PostgreSQL, floor"]);
    }
    let mut rates = vec![Vec::new(); names.len()];
    for _ in 0..rounds {
        let mut round = vec![
            purchases(Arc::new(MemoryStore::new()), span).await,
            purchases(Arc::new(databases.sqlite.clone()), span).await,
            floor_of_sqlite(databases.sqlite.pool(), span).await,
        ];
        if let Some((store, ..)) = &databases.postgres {
            round.push(purchases(Arc::new(store.clone()), span).await);
            round.push(floor_of_postgres(store.pool(), span).await);
        }
        for (rates, rate) in rates.iter_mut().zip(round) {
            rates.push(rate);
        }
    }
    println!("purchases per second (the floor: {COMMITS} bare commits of {BYTES} bytes each count as one)");
    let medians: Vec<f64> = rates.into_iter().map(median).collect();
    for (name, rate) in names.iter().zip(&medians) {
        println!("  {name:<18} {rate:>9.1}   {:>6.3} of memory", rate / medians[0]);
    }
    println!("  SQLite to its floor: {:.2}", medians[1] / medians[2]);
    if medians.len() > 3 {
        println!("  PostgreSQL to its floor: {:.2}", medians[3] / medians[4]);
    }

    let sizes = if benched { [1_000, 1_000_000] } else { [10, 100] };
    println!("milliseconds for one purchase, one at a time, with so many sessions and keys stored");
    let mut costs = [[0.0; 2]; 2];
    for (at, size) in sizes.into_iter().enumerate() {
        databases.fill(size).await;
        costs[0][at] = cost(Arc::new(databases.sqlite.clone()), span).await;
        if let Some((store, ..)) = &databases.postgres {
            costs[1][at] = cost(Arc::new(store.clone()), span).await;
        }
    }
    for (name, [few, many]) in ["SQLite", "PostgreSQL"].iter().zip(costs) {
        println!("  {name:<18} {few:.2} at {}, {many:.2} at {}: {:.2} times", sizes[0], sizes[1], many / few);
    }
    databases.explain().await;
    databases.drop().await;
}

fn median(mut rates: Vec<f64>) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates[rates.len() / 2]
}

/// A database of each kind, of this run's own.
struct Databases {
    folder: std::path::PathBuf,
    sqlite: SqliteStore,
    postgres: Option<(PostgresStore, PgPool, String)>,
}

impl Databases {
    async fn open() -> Self {
        let name = format!("acp_bench_{}", std::process::id());
        let folder = std::env::temp_dir().join(&name);
        std::fs::create_dir_all(&folder).expect("a folder");
        let sqlite = SqliteStore::open(folder.join("store.db")).await.expect("a file");
        sqlx::raw_sql("CREATE TABLE floor (id INTEGER PRIMARY KEY, bytes BLOB)")
            .execute(sqlite.pool())
            .await
            .expect("a table");
        let postgres = match std::env::var("TEST_DATABASE_URL") {
            Err(_) => None,
            Ok(url) => {
                let options: PgConnectOptions = url.parse().expect("the address of a server");
                let server =
                    PgPoolOptions::new().max_connections(1).connect_with(options.clone()).await.expect("a server");
                sqlx::raw_sql(AssertSqlSafe(format!("CREATE SCHEMA {name}"))).execute(&server).await.expect("a schema");
                let pool = PgPoolOptions::new().max_connections(10);
                let pool = pool.connect_with(options.options([("search_path", &name)])).await.expect("a server");
                let store = PostgresStore::new(pool);
                store.migrate().await.expect("tables");
                let table = "CREATE TABLE floor (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, bytes BYTEA)";
                sqlx::raw_sql(table).execute(store.pool()).await.expect("a table");
                Some((store, server, name))
            }
        };
        Self { folder, sqlite, postgres }
    }

    /// Copies a session and a key that are there, with names of their own, until there are so many.
    async fn fill(&self, size: i64) {
        let key_values = "principal, path, fingerprint, ticket, lease_until, keep_until, status, headers, body";
        let key_columns = format!("key, {key_values}");
        let columns = "principal, revision, document, NULL, updated_at, NULL";
        let sqlite = format!(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {size}) \
             INSERT OR IGNORE INTO acp_session (id, principal, revision, document, order_id, updated_at, recover_at) \
             SELECT 'copy_' || i, {columns} FROM n, (SELECT * FROM acp_session LIMIT 1); \
             WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {size}) \
             INSERT OR IGNORE INTO acp_key ({key_columns}) \
             SELECT 'copy_' || i, {key_values} FROM n, (SELECT * FROM acp_key LIMIT 1)"
        );
        sqlx::raw_sql(AssertSqlSafe(sqlite)).execute(self.sqlite.pool()).await.expect("sessions");
        if let Some((store, ..)) = &self.postgres {
            let postgres = format!(
                "INSERT INTO acp_session (id, principal, revision, document, order_id, updated_at, recover_at) \
                 SELECT 'copy_' || i, {columns} FROM generate_series(1, {size}) AS n(i), \
                 (SELECT * FROM acp_session LIMIT 1) AS one ON CONFLICT DO NOTHING; \
                 INSERT INTO acp_key ({key_columns}) SELECT 'copy_' || i, {key_values} \
                 FROM generate_series(1, {size}) AS n(i), (SELECT * FROM acp_key LIMIT 1) AS one \
                 ON CONFLICT DO NOTHING; ANALYZE"
            );
            sqlx::raw_sql(AssertSqlSafe(postgres)).execute(store.pool()).await.expect("sessions");
        }
    }

    /// How the databases find what each request, and each sweep, needs.
    async fn explain(&self) {
        const HOT: [(&str, &str); 6] = [
            ("read a session", "SELECT document FROM acp_session WHERE id = 'copy_7' AND principal = 'agent'"),
            ("write a session", "UPDATE acp_session SET revision = 2 WHERE id = 'copy_7' AND revision = 1"),
            ("an answered key", "SELECT body FROM acp_key WHERE principal = 'agent' AND path = '/p' AND key = 'k'"),
            ("abandoned", "SELECT document FROM acp_session WHERE recover_at <= 7 ORDER BY recover_at LIMIT 100"),
            ("purge of keys", "SELECT key FROM acp_key WHERE keep_until <= 7 LIMIT 100"),
            ("due events", "SELECT order_id FROM acp_delivery WHERE due_at <= 7 ORDER BY due_at LIMIT 16"),
        ];
        for (name, statement) in HOT {
            let plan: Vec<(i64, i64, i64, String)> =
                sqlx::query_as(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {statement}")))
                    .fetch_all(self.sqlite.pool())
                    .await
                    .expect("a plan");
            println!("{name}\n  SQLite: {}", plan.iter().map(|row| row.3.as_str()).collect::<Vec<_>>().join("; "));
            if let Some((store, ..)) = &self.postgres {
                let plan: Vec<String> = sqlx::query_scalar(AssertSqlSafe(format!("EXPLAIN (COSTS OFF) {statement}")))
                    .fetch_all(store.pool())
                    .await
                    .expect("a plan");
                println!("  PostgreSQL: {}", plan.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" | "));
            }
        }
    }

    async fn drop(self) {
        self.sqlite.pool().close().await;
        std::fs::remove_dir_all(&self.folder).expect("a folder to remove");
        if let Some((store, server, name)) = self.postgres {
            store.pool().close().await;
            sqlx::raw_sql(AssertSqlSafe(format!("DROP SCHEMA {name} CASCADE")))
                .execute(&server)
                .await
                .expect("a schema");
        }
    }
}

/// Purchases as fast as they go, eight at a time; how many in a second.
async fn purchases(store: Arc<dyn Store>, span: Duration) -> f64 {
    let pipeline = road(store);
    rate(span, AT_ONCE, COUNT.fetch_add(1, Ordering::Relaxed), move |number| {
        let pipeline = Arc::clone(&pipeline);
        async move { purchase(&pipeline, &number).await }
    })
    .await
}

/// Milliseconds for a purchase when nobody else buys.
async fn cost(store: Arc<dyn Store>, span: Duration) -> f64 {
    let pipeline = road(store);
    let rate = rate(span, 1, COUNT.fetch_add(1, Ordering::Relaxed), move |number| {
        let pipeline = Arc::clone(&pipeline);
        async move { purchase(&pipeline, &number).await }
    });
    1_000.0 / rate.await
}

async fn floor_of_sqlite(pool: &SqlitePool, span: Duration) -> f64 {
    let (pool, writing) = (pool.clone(), Arc::new(tokio::sync::Mutex::new(())));
    let commits = rate(span, AT_ONCE, 0, move |_| {
        let (pool, writing) = (pool.clone(), Arc::clone(&writing));
        async move {
            let _turn = writing.lock().await;
            let insert = sqlx::query("INSERT INTO floor (bytes) VALUES (?1)").bind(vec![7_u8; BYTES]);
            insert.execute(&pool).await.expect("a commit");
        }
    });
    commits.await / f64::from(u32::try_from(COMMITS).expect("a small number"))
}

async fn floor_of_postgres(pool: &PgPool, span: Duration) -> f64 {
    let pool = pool.clone();
    let commits = rate(span, AT_ONCE, 0, move |_| {
        let pool = pool.clone();
        async move {
            let insert = sqlx::query("INSERT INTO floor (bytes) VALUES ($1)").bind(vec![7_u8; BYTES]);
            insert.execute(&pool).await.expect("a commit");
        }
    });
    commits.await / f64::from(u32::try_from(COMMITS).expect("a small number"))
}

static COUNT: AtomicUsize = AtomicUsize::new(0);

/// How often a second it is done, by so many at once. Each time it is told a number that nobody else is.
async fn rate<F: Future<Output = ()> + Send + 'static>(
    span: Duration,
    at_once: usize,
    round: usize,
    work: impl Fn(String) -> F + Clone + Send + Sync + 'static,
) -> f64 {
    let clock = SystemClock::default();
    let begun = clock.now();
    let mut workers = tokio::task::JoinSet::new();
    for worker in 0..at_once {
        let work = work.clone();
        workers.spawn(async move {
            let mut done = 0_u32;
            while SystemClock::default().now().distance(begun) < span {
                work(format!("{round}-{worker}-{done}")).await;
                done += 1;
            }
            done
        });
    }
    let done: u32 = workers.join_all().await.into_iter().sum();
    f64::from(done) / clock.now().distance(begun).as_secs_f64()
}

fn road(store: Arc<dyn Store>) -> Arc<Pipeline<SampleShop>> {
    let shop = SampleShop::new(Catalog::from_json(CATALOG).expect("a catalog"));
    Arc::new(Pipeline::new(Engine::new(shop, store), ApiKeys::new().with_key("agent", "sk_1")))
}

async fn purchase(pipeline: &Pipeline<SampleShop>, number: &str) {
    let session = ask(pipeline, "", &format!("create-{number}"), CREATE, 201).await;
    let session: serde_json::Value = serde_json::from_slice(&session).expect("JSON");
    let path = format!("/{}/complete", session["id"].as_str().expect("an id"));
    ask(pipeline, &path, &format!("pay-{number}"), PAY, 200).await;
}

async fn ask(pipeline: &Pipeline<SampleShop>, path: &str, key: &str, body: &'static str, expected: u16) -> Bytes {
    let request = Request::post(format!("/checkout_sessions{path}"))
        .header("authorization", "Bearer sk_1")
        .header("api-version", "2026-04-17")
        .header("content-type", "application/json")
        .header("idempotency-key", key)
        .body(Bytes::from_static(body.as_bytes()))
        .expect("a request");
    let response = pipeline.handle(request).await;
    assert_eq!(response.status(), expected, "{:?}", response.body());
    response.into_body()
}
