//! A store that fails once, at each call in turn, before its effect or after it; and an agent that tries again.

use std::sync::Arc;
use std::time::Duration;

use agentic_commerce::engine::Engine;
use agentic_commerce::inbound::{ApiKeys, Pipeline};
use agentic_commerce::sample::SampleShop;
use agentic_commerce::store::{MemoryStore, Store};
use agentic_commerce::testing::{CountingIds, Fault, FaultyStore, ManualClock, store_contract};
use agentic_commerce::types::{ApiVersion, Clock, Timestamp};
use http::StatusCode;
use serde_json::{Value, json};

use crate::agent::{Agent, BEGIN, KEY, Reply, agent_of, body};
use crate::database;

pub(crate) const V5: ApiVersion = ApiVersion::V2026_04_17;

// Each call of each property fails once on either side: whoever does the whole again, as an agent repeats a request, a worker
// takes events anew and a sweep comes round, finds the store in order.
#[tokio::test]
async fn the_contract_holds_after_a_fault_anywhere() {
    let faults = store_contract::every_property_despite_a_fault(MemoryStore::new()).await;
    println!("memory: {faults} faults");
    let (store, _folder) = database::sqlite().await;
    let in_sqlite = store_contract::every_property_despite_a_fault(store).await;
    println!("SQLite: {in_sqlite} faults");
    assert_eq!(in_sqlite, faults, "the same calls");
    let Some(schema) = database::Schema::new().await else { return };
    let store = schema.store().await;
    let in_postgres = store_contract::every_property_despite_a_fault(store.clone()).await;
    println!("PostgreSQL: {in_postgres} faults");
    assert_eq!(in_postgres, faults, "the same calls");
    store.pool().close().await;
    schema.drop().await;
}

#[tokio::test]
async fn without_a_fault_it_is_a_store_like_any_other() {
    store_contract::every_property(&FaultyStore::new(MemoryStore::new())).await;
    let (store, _folder) = database::sqlite().await;
    store_contract::every_property(&FaultyStore::new(store)).await;
}

/// An agent at a shop over a store that fails.
pub(crate) struct Market {
    pub(crate) agent: Agent<Arc<SampleShop>>,
    pub(crate) shop: Arc<SampleShop>,
    pub(crate) clock: Arc<ManualClock>,
    /// How many answers were 503.
    failures: usize,
}

impl Market {
    pub(crate) fn over(store: Arc<dyn Store>) -> Self {
        Self::speaking(V5, store)
    }

    fn speaking(version: ApiVersion, store: Arc<dyn Store>) -> Self {
        let shop = Arc::new(SampleShop::builtin());
        let clock = Arc::new(ManualClock::at(Timestamp::parse(BEGIN).expect("a time")));
        let engine = Engine::new(Arc::clone(&shop), store)
            .with_clock(Arc::clone(&clock) as _)
            .with_ids(Arc::new(CountingIds::new()));
        let pipeline = Pipeline::new(engine, ApiKeys::new().with_key("agent", KEY));
        Self { agent: agent_of(Arc::new(pipeline), version), shop, clock, failures: 0 }
    }

    /// How often the agent was told to come back because something failed.
    pub(crate) const fn failures(&self) -> usize {
        self.failures
    }

    /// Asks with one key, and again after as long as it is told to wait, until the answer stands.
    pub(crate) async fn insist(&mut self, path: &str, key: &str, body: &Value) -> Reply {
        let begun = self.clock.now();
        loop {
            let reply = self.agent.post(path, body).keyed(key).send().await;
            if reply.status != StatusCode::SERVICE_UNAVAILABLE && reply.status != StatusCode::CONFLICT {
                return reply;
            }
            self.failures += usize::from(reply.status == StatusCode::SERVICE_UNAVAILABLE);
            let wait = reply.header("retry-after").expect("when to come back").parse().expect("seconds");
            self.clock.advance(Duration::from_secs(wait));
            assert!(self.clock.now().distance(begun) <= Duration::from_secs(120), "{path}: {:#}", reply.body);
        }
    }
}

