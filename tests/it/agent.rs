//! The one way in which integration tests talk to a shop.
//!
//! Every answer that comes back is held against the official schema of the release that it was negotiated in, here and
//! not in the tests, so that none can forget.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use agentic_commerce::acp::Dialect;
use agentic_commerce::backend::CommerceBackend;
use agentic_commerce::engine::{Engine, EngineConfig};
use agentic_commerce::inbound::{ApiKeys, Pipeline};
use agentic_commerce::sample::SampleShop;
use agentic_commerce::store::{MemoryStore, Store};
use agentic_commerce::testing::{CountingIds, ManualClock};
use agentic_commerce::types::{ApiVersion, Timestamp};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Request, StatusCode};
use serde_json::{Value, json};

use crate::spec;

/// When every test begins.
pub(crate) const BEGIN: &str = "2026-04-17T12:00:00Z";
/// The key of the agent `agent`.
pub(crate) const KEY: &str = "sk_agent";
/// The key of another agent, `rival`.
pub(crate) const RIVAL_KEY: &str = "sk_rival";

/// A shop with its road, its store and its clock at hand.
pub(crate) struct Mall<B = Arc<SampleShop>> {
    pub(crate) pipeline: Arc<Pipeline<B>>,
    pub(crate) store: Arc<MemoryStore>,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) shop: B,
    keys: Arc<AtomicUsize>,
}

/// The sample shop, open.
pub(crate) fn open() -> Mall {
    open_with(Arc::new(SampleShop::builtin()), |pipeline| pipeline)
}

/// A shop, open, with settings of the road.
pub(crate) fn open_with<B: CommerceBackend + Clone>(
    shop: B,
    settings: impl FnOnce(Pipeline<B>) -> Pipeline<B>,
) -> Mall<B> {
    open_as(shop, EngineConfig::default(), settings)
}

/// A shop, open, with settings of the engine and of the road.
pub(crate) fn open_as<B: CommerceBackend + Clone>(
    shop: B,
    config: EngineConfig,
    settings: impl FnOnce(Pipeline<B>) -> Pipeline<B>,
) -> Mall<B> {
    let clock = Arc::new(ManualClock::at(Timestamp::parse(BEGIN).expect("a time")));
    let store = Arc::new(MemoryStore::new());
    let engine = Engine::new(shop.clone(), Arc::clone(&store) as Arc<dyn Store>)
        .with_clock(Arc::clone(&clock) as _)
        .with_ids(Arc::new(CountingIds::new()))
        .with_config(config);
    let keys = ApiKeys::new().with_key("agent", KEY).with_key("rival", RIVAL_KEY);
    let pipeline = Arc::new(settings(Pipeline::new(engine, keys)));
    Mall { pipeline, store, clock, shop, keys: Arc::default() }
}

impl<B: CommerceBackend> Mall<B> {
    /// An agent that speaks that release, or that dialect of one.
    pub(crate) fn agent(&self, dialect: impl Into<Dialect>) -> Agent<B> {
        Agent {
            pipeline: Arc::clone(&self.pipeline),
            dialect: dialect.into(),
            key: KEY,
            keys: Arc::clone(&self.keys),
            extended: &[],
        }
    }
}

/// An agent at a road that a test has made for itself.
pub(crate) fn agent_of<B>(pipeline: Arc<Pipeline<B>>, dialect: impl Into<Dialect>) -> Agent<B> {
    Agent { pipeline, dialect: dialect.into(), key: KEY, keys: Arc::default(), extended: &[] }
}

/// Somebody who talks to the shop.
pub(crate) struct Agent<B> {
    pipeline: Arc<Pipeline<B>>,
    dialect: Dialect,
    key: &'static str,
    keys: Arc<AtomicUsize>,
    extended: &'static [&'static str],
}

impl<B> Clone for Agent<B> {
    fn clone(&self) -> Self {
        Self { pipeline: Arc::clone(&self.pipeline), keys: Arc::clone(&self.keys), ..*self }
    }
}

impl<B: CommerceBackend> Agent<B> {
    /// The same agent under another API key.
    pub(crate) fn with_key(mut self, key: &'static str) -> Self {
        self.key = key;
        self
    }

