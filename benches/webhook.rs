//! What order events cost: their signatures over the bare code, and their delivery over a bare loop of requests.
//!
//! ```text
//! cargo bench --bench webhook --features full
//! ```
//!
//! Signing and checking are held against one HMAC-SHA256 of the same bytes. Deliveries go from a memory store through the
//! worker to a receiver on this machine; the bare loop sends the same bodies with reqwest, as many at once. Each pair takes
//! turns, and the median of the rounds counts.

#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "a benchmark that goes wrong is to stop")]

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use agentic_commerce::model::{AgentCapabilities, Cart, Checkout, CheckoutStatus, Order, Quote};
use agentic_commerce::signature::{EventSigner, EventVerifier, SigningSecret};
use agentic_commerce::store::{Commit, MemoryStore, OrderEvent, Session, Store};
use agentic_commerce::transport::ReqwestTransport;
use agentic_commerce::types::{ApiVersion, CheckoutId, Clock, Currency, Principal, SystemClock, Timestamp, Uri};
use agentic_commerce::webhook::{Endpoint, Endpoints, Worker};
use axum::Router;
use axum::routing::post;
use bytes::Bytes;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use tokio::net::TcpListener;

const SECRET: &str = "q7Jw0dVYhE3mZc5tRk1sXbN9uLfG2aPo";
/// As many at once as a worker has on their way.
const AT_ONCE: usize = 16;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let benched = std::env::args().any(|flag| flag == "--bench");
    let (rounds, signatures, orders) = if benched { (15, 20_000, 4_000) } else { (1, 100, 50) };
    for bytes in [512, 4_096] {
        codes(bytes, rounds, signatures);
    }
    deliveries(rounds.min(7), orders).await;
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values[values.len() / 2]
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures the machine's time")]
fn seconds(work: impl FnOnce()) -> f64 {
    let begun = Instant::now();
    work();
    begun.elapsed().as_secs_f64()
}

/// Signing and checking a body, over its bare code.
fn codes(bytes: usize, rounds: usize, times: usize) {
    let body = vec![b'x'; bytes];
    let now = SystemClock::default().now();
    let secret = || SigningSecret::new(SECRET).expect("a secret");
    let (signer, verifier) = (EventSigner::new(secret()), EventVerifier::new([secret()]));
    let header = signer.sign(&body, now);
    let keyed = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("a key");
    let stamp = format!("{}.", now.unix_seconds());
    let (mut signing, mut checking) = (Vec::new(), Vec::new());
    for round in 0..=rounds {
        let bare = seconds(|| {
            for _ in 0..times {
                let mut code = keyed.clone();
                code.update(stamp.as_bytes());
                code.update(black_box(&body));
                black_box(code.finalize().into_bytes());
            }
        });
        let sign = seconds(|| (0..times).for_each(|_| drop(black_box(signer.sign(black_box(&body), now)))));
        let verify = seconds(|| {
            (0..times).for_each(|_| verifier.verify(&header, black_box(&body), now).expect("a good signature"));
        });
        if round > 0 {
            signing.push(sign / bare);
            checking.push(verify / bare);
        }
    }
    println!("body of {bytes} bytes, times the bare code: sign {:.2}, verify {:.2}", median(signing), median(checking));
}

async fn deliveries(rounds: usize, orders: usize) {
    let app = Router::new().route("/events", post(async |body: Bytes| drop(black_box(body))));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/events", listener.local_addr().expect("an address"));
    let server = tokio::spawn(async move { axum::serve(listener, app).await.expect("a server") });
    let secret = SigningSecret::new(SECRET).expect("a secret");
    let endpoint = Endpoint::new(&Uri::new(&url).expect("an address"), secret).expect("an endpoint");
    let transport = Arc::new(ReqwestTransport::new().expect("a transport"));
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let mut ratios = Vec::new();
    for round in 0..=rounds {
        let store = Arc::new(MemoryStore::new());
        let body = fill(&store, orders).await;
        let worker = Worker::new(store, Arc::clone(&transport) as _, Endpoints::new().for_everyone(endpoint.clone()));
        let told = elapsed(async { worker.deliver_due().await.expect("a store that works").arrived }, orders).await;
        let bare = elapsed(send(&client, &url, body, orders), orders).await;
        if round > 0 {
            ratios.push(bare.as_secs_f64() / told.as_secs_f64());
        }
    }
    println!("deliveries, {AT_ONCE} at once, to the bare loop: {:.2}", median(ratios));
    server.abort();
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures the machine's time")]
async fn elapsed(work: impl Future<Output = usize>, expected: usize) -> Duration {
    let begun = Instant::now();
    assert_eq!(work.await, expected);
    begun.elapsed()
}

/// The floor: so many bodies, as they are.
async fn send(client: &reqwest::Client, url: &str, body: Bytes, times: usize) -> usize {
    use futures_util::stream::{self, StreamExt};
    let sent = stream::iter(0..times).map(|_| {
        let request = client.post(url).header("content-type", "application/json").body(body.clone());
        async move {
            let answer = request.send().await.expect("an answer");
            assert!(answer.status().is_success());
            drop(answer.bytes().await.expect("a body"));
        }
    });
    sent.buffer_unordered(AT_ONCE).count().await
}

/// Orders with one event each, and the body of such an event.
async fn fill(store: &MemoryStore, orders: usize) -> Bytes {
    let usd = Currency::new("usd").expect("a currency");
    let agent = Principal::from("agent");
    let mut body = Vec::new();
    for number in 0..orders {
        let id = CheckoutId::from(format!("cs_{number}"));
        let page = Uri::new("https://shop.example/orders/1").expect("an address");
        let order = Order::new(format!("ord_{number}"), id.clone(), page);
        let event = OrderEvent::created(
            format!("evt_{number}"),
            agent.clone(),
            order.clone(),
            usd,
            ApiVersion::LATEST,
            Timestamp::UNIX_EPOCH,
        );
        body = agentic_commerce::acp::Dialect::from(ApiVersion::LATEST)
            .encode_event(event.kind, &event.order, usd)
            .expect("an event");
        let quote = Quote::new(usd, Vec::new(), Vec::new());
        let mut checkout = Checkout::new(id, CheckoutStatus::Completed, Cart::default(), quote, Timestamp::UNIX_EPOCH);
        checkout.order = Some(order.into());
        let session = Session::new(agent.clone(), checkout, AgentCapabilities::default());
        let commit = Commit::of_session(Arc::new(session), None).with_events(vec![event]);
        store.commit(commit).await.expect("a commit");
    }
    body.into()
}
