//! Delegated authentication: what the service of 3-D Secure answers to an agent.

use std::sync::Arc;
use std::time::Duration;

use agentic_commerce::acp::v2026_04_17::delegate_authentication::{
    DelegateAuthenticationAuthenticateRequest, DelegateAuthenticationCreateRequest, DelegateAuthenticationSession,
    DelegateAuthenticationSessionWithResult, SessionStatus,
};
use agentic_commerce::backend::BackendError;
use agentic_commerce::inbound::ApiKeys;
use agentic_commerce::model::AuthenticationProof;
use agentic_commerce::payment::authentication::{
    AuthenticationProvider, ChallengeAnswer, DelegateAuthentication, MemoryAuthentication, SessionRefusal, card,
};
use agentic_commerce::router::delegate_authentication;
use agentic_commerce::signature::{HmacSigner, HmacVerifier, SigningSecret};
use agentic_commerce::store::MemoryStore;
use agentic_commerce::testing::ManualClock;
use agentic_commerce::types::{ApiVersion, Clock as _, Currency, Money, Principal, Secret, Timestamp, Uri};
use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderMap, Request};
use serde_json::{Value, json};
use tower::ServiceExt as _;

use super::KEY;
use crate::agent::BEGIN;
use crate::shop::dollars;
use crate::spec;

const V5: ApiVersion = ApiVersion::V2026_04_17;
const RIVAL_KEY: &str = "sk_rival_at_bank";
const GOOD: &str = "4917610000000000";

/// A service of 3-D Secure, and the banks behind it.
pub(super) struct Bank {
    pub(super) service: DelegateAuthentication,
    pub(super) provider: Arc<MemoryAuthentication>,
    pub(super) store: Arc<MemoryStore>,
    pub(super) clock: Arc<ManualClock>,
}

/// An answer, known to be valid in its release.
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: Value,
    pub(super) bytes: Bytes,
}

impl Bank {
    pub(super) fn open() -> Self {
        let clock = Arc::new(ManualClock::at(Timestamp::parse(BEGIN).expect("a time")));
        let secret = SigningSecret::new("the secret of the banks, 32 bytes").expect("a secret");
        let pages = Uri::new("https://acs.example/").expect("an address");
        let provider = Arc::new(MemoryAuthentication::new(secret, pages).with_clock(Arc::clone(&clock) as _));
        let store = Arc::new(MemoryStore::new());
        let service = service(Arc::clone(&provider) as _, Arc::clone(&store)).with_clock(Arc::clone(&clock) as _);
        Self { service, provider, store, clock }
    }

    pub(super) async fn create(&self, body: &Value) -> Reply {
        send(&self.service, "POST", "", body, &[]).await
    }

    pub(super) async fn authenticate(&self, id: &str, body: &Value) -> Reply {
        send(&self.service, "POST", &format!("/{id}/authenticate"), body, &[]).await
    }

    pub(super) async fn retrieve(&self, id: &str) -> Reply {
        send(&self.service, "GET", &format!("/{id}"), &Value::Null, &[]).await
    }

    /// Opens a session for a card, and gives its id.
    pub(super) async fn session(&self, number: &str) -> String {
        let mut body = request();
        body["payment_method"]["number"] = json!(number);
        let reply = self.create(&body).await;
        assert_eq!(reply.status, 201, "{:#}", reply.body);
        id(&reply)
    }
}

fn service(provider: Arc<dyn AuthenticationProvider>, store: Arc<MemoryStore>) -> DelegateAuthentication {
    let keys = ApiKeys::new().with_key("agent", KEY).with_key("rival", RIVAL_KEY);
    DelegateAuthentication::new(provider, keys, store)
}

fn id(reply: &Reply) -> String {
    reply.body["authentication_session_id"].as_str().expect("an id").to_owned()
}

