//! Feeds to a platform of the Feed API.

use std::sync::Arc;
use std::time::Duration;

use agentic_commerce::feed::{
    ApiSink, FeedApi, FeedApiError, FeedClient, Format, Layout, PublishError, Published, Revision, SinkError,
};
use agentic_commerce::model::{Benefit, Description, Product, Promotion, PromotionStatus, PromotionTarget};
use agentic_commerce::testing::{FeedCall, FeedPlatform, ManualClock};
use agentic_commerce::transport::{HttpTransport, TransportError};
use agentic_commerce::types::{ApiVersion, Secret, Timestamp};
use async_trait::async_trait;
use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use serde_json::{Value, json};

use super::super::shop::{lamp, money, uri};
use super::{Shop, item, noon, rows};
use crate::spec;

fn platform(shop: &Shop) -> Arc<FeedPlatform> {
    Arc::new(FeedPlatform::new("sk_feed", Arc::clone(&shop.time.clock) as _))
}

fn client(platform: Arc<dyn HttpTransport>) -> FeedClient {
    FeedClient::new(platform, uri("https://platform.example/agent/"), Secret::new("sk_feed"))
}

fn sink(platform: &Arc<FeedPlatform>) -> ApiSink {
    ApiSink::new(client(Arc::clone(platform) as _))
}

fn acp() -> Layout {
    Layout::new(Format::Acp, Revision::D)
}

/// The calls since the last time that changed products: how many products each, and under which key.
fn upserts(calls: &[FeedCall]) -> Vec<(Vec<String>, String)> {
    let upserts = calls.iter().filter(|call| call.method == Method::PATCH && call.path[2] == "products");
    upserts
        .map(|call| {
            // ACP-FEED-06, ACP-FEED-11, ACP-FEED-12: closed objects.
            spec::assert_valid(ApiVersion::V2026_04_17, "UpsertProductsRequest", &call.body);
            let products = call.body["products"].as_array().expect("a list");
            let ids = products.iter().map(|product| product["id"].as_str().expect("an id").to_owned()).collect();
            (ids, call.idempotency_key.clone().expect("a key"))
        })
        .collect()
}

fn ids(upserts: &[(Vec<String>, String)]) -> Vec<Vec<&str>> {
    upserts.iter().map(|(ids, _)| ids.iter().map(String::as_str).collect()).collect()
}

