//! Feeds to a server that takes files.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use agentic_commerce::feed::{Format, HttpsSink, Layout, PublishError, Published, Revision, SinkError};
use agentic_commerce::transport::{HttpTransport, ReqwestTransport, TransportError, TransportErrorKind};
use agentic_commerce::types::Secret;
use async_trait::async_trait;
use axum::Router;
use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderMap, HeaderName};
use sha2::{Digest, Sha256};

use super::super::shop::uri;
use super::{Diary, Shop, item, jsonl, rows};

/// A server on this machine that keeps what is sent to it, and answers what it is told to.
#[derive(Debug, Clone, Default)]
struct Depot(Arc<Mutex<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    /// Method, path and query, headers, body.
    requests: Vec<(String, String, HeaderMap, Bytes)>,
    answers: VecDeque<(u16, Option<&'static str>)>,
}

impl Depot {
    /// Opens, and says where.
    async fn open(&self) -> String {
        async fn take(State(depot): State<Depot>, request: Request) -> Response {
            let (head, body) = request.into_parts();
            let body = axum::body::to_bytes(body, usize::MAX).await.expect("a body");
            let mut kept = depot.0.lock().expect("the depot");
            let path = head.uri.path_and_query().expect("a path").to_string();
            kept.requests.push((head.method.to_string(), path, head.headers, body));
            let (status, wait) = kept.answers.pop_front().unwrap_or((201, None));
            let status = http::StatusCode::from_u16(status).expect("a status");
            match wait {
                Some(wait) => (status, [("retry-after", wait)]).into_response(),
                None => status.into_response(),
            }
        }
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let app = Router::new().fallback(take).with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, app).await.expect("a server") });
        format!("http://{address}")
    }

    fn answer(&self, answers: &[(u16, Option<&'static str>)]) {
        self.0.lock().expect("the depot").answers.extend(answers.iter().copied());
    }

    fn requests(&self) -> Vec<(String, String, HeaderMap, Bytes)> {
        std::mem::take(&mut self.0.lock().expect("the depot").requests)
    }
}

fn sink(address: &str) -> HttpsSink {
    let transport = Arc::new(ReqwestTransport::new().expect("a transport"));
    HttpsSink::new(transport, &uri(address)).expect("a sink")
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).map(|value| value.to_str().expect("text"))
}

#[tokio::test]
async fn each_file_goes_below_the_address() {
    let shop = Shop::new("https", (0..20).map(|number| item(&format!("i{number}"), 100)));
    let depot = Depot::default();
    let address = format!("{}/up/?region=us", depot.open().await);
    let sink = sink(&address).with_token(&Secret::new("sk_upload")).expect("a token");
    let sink = sink.with_header(HeaderName::from_static("x-shop"), &Secret::new("7")).expect("a header");
    assert!(!format!("{sink:?}").contains("sk_upload"));
    let publisher = shop.publisher(jsonl().with_shards(2), sink);
    assert_eq!(rows(publisher.publish("us").await), 20);

    let requests = depot.requests();
    let paths: Vec<&str> = requests.iter().map(|(_, path, ..)| path.as_str()).collect();
    assert_eq!(paths, ["/up/products-000.jsonl?region=us", "/up/products-001.jsonl?region=us"]);
    for (method, _, headers, body) in &requests {
        assert_eq!(method, "PUT");
        assert_eq!(header(headers, "authorization"), Some("Bearer sk_upload"));
        assert_eq!(header(headers, "x-shop"), Some("7"));
        assert_eq!(header(headers, "content-type"), Some("application/jsonl"));
        let digest = format!("sha-256=:{}:", STANDARD.encode(Sha256::digest(body)));
        assert_eq!(header(headers, "content-digest"), Some(digest.as_str()));
        assert_eq!(header(headers, "idempotency-key"), None);
    }
    let lines: usize =
        requests.iter().map(|(.., body)| std::str::from_utf8(body).expect("UTF-8").lines().count()).sum();
    assert_eq!(lines, 20);
    assert_eq!(publisher.publish("us").await.expect("a run"), Published::Unchanged);
    assert!(depot.requests().is_empty());
}

#[tokio::test]
async fn what_passes_is_tried_again_when_the_server_wants() {
    let shop = Shop::new("https-again", [item("a", 100)]);
    let (depot, diary) = (Depot::default(), Diary::default());
    let address = format!("{}/products.jsonl", depot.open().await);
    let publisher = shop.publisher(jsonl(), sink(&address).by_post()).watched(diary.watch());
    let far = Some("Wed, 25 Nov 2026 12:00:00 GMT");
    depot.answer(&[(503, Some("7")), (429, far), (408, Some("soon")), (500, None), (200, None)]);
    assert_eq!(rows(publisher.publish("us").await), 1);

    let requests = depot.requests();
    assert_eq!(requests.len(), 5);
    // Whatever became of it before, it is the same request.
    let keys: Vec<_> = requests.iter().map(|(_, _, headers, _)| header(headers, "idempotency-key")).collect();
    assert!(keys.iter().all(|key| key.is_some() && *key == keys[0]), "{keys:?}");
    assert!(requests.iter().all(|(method, path, ..)| method == "POST" && path == "/products.jsonl"));
    // Seven seconds as asked; a day is too long, five minutes are not; then two to four and four to eight of our own.
    let slept = shop.time.slept();
    assert_eq!(slept[..2], [Duration::from_secs(7), Duration::from_secs(300)]);
    assert!((Duration::from_secs(2)..=Duration::from_secs(4)).contains(&slept[2]), "{slept:?}");
    assert!((Duration::from_secs(4)..=Duration::from_secs(8)).contains(&slept[3]), "{slept:?}");
    let waits: Vec<String> = diary.lines().into_iter().filter(|line| line.contains("waiting")).collect();
    assert_eq!(waits[0], "us waiting: products.jsonl: refused with 503 Service Unavailable");

    // The same content another time is another request: between the two there may have been something else.
    shop.shelf.set([item("a", 150)]);
    rows(publisher.publish("us").await);
    shop.shelf.set([item("a", 100)]);
    rows(publisher.publish("us").await);
    let later = depot.requests();
    let later: Vec<_> = later.iter().map(|(_, _, headers, body)| (header(headers, "idempotency-key"), body)).collect();
    assert_eq!(later[1].1, &requests[0].3);
    assert!(later[1].0 != keys[0] && later[1].0 != later[0].0, "{later:?}");
}

