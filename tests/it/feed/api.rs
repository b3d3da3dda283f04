//! The Feed API: who may, what is told, and what is told back.

use std::sync::Arc;
use std::time::Duration;

use agentic_commerce::feed::{FeedApi, FeedApiError, FeedClient, FeedProduct, Field, Format, Revision};
use agentic_commerce::inbound::Discovery;
use agentic_commerce::router::{discovery, standalone};
use agentic_commerce::testing::{FeedPlatform, ManualClock};
use agentic_commerce::types::{ApiVersion, Secret, Timestamp};
use axum::body::{Body, to_bytes};
use http::{Method, Request, StatusCode};
use serde_json::{Value, json};
use tower::ServiceExt as _;

use super::shop::{info, lamp, priced, uri};
use super::write::written;
use crate::agent;
use crate::spec;

/// The headers of who is let in.
const IN: &[(&str, &str)] = &[("authorization", "Bearer sk_feed"), ("api-version", "2026-04-17")];

struct Side {
    clock: Arc<ManualClock>,
    platform: Arc<FeedPlatform>,
}

fn side() -> Side {
    let clock = Arc::new(ManualClock::at(Timestamp::parse("2026-11-24T12:00:00Z").expect("a time")));
    Side { platform: Arc::new(FeedPlatform::new("sk_feed", Arc::clone(&clock) as _)), clock }
}

impl Side {
    fn client(&self, token: &str) -> FeedClient {
        FeedClient::new(Arc::clone(&self.platform) as _, uri("https://platform.example"), Secret::new(token))
            .with_clock(Arc::clone(&self.clock) as _)
    }
}

fn refused(error: &FeedApiError) -> (u16, &str) {
    match error {
        FeedApiError::Refused { status, code, .. } => (status.as_u16(), code),
        other => panic!("{other:?}"),
    }
}

// ACP-FEED-14: every call says who it is, a reader's too, and without the right token nothing is made, changed or read.
#[tokio::test]
async fn who_has_no_token_neither_reads_nor_changes_a_feed() {
    let side = side();
    let feed = side.client("sk_feed").create(None, "create").await.expect("a feed").id;
    for api in [FeedApi::Acp, FeedApi::OpenAi] {
        let stranger = side.client("sk_other").speaking(api);
        let tried = [
            stranger.create(Some("US"), "create").await.expect_err("a stranger"),
            stranger.feed(&feed).await.expect_err("a stranger"),
            stranger.products(&feed).await.expect_err("a stranger"),
            stranger.upsert(&feed, &info(), &[lamp()], "upsert").await.expect_err("a stranger"),
        ];
        for error in &tried {
            assert_eq!(refused(error), (401, "unauthorized"));
            assert!(!error.is_retryable());
        }
    }
    assert_eq!((side.platform.feeds().len(), side.platform.products(&feed)), (1, Some(vec![])));
    for call in side.platform.calls() {
        let bearer = call.headers["authorization"].to_str().expect("text");
        assert!(bearer.starts_with("Bearer sk_"), "{call:?}");
        assert!(call.headers["authorization"].is_sensitive());
    }
}

