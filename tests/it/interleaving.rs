//! Every order in which the calls of requests, sweeps and workers can reach a store, one after the other.
//!
//! A `MemoryStore` does each call under one lock and waits for nothing while it has it, so whatever threads do to it at once
//! is the same as some order of whole calls: there is nothing smaller to interleave, and a checker of memory orderings (loom)
//! or a random scheduler of threads (shuttle) would look at the lock of the standard library and not at our protocol. The
//! protocol is which calls a request makes, so it is that which is taken apart here: each call waits for its turn, and a
//! scheduler gives the turns in every order there is, not in some of them. The databases do each call in one transaction,
//! and the model of `store_model` holds them to the same answers.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use agentic_commerce::engine::Engine;
use agentic_commerce::inbound::{ApiKeys, Pipeline};
use agentic_commerce::sample::{Catalog, SampleShop};
use agentic_commerce::store::{
    ClaimedEvent, Commit, CommitError, DeadEvent, Delivery, EventTicket, MemoryStore, Reservation, ReserveRequest,
    Session, Store, StoreError, Ticket,
};
use agentic_commerce::testing::{CountingIds, ManualClock};
use agentic_commerce::types::{ApiVersion, CheckoutId, Clock, EventId, OrderId, Principal, Timestamp};
use async_trait::async_trait;
use bytes::Bytes;
use http::Request;
use serde_json::{Value, json};

use crate::agent::{BEGIN, KEY, body};

const V5: ApiVersion = ApiVersion::V2026_04_17;
const LEASE: Duration = Duration::from_secs(30);

/// A store each of whose calls waits for its turn.
#[derive(Debug)]
struct Turns(Arc<MemoryStore>);

/// Lets everybody else go first, once.
async fn turn() {
    let mut waited = false;
    std::future::poll_fn(|_| if std::mem::replace(&mut waited, true) { Poll::Ready(()) } else { Poll::Pending }).await;
}

#[async_trait]
impl Store for Turns {
    async fn session(&self, principal: &Principal, id: &CheckoutId) -> Result<Option<Arc<Session>>, StoreError> {
        turn().await;
        self.0.session(principal, id).await
    }

    async fn reserve(&self, request: ReserveRequest) -> Result<Reservation, StoreError> {
        turn().await;
        self.0.reserve(request).await
    }

    async fn release(&self, ticket: &Ticket) -> Result<(), StoreError> {
        turn().await;
        self.0.release(ticket).await
    }

    async fn commit(&self, commit: Commit) -> Result<(), CommitError> {
        turn().await;
        self.0.commit(commit).await
    }

    async fn purge(&self, now: Timestamp, limit: usize) -> Result<usize, StoreError> {
        turn().await;
        self.0.purge(now, limit).await
    }

    async fn purge_sessions(&self, unchanged_since: Timestamp, limit: usize) -> Result<usize, StoreError> {
        turn().await;
        self.0.purge_sessions(unchanged_since, limit).await
    }

    async fn abandoned(&self, now: Timestamp, limit: usize) -> Result<Vec<Arc<Session>>, StoreError> {
        turn().await;
        self.0.abandoned(now, limit).await
    }

    async fn session_of_order(&self, order: &OrderId) -> Result<Option<Arc<Session>>, StoreError> {
        turn().await;
        self.0.session_of_order(order).await
    }

    async fn claim_events(
        &self,
        now: Timestamp,
        lease: Duration,
        limit: usize,
    ) -> Result<Vec<ClaimedEvent>, StoreError> {
        turn().await;
        self.0.claim_events(now, lease, limit).await
    }

    async fn settle_event(&self, ticket: &EventTicket, delivery: Delivery) -> Result<bool, StoreError> {
        turn().await;
        self.0.settle_event(ticket, delivery).await
    }

    async fn dead_events(&self, after: Option<&EventId>, limit: usize) -> Result<Vec<DeadEvent>, StoreError> {
        turn().await;
        self.0.dead_events(after, limit).await
    }

    async fn revive_event(&self, event: &EventId, now: Timestamp) -> Result<bool, StoreError> {
        turn().await;
        self.0.revive_event(event, now).await
    }
}

/// What somebody was told: a status and a body, or what a sweep or a worker counted.
type Told = (u16, Bytes);
type Actor = Pin<Box<dyn Future<Output = Told>>>;