// ACP-FEED-02, ACP-FEED-05, ACP-FEED-07, ACP-FEED-10, ACP-FEED-16: created once, then told what has changed, whole, under
// keys of their own; what is gone is marked.
#[tokio::test]
async fn a_platform_is_created_once_and_then_told_what_has_changed() {
    let shop = Shop::new("api", (0..5).map(|number| item(&format!("i{number}"), 100)));
    let platform = platform(&shop);
    let publisher = shop.publisher(acp(), sink(&platform).with_batch(2));
    assert_eq!(rows(publisher.publish("us").await), 5);
    let calls = platform.calls();
    assert_eq!((&calls[0].method, calls[0].path.as_slice()), (&Method::POST, &["feeds".to_owned()][..]));
    assert_eq!(calls[0].body, json!({ "target_country": "US" }));
    let first = upserts(&calls);
    assert_eq!(ids(&first), [&["i0", "i1"][..], &["i2", "i3"], &["i4"]]);
    let keys: std::collections::BTreeSet<&String> = first.iter().map(|(_, key)| key).collect();
    assert_eq!(keys.len(), 3);
    assert_eq!(platform.feeds(), ["feed_1"]);

    assert_eq!(publisher.publish("us").await.expect("a run"), Published::Unchanged);
    assert_eq!(platform.calls().len(), calls.len());

    // One price changes, one product goes, one comes; another process does it.
    let changed = [item("i0", 100), item("i1", 150), item("i2", 100), item("i3", 100), item("i5", 100)];
    shop.shelf.set(changed);
    let another = shop.publisher(acp(), sink(&platform).with_batch(2));
    rows(another.publish("us").await);
    let second = upserts(&platform.calls()[calls.len()..]);
    assert_eq!(ids(&second), [&["i1", "i5"][..], &["i4"]]);
    assert!(second.iter().all(|(_, key)| !keys.contains(key)), "{second:?}");
    assert_eq!(platform.feeds(), ["feed_1"]);
    let products = platform.products("feed_1").expect("the feed");
    let states: Vec<String> = products
        .iter()
        .map(|product| {
            let variant = &product.variants[0];
            let availability = variant.availability.as_ref().expect("it is said");
            let price = variant.price.expect("a price");
            format!("{} {} {:?} {:?}", product.id, price.minor, availability.available, availability.status)
        })
        .collect();
    let state = |id: &str, minor: u32| format!("{id} {minor} Some(true) Some(\"in_stock\")");
    let gone = "i4 100 Some(false) Some(\"discontinued\")".to_owned();
    let expected = [state("i0", 100), state("i1", 150), state("i2", 100), state("i3", 100), gone, state("i5", 100)];
    assert_eq!(states, expected);

    // Gone once is gone: it is not told again. What comes back is.
    let calls = platform.calls().len();
    let mut back: Vec<Product> =
        [("i0", 100), ("i1", 160), ("i2", 100), ("i3", 100), ("i5", 100)].map(|(id, minor)| item(id, minor)).into();
    shop.shelf.set(back.clone());
    rows(another.publish("us").await);
    back.push(item("i4", 100));
    shop.shelf.set(back);
    rows(another.publish("us").await);
    assert_eq!(ids(&upserts(&platform.calls()[calls..])), [["i1"], ["i4"]]);
}

#[tokio::test]
async fn troubles_of_the_platform_pass() {
    let shop = Shop::new("api-trouble", [item("a", 100), item("b", 100), item("c", 100)]);
    let platform = platform(&shop);
    let publisher = shop.publisher(acp(), sink(&platform).with_batch(1));
    // The feed is made and its answer lost; then the platform wants to be left alone, and a batch arrives unnoticed.
    platform.lose_next_answer();
    platform.let_next_pass();
    platform.refuse_next(StatusCode::TOO_MANY_REQUESTS, Some(Duration::from_secs(9)));
    platform.lose_next_answer();
    assert_eq!(rows(publisher.publish("us").await), 3);
    assert_eq!(platform.feeds(), ["feed_1"], "made once");
    assert_eq!(platform.products("feed_1").expect("the feed").len(), 3);
    let told = upserts(&platform.calls());
    assert_eq!(ids(&told), [["a"], ["a"], ["a"], ["b"], ["c"]]);
    assert!(told[0].1 == told[1].1 && told[1].1 == told[2].1 && told[2].1 != told[3].1, "{told:?}");
    assert_eq!(shop.time.slept()[1], Duration::from_secs(9));
}

// What was sent before a push broke off may be there: the next one does not count on the opposite.
#[tokio::test]
async fn a_push_that_broke_off_is_made_whole() {
    let shop = Shop::new("api-half", [item("a", 100), item("b", 100), item("c", 100)]);
    let platform = platform(&shop);
    let publisher = shop.publisher(acp(), sink(&platform).with_batch(1));
    rows(publisher.publish("us").await);
    let calls = platform.calls().len();
    shop.shelf.set([item("a", 150), item("b", 150), item("c", 100), item("d", 100)]);
    platform.let_next_pass();
    platform.refuse_next(StatusCode::BAD_REQUEST, None);
    let error = publisher.publish("us").await.expect_err("a bad request");
    assert!(matches!(error, PublishError::Sink(SinkError::Api(FeedApiError::Refused { .. }))), "{error:?}");
    assert!(!error.is_retryable());

    // Back to the first prices: `a` has arrived at 150, `b` and `d` may have.
    shop.shelf.set([item("a", 100), item("b", 100), item("c", 100)]);
    rows(publisher.publish("us").await);
    let told = upserts(&platform.calls()[calls..]);
    assert_eq!(ids(&told), [["a"], ["b"], ["a"], ["b"], ["c"], ["d"]]);
    let products = platform.products("feed_1").expect("the feed");
    let prices: Vec<i64> = products.iter().map(|product| product.variants[0].price.expect("a price").minor).collect();
    assert_eq!(prices, [100; 4]);
    let status = |index: usize| products[index].variants[0].availability.as_ref().expect("it is said").status.clone();
    assert_eq!((status(2).as_deref(), status(3).as_deref()), (Some("in_stock"), Some("discontinued")));
}

