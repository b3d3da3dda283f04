//! Receivers that misbehave, over real sockets.

use std::future::pending;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use agentic_commerce::store::{MemoryStore, Store};
use agentic_commerce::testing::ManualClock;
use agentic_commerce::transport::ReqwestTransport;
use agentic_commerce::webhook::{Deliveries, Worker, WorkerConfig};
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use super::{clock, everyone, noon, place, verifier};

/// A receiver that says that to the first delivery, and takes every later one. Ids of what it heard.
type Heard = Arc<Mutex<Vec<String>>>;

async fn receiver(first: impl Fn() -> First + Send + Sync + 'static) -> (String, Heard) {
    let heard = Heard::default();
    let (ears, first) = (Arc::clone(&heard), Arc::new(first));
    let handle = async move |State(ears): State<Heard>, headers: HeaderMap, body: Bytes| {
        let received = verifier().receive(&headers, &body, noon().max(latest())).expect("a good signature");
        let count = {
            let mut ears = ears.lock().unwrap();
            ears.push(received.request_id.expect("an id"));
            ears.len()
        };
        if count > 1 {
            return StatusCode::OK.into_response();
        }
        match first() {
            First::Answer(answer) => answer,
            First::Nothing => pending().await,
        }
    };
    let app = Router::new().route("/events", post(handle)).with_state(ears);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/events", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    (url, heard)
}

/// The clocks of these tests stand at noon or a little later; the tolerance covers it.
fn latest() -> agentic_commerce::types::Timestamp {
    noon().saturating_add(Duration::from_secs(120))
}

enum First {
    Answer(Response),
    Nothing,
}

struct Bench {
    store: Arc<MemoryStore>,
    clock: Arc<ManualClock>,
    worker: Worker,
}

/// Two events of an order, and a worker that waits for answers for a fifth of a second.
async fn bench(url: &str) -> Bench {
    let (store, clock) = (Arc::new(MemoryStore::new()), clock());
    place(&*store, "ord_1", 2).await;
    let transport = ReqwestTransport::new().unwrap().with_timeout(Duration::from_millis(200));
    let worker = Worker::new(Arc::clone(&store) as _, Arc::new(transport), everyone(url)).with_clock(clock.clone());
    Bench { store, clock, worker }
}

impl Bench {
    async fn deliver(&self) -> (usize, usize, usize) {
        let Deliveries { arrived, put_off, set_aside, .. } = self.worker.deliver_due().await.unwrap();
        (arrived, put_off, set_aside)
    }
}

fn heard(heard: &Heard) -> Vec<String> {
    heard.lock().unwrap().clone()
}

// ACP-WH-22: what may pass is tried again, and the order's next event waits for it.
#[tokio::test]
async fn an_event_is_told_until_it_arrives() {
    let failing = || First::Answer(StatusCode::INTERNAL_SERVER_ERROR.into_response());
    let silent = || First::Nothing;
    for name in ["an error", "silence"] {
        let (url, ears) = match name {
            "an error" => receiver(failing).await,
            _ => receiver(silent).await,
        };
        let bench = bench(&url).await;
        assert_eq!(bench.deliver().await, (0, 1, 0), "{name}");
        assert_eq!(bench.deliver().await, (0, 0, 0), "{name}: not before its time");
        bench.clock.advance(Duration::from_secs(2));
        assert_eq!(bench.deliver().await, (2, 0, 0), "{name}");
        assert_eq!(heard(&ears), ["evt_ord_1_1", "evt_ord_1_1", "evt_ord_1_2"], "{name}");
        assert!(bench.store.events().is_empty());
    }
}

// ACP-WH-22
#[tokio::test]
async fn a_receiver_is_left_alone_as_long_as_it_asks() {
    let busy = || First::Answer((StatusCode::TOO_MANY_REQUESTS, [("retry-after", "60")]).into_response());
    let (url, ears) = receiver(busy).await;
    let bench = bench(&url).await;
    assert_eq!(bench.deliver().await, (0, 1, 0));
    bench.clock.advance(Duration::from_secs(59));
    assert_eq!(bench.deliver().await, (0, 0, 0));
    bench.clock.advance(Duration::from_secs(1));
    assert_eq!(bench.deliver().await, (2, 0, 0));
    assert_eq!(heard(&ears).len(), 3);
}

