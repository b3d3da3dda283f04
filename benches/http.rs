//! What the protocol costs over a bare HTTP handler.
//!
//! ```text
//! cargo bench --bench http --features full
//! ```
//!
//! Sixteen connections create sessions as fast as they can: at the checkout router with every check on (bearer token,
//! HMAC-SHA256 signature with timestamp, release, idempotency), and at a bare axum handler that decodes the same
//! request into a `Value` and encodes the same response. Both servers and all connections share one process and one
//! runtime; the two take turns, and the median of the rounds counts.

#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "a benchmark that goes wrong is to stop")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use agentic_commerce::engine::Engine;
use agentic_commerce::inbound::{ApiKeys, Pipeline};
use agentic_commerce::router::router;
use agentic_commerce::sample::SampleShop;
use agentic_commerce::signature::{HmacSigner, HmacVerifier, SigningSecret};
use agentic_commerce::store::MemoryStore;
use agentic_commerce::types::{Clock, SystemClock};
use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use axum::routing::post;
use bytes::Bytes;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

const CONNECTIONS: usize = 16;
const CREATE: &str = r#"{"line_items":[{"id":"poster","quantity":2},{"id":"ebook"}],"currency":"usd","capabilities":{"interventions":{"supported":["3ds"]}}}"#;
const SECRET: &[u8] = b"a secret of thirty-two bytes ...";

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let benched = std::env::args().any(|flag| flag == "--bench");
    let (rounds, span) = if benched { (7, Duration::from_secs(2)) } else { (1, Duration::from_millis(50)) };
    let mut rates = Vec::new();
    // One round more than counts: the first one warms up.
    for round in 0..=rounds {
        // A fresh store each round, and the old one gone: neither the size of a store nor its end is what is measured.
        let store = Arc::new(MemoryStore::new());
        let (checkout, first) = serve(checkout(Arc::clone(&store))).await;
        let example = once(&checkout).await;
        let (bare, second) = serve(bare(serde_json::from_slice(&example).expect("JSON"))).await;
        let rate = (load(&checkout, span).await, load(&bare, span).await);
        if round > 0 {
            rates.push(rate);
        }
        first.abort();
        second.abort();
        while Arc::strong_count(&store) > 1 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        // A hundred thousand sessions take a while to free, and would hold the allocator against the next round.
        drop(store);
    }
    let median = |mut values: Vec<f64>| {
        values.sort_unstable_by(f64::total_cmp);
        values[values.len() / 2]
    };
    println!("creates per second on {CONNECTIONS} connections, {rounds} rounds of {span:?}, medians");
    println!("checkout router {:>10.0}", median(rates.iter().map(|rate| rate.0).collect()));
    println!("bare handler    {:>10.0}", median(rates.iter().map(|rate| rate.1).collect()));
    println!("ratio           {:>10.2}", median(rates.iter().map(|rate| rate.0 / rate.1).collect()));
}

fn checkout(store: Arc<MemoryStore>) -> Router {
    let engine = Engine::new(SampleShop::builtin(), store);
    let secret = SigningSecret::from_bytes(SECRET).expect("a secret");
    let pipeline =
        Pipeline::new(engine, ApiKeys::new().with_key("agent", "sk_bench")).with_verifier(HmacVerifier::new([secret]));
    router(Arc::new(pipeline))
}

/// The floor: decodes the request, encodes the response.
fn bare(answer: Value) -> Router {
    async fn handle(State(answer): State<Arc<Value>>, body: Bytes) -> Response {
        let request: Value = serde_json::from_slice(&body).expect("JSON");
        assert!(request.is_object());
        let body = serde_json::to_vec(&*answer).expect("JSON");
        Response::builder()
            .status(201)
            .header("content-type", "application/json")
            .body(Body::from(body))
            .expect("a response")
    }
    Router::new().route("/checkout_sessions", post(handle)).with_state(Arc::new(answer))
}

async fn serve(app: Router) -> (String, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address").to_string();
    let server = tokio::spawn(async move { axum::serve(listener, app).await.expect("a server") });
    (address, server)
}

/// Creates per second.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures the machine's time")]
async fn load(address: &str, span: Duration) -> f64 {
    let begun = Instant::now();
    let done = Arc::new(AtomicUsize::new(0));
    let mut connections = Vec::new();
    for _ in 0..CONNECTIONS {
        let (address, done) = (address.to_owned(), Arc::clone(&done));
        connections.push(tokio::spawn(async move {
            let mut connection = Connection::open(&address).await;
            while begun.elapsed() < span {
                connection.create().await;
                done.fetch_add(1, Ordering::Relaxed);
            }
        }));
    }
    for connection in connections {
        connection.await.expect("a connection that works");
    }
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    let done = done.load(Ordering::Relaxed) as f64;
    done / begun.elapsed().as_secs_f64()
}

async fn once(address: &str) -> Vec<u8> {
    Connection::open(address).await.create().await
}

/// A connection that is kept open, with as little of an HTTP client as there can be.
struct Connection {
    stream: TcpStream,
    head: String,
    buffer: Vec<u8>,
}

impl Connection {
    async fn open(address: &str) -> Self {
        let stream = TcpStream::connect(address).await.expect("a connection");
        stream.set_nodelay(true).expect("a socket option");
        let signer = HmacSigner::new(SigningSecret::from_bytes(SECRET).expect("a secret"));
        let signature = signer.sign(CREATE.as_bytes(), SystemClock::default().now()).expect("JSON");
        let head = format!(
            "POST /checkout_sessions HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer sk_bench\r\napi-version: \
             2026-04-17\r\ncontent-type: application/json\r\ncontent-length: {}\r\nrequest-id: req_bench\r\nsignature: \
             {}\r\ntimestamp: {}\r\nidempotency-key: ",
            CREATE.len(),
            signature.signature,
            signature.timestamp.unwrap_or_default(),
        );
        Self { stream, head, buffer: vec![0; 64 * 1024] }
    }

    async fn create(&mut self) -> Vec<u8> {
        static KEYS: AtomicUsize = AtomicUsize::new(0);
        let key = KEYS.fetch_add(1, Ordering::Relaxed);
        let request = format!("{}b6f3c1de-0000-4000-8000-{key:012}\r\n\r\n{CREATE}", self.head);
        self.stream.write_all(request.as_bytes()).await.expect("a request sent");
        let mut filled = 0;
        loop {
            filled += self.stream.read(&mut self.buffer[filled..]).await.expect("a response read");
            let text = &self.buffer[..filled];
            let Some(end) = text.windows(4).position(|window| window == b"\r\n\r\n") else { continue };
            let head = std::str::from_utf8(&text[..end]).expect("ASCII");
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length: "))
                .and_then(|length| length.parse::<usize>().ok())
                .expect("a length");
            if filled < end + 4 + length {
                continue;
            }
            assert!(head.starts_with("HTTP/1.1 201"), "{}", String::from_utf8_lossy(text));
            return text[end + 4..end + 4 + length].to_vec();
        }
    }
}
