//! How the example store starts, says how it is, and stops.

use std::time::Duration;

use agentic_commerce::types::{Clock, SystemClock};
use serde_json::json;

use crate::database::Schema;
use crate::process::{Agent, Place, Server, Tally, create, pay};
use crate::proxy::Proxy;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_says_that_it_lives_and_whether_it_can_sell() {
    let place = Place::sqlite();
    let server = Server::start(&place, None).await;
    let agent = Agent::new();
    assert_eq!(agent.get(&server.url, "/healthz").await, Some((200, "alive".to_owned())));
    assert_eq!(agent.get(&server.url, "/readyz").await, Some((200, "ready".to_owned())));
    server.kill();
    assert_eq!(agent.get("http://127.0.0.1:9", "/healthz").await, None);
}

// A store whose database is gone lives, and is to get no requests; those that come all the same are told to come back.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_without_its_database_is_not_ready() {
    let Some(schema) = Schema::new().await else { return };
    let options = schema.options();
    let proxy = Proxy::to(options.get_host(), options.get_port()).await;
    let direct = format!("{}:{}", options.get_host(), options.get_port());
    let url = schema.url().replace(&direct, &proxy.address().to_string());
    let place = Place::at(url);
    let server = Server::start(&place, None).await;
    let agent = Agent::new();
    assert_eq!(agent.get(&server.url, "/readyz").await, Some((200, "ready".to_owned())));
    let id = agent.ask(&server.url, "", "create", &create("ebook")).await.expect("an answer").id();

    proxy.set_down(true);
    assert_eq!(agent.get(&server.url, "/readyz").await, Some((503, "no database".to_owned())));
    assert_eq!(agent.get(&server.url, "/healthz").await, Some((200, "alive".to_owned())));
    let path = format!("/{id}/complete");
    let reply = agent.ask(&server.url, &path, "pay", &pay("spt_test_success")).await.expect("an answer");
    assert_eq!((reply.status, reply.body()["type"].clone()), (503, json!("service_unavailable")));
    assert_eq!(reply.retry_after.as_deref(), Some("1"));
    assert_eq!(Tally::of(&place.ledger(), &id), Tally::default(), "nothing runs without its reservation");

    proxy.set_down(false);
    let paid = agent.insist(|| server.url.clone(), &path, "pay", &pay("spt_test_success")).await;
    assert_eq!((paid.status, &paid.body()["status"]), (200, &json!("completed")));
    assert_eq!(agent.get(&server.url, "/readyz").await, Some((200, "ready".to_owned())));
    server.kill();
    place.drop().await;
    schema.drop().await;
}

// A payment takes its time, and the store is to stop: nobody new gets in, and who is in gets the answer.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_that_is_to_stop_ends_what_is_in_flight() {
    let place = Place::sqlite().with_lease(60);
    let mut server = Server::start(&place, Some("authorize:before")).await;
    let agent = Agent::new();
    let id = agent.ask(&server.url, "", "create", &create("ebook")).await.expect("an answer").id();
    let (url, path) = (server.url.clone(), format!("/{id}/complete"));
    let paying = tokio::spawn({
        let (agent, url, path) = (agent.clone(), url.clone(), path.clone());
        async move { agent.ask(&url, &path, "pay", &pay("spt_test_success")).await }
    });
    server.reached().await;
    server.terminate();
    let begun = SystemClock::default().now();
    // A connection of its own each time: nobody new gets in.
    while Agent::new().get(&url, "/healthz").await.is_some() {
        assert!(SystemClock::default().now().distance(begun) < Duration::from_secs(8), "it takes new connections");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(server.runs() && !paying.is_finished(), "it waits for what is in flight");
    server.go_on();
    let paid = paying.await.expect("no panic").expect("an answer");
    assert_eq!((paid.status, &paid.body()["status"]), (200, &json!("completed")));
    assert_eq!(server.end().await, Some(0));

    let tally = Tally::of(&place.ledger(), &id);
    assert_eq!((tally.charged, tally.voided, tally.orders.len()), (1, 0, 1));
    let server = Server::start(&place, None).await;
    let again = agent.ask(&server.url, &path, "pay", &pay("spt_test_success")).await.expect("an answer");
    assert_eq!((again.status, again.bytes, again.replayed), (200, paid.bytes, true));
    server.kill();
    place.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_with_nothing_in_flight_stops_at_once() {
    let place = Place::sqlite();
    let mut server = Server::start(&place, None).await;
    server.terminate();
    assert_eq!(server.end().await, Some(0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_that_cannot_open_its_database_says_why() {
    let place = Place::sqlite();
    let file = place.file("store.db");
    std::fs::write(&file, "This is a letter and no database at all. ".repeat(99)).expect("a file");
    let (code, said) = Server::fail(&place).await;
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains(&file.display().to_string()) && said.contains("file is not a database"), "{said}");

    let place = Place::at("postgres://shop:secret@127.0.0.1:9/shop".to_owned());
    let (code, said) = Server::fail(&place).await;
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("PostgreSQL") && said.contains("refused") && !said.contains("secret"), "{said}");
}