/// The request of a well-behaved agent; headers that are given replace its own, an empty one removes it.
fn ask(method: &str, below: &str, body: &Value, headers: &[(&str, &str)]) -> Request<Bytes> {
    let mut request = Request::builder()
        .method(method)
        .uri(format!("/delegate_authentication{below}"))
        .header("authorization", format!("Bearer {KEY}"))
        .header("api-version", V5.as_str())
        .header("request-id", "req_1")
        .header("content-type", "application/json")
        .body(if body.is_null() { Bytes::new() } else { Bytes::from(body.to_string()) })
        .expect("a request");
    for (name, value) in headers {
        let name: http::HeaderName = name.parse().expect("a name");
        if value.is_empty() {
            request.headers_mut().remove(name);
        } else {
            request.headers_mut().insert(name, value.parse().expect("a value"));
        }
    }
    request
}

async fn send(
    service: &DelegateAuthentication,
    method: &str,
    below: &str,
    body: &Value,
    headers: &[(&str, &str)],
) -> Reply {
    let response = service.handle(ask(method, below, body, headers)).await;
    let (parts, bytes) = response.into_parts();
    let body: Value = serde_json::from_slice(&bytes).expect("JSON");
    if parts.status.is_success() {
        // The base of the schema is closed without the result, so that none could ever be valid (C-DA-01): the two are
        // held against it apart.
        let mut session = body.clone();
        if let Some(result) = session.as_object_mut().expect("a session").remove("authentication_result") {
            assert_eq!(method, "GET", "a result is for a retrieve alone");
            spec::assert_valid(V5, "delegate_authentication/AuthenticationResult", &result);
        }
        let definition =
            if method == "GET" { "DelegateAuthenticationSessionWithResult" } else { "DelegateAuthenticationSession" };
        spec::assert_valid(V5, definition, &session);
    } else {
        // The enumeration of codes has none for the road's own refusals (C-ERR-02).
        let mut listed = body.clone();
        if !["invalid_card", "duplicate_request", "idempotency_conflict"].iter().any(|code| body["code"] == *code) {
            listed["code"] = json!("invalid_card");
        }
        spec::assert_valid(V5, "delegate_authentication/Error", &listed);
    }
    Reply { status: parts.status.as_u16(), headers: parts.headers, body, bytes }
}

/// A browser in which scripts run.
fn channel() -> Value {
    json!({
        "type": "browser",
        "browser": {
            "accept_header": "text/html", "ip_address": "192.0.2.1", "javascript_enabled": true, "language": "en-US",
            "user_agent": "Mozilla/5.0", "color_depth": 24, "java_enabled": false, "screen_height": 1080,
            "screen_width": 1920, "timezone_offset": 0
        }
    })
}

/// Ten euros, with everything that can be said.
pub(super) fn request() -> Value {
    json!({
        "merchant_id": "acme",
        "acquirer_details": {
            "acquirer_bin": "412345", "acquirer_country": "US", "acquirer_merchant_id": "123456789012345",
            "merchant_name": "Acme", "requestor_id": "REQ_1"
        },
        "payment_method": {
            "type": "card", "number": GOOD, "exp_month": "03", "exp_year": "2030", "name": "Jane Doe"
        },
        "amount": { "value": 1000, "currency": "EUR" },
        "checkout_session_id": "cs_1",
        "channel": channel(),
        "flow_preference": { "type": "challenge", "challenge": { "type": "preferred" } },
        "challenge_notification_url": "https://agent.example/3ds",
        "shopper_details": {
            "name": "Jane Doe", "email": "jane@example.com", "phone_number": "15551234567",
            "address": {
                "name": "Jane Doe", "line_one": "123 Main Street", "line_two": "Apt 4B", "city": "Amsterdam",
                "state": "NH", "country": "NL", "postal_code": "1012 AB"
            }
        }
    })
}