/// A shop over a store, and whoever is at it.
struct World {
    store: Arc<MemoryStore>,
    shop: Arc<SampleShop>,
    clock: Arc<ManualClock>,
    pipeline: Arc<Pipeline<Arc<SampleShop>>>,
}

impl World {
    fn new(catalog: &Catalog) -> Self {
        let store = Arc::new(MemoryStore::new());
        let shop = Arc::new(SampleShop::new(catalog.clone()));
        let clock = Arc::new(ManualClock::at(Timestamp::parse(BEGIN).unwrap()));
        let engine = Engine::new(Arc::clone(&shop), Arc::new(Turns(Arc::clone(&store))))
            .with_clock(Arc::clone(&clock) as _)
            .with_ids(Arc::new(CountingIds::new()));
        let pipeline = Arc::new(Pipeline::new(engine, ApiKeys::new().with_key("agent", KEY)));
        Self { store, shop, clock, pipeline }
    }

    fn ask(&self, path: &str, key: &str, body: &Value) -> Actor {
        let request = Request::post(path)
            .header("authorization", format!("Bearer {KEY}"))
            .header("api-version", V5.as_str())
            .header("content-type", "application/json")
            .header("idempotency-key", key)
            .body(Bytes::from(body.to_string()))
            .unwrap();
        let pipeline = Arc::clone(&self.pipeline);
        Box::pin(async move {
            let response = pipeline.handle(request).await;
            (response.status().as_u16(), response.into_body())
        })
    }

    fn sweep(&self) -> Actor {
        let pipeline = Arc::clone(&self.pipeline);
        Box::pin(async move {
            let recovered = pipeline.engine().recover(9).await.unwrap();
            (0, Bytes::from(format!("{} {}", recovered.finished, recovered.left)))
        })
    }

    /// A worker that takes what is due and delivers it.
    fn tell(&self) -> Actor {
        let (store, now) = (Turns(Arc::clone(&self.store)), self.clock.now());
        Box::pin(async move {
            let mut told = 0;
            for taken in store.claim_events(now, LEASE, 9).await.unwrap() {
                told += u16::from(store.settle_event(&taken.ticket, Delivery::Done).await.unwrap());
            }
            (told, Bytes::new())
        })
    }

    /// A session that can be paid.
    fn payable(&self) -> String {
        let mut create = body::create(V5, "mug", 1);
        create.as_object_mut().unwrap().extend(body::destination(V5).as_object().unwrap().clone());
        let (status, bytes) = run(self.ask("/checkout_sessions", "create", &create));
        assert_eq!(status, 201);
        let session: Value = serde_json::from_slice(&bytes).unwrap();
        session["id"].as_str().unwrap().to_owned()
    }

    /// Charges, voids, orders and cancellations, and the session's status; each charge has an order or was let go of.
    fn sums(&self, id: &str) -> ((usize, usize, usize, usize), String) {
        let tally = self.shop.ledger().tally(&id.into());
        let session = run(async { self.store.session(&"agent".into(), &id.into()).await });
        let status = session.unwrap().unwrap().checkout.status.as_str().to_owned();
        assert_eq!(tally.authorized, tally.voided + tally.orders, "{status}");
        ((tally.authorized, tally.voided, tally.orders, tally.canceled), status)
    }
}

fn code(told: &Told) -> String {
    let body: Value = serde_json::from_slice(&told.1).unwrap();
    body["code"].as_str().or(body["status"].as_str()).unwrap_or_default().to_owned()
}

/// Runs the actors of a fresh world in every order of their calls, and looks at what became of it each time; says how many
/// orders there were.
fn in_every_order(mut begin: impl FnMut() -> (World, Vec<Actor>), mut look: impl FnMut(&World, &[Told])) -> usize {
    // Who had which turn, and how many could have had it: counted up like the digits of a number.
    let mut turns: Vec<(usize, usize)> = Vec::new();
    let mut orders = 0;
    loop {
        orders += 1;
        let (world, actors) = begin();
        let mut running: Vec<(usize, Actor)> = actors.into_iter().enumerate().collect();
        let mut told: Vec<Option<Told>> = running.iter().map(|_| None).collect();
        let mut at = 0;
        while !running.is_empty() {
            if at == turns.len() {
                turns.push((0, running.len()));
            }
            let (chosen, of) = turns[at];
            assert_eq!(of, running.len(), "the same turns lead to the same place");
            let (number, actor) = &mut running[chosen];
            if let Poll::Ready(end) = actor.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
                told[*number] = Some(end);
                drop(running.remove(chosen));
            }
            at += 1;
        }
        let told: Vec<Told> = told.into_iter().map(Option::unwrap).collect();
        look(&world, &told);
        while turns.last().is_some_and(|(chosen, of)| chosen + 1 == *of) {
            turns.pop();
        }
        let Some((chosen, _)) = turns.last_mut() else { return orders };
        *chosen += 1;
    }
}

