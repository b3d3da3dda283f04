//! A platform of the Feed API in memory.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use http::header::{AUTHORIZATION, RETRY_AFTER};
use http::{Method, Request, Response, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};
use subtle::ConstantTimeEq as _;

use crate::feed::FeedProduct;
use crate::transport::{HttpTransport, TransportError, TransportErrorKind};
use crate::types::{Clock, Secret, Timestamp};

/// A platform that hosts the Feed API, in memory: the open one of 2026-04-17 (`/feeds`) and `OpenAI`'s (`/product_feeds`), below
/// any address. For tests of a merchant's publisher; it gives ids to changes as the protocol will
/// ([`without_update_ids`](Self::without_update_ids) if not).
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use std::sync::Arc;
/// use agentic_commerce::feed::FeedClient;
/// use agentic_commerce::testing::{FeedPlatform, ManualClock};
/// use agentic_commerce::types::{Secret, Timestamp, Uri};
///
/// let clock = Arc::new(ManualClock::at(Timestamp::parse("2026-11-24T12:00:00Z")?));
/// let platform = Arc::new(FeedPlatform::new("sk_feed", clock));
/// let client = FeedClient::new(platform.clone(), Uri::new("https://platform.example")?, Secret::new("sk_feed"));
/// let feed = client.create(Some("US"), "create-1").await?;
/// assert_eq!(platform.products(&feed.id), Some(vec![]));
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct FeedPlatform {
    token: Secret,
    clock: Arc<dyn Clock>,
    update_ids: bool,
    state: Mutex<State>,
}

/// A call that was made.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct FeedCall {
    /// `POST`, `GET`, `PATCH`.
    pub method: Method,
    /// The path from the collection on, decoded: `["feeds", "feed_1", "products"]`.
    pub path: Vec<String>,
    /// The key of a call that changes something.
    pub idempotency_key: Option<String>,
    /// Its headers.
    pub headers: http::HeaderMap,
    /// Its body; `null` if it has none.
    pub body: Value,
}

#[derive(Debug, Default)]
struct State {
    feeds: BTreeMap<String, Held>,
    /// The answers that were given, by idempotency key.
    answers: BTreeMap<String, (StatusCode, Value)>,
    calls: Vec<FeedCall>,
    troubles: VecDeque<Trouble>,
    updates: u64,
    created: u64,
}

#[derive(Debug)]
struct Held {
    metadata: Value,
    products: BTreeMap<String, FeedProduct>,
    promotions: BTreeMap<String, Value>,
}

#[derive(Debug)]
enum Trouble {
    None,
    Refusal(StatusCode, Option<Duration>),
    LostAnswer,
}

#[derive(Deserialize)]
struct Upsert {
    products: Vec<FeedProduct>,
}

impl FeedPlatform {
    /// A platform without feeds that lets in who bears that token.
    #[must_use]
    pub fn new(token: impl Into<Secret>, clock: Arc<dyn Clock>) -> Self {
        Self { token: token.into(), clock, update_ids: true, state: Mutex::default() }
    }

    /// The same platform, which gives its changes no ids: 2026-04-17 as it was released.
    #[must_use]
    pub const fn without_update_ids(mut self) -> Self {
        self.update_ids = false;
        self
    }

    /// Refuses the next call that has no trouble yet.
    pub fn refuse_next(&self, status: StatusCode, retry_after: Option<Duration>) {
        self.with(|state| state.troubles.push_back(Trouble::Refusal(status, retry_after)));
    }

    /// Carries out the next call that has no trouble yet, and loses the answer.
    pub fn lose_next_answer(&self) {
        self.with(|state| state.troubles.push_back(Trouble::LostAnswer));
    }

    /// Lets the next call that has no trouble yet pass: for one after it.
    pub fn let_next_pass(&self) {
        self.with(|state| state.troubles.push_back(Trouble::None));
    }

    /// Forgets a feed.
    pub fn drop_feed(&self, id: &str) {
        self.with(|state| state.feeds.remove(id));
    }

    /// The ids of the feeds.
    #[must_use]
    pub fn feeds(&self) -> Vec<String> {
        self.with(|state| state.feeds.keys().cloned().collect())
    }