// ACP-DA-01, ACP-DA-05, ACP-DA-07
#[tokio::test]
async fn a_bank_that_is_content_lets_the_buyer_pass_without_friction() {
    let bank = Bank::open();
    spec::assert_valid(V5, "DelegateAuthenticationCreateRequest", &request());
    let created = bank.create(&request()).await;
    assert_eq!((created.status, &created.body["status"]), (201, &json!("action_required")));
    assert_eq!(created.body["action"]["type"], "fingerprint");
    let fingerprint = &created.body["action"]["fingerprint"];
    assert_eq!(fingerprint["three_ds_method_url"], "https://acs.example/fingerprint");
    assert_eq!(created.headers["request-id"], "req_1");
    let id = id(&created);
    // Until it is authenticated it stands where it stood, and there is no result.
    let waiting = bank.retrieve(&id).await;
    assert_eq!((waiting.status, &waiting.body), (200, &created.body));

    let authenticated = bank.authenticate(&id, &json!({ "fingerprint_completion": "Y" })).await;
    assert_eq!(authenticated.status, 200);
    assert_eq!(authenticated.body, json!({ "authentication_session_id": id, "status": "authenticated" }));

    let result = bank.retrieve(&id).await.body;
    assert_eq!(result["status"], "authenticated");
    let result = &result["authentication_result"];
    assert_eq!((&result["trans_status"], &result["electronic_commerce_indicator"]), (&json!("Y"), &json!("05")));
    assert_eq!(result["three_ds_server_trans_id"], fingerprint["three_ds_server_trans_id"]);
    assert_eq!(result["version"], "2.2.0");
    // Twenty bytes in base64, as in the example of the RFC.
    assert_eq!(result["three_ds_cryptogram"].as_str().expect("a cryptogram").len(), 28);
}

// ACP-DA-05, ACP-DA-07: `Y`, `N`, and nothing where the buyer went away.
#[tokio::test]
async fn a_bank_that_asks_poses_a_challenge() {
    for (answer, status, letter) in [
        (ChallengeAnswer::Passed, "authenticated", Some("Y")),
        (ChallengeAnswer::Failed, "not_authenticated", Some("N")),
        (ChallengeAnswer::Abandoned, "challenge_abandoned", None),
    ] {
        let bank = Bank::open();
        let id = bank.session(card::CHALLENGED).await;
        let asked = bank.authenticate(&id, &json!({ "fingerprint_completion": "N" })).await;
        assert_eq!((asked.status, &asked.body["status"]), (200, &json!("action_required")));
        let challenge = &asked.body["action"]["challenge"];
        assert_eq!(
            (&asked.body["action"]["type"], &challenge["message_version"]),
            (&json!("challenge"), &json!("2.2.0"))
        );
        assert_eq!(challenge["acs_url"], "https://acs.example/challenge");
        assert_eq!(bank.retrieve(&id).await.body, asked.body, "until the buyer has answered");

        let number = challenge["acs_trans_id"].as_str().expect("a number");
        assert!(!bank.provider.answer("another", answer), "nothing of that number waits");
        assert!(bank.provider.answer(number, answer));
        assert!(!bank.provider.answer(number, ChallengeAnswer::Passed), "there is one answer");
        let body = bank.retrieve(&id).await.body;
        assert_eq!(body["status"], status);
        assert_eq!(body["authentication_result"]["trans_status"].as_str(), letter);
        let proof = &body["authentication_result"]["three_ds_cryptogram"];
        assert_eq!(proof.is_string(), answer == ChallengeAnswer::Passed, "a proof is for who passed alone");
    }
}

// ACP-DA-05, ACP-DA-06
#[tokio::test]
async fn every_status_stands_in_the_answers_that_may_have_it() {
    for (number, created, authenticated, letter) in [
        (card::ATTEMPTED, "action_required", "attempted", "A"),
        (card::NOT_AUTHENTICATED, "action_required", "not_authenticated", "N"),
        (card::REJECTED, "action_required", "rejected", "R"),
        (card::UNAVAILABLE, "action_required", "unavailable", "U"),
        (card::NO_FINGERPRINT, "pending", "authenticated", "Y"),
    ] {
        let bank = Bank::open();
        let mut body = request();
        body["payment_method"]["number"] = json!(number);
        let reply = bank.create(&body).await;
        assert_eq!(reply.body["status"], created, "{number}");
        let id = id(&reply);
        let reply = bank.authenticate(&id, &json!({ "fingerprint_completion": "U" })).await;
        assert_eq!((reply.status, &reply.body["status"]), (200, &json!(authenticated)));
        let reply = bank.retrieve(&id).await;
        assert_eq!(reply.body["status"], authenticated);
        assert_eq!(reply.body["authentication_result"]["trans_status"], letter);
    }
    let bank = Bank::open();
    let id = bank.session(card::NOT_SUPPORTED).await;
    let reply = bank.authenticate(&id, &json!({ "fingerprint_completion": "U" })).await;
    assert_eq!((reply.status, &reply.body["code"]), (400, &json!("invalid_card")));
    assert_eq!(bank.retrieve(&id).await.body, json!({ "authentication_session_id": id, "status": "not_supported" }));
}

