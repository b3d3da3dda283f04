//! The publisher: feeds on schedule, to where they belong.

mod api;
mod cron;
mod directory;
mod error;
mod feed;
mod held;
mod https;
mod memory;
mod retry;
mod run;
mod schedule;
#[cfg(feature = "sftp")]
mod sftp;
mod sink;
mod state;
mod timer;

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::{Either, Shared, join_all, select};

use crate::types::{Clock, SystemClock, Timestamp};

pub use api::ApiSink;
pub use directory::DirectorySink;
pub use error::{PublishError, SinkError};
pub use feed::Feed;
pub use https::HttpsSink;
pub use memory::{HeldFile, MemorySink};
pub use retry::Retry;
pub use schedule::{Schedule, ScheduleError};
#[cfg(feature = "sftp")]
pub use sftp::SftpSink;
pub use sink::{FeedSink, Push, Receipt, Snapshot, SnapshotFile};
pub use timer::Timer;
#[cfg(feature = "tokio")]
pub use timer::TokioTimer;

/// Publishes feeds on schedule.
///
/// A run writes the feed into the publisher's own folder, and only when all of it is written does it go where it belongs; a
/// feed that is the same as last time goes nowhere. Runs of one feed never overlap, not even those of two processes with
/// one folder. What fails is tried again, and the other feeds go on.
///
/// Files are read and written where the publisher is polled: give it a task of its own, or a thread.
///
/// ```
/// # #[cfg(feature = "tokio")]
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use std::sync::Arc;
/// use agentic_commerce::feed::{
///     DirectorySink, Feed, FeedInfo, Format, Layout, Published, Publisher, Revision, Step, TokioTimer,
/// };
/// use agentic_commerce::model::{Product, Seller, Variant};
/// use agentic_commerce::types::{Currency, Money};
///
/// # let root = std::env::temp_dir().join(format!("feed-publish-{}", std::process::id()));
/// let usd = Currency::new("usd")?;
/// let mug = Product::new("mug", "Mug").with_variant(Variant::new("mug", "Mug", Money::new(1_250, usd)));
/// let catalog = Arc::new(vec![mug]); // yours reads the database
///
/// let info = FeedInfo::new(Seller::new("Helio Store")).with_target_country("US");
/// let layout = Layout::new(Format::Jsonl, Revision::D);
/// let feed = Feed::new("us", catalog, info, layout, DirectorySink::new(root.join("public")))
///     .in_currency(usd)
///     .on("15m".parse()?);
/// let publisher = Publisher::new(root.join("work"), Arc::new(TokioTimer::default()))
///     .with_feed(feed)?
///     .watched(|feed, step| {
///         if let Step::Sent { done, of } = step {
///             println!("{feed}: {done} of {of} bytes");
///         }
///     });
///
/// let published = publisher.publish("us").await?;
/// assert!(matches!(published, Published::Pushed { rows: 1, .. }));
/// assert!(root.join("public/products.jsonl.gz").exists());
/// assert!(matches!(publisher.publish("us").await?, Published::Unchanged));
/// // Or for ever: publisher.run(stop).await
/// # std::fs::remove_dir_all(&root)?;
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "tokio"))]
/// # fn main() {}
/// ```
pub struct Publisher {
    work: PathBuf,
    feeds: Vec<Feed>,
    timer: Arc<dyn Timer>,
    clock: Arc<dyn Clock>,
    retry: Retry,
    watch: Box<Watch>,
}

/// Who is told the name of a feed and what happens to it.
type Watch = dyn Fn(&str, &Step<'_>) + Send + Sync;

/// What happens to a feed, as it happens.
#[derive(Debug)]
#[non_exhaustive]
pub enum Step<'a> {
    /// A run begins.
    Began,
    /// So many products of the catalog are written.
    Written {
        /// Products so far.
        products: u64,
    },
    /// There are less than half as many rows as last time. It goes out all the same: what is missing may be meant so.
    Shrunk {
        /// Rows that were published last.
        before: u64,
        /// Rows now.
        rows: u64,
    },
    /// So much has arrived: bytes of files, or products of a Feed API.
    Sent {
        /// So far.
        done: u64,
        /// Of how much.
        of: u64,
    },
    /// A request failed and is made again.
    Waiting {
        /// Why.
        error: &'a SinkError,
        /// After how long.
        wait: Duration,
    },
    /// A run has ended well.
    Ended(&'a Published),
    /// A run has failed.
    Failed {
        /// Why.
        error: &'a PublishError,
        /// After how long it is tried again; at its next turn if nothing is said.
        again: Option<Duration>,
    },
}

/// How a run has ended well.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Published {
    /// The feed is where it belongs.
    Pushed {
        /// Rows, or products of a nested format.
        rows: u64,
        /// Bytes of its files.
        bytes: u64,
    },
    /// It is the same as last time, and was not pushed.
    Unchanged,
    /// Another run of the feed is on its way.
    Busy,
}

impl Publisher {
    /// A publisher without feeds, by the machine's clock. The folder is its own: what it writes before it is pushed, and what
    /// it has to remember. Keep it from process to process.
    #[must_use]
    pub fn new(work: impl Into<PathBuf>, timer: Arc<dyn Timer>) -> Self {
        Self {
            work: work.into(),
            feeds: Vec::new(),
            timer,
            clock: Arc::new(SystemClock::default()),
            retry: Retry::RUN,
            watch: Box::new(|_, _| {}),
        }
    }

