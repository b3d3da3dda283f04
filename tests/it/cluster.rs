//! Two processes of the example store on one PostgreSQL, asked the same things at the same time.

use std::collections::BTreeSet;
use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::process::{Agent, Place, Reply, Server, Tally, create, pay};

/// How often each request is made at once: as often to the one store as to the other.
const TWINS: usize = 4;

/// How many keys try to complete one session.
const KEYS: usize = 4;

/// Of each session: once created, and completed under each key, by so many twins each.
const REQUESTS_OF_ONE: usize = TWINS + TWINS * KEYS;

/// 2,000 requests, or what `CLUSTER_REQUESTS` says.
fn sessions() -> usize {
    let requests = std::env::var("CLUSTER_REQUESTS").map_or(2_000, |number| number.parse().expect("a number"));
    requests / REQUESTS_OF_ONE
}

/// Makes one request several times at once, to both stores. All answers are the one that is given back.
async fn collide(agent: &Agent, urls: &[String; 2], path: &str, key: &str, body: &serde_json::Value) -> Reply {
    let mut twins = JoinSet::new();
    for twin in 0..TWINS {
        let (agent, url, path) = (agent.clone(), urls[twin % 2].clone(), path.to_owned());
        let (key, body) = (key.to_owned(), body.clone());
        twins.spawn(async move { agent.insist(|| url.clone(), &path, &key, &body).await });
    }
    let replies = twins.join_all().await;
    let distinct: BTreeSet<_> = replies.iter().map(|reply| (reply.status, reply.bytes.clone())).collect();
    assert_eq!(distinct.len(), 1, "{path} {key}: {replies:#?}");
    let fresh = replies.iter().filter(|reply| !reply.replayed).count();
    assert_eq!(fresh, 1, "{path} {key}: {replies:#?}");
    replies.into_iter().next().expect("an answer")
}

/// Creates a session and completes it under several keys at once; gives its id.
async fn purchase(agent: &Agent, urls: &[String; 2], number: usize) -> String {
    let id = collide(agent, urls, "", &format!("create-{number}"), &create("ebook")).await.id();
    let mut keys = JoinSet::new();
    for key in 0..KEYS {
        let (agent, urls, path) = (agent.clone(), urls.clone(), format!("/{id}/complete"));
        keys.spawn(async move { collide(&agent, &urls, &path, &format!("pay-{key}"), &pay("spt_test_success")).await });
    }
    let mut statuses: Vec<_> = keys.join_all().await.into_iter().map(|reply| reply.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 405, 405, 405], "one key buys, the others find it bought");
    id
}

// ACP-IDEM-14, ACP-IDEM-17, ACP-COMP-02
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_stores_on_one_database_answer_as_one() {
    let Some(place) = Place::postgres().await else { return };
    let place = Arc::new(place.with_lease(60));
    let (one, other) = tokio::join!(Server::start(&place, None), Server::start(&place, None));
    let urls = [one.url.clone(), other.url.clone()];
    let agent = Agent::new();
    let turns = Arc::new(Semaphore::new(8));
    let mut purchases = JoinSet::new();
    for number in 0..sessions() {
        let (agent, urls, turns) = (agent.clone(), urls.clone(), Arc::clone(&turns));
        purchases.spawn(async move {
            let _turn = turns.acquire().await;
            purchase(&agent, &urls, number).await
        });
    }
    let ids: BTreeSet<String> = purchases.join_all().await.into_iter().collect();
    assert_eq!(ids.len(), sessions(), "each key made a session of its own");
    let ledger = place.ledger();
    for id in &ids {
        let tally = Tally::of(&ledger, id);
        assert_eq!((tally.charged, tally.voided, tally.orders.len()), (1, 0, 1), "{id}");
    }
    // No key had an effect that nobody was told of.
    let charged: BTreeSet<_> = ledger.iter().map(|line| line["checkout"].as_str().expect("a session")).collect();
    assert_eq!(charged.len(), ids.len());
    let (kept, events) = place.counts().await;
    assert_eq!((kept, events), (ids.len(), ids.len()));
    println!("{} requests to two stores: {} sessions, orders and events", ids.len() * REQUESTS_OF_ONE, ids.len());
    one.kill();
    other.kill();
    Arc::into_inner(place).expect("nobody else has it").drop().await;
}