/// The road to an order, whatever fails on it once.
pub(crate) async fn purchase(store: Arc<dyn Store>) -> (Market, String) {
    purchase_in(V5, store).await
}

async fn purchase_in(version: ApiVersion, store: Arc<dyn Store>) -> (Market, String) {
    let mut market = Market::speaking(version, store);
    let created = market.insist("/checkout_sessions", "create", &body::create(version, "mug", 1)).await.expect(201);
    let id = created.id();
    let path = format!("/checkout_sessions/{id}");
    market.insist(&path, "update", &body::destination(version)).await.expect(200);
    let pay = body::pay(version, "spt_test_success");
    let paid = market.insist(&format!("{path}/complete"), "pay", &pay).await.expect(200);
    assert_eq!(paid.session_status(), "completed");
    let again = market.insist(&format!("{path}/complete"), "pay", &pay).await.expect(200);
    assert_eq!(again.bytes, paid.bytes, "a replay is the first answer");
    (market, id)
}

/// The road to giving up.
async fn leave(store: Arc<dyn Store>) -> (Market, String) {
    let mut market = Market::over(store);
    let id = market.insist("/checkout_sessions", "create", &body::create(V5, "mug", 1)).await.expect(201).id();
    let left = market.insist(&format!("/checkout_sessions/{id}/cancel"), "leave", &json!({})).await.expect(200);
    assert_eq!(left.session_status(), "canceled");
    (market, id)
}

/// Every call of both roads fails once, on both sides; says how many there were.
async fn fail_everywhere<S: Store>(version: ApiVersion, store: impl AsyncFn() -> S) -> usize {
    let mut count = 0;
    for fault in [Fault::Before, Fault::After] {
        for call in 1.. {
            let faulty = Arc::new(FaultyStore::new(store().await));
            faulty.fail_at(call, fault);
            let (market, id) = purchase_in(version, Arc::clone(&faulty) as _).await;
            let tally = market.shop.ledger().tally(&id.as_str().into());
            let case = format!("{fault:?} call {call}");
            assert_eq!((tally.authorized, tally.voided, tally.orders), (1, 0, 1), "{case}");
            assert_eq!(market.shop.ledger().entries().len(), 2, "{case}: nothing for any other session");
            let events = faulty.store().claim_events(market.clock.now(), Duration::from_secs(1), 10).await;
            assert_eq!(events.expect("the events").len(), 1, "{case}");
            if faulty.calls() < call {
                assert_eq!(market.failures, 0);
                break;
            }
            assert_eq!(market.failures, 1, "{case}: the agent is told");
            count += 1;
        }
        for call in 1.. {
            let faulty = Arc::new(FaultyStore::new(store().await));
            faulty.fail_at(call, fault);
            let (market, id) = leave(Arc::clone(&faulty) as _).await;
            let tally = market.shop.ledger().tally(&id.as_str().into());
            assert_eq!((tally.authorized, tally.orders, tally.canceled), (0, 0, 1), "{fault:?} call {call}");
            if faulty.calls() < call {
                break;
            }
            count += 1;
        }
    }
    count
}

// ACP-IDEM-20, ACP-IDEM-21, ACP-IDEM-27, ACP-IDEM-28, and ACP-IDEM-31 in the older releases
#[tokio::test]
async fn a_fault_anywhere_in_memory_costs_time_and_no_money() {
    for &version in ApiVersion::ALL {
        let faults = fail_everywhere(version, async || MemoryStore::new()).await;
        assert!(faults >= 2 * (9 + 5), "{version}: {faults}");
        println!("memory, {version}: {faults} faults");
    }
}

// ACP-IDEM-20, ACP-IDEM-21, ACP-IDEM-27, ACP-IDEM-28
#[tokio::test]
async fn a_fault_anywhere_in_sqlite_costs_time_and_no_money() {
    let folders = std::sync::Mutex::new(Vec::new());
    let faults = fail_everywhere(V5, async || {
        let (store, folder) = database::sqlite().await;
        folders.lock().expect("the folders").push(folder);
        store
    });
    let faults = faults.await;
    assert!(faults >= 2 * (9 + 5), "{faults}");
    println!("SQLite: {faults} faults");
}

