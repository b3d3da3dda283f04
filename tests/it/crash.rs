//! The example store, killed with SIGKILL: at every point at which something begins or ends, and at any other instant.
//!
//! What counts is the ledger, which the shop keeps outside the store.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use agentic_commerce::types::{Clock, SystemClock};
use serde_json::json;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::process::{Agent, Place, Reply, Server, Tally, V5, create, pay};
use crate::spec;

/// How many stores run at once.
const AT_ONCE: usize = 6;

/// Whether the agent comes back after the crash, or leaves it all to the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Agents {
    Return,
    Leave,
}

/// What the store is at when it is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Road {
    Create,
    Buy,
    /// Somebody else gets the last one: the order is refused after the money was set aside.
    Refused,
    Cancel,
}

const POINTS: [(Road, &[&str]); 4] = [
    (Road::Create, &["reserve-other", "commit-quoted"]),
    (
        Road::Buy,
        &["reserve-complete", "commit-authorizing", "authorize", "commit-authorized", "place_order", "commit-decided"],
    ),
    (Road::Refused, &["commit-voiding", "void", "commit-decided"]),
    (Road::Cancel, &["commit-canceling", "cancel", "commit-canceled"]),
];

// ACP-IDEM-27, ACP-IDEM-28, ACP-IDEM-31
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_every_point_in_sqlite() {
    let killed = kill_everywhere(async || Some(Place::sqlite())).await;
    assert_eq!(killed, 56);
    println!("SQLite: killed at {killed} points: each time one charge and one order, or neither");
}

// ACP-IDEM-27, ACP-IDEM-28, ACP-IDEM-31
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_every_point_in_postgres() {
    let killed = kill_everywhere(Place::postgres).await;
    println!("PostgreSQL: killed at {killed} points: each time one charge and one order, or neither");
}

async fn kill_everywhere(place: impl AsyncFn() -> Option<Place>) -> usize {
    let turns = Arc::new(Semaphore::new(AT_ONCE));
    let mut cases = JoinSet::new();
    for (road, names) in POINTS {
        for name in names {
            for side in ["before", "after"] {
                for agents in [Agents::Return, Agents::Leave] {
                    let Some(place) = place().await else { return 0 };
                    let (turns, point) = (Arc::clone(&turns), format!("{name}:{side}"));
                    cases.spawn(async move {
                        let _turn = turns.acquire().await;
                        kill_at(&place, road, &point, agents).await;
                        place.drop().await;
                    });
                }
            }
        }
    }
    cases.join_all().await.len()
}

async fn kill_at(place: &Place, road: Road, point: &str, agents: Agents) {
    let case = format!("{road:?} {point} {agents:?}");
    let agent = Agent::new();
    let item = if road == Road::Refused { "last" } else { "ebook" };
    // Up to the point where it matters nobody is killed.
    let before = Server::start(place, None).await;
    let id = if road == Road::Create {
        None
    } else {
        let id = agent.ask(&before.url, "", "create", &create(item)).await.expect("a session").id();
        if road == Road::Refused {
            let other = agent.ask(&before.url, "", "other", &create(item)).await.expect("a session").id();
            let bought = agent.ask(&before.url, &format!("/{other}/complete"), "other", &pay("spt_test_success")).await;
            assert_eq!(bought.expect("an answer").body()["status"], "completed", "{case}");
        }
        Some(id)
    };
    before.kill();

    let (path, key, body) = match (&id, road) {
        (Some(id), Road::Cancel) => (format!("/{id}/cancel"), "cancel", json!({})),
        (Some(id), _) => (format!("/{id}/complete"), "complete", pay("spt_test_success")),
        (None, _) => (String::new(), "create", create(item)),
    };
    let mut killed = Server::start(place, Some(point)).await;
    {
        let url = killed.url.clone();
        let request = agent.ask(&url, &path, key, &body);
        let mut request = std::pin::pin!(request);
        tokio::select! {
            reply = &mut request => panic!("{case}: answered {reply:?}"),
            () = killed.reached() => {}
        }
        killed.kill();
        assert_eq!(request.await, None, "{case}");
    }

    let after = Server::start(place, None).await;
    let url = || after.url.clone();
    if agents == Agents::Leave
        && let Some(id) = &id
    {
        agent.see_settled(&after.url, id).await;
    }
    let reply = agent.insist(url, &path, key, &body).await;
    // Also where the store brought it to its end meanwhile: nobody was told of that yet.
    assert_eq!(reply.status, if road == Road::Create { 201 } else { 200 }, "{case}: {reply:?}");
    spec::assert_valid(V5, "CheckoutSession", &reply.body());
    let again = agent.insist(url, &path, key, &body).await;
    assert_eq!((again.status, &again.bytes), (reply.status, &reply.bytes), "{case}: a replay is the first answer");
    let id = id.unwrap_or_else(|| reply.id());
    if road == Road::Create {
        let paid = agent.insist(url, &format!("/{id}/complete"), "complete", &pay("spt_test_success")).await;
        assert_eq!(paid.status, 200, "{case}");
    }

    let session = agent.see(&after.url, &id).await;
    let tally = Tally::of(&place.ledger(), &id);
    let counts = (tally.charged, tally.voided, tally.canceled, tally.orders.len());
    match road {
        Road::Create | Road::Buy => {
            assert_eq!((&session["status"], counts), (&json!("completed"), (1, 0, 0, 1)), "{case}");
            assert_eq!(session["order"]["id"], tally.orders[0].as_str(), "{case}");
        }
        Road::Refused => {
            assert_eq!((&session["status"], counts), (&json!("not_ready_for_payment"), (1, 1, 0, 0)), "{case}");
        }
        Road::Cancel => assert_eq!((&session["status"], counts), (&json!("canceled"), (0, 0, 1, 0)), "{case}"),
    }
}

