//! What the provider answers to an agent.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use agentic_commerce::inbound::ApiKeys;
use agentic_commerce::payment::delegate::{
    DelegatePayment, Deposit, MemoryVault, Redeemed, Redemption, TokenRefusal, Vault, VaultError,
};
use agentic_commerce::signature::{HmacSigner, HmacVerifier, SignatureHeaders, SigningSecret};
use agentic_commerce::types::{ApiVersion, Clock as _, Secret};
use async_trait::async_trait;
use bytes::Bytes;
use http::Request;
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use super::{KEY, Psp, request};

// ACP-DP-01, ACP-DP-11: 201 with the three fields; the metadata come back.
#[tokio::test]
async fn a_card_becomes_a_token_in_every_release() {
    for version in ApiVersion::ALL {
        let psp = Psp::open();
        let reply = psp.delegate(*version, &request(), None).await;
        assert_eq!(reply.status, 201, "{:#}", reply.body);
        let token = reply.body["id"].as_str().expect("a token");
        let rest = token.strip_prefix("vt_").expect("the RFC's prefix");
        assert!(rest.len() >= 32 && rest.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{token}");
        assert_eq!(reply.body["created"], "2026-04-17T12:00:00Z");
        assert_eq!(reply.body["metadata"], json!({ "campaign": "q4", "merchant_id": "acme" }));
        assert_eq!(reply.headers["request-id"], "req_1");
        assert_ne!(psp.token(&request()).await, token);
    }
}

/// Names and values.
type Headers<'a> = &'a [(&'a str, &'a str)];

async fn sent(psp: &Psp, change: impl FnOnce(http::request::Builder) -> http::request::Builder) -> (u16, Value) {
    let builder = Request::post("/agentic_commerce/delegate_payment");
    let request = change(builder).body(Bytes::from(request().to_string())).expect("a request");
    let reply = psp.send(request).await;
    (reply.status, reply.body)
}

// ACP-DP-02, ACP-DP-03
#[tokio::test]
async fn the_road_is_the_one_of_the_checkout() {
    let psp = Psp::open();
    let bearer = format!("Bearer {KEY}");
    let bearer = bearer.as_str();
    let table: [(Headers<'_>, u16, &str); 7] = [
        (&[], 401, "unauthorized"),
        (&[("authorization", "Bearer sk_other")], 401, "unauthorized"),
        (&[("authorization", bearer)], 400, "missing_api_version"),
        (&[("authorization", bearer), ("api-version", "2024-01-01")], 400, "unsupported_api_version"),
        (&[("authorization", bearer), ("api-version", "2026-04-17")], 415, "unsupported_media_type"),
        (
            &[("authorization", bearer), ("api-version", "2026-04-17"), ("content-type", "application/json")],
            400,
            "idempotency_key_required",
        ),
        (&[("authorization", bearer), ("api-version", "2026-01-30"), ("content-type", "application/json")], 201, ""),
    ];
    for (headers, status, code) in table {
        let (answered, body) =
            sent(&psp, |builder| headers.iter().fold(builder, |builder, (name, value)| builder.header(*name, *value)))
                .await;
        assert_eq!((answered, body["code"].as_str().unwrap_or_default()), (status, code), "{headers:?}");
        if code.ends_with("api_version") {
            assert_eq!(body["supported_versions"][0], "2026-04-17");
        }
    }
    let get = Request::get("/agentic_commerce/delegate_payment").body(Bytes::new()).expect("a request");
    let reply = psp.send(get).await;
    assert_eq!((reply.status, reply.headers["allow"].to_str().expect("text")), (405, "POST"));
}

// ACP-DP-16
#[tokio::test]
async fn a_key_is_good_for_one_request() {
    for (version, conflict) in [(ApiVersion::V2026_01_30, 409), (ApiVersion::V2026_04_17, 422)] {
        let psp = Psp::open();
        let first = psp.delegate(version, &request(), Some("k")).await;
        let again = psp.delegate(version, &request(), Some("k")).await;
        assert_eq!((first.status, again.status), (201, 201));
        assert_eq!(first.bytes, again.bytes);
        assert_eq!(again.headers["idempotent-replayed"], "true");
        assert!(!first.headers.contains_key("idempotent-replayed"));
        assert_eq!(format!("{:?}", psp.vault), "MemoryVault(1)", "no second card");

        let mut other = request();
        other["allowance"]["max_amount"] = json!(2001);
        let reply = psp.delegate(version, &other, Some("k")).await;
        assert_eq!((reply.status, &reply.body["code"]), (conflict, &json!("idempotency_conflict")));

        // A refusal is an answer as well.
        other["allowance"]["max_amount"] = json!(0);
        for replayed in [false, true] {
            let reply = psp.delegate(version, &other, Some("l")).await;
            assert_eq!((reply.status, reply.headers.contains_key("idempotent-replayed")), (400, replayed));
        }
    }
}

// ACP-DP-07, ACP-DP-08, ACP-DP-09, ACP-DP-12
#[tokio::test]
async fn a_request_beyond_the_bounds_is_refused_at_its_place() {
    let long = |length: usize| json!("x".repeat(length));
    for (pointer, value) in [
        ("/payment_method/number", json!("4242")),
        ("/payment_method/number", json!("4242 4242 4242 4242")),
        ("/payment_method/exp_month", json!("00")),
        ("/payment_method/exp_month", json!("13")),
        ("/payment_method/exp_month", json!("1")),
        ("/payment_method/exp_year", json!("31")),
        ("/payment_method/exp_year", json!("20a1")),
        ("/payment_method/cvc", json!("12345")),
        ("/payment_method/iin", json!("424242424")),
        ("/payment_method/display_last4", json!("424")),
        ("/payment_method/eci_value", json!("055")),
        ("/payment_method/type", json!("wallet")),
        ("/risk_signals/0/score", json!("high")),
        ("/risk_signals/0/score", json!(0.5)),
        ("/risk_signals/0/action", json!("ignored")),
        ("/allowance/max_amount", json!(0)),
        ("/allowance/max_amount", json!(-1)),
        ("/allowance/merchant_id", json!("")),
        ("/allowance/merchant_id", long(257)),
        ("/allowance/checkout_session_id", json!("")),
        ("/allowance/expires_at", json!("2026-04-17T12:00:00Z")),
        ("/allowance/expires_at", json!("soon")),
        ("/allowance/currency", json!("dollars")),
        ("/billing_address/name", long(257)),
        ("/billing_address/line_one", long(61)),
        ("/billing_address/line_two", long(61)),
        ("/billing_address/city", long(61)),
        ("/billing_address/country", json!("USA")),
        ("/billing_address/postal_code", long(21)),
    ] {
        let psp = Psp::open();
        let mut body = request();
        let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
        body.pointer_mut(parent).expect("an object")[name] = value.clone();
        let reply = psp.delegate(ApiVersion::V2026_04_17, &body, None).await;
        let told = (reply.status, reply.body["type"].as_str(), reply.body["code"].as_str());
        assert_eq!(told, (400, Some("invalid_request"), Some("invalid_card")), "{pointer} {value}");
        assert_eq!(reply.body["param"], format!("${}", pointer.replace("/0", "[0]").replace('/', ".")), "{value}");
        assert!(!reply.body.to_string().contains("4242"), "{:#}", reply.body);
        assert_eq!(format!("{:?}", psp.vault), "MemoryVault(0)");
    }
}

// ACP-DP-05, ACP-DP-07: what the releases see differently (C-DP-02, C-DP-03).
#[tokio::test]
async fn bounds_are_those_of_the_release() {
    for version in ApiVersion::ALL {
        let newest = *version == ApiVersion::V2026_04_17;
        let psp = Psp::open();
        let mut body = request();
        body["risk_signals"] = json!([]);
        let reply = psp.delegate(*version, &body, None).await;
        assert_eq!(reply.status, if newest { 201 } else { 400 }, "{version}");

        let mut body = request();
        body["payment_method"]["iin"] = json!("42424242");
        let reply = psp.delegate(*version, &body, None).await;
        let wide = newest || *version == ApiVersion::V2026_01_16;
        assert_eq!(reply.status, if wide { 201 } else { 400 }, "{version}");

        let mut body = request();
        body["payment_method"]["display_last4"] = json!("42");
        let reply = psp.delegate(*version, &body, None).await;
        let exact = *version >= ApiVersion::V2026_01_30;
        assert_eq!(reply.status, if exact { 400 } else { 201 }, "{version}");
    }
}

// ACP-DP-20
#[tokio::test]
async fn where_signatures_are_asked_for_a_request_without_one_is_refused() {
    let Psp { service, vault, store, clock } = Psp::open();
    let secret = SigningSecret::new("an agreed secret of 32 bytes!!!!").expect("a secret");
    let service = service.with_verifier(HmacVerifier::new([secret]));
    let psp = Psp { service, vault, store, clock };
    let reply = psp.delegate(ApiVersion::V2026_04_17, &request(), None).await;
    assert_eq!((reply.status, &reply.body["code"]), (401, &json!("missing_signature")));
    let sent = async |body: &Value, signed: &SignatureHeaders| {
        let request = Request::post("/agentic_commerce/delegate_payment")
            .header("authorization", format!("Bearer {KEY}"))
            .header("api-version", "2026-04-17")
            .header("content-type", "application/json")
            .header("idempotency-key", body.to_string().len().to_string())
            .header("signature", &signed.signature)
            .header("timestamp", signed.timestamp.as_deref().unwrap_or_default());
        let reply = psp.send(request.body(Bytes::from(body.to_string())).expect("a request")).await;
        (reply.status, reply.body["code"].as_str().unwrap_or_default().to_owned())
    };
    let mut other = request();
    other["allowance"]["max_amount"] = json!(200_000);
    let agreed = SigningSecret::new("an agreed secret of 32 bytes!!!!").expect("a secret");
    let now = psp.clock.now();
    let signed = HmacSigner::new(agreed).sign(request().to_string().as_bytes(), now).expect("JSON");
    assert_eq!(sent(&request(), &signed).await, (201, String::new()));
    assert_eq!(sent(&other, &signed).await, (401, "invalid_signature".to_owned()), "it covers the body");
    psp.clock.advance(Duration::from_mins(10));
    assert_eq!(sent(&request(), &signed).await, (401, "stale_timestamp".to_owned()));
}

/// A vault whose door sticks: it fails, then opens only when it is told to.
#[derive(Debug)]
struct StickyVault {
    inner: Arc<MemoryVault>,
    failures: AtomicUsize,
    door: Semaphore,
}

#[async_trait]
impl Vault for StickyVault {
    async fn keep(&self, id: &str, deposit: Deposit) -> Result<(), VaultError> {
        let fails = |left: usize| left.checked_sub(1);
        if self.failures.fetch_update(Ordering::SeqCst, Ordering::SeqCst, fails).is_ok() {
            return Err(VaultError::new("the door sticks"));
        }
        let _entered = self.door.acquire().await.map_err(VaultError::new)?;
        self.inner.keep(id, deposit).await
    }

    async fn token(&self, id: &str) -> Result<Secret, VaultError> {
        self.inner.token(id).await
    }

    async fn redeem(&self, redemption: &Redemption<'_>) -> Result<Result<Redeemed, TokenRefusal>, VaultError> {
        self.inner.redeem(redemption).await
    }
}

// ACP-DP-12, ACP-DP-17, ACP-IDEM-37: 422 for another body, 409 and Retry-After meanwhile, 400 without a key; a 5xx is
// not kept, an answer for 24 hours.
#[tokio::test]
async fn a_key_is_held_while_the_vault_works_and_free_after_it_failed() {
    let Psp { vault, store, clock, .. } = Psp::open();
    let sticky =
        Arc::new(StickyVault { inner: Arc::clone(&vault), failures: AtomicUsize::new(1), door: Semaphore::new(0) });
    let keys = ApiKeys::new().with_key("agent", KEY);
    let service = DelegatePayment::new(Arc::clone(&sticky) as _, keys, Arc::clone(&store) as _)
        .with_clock(Arc::clone(&clock) as _);
    let psp = Psp { service, vault, store, clock };
    let version = ApiVersion::V2026_04_17;

    let (reply, body) = (psp.delegate(version, &request(), Some("k")).await, request());
    assert_eq!((reply.status, &reply.body["type"]), (503, &json!("service_unavailable")));

    let first = psp.delegate(version, &body, Some("k"));
    let second = async {
        let reply = psp.delegate(version, &body, Some("k")).await;
        assert_eq!((reply.status, &reply.body["code"]), (409, &json!("idempotency_in_flight")));
        assert!(reply.headers.contains_key("retry-after"));
        let mut other = request();
        other["metadata"] = json!({});
        let reply = psp.delegate(version, &other, Some("k")).await;
        assert_eq!((reply.status, &reply.body["code"]), (422, &json!("idempotency_conflict")));
        sticky.door.add_permits(1);
    };
    let (first, ()) = tokio::join!(first, second);
    assert_eq!(first.status, 201, "after a failure the key is free: {:#}", first.body);

    psp.clock.advance(Duration::from_hours(24) - Duration::from_millis(1));
    let again = psp.delegate(version, &body, Some("k")).await;
    assert_eq!((again.status, again.bytes), (201, first.bytes));
    psp.clock.advance(Duration::from_millis(1));
    let fresh = psp.delegate(version, &body, Some("k")).await;
    assert_eq!(
        (fresh.status, &fresh.body["param"]),
        (400, &json!("$.allowance.expires_at")),
        "a new request, too late"
    );

    let request = Request::post("/agentic_commerce/delegate_payment")
        .header("authorization", format!("Bearer {KEY}"))
        .header("api-version", "2026-04-17")
        .header("content-type", "application/json")
        .body(Bytes::from(request().to_string()))
        .expect("a request");
    let reply = psp.send(request).await;
    assert_eq!((reply.status, &reply.body["code"]), (400, &json!("idempotency_key_required")));
}
