//! The publisher, by a clock that moves only when everybody waits.

mod directory;
mod https;
mod platform;
mod run;
mod served;
mod sftp;

use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use agentic_commerce::feed::{
    CatalogSource, Feed, FeedSink, Format, Layout, Page, PublishError, Published, Publisher, Push, Revision, SinkError,
    Step, Timer,
};
use agentic_commerce::model::{Product, Promotion, Variant};
use agentic_commerce::testing::ManualClock;
use agentic_commerce::types::{Clock, Timestamp};
use async_trait::async_trait;

use super::shop::{info, money};
use super::write::Folder;

/// Noon of the day that the tests play on.
fn noon() -> Timestamp {
    Timestamp::parse("2026-11-24T12:00:00Z").expect("a time")
}

/// Time that passes when all `parties` are waiting, up to the first of them that is due.
#[derive(Debug)]
struct VirtualTime {
    clock: Arc<ManualClock>,
    parties: usize,
    next: AtomicU64,
    sleepers: Arc<Mutex<BTreeMap<u64, (Timestamp, Waker)>>>,
    slept: Mutex<Vec<Duration>>,
}

impl VirtualTime {
    fn new(parties: usize) -> Arc<Self> {
        Arc::new(Self {
            clock: Arc::new(ManualClock::at(noon())),
            parties,
            next: AtomicU64::new(0),
            sleepers: Arc::default(),
            slept: Mutex::default(),
        })
    }

    fn slept(&self) -> Vec<Duration> {
        self.slept.lock().expect("the waits").clone()
    }
}

#[async_trait]
impl Timer for VirtualTime {
    async fn sleep(&self, span: Duration) {
        self.slept.lock().expect("the waits").push(span);
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        Sleep { time: self, id, until: self.clock.now().saturating_add(span) }.await;
    }
}

struct Sleep<'t> {
    time: &'t VirtualTime,
    id: u64,
    until: Timestamp,
}

impl Future for Sleep<'_> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut sleepers = self.time.sleepers.lock().expect("the sleepers");
        if self.time.clock.now() >= self.until {
            sleepers.remove(&self.id);
            return Poll::Ready(());
        }
        sleepers.insert(self.id, (self.until, context.waker().clone()));
        if sleepers.len() >= self.time.parties {
            let first = sleepers.values().map(|(until, _)| *until).min().expect("a sleeper");
            self.time.clock.advance(first.distance(self.time.clock.now()));
            sleepers.values().for_each(|(_, waker)| waker.wake_by_ref());
        }
        Poll::Pending
    }
}

impl Drop for Sleep<'_> {
    fn drop(&mut self) {
        self.time.sleepers.lock().expect("the sleepers").remove(&self.id);
    }
}

/// A catalog that tests change, two products a page.
#[derive(Debug, Default)]
struct Shelf {
    products: Mutex<Vec<Product>>,
    promotions: Mutex<Vec<Promotion>>,
    /// How many pages are read before one cannot be.
    broken_after: Mutex<Option<usize>>,
}

impl Shelf {
    fn of(products: impl IntoIterator<Item = Product>) -> Arc<Self> {
        Arc::new(Self { products: Mutex::new(products.into_iter().collect()), ..Self::default() })
    }

    fn set(&self, products: impl IntoIterator<Item = Product>) {
        *self.products.lock().expect("the products") = products.into_iter().collect();
    }

    fn breaks_after(&self, pages: Option<usize>) {
        *self.broken_after.lock().expect("the trouble") = pages;
    }
}

impl CatalogSource for Shelf {
    type Error = io::Error;

    async fn page(&self, after: Option<&str>) -> Result<Page, io::Error> {
        let start: usize = after.map_or(0, |mark| mark.parse().expect("a mark of ours"));
        if self.broken_after.lock().expect("the trouble").is_some_and(|pages| start / 2 >= pages) {
            return Err(io::Error::other("the database is away"));
        }
        let products = self.products.lock().expect("the products");
        let page: Vec<Product> = products.iter().skip(start).take(2).cloned().collect();
        let next = (start + 2 < products.len()).then(|| (start + 2).to_string());
        Ok(Page::new(page, next))
    }