    /// The products of a feed, by their ids; nothing for a feed that is not there.
    #[must_use]
    pub fn products(&self, feed: &str) -> Option<Vec<FeedProduct>> {
        self.with(|state| state.feeds.get(feed).map(|feed| feed.products.values().cloned().collect()))
    }

    /// Every call that was made, also those that were refused.
    #[must_use]
    pub fn calls(&self) -> Vec<FeedCall> {
        self.with(|state| state.calls.clone())
    }

    fn with<T>(&self, f: impl FnOnce(&mut State) -> T) -> T {
        f(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// ACP-FEED-14: whoever reads or changes a feed has to say who it is.
    fn is_let_in(&self, request: &Request<Bytes>) -> bool {
        let bearer = request.headers().get(AUTHORIZATION).and_then(|value| value.as_bytes().strip_prefix(b"Bearer "));
        bearer.is_some_and(|token| bool::from(token.ct_eq(self.token.expose().as_bytes())))
    }

    fn answer(&self, state: &mut State, request: &Request<Bytes>, call: &FeedCall) -> (StatusCode, Value) {
        if !self.is_let_in(request) {
            return refusal(StatusCode::UNAUTHORIZED, "unauthorized", None);
        }
        // ACP-FEED-15
        if !request.headers().contains_key("api-version") {
            return refusal(StatusCode::BAD_REQUEST, "missing_api_version", None);
        }
        let path: Vec<&str> = call.path.iter().map(String::as_str).collect();
        match (call.method.as_str(), path.as_slice()) {
            ("POST", [collection]) => self.create(state, &call.body, *collection == "product_feeds"),
            (method, [collection, id, rest @ ..]) => {
                let open_ai = *collection == "product_feeds";
                let now = self.clock.now();
                let State { feeds, updates, .. } = state;
                let Some(feed) = feeds.get_mut(*id) else {
                    return refusal(StatusCode::NOT_FOUND, "feed_not_found", Some("id"));
                };
                match (method, rest) {
                    ("GET", []) => (StatusCode::OK, feed.metadata.clone()),
                    ("GET", ["products"]) => {
                        let products: Vec<&FeedProduct> = feed.products.values().collect();
                        (StatusCode::OK, json!({ "products": products }))
                    }
                    ("PATCH", ["products"]) => {
                        let update = self.update_ids.then(|| next(updates));
                        feed.upsert(id, &call.body, update, now)
                    }
                    ("GET", ["promotions"]) if open_ai => (StatusCode::OK, feed.promotions.values().cloned().collect()),
                    ("PATCH", ["promotions"]) if open_ai => feed.promote(id, &call.body, now),
                    _ => refusal(StatusCode::NOT_FOUND, "not_found", None),
                }
            }
            _ => refusal(StatusCode::NOT_FOUND, "not_found", None),
        }
    }

    /// ACP-FEED-02: 201 (at `OpenAI`'s own 200) and a stable id, or 400.
    fn create(&self, state: &mut State, body: &Value, open_ai: bool) -> (StatusCode, Value) {
        let country = body.get("target_country");
        let good = |country: &Value| {
            country.as_str().is_some_and(|text| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase()))
        };
        if !body.is_object() || country.is_some_and(|country| !good(country)) {
            return refusal(StatusCode::BAD_REQUEST, "invalid_target_country", Some("target_country"));
        }
        state.created += 1;
        let id = format!("feed_{}", state.created);
        let mut metadata = json!({ "id": id, "updated_at": self.clock.now() });
        if let (Some(country), Some(metadata)) = (country, metadata.as_object_mut()) {
            metadata.insert("target_country".to_owned(), country.clone());
        }
        let feed = Held { metadata: metadata.clone(), products: BTreeMap::new(), promotions: BTreeMap::new() };
        state.feeds.insert(id, feed);
        (if open_ai { StatusCode::OK } else { StatusCode::CREATED }, metadata)
    }
}

fn next(updates: &mut u64) -> String {
    *updates += 1;
    format!("upd_{updates}")
}

impl Held {
    /// ACP-FEED-05: by id, the others stay; all of it or nothing.
    fn upsert(&mut self, id: &str, body: &Value, update: Option<String>, now: Timestamp) -> (StatusCode, Value) {
        let Ok(Upsert { products }) = Upsert::deserialize(body) else {
            return refusal(StatusCode::BAD_REQUEST, "invalid_product_payload", Some("products"));
        };
        for mut product in products {
            // ACP-FEED-21: what a merchant says there is ignored.
            product.last_update_id.clone_from(&update);
            self.products.insert(product.id.clone(), product);
        }
        self.touch(now);
        let mut answer = json!({ "id": id, "accepted": true });
        if let (Some(update), Some(answer)) = (update, answer.as_object_mut()) {
            answer.insert("feed_update_id".to_owned(), update.into());
        }
        (StatusCode::OK, answer)
    }