#[tokio::test]
async fn a_bank_follows_a_mandate_and_no_mere_wish() {
    for (preference, status) in [
        (json!({ "type": "challenge", "challenge": { "type": "mandated" } }), "action_required"),
        (json!({ "type": "challenge", "challenge": { "type": "preferred" } }), "authenticated"),
        (json!({ "type": "challenge" }), "authenticated"),
        (json!({ "type": "frictionless", "frictionless": {} }), "authenticated"),
    ] {
        let bank = Bank::open();
        let mut body = request();
        body["flow_preference"] = preference.clone();
        let id = id(&bank.create(&body).await);
        let reply = bank.authenticate(&id, &json!({ "fingerprint_completion": "Y" })).await;
        assert_eq!(reply.body["status"], status, "{preference}");
    }
}

// ACP-DA-04: what was not given on create is needed now. Without a channel there is no fingerprint.
#[tokio::test]
async fn browser_and_notification_may_follow_but_must_come() {
    let bank = Bank::open();
    let mut body = request();
    for deferred in ["channel", "challenge_notification_url"] {
        body.as_object_mut().expect("an object").remove(deferred);
    }
    let created = bank.create(&body).await;
    assert_eq!((created.status, &created.body["status"]), (201, &json!("pending")));
    let id = id(&created);
    let url = json!("https://agent.example/3ds");
    for (body, param) in [
        (json!({}), "$.fingerprint_completion"),
        (json!({ "fingerprint_completion": "X" }), "$.fingerprint_completion"),
        (json!({ "fingerprint_completion": "U" }), "$.channel"),
        (json!({ "fingerprint_completion": "U", "challenge_notification_url": url }), "$.channel"),
        (json!({ "fingerprint_completion": "U", "channel": channel() }), "$.challenge_notification_url"),
    ] {
        let reply = bank.authenticate(&id, &body).await;
        assert_eq!((reply.status, &reply.body["param"]), (400, &json!(param)), "{body}");
    }
    let whole = json!({ "fingerprint_completion": "U", "channel": channel(), "challenge_notification_url": url });
    spec::assert_valid(V5, "DelegateAuthenticationAuthenticateRequest", &whole);
    let reply = bank.authenticate(&id, &whole).await;
    assert_eq!((reply.status, &reply.body["status"]), (200, &json!("authenticated")), "nothing of that was counted");
}

