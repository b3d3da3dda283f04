//! What the protocol costs over plain JSON.
//!
//! ```text
//! cargo bench --bench checkout --features full
//! ```
//!
//! Drives create, update and complete of every release through `Pipeline::handle`, in memory, and prints each as a ratio
//! to a floor: decoding the same request bodies and encoding the same response bodies with plain `serde_json`, as untyped
//! `Value` and as the release's own types. Pipeline and floor take turns, so that a machine that slows down slows both; the
//! median of the rounds counts.

#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "a benchmark that goes wrong is to stop")]

use std::future::Future;
use std::hint::black_box;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use agentic_commerce::acp::{v2025_09_29, v2025_12_12, v2026_01_16, v2026_01_30, v2026_04_17};
use agentic_commerce::engine::Engine;
use agentic_commerce::inbound::{ApiKeys, Pipeline};
use agentic_commerce::sample::SampleShop;
use agentic_commerce::signature::{HmacSigner, HmacVerifier, SignatureHeaders, SigningSecret};
use agentic_commerce::store::MemoryStore;
use agentic_commerce::types::{ApiVersion, Clock, SystemClock};
use bytes::Bytes;
use http::{HeaderValue, Request, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Requests of one kind in one round.
const BATCH: usize = 1_000;
const ROUNDS: usize = 21;

const ITEMS: &str = r#"{"items":[{"id":"poster","quantity":2},{"id":"ebook","quantity":1}]}"#;
const LINE_ITEMS: &str = r#"{"line_items":[{"id":"poster","quantity":2},{"id":"ebook"}],"currency":"usd","capabilities":{"interventions":{"supported":["3ds"]}}}"#;
const ADDRESS: &str = r#"{"buyer":{"first_name":"Ada","last_name":"Lovelace","email":"ada@example.com"},"fulfillment_address":{"name":"Ada Lovelace","line_one":"1 Market Street","city":"San Francisco","state":"CA","country":"US","postal_code":"94105"}}"#;
const DETAILS: &str = r#"{"buyer":{"first_name":"Ada","last_name":"Lovelace","email":"ada@example.com"},"fulfillment_details":{"name":"Ada Lovelace","address":{"name":"Ada Lovelace","line_one":"1 Market Street","city":"San Francisco","state":"CA","country":"US","postal_code":"94105"}}}"#;
const TOKEN: &str = r#"{"buyer":{"first_name":"Ada","last_name":"Lovelace","email":"ada@example.com"},"payment_data":{"token":"spt_test_success","provider":"stripe"}}"#;
const INSTRUMENT: &str = r#"{"buyer":{"first_name":"Ada","last_name":"Lovelace","email":"ada@example.com"},"payment_data":{"handler_id":"card_tokenized","instrument":{"type":"card","credential":{"type":"spt","token":"spt_test_success"}}}}"#;

/// A release: what an agent sends to create, update and complete, and the floor of each in the release's own types.
struct Release {
    version: ApiVersion,
    bodies: [&'static str; 3],
    typed: [Floor; 3],
}

type Floor = fn(&str, &[Response<Bytes>]) -> Duration;

macro_rules! release {
    ($version:ident, $wire:ident: $bodies:expr) => {
        Release {
            version: ApiVersion::$version,
            bodies: $bodies,
            typed: [
                floor::<$wire::CheckoutSessionCreateRequest, $wire::CheckoutSession>,
                floor::<$wire::CheckoutSessionUpdateRequest, $wire::CheckoutSession>,
                floor::<$wire::CheckoutSessionCompleteRequest, $wire::CheckoutSession>,
            ],
        }
    };
}

const RELEASES: [Release; 5] = [
    release!(V2025_09_29, v2025_09_29: [ITEMS, ADDRESS, TOKEN]),
    release!(V2025_12_12, v2025_12_12: [ITEMS, DETAILS, TOKEN]),
    release!(V2026_01_16, v2026_01_16: [ITEMS, DETAILS, TOKEN]),
    release!(V2026_01_30, v2026_01_30: [LINE_ITEMS, DETAILS, INSTRUMENT]),
    release!(V2026_04_17, v2026_04_17: [LINE_ITEMS, DETAILS, INSTRUMENT]),
];

fn main() {
    // `cargo test --benches` runs this as well: then one short round shows that it works.
    let (rounds, batch) = if std::env::args().any(|flag| flag == "--bench") { (ROUNDS, BATCH) } else { (1, 10) };
    println!("{rounds} rounds of {batch} sessions, medians\n");
    for (release, signed) in RELEASES.iter().flat_map(|release| [(release, false), (release, true)]) {
        let signatures = if signed { "signatures verified (HMAC-SHA256)" } else { "signatures off" };
        println!("release {}, {signatures}", release.version);
        println!(
            "{:<10} {:>10} {:>14} {:>7} {:>14} {:>7}",
            "", "pipeline", "Value floor", "ratio", "typed floor", "ratio"
        );
        let samples: Vec<[Sample; 3]> = (0..rounds).map(|_| round(release, batch, signed)).collect();
        for (operation, name) in ["create", "update", "complete"].into_iter().enumerate() {
            let median = |pick: fn(&Sample) -> Duration| {
                let mut times: Vec<Duration> = samples.iter().map(|round| pick(&round[operation])).collect();
                times.sort_unstable();
                times[times.len() / 2]
            };
            let (pipeline, value, typed) = (median(|s| s.pipeline), median(|s| s.value), median(|s| s.typed));
            println!(
                "{name:<10} {pipeline:>10.2?} {value:>14.2?} {:>7.2} {typed:>14.2?} {:>7.2}",
                pipeline.as_secs_f64() / value.as_secs_f64(),
                pipeline.as_secs_f64() / typed.as_secs_f64(),
            );
        }
        println!();
    }
}

/// Time for one request of a kind: through the pipeline, and on each floor.
struct Sample {
    pipeline: Duration,
    value: Duration,
    typed: Duration,
}

fn round(release: &Release, batch: usize, signed: bool) -> [Sample; 3] {
    let mut pipeline = Pipeline::new(
        Engine::new(SampleShop::builtin(), Arc::new(MemoryStore::new())),
        ApiKeys::new().with_key("agent", "sk_bench"),
    );
    let secret = || SigningSecret::from_bytes(b"a secret of thirty-two bytes ...").expect("a secret");
    if signed {
        pipeline = pipeline.with_verifier(HmacVerifier::new([secret()]));
    }
    let signs = signed.then(|| HmacSigner::new(secret()));
    let requests = |paths: Vec<String>, body: &'static str| -> Vec<Request<Bytes>> {
        let headers =
            signs.as_ref().map(|signer| signer.sign(body.as_bytes(), SystemClock::default().now()).expect("JSON"));
        let build = |path: String| request(release.version, &path, body, headers.as_ref());
        paths.into_iter().map(build).collect()
    };
    let Release { bodies: [create_body, update_body, complete_body], typed, .. } = *release;
    let (created, create) = drive(&pipeline, requests(vec!["/checkout_sessions".to_owned(); batch], create_body), 201);
    let ids: Vec<String> = created
        .iter()
        .map(|response| {
            let session: Value = serde_json::from_slice(response.body()).expect("JSON");
            format!("/checkout_sessions/{}", session["id"].as_str().expect("an id"))
        })
        .collect();
    let (updated, update) = drive(&pipeline, requests(ids.clone(), update_body), 200);
    let paths = ids.iter().map(|path| format!("{path}/complete")).collect();
    let (bought, complete) = drive(&pipeline, requests(paths, complete_body), 200);
    [
        sample(create, create_body, typed[0], &created),
        sample(update, update_body, typed[1], &updated),
        sample(complete, complete_body, typed[2], &bought),
    ]
}

fn request(version: ApiVersion, path: &str, body: &'static str, sign: Option<&SignatureHeaders>) -> Request<Bytes> {
    static KEYS: AtomicUsize = AtomicUsize::new(0);
    let key = format!("b6f3c1de-0000-4000-8000-{:012}", KEYS.fetch_add(1, Ordering::Relaxed));
    let mut request = Request::post(path)
        .header("authorization", "Bearer sk_bench")
        .header("api-version", version.as_str())
        .header("content-type", "application/json")
        .header("request-id", "req_bench")
        .header("idempotency-key", key);
    if let Some(sign) = sign {
        request = request.header("signature", HeaderValue::from_str(&sign.signature).expect("a header"));
        if let Some(timestamp) = &sign.timestamp {
            request = request.header("timestamp", HeaderValue::from_str(timestamp).expect("a header"));
        }
    }
    request.body(Bytes::from_static(body.as_bytes())).expect("a request")
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures the machine's time")]
fn drive(
    pipeline: &Pipeline<SampleShop>,
    requests: Vec<Request<Bytes>>,
    status: u16,
) -> (Vec<Response<Bytes>>, Duration) {
    let mut responses = Vec::with_capacity(requests.len());
    let begun = Instant::now();
    for request in requests {
        responses.push(block_on(pipeline.handle(request)));
    }
    let took = begun.elapsed();
    for response in &responses {
        assert_eq!(response.status(), status, "{}", String::from_utf8_lossy(response.body()));
    }
    let each = took / u32::try_from(responses.len()).expect("a small batch");
    (responses, each)
}

fn sample(pipeline: Duration, request: &str, typed: Floor, responses: &[Response<Bytes>]) -> Sample {
    Sample { pipeline, value: floor::<Value, Value>(request, responses), typed: typed(request, responses) }
}

/// Decoding the request and encoding the response, once for each response.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures the machine's time")]
fn floor<Q: DeserializeOwned, A: DeserializeOwned + Serialize>(
    request: &str,
    responses: &[Response<Bytes>],
) -> Duration {
    let answers: Vec<A> =
        responses.iter().map(|response| serde_json::from_slice(response.body()).expect("JSON")).collect();
    let begun = Instant::now();
    for answer in &answers {
        black_box(serde_json::from_slice::<Q>(black_box(request.as_bytes())).expect("JSON"));
        black_box(serde_json::to_vec(black_box(answer)).expect("JSON"));
    }
    begun.elapsed() / u32::try_from(responses.len()).expect("a small batch")
}

/// Nothing in memory ever waits, so polling is all that there is to do.
fn block_on<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return value;
        }
    }
}