    /// The same agent, for sessions to which a shop's extension adds these fields. The schema of the release is closed,
    /// and is to be valid without them (C-EXT-01).
    pub(crate) fn with_extended(mut self, fields: &'static [&'static str]) -> Self {
        self.extended = fields;
        self
    }

    /// A request with everything that a well-behaved agent sends, a fresh idempotency key included.
    pub(crate) fn call(&self, method: Method, path: &str) -> Call<'_, B> {
        let mut headers = HeaderMap::new();
        headers.insert("authorization", HeaderValue::from_str(&format!("Bearer {}", self.key)).expect("a header"));
        headers.insert("api-version", HeaderValue::from_static(self.dialect.as_str()));
        headers.insert("request-id", HeaderValue::from_static("req_test"));
        if method == Method::POST {
            let key = format!("key-{}", self.keys.fetch_add(1, Ordering::SeqCst));
            headers.insert("idempotency-key", HeaderValue::from_str(&key).expect("a header"));
        }
        Call { agent: self, method, path: path.to_owned(), headers, body: Bytes::new() }
    }

    /// `POST path` with that body.
    pub(crate) fn post(&self, path: &str, body: &Value) -> Call<'_, B> {
        self.call(Method::POST, path).json(body)
    }

    /// Creates a session.
    pub(crate) async fn create(&self, body: &Value) -> Reply {
        self.post("/checkout_sessions", body).send().await
    }

    /// Changes a session.
    pub(crate) async fn update(&self, id: &str, body: &Value) -> Reply {
        self.post(&format!("/checkout_sessions/{id}"), body).send().await
    }

    /// Reads a session.
    pub(crate) async fn retrieve(&self, id: &str) -> Reply {
        self.call(Method::GET, &format!("/checkout_sessions/{id}")).send().await
    }

    /// Pays and orders.
    pub(crate) async fn complete(&self, id: &str, body: &Value) -> Reply {
        self.post(&format!("/checkout_sessions/{id}/complete"), body).send().await
    }

    /// Gives a session up.
    pub(crate) async fn cancel(&self, id: &str, body: &Value) -> Reply {
        self.post(&format!("/checkout_sessions/{id}/cancel"), body).send().await
    }
}

/// A request in the making.
#[must_use]
pub(crate) struct Call<'a, B> {
    agent: &'a Agent<B>,
    method: Method,
    path: String,
    headers: HeaderMap,
    body: Bytes,
}

impl<B: CommerceBackend> Call<'_, B> {
    /// With that JSON as its body.
    pub(crate) fn json(self, body: &Value) -> Self {
        self.body("application/json", body.to_string())
    }

    /// With those bytes as its body.
    pub(crate) fn body(mut self, media_type: &'static str, body: impl Into<Bytes>) -> Self {
        self.headers.insert("content-type", HeaderValue::from_static(media_type));
        self.body = body.into();
        self
    }

    /// With that header instead of its own.
    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.insert(name, HeaderValue::from_str(value).expect("a header"));
        self
    }

    /// Without that header.
    pub(crate) fn without(mut self, name: &'static str) -> Self {
        self.headers.remove(name);
        self
    }

    /// With that idempotency key.
    pub(crate) fn keyed(self, key: &str) -> Self {
        self.header("idempotency-key", key)
    }

    /// Sends it, and holds the answer against the schema of its release.
    pub(crate) async fn send(self) -> Reply {
        let mut request = Request::new(self.body);
        *request.method_mut() = self.method.clone();
        *request.uri_mut() = self.path.parse().expect("a path");
        *request.headers_mut() = self.headers.clone();
        let response = self.agent.pipeline.handle(request).await;
        let (parts, bytes) = response.into_parts();
        assert_eq!(parts.headers.get("content-type").expect("a content type"), "application/json"); // ACP-HDR-01
        let body: Value = serde_json::from_slice(&bytes).expect("JSON");
        let named = self.headers.get("api-version").and_then(|value| value.to_str().ok()).unwrap_or_default();
        let mut aliases = self.agent.pipeline.config().version_aliases.iter();
        let alias = aliases.find(|(alias, _)| alias == named).map(|(_, dialect)| *dialect);
        // An answer without a negotiated release is in the newest one.
        let dialect = alias.unwrap_or_else(|| named.parse().unwrap_or(ApiVersion::LATEST).into());
        let definition = match &body {
            _ if !parts.status.is_success() => "Error",
            body if body.get("order").is_some() => "CheckoutSessionWithOrder",
            _ => "CheckoutSession",
        };
        let mut core = body.clone();
        if let Some(session) = core.as_object_mut().filter(|_| parts.status.is_success()) {
            session.retain(|field, _| !self.agent.extended.contains(&field.as_str()));
        }
        spec::assert_valid_in(dialect.as_str(), definition, &core);
        Reply { status: parts.status, headers: parts.headers, body, bytes }
    }
}