// Not for ever, though: a day at most.
#[tokio::test]
async fn a_receiver_cannot_silence_an_order() {
    let never = || First::Answer((StatusCode::SERVICE_UNAVAILABLE, [("retry-after", "99999999999")]).into_response());
    let (url, _) = receiver(never).await;
    let bench = bench(&url).await;
    assert_eq!(bench.deliver().await, (0, 1, 0));
    let day = noon().saturating_add(Duration::from_hours(24));
    assert!(bench.store.claim_events(day, Duration::from_secs(1), 9).await.unwrap().len() == 1);
}

// A redirect is an answer, and a lasting one: an order goes nowhere that nobody configured.
#[tokio::test]
async fn a_redirect_is_not_followed() {
    let (elsewhere, other) = receiver(|| First::Answer(StatusCode::OK.into_response())).await;
    let away =
        move || First::Answer((StatusCode::TEMPORARY_REDIRECT, [("location", elsewhere.clone())]).into_response());
    let (url, ears) = receiver(away).await;
    let bench = bench(&url).await;
    assert_eq!(bench.deliver().await, (1, 0, 1), "the first is set aside, the second goes");
    assert_eq!(heard(&ears), ["evt_ord_1_1", "evt_ord_1_2"]);
    assert!(heard(&other).is_empty());
    let dead = bench.store.dead_events(None, 9).await.unwrap();
    assert_eq!(dead.len(), 1);
    assert!(dead[0].reason.contains("307"), "{}", dead[0].reason);
}

// An answer that breaks off may have been a refusal as well as a success.
#[tokio::test]
async fn an_answer_that_breaks_off_does_not_count() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/events", listener.local_addr().unwrap());
    let calls = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&calls);
    tokio::spawn(async move {
        loop {
            let (mut line, _) = listener.accept().await.unwrap();
            let mut heard = [0; 8192];
            let _ = line.read(&mut heard).await;
            let broken = counter.fetch_add(1, Ordering::SeqCst) == 0;
            let length = if broken { 99 } else { 2 };
            let answer = format!("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{{}}");
            let _ = line.write_all(answer.as_bytes()).await;
        }
    });
    let bench = bench(&url).await;
    assert_eq!(bench.deliver().await, (0, 1, 0));
    bench.clock.advance(Duration::from_secs(2));
    assert_eq!(bench.deliver().await, (2, 0, 0));
    assert_eq!(calls.load(Ordering::SeqCst), 3);
}

// A receiver that is not there for a day gets everything when it is back.
#[tokio::test]
async fn a_receiver_may_be_away_for_a_while() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let bench = bench(&format!("http://{address}/events")).await;
    let end = noon().saturating_add(Duration::from_hours(24));
    let mut tries = 0;
    while agentic_commerce::types::Clock::now(&*bench.clock) < end {
        tries += bench.deliver().await.1;
        bench.clock.advance(Duration::from_secs(60));
    }
    // Eleven waits up to 2048 seconds, all in all one hour and a quarter at most, then one in each hour or half hour.
    assert!((30..70).contains(&tries), "{tries}");
    assert_eq!(bench.store.events().len(), 2);
    assert!(bench.store.dead_events(None, 9).await.unwrap().is_empty());
}

