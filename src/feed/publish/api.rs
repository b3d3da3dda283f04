//! A platform of the Feed API.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use async_trait::async_trait;
use sha2::{Digest, Sha256};

use super::error::SinkError;
use super::held::{self, Held, id_of};
use super::retry::Retry;
use super::sink::{FeedSink, Push};
use super::state::hex;
use crate::feed::api::promotions_body;
use crate::feed::{FeedApiError, FeedClient, Layout};

/// The key of the call that creates the feed, kept until it is known what has become of it.
const CREATION: &str = "creation";

/// Keeps a feed of a Feed API up to date: creates it if there is none yet, sends the products that are new or have changed,
/// in batches, marks those as discontinued that the catalog no longer has, and sends the promotions where the API has a
/// place for them.
///
/// The layout is that of the API's own products, plain and in one shard: [`ApiSink::layout`].
#[derive(Debug)]
pub struct ApiSink {
    client: FeedClient,
    feed: Option<String>,
    batch: usize,
    batch_bytes: usize,
    confirm: bool,
    retry: Retry,
}

impl ApiSink {
    /// A feed of that API. It is created by the first push.
    #[must_use]
    pub const fn new(client: FeedClient) -> Self {
        Self { client, feed: None, batch: 500, batch_bytes: 1024 * 1024, confirm: false, retry: Retry::REQUEST }
    }

    /// The same sink for a feed that is there already.
    #[must_use]
    pub fn with_feed(mut self, id: impl Into<String>) -> Self {
        self.feed = Some(id.into());
        self
    }

    /// The same sink with at most that many products in one call (500, and a mebibyte, if nothing is said), at least one.
    #[must_use]
    pub fn with_batch(mut self, products: usize) -> Self {
        self.batch = products.max(1);
        self
    }

    /// The same sink, which reads the products back after a push, and fails if one of those that it has sent is not at the
    /// change that the platform had accepted. A platform that gives its changes no ids cannot be asked; and all products
    /// come in one answer, so it is for small catalogs.
    // ACP-FEED-22
    #[must_use]
    pub const fn with_confirmation(mut self) -> Self {
        self.confirm = true;
        self
    }

    /// The same sink, which tries each call as often as that.
    #[must_use]
    pub const fn with_retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// How a feed for this sink is laid out.
    #[must_use]
    pub fn layout(&self) -> Layout {
        Layout::new(self.client.api().format(), crate::feed::Revision::D)
    }