// ACP-FEED-02, ACP-FEED-03, ACP-FEED-04, ACP-FEED-05, ACP-FEED-15, ACP-FEED-19: the five calls and what they refuse, as
// the platform in memory has them; its answers hold against the official schema.
#[tokio::test]
async fn the_platform_in_memory_is_one_of_the_protocol() {
    let side = side();
    let client = side.client("sk_feed");
    for country in ["us", "USA", ""] {
        assert_eq!(
            refused(&client.create(Some(country), country).await.expect_err("no country")),
            (400, "invalid_target_country")
        );
    }
    let made = client.create(Some("US"), "create").await.expect("a feed");
    assert_eq!((made.id.as_str(), made.target_country.as_deref()), ("feed_1", Some("US")));
    assert_eq!(client.feed("feed_1").await.expect("the feed"), made);
    assert_eq!(refused(&client.feed("feed_2").await.expect_err("none")), (404, "feed_not_found"));
    assert_eq!(refused(&client.products("feed_2").await.expect_err("none")), (404, "feed_not_found"));
    let none = client.upsert("feed_2", &info(), &[lamp()], "none").await.expect_err("none");
    assert_eq!(refused(&none), (404, "feed_not_found"));

    side.clock.advance(Duration::from_secs(60));
    client.upsert("feed_1", &info(), &[lamp(), priced(1_999, "usd")], "first").await.expect("taken");
    let later = client.feed("feed_1").await.expect("the feed").updated_at;
    assert_eq!(later.map(|time| time.to_string()).as_deref(), Some("2026-11-24T12:01:00Z"));
    assert!(later > made.updated_at);

    let app =
        |method: Method, path: &'static str, headers: &'static [(&'static str, &'static str)], body: &'static str| {
            let mut request = Request::builder().method(method).uri(format!("https://platform.example{path}"));
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            let request = request.body(body.into()).expect("a request");
            let platform = Arc::clone(&side.platform);
            async move {
                use agentic_commerce::transport::HttpTransport as _;
                let response = platform.send(request).await.expect("an answer");
                let body: Value = serde_json::from_slice(response.body()).expect("JSON");
                (response.status().as_u16(), body)
            }
        };
    for (method, path, headers, body, status, definition) in [
        (Method::POST, "/feeds", IN, "{}", 201, "FeedMetadata"),
        (Method::POST, "/product_feeds", IN, "{}", 200, "FeedMetadata"),
        (Method::POST, "/feeds", IN, "[]", 400, "feed/Error"),
        (Method::POST, "/feeds", IN, "{", 400, "feed/Error"),
        (Method::GET, "/feeds/feed_1", IN, "", 200, "FeedMetadata"),
        (Method::GET, "/feeds/feed_1/products", IN, "", 200, ""),
        (Method::GET, "/feeds/feed_1/promotions", IN, "", 404, "feed/Error"),
        (Method::GET, "/feeds/feed_9", IN, "", 404, "feed/Error"),
        (Method::GET, "/elsewhere", IN, "", 404, "feed/Error"),
        (Method::PATCH, "/feeds/feed_1/products", IN, r#"{"products":[{"id":"x"}]}"#, 400, "feed/Error"),
        (Method::PATCH, "/feeds/feed_1/products", IN, r#"{"products":{}}"#, 400, "feed/Error"),
        (Method::PATCH, "/feeds/feed_1/products", IN, "", 400, "feed/Error"),
        (Method::PATCH, "/product_feeds/feed_1/promotions", IN, r#"[{"title":"no id"}]"#, 400, "feed/Error"),
        (Method::DELETE, "/feeds/feed_1", IN, "", 404, "feed/Error"),
        (Method::GET, "/feeds/feed_1", &IN[..1], "", 400, "feed/Error"),
        (Method::GET, "/feeds/feed_1", &IN[1..], "", 401, "feed/Error"),
    ] {
        let (got, answer) = app(method.clone(), path, headers, body).await;
        assert_eq!(got, status, "{method} {path} {body}: {answer}");
        if !definition.is_empty() {
            spec::assert_valid(ApiVersion::V2026_04_17, definition, &answer);
        }
    }
    // Nothing of a list with a bad product in it was taken.
    assert_eq!(side.platform.products("feed_1").expect("the feed").len(), 2);
}

// ACP-FEED-21: a merchant never says which change was the last, and what it says is ignored. ACP-FEED-22: the id that is
// given is read, and is that of the product.
#[tokio::test]
async fn the_last_change_is_the_platform_s_to_say() {
    let side = side();
    let client = side.client("sk_feed");
    client.create(None, "create").await.expect("a feed");
    let first = client.upsert("feed_1", &info(), &[lamp(), priced(100, "usd")], "first").await.expect("taken");
    let second = client.upsert("feed_1", &info(), &[priced(150, "usd")], "second").await.expect("taken");
    assert_eq!((first.feed_update_id.as_deref(), second.feed_update_id.as_deref()), (Some("upd_1"), Some("upd_2")));
    let last = |products: &[FeedProduct]| -> Vec<(String, Option<String>)> {
        products.iter().map(|product| (product.id.clone(), product.last_update_id.clone())).collect()
    };
    let expected = [("LAMP-7".to_owned(), first.feed_update_id), ("item".to_owned(), second.feed_update_id)];
    assert_eq!(last(&client.products("feed_1").await.expect("the products")), expected);

    // In no file and in no call is there such a word.
    for call in side.platform.calls() {
        assert!(!call.body.to_string().contains("last_update_id"), "{call:?}");
    }
    for format in [Format::Acp, Format::OpenAi] {
        assert!(!written(format, Revision::D, &info(), &[lamp()]).contains("last_update_id"));
    }
    // And if there were, it would count for nothing.
    let body = json!({ "products": [{ "id": "item", "variants": [], "last_update_id": "upd_99" }] });
    let request = Request::patch("https://platform.example/feeds/feed_1/products")
        .header("authorization", "Bearer sk_feed")
        .header("api-version", "2026-04-17")
        .body(body.to_string().into())
        .expect("a request");
    agentic_commerce::transport::HttpTransport::send(&*side.platform, request).await.expect("an answer");
    let products = client.products("feed_1").await.expect("the products");
    assert_eq!(last(&products)[1], ("item".to_owned(), Some("upd_3".to_owned())));
    if spec::required() {
        let product = serde_json::to_value(&products[0]).expect("JSON");
        spec::assert_valid_in("unreleased", "feed/Product", &product);
    }
}

// What a platform holds is read into typed products, and written back the same. The official examples.
#[test]
fn official_products_are_read_and_written_back() {
    if !spec::required() {
        return;
    }
    let mut seen = 0;
    for folder in ["2026-04-17", "unreleased"] {
        for example in spec::example_files(folder) {
            for product in example.body.get("products").and_then(Value::as_array).into_iter().flatten() {
                if example.file != "examples.feed" {
                    continue;
                }
                let read: FeedProduct = serde_json::from_value(product.clone()).expect("a product");
                assert_eq!(serde_json::to_value(&read).expect("JSON"), *product, "{folder}/{}", example.name);
                seen += 1;
            }
        }
    }
    assert!(seen >= 4, "{seen} products");
}

#[test]
fn what_we_write_is_read_back_whole() {
    let mut lamp = lamp();
    lamp.variants[0].marketplace = Some(agentic_commerce::model::Seller::new("Bazaar"));
    lamp.variants[0].unit_price = serde_json::from_value(json!({
        "price": { "minor": 325, "currency": "usd" }, "measure": 1.2, "measure_unit": "kg", "reference": 100,
        "reference_unit": "g"
    }))
    .expect("a unit price");
    let line = written(Format::Acp, Revision::D, &info(), &[lamp]);
    let read: FeedProduct = serde_json::from_str(&line).expect("a product");
    assert_eq!(serde_json::to_value(&read).unwrap(), serde_json::from_str::<Value>(&line).unwrap());
    // Whoever adds a field breaks nothing; who leaves out what must be there does.
    let more = json!({ "id": "a", "variants": [{ "id": "a", "title": "A", "color": "red" }], "popularity": 5 });
    assert!(serde_json::from_value::<FeedProduct>(more).is_ok());
    assert!(serde_json::from_value::<FeedProduct>(json!({ "id": "a" })).is_err());
}

/// What names a buyer, or what a buyer does.
const PERSONAL: [&str; 14] = [
    "buyer",
    "customer",
    "email",
    "phone",
    "first_name",
    "last_name",
    "full_name",
    "address",
    "session",
    "checkout_id",
    "order",
    "payment",
    "token",
    "ip",
];

fn names(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            for (name, inner) in object {
                found.push(name.clone());
                names(inner, found);
            }
        }
        Value::Array(list) => list.iter().for_each(|inner| names(inner, found)),
        _ => {}
    }
}