#[tokio::test]
async fn what_does_not_pass_ends_the_push_and_what_has_arrived_is_not_sent_again() {
    let shop = Shop::new("https-refused", (0..20).map(|number| item(&format!("i{number}"), 100)));
    let depot = Depot::default();
    let publisher = shop.publisher(jsonl().with_shards(3), sink(&format!("{}/", depot.open().await)));
    depot.answer(&[(200, None), (403, Some("1"))]);
    let error = publisher.publish("us").await.expect_err("refused");
    assert!(
        matches!(&error, PublishError::Sink(SinkError::Refused { name, status, .. })
            if name == "products-001.jsonl" && *status == 403),
        "{error:?}"
    );
    assert!(!error.is_retryable());
    assert!(shop.time.slept().is_empty());
    depot.requests();

    // Another process sends what is missing.
    let another = shop.publisher(jsonl().with_shards(3), sink(&format!("{}/", address(&publisher))));
    assert_eq!(rows(another.publish("us").await), 20);
    let paths: Vec<String> = depot.requests().into_iter().map(|(_, path, ..)| path).collect();
    assert_eq!(paths, ["/products-001.jsonl", "/products-002.jsonl"]);

    // Five refusals that pass are enough for one run.
    shop.shelf.set([item("a", 150)]);
    depot.answer(&[(503, None); 5]);
    let error = another.publish("us").await.expect_err("five times");
    assert!(error.is_retryable());
    assert_eq!(depot.requests().len(), 5);
}

/// Where the publisher's feed goes, without the slash at its end.
fn address(publisher: &agentic_commerce::feed::Publisher) -> String {
    let text = format!("{publisher:?}");
    let (_, rest) = text.split_once("target: \"").expect("a target");
    rest.split('"').next().expect("an address").trim_end_matches('/').to_owned()
}

/// A transport that is never reached, or breaks off.
#[derive(Debug)]
struct Broken(TransportErrorKind);

#[async_trait]
impl HttpTransport for Broken {
    async fn send(&self, _: http::Request<Bytes>) -> Result<http::Response<Bytes>, TransportError> {
        Err(TransportError::new(self.0, "broken"))
    }
}

#[tokio::test]
async fn a_way_that_is_broken_is_tried_again() {
    for (kind, waits) in
        [(TransportErrorKind::Connect, 4), (TransportErrorKind::Timeout, 4), (TransportErrorKind::Refused, 0)]
    {
        let shop = Shop::new(&format!("https-{kind:?}"), [item("a", 100)]);
        let sink = HttpsSink::new(Arc::new(Broken(kind)), &uri("https://shop.example/up/")).expect("a sink");
        let error = shop.publisher(jsonl(), sink).publish("us").await.expect_err("broken");
        assert_eq!((error.is_retryable(), shop.time.slept().len()), (waits > 0, waits), "{kind:?}");
    }
}

#[test]
fn feeds_go_over_https_or_to_this_machine() {
    let sink = |address: &str| HttpsSink::new(Arc::new(Broken(TransportErrorKind::Other)), &uri(address));
    for good in [
        "https://shop.example/up/",
        "http://localhost:8080/",
        "http://feeds.localhost/",
        "http://127.0.0.1/x",
        "http://[::1]:1/",
    ] {
        sink(good).unwrap_or_else(|error| panic!("{good}: {error}"));
    }
    for bad in [
        "http://shop.example/",
        "http://10.0.0.1/",
        "http://localhost.shop.example/",
        "ftp://shop.example/",
        "mailto:shop@shop.example",
        "https://user@shop.example/",
        "https://user:word@shop.example/",
        "https://shop.example/#part",
    ] {
        assert!(matches!(sink(bad), Err(SinkError::Address(_))), "{bad}");
    }
    let bad = sink("https://shop.example/").expect("a sink").with_token(&Secret::new("a\nb"));
    assert!(matches!(bad, Err(SinkError::Address(_))));
}

#[tokio::test]
async fn several_files_need_a_folder() {
    let shop = Shop::new("https-folder", [item("a", 100)]);
    let sink = || {
        HttpsSink::new(Arc::new(Broken(TransportErrorKind::Other)), &uri("https://shop.example/feed")).expect("a sink")
    };
    let two =
        agentic_commerce::feed::Feed::new("us", Arc::clone(&shop.shelf), super::info(), jsonl().with_shards(2), sink());
    let work = super::Folder::new("work-https-two");
    let refused = agentic_commerce::feed::Publisher::new(&work.0, Arc::clone(&shop.time) as _).with_feed(two);
    assert!(matches!(refused, Err(PublishError::Sink(SinkError::NotTaken { .. }))));
    // metadata.json and products.jsonl are two, too.
    let open = shop.publisher(Layout::new(Format::Acp, Revision::D), sink());
    let refused = open.publish("us").await.expect_err("two files");
    assert!(matches!(refused, PublishError::Sink(SinkError::NotTaken { .. })), "{refused}");
}
