//! What is done to the stores, and how fast it goes.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use agentic_commerce::engine::Engine;
use agentic_commerce::inbound::{ApiKeys, Pipeline};
use agentic_commerce::sample::{Catalog, SampleShop};
use agentic_commerce::store::Store;
use agentic_commerce::types::{Clock, SystemClock, Timestamp};
use bytes::Bytes;
use http::Request;
use sqlx::{PgPool, SqlitePool};

const AT_ONCE: usize = 8;
/// What one purchase commits: two keys, the claim, what was set aside, and two answers with the session, one with an event.
pub(crate) const COMMITS: usize = 6;

const CATALOG: &str = r#"{
  "currency": "usd", "base_url": "https://shop.example", "links": {},
  "products": [{ "id": "ebook", "title": "A book", "price": 999, "stock": "unlimited", "kind": "digital" }]
}"#;
const CREATE: &str = r#"{"line_items":[{"id":"ebook"}],"currency":"usd","capabilities":{}}"#;
const PAY: &str = r#"{"buyer":{"first_name":"Ada","last_name":"Lovelace","email":"ada@example.com"},"payment_data":{"handler_id":"card_tokenized","instrument":{"type":"card","credential":{"type":"spt","token":"spt_test_success"}}}}"#;

/// Purchases as fast as they go, eight at a time; how many in a second. In no time at all one is made.
pub(crate) async fn purchases(store: Arc<dyn Store>, span: Duration) -> f64 {
    let pipeline = road(store);
    if span.is_zero() {
        purchase(&pipeline, &format!("first-{}", COUNT.fetch_add(1, Ordering::Relaxed))).await;
        return 0.0;
    }
    rate(span, AT_ONCE, COUNT.fetch_add(1, Ordering::Relaxed), move |number| {
        let pipeline = Arc::clone(&pipeline);
        async move { purchase(&pipeline, &number).await }
    })
    .await
}

/// Milliseconds for a purchase when nobody else buys.
pub(crate) async fn cost(store: Arc<dyn Store>, span: Duration) -> f64 {
    let pipeline = road(store);
    let rate = rate(span, 1, COUNT.fetch_add(1, Ordering::Relaxed), move |number| {
        let pipeline = Arc::clone(&pipeline);
        async move { purchase(&pipeline, &number).await }
    });
    1_000.0 / rate.await
}

/// Milliseconds for a round of what is done every few seconds, where there is nothing to do.
pub(crate) async fn upkeep(store: &Arc<dyn Store>, span: Duration) -> f64 {
    let pipeline = road(Arc::clone(store));
    let rate = rate(span, 1, 0, move |_| {
        let pipeline = Arc::clone(&pipeline);
        async move {
            let (store, now) = (pipeline.engine().store(), pipeline.engine().clock().now());
            let old = Timestamp::from_unix_millis(1_000_000_000_000).expect("a time");
            pipeline.engine().recover(100).await.expect("a sweep");
            store.purge(now, 100).await.expect("a purge");
            store.purge_sessions(old, 100).await.expect("a purge");
            store.claim_events(old, Duration::from_secs(1), 16).await.expect("a claim");
        }
    });
    1_000.0 / rate.await
}

pub(crate) async fn floor_of_sqlite(pool: &SqlitePool, bytes: usize, span: Duration) -> f64 {
    let (pool, writing) = (pool.clone(), Arc::new(tokio::sync::Mutex::new(())));
    let commits = rate(span, AT_ONCE, 0, move |_| {
        let (pool, writing) = (pool.clone(), Arc::clone(&writing));
        async move {
            let _turn = writing.lock().await;
            let insert = sqlx::query("INSERT INTO floor (bytes) VALUES (?1)").bind(vec![7_u8; bytes]);
            insert.execute(&pool).await.expect("a commit");
        }
    });
    commits.await / f64::from(u32::try_from(COMMITS).expect("a small number"))
}

pub(crate) async fn floor_of_postgres(pool: &PgPool, bytes: usize, span: Duration) -> f64 {
    let pool = pool.clone();
    let commits = rate(span, AT_ONCE, 0, move |_| {
        let pool = pool.clone();
        async move {
            let insert = sqlx::query("INSERT INTO floor (bytes) VALUES ($1)").bind(vec![7_u8; bytes]);
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