    /// The same publisher with one more feed.
    ///
    /// # Errors
    ///
    /// [`PublishError::Name`], [`PublishError::NameTaken`], and [`SinkError::NotTaken`] for a layout that does not go where
    /// the feed goes.
    pub fn with_feed(mut self, feed: Feed) -> Result<Self, PublishError> {
        let good = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        if feed.name.is_empty() || feed.name.starts_with('.') || !feed.name.bytes().all(good) {
            return Err(PublishError::Name(feed.name));
        }
        if self.feeds.iter().any(|other| other.name == feed.name) {
            return Err(PublishError::NameTaken(feed.name));
        }
        feed.sink.check(&feed.layout)?;
        self.feeds.push(feed);
        Ok(self)
    }

    /// The same publisher by another clock.
    #[must_use]
    pub fn with_clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// The same publisher, which tries a run that failed as often as that before it waits for the next turn.
    #[must_use]
    pub const fn with_retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// The same publisher, which tells what happens: the name of the feed, and what it is.
    #[must_use]
    pub fn watched(mut self, watch: impl Fn(&str, &Step<'_>) + Send + Sync + 'static) -> Self {
        self.watch = Box::new(watch);
        self
    }

    /// Its feeds.
    #[must_use]
    pub fn feeds(&self) -> &[Feed] {
        &self.feeds
    }

    /// Publishes one feed now, whatever its schedule says, and once.
    ///
    /// # Errors
    ///
    /// [`PublishError`]: what was there before still is.
    pub async fn publish(&self, name: &str) -> Result<Published, PublishError> {
        let feed = self.feeds.iter().find(|feed| feed.name == name);
        let feed = feed.ok_or_else(|| PublishError::NoSuchFeed(name.to_owned()))?;
        let published = self.run_once(feed).await;
        self.tell(feed, &published, None);
        published
    }

    /// Publishes every feed now, side by side, and says how each has ended.
    pub async fn publish_all(&self) -> Vec<(String, Result<Published, PublishError>)> {
        let runs = self.feeds.iter().map(|feed| async { (feed.name.clone(), self.publish(&feed.name).await) });
        join_all(runs).await
    }

    /// Publishes every feed on its schedule until `stop` is ready; then finishes what is on its way.
    ///
    /// What fails and may pass is tried again after growing waits, at the latest at the next turn. Whoever drops this future
    /// instead loses nothing: what was not wholly pushed is pushed again.
    pub async fn run(&self, stop: impl Future<Output = ()> + Send) {
        let stop = stop.shared();
        join_all(self.feeds.iter().map(|feed| self.keep(feed, stop.clone()))).await;
    }

    async fn keep<F: Future<Output = ()> + Send>(&self, feed: &Feed, stop: Shared<F>) {
        let schedule = &feed.schedule;
        let Some(mut turn) = schedule.first(self.clock.now()) else { return };
        let mut due = turn;
        loop {
            if !self.wait_until(due, &stop).await {
                return;
            }
            let mut attempt = 1;
            loop {
                let published = self.run_once(feed).await;
                let next = schedule.turn_after(turn, self.clock.now());
                let again = self.again(&published, feed, attempt, next);
                self.tell(feed, &published, again);
                let Some(wait) = again else { break };
                attempt += 1;
                if !self.wait_until(self.clock.now().saturating_add(wait), &stop).await {
                    return;
                }
            }
            let Some(next) = schedule.turn_after(turn, self.clock.now()) else { return };
            turn = next;
            due = turn.saturating_add(schedule.jitter(&feed.name, turn));
        }
    }

    /// How long after a failure to try again, if not at the next turn.
    fn again(
        &self,
        published: &Result<Published, PublishError>,
        feed: &Feed,
        attempt: u32,
        next: Option<Timestamp>,
    ) -> Option<Duration> {
        let wait = self.retry.wait(&feed.name, attempt, None);
        let wait = wait.filter(|_| published.as_ref().is_err_and(PublishError::is_retryable))?;
        next.is_none_or(|next| self.clock.now().saturating_add(wait) < next).then_some(wait)
    }

    /// Whether the time came before the stop.
    async fn wait_until<F: Future<Output = ()> + Send>(&self, time: Timestamp, stop: &Shared<F>) -> bool {
        loop {
            if stop.peek().is_some() {
                return false;
            }
            let now = self.clock.now();
            if time <= now {
                // A stop that nobody has polled yet is one all the same.
                return stop.clone().now_or_never().is_none();
            }
            if let Either::Left(_) = select(stop.clone(), self.timer.sleep(time.distance(now))).await {
                return false;
            }
        }
    }

    fn tell(&self, feed: &Feed, published: &Result<Published, PublishError>, again: Option<Duration>) {
        match published {
            Ok(published) => {
                crate::log::feed_published(&feed.name, published.as_str());
                (self.watch)(&feed.name, &Step::Ended(published));
            }
            Err(error) => {
                crate::log::feed_not_published(&feed.name, error);
                (self.watch)(&feed.name, &Step::Failed { error, again });
            }
        }
    }
}

impl Published {
    const fn as_str(&self) -> &'static str {
        match self {
            Self::Pushed { .. } => "pushed",
            Self::Unchanged => "unchanged",
            Self::Busy => "busy",
        }
    }
}

impl fmt::Debug for Publisher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Publisher")
            .field("work", &self.work)
            .field("feeds", &self.feeds)
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}
