//! The platform's side of the Feed API, in memory, and a merchant who calls it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use agentic_commerce::feed::{FeedApiError, FeedClient, FeedError};
use agentic_commerce::model::Availability;
use agentic_commerce::transport::{HttpTransport, TransportError, TransportErrorKind};
use agentic_commerce::types::{ApiVersion, Secret};
use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response};
use serde_json::{Value, json};

use super::shop::{info, lamp, priced, uri};
use crate::spec;

/// Keeps feeds as the OpenAPI of 2026-04-17 wants it, and holds every body against the official schema.
#[derive(Debug, Default)]
struct Receiver(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    feeds: BTreeMap<String, (Value, BTreeMap<String, Value>)>,
    /// The answers that were given, by idempotency key.
    answers: BTreeMap<String, (u16, Value)>,
    keys: Vec<String>,
    broken: bool,
}

fn error(code: &str, param: &str) -> Value {
    json!({ "type": "invalid_request", "code": code, "message": code, "param": param })
}

impl State {
    fn answer(&mut self, method: &str, path: &[&str], body: &Value) -> (u16, &'static str, Value) {
        match (method, path) {
            ("POST", ["feeds"]) => {
                spec::assert_valid(ApiVersion::V2026_04_17, "CreateFeedRequest", body);
                let id = format!("feed {}/{}", self.feeds.len(), "é");
                let mut metadata = body.clone();
                metadata["id"] = json!(id);
                metadata["updated_at"] = json!("2026-11-24T12:00:00Z");
                self.feeds.insert(id, (metadata.clone(), BTreeMap::new()));
                (201, "FeedMetadata", metadata)
            }
            ("GET" | "PATCH", ["feeds", id, ..]) if !self.feeds.contains_key(*id) => {
                (404, "feed/Error", error("feed_not_found", "id"))
            }
            ("GET", ["feeds", id]) => (200, "FeedMetadata", self.feeds[*id].0.clone()),
            ("PATCH", ["feeds", id, "products"]) => {
                spec::assert_valid(ApiVersion::V2026_04_17, "UpsertProductsRequest", body);
                let (_, products) = self.feeds.get_mut(*id).expect("checked above");
                for product in body["products"].as_array().expect("a list") {
                    products.insert(product["id"].as_str().expect("an id").to_owned(), product.clone());
                }
                (200, "", json!({ "id": id, "accepted": true }))
            }
            _ => panic!("no such call: {method} {path:?}"),
        }
    }
}

#[async_trait]
impl HttpTransport for Receiver {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let header = |name: &str| request.headers().get(name).map(|value| value.to_str().expect("text").to_owned());
        assert_eq!(header("authorization").as_deref(), Some("Bearer sk_feed"));
        // ACP-FEED-15
        assert_eq!(header("api-version").as_deref(), Some("2026-04-17"));
        let path: Vec<String> = request
            .uri()
            .path()
            .strip_prefix("/agent/")
            .expect("below the base")
            .split('/')
            .map(|part| part.replace("%20", " ").replace("%2F", "/").replace("%C3%A9", "é"))
            .collect();
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        let body =
            if request.body().is_empty() { Value::Null } else { serde_json::from_slice(request.body()).expect("JSON") };
        let key = header("idempotency-key");
        let mut state = self.0.lock().expect("the receiver");
        // ACP-FEED-16: whatever changes something has a key; equal keys get the same answer.
        assert_eq!(key.is_some(), request.method() != "GET");
        if let Some((status, answer)) = key.as_ref().and_then(|key| state.answers.get(key)) {
            return Ok(Response::builder().status(*status).body(answer.to_string().into()).expect("an answer"));
        }
        let (status, definition, answer) = state.answer(request.method().as_str(), &path, &body);
        if !definition.is_empty() {
            spec::assert_valid(ApiVersion::V2026_04_17, definition, &answer);
        }
        if let Some(key) = key {
            state.keys.push(key.clone());
            state.answers.insert(key, (status, answer.clone()));
        }
        if std::mem::take(&mut state.broken) {
            return Err(TransportError::new(TransportErrorKind::Other, "the line went dead"));
        }
        Ok(Response::builder().status(status).body(answer.to_string().into()).expect("an answer"))
    }
}

fn client(receiver: &Arc<Receiver>) -> FeedClient {
    FeedClient::new(Arc::clone(receiver) as _, uri("https://platform.example/agent/"), Secret::new("sk_feed"))
}

// ACP-FEED-07: a product is sent whole, its variants under the same ids; the others stay.
#[tokio::test]
async fn a_platform_is_told_what_has_changed() {
    let receiver = Arc::new(Receiver::default());
    let client = client(&receiver);
    let feed = client.create(Some("US"), "create-1").await.expect("a feed");
    assert_eq!(feed.target_country.as_deref(), Some("US"));
    assert_eq!(client.feed(&feed.id).await.expect("the feed"), feed);

    let mut lamp = lamp();
    let done = client.upsert(&feed.id, &info(), &[lamp.clone(), priced(1_999, "usd")], "run-1").await.expect("taken");
    assert!(done.accepted && done.feed_update_id.is_none());

    lamp.variants[1].availability = Availability::OutOfStock;
    client.upsert(&feed.id, &info(), &[lamp], "run-2").await.expect("taken");
    let state = receiver.0.lock().expect("the receiver");
    let products = &state.feeds[&feed.id].1;
    assert_eq!(products.keys().collect::<Vec<_>>(), ["LAMP-7", "item"]);
    let variants = products["LAMP-7"]["variants"].as_array().expect("a list");
    let ids: Vec<&Value> = variants.iter().map(|variant| &variant["id"]).collect();
    assert_eq!(ids, ["LAMP-7-BRASS", "LAMP-7-STEEL"]);
    assert_eq!(variants[1]["availability"], json!({ "available": false, "status": "out_of_stock" }));
    assert_eq!(variants[0]["price"], json!({ "amount": 3900, "currency": "USD" }));
    assert_eq!(products["item"]["variants"][0]["price"], json!({ "amount": 1999, "currency": "USD" }));
}

#[tokio::test]
async fn a_call_whose_answer_was_lost_is_repeated() {
    let receiver = Arc::new(Receiver::default());
    let client = client(&receiver);
    receiver.0.lock().expect("the receiver").broken = true;
    let lost = client.create(None, "create-1").await.expect_err("no answer");
    assert!(lost.is_retryable() && matches!(lost, FeedApiError::Transport(_)), "{lost}");
    client.create(None, "create-1").await.expect("the same feed");
    let state = receiver.0.lock().expect("the receiver");
    assert_eq!((state.feeds.len(), state.keys.as_slice()), (1, &["create-1".to_owned()][..]));
}

#[tokio::test]
async fn refusals_are_told() {
    let receiver = Arc::new(Receiver::default());
    let client = client(&receiver);
    let unknown = client.feed("feed_0").await.expect_err("no such feed");
    assert!(
        matches!(&unknown, FeedApiError::Refused { status, code, .. } if *status == 404 && code == "feed_not_found")
    );
    assert!(!unknown.is_retryable());
    let negative =
        client.upsert("feed_0", &info(), &[priced(-1, "usd")], "run-1").await.expect_err("a price below zero");
    assert!(matches!(negative, FeedApiError::Product(FeedError::NegativePrice { .. })));
    for id in ["", "..", "."] {
        assert!(matches!(client.feed(id).await, Err(FeedApiError::Unsendable { .. })), "{id:?}");
    }
    assert!(!format!("{client:?}").contains("sk_feed"));
}