// ACP-DA-02, ACP-DA-03, ACP-DA-08
#[tokio::test]
async fn a_request_beyond_the_bounds_is_refused_at_its_place() {
    let long = |length: usize| json!("x".repeat(length));
    for (pointer, value) in [
        ("/merchant_id", json!("")),
        ("/merchant_id", Value::Null),
        ("/payment_method", Value::Null),
        ("/payment_method/type", json!("wallet")),
        ("/payment_method/number", json!("4242")),
        ("/payment_method/number", json!("4917 6100 0000 0000")),
        ("/payment_method/number", json!(4_917_610_000_000_000_i64)),
        ("/payment_method/exp_month", json!("13")),
        ("/payment_method/exp_month", json!("3")),
        ("/payment_method/exp_year", json!("30")),
        ("/payment_method/name", Value::Null),
        ("/amount/value", json!(0)),
        ("/amount/value", json!(-1)),
        ("/amount/value", json!("10.00")),
        ("/amount/currency", json!("euro")),
        ("/acquirer_details/acquirer_bin", long(12)),
        ("/acquirer_details/acquirer_country", json!("USA")),
        ("/acquirer_details/acquirer_merchant_id", long(36)),
        ("/acquirer_details/merchant_name", long(41)),
        ("/acquirer_details/requestor_id", long(36)),
        ("/channel/type", json!("app")),
        ("/channel/browser/ip_address", long(46)),
        ("/channel/browser/language", long(36)),
        ("/channel/browser/color_depth", Value::Null),
        ("/channel/browser/java_enabled", Value::Null),
        ("/channel/browser/screen_height", Value::Null),
        ("/channel/browser/screen_width", Value::Null),
        ("/channel/browser/timezone_offset", Value::Null),
        ("/flow_preference/type", json!("redirect")),
        ("/flow_preference/challenge/type", json!("wished")),
        ("/challenge_notification_url", json!("3ds")),
        ("/shopper_details/address/country", json!("Netherlands")),
        ("/shopper_details/address/line_one", long(61)),
    ] {
        let bank = Bank::open();
        let mut body = request();
        let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
        let parent = body.pointer_mut(parent).and_then(Value::as_object_mut).expect("an object");
        match &value {
            // A field that is there must not be null, and one that is needed must be there.
            Value::Null => parent.remove(name),
            value => parent.insert(name.to_owned(), value.clone()),
        };
        let reply = bank.create(&body).await;
        let told = (reply.status, reply.body["type"].as_str(), reply.body["code"].as_str());
        assert_eq!(told, (400, Some("invalid_request"), Some("invalid_card")), "{pointer} {value}");
        assert_eq!(reply.body["param"], format!("${}", pointer.replace('/', ".")), "{value}");
        assert!(!reply.body.to_string().contains("49176"), "{:#}", reply.body);
        assert_eq!(format!("{:?}", bank.provider), "MemoryAuthentication(0)");
    }
    // Where no scripts run there is no screen to be told of.
    let bank = Bank::open();
    let mut body = request();
    body["channel"]["browser"] = json!({
        "accept_header": "text/html", "ip_address": "192.0.2.1", "javascript_enabled": false, "language": "en-US",
        "user_agent": "Lynx"
    });
    assert_eq!(bank.create(&body).await.status, 201);
}

// ACP-DA-01: the road is the one of the checkout, and its errors are flat and closed: no list of releases.
#[tokio::test]
async fn the_road_is_the_one_of_the_checkout() {
    let bank = Bank::open();
    for (headers, status, code) in [
        (&[("authorization", "")][..], 401, "unauthorized"),
        (&[("authorization", "Bearer sk_other")], 401, "unauthorized"),
        (&[("api-version", "")], 400, "missing_api_version"),
        (&[("api-version", "2026-01-30")], 400, "unsupported_api_version"),
        (&[("api-version", "2025-09-12")], 400, "unsupported_api_version"),
        (&[("content-type", "text/plain")], 415, "unsupported_media_type"),
        // What the RFC itself names (C-HDR-01).
        (&[("api-version", "2026-01-28")], 201, ""),
        (&[], 201, ""),
    ] {
        let reply = send(&bank.service, "POST", "", &request(), headers).await;
        let code_told = reply.body["code"].as_str().unwrap_or_default();
        assert_eq!((reply.status, code_told), (status, code), "{headers:?}");
        if code.ends_with("api_version") {
            assert!(
                reply.body["message"].as_str().expect("a text").ends_with("spoken is 2026-04-17"),
                "{:#}",
                reply.body
            );
        }
    }
    let id = bank.session(GOOD).await;
    for (method, below, status, allow) in [
        ("GET", String::new(), 405, Some("POST")),
        ("PUT", String::new(), 405, Some("POST")),
        ("POST", format!("/{id}"), 405, Some("GET")),
        ("GET", format!("/{id}/authenticate"), 405, Some("POST")),
        ("GET", "/".to_owned(), 404, None),
        ("GET", format!("/{id}/"), 404, None),
        ("POST", format!("/{id}/authenticate/"), 404, None),
        ("POST", format!("/{id}/cancel"), 404, None),
        ("POST", "//authenticate".to_owned(), 404, None),
        ("POST", "s".to_owned(), 404, None),
        ("GET", "/auth_session_0".to_owned(), 404, None),
        ("POST", "/auth_session_0/authenticate".to_owned(), 404, None),
    ] {
        let body = if method == "GET" { Value::Null } else { json!({ "fingerprint_completion": "U" }) };
        let reply = send(&bank.service, method, &below, &body, &[]).await;
        let allowed = reply.headers.get("allow").map(|allow| allow.to_str().expect("text"));
        assert_eq!((reply.status, allowed), (status, allow), "{method} {below}");
    }
}