// What nobody takes is set aside in the end, after three days, and what waited behind it is tried ten times as well.
#[tokio::test]
async fn an_event_is_given_up_in_the_end() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let bench = bench(&format!("http://{address}/events")).await;
    for _ in 0..72 * 2 {
        bench.deliver().await;
        bench.clock.advance(Duration::from_mins(30));
    }
    assert_eq!(bench.store.events().len(), 2, "for three days nothing is given up");
    let mut tries = Vec::new();
    while !bench.store.events().is_empty() {
        bench.clock.advance(Duration::from_hours(1));
        tries.push(bench.deliver().await);
    }
    assert_eq!(tries[0], (0, 1, 1), "the first is given up, the second begins");
    assert_eq!(tries.len(), 10, "the second is tried ten times: {tries:?}");
    let dead = bench.store.dead_events(None, 9).await.unwrap();
    assert_eq!(dead.len(), 2);
    assert!(dead.iter().all(|dead| dead.reason.starts_with("given up: ")), "{dead:?}");
}

// A worker stops when it is told to, however much there is still to tell, and finishes what is on its way.
#[tokio::test]
async fn a_worker_stops_and_leaves_nothing_half_done() {
    let (url, ears) = receiver(|| First::Answer(StatusCode::OK.into_response())).await;
    let store = Arc::new(MemoryStore::new());
    for order in 0..2_000 {
        place(&*store, &format!("ord_{order}"), 1).await;
    }
    let worker = Worker::new(Arc::clone(&store) as _, Arc::new(ReqwestTransport::new().unwrap()), everyone(&url));
    let worker = worker.with_clock(clock());
    let (stop, stopped) = oneshot::channel::<()>();
    let watch = Arc::clone(&ears);
    let enough = async move {
        while watch.lock().unwrap().len() < 50 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        drop(stop);
    };
    let (deliveries, ()) = tokio::join!(worker.run(async { drop(stopped.await) }), enough);
    assert!((50..2_000).contains(&deliveries.arrived), "{deliveries:?}");
    assert_eq!(heard(&ears).len(), deliveries.arrived);
    assert_eq!(store.events().len(), 2_000 - deliveries.arrived);
    assert_eq!(worker.deliver_due().await.unwrap().arrived, 2_000 - deliveries.arrived, "no lease is left behind");
}

// A receiver that is slow for one order is quick for another: nobody waits for the slow one.
#[tokio::test]
async fn a_slow_receiver_of_one_order_holds_up_no_other() {
    let (url, ears) = receiver(|| First::Nothing).await;
    let store = Arc::new(MemoryStore::new());
    place(&*store, "ord_1", 1).await;
    let mut config = WorkerConfig::default();
    config.idle = Duration::from_millis(5);
    let worker = Worker::new(Arc::clone(&store) as _, Arc::new(ReqwestTransport::new().unwrap()), everyone(&url));
    let worker = worker.with_clock(clock()).with_config(config);
    let later = async {
        while heard(&ears).is_empty() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        place(&*store, "ord_2", 1).await;
        while heard(&ears).len() < 2 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::select! {
        _ = worker.run(pending()) => unreachable!("it runs for ever"),
        () = later => {}
        () = tokio::time::sleep(Duration::from_secs(10)) => panic!("the second order was never told: {:?}", heard(&ears)),
    }
}

// Whoever takes longer than its lease gives it up: another worker may have gone on by then.
#[tokio::test]
async fn a_delivery_ends_before_its_lease() {
    let (url, ears) = receiver(|| First::Nothing).await;
    let store = Arc::new(MemoryStore::new());
    place(&*store, "ord_1", 1).await;
    let mut config = WorkerConfig::default();
    config.lease = Duration::from_millis(100);
    config.idle = Duration::from_millis(5);
    let worker = Worker::new(Arc::clone(&store) as _, Arc::new(ReqwestTransport::new().unwrap()), everyone(&url));
    let worker = worker.with_clock(clock()).with_config(config);
    let deliveries = tokio::time::timeout(
        Duration::from_secs(10),
        worker.run(async {
            while heard(&ears).is_empty() {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        }),
    );
    let deliveries = deliveries.await.expect("it gives up with its lease");
    assert_eq!((deliveries.arrived, deliveries.lost), (0, 1));
    assert_eq!(store.events().len(), 1, "to be told again");
}