/// How many kills at random instants: 20, or what `CRASH_KILLS` says.
fn kills() -> usize {
    std::env::var("CRASH_KILLS").map_or(20, |number| number.parse().expect("a number of kills"))
}

// ACP-IDEM-14, ACP-IDEM-17, ACP-IDEM-27, ACP-IDEM-28
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_random_instants_in_sqlite() {
    let place = Place::sqlite();
    println!("SQLite: {}", kill_at_random(&place).await);
    place.drop().await;
}

// ACP-IDEM-14, ACP-IDEM-17, ACP-IDEM-27, ACP-IDEM-28
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_random_instants_in_postgres() {
    let Some(place) = Place::postgres().await else { return };
    println!("PostgreSQL: {}", kill_at_random(&place).await);
    place.drop().await;
}

/// What an agent was told: the request, and the answer that stands.
#[derive(Debug)]
struct Told {
    path: String,
    key: String,
    body: serde_json::Value,
    reply: Reply,
}

/// One agent after another makes a purchase, and writes down what it is told, until `done`.
async fn buy(worker: usize, url: Arc<Mutex<String>>, done: Arc<AtomicBool>) -> Vec<Told> {
    let agent = Agent::new();
    let mut told = Vec::new();
    let insist = async |told: &mut Vec<Told>, path: String, key: String, body: serde_json::Value| {
        let at = || url.lock().expect("an address").clone();
        let reply = agent.insist(at, &path, &key, &body).await;
        told.push(Told { path, key, body, reply: reply.clone() });
        reply
    };
    for number in 0.. {
        if done.load(Ordering::SeqCst) {
            break;
        }
        let key = |step: &str| format!("{step}-{worker}-{number}");
        let created = insist(&mut told, String::new(), key("create"), create("ebook")).await;
        assert_eq!(created.status, 201, "{created:?}");
        let id = created.id();
        let token = match number % 8 {
            0 => "spt_test_timeout_once",
            1 => "spt_test_declined",
            2 => {
                let left = insist(&mut told, format!("/{id}/cancel"), key("cancel"), json!({})).await;
                assert_eq!(left.status, 200, "{left:?}");
                continue;
            }
            _ => "spt_test_success",
        };
        let paid = insist(&mut told, format!("/{id}/complete"), key("pay"), pay(token)).await;
        assert_eq!(paid.status, 200, "{paid:?}");
    }
    told
}

async fn kill_at_random(place: &Place) -> String {
    let kills = kills();
    let seed = SystemClock::default().now().unix_millis().unsigned_abs() | 1;
    let mut random = seed;
    let mut server = Server::start(place, None).await;
    let url = Arc::new(Mutex::new(server.url.clone()));
    let done = Arc::new(AtomicBool::new(false));
    let mut workers = JoinSet::new();
    for worker in 0..8 {
        workers.spawn(buy(worker, Arc::clone(&url), Arc::clone(&done)));
    }
    for _ in 0..kills {
        // xorshift
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        tokio::time::sleep(Duration::from_millis(20 + random % 600)).await;
        server.kill();
        server = Server::start(place, None).await;
        url.lock().expect("an address").clone_from(&server.url);
    }
    done.store(true, Ordering::SeqCst);
    let told: Vec<Told> = workers.join_all().await.into_iter().flatten().collect();

    let agent = Agent::new();
    let ids: Vec<String> = told.iter().filter(|told| told.reply.status == 201).map(|told| told.reply.id()).collect();
    let mut sessions = BTreeMap::new();
    for id in &ids {
        sessions.insert(id.clone(), agent.see_settled(&server.url, id).await);
    }
    let ledger = place.ledger();
    let (mut double, mut loose, mut lost, mut differ, mut orders) = (0, 0, 0, 0, 0);
    let mut by_session: BTreeMap<&str, Vec<&serde_json::Value>> = BTreeMap::new();
    for line in &ledger {
        by_session.entry(line["checkout"].as_str().expect("a session")).or_default().push(line);
    }
    for (&id, lines) in &by_session {
        let tally = Tally::of(lines.iter().copied(), id);
        double += usize::from(tally.charged > tally.voided + 1);
        loose += usize::from(tally.charged != tally.voided + tally.orders.len());
        orders += tally.orders.len();
        assert!(tally.orders.len() <= 1, "{id} was ordered twice");
    }
    let mut answered = 0;
    for Told { path, key, body, reply } in &told {
        let first = reply.body();
        if first["status"] == "completed" {
            let id = first["id"].as_str().expect("an id");
            let order = &first["order"]["id"];
            let kept = by_session.get(id).map(|lines| Tally::of(lines.iter().copied(), id).orders).unwrap_or_default();
            let is_lost = sessions[id]["order"]["id"] != *order || kept != [order.as_str().expect("an order")];
            lost += usize::from(is_lost);
            answered += 1;
        }
        let again = agent.insist(|| server.url.clone(), path, key, body).await;
        differ += usize::from((again.status, &again.bytes) != (reply.status, &reply.bytes));
    }
    let report = format!(
        "{kills} kills (seed {seed}), {} requests, {} sessions, {orders} orders, {} of them acknowledged: {double} double \
         charges, {loose} charges without an order or a void, {lost} acknowledged orders lost, {differ} replays that \
         differ",
        told.len(),
        ids.len(),
        answered,
    );
    assert_eq!((double, loose, lost, differ), (0, 0, 0, 0), "{report}");
    assert!(orders > 0, "{report}");
    server.kill();
    report
}
