//! What it costs to find the events that are due, among few and among very many.
//!
//! ```text
//! cargo bench --bench outbox --features full
//! ```
//!
//! In SQLite and in PostgreSQL, with 1,000 and with 1,000,000 events that wait, each of another order: milliseconds to take
//! sixteen of them, and to write down that one arrived; then a worker tells them for a while, and the memory of the process
//! before and after says how much it holds. At last the plans of the statements behind it.
//!
//! PostgreSQL is the server at `TEST_DATABASE_URL`; without the variable it is left out.

#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "a benchmark that goes wrong is to stop")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use agentic_commerce::model::{AgentCapabilities, Cart, Checkout, CheckoutStatus, Order, Quote};
use agentic_commerce::signature::SigningSecret;
use agentic_commerce::store::{Commit, Delivery, OrderEvent, PostgresStore, Session, SqliteStore, Store};
use agentic_commerce::transport::{HttpTransport, TransportError};
use agentic_commerce::types::{ApiVersion, CheckoutId, Clock, Currency, Principal, SystemClock, Timestamp, Uri};
use agentic_commerce::webhook::{Endpoint, Endpoints, Worker};
use bytes::Bytes;
use http::{Request, Response};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{AssertSqlSafe, PgPool};

/// As many at once as a worker has on their way.
const AT_ONCE: usize = 16;
const LEASE: Duration = Duration::from_mins(1);

/// The statements that a worker lives by, as the stores make them.
const HOT: [(&str, &str); 3] = [
    (
        "take events",
        "UPDATE acp_delivery SET attempts = attempts + 1, telling = (SELECT MIN(sequence) FROM acp_event AS event \
         WHERE event.principal = acp_delivery.principal AND event.order_id = acp_delivery.order_id \
         AND event.dead_reason IS NULL) WHERE (principal, order_id) IN (SELECT principal, order_id FROM acp_delivery \
         WHERE due_at <= 7000000000000 ORDER BY due_at LIMIT 16) RETURNING principal, order_id, telling",
    ),
    (
        "what is next",
        "SELECT occurred_at FROM acp_event WHERE principal = 'agent' AND order_id = 'order_7' AND dead_reason IS NULL \
         ORDER BY sequence LIMIT 1",
    ),
    (
        "what was set aside",
        "SELECT document, dead_reason FROM acp_event WHERE dead_reason IS NOT NULL AND sequence > 7 ORDER BY sequence \
         LIMIT 100",
    ),
];

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let benched = std::env::args().any(|flag| flag == "--bench");
    let (sizes, rounds, span) = if benched {
        ([1_000, 1_000_000], 25, Duration::from_secs(5))
    } else {
        ([50, 100], 2, Duration::from_millis(50))
    };
    let name = format!("acp_outbox_{}", std::process::id());
    let folder = std::env::temp_dir().join(&name);
    std::fs::create_dir_all(&folder).expect("a folder");
    let sqlite = SqliteStore::open(folder.join("store.db")).await.expect("a file");
    let postgres = open_postgres(&name).await;

    println!("milliseconds to take {AT_ONCE} events, and to write down that one arrived, of so many");
    let mut costs = vec![Vec::new(), Vec::new()];
    for size in sizes {
        fill_sqlite(&sqlite, size).await;
        costs[0].push(cost("SQLite", Arc::new(sqlite.clone()), size, rounds).await);
        tell("SQLite", Arc::new(sqlite.clone()), span).await;
        if let Some((store, _)) = &postgres {
            fill_postgres(store, size).await;
            costs[1].push(cost("PostgreSQL", Arc::new(store.clone()), size, rounds).await);
            tell("PostgreSQL", Arc::new(store.clone()), span).await;
        }
    }
    for (name, costs) in ["SQLite", "PostgreSQL"].iter().zip(&costs) {
        if let [(few_taken, few_told), (many_taken, many_told)] = costs[..] {
            let (taken, told) = (many_taken / few_taken, many_told / few_told);
            println!(
                "  {name:<11} {} events to {}: take {taken:.2} times, write down {told:.2} times",
                sizes[1], sizes[0]
            );
        }
    }
    explain(&sqlite, postgres.as_ref().map(|(store, _)| store)).await;

    sqlite.pool().close().await;
    std::fs::remove_dir_all(&folder).expect("a folder to remove");
    if let Some((store, server)) = postgres {
        store.pool().close().await;
        sqlx::raw_sql(AssertSqlSafe(format!("DROP SCHEMA {name} CASCADE"))).execute(&server).await.expect("a schema");
    }
}

async fn open_postgres(name: &str) -> Option<(PostgresStore, PgPool)> {
    let options: PgConnectOptions = std::env::var("TEST_DATABASE_URL").ok()?.parse().expect("the address of a server");
    let server = PgPoolOptions::new().max_connections(1).connect_with(options.clone()).await.expect("a server");
    sqlx::raw_sql(AssertSqlSafe(format!("CREATE SCHEMA {name}"))).execute(&server).await.expect("a schema");
    let pool = PgPoolOptions::new().max_connections(10);
    let store =
        PostgresStore::new(pool.connect_with(options.options([("search_path", name)])).await.expect("a server"));
    store.migrate().await.expect("tables");
    Some((store, server))
}