/// One after the other, as far as it goes.
fn run<T>(actor: impl Future<Output = T>) -> T {
    let mut actor = std::pin::pin!(actor);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(told) = actor.as_mut().poll(&mut context) {
            return told;
        }
    }
}

fn catalog() -> Catalog {
    Catalog::builtin()
}

fn pay() -> Value {
    body::pay(V5, "spt_test_success")
}

// ACP-IDEM-14, ACP-IDEM-17, ACP-ERR-14
#[test]
fn one_key_makes_one_session() {
    let (catalog, create) = (catalog(), body::create(V5, "mug", 1));
    let begin = || {
        let world = World::new(&catalog);
        let actors = (0..3).map(|_| world.ask("/checkout_sessions", "k", &create)).collect();
        (world, actors)
    };
    let orders = in_every_order(begin, |world, told| {
        assert_eq!(world.store.session_count(), 1);
        let made: Vec<_> = told.iter().filter(|told| told.0 == 201).collect();
        assert!(!made.is_empty() && made.iter().all(|told| told.1 == made[0].1), "{told:?}");
        for other in told.iter().filter(|told| told.0 != 201) {
            assert_eq!((other.0, code(other)), (409, "idempotency_in_flight".to_owned()));
        }
    });
    println!("three requests with one key: {orders} orders");
    assert!(orders >= 90, "{orders}");
}

// ACP-COMP-02, ACP-IDEM-14, ACP-IDEM-17
#[test]
fn two_completions_buy_once() {
    let catalog = catalog();
    for keys in [["one", "one"], ["one", "other"]] {
        let mut path = String::new();
        let begin = || {
            let world = World::new(&catalog);
            path = format!("/checkout_sessions/{}/complete", world.payable());
            let actors = keys.iter().map(|key| world.ask(&path, key, &pay())).collect();
            (world, actors)
        };
        let orders = in_every_order(begin, |world, told| {
            assert_eq!(world.sums("cs_1"), ((1, 0, 1, 0), "completed".to_owned()), "{told:?}");
            assert_eq!(world.store.events().len(), 1);
            let bought: Vec<_> = told.iter().filter(|told| told.0 == 200).collect();
            assert!(!bought.is_empty() && (keys[0] == keys[1] || bought.len() == 1), "{told:?}");
            for other in told.iter().filter(|told| told.0 != 200) {
                let code = code(other);
                let known = ["idempotency_in_flight", "session_in_progress", "session_completed"];
                assert!(known.contains(&code.as_str()), "{code}");
            }
            // Whoever comes back later is told the same, or that it is over.
            for (key, before) in keys.iter().zip(told) {
                let again = run(world.ask("/checkout_sessions/cs_1/complete", key, &pay()));
                assert!(before.0 != 200 || again == *before, "{before:?} {again:?}");
                assert!(matches!(again.0, 200 | 405), "{again:?}");
            }
        });
        println!("two completions under {keys:?}: {orders} orders");
        assert!(orders >= 40, "{orders}");
    }
}

