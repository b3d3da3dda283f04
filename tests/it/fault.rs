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

const V5: ApiVersion = ApiVersion::V2026_04_17;

#[tokio::test]
async fn without_a_fault_it_is_a_store_like_any_other() {
    store_contract::every_property(&FaultyStore::new(MemoryStore::new())).await;
    let (store, _folder) = database::sqlite().await;
    store_contract::every_property(&FaultyStore::new(store)).await;
}

/// An agent at a shop over a store that fails.
struct Market {
    agent: Agent<Arc<SampleShop>>,
    shop: Arc<SampleShop>,
    clock: Arc<ManualClock>,
    /// How many answers were 503.
    failures: usize,
}

impl Market {
    fn over(store: Arc<dyn Store>) -> Self {
        let shop = Arc::new(SampleShop::builtin());
        let clock = Arc::new(ManualClock::at(Timestamp::parse(BEGIN).expect("a time")));
        let engine = Engine::new(Arc::clone(&shop), store)
            .with_clock(Arc::clone(&clock) as _)
            .with_ids(Arc::new(CountingIds::new()));
        let pipeline = Pipeline::new(engine, ApiKeys::new().with_key("agent", KEY));
        Self { agent: agent_of(Arc::new(pipeline), V5), shop, clock, failures: 0 }
    }

    /// Asks with one key, and again after as long as it is told to wait, until the answer stands.
    async fn insist(&mut self, path: &str, key: &str, body: &Value) -> Reply {
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
async fn purchase(store: Arc<dyn Store>) -> (Market, String) {
    let mut market = Market::over(store);
    let created = market.insist("/checkout_sessions", "create", &body::create(V5, "mug", 1)).await.expect(201);
    let id = created.id();
    let path = format!("/checkout_sessions/{id}");
    market.insist(&path, "update", &body::destination(V5)).await.expect(200);
    let pay = body::pay(V5, "spt_test_success");
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
async fn fail_everywhere<S: Store>(store: impl AsyncFn() -> S) -> usize {
    let mut count = 0;
    for fault in [Fault::Before, Fault::After] {
        for call in 1.. {
            let faulty = Arc::new(FaultyStore::new(store().await));
            faulty.fail_at(call, fault);
            let (market, id) = purchase(Arc::clone(&faulty) as _).await;
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

// ACP-IDEM-20, ACP-IDEM-21, ACP-IDEM-27, ACP-IDEM-28
#[tokio::test]
async fn a_fault_anywhere_in_memory_costs_time_and_no_money() {
    let faults = fail_everywhere(async || MemoryStore::new()).await;
    assert!(faults >= 2 * (9 + 5), "{faults}");
    println!("memory: {faults} faults");
}

// ACP-IDEM-20, ACP-IDEM-21, ACP-IDEM-27, ACP-IDEM-28
#[tokio::test]
async fn a_fault_anywhere_in_sqlite_costs_time_and_no_money() {
    let folders = std::sync::Mutex::new(Vec::new());
    let faults = fail_everywhere(async || {
        let (store, folder) = database::sqlite().await;
        folders.lock().expect("the folders").push(folder);
        store
    });
    let faults = faults.await;
    assert!(faults >= 2 * (9 + 5), "{faults}");
    println!("SQLite: {faults} faults");
}