/// An answer, known to be valid in its release.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
    pub(crate) bytes: Bytes,
}

impl Reply {
    /// The value at that JSON pointer; null when there is none.
    pub(crate) fn at(&self, pointer: &str) -> &Value {
        self.body.pointer(pointer).unwrap_or(&Value::Null)
    }

    /// A header as text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The id of the session.
    pub(crate) fn id(&self) -> String {
        self.at("/id").as_str().expect("an id").to_owned()
    }

    /// The status of the session.
    pub(crate) fn session_status(&self) -> &str {
        self.at("/status").as_str().expect("a status")
    }

    /// The amount of the first total of that type.
    pub(crate) fn total(&self, kind: &str) -> Option<i64> {
        let totals = self.at("/totals").as_array()?;
        totals.iter().find(|total| total["type"] == kind)?["amount"].as_i64()
    }

    /// The first message with that code.
    pub(crate) fn message(&self, code: &str) -> Option<&Value> {
        self.at("/messages").as_array()?.iter().find(|message| message["code"] == code)
    }

    /// Asserts the status, showing the body when it is another.
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{:#}", self.body);
        self
    }

    /// Asserts an error with that status and code.
    #[track_caller]
    pub(crate) fn expect_error(self, status: u16, code: &str) -> Self {
        let reply = self.expect(status);
        assert_eq!(reply.at("/code"), code, "{:#}", reply.body);
        reply
    }
}

/// An address in San Francisco.
pub(crate) fn address() -> Value {
    json!({
        "name": "Ada Lovelace", "line_one": "1 Market Street", "city": "San Francisco",
        "state": "CA", "country": "US", "postal_code": "94105"
    })
}

/// A buyer.
pub(crate) fn buyer() -> Value {
    json!({ "first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.com" })
}

/// Bodies of a release.
pub(crate) mod body {
    use super::{ApiVersion, Value, address, json};

    /// Creates a session for so many of an item, without an address.
    pub(crate) fn create(version: ApiVersion, item: &str, quantity: i64) -> Value {
        match version {
            ApiVersion::V2025_09_29 | ApiVersion::V2025_12_12 | ApiVersion::V2026_01_16 => {
                json!({ "items": [{ "id": item, "quantity": quantity }] })
            }
            _ => json!({
                "line_items": [{ "id": item, "quantity": quantity }], "currency": "usd", "capabilities": {}
            }),
        }
    }

    /// Names the address in San Francisco.
    pub(crate) fn destination(version: ApiVersion) -> Value {
        match version {
            ApiVersion::V2025_09_29 => json!({ "fulfillment_address": address() }),
            _ => json!({ "fulfillment_details": { "name": "Ada Lovelace", "address": address() } }),
        }
    }

    /// Chooses an option for everything.
    pub(crate) fn choose(version: ApiVersion, option: &str, item: &str) -> Value {
        match version {
            ApiVersion::V2025_09_29 => json!({ "fulfillment_option_id": option }),
            ApiVersion::V2025_12_12 | ApiVersion::V2026_01_16 => json!({
                "selected_fulfillment_options": [
                    { "type": "shipping", "shipping": { "option_id": option, "item_ids": [item] } }
                ]
            }),
            _ => json!({
                "selected_fulfillment_options": [{ "type": "shipping", "option_id": option, "item_ids": [item] }]
            }),
        }
    }

    /// Pays with that token, as Ada.
    pub(crate) fn pay(version: ApiVersion, token: &str) -> Value {
        match version {
            ApiVersion::V2025_09_29 | ApiVersion::V2025_12_12 | ApiVersion::V2026_01_16 => json!({
                "buyer": super::buyer(), "payment_data": { "token": token, "provider": "stripe" }
            }),
            _ => json!({
                "buyer": super::buyer(),
                "payment_data": {
                    "handler_id": "card_tokenized",
                    "instrument": { "type": "card", "credential": { "type": "spt", "token": token } }
                }
            }),
        }
    }
}

impl<B: CommerceBackend> Agent<B> {
    /// A session for one mug that can be paid.
    pub(crate) async fn payable(&self) -> String {
        let version = self.dialect.version();
        let mut create = body::create(version, "mug", 1);
        let destination = body::destination(version);
        create.as_object_mut().expect("an object").extend(destination.as_object().expect("an object").clone());
        let reply = self.create(&create).await.expect(201);
        assert_eq!(reply.session_status(), "ready_for_payment", "{:#}", reply.body);
        reply.id()
    }
}