    fn promote(&mut self, id: &str, body: &Value, now: Timestamp) -> (StatusCode, Value) {
        let id_of = |promotion: &Value| promotion.get("id").and_then(Value::as_str).map(str::to_owned);
        let promotions = body.as_array().and_then(|list| {
            list.iter().map(|promotion| Some((id_of(promotion)?, promotion.clone()))).collect::<Option<Vec<_>>>()
        });
        let Some(promotions) = promotions else {
            return refusal(StatusCode::BAD_REQUEST, "invalid_promotion_payload", None);
        };
        self.promotions.extend(promotions);
        self.touch(now);
        (StatusCode::OK, json!({ "id": id, "accepted": true }))
    }

    /// ACP-FEED-19
    fn touch(&mut self, now: Timestamp) {
        if let Some(metadata) = self.metadata.as_object_mut() {
            metadata.insert("updated_at".to_owned(), json!(now));
        }
    }
}

fn refusal(status: StatusCode, code: &str, param: Option<&str>) -> (StatusCode, Value) {
    let mut body = json!({ "type": "invalid_request", "code": code, "message": code });
    if let (Some(param), Some(body)) = (param, body.as_object_mut()) {
        body.insert("param".to_owned(), param.into());
    }
    (status, body)
}

#[async_trait]
impl HttpTransport for FeedPlatform {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let path: Vec<String> = request.uri().path().split('/').map(decoded).collect();
        let from = path.iter().position(|part| matches!(part.as_str(), "feeds" | "product_feeds"));
        let key = request.headers().get("idempotency-key").and_then(|key| key.to_str().ok()).map(str::to_owned);
        let call = FeedCall {
            method: request.method().clone(),
            path: from.and_then(|from| path.get(from..)).unwrap_or_default().to_vec(),
            idempotency_key: key.clone(),
            headers: request.headers().clone(),
            body: serde_json::from_slice(request.body()).unwrap_or_default(),
        };
        let answer = self.with(|state| {
            state.calls.push(call.clone());
            let trouble = state.troubles.pop_front().unwrap_or(Trouble::None);
            if let Trouble::Refusal(status, wait) = trouble {
                return Ok((refusal(status, "trouble", None), wait));
            }
            let known = key.as_ref().filter(|_| self.is_let_in(&request)).and_then(|key| state.answers.get(key));
            let answer = known.cloned().unwrap_or_else(|| self.answer(state, &request, &call));
            if let Some(key) = key.filter(|_| answer.0.is_success()) {
                state.answers.insert(key, answer.clone());
            }
            match trouble {
                Trouble::LostAnswer => Err(TransportError::new(TransportErrorKind::Other, "the answer was lost")),
                _ => Ok((answer, None)),
            }
        });
        let ((status, body), wait) = answer?;
        let mut response = Response::new(Bytes::from(body.to_string()));
        *response.status_mut() = status;
        if let Some(wait) = wait {
            response.headers_mut().insert(RETRY_AFTER, wait.as_secs().into());
        }
        Ok(response)
    }
}

/// A part of a path without its percent signs.
fn decoded(part: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = part.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let pair = after.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        let escaped = pair.and_then(|pair| u8::from_str_radix(pair, 16).ok()).filter(|_| *first == b'%');
        bytes.push(escaped.unwrap_or(*first));
        rest = if escaped.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