// ACP-DA-09, C-DA-02: a key need not be there; the same request again is the same session, another one a 409.
#[tokio::test]
async fn a_key_is_good_for_one_request() {
    let bank = Bank::open();
    let keyed = [("idempotency-key", "k")];
    let first = send(&bank.service, "POST", "", &request(), &keyed).await;
    let again = send(&bank.service, "POST", "", &request(), &keyed).await;
    assert_eq!((first.status, again.status), (201, 201));
    assert_eq!((&first.bytes, &again.headers["idempotent-replayed"]), (&again.bytes, &"true".parse().expect("text")));
    assert_eq!(first.headers["idempotency-key"], "k");
    assert_eq!(format!("{:?}", bank.provider), "MemoryAuthentication(1)", "no second session");

    let mut other = request();
    other["amount"]["value"] = json!(1001);
    let reply = send(&bank.service, "POST", "", &other, &keyed).await;
    assert_eq!((reply.status, &reply.body["code"]), (409, &json!("idempotency_conflict")));
    assert_eq!(reply.body["type"], "invalid_request");

    // A key is of its path: each session has its own. Whoever asks the bank twice is told to look instead.
    let id = id(&first);
    let below = format!("/{id}/authenticate");
    let body = json!({ "fingerprint_completion": "Y" });
    let asked = send(&bank.service, "POST", &below, &body, &keyed).await;
    let asked_again = send(&bank.service, "POST", &below, &body, &keyed).await;
    assert_eq!((asked.status, asked_again.status), (200, 200));
    assert_eq!(asked.bytes, asked_again.bytes);
    let reply = send(&bank.service, "POST", &below, &body, &[("idempotency-key", "l")]).await;
    assert_eq!((reply.status, &reply.body["code"]), (409, &json!("duplicate_request")));
    assert_eq!(bank.retrieve(&id).await.body["status"], "authenticated");
}

#[tokio::test]
async fn a_session_is_seen_by_its_own_agent_alone() {
    let bank = Bank::open();
    let id = bank.session(GOOD).await;
    let rival = format!("Bearer {RIVAL_KEY}");
    let rival = [("authorization", rival.as_str())];
    let reply = send(&bank.service, "GET", &format!("/{id}"), &Value::Null, &rival).await;
    assert_eq!((reply.status, &reply.body["code"]), (404, &json!("not_found")));
    let body = json!({ "fingerprint_completion": "Y" });
    let reply = send(&bank.service, "POST", &format!("/{id}/authenticate"), &body, &rival).await;
    assert_eq!(reply.status, 404);
    assert_eq!(bank.retrieve(&id).await.body["status"], "action_required", "and the rival changed nothing");
}

// ACP-DA-10
#[tokio::test]
async fn where_signatures_are_asked_for_a_request_without_one_is_refused() {
    let secret = || SigningSecret::new("an agreed secret of 32 bytes!!!!").expect("a secret");
    let Bank { service, clock, .. } = Bank::open();
    let service = service.with_verifier(HmacVerifier::new([secret()]));
    let reply = send(&service, "POST", "", &request(), &[]).await;
    assert_eq!((reply.status, &reply.body["code"]), (401, &json!("missing_signature")));

    let plain = ask("POST", "", &request(), &[]);
    let signed = HmacSigner::new(secret()).sign(plain.body(), clock.now()).expect("JSON");
    let (signature, timestamp) = (signed.signature, signed.timestamp.expect("a time"));
    let headers = [("signature", signature.as_str()), ("timestamp", timestamp.as_str())];
    assert_eq!(send(&service, "POST", "", &request(), &headers).await.status, 201);
    let mut other = request();
    other["amount"]["value"] = json!(1);
    let reply = send(&service, "POST", "", &other, &headers).await;
    assert_eq!((reply.status, &reply.body["code"]), (401, &json!("invalid_signature")));
}

