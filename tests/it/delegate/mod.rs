//! Delegated payment: agent, provider and merchant on one machine.

mod allowance;
mod authentication;
mod journey;
mod secret;
mod service;

use std::sync::Arc;

use agentic_commerce::inbound::ApiKeys;
use agentic_commerce::payment::delegate::{DelegatePayment, MemoryVault, Vault, VaultProvider};
use agentic_commerce::signature::SigningSecret;
use agentic_commerce::store::MemoryStore;
use agentic_commerce::testing::ManualClock;
use agentic_commerce::types::{ApiVersion, Timestamp};
use bytes::Bytes;
use http::{HeaderMap, Request, Response};
use serde_json::{Value, json};

use crate::agent::BEGIN;
use crate::spec;

pub(super) const KEY: &str = "sk_agent_at_psp";
pub(super) const NUMBER: &str = "4242424242424242";

/// A payment provider.
pub(super) struct Psp {
    pub(super) service: DelegatePayment,
    pub(super) vault: Arc<MemoryVault>,
    pub(super) store: Arc<MemoryStore>,
    pub(super) clock: Arc<ManualClock>,
}

impl Psp {
    pub(super) fn open() -> Self {
        let secret = SigningSecret::new("the secret of the vault, 32 bytes").expect("a secret");
        let vault = Arc::new(MemoryVault::new(secret));
        let store = Arc::new(MemoryStore::new());
        let clock = Arc::new(ManualClock::at(Timestamp::parse(BEGIN).expect("a time")));
        let keys = ApiKeys::new().with_key("agent", KEY).with_key("rival", "sk_rival_at_psp");
        let service = DelegatePayment::new(Arc::clone(&vault) as Arc<dyn Vault>, keys, Arc::clone(&store) as _)
            .with_clock(Arc::clone(&clock) as _);
        Self { service, vault, store, clock }
    }

    /// What charges for the merchant `acme`.
    pub(super) fn provider(&self) -> VaultProvider {
        VaultProvider::new(Arc::clone(&self.vault) as _, "acme").with_clock(Arc::clone(&self.clock) as _)
    }

    /// Delegates, and expects a token.
    pub(super) async fn token(&self, body: &Value) -> String {
        let reply = self.delegate(ApiVersion::V2026_04_17, body, None).await;
        assert_eq!(reply.status, 201, "{:#}", reply.body);
        reply.body["id"].as_str().expect("a token").to_owned()
    }

    /// Delegates in a release, under that key or one of its own.
    pub(super) async fn delegate(&self, version: ApiVersion, body: &Value, key: Option<&str>) -> Reply {
        static KEYS: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
        let fresh = format!("key-{}", KEYS.fetch_add(1, std::sync::atomic::Ordering::SeqCst));
        let request = Request::post("/agentic_commerce/delegate_payment")
            .header("authorization", format!("Bearer {KEY}"))
            .header("api-version", version.as_str())
            .header("request-id", "req_1")
            .header("idempotency-key", key.unwrap_or(&fresh))
            .header("content-type", "application/json")
            .body(Bytes::from(body.to_string()))
            .expect("a request");
        self.send(request).await
    }

    /// Sends a request, and holds the answer against the schema of its release.
    pub(super) async fn send(&self, request: Request<Bytes>) -> Reply {
        let named = request.headers().get("api-version").and_then(|value| value.to_str().ok()).unwrap_or_default();
        let version = named.parse().unwrap_or(ApiVersion::LATEST);
        Reply::of(version, self.service.handle(request).await)
    }
}

/// An answer, known to be valid in its release.
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: Value,
    pub(super) bytes: Bytes,
}

impl Reply {
    fn of(version: ApiVersion, response: Response<Bytes>) -> Self {
        let (parts, bytes) = response.into_parts();
        let body: Value = serde_json::from_slice(&bytes).expect("JSON");
        if parts.status.is_success() {
            spec::assert_valid(version, "DelegatePaymentResponse", &body);
        } else {
            // The enumeration has no code for the road's own refusals, though the official examples do (C-ERR-02): those
            // are held against it under a code that it has.
            let mut listed = body.clone();
            let free = ["unauthorized", "not_found", "method_not_allowed", "unsupported_media_type", "invalid_json"];
            let more = [
                "service_unavailable",
                "missing",
                "missing_api_version",
                "unsupported_api_version",
                "missing_signature",
                "invalid_signature",
                "stale_timestamp",
            ];
            if free.iter().chain(&more).any(|code| body["code"] == *code) {
                listed["code"] = json!("invalid_card");
            }
            spec::assert_valid(version, "delegate_payment/Error", &listed);
        }
        Self { status: parts.status.as_u16(), headers: parts.headers, body, bytes }
    }
}

/// A card that is good for $20 at `acme`, for session `cs_1`, for an hour.
pub(super) fn request() -> Value {
    json!({
        "payment_method": {
            "type": "card", "card_number_type": "fpan", "virtual": false, "number": NUMBER, "exp_month": "11",
            "exp_year": "2031", "name": "Jane Doe", "cvc": "739", "checks_performed": ["avs", "cvv"], "iin": "424242",
            "display_card_funding_type": "credit", "display_brand": "visa", "display_last4": "4242", "metadata": {}
        },
        "allowance": {
            "reason": "one_time", "max_amount": 2000, "currency": "usd", "checkout_session_id": "cs_1",
            "merchant_id": "acme", "expires_at": "2026-04-17T13:00:00Z"
        },
        "billing_address": {
            "name": "Ada Lovelace", "line_one": "1234 Chat Road", "line_two": "", "city": "San Francisco",
            "state": "CA", "country": "US", "postal_code": "94131"
        },
        "risk_signals": [{ "type": "card_testing", "score": 10, "action": "authorized" }],
        "metadata": { "campaign": "q4" }
    })
}