// A process that ended before it knew which feed was made for it asks by the same key.
#[tokio::test]
async fn a_feed_whose_making_was_not_noticed_is_not_made_twice() {
    let shop = Shop::new("api-crash", [item("a", 100)]);
    let platform = platform(&shop);
    let mut once = agentic_commerce::feed::Retry::REQUEST;
    once.attempts = 1;
    let publisher = shop.publisher(acp(), sink(&platform).with_retry(once));
    platform.lose_next_answer();
    assert!(publisher.publish("us").await.expect_err("no answer").is_retryable());
    assert_eq!(platform.feeds(), ["feed_1"]);
    let another = shop.publisher(acp(), sink(&platform));
    rows(another.publish("us").await);
    assert_eq!(platform.feeds(), ["feed_1"]);

    // A feed that the platform has lost is made again, with everything in it.
    platform.drop_feed("feed_1");
    shop.shelf.set([item("a", 100), item("b", 100)]);
    let error = another.publish("us").await.expect_err("lost");
    assert!(
        matches!(&error, PublishError::Sink(SinkError::Api(FeedApiError::Refused { code, .. })) if code == "feed_not_found"),
        "{error:?}"
    );
    rows(another.publish("us").await);
    assert_eq!(platform.feeds(), ["feed_2"]);
    assert_eq!(platform.products("feed_2").expect("the feed").len(), 2);
    // But not one that was given.
    let given = shop.publisher(acp(), sink(&platform).with_feed("feed_9"));
    for _ in 0..2 {
        given.publish("us").await.expect_err("no such feed");
    }
    assert_eq!(platform.feeds(), ["feed_2"]);
}

/// Somebody changes what the platform says of the last change.
#[derive(Debug)]
struct Meddler(Arc<FeedPlatform>);

#[async_trait]
impl HttpTransport for Meddler {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let reads = request.method() == Method::GET;
        let response = self.0.send(request).await?;
        if !reads {
            return Ok(response);
        }
        let mut body: Value = serde_json::from_slice(response.body()).expect("JSON");
        body["products"][1]["last_update_id"] = json!("upd_of_another");
        Ok(response.map(|_| body.to_string().into()))
    }
}

