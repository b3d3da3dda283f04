//! The agent platform's side: what it takes, and what it says.

use std::sync::Arc;
use std::time::Duration;

use agentic_commerce::router::SignedEvent;
use agentic_commerce::signature::{EventSigner, EventVerifier, SigningSecret};
use agentic_commerce::types::{ApiVersion, Clock, SystemClock};
use agentic_commerce::webhook::{Event, ReceiveError, Received, Verifier};
use axum::Router;
use axum::body::Body;
use axum::routing::post;
use http::{HeaderMap, Request};
use serde_json::{Value, json};
use tower::ServiceExt;

use super::{noon, secret, verifier};
use crate::spec;

const NEW: &str = "8fTn4yKcD0vWgB6jHs2eQzL7xUaM3rIi";

fn order(kind: &str) -> Value {
    json!({ "type": kind, "data": {
        "type": "order", "id": "ord_1", "checkout_session_id": "cs_1", "permalink_url": "https://shop.example/1",
        "status": "created"
    }})
}

fn app(verifier: Verifier) -> Router {
    async fn take(SignedEvent(received): SignedEvent) -> Received {
        received
    }
    let limit = axum::extract::DefaultBodyLimit::max(4_096);
    Router::new().route("/events", post(take)).layer(limit).with_state(Arc::new(verifier))
}

async fn send(app: &Router, signature: Option<&str>, body: &[u8]) -> (u16, Value) {
    let mut request = Request::post("/events").header("content-type", "application/json").header("request-id", "evt_1");
    if let Some(signature) = signature {
        request = request.header("merchant-signature", signature);
    }
    let response = app.clone().oneshot(request.body(Body::from(body.to_vec())).unwrap()).await.unwrap();
    assert_eq!(response.headers()["content-type"], "application/json");
    let status = response.status().as_u16();
    let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, serde_json::from_slice(&body).unwrap())
}

fn signed(body: &[u8]) -> String {
    EventSigner::new(secret()).sign(body, SystemClock::default().now())
}

// ACP-WH-19
#[tokio::test]
async fn a_good_event_is_received() {
    let body = order("order_create").to_string();
    let (status, answer) = send(&app(verifier()), Some(&signed(body.as_bytes())), body.as_bytes()).await;
    assert_eq!((status, answer), (200, json!({ "received": true, "request_id": "evt_1" })));
}

// ACP-WH-07, ACP-WH-19: 401 `invalid_signature` for every signature that does not count.
#[tokio::test]
async fn what_nobody_signed_is_refused() {
    let app = app(verifier());
    let body = order("order_create").to_string();
    let good = signed(body.as_bytes());
    let now = SystemClock::default().now();
    let old = noon(); // years from the machine's clock, or months
    assert!(old.distance(now) > Duration::from_secs(300));
    let stranger = EventSigner::new(SigningSecret::new(NEW).unwrap()).sign(body.as_bytes(), now);
    let stale = EventSigner::new(secret()).sign(body.as_bytes(), old);
    for (signature, sent) in [
        (None, body.clone()),
        (Some("nonsense"), body.clone()),
        (Some(&good[..good.len() - 1]), body.clone()),
        (Some(&stranger), body.clone()),
        (Some(&stale), body.clone()),
        (Some(&good), body.replace("ord_1", "ord_2")),
    ] {
        let (status, error) = send(&app, signature, sent.as_bytes()).await;
        assert_eq!(
            (status, &error["type"], &error["code"]),
            (401, &json!("invalid_request"), &json!("invalid_signature"))
        );
        spec::assert_valid(ApiVersion::V2026_04_17, "Error", &error);
    }
    // Not even who knows the way out of the JSON learns anything without the secret.
    assert_eq!(send(&app, None, b"{").await.0, 401);
}

// ACP-WH-19: 400 with the place of what is wrong.
#[tokio::test]
async fn what_is_no_event_is_refused() {
    let app = app(verifier());
    let mut no_page = order("order_create");
    no_page["data"].as_object_mut().unwrap().remove("permalink_url");
    let mut old = order("order_create");
    old["data"].as_object_mut().unwrap().remove("id");
    for (body, code, param) in [
        ("{".to_owned(), "invalid_json", Value::Null),
        (String::new(), "invalid_json", Value::Null),
        ("[]".to_owned(), "invalid", json!("$")),
        ("{}".to_owned(), "invalid", json!("$.data")),
        (no_page.to_string(), "invalid", json!("$.data.permalink_url")),
        // Without an id it is of an earlier release, which has refunds (ACP-WH-10).
        (old.to_string(), "invalid", json!("$.data.refunds")),
        (format!("{}{}", order("order_create"), " ".repeat(4_096)), "invalid_body", Value::Null),
    ] {
        let (status, error) = send(&app, Some(&signed(body.as_bytes())), body.as_bytes()).await;
        assert_eq!((status, &error["code"], &error["param"]), (400, &json!(code), &param), "{body}: {error}");
        spec::assert_valid(ApiVersion::V2026_04_17, "Error", &error);
    }
}

