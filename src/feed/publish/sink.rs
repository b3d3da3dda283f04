//! Where a feed goes.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::error::SinkError;
use super::retry::Retry;
use super::{Step, Timer};
use crate::feed::Layout;
use crate::model::Promotion;
use crate::types::{Clock, Timestamp};

/// What describes a feed of the open protocol, beside its products.
pub(super) const METADATA: &str = "metadata.json";

/// Where a feed goes: a directory, a server, a Feed API, or a place of the merchant's own.
///
/// A sink gets a feed only when all of it is written, and leaves no part of a file where a reader could take it for the
/// whole. What it has done it notes in the [`Receipt`], step by step: a push that broke off goes on from there.
///
/// ```
/// use agentic_commerce::feed::{FeedSink, Layout, Push, SinkError};
/// use async_trait::async_trait;
///
/// /// Tells how large the feed is, and keeps nothing.
/// #[derive(Debug)]
/// struct Scales;
///
/// #[async_trait]
/// impl FeedSink for Scales {
///     fn target(&self) -> String {
///         "the scales".to_owned()
///     }
///
///     async fn push(&self, push: &mut Push<'_>) -> Result<(), SinkError> {
///         let bytes: u64 = push.snapshot.files.iter().map(|file| file.bytes).sum();
///         println!("{bytes} bytes");
///         Ok(())
///     }
/// }
/// ```
#[async_trait]
pub trait FeedSink: fmt::Debug + Send + Sync + 'static {
    /// Where it goes, without secrets: what people read, and what tells a new place from the old one.
    fn target(&self) -> String;

    /// Refuses layouts that do not go there.
    ///
    /// # Errors
    ///
    /// [`SinkError::NotTaken`].
    fn check(&self, layout: &Layout) -> Result<(), SinkError> {
        let _ = layout;
        Ok(())
    }

    /// Whether what was pushed last is still there, as far as can be told without asking far: a directory may have been
    /// emptied, memory is lost with its process. If not, it is pushed again.
    fn holds(&self, receipt: &Receipt) -> bool {
        let _ = receipt;
        true
    }

    /// Takes a feed there. On an error what was there before still is, but for whole files that have arrived.
    ///
    /// # Errors
    ///
    /// [`SinkError`].
    async fn push(&self, push: &mut Push<'_>) -> Result<(), SinkError>;
}

/// One feed on its way to a sink.
#[non_exhaustive]
pub struct Push<'a> {
    /// What to take there.
    pub snapshot: &'a Snapshot,
    /// What the sink has done there, now and before.
    pub receipt: &'a mut Receipt,
    /// A folder of the sink's own that stays from push to push.
    pub folder: &'a Path,
    pub(super) timer: &'a dyn Timer,
    pub(super) clock: &'a dyn Clock,
    pub(super) on: &'a (dyn Fn(&Step<'_>) + Send + Sync),
}

impl Push<'_> {
    /// The time now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Tells how much has arrived, of how much: bytes, or products.
    pub fn sent(&self, done: u64, of: u64) {
        (self.on)(&Step::Sent { done, of });
    }

    /// Waits before an attempt is made again, or gives the error back when it must not be.
    ///
    /// # Errors
    ///
    /// The error, if it is none that passes or it was the last attempt.
    pub async fn again(&self, retry: &Retry, attempt: u32, error: SinkError) -> Result<(), SinkError> {
        let asked = error.retry_after();
        let wait = retry.wait(&self.snapshot.id, attempt, asked).filter(|_| error.is_retryable());
        let Some(wait) = wait else { return Err(error) };
        (self.on)(&Step::Waiting { error: &error, wait });
        self.timer.sleep(wait).await;
        Ok(())
    }
}

impl fmt::Debug for Push<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Push").field("snapshot", &self.snapshot).field("receipt", &self.receipt).finish_non_exhaustive()
    }
}

/// A feed that is wholly written.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Snapshot {
    /// Tells this run from every other one of the feed.
    pub id: String,
    /// The name of the feed.
    pub feed: String,
    /// How it is laid out.
    pub layout: Layout,
    /// The country it is for: ISO 3166-1 alpha-2, upper case.
    pub country: Option<String>,
    /// Its files, in the order in which they should go: what describes the others comes last.
    pub files: Vec<SnapshotFile>,
    /// Its promotions.
    pub promotions: Vec<Promotion>,
}

impl Snapshot {
    /// The files that hold rows or products: all but `metadata.json`.
    pub fn products(&self) -> impl Iterator<Item = &SnapshotFile> {
        self.files.iter().filter(|file| file.name != METADATA)
    }

    /// Rows, or products of a nested format.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.files.iter().map(|file| file.rows).sum()
    }

    /// Bytes of all files.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }
}

/// A file of a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SnapshotFile {
    /// Its name at its destination.
    pub name: String,
    /// Where it lies now.
    pub path: PathBuf,
    /// Rows, or products of a nested format.
    pub rows: u64,
    /// Its length.
    pub bytes: u64,
    /// SHA-256 of its content, in hexadecimal digits.
    pub sha256: String,
}

impl SnapshotFile {
    /// Opens it.
    ///
    /// # Errors
    ///
    /// [`SinkError::Io`].
    pub fn open(&self) -> Result<File, SinkError> {
        File::open(&self.path).map_err(|source| self.broken(source))
    }

    /// Reads the whole of it.
    ///
    /// # Errors
    ///
    /// [`SinkError::Io`].
    pub fn read(&self) -> Result<Vec<u8>, SinkError> {
        fs::read(&self.path).map_err(|source| self.broken(source))
    }

    /// Its media type, by its name.
    #[must_use]
    pub fn content_type(&self) -> &'static str {
        content_type(&self.name)
    }

    pub(super) fn broken(&self, source: io::Error) -> SinkError {
        SinkError::Io { name: self.name.clone(), source }
    }
}

/// The media type that the name of a file says.
pub(super) fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "gz" => "application/gzip",
        "csv" => "text/csv; charset=utf-8",
        "tsv" => "text/tab-separated-values; charset=utf-8",
        "jsonl" => "application/jsonl",
        "json" => "application/json",
        "xml" => "application/rss+xml",
        "parquet" => "application/vnd.apache.parquet",
        _ => "application/octet-stream",
    }
}

/// What a sink has done at its destination, from push to push.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Receipt {
    /// The files that are there, with the SHA-256 of their content.
    pub files: BTreeMap<String, String>,
    /// The feed that a Feed API has made for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feed_id: Option<String>,
    /// The ids that a Feed API gave to the changes of the last push (`feed_update_id`), in their order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub update_ids: Vec<String>,
    /// SHA-256 of the promotions that a Feed API took last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub promotions: Option<String>,
}

impl Receipt {
    /// Whether that file is there already.
    #[must_use]
    pub fn has(&self, file: &SnapshotFile) -> bool {
        self.files.get(&file.name) == Some(&file.sha256)
    }

    /// Notes that a file has arrived.
    pub fn note(&mut self, file: &SnapshotFile) {
        self.files.insert(file.name.clone(), file.sha256.clone());
    }
}