/// One event, as the engine writes it.
async fn write_one(store: &dyn Store) {
    let usd = Currency::new("usd").expect("a currency");
    let (agent, id) = (Principal::from("agent"), CheckoutId::from("cs_1"));
    let order = Order::new("order_0", id.clone(), Uri::new("https://shop.example/orders/1").expect("an address"));
    let version = ApiVersion::LATEST;
    let event = OrderEvent::created("event_0", agent.clone(), order.clone(), usd, version, Timestamp::UNIX_EPOCH);
    let quote = Quote::new(usd, Vec::new(), Vec::new());
    let mut checkout = Checkout::new(id, CheckoutStatus::Completed, Cart::default(), quote, Timestamp::UNIX_EPOCH);
    checkout.order = Some(order.into());
    let session = Session::new(agent, checkout, AgentCapabilities::default());
    store.commit(Commit::of_session(Arc::new(session), None).with_events(vec![event])).await.expect("a commit");
}

/// So many copies of it, each of an order of its own, and nothing else.
fn copies(series: &str) -> String {
    format!(
        "INSERT INTO acp_event (id, principal, order_id, occurred_at, document) \
         SELECT 'copy_' || i, principal, 'copy_' || i, i, document FROM {series}, \
         (SELECT principal, document FROM acp_event WHERE id = 'event_0') AS one; \
         DELETE FROM acp_event WHERE id = 'event_0'; \
         INSERT INTO acp_delivery (principal, order_id, due_at) \
         SELECT principal, order_id, occurred_at FROM acp_event; "
    )
}

const EMPTY: &str = "DELETE FROM acp_event; DELETE FROM acp_delivery; DELETE FROM acp_session";

async fn fill_sqlite(store: &SqliteStore, size: usize) {
    sqlx::raw_sql(EMPTY).execute(store.pool()).await.expect("empty tables");
    write_one(store).await;
    let numbers =
        format!("(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {size}) SELECT i FROM n)");
    let all = format!("BEGIN; DELETE FROM acp_delivery; {} COMMIT", copies(&numbers));
    sqlx::raw_sql(AssertSqlSafe(all)).execute(store.pool()).await.expect("events");
}

async fn fill_postgres(store: &PostgresStore, size: usize) {
    sqlx::raw_sql(EMPTY).execute(store.pool()).await.expect("empty tables");
    write_one(store).await;
    let all = format!("DELETE FROM acp_delivery; {}", copies(&format!("generate_series(1, {size}) AS n(i)")));
    sqlx::raw_sql(AssertSqlSafe(all)).execute(store.pool()).await.expect("events");
    // As its housekeeper would after a while.
    for table in ["acp_event", "acp_delivery"] {
        sqlx::raw_sql(AssertSqlSafe(format!("VACUUM ANALYZE {table}"))).execute(store.pool()).await.expect("a vacuum");
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values[values.len() / 2]
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures the machine's time")]
async fn milliseconds<T>(work: impl Future<Output = T>) -> (T, f64) {
    let begun = Instant::now();
    let output = work.await;
    (output, begun.elapsed().as_secs_f64() * 1_000.0)
}

/// What it costs to take sixteen events, and to settle one.
async fn cost(name: &str, store: Arc<dyn Store>, size: usize, rounds: usize) -> (f64, f64) {
    let now = SystemClock::default().now();
    let (mut taking, mut telling) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        let (taken, took) = milliseconds(store.claim_events(now, LEASE, AT_ONCE)).await;
        let taken = taken.expect("a store that works");
        assert_eq!(taken.len(), AT_ONCE);
        taking.push(took);
        for claimed in taken {
            let (settled, took) = milliseconds(store.settle_event(&claimed.ticket, Delivery::Done)).await;
            assert!(settled.expect("a store that works"));
            telling.push(took);
        }
    }
    let (take, told) = (median(taking), median(telling));
    println!("  {name:<11} {size:>9} events: take {take:.3} ms, write down {told:.3} ms");
    (take, told)
}

/// A receiver that takes everything.
#[derive(Debug)]
struct Taker;

#[async_trait::async_trait]
impl HttpTransport for Taker {
    async fn send(&self, _: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        Ok(Response::new(Bytes::new()))
    }
}

/// Has a worker tell for a while, and says what it needed.
async fn tell(name: &str, store: Arc<dyn Store>, span: Duration) {
    let secret = SigningSecret::new("q7Jw0dVYhE3mZc5tRk1sXbN9uLfG2aPo").expect("a secret");
    let url = Uri::new("https://agent.example/events").expect("an address");
    let endpoints = Endpoints::new().for_everyone(Endpoint::new(&url, secret).expect("an endpoint"));
    let worker = Worker::new(store, Arc::new(Taker), endpoints);
    let before = resident();
    let told = worker.run(tokio::time::sleep(span)).await.arrived;
    println!(
        "  {name:<11} a worker told {told} events in {span:?}; KiB of memory before {before}, after {}",
        resident()
    );
}

/// What the process holds in memory, in KiB; 0 where the system does not say so.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

async fn explain(sqlite: &SqliteStore, postgres: Option<&PostgresStore>) {
    for (name, statement) in HOT {
        let plan: Vec<(i64, i64, i64, String)> =
            sqlx::query_as(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {statement}")))
                .fetch_all(sqlite.pool())
                .await
                .expect("a plan");
        println!("{name}\n  SQLite: {}", plan.iter().map(|row| row.3.as_str()).collect::<Vec<_>>().join("; "));
        if let Some(store) = postgres {
            let lines: Vec<String> =
                sqlx::query_scalar(AssertSqlSafe(format!("EXPLAIN (ANALYZE, BUFFERS) {statement}")))
                    .fetch_all(store.pool())
                    .await
                    .expect("a plan");
            println!("  PostgreSQL:");
            for line in lines {
                println!("    {line}");
            }
        }
    }
}