    async fn promotions(&self) -> Result<Vec<Promotion>, io::Error> {
        Ok(self.promotions.lock().expect("the promotions").clone())
    }
}

/// A product of one variant, with its price in cents.
fn item(id: &str, minor: i64) -> Product {
    Product::new(id, id).with_variant(Variant::new(id, id, money(minor, "usd")))
}

fn jsonl() -> Layout {
    let mut layout = Layout::new(Format::Jsonl, Revision::D);
    layout.gzip = false;
    layout
}

/// A sink that keeps what it gets, and fails when it is told to.
#[derive(Debug, Clone, Default)]
struct Recorder(Arc<Mutex<Recorded>>);

#[derive(Debug, Default)]
struct Recorded {
    pushes: Vec<(Timestamp, String)>,
    failures: VecDeque<SinkError>,
    target: String,
}

impl Recorder {
    fn fails_with(&self, error: SinkError) {
        self.0.lock().expect("the recorder").failures.push_back(error);
    }

    /// What arrived: the files one after the other.
    fn pushes(&self) -> Vec<String> {
        self.0.lock().expect("the recorder").pushes.iter().map(|(_, text)| text.clone()).collect()
    }

    fn times(&self) -> Vec<Timestamp> {
        self.0.lock().expect("the recorder").pushes.iter().map(|(time, _)| *time).collect()
    }
}

#[async_trait]
impl FeedSink for Recorder {
    fn target(&self) -> String {
        self.0.lock().expect("the recorder").target.clone()
    }

    async fn push(&self, push: &mut Push<'_>) -> Result<(), SinkError> {
        let mut recorded = self.0.lock().expect("the recorder");
        if let Some(error) = recorded.failures.pop_front() {
            return Err(error);
        }
        let mut text = String::new();
        for file in &push.snapshot.files {
            text += &String::from_utf8(file.read()?).expect("UTF-8");
        }
        recorded.pushes.push((push.now(), text));
        Ok(())
    }
}

/// A publisher of one feed, in a folder.
struct Shop {
    work: Folder,
    time: Arc<VirtualTime>,
    shelf: Arc<Shelf>,
}

impl Shop {
    fn new(name: &str, products: impl IntoIterator<Item = Product>) -> Self {
        Self { work: Folder::new(&format!("work-{name}")), time: VirtualTime::new(1), shelf: Shelf::of(products) }
    }

    fn publisher(&self, layout: Layout, sink: impl FeedSink) -> Publisher {
        self.publisher_of(Feed::new("us", Arc::clone(&self.shelf), info(), layout, sink))
    }

    fn publisher_of(&self, feed: Feed) -> Publisher {
        Publisher::new(&self.work.0, Arc::clone(&self.time) as _)
            .with_clock(Arc::clone(&self.time.clock) as _)
            .with_feed(feed)
            .expect("a good feed")
    }
}

fn rows(published: Result<Published, PublishError>) -> u64 {
    match published.expect("published") {
        Published::Pushed { rows, .. } => rows,
        other => panic!("{other:?}"),
    }
}

/// What a publisher tells, as short words.
#[derive(Debug, Clone, Default)]
struct Diary(Arc<Mutex<Vec<String>>>);

impl Diary {
    fn watch(&self) -> impl Fn(&str, &Step<'_>) + Send + Sync + 'static {
        let lines = Arc::clone(&self.0);
        move |feed, step| {
            let line = match step {
                Step::Began => "began".to_owned(),
                Step::Written { products } => format!("written {products}"),
                Step::Shrunk { before, rows } => format!("shrunk {before} {rows}"),
                Step::Sent { done, of } => format!("sent {done}/{of}"),
                Step::Waiting { error, .. } => format!("waiting: {error}"),
                Step::Ended(Published::Pushed { rows, .. }) => format!("pushed {rows}"),
                Step::Ended(other) => format!("{other:?}").to_lowercase(),
                Step::Failed { error, again } => {
                    format!("failed: {error}, {}", if again.is_some() { "again" } else { "later" })
                }
                _ => "something".to_owned(),
            };
            lines.lock().expect("the diary").push(format!("{feed} {line}"));
        }
    }

    fn lines(&self) -> Vec<String> {
        self.0.lock().expect("the diary").clone()
    }
}
