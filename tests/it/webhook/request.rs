//! The request that carries an event.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use agentic_commerce::store::{MemoryStore, Store};
use agentic_commerce::transport::{HttpTransport, TransportError};
use agentic_commerce::types::{Principal, Uri};
use agentic_commerce::webhook::{Endpoint, EndpointError, Endpoints, Event, Worker};
use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};

use super::{URL, clock, endpoint, everyone, place, secret, verifier};

/// Answers with that status, and keeps what it was sent.
#[derive(Debug, Default)]
struct Recorder {
    status: StatusCode,
    sent: Mutex<Vec<Request<Bytes>>>,
}

#[async_trait::async_trait]
impl HttpTransport for Recorder {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        self.sent.lock().unwrap().push(request);
        let mut response = Response::new(Bytes::new());
        *response.status_mut() = self.status;
        Ok(response)
    }
}

impl Recorder {
    fn sent(&self) -> Vec<Request<Bytes>> {
        self.sent.lock().unwrap().clone()
    }
}

// ACP-WH-02, ACP-WH-03, ACP-WH-20: what the OpenAPI file declares of a call, and nothing else.
#[tokio::test]
async fn an_event_goes_out_as_it_is_declared() {
    let (store, transport, clock) = (Arc::new(MemoryStore::new()), Arc::new(Recorder::default()), clock());
    place(&*store, "ord_1", 1).await;
    let worker = Worker::new(Arc::clone(&store) as _, Arc::clone(&transport) as _, everyone(URL));
    // A fraction of a second is in no signature.
    clock.advance(Duration::from_millis(700));
    let deliveries = worker.with_clock(clock).deliver_due().await.unwrap();
    assert_eq!((deliveries.arrived, deliveries.put_off, deliveries.set_aside), (1, 0, 0));

    let sent = transport.sent();
    let [request] = &sent[..] else { panic!("{sent:?}") };
    assert_eq!(request.method(), Method::POST);
    assert_eq!(request.uri(), URL);
    let mut names: Vec<&str> = request.headers().keys().map(http::HeaderName::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, ["content-type", "merchant-signature", "request-id", "timestamp"]);
    assert_eq!(request.headers()["content-type"], "application/json");
    assert_eq!(request.headers()["request-id"], "evt_ord_1_1");
    assert_eq!(request.headers()["timestamp"], "2026-04-17T12:00:00Z");
    let signature = request.headers()["merchant-signature"].to_str().unwrap();
    assert!(signature.starts_with("t=1776427200,v1="), "{signature}");
    let received = verifier().receive(request.headers(), request.body(), super::noon()).unwrap();
    let Event::Order(event) = received.event else { panic!("{:?}", received.event) };
    assert_eq!(event.data.id, "ord_1");
}

// ACP-WH-22: another time, another signature; the same event, the same id and the same body.
#[tokio::test]
async fn each_attempt_is_signed_anew() {
    let (store, clock) = (Arc::new(MemoryStore::new()), clock());
    let transport = Arc::new(Recorder { status: StatusCode::INTERNAL_SERVER_ERROR, ..Recorder::default() });
    place(&*store, "ord_1", 1).await;
    let worker = Worker::new(Arc::clone(&store) as _, Arc::clone(&transport) as _, everyone(URL));
    let worker = worker.with_clock(Arc::clone(&clock) as _);
    assert_eq!(worker.deliver_due().await.unwrap().put_off, 1);
    assert_eq!(worker.deliver_due().await.unwrap().put_off, 0, "not before its time");
    clock.advance(Duration::from_secs(2));
    assert_eq!(worker.deliver_due().await.unwrap().put_off, 1);
    let sent = transport.sent();
    let [first, second] = &sent[..] else { panic!("{sent:?}") };
    assert_eq!(first.headers()["request-id"], second.headers()["request-id"]);
    assert_eq!(first.body(), second.body());
    assert_ne!(first.headers()["merchant-signature"], second.headers()["merchant-signature"]);
}

// ACP-WH-04, C-WH-05: as ChatGPT's pages have it. The expected code is of Python:
//   hmac.new(b'q7Jw0dVYhE3mZc5tRk1sXbN9uLfG2aPo', body, hashlib.sha256).hexdigest()
#[tokio::test]
async fn chatgpt_gets_its_own_header() {
    let (store, transport) = (Arc::new(MemoryStore::new()), Arc::new(Recorder::default()));
    place(&*store, "ord_1", 1).await;
    let chatgpt = Endpoint::chatgpt(&Uri::new(URL).unwrap(), secret(), "Mugs").unwrap();
    let rival = Endpoints::new().for_everyone(endpoint("https://rival.example/"));
    let endpoints = rival.for_principal(Principal::from("agent"), chatgpt);
    let worker = Worker::new(Arc::clone(&store) as _, Arc::clone(&transport) as _, endpoints).with_clock(clock());
    assert_eq!(worker.deliver_due().await.unwrap().arrived, 1);
    let sent = transport.sent();
    assert_eq!(sent[0].uri(), URL, "each platform has its own endpoint");
    assert_eq!(
        sent[0].body(),
        r#"{"type":"order_created","data":{"type":"order","checkout_session_id":"cs_ord_1","permalink_url":"https://shop.example/orders/1","status":"created","refunds":[]}}"#
    );
    assert_eq!(sent[0].headers()["mugs-signature"], "a8ac608edef80c95fedc607833ac88f7094e3054f1141f224eabdd7085e96a46");
    assert_eq!(sent[0].headers().get("merchant-signature"), None);
}

// An order of a platform that nobody set an endpoint for is not lost.
#[tokio::test]
async fn an_event_without_an_endpoint_is_set_aside() {
    let (store, transport) = (Arc::new(MemoryStore::new()), Arc::new(Recorder::default()));
    let events = place(&*store, "ord_1", 1).await;
    let worker =
        Worker::new(Arc::clone(&store) as _, Arc::clone(&transport) as _, Endpoints::new()).with_clock(clock());
    assert_eq!(worker.deliver_due().await.unwrap().set_aside, 1);
    assert!(transport.sent().is_empty());
    let dead = store.dead_events(None, 9).await.unwrap();
    assert_eq!(dead[0].event, events[0]);
}

#[test]
fn an_address_holds_no_password() {
    for url in ["https://ada:hunter2@agent.example/", "https://ada@agent.example/"] {
        let error = Endpoint::new(&Uri::new(url).unwrap(), secret()).unwrap_err();
        assert_eq!(error, EndpointError::Credentials);
        assert!(!error.to_string().contains("hunter2"));
    }
}