// ACP-CXL-02, ACP-LIFE-18
#[test]
fn a_completion_and_a_cancellation_exclude_each_other() {
    let catalog = catalog();
    let mut ends = std::collections::BTreeSet::new();
    let begin = || {
        let world = World::new(&catalog);
        let path = format!("/checkout_sessions/{}", world.payable());
        let actors = vec![
            world.ask(&format!("{path}/complete"), "buy", &pay()),
            world.ask(&format!("{path}/cancel"), "leave", &json!({})),
        ];
        (world, actors)
    };
    let orders = in_every_order(begin, |world, told| {
        let (sums, status) = world.sums("cs_1");
        let expected = if status == "completed" { (1, 0, 1, 0) } else { (0, 0, 0, 1) };
        assert_eq!(sums, expected, "{status} {told:?}");
        assert_eq!(told.iter().filter(|told| told.0 == 200).count(), 1, "{told:?}");
        assert_eq!(world.store.events().len(), sums.2);
        ends.insert(status);
    });
    println!("a completion and a cancellation: {orders} orders");
    assert_eq!(ends.into_iter().collect::<Vec<_>>(), ["canceled", "completed"]);
}

// ACP-COMP-02, ACP-UPD-12: the buyer pays for what is sent, whichever came first.
#[test]
fn an_update_changes_what_is_paid_or_comes_too_late() {
    let catalog = catalog();
    let mut totals = std::collections::BTreeSet::new();
    let two = json!({ "line_items": [{ "id": "mug", "quantity": 2 }] });
    let begin = || {
        let world = World::new(&catalog);
        let path = format!("/checkout_sessions/{}", world.payable());
        let actors = vec![world.ask(&format!("{path}/complete"), "buy", &pay()), world.ask(&path, "two", &two)];
        (world, actors)
    };
    let orders = in_every_order(begin, |world, told| {
        assert_eq!(world.sums("cs_1"), ((1, 0, 1, 0), "completed".to_owned()), "{told:?}");
        assert_eq!(told[0].0, 200, "{told:?}");
        let bought: Value = serde_json::from_slice(&told[0].1).unwrap();
        let pieces = bought["line_items"][0]["quantity"].as_i64().unwrap();
        assert_eq!(pieces == 2, told[1].0 == 200, "{told:?}");
        totals.insert(pieces);
    });
    println!("a completion and an update: {orders} orders");
    assert_eq!(totals.into_iter().collect::<Vec<_>>(), [1, 2]);
}

// ACP-IDEM-28, ACP-IDEM-31: a completion that broke off, a sweep, the agent that comes back, and another request.
#[test]
fn what_broke_off_is_brought_to_one_end() {
    let catalog = catalog();
    // How many calls the first try makes before it breaks off.
    for calls in 3..=5 {
        let begin = || {
            let world = World::new(&catalog);
            let path = format!("/checkout_sessions/{}/complete", world.payable());
            let mut first = world.ask(&path, "first", &pay());
            for _ in 0..calls {
                assert!(first.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
            }
            drop(first);
            // Both leases are over.
            world.clock.advance(Duration::from_secs(61));
            let actors = vec![world.sweep(), world.ask(&path, "first", &pay())];
            (world, actors)
        };
        let orders = in_every_order(begin, |world, told| {
            let mut again = told[1].clone();
            if again.0 != 200 {
                assert!(matches!(again.0, 409 | 503), "{again:?}");
                world.clock.advance(Duration::from_secs(61));
                again = run(world.ask("/checkout_sessions/cs_1/complete", "first", &pay()));
            }
            assert_eq!((again.0, code(&again)), (200, "completed".to_owned()), "after {calls} calls: {told:?}");
            assert_eq!(world.sums("cs_1"), ((1, 0, 1, 0), "completed".to_owned()));
            assert_eq!(world.store.events().len(), 1);
            let replay = run(world.ask("/checkout_sessions/cs_1/complete", "first", &pay()));
            assert_eq!(replay, again);
        });
        println!("broken off after {calls} calls, a sweep and a retry: {orders} orders");
        assert!(orders > 5, "{orders}");
    }
}

// Two workers at once, and an order that is placed meanwhile: each event arrives once.
#[test]
fn two_workers_tell_each_event_once() {
    let catalog = catalog();
    let begin = || {
        let world = World::new(&catalog);
        let path = format!("/checkout_sessions/{}/complete", world.payable());
        let actors = vec![world.ask(&path, "buy", &pay()), world.tell(), world.tell()];
        (world, actors)
    };
    let orders = in_every_order(begin, |world, told| {
        let later = run(world.tell()).0;
        assert_eq!(told[1].0 + told[2].0 + later, 1, "{told:?}");
        assert_eq!(world.store.events().len(), 0);
    });
    println!("a completion and two workers: {orders} orders");
    assert!(orders >= 30, "{orders}");
}