// ACP-DA-05, ACP-DA-06: an expired session is of no use any more, and a challenge that nobody answers was abandoned.
#[tokio::test]
async fn a_session_does_not_wait_for_ever() {
    let bank = Bank::open();
    let (opened, challenged) = (bank.session(GOOD).await, bank.session(card::CHALLENGED).await);
    let asked = bank.authenticate(&challenged, &json!({ "fingerprint_completion": "Y" })).await;
    bank.clock.advance(Duration::from_mins(15) - Duration::from_millis(1));
    assert_eq!(bank.retrieve(&opened).await.body["status"], "action_required");
    bank.clock.advance(Duration::from_millis(1));
    for reply in
        [bank.retrieve(&opened).await, bank.authenticate(&opened, &json!({ "fingerprint_completion": "Y" })).await]
    {
        assert_eq!((reply.status, &reply.body["status"]), (200, &json!("expired")));
    }
    assert_eq!(bank.retrieve(&challenged).await.body["status"], "challenge_abandoned");
    let number = asked.body["action"]["challenge"]["acs_trans_id"].as_str().expect("a number");
    assert!(!bank.provider.answer(number, ChallengeAnswer::Passed), "too late");
}

/// A provider that answers with one status, whatever it is asked.
#[derive(Debug)]
struct Astray(Result<SessionStatus, fn() -> BackendError>);

#[async_trait]
impl AuthenticationProvider for Astray {
    async fn create(
        &self,
        _: &Principal,
        _: DelegateAuthenticationCreateRequest,
    ) -> Result<DelegateAuthenticationSession, BackendError> {
        let status = self.0.clone().map_err(|error| error())?;
        Ok(DelegateAuthenticationSession::new("auth_session_1", status))
    }

    async fn authenticate(
        &self,
        _: &Principal,
        _: &str,
        _: DelegateAuthenticationAuthenticateRequest,
    ) -> Result<Result<DelegateAuthenticationSession, SessionRefusal>, BackendError> {
        let status = self.0.clone().map_err(|error| error())?;
        Ok(Ok(DelegateAuthenticationSession::new("auth_session_1", status)))
    }

    async fn retrieve(
        &self,
        _: &Principal,
        _: &str,
    ) -> Result<Option<DelegateAuthenticationSessionWithResult>, BackendError> {
        let status = self.0.clone().map_err(|error| error())?;
        Ok(Some(DelegateAuthenticationSessionWithResult::new("auth_session_1", status)))
    }
}

// ACP-DA-05, ACP-DA-07: a status that an answer must not have, an action or a result that is missing: nobody is led astray.
#[tokio::test]
async fn a_provider_that_answers_wrongly_is_not_believed() {
    let ask = async |astray: Astray| {
        let service = service(Arc::new(astray), Arc::new(MemoryStore::new()));
        let body = json!({ "fingerprint_completion": "U" });
        let mut statuses = Vec::new();
        for (method, below, body) in [
            ("POST", "", &request()),
            ("POST", "/auth_session_1/authenticate", &body),
            ("GET", "/auth_session_1", &Value::Null),
        ] {
            statuses.push(send(&service, method, below, body, &[]).await.status);
        }
        statuses
    };
    for (status, expected) in [
        // Without its action.
        ("action_required", [500, 500, 200]),
        ("pending", [201, 500, 200]),
        ("not_supported", [201, 500, 200]),
        // Without its result.
        ("authenticated", [500, 200, 500]),
        ("attempted", [500, 200, 500]),
        ("not_authenticated", [500, 200, 200]),
        ("rejected", [500, 200, 200]),
        ("unavailable", [500, 200, 200]),
        ("expired", [500, 200, 200]),
        ("challenge_abandoned", [500, 500, 200]),
        ("delayed", [500, 500, 500]),
    ] {
        assert_eq!(ask(Astray(Ok(SessionStatus::from(status)))).await, expected, "{status}");
    }
    assert_eq!(ask(Astray(Err(|| BackendError::unavailable("busy")))).await, [503; 3]);
    assert_eq!(ask(Astray(Err(|| BackendError::timeout("slow")))).await, [503; 3]);
    assert_eq!(ask(Astray(Err(|| BackendError::internal("broken")))).await, [500; 3]);
}

