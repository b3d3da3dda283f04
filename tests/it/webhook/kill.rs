//! The process that tells of orders, killed with SIGKILL: while it has taken events and not sent them, when they were sent
//! and that was not written down, and right after.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use agentic_commerce::types::{Clock, SystemClock};
use agentic_commerce::webhook::Event;
use axum::Router;
use axum::routing::post;
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use tokio::net::TcpListener;

use super::{SECRET, verifier};
use crate::process::{Place, Server};

const ORDERS: usize = 6;
const EVENTS: usize = 4;
/// How long everything may take to arrive.
const PATIENCE: Duration = Duration::from_secs(60);

/// What came: the order, the number that it bore, and the event's id.
type Heard = Arc<Mutex<Vec<(String, usize, String)>>>;

async fn receiver() -> (String, Heard) {
    let heard = Heard::default();
    let ears = Arc::clone(&heard);
    let app = Router::new().route(
        "/events",
        post(move |headers: HeaderMap, body: Bytes| {
            let ears = Arc::clone(&ears);
            async move {
                let received = verifier().receive(&headers, &body, SystemClock::default().now()).expect("a signature");
                let Event::Order(event) = received.event else { panic!("of 2026-04-17") };
                let number = event.data.order_number.as_deref().unwrap().parse().unwrap();
                let id = received.request_id.expect("an id");
                ears.lock().unwrap().push((event.data.id.to_string(), number, id));
                StatusCode::OK
            }
        }),
    );
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/events", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    (url, heard)
}

fn count(heard: &Heard) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for (_, _, id) in heard.lock().unwrap().iter() {
        *counts.entry(id.clone()).or_default() += 1;
    }
    counts
}

async fn until(what: &str, mut done: impl AsyncFnMut() -> bool) {
    let clock = SystemClock::default();
    let begun = clock.now();
    while !done().await {
        assert!(clock.now().distance(begun) < PATIENCE, "{what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// ACP-WH-22: kills the teller at each point, again and again, and lets the last one finish.
async fn kill_the_teller(make: impl AsyncFn() -> Option<Place>) {
    let mut kills = 0;
    for point in ["claim_events:after", "settle_event:before:5", "settle_event:after:5"] {
        let (url, heard) = receiver().await;
        let Some(place) = make().await else { return };
        let place = place.with_webhook(&url, SECRET);
        let store = place.store().await;
        let mut all = BTreeSet::new();
        for order in 0..ORDERS {
            let placed = super::place(&*store, &format!("ord_{order}"), EVENTS).await;
            all.extend(placed.into_iter().map(|event| event.id.to_string()));
        }
        for round in 0..3 {
            let mut killed = Server::start(&place, Some(point)).await;
            // The later rounds may find less than they would stop at.
            let patience = if round == 0 { PATIENCE } else { Duration::from_secs(10) };
            let reached = tokio::time::timeout(patience, killed.reached()).await.is_ok();
            let before = count(&heard);
            killed.kill();
            kills += usize::from(reached);
            if !reached {
                break;
            }
            if point == "claim_events:after" {
                assert!(before.is_empty(), "taken, and sent before the point: {before:?}");
            }
        }
        let at_the_kill = count(&heard);
        let last = Server::start(&place, None).await;
        until("everything arrives", async || count(&heard).len() == all.len()).await;
        until("and is written down", async || place.untold().await == 0).await;
        last.kill();

        let counts = count(&heard);
        assert_eq!(counts.keys().cloned().collect::<BTreeSet<_>>(), all, "{point}: nothing is lost");
        let twice = counts.values().filter(|count| **count > 1).count();
        if point == "settle_event:before:5" {
            // What was sent and not written down was heard before, and is heard again.
            assert!(twice > 0, "{point}: {at_the_kill:?} {counts:?}");
        }
        let mut numbers: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (order, number, _) in heard.lock().unwrap().iter() {
            numbers.entry(order.clone()).or_default().push(*number);
        }
        for (order, numbers) in &numbers {
            assert!(numbers.is_sorted(), "{point}: {order} went backwards: {numbers:?}");
        }
        println!("{point}: {} events, {twice} of them more than once", all.len());
        drop(store);
        place.drop().await;
    }
    assert!(kills >= 3, "killed {kills} times");
    println!("killed {kills} times: nothing lost, no order backwards");
}

// ACP-WH-22
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_teller_over_sqlite_loses_nothing() {
    kill_the_teller(async || Some(Place::sqlite())).await;
}

// ACP-WH-22
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_teller_over_postgres_loses_nothing() {
    kill_the_teller(Place::postgres).await;
}