// ACP-FEED-22: the ids of the changes are kept, and held against those of the products.
#[tokio::test]
async fn what_the_platform_holds_is_held_against_what_it_took() {
    let shop = Shop::new("api-confirm", [item("a", 100), item("b", 100), item("c", 100)]);
    let platform = platform(&shop);
    let publisher = shop.publisher(acp(), sink(&platform).with_batch(2).with_confirmation());
    rows(publisher.publish("us").await);
    let note = || {
        let text = std::fs::read_to_string(shop.work.0.join("us/published.json")).expect("a note");
        serde_json::from_str::<Value>(&text).expect("JSON")["receipt"].clone()
    };
    assert_eq!(note()["update_ids"], json!(["upd_1", "upd_2"]));
    let products = client(Arc::clone(&platform) as _).products("feed_1").await.expect("the products");
    let updates: Vec<_> = products.iter().map(|product| product.last_update_id.as_deref()).collect();
    assert_eq!(updates, [Some("upd_1"), Some("upd_1"), Some("upd_2")]);

    // Only what this push has sent has to be at its change.
    shop.shelf.set([item("a", 150), item("b", 100), item("c", 100)]);
    rows(publisher.publish("us").await);
    assert_eq!(note()["update_ids"], json!(["upd_3"]));

    let meddled = ApiSink::new(client(Arc::new(Meddler(Arc::clone(&platform)))));
    let publisher = shop.publisher(acp(), meddled.with_confirmation());
    shop.shelf.set([item("a", 150), item("b", 150), item("c", 100)]);
    let error = publisher.publish("us").await.expect_err("another change");
    assert!(
        matches!(&error, PublishError::Sink(SinkError::Api(FeedApiError::NotConfirmed { product })) if product == "b"),
        "{error:?}"
    );
    assert!(error.is_retryable());

    // A platform of today gives no ids: there is nothing to hold against.
    let shop = Shop::new("api-today", [item("a", 100)]);
    let today = Arc::new(FeedPlatform::new("sk_feed", Arc::clone(&shop.time.clock) as _).without_update_ids());
    rows(shop.publisher(acp(), sink(&today).with_confirmation()).publish("us").await);
    assert!(today.calls().iter().all(|call| call.method != Method::GET));
}

fn promotion() -> Promotion {
    let period = (noon(), Timestamp::parse("2026-12-01T00:00:00Z").expect("a time"));
    let mut promotion = Promotion::new("lamps", "Lamps for less", period, Benefit::PercentOff(1_250));
    promotion.benefits.push(Benefit::AmountOff(money(500, "usd")));
    promotion.benefits.push(Benefit::FreeShipping);
    promotion.description = Description::plain("Until the end of the month.");
    promotion.status = Some(PromotionStatus::Active);
    promotion.applies_to = vec![PromotionTarget::new("LAMP-7", vec!["LAMP-7-BRASS".to_owned()])];
    promotion.url = Some(uri("https://shop.example/lamps"));
    promotion.of_product("mug")
}

// OpenAI's pages: path, headers, version, a bare list. By hand.
#[tokio::test]
async fn promotions_go_to_the_api_that_has_a_place_for_them() {
    let shop = Shop::new("api-promotions", [lamp(), item("mug", 1_250)]);
    *shop.shelf.promotions.lock().expect("the promotions") = vec![promotion()];
    let platform = platform(&shop);
    let open_ai = || {
        let client = client(Arc::clone(&platform) as _).speaking(FeedApi::OpenAi);
        ApiSink::new(client.with_clock(Arc::clone(&shop.time.clock) as _))
    };
    let publisher = shop.publisher(open_ai().layout(), open_ai());
    rows(publisher.publish("us").await);
    let calls = platform.calls();
    let paths: Vec<String> = calls.iter().map(|call| format!("{} {}", call.method, call.path.join("/"))).collect();
    assert_eq!(
        paths,
        ["POST product_feeds", "PATCH product_feeds/feed_1/products", "PATCH product_feeds/feed_1/promotions"]
    );
    for call in &calls {
        let header = |name: &str| call.headers[name].to_str().expect("text").to_owned();
        assert_eq!(header("api-version"), "2025-09-12");
        assert_eq!(header("timestamp"), "2026-11-24T12:00:00Z");
        assert_eq!(header("accept-language"), "en-US");
        assert_eq!(header("authorization"), "Bearer sk_feed");
        assert!(header("user-agent").starts_with("agentic-commerce/"));
        assert!(!header("request-id").is_empty() && !header("idempotency-key").is_empty());
    }
    let requests: std::collections::BTreeSet<_> = calls.iter().map(|call| call.headers["request-id"].clone()).collect();
    assert_eq!(requests.len(), 3);
    // `limited_stock` is a word of the open protocol alone.
    assert_eq!(calls[1].body["products"][0]["variants"][1]["availability"]["status"], "in_stock");
    assert_eq!(
        calls[2].body,
        json!([{
            "id": "lamps",
            "title": "Lamps for less",
            "description": { "plain": "Until the end of the month." },
            "status": "active",
            "active_period": { "start_time": "2026-11-24T12:00:00Z", "end_time": "2026-12-01T00:00:00Z" },
            "benefits": [
                { "type": "percent_off", "percent_off": 12.5 },
                { "type": "amount_off", "amount_off": { "amount": 500, "currency": "USD" } },
                { "type": "free_shipping" }
            ],
            "applies_to": [
                { "product_id": "LAMP-7", "variant_ids": ["LAMP-7-BRASS"] },
                { "product_id": "mug" }
            ],
            "url": "https://shop.example/lamps"
        }])
    );
    let read = client(Arc::clone(&platform) as _).speaking(FeedApi::OpenAi).promotions("feed_1").await;
    assert_eq!(read.expect("the promotions"), [promotion()]);

    // A change of the promotions alone is one, and tells nothing else; they are told no more than once.
    let known = platform.calls().len();
    shop.shelf.promotions.lock().expect("the promotions")[0].status = Some(PromotionStatus::Disabled);
    rows(publisher.publish("us").await);
    shop.shelf.set([lamp(), item("mug", 1_150)]);
    rows(publisher.publish("us").await);
    let paths: Vec<String> = platform.calls()[known..].iter().map(|call| call.path[2].clone()).collect();
    assert_eq!(paths, ["promotions", "products"]);

    // The open protocol has no such call.
    let open = client(Arc::clone(&platform) as _);
    for error in [
        open.promotions("feed_1").await.expect_err("none"),
        open.upsert_promotions("feed_1", &[promotion()], "key").await.expect_err("none"),
    ] {
        assert!(matches!(error, FeedApiError::Unknown { what: "promotions" }), "{error}");
    }
}