#[tokio::test]
async fn it_can_be_mounted_under_a_prefix() {
    let Bank { service, .. } = Bank::open();
    let app = axum::Router::new().nest("/psp", delegate_authentication(Arc::new(service)));
    let call = async |method: &str, below: &str, body: &Value| {
        let request = ask(method, below, body, &[]);
        let (mut parts, body) = request.into_parts();
        parts.uri = format!("/psp{}", parts.uri).parse().expect("a path");
        let response =
            app.clone().oneshot(Request::from_parts(parts, axum::body::Body::from(body))).await.expect("an answer");
        let status = response.status().as_u16();
        let bytes = axum::body::to_bytes(response.into_body(), 1 << 20).await.expect("a body");
        (status, serde_json::from_slice::<Value>(&bytes).expect("JSON"))
    };
    let (status, created) = call("POST", "", &request()).await;
    assert_eq!(status, 201);
    let id = created["authentication_session_id"].as_str().expect("an id");
    let body = json!({ "fingerprint_completion": "Y" });
    let (status, authenticated) = call("POST", &format!("/{id}/authenticate"), &body).await;
    assert_eq!((status, &authenticated["status"]), (200, &json!("authenticated")));
    let (status, retrieved) = call("GET", &format!("/{id}"), &Value::Null).await;
    assert_eq!((status, &retrieved["authentication_result"]["trans_status"]), (200, &json!("Y")));
    assert_eq!(call("GET", &format!("/{id}/other"), &Value::Null).await.0, 404);
}

#[tokio::test]
async fn the_service_vouches_for_its_own_proofs_alone() {
    let bank = Bank::open();
    let mut body = request();
    body["amount"] = json!({ "value": 1000, "currency": "USD" });
    let id = id(&bank.create(&body).await);
    let before = AuthenticationProof::new("", "05", "", "2.2.0");
    assert!(!bank.provider.vouches(&before, &Secret::new(GOOD), dollars(1_000)));
    bank.authenticate(&id, &json!({ "fingerprint_completion": "Y" })).await;
    let result = bank.retrieve(&id).await.body["authentication_result"].clone();
    let text = |name: &str| result[name].as_str().expect("a text").to_owned();
    let proof = AuthenticationProof::new(text("three_ds_cryptogram"), "05", text("transaction_id"), "2.2.0");
    assert!(bank.provider.vouches(&proof, &Secret::new(GOOD), dollars(1_000)));
    for (cryptogram, transaction, card, amount) in [
        ("AQIDBAUGBwgJCgsMDQ4PEBESExQ=".to_owned(), text("transaction_id"), GOOD, 1_000),
        (String::new(), text("transaction_id"), GOOD, 1_000),
        (text("three_ds_cryptogram"), "another".to_owned(), GOOD, 1_000),
        (text("three_ds_cryptogram"), text("transaction_id"), "4242424242424242", 1_000),
        (text("three_ds_cryptogram"), text("transaction_id"), GOOD, 1_001),
    ] {
        let forged = AuthenticationProof::new(cryptogram, "05", transaction, "2.2.0");
        assert!(!bank.provider.vouches(&forged, &Secret::new(card), dollars(amount)), "{card} {amount}");
    }
    let euros = Money::new(1_000, Currency::new("eur").expect("a currency"));
    assert!(!bank.provider.vouches(&proof, &Secret::new(GOOD), euros));
}