// ACP-FEED-13: no word of a buyer or a session, in no format and no call, whatever is sold meanwhile.
#[tokio::test]
async fn a_feed_knows_no_buyer() {
    let side = side();
    let client = side.client("sk_feed");
    client.create(Some("US"), "create").await.expect("a feed");
    client.upsert("feed_1", &info(), &[lamp()], "first").await.expect("taken");
    let mut found = Vec::new();
    for call in side.platform.calls() {
        names(&call.body, &mut found);
        found.extend(call.headers.keys().map(ToString::to_string));
    }
    for format in [Format::Acp, Format::OpenAi] {
        let line = written(format, Revision::D, &info(), &[lamp()]);
        names(&serde_json::from_str(&line).expect("JSON"), &mut found);
    }
    for (field, revision) in Field::ALL.iter().flat_map(|field| Revision::ALL.iter().map(move |of| (field, of))) {
        found.extend(field.name(*revision).map(str::to_owned));
    }
    assert!(found.len() > 100);
    let words = |name: &str| name.split(['_', '-']).map(str::to_ascii_lowercase).collect::<Vec<_>>();
    for name in &found {
        let personal = PERSONAL.iter().find(|word| *word == name || words(name).iter().any(|part| part == *word));
        assert_eq!(personal, None, "{name}");
    }
    // A shop in which somebody buys publishes what it published before.
    let mall = agent::open();
    let feed = || async {
        use agentic_commerce::feed::CatalogSource as _;
        let page = agentic_commerce::sample::Catalog::builtin().page(None).await.expect("a page");
        written(Format::Acp, Revision::D, &info(), &page.products)
    };
    let before = feed().await;
    let agent = mall.agent(ApiVersion::V2026_04_17);
    let body = agent::body::create(ApiVersion::V2026_04_17, "mug", 1);
    agent.create(&body).await.expect(201);
    assert_eq!(feed().await, before);
}