#[tokio::test]
async fn a_promotion_that_cannot_be_is_refused_before_anything_is_sent() {
    let shop = Shop::new("api-promise", [item("a", 100)]);
    let platform = platform(&shop);
    let client = client(Arc::clone(&platform) as _).speaking(FeedApi::OpenAi);
    let wrong = |change: fn(&mut Promotion)| {
        let mut promotion = promotion();
        change(&mut promotion);
        promotion
    };
    for (what, promotion) in [
        ("an id", wrong(|promotion| promotion.id.clear())),
        ("a title", wrong(|promotion| promotion.title.clear())),
        ("a benefit", wrong(|promotion| promotion.benefits.clear())),
        ("begin", wrong(|promotion| promotion.period.1 = promotion.period.0)),
        ("below zero", wrong(|promotion| promotion.benefits = vec![Benefit::AmountOff(money(-1, "usd"))])),
        ("100 percent", wrong(|promotion| promotion.benefits = vec![Benefit::PercentOff(10_001)])),
    ] {
        let error = client.upsert_promotions("feed_1", &[promotion], "key").await.expect_err(what);
        assert!(matches!(error, FeedApiError::Promotion { .. }) && error.to_string().contains(what), "{error}");
    }
    assert!(platform.calls().is_empty());
}

#[test]
fn the_api_takes_its_own_products() {
    let clock = Arc::new(ManualClock::at(noon()));
    let platform = Arc::new(FeedPlatform::new("sk_feed", clock));
    let shop = Shop::new("api-layout", []);
    for (layout, taken) in [
        (acp(), true),
        (acp().with_shards(3), true),
        (Layout::new(Format::OpenAi, Revision::D), false),
        (Layout::new(Format::Jsonl, Revision::D), false),
    ] {
        let feed = agentic_commerce::feed::Feed::new(
            "us",
            Arc::clone(&shop.shelf),
            super::info(),
            layout.clone(),
            sink(&platform),
        );
        let added = agentic_commerce::feed::Publisher::new(&shop.work.0, Arc::clone(&shop.time) as _).with_feed(feed);
        assert_eq!(added.is_ok(), taken, "{layout:?}");
    }
    assert!(!format!("{:?}", sink(&platform)).contains("sk_feed"));
}
