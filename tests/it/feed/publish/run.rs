//! Runs: what is pushed, when, and what becomes of errors.

use std::fs;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use agentic_commerce::feed::{
    Feed, FeedApiError, FeedSink, Format, Layout, PublishError, Published, Publisher, Push, Retry, Revision, Schedule,
    SinkError,
};
use agentic_commerce::types::Clock;
use async_trait::async_trait;
use futures_util::FutureExt as _;
use http::StatusCode;
use tokio::sync::{Notify, oneshot};

use super::super::shop::{info, lamp, money};
use super::{Diary, Recorder, Shelf, Shop, VirtualTime, item, jsonl, noon, rows};

fn away() -> SinkError {
    SinkError::other("the server is away", true)
}

#[tokio::test]
async fn a_feed_that_has_not_changed_goes_nowhere() {
    let shop = Shop::new("unchanged", [item("a", 100), item("b", 200), item("c", 300)]);
    let (sink, diary) = (Recorder::default(), Diary::default());
    let publisher = shop.publisher(jsonl(), sink.clone()).watched(diary.watch());
    assert_eq!(rows(publisher.publish("us").await), 3);
    assert_eq!(publisher.publish("us").await.expect("a run"), Published::Unchanged);
    assert_eq!(
        diary.lines(),
        [
            "us began",
            "us written 2",
            "us written 3",
            "us pushed 3",
            "us began",
            "us written 2",
            "us written 3",
            "us unchanged"
        ]
    );
    assert_eq!(sink.pushes().len(), 1);
    assert_eq!(sink.pushes()[0].lines().count(), 3);
    assert!(sink.pushes()[0].contains(r#""item_id":"b""#));

    shop.shelf.set([item("a", 100), item("b", 250), item("c", 300)]);
    assert_eq!(rows(publisher.publish("us").await), 3);
    // Another process goes on from there.
    let another = shop.publisher(jsonl(), sink.clone());
    assert_eq!(another.publish("us").await.expect("a run"), Published::Unchanged);
    assert_eq!(sink.pushes().len(), 2);
    // Of another place nothing is known.
    sink.0.lock().expect("the recorder").target = "elsewhere".to_owned();
    assert_eq!(rows(another.publish("us").await), 3);
    // And another way to write it is another feed.
    let csv = shop.publisher(Layout::new(Format::Csv, Revision::D), Void);
    assert_eq!(rows(csv.publish("us").await), 3);
}

/// A sink that takes everything and keeps nothing.
#[derive(Debug)]
struct Void;

#[async_trait]
impl FeedSink for Void {
    fn target(&self) -> String {
        "elsewhere".to_owned()
    }

    async fn push(&self, _: &mut Push<'_>) -> Result<(), SinkError> {
        Ok(())
    }
}

#[tokio::test]
async fn a_catalog_that_breaks_off_is_not_published() {
    let shop = Shop::new("broken", [item("a", 100), item("b", 200), item("c", 300)]);
    let sink = Recorder::default();
    let publisher = shop.publisher(jsonl(), sink.clone());
    shop.shelf.breaks_after(Some(1));
    let error = publisher.publish("us").await.expect_err("half a catalog");
    assert!(matches!(error, PublishError::Feed(_)) && error.is_retryable(), "{error:?}");
    assert!(sink.pushes().is_empty());
    // Nor one with an offer that cannot be.
    shop.shelf.breaks_after(None);
    shop.shelf.set([item("a", 100), item("b", -1)]);
    let error = publisher.publish("us").await.expect_err("a price below zero");
    assert!(!error.is_retryable(), "{error:?}");
    assert!(sink.pushes().is_empty());
    shop.shelf.set([item("a", 100)]);
    assert_eq!(rows(publisher.publish("us").await), 1);
}

// A push that failed may have left something: then even the old feed has to go out again.
#[tokio::test]
async fn after_a_failed_push_nothing_counts_as_published() {
    let shop = Shop::new("half", [item("a", 100)]);
    let sink = Recorder::default();
    let publisher = shop.publisher(jsonl(), sink.clone());
    rows(publisher.publish("us").await);
    shop.shelf.set([item("a", 150)]);
    sink.fails_with(away());
    publisher.publish("us").await.expect_err("the server is away");
    shop.shelf.set([item("a", 100)]);
    assert_eq!(rows(publisher.publish("us").await), 1);
    let pushes = sink.pushes();
    assert_eq!(pushes.len(), 2);
    assert_eq!(pushes[0], pushes[1]);
}

#[tokio::test]
async fn a_run_that_fails_is_tried_again_and_the_others_go_on() {
    let time = VirtualTime::new(2);
    let work = super::Folder::new("work-again");
    let (good, flaky, diary) = (Recorder::default(), Recorder::default(), Diary::default());
    // Three failures, then it works; the wait after the first is 15 to 30 seconds, after the second 30 to 60, …
    for _ in 0..3 {
        flaky.fails_with(away());
    }
    let feed = |name: &str, sink: &Recorder| {
        Feed::new(name, Shelf::of([item("a", 100)]), info(), jsonl(), sink.clone())
            .on(Schedule::default().with_jitter(Duration::ZERO))
    };
    let publisher = Publisher::new(&work.0, Arc::clone(&time) as _)
        .with_clock(Arc::clone(&time.clock) as _)
        .with_feed(feed("flaky", &flaky))
        .and_then(|publisher| publisher.with_feed(feed("good", &good)))
        .expect("two feeds");
    let (end, ended) = oneshot::channel::<()>();
    let end = Mutex::new(Some(end));
    let (watch, runs) = (diary.watch(), Mutex::new(0));
    let publisher = publisher.watched(move |feed, step| {
        watch(feed, step);
        if let agentic_commerce::feed::Step::Ended(_) = step {
            let mut runs = runs.lock().expect("a count");
            *runs += 1;
            // At noon, at a quarter past and at half past, each of both.
            if *runs == 6 {
                drop(end.lock().expect("the end").take());
            }
        }
    });
    publisher.run(ended.map(drop)).await;

    let lines = diary.lines();
    let of = |feed: &str| -> Vec<String> {
        let ends = lines.iter().filter(|line| line.starts_with(feed));
        ends.filter(|line| !line.contains("began") && !line.contains("written")).cloned().collect()
    };
    assert_eq!(of("good"), ["good pushed 1", "good unchanged", "good unchanged"]);
    let failed = "flaky failed: the feed cannot be pushed, again";
    assert_eq!(of("flaky"), [failed, failed, failed, "flaky pushed 1", "flaky unchanged", "flaky unchanged"]);
    assert_eq!(good.times(), [noon()]);
    let late = flaky.times()[0].distance(noon());
    assert!((Duration::from_secs(105)..=Duration::from_secs(210)).contains(&late), "{late:?}");
    assert_eq!(time.clock.now().distance(noon()), Duration::from_secs(30 * 60));
}

#[tokio::test]
async fn what_does_not_pass_waits_for_the_next_turn() {
    let shop = Shop::new("turn", [item("a", 100)]);
    let (sink, diary) = (Recorder::default(), Diary::default());
    let not_found = || {
        SinkError::Api(FeedApiError::Refused {
            status: StatusCode::FORBIDDEN,
            code: String::new(),
            message: String::new(),
            retry_after: None,
        })
    };
    // A retry that would come after the next turn is none: 15 to 30 seconds are longer than the 10 of the schedule.
    sink.fails_with(not_found());
    sink.fails_with(away());
    let feed = Feed::new("us", Arc::clone(&shop.shelf), info(), jsonl(), sink.clone());
    let feed = feed.on("10s".parse::<Schedule>().expect("a schedule").with_jitter(Duration::ZERO));
    let (end, ended) = oneshot::channel::<()>();
    let (end, watch) = (Mutex::new(Some(end)), diary.watch());
    let publisher = shop.publisher_of(feed).watched(move |feed, step| {
        watch(feed, step);
        if let agentic_commerce::feed::Step::Ended(_) = step {
            drop(end.lock().expect("the end").take());
        }
    });
    publisher.run(ended.map(drop)).await;
    let ends: Vec<String> = diary.lines().into_iter().filter(|line| line.contains("failed")).collect();
    assert_eq!(ends, ["us failed: the feed cannot be pushed, later"; 2]);
    assert_eq!(sink.times(), [noon().saturating_add(Duration::from_secs(20))]);
    assert_eq!(shop.time.slept(), [Duration::from_secs(10); 2]);
}

#[tokio::test]
async fn a_cron_expression_waits_for_its_time() {
    let shop = Shop::new("cron", [item("a", 100)]);
    let sink = Recorder::default();
    let feed = Feed::new("us", Arc::clone(&shop.shelf), info(), jsonl(), sink.clone());
    let nightly = Schedule::cron("30 3 * * *").expect("a schedule").with_jitter(Duration::ZERO);
    let (end, ended) = oneshot::channel::<()>();
    let end = Mutex::new(Some(end));
    let publisher = shop.publisher_of(feed.on(nightly)).watched(move |_, step| {
        if let agentic_commerce::feed::Step::Ended(_) = step {
            drop(end.lock().expect("the end").take());
        }
    });
    publisher.run(ended.map(drop)).await;
    assert_eq!(sink.times()[0].to_string(), "2026-11-25T03:30:00Z");
}

#[tokio::test]
async fn a_stop_that_came_first_publishes_nothing() {
    let shop = Shop::new("stop", [item("a", 100)]);
    let sink = Recorder::default();
    shop.publisher(jsonl(), sink.clone()).run(std::future::ready(())).await;
    assert!(sink.pushes().is_empty());
}

/// A sink that waits until it is let go on.
#[derive(Debug, Clone, Default)]
struct Gate(Arc<Notify>);

#[async_trait]
impl FeedSink for Gate {
    fn target(&self) -> String {
        "gate".to_owned()
    }

    async fn push(&self, _: &mut Push<'_>) -> Result<(), SinkError> {
        self.0.notified().await;
        Ok(())
    }
}

#[tokio::test]
async fn runs_of_one_feed_do_not_overlap() {
    let shop = Shop::new("overlap", [item("a", 100)]);
    let gate = Gate::default();
    let publisher = shop.publisher(jsonl(), gate.clone());
    let another = shop.publisher(jsonl(), gate.clone());
    let mut first = Box::pin(publisher.publish("us"));
    assert!(first.as_mut().now_or_never().is_none(), "it waits at the gate");
    assert_eq!(publisher.publish("us").await.expect("a run"), Published::Busy);
    assert_eq!(another.publish("us").await.expect("a run"), Published::Busy);
    gate.0.notify_one();
    assert_eq!(rows(first.await), 1);
    assert_eq!(another.publish("us").await.expect("a run"), Published::Unchanged);
}

// A run that was dropped in the middle of its push leaves the folder free, and nothing published.
#[tokio::test]
async fn a_run_that_was_dropped_is_made_up_for() {
    let shop = Shop::new("dropped", [item("a", 100)]);
    let gate = Gate::default();
    let publisher = shop.publisher(jsonl(), gate.clone());
    assert!(publisher.publish("us").now_or_never().is_none(), "it waits at the gate");
    gate.0.notify_one();
    assert_eq!(rows(publisher.publish("us").await), 1);
}

// ACP-FEED-20: a feed for each market and currency, from one catalog.
#[tokio::test]
async fn each_market_gets_what_is_sold_there() {
    let mut lamp = lamp();
    lamp.variants[1].price = money(4_100, "eur");
    let shelf = Shelf::of([lamp, item("mug", 1_250)]);
    let (work, time) = (super::Folder::new("work-markets"), VirtualTime::new(3));
    let mut publisher = Publisher::new(&work.0, Arc::clone(&time) as _).with_clock(Arc::clone(&time.clock) as _);
    let mut sinks = Vec::new();
    for (name, country, code) in [("us", "US", "usd"), ("de", "DE", "eur"), ("jp", "JP", "jpy")] {
        let mut info = info();
        info.target_countries = vec![country.to_owned()];
        let sink = Recorder::default();
        let feed =
            Feed::new(name, Arc::clone(&shelf), info, jsonl(), sink.clone()).in_currency(money(0, code).currency);
        publisher = publisher.with_feed(feed).expect("a feed");
        sinks.push(sink);
    }
    let ends = publisher.publish_all().await;
    let rows: Vec<u64> = ends.into_iter().map(|(_, published)| rows(published)).collect();
    assert_eq!(rows, [2, 1, 0]);
    let ids = |sink: &Recorder| -> Vec<String> {
        let lines = sink.pushes().concat();
        let rows = lines.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"));
        rows.map(|row| format!("{} {}", row["item_id"].as_str().expect("an id"), row["target_countries"])).collect()
    };
    assert_eq!(ids(&sinks[0]), [r#"LAMP-7-BRASS ["US"]"#, r#"mug ["US"]"#]);
    assert_eq!(ids(&sinks[1]), [r#"LAMP-7-STEEL ["DE"]"#]);
}

#[tokio::test]
async fn a_catalog_that_shrinks_is_told_of() {
    let shop = Shop::new("shrunk", (0..10).map(|number| item(&format!("i{number}"), 100)));
    let diary = Diary::default();
    let publisher = shop.publisher(jsonl(), Recorder::default()).watched(diary.watch());
    rows(publisher.publish("us").await);
    shop.shelf.set((0..5).map(|number| item(&format!("i{number}"), 100)));
    rows(publisher.publish("us").await);
    assert!(!diary.lines().iter().any(|line| line.contains("shrunk")), "half is no surprise");
    shop.shelf.set([item("i0", 100)]);
    rows(publisher.publish("us").await);
    assert_eq!(diary.lines().iter().filter(|line| line.contains("shrunk")).collect::<Vec<_>>(), ["us shrunk 5 1"]);
}

#[tokio::test]
async fn feeds_have_names_of_their_own() {
    let (work, time) = (super::Folder::new("work-names"), VirtualTime::new(1));
    let feed = |name: &str| Feed::new(name, Shelf::of([]), info(), jsonl(), Recorder::default());
    let publisher = || Publisher::new(&work.0, Arc::clone(&time) as _);
    for name in ["", ".", "..", ".hidden", "a/b", "a\\b", "ü", "a b", "a\0"] {
        assert!(matches!(publisher().with_feed(feed(name)), Err(PublishError::Name(_))), "{name:?}");
    }
    let twice = publisher().with_feed(feed("us-1.usd_x")).and_then(|publisher| publisher.with_feed(feed("us-1.usd_x")));
    assert!(matches!(twice, Err(PublishError::NameTaken(_))));
    assert!(matches!(publisher().publish("us").await, Err(PublishError::NoSuchFeed(_))));
}

#[tokio::test]
async fn notes_that_are_none_are_not_taken_for_none() {
    let shop = Shop::new("notes", [item("a", 100)]);
    let publisher = shop.publisher(jsonl(), Recorder::default());
    rows(publisher.publish("us").await);
    fs::write(shop.work.0.join("us/published.json"), "{").expect("written");
    let error = publisher.publish("us").await.expect_err("half a note");
    assert!(matches!(&error, PublishError::State { path, .. } if path.ends_with("us/published.json")), "{error}");
    fs::remove_file(shop.work.0.join("us/published.json")).expect("removed");
    assert_eq!(rows(publisher.publish("us").await), 1);
}

#[tokio::test]
async fn a_run_is_tried_no_more_often_than_it_is_told() {
    let shop = Shop::new("often", [item("a", 100)]);
    let (sink, diary) = (Recorder::default(), Diary::default());
    for _ in 0..4 {
        sink.fails_with(away());
    }
    let mut retry = Retry::RUN;
    retry.attempts = 2;
    let feed = Feed::new("us", Arc::clone(&shop.shelf), info(), jsonl(), sink.clone());
    let (end, ended) = oneshot::channel::<()>();
    let (end, watch) = (Mutex::new(Some(end)), diary.watch());
    let publisher = shop.publisher_of(feed).with_retry(retry).watched(move |feed, step| {
        watch(feed, step);
        if let agentic_commerce::feed::Step::Ended(_) = step {
            drop(end.lock().expect("the end").take());
        }
    });
    publisher.run(ended.map(drop)).await;
    let ends: Vec<String> = diary.lines().into_iter().filter(|line| line.contains("failed")).collect();
    let ends: Vec<&str> = ends.iter().map(|line| line.rsplit(' ').next().expect("a word")).collect();
    assert_eq!(ends, ["again", "later", "again", "later"]);
    // At the third turn, half past noon, put off by the jitter of at most 30 seconds.
    let late = sink.times()[0].distance(noon()).as_secs();
    assert!((1_800..=1_830).contains(&late), "{late}");
}