// ACP-FEED-18: the closed list of services has no `feeds`, so it is not advertised (C-DIS-01). ACP-FEED-01: nor does a shop
// answer the calls of the Feed API.
#[tokio::test]
async fn a_shop_neither_advertises_nor_hosts_the_feed_api() {
    let mall = agent::open();
    let app = discovery(&mall.pipeline, &uri("https://shop.example")).expect("a document");
    let app = app.merge(standalone(Arc::clone(&mall.pipeline)));
    let ask = |method: Method, path: &'static str| {
        let request = Request::builder().method(method).uri(path).body(Body::from("{}")).expect("a request");
        app.clone().oneshot(request)
    };
    let document = ask(Method::GET, Discovery::PATH).await.expect("an answer");
    let document = to_bytes(document.into_body(), usize::MAX).await.expect("a body");
    let mut document: Value = serde_json::from_slice(&document).expect("JSON");
    assert_eq!(document["capabilities"]["services"], json!(["checkout"]));
    if spec::available() {
        spec::assert_valid(ApiVersion::V2026_04_17, "DiscoveryResponse", &document);
        document["capabilities"]["services"] = json!(["checkout", "feeds"]);
        assert!(!spec::errors("2026-04-17", "DiscoveryResponse", &document).is_empty());
    }
    for (method, path) in [
        (Method::POST, "/feeds"),
        (Method::GET, "/feeds/feed_1"),
        (Method::GET, "/feeds/feed_1/products"),
        (Method::PATCH, "/feeds/feed_1/products"),
    ] {
        let answer = ask(method.clone(), path).await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{method} {path}");
    }
}