fn receive(verifier: &Verifier, headers: &HeaderMap, body: &Value) -> Result<Received, ReceiveError> {
    verifier.receive(headers, body.to_string().as_bytes(), noon())
}

fn headers(body: &Value) -> HeaderMap {
    let signature = EventSigner::new(secret()).sign(body.to_string().as_bytes(), noon());
    HeaderMap::from_iter([("merchant-signature".parse().unwrap(), signature.parse().unwrap())])
}

// ACP-WH-18: a word that nobody knows yet is an event all the same, in either shape.
#[test]
fn an_unknown_kind_of_event_is_taken() {
    let body = order("order_archived");
    let Event::Order(event) = receive(&verifier(), &headers(&body), &body).unwrap().event else { panic!() };
    assert_eq!(event.kind.as_str(), "order_archived");
    let mut body = order("order_archived");
    let data = body["data"].as_object_mut().unwrap();
    data.remove("id");
    data.insert("refunds".to_owned(), json!([{ "type": "barter", "amount": 1 }]));
    let Event::Status(event) = receive(&verifier(), &headers(&body), &body).unwrap().event else { panic!() };
    assert_eq!((event.kind.as_str(), event.data.refunds[0].kind.as_str()), ("order_archived", "barter"));
}

// C-ORD-04: 2026-04-17 was changed after it was published. Events of both editions are read.
#[test]
fn both_editions_of_the_order_are_read() {
    let mut newer = order("order_update");
    newer["data"]["line_items"] =
        json!([{ "id": "l", "title": "Mug", "quantity": { "ordered": 3, "current": 2, "fulfilled": 1 } }]);
    let mut earlier = order("order_update");
    earlier["data"]["line_items"] = json!([{ "id": "l", "title": "Mug", "quantity": { "ordered": 3, "shipped": 1 } }]);
    for body in [newer, earlier] {
        let received = receive(&verifier(), &headers(&body), &body).unwrap_or_else(|error| panic!("{body}: {error}"));
        let Event::Order(event) = received.event else { panic!("{body}") };
        let lines = event.data.line_items.unwrap();
        assert_eq!((lines[0].quantity.ordered.get(), lines[0].title.as_str()), (3, "Mug"), "{body}");
    }
}

// While a secret is being changed, the merchant signs with the new one, and the platform takes either.
#[test]
fn secrets_are_changed_without_a_gap() {
    let body = order("order_create");
    let new = || SigningSecret::new(NEW).unwrap();
    let both = Verifier::new(EventVerifier::new([new(), secret()]));
    let by_new = EventSigner::new(new()).sign(body.to_string().as_bytes(), noon());
    let by_new = HeaderMap::from_iter([("merchant-signature".parse().unwrap(), by_new.parse().unwrap())]);
    assert!(receive(&both, &headers(&body), &body).is_ok());
    assert!(receive(&both, &by_new, &body).is_ok());
    let after = Verifier::new(EventVerifier::new([new()]));
    assert!(receive(&after, &by_new, &body).is_ok());
    assert!(matches!(receive(&after, &headers(&body), &body), Err(ReceiveError::Signature(_))));
}

// A request that somebody recorded is told from one that is sent again.
#[test]
fn a_replay_is_recognised() {
    let verifier = verifier();
    let body = order("order_create");
    let recorded = headers(&body);
    assert!(!receive(&verifier, &recorded, &body).unwrap().replayed);
    // Under another id, in other letters: the signature is the same.
    let mut disguised = recorded.clone();
    disguised.insert("request-id", "evt_2".parse().unwrap());
    let upper =
        recorded["merchant-signature"].to_str().unwrap().to_uppercase().replace("T=", "t=").replace("V1=", "v1=");
    disguised.insert("merchant-signature", upper.parse().unwrap());
    assert!(receive(&verifier, &disguised, &body).unwrap().replayed);
    // Sent again by the merchant a second later, it is signed anew.
    let later = noon().saturating_add(Duration::from_secs(1));
    let text = body.to_string();
    let signature = EventSigner::new(secret()).sign(text.as_bytes(), later);
    let again = HeaderMap::from_iter([("merchant-signature".parse().unwrap(), signature.parse().unwrap())]);
    assert!(!verifier.receive(&again, text.as_bytes(), later).unwrap().replayed);
    // To the end of its time: 300 seconds after it was made.
    let end = noon().saturating_add(Duration::from_secs(300));
    assert!(verifier.receive(&recorded, text.as_bytes(), end).unwrap().replayed);
    let over = noon().saturating_add(Duration::from_secs(301));
    assert!(verifier.receive(&recorded, text.as_bytes(), over).is_err());
}

#[test]
fn of_two_signatures_none_counts() {
    let body = order("order_create");
    let mut twice = headers(&body);
    twice.append("merchant-signature", twice["merchant-signature"].clone());
    assert!(receive(&verifier(), &twice, &body).is_err());
}