    /// The feed at the platform.
    async fn feed_id(&self, push: &mut Push<'_>) -> Result<String, SinkError> {
        if let Some(id) = self.feed.as_ref().or(push.receipt.feed_id.as_ref()) {
            return Ok(id.clone());
        }
        // A process that ends before it knows the answer asks by the same key, and is told of the same feed.
        let path = push.folder.join(CREATION);
        let key = match fs::read_to_string(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let key = format!("{}-create", push.snapshot.id);
                fs::write(&path, &key).map_err(note_failed)?;
                key
            }
            read => read.map_err(note_failed)?,
        };
        let mut attempt = 1;
        let created = loop {
            match self.client.create(push.snapshot.country.as_deref(), &key).await {
                Ok(created) => break created,
                Err(error) => push.again(&self.retry, attempt, error.into()).await?,
            }
            attempt += 1;
        };
        push.receipt.feed_id = Some(created.id.clone());
        Ok(created.id)
    }

    async fn send(&self, push: &mut Push<'_>, batch: &mut Batch, feed: &str) -> Result<(), SinkError> {
        if batch.products == 0 {
            return Ok(());
        }
        let (products, body) = batch.take();
        let key = format!("{}-{}", push.snapshot.id, batch.number);
        let mut attempt = 1;
        let upserted = loop {
            match self.client.upsert_body(feed, body.clone(), &key).await {
                Ok(upserted) => break upserted,
                Err(error) => push.again(&self.retry, attempt, error.into()).await?,
            }
            attempt += 1;
        };
        if !upserted.accepted {
            return Err(FeedApiError::NotAccepted.into());
        }
        // ACP-FEED-22
        push.receipt.update_ids.extend(upserted.feed_update_id);
        batch.done += products;
        push.sent(batch.done, batch.all.max(batch.done));
        Ok(())
    }

    async fn products(&self, push: &mut Push<'_>, feed: &str) -> Result<(), SinkError> {
        let snapshot = push.snapshot;
        let held = Held::begin(push.folder, snapshot).map_err(note_failed)?;
        push.receipt.update_ids.clear();
        let mut batch = Batch { all: snapshot.rows(), ..Batch::default() };
        let mut sent = BTreeSet::new();
        for file in snapshot.products() {
            self.lines(push, feed, &mut batch, &file.path, |line| !held.knows(line), &mut sent).await?;
        }
        let gone = held.gone().map_err(note_failed)?;
        self.lines(push, feed, &mut batch, &gone, |_| true, &mut sent).await?;
        self.send(push, &mut batch, feed).await?;
        if self.confirm && !push.receipt.update_ids.is_empty() {
            self.confirm(push, feed, &sent).await?;
        }
        held.settle(snapshot).map_err(note_failed)
    }

    /// Sends lines of a file, a batch at a time.
    async fn lines(
        &self,
        push: &mut Push<'_>,
        feed: &str,
        batch: &mut Batch,
        path: &Path,
        wanted: impl Fn(&str) -> bool + Send,
        sent: &mut BTreeSet<String>,
    ) -> Result<(), SinkError> {
        let mut lines = BufReader::new(File::open(path).map_err(note_failed)?).lines();
        while let Some(line) = lines.next().transpose().map_err(note_failed)? {
            if !wanted(&line) {
                continue;
            }
            if batch.products >= self.batch || batch.lines.len() + line.len() > self.batch_bytes {
                self.send(push, batch, feed).await?;
            }
            if self.confirm {
                sent.insert(id_of(&line).map_err(note_failed)?.into_owned());
            }
            batch.add(&line);
        }
        Ok(())
    }

    /// What was sent must be at one of the changes of this push.
    async fn confirm(&self, push: &mut Push<'_>, feed: &str, sent: &BTreeSet<String>) -> Result<(), SinkError> {
        let mut attempt = 1;
        loop {
            let error = match self.client.products(feed).await {
                Ok(products) => {
                    let confirmed: BTreeSet<&str> = products
                        .iter()
                        .filter(|product| {
                            product.last_update_id.as_ref().is_some_and(|id| push.receipt.update_ids.contains(id))
                        })
                        .map(|product| product.id.as_str())
                        .collect();
                    match sent.iter().find(|id| !confirmed.contains(id.as_str())) {
                        None => return Ok(()),
                        Some(product) => FeedApiError::NotConfirmed { product: product.clone() },
                    }
                }
                Err(error) => error,
            };
            push.again(&self.retry, attempt, error.into()).await?;
            attempt += 1;
        }
    }

    async fn promotions(&self, push: &mut Push<'_>, feed: &str) -> Result<(), SinkError> {
        let promotions = &push.snapshot.promotions;
        if self.client.api() != crate::feed::FeedApi::OpenAi
            || (promotions.is_empty() && push.receipt.promotions.is_none())
        {
            return Ok(());
        }
        let digest = hex(&Sha256::digest(promotions_body(promotions)?));
        if push.receipt.promotions.as_ref() == Some(&digest) {
            return Ok(());
        }
        let key = format!("{}-promotions", push.snapshot.id);
        let mut attempt = 1;
        let upserted = loop {
            match self.client.upsert_promotions(feed, promotions, &key).await {
                Ok(upserted) => break upserted,
                Err(error) => push.again(&self.retry, attempt, error.into()).await?,
            }
            attempt += 1;
        };
        if !upserted.accepted {
            return Err(FeedApiError::NotAccepted.into());
        }
        push.receipt.promotions = Some(digest);
        Ok(())
    }
}

fn note_failed(source: io::Error) -> SinkError {
    SinkError::Io { name: "the notes of the Feed API".to_owned(), source }
}

/// Products on their way, written already.
#[derive(Default)]
struct Batch {
    lines: String,
    products: usize,
    number: u64,
    done: u64,
    all: u64,
}

impl Batch {
    fn add(&mut self, line: &str) {
        self.lines.push_str(if self.products == 0 { "{\"products\":[" } else { "," });
        self.lines.push_str(line);
        self.products += 1;
    }

    /// How many, and the body of the call.
    fn take(&mut self) -> (u64, Vec<u8>) {
        self.number += 1;
        let products = std::mem::take(&mut self.products) as u64;
        let mut body = std::mem::take(&mut self.lines);
        body.push_str("]}");
        (products, body.into_bytes())
    }
}

#[async_trait]
impl FeedSink for ApiSink {
    fn target(&self) -> String {
        let base = self.client.base();
        self.feed.as_ref().map_or_else(|| base.to_string(), |feed| format!("{base} {feed}"))
    }

    fn check(&self, layout: &Layout) -> Result<(), SinkError> {
        if layout.format != self.client.api().format() || layout.gzip {
            return Err(SinkError::NotTaken {
                format: layout.format,
                why: "the API takes its own products, not compressed: see ApiSink::layout",
            });
        }
        Ok(())
    }

    async fn push(&self, push: &mut Push<'_>) -> Result<(), SinkError> {
        let feed = self.feed_id(push).await?;
        let mut pushed = self.products(push, &feed).await;
        if pushed.is_ok() {
            pushed = self.promotions(push, &feed).await;
        }
        if let Err(SinkError::Api(FeedApiError::Refused { code, .. })) = &pushed
            && code == "feed_not_found"
            && self.feed.is_none()
        {
            // The platform has lost the feed that it had made: the next push asks for another.
            push.receipt.feed_id = None;
            push.receipt.promotions = None;
            held::forget(push.folder).map_err(note_failed)?;
            held::remove(&push.folder.join(CREATION)).map_err(note_failed)?;
        }
        pushed
    }
}
