//! `GET /feeds/…`.

use std::io::Read as _;

use agentic_commerce::feed::{Format, Layout, MemorySink, Published, Revision};
use agentic_commerce::router::feeds;
use axum::Router;
use axum::body::{Body, to_bytes};
use bytes::Bytes;
use http::{HeaderMap, Request};
use tower::ServiceExt as _;

use super::super::write::written;
use super::{Shop, item, jsonl, rows};

async fn ask(app: &Router, method: &str, path: &str, headers: &[(&str, &str)]) -> (u16, HeaderMap, Bytes) {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = app.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    (status, headers, to_bytes(response.into_body(), usize::MAX).await.unwrap())
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).map(|value| value.to_str().expect("text"))
}

#[tokio::test]
async fn the_last_feed_is_served() {
    let items: Vec<_> = (0..10).map(|number| item(&format!("i{number}"), 100)).collect();
    let shop = Shop::new("served", items.clone());
    let sink = MemorySink::new();
    let app = Router::new().nest("/us", feeds(sink.clone()));
    assert_eq!(ask(&app, "GET", "/us/feeds/products.jsonl", &[]).await.0, 404, "nothing yet");

    let publisher = shop.publisher(jsonl(), sink.clone());
    rows(publisher.publish("us").await);
    let expected = written(Format::Jsonl, Revision::D, &super::info(), &items);
    let (status, headers, body) = ask(&app, "GET", "/us/feeds/products.jsonl", &[]).await;
    assert_eq!((status, &body[..]), (200, expected.as_bytes()));
    assert_eq!(text(&headers, "content-type"), Some("application/jsonl"));
    assert_eq!(text(&headers, "vary"), Some("accept-encoding"));
    assert_eq!(text(&headers, "content-encoding"), None);
    let plain = text(&headers, "etag").expect("a tag").to_owned();

    // Compressed for who takes it: other bytes, another tag.
    for accept in ["gzip", "br, GZIP;q=0.5", "*", "deflate, *;q=0.1"] {
        let (status, headers, body) =
            ask(&app, "GET", "/us/feeds/products.jsonl", &[("accept-encoding", accept)]).await;
        assert_eq!((status, text(&headers, "content-encoding")), (200, Some("gzip")), "{accept}");
        assert_ne!(text(&headers, "etag"), Some(plain.as_str()));
        assert!(body.len() < expected.len());
        let mut unpacked = String::new();
        flate2::read::GzDecoder::new(&body[..]).read_to_string(&mut unpacked).expect("gzip");
        assert_eq!(unpacked, expected);
    }
    for accept in ["", "br", "gzip;q=0", "*;q=0", "gzip; q=0.0, *"] {
        let (_, headers, _) = ask(&app, "GET", "/us/feeds/products.jsonl", &[("accept-encoding", accept)]).await;
        assert_eq!(text(&headers, "content-encoding"), None, "{accept}");
    }

    for known in [plain.clone(), format!("W/{plain}"), format!("\"other\", {plain}"), "*".to_owned()] {
        let (status, headers, body) = ask(&app, "GET", "/us/feeds/products.jsonl", &[("if-none-match", &known)]).await;
        assert_eq!((status, body.len(), text(&headers, "etag")), (304, 0, Some(plain.as_str())), "{known}");
    }
    assert_eq!(ask(&app, "GET", "/us/feeds/products.jsonl", &[("if-none-match", "\"other\"")]).await.0, 200);

    let (status, headers, body) = ask(&app, "HEAD", "/us/feeds/products.jsonl", &[]).await;
    assert_eq!((status, body.len()), (200, 0));
    assert_eq!(text(&headers, "content-length"), Some(expected.len().to_string().as_str()));
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"] {
        let (status, headers, _) = ask(&app, method, "/us/feeds/products.jsonl", &[]).await;
        assert_eq!((status, text(&headers, "allow")), (405, Some("GET, HEAD")), "{method}");
    }
    for path in ["/us/feeds/other.jsonl", "/us/feeds/..%2Fproducts.jsonl", "/us/feeds/", "/us/feeds/a/b"] {
        assert_eq!(ask(&app, "GET", path, &[]).await.0, 404, "{path}");
    }

    // A new feed has a new tag.
    shop.shelf.set([item("i0", 150)]);
    rows(publisher.publish("us").await);
    let (status, headers, _) = ask(&app, "GET", "/us/feeds/products.jsonl", &[("if-none-match", &plain)]).await;
    assert_eq!(status, 200);
    assert_ne!(text(&headers, "etag"), Some(plain.as_str()));
}

#[tokio::test]
async fn what_is_compressed_is_served_as_the_file_that_it_is() {
    let shop = Shop::new("served-gz", [item("a", 100)]);
    let sink = MemorySink::new();
    let publisher = shop.publisher(Layout::new(Format::Jsonl, Revision::D), sink.clone());
    rows(publisher.publish("us").await);
    assert_eq!(sink.names(), ["products.jsonl.gz"]);
    let headers = [("accept-encoding", "gzip")];
    let (status, headers, body) = ask(&feeds(sink), "GET", "/feeds/products.jsonl.gz", &headers).await;
    assert_eq!((status, text(&headers, "content-type")), (200, Some("application/gzip")));
    assert_eq!(text(&headers, "content-encoding"), None);
    assert_eq!(&body[..2], [0x1f, 0x8b]);

    // A process that begins has nothing, whatever was published before.
    let sink = MemorySink::new();
    let another = shop.publisher(Layout::new(Format::Jsonl, Revision::D), sink.clone());
    assert_eq!(rows(another.publish("us").await), 1);
    assert_eq!(another.publish("us").await.expect("a run"), Published::Unchanged);
    assert_eq!(sink.names(), ["products.jsonl.gz"]);
}