// ACP-IDEM-20, ACP-IDEM-21, ACP-IDEM-27, ACP-IDEM-28
#[tokio::test]
async fn a_fault_anywhere_in_postgres_costs_time_and_no_money() {
    let Some(schema) = database::Schema::new().await else { return };
    let store = schema.store().await;
    let faults = fail_everywhere(V5, async || {
        let tables = "TRUNCATE acp_session, acp_key, acp_event, acp_delivery";
        sqlx::raw_sql(tables).execute(store.pool()).await.expect("empty tables");
        store.clone()
    });
    let faults = faults.await;
    assert!(faults >= 2 * (9 + 5), "{faults}");
    println!("PostgreSQL: {faults} faults");
    store.pool().close().await;
    schema.drop().await;
}

/// Whatever was lost, the agent that comes back with its key is told what the first try would have been told.
async fn finds(fail: usize, road: &str, status: &str) {
    let store = Arc::new(FaultyStore::new(MemoryStore::new()));
    let mut market = Market::over(Arc::clone(&store) as _);
    let created = market.insist("/checkout_sessions", "create", &body::create(V5, "mug", 1)).await.expect(201);
    let id = created.id();
    let path = format!("/checkout_sessions/{id}");
    market.insist(&path, "update", &body::destination(V5)).await.expect(200);
    let (path, said) = match road {
        "complete" => (format!("{path}/complete"), body::pay(V5, "spt_test_success")),
        _ => (format!("{path}/cancel"), json!({})),
    };
    store.fail_at(fail, Fault::Before);
    let lost = market.agent.post(&path, &said).keyed("lost").send().await;
    assert_eq!(lost.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(store.calls() > fail, "call {fail} was made");

    market.clock.advance(Duration::from_secs(60));
    let engine =
        Engine::new(Arc::clone(&market.shop), Arc::clone(&store) as _).with_clock(Arc::clone(&market.clock) as _);
    let recovered = engine.recover(9).await.expect("a sweep");
    assert_eq!((recovered.finished, recovered.left), (1, 0));
    assert_eq!(market.agent.retrieve(&id).await.expect(200).session_status(), status);

    // Another key, or another path, is another request: it finds the session ended.
    let code = format!("session_{status}");
    market.agent.post(&path, &said).keyed("another").send().await.expect_error(405, &code);
    let elsewhere = format!("/checkout_sessions/{id}/cancel");
    if road == "complete" {
        market.agent.post(&elsewhere, &json!({})).keyed("lost").send().await.expect_error(405, &code);
    }
    let found = market.agent.post(&path, &said).keyed("lost").send().await.expect(200);
    assert_eq!(found.session_status(), status);
    assert!(found.header("idempotent-replayed").is_none(), "nobody was told this before");
    assert_eq!(found.body["order"].is_object(), road == "complete");
    let again = market.agent.post(&path, &said).keyed("lost").send().await.expect(200);
    assert_eq!((&again.bytes, again.header("idempotent-replayed")), (&found.bytes, Some("true")));
    let tally = market.shop.ledger().tally(&id.as_str().into());
    let expected = if road == "complete" { (1, 1, 0) } else { (0, 0, 1) };
    assert_eq!((tally.authorized, tally.orders, tally.canceled), expected);
}

// ACP-IDEM-14, ACP-IDEM-17, ACP-IDEM-28, ACP-IDEM-31: the calls are reserve, read, claim, record, end.
#[tokio::test]
async fn a_completion_that_was_lost_is_told_to_whoever_asked_for_it() {
    for fail in [4, 5] {
        finds(fail, "complete", "completed").await;
    }
}

// ACP-IDEM-32
#[tokio::test]
async fn a_cancellation_that_was_lost_is_told_to_whoever_asked_for_it() {
    finds(4, "cancel", "canceled").await;
}
