//! A feed that is kept in memory, to be served.

use std::collections::BTreeMap;
use std::fmt;
use std::io::Write as _;
use std::sync::{Arc, PoisonError, RwLock};

use async_trait::async_trait;
use bytes::Bytes;

use super::error::SinkError;
use super::sink::{FeedSink, Push, Receipt};
use crate::feed::Gzip;

/// Keeps the last feed in memory, for a server of the same process: `router::feeds` answers from it. Clones share what they
/// keep: one goes to the publisher, another to the router. All files change at once.
#[derive(Clone, Default)]
pub struct MemorySink(Arc<RwLock<BTreeMap<String, HeldFile>>>);

/// A file of a feed that is kept in memory. Cheap to clone.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct HeldFile {
    /// Its content.
    pub content: Bytes,
    /// Its content compressed, if it is not compressed already, and gets shorter.
    pub gzip: Option<Bytes>,
    /// Its media type.
    pub content_type: &'static str,
    /// SHA-256 of its content, in hexadecimal digits.
    pub sha256: String,
}

impl MemorySink {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A file by its name, if the last feed has it.
    #[must_use]
    pub fn file(&self, name: &str) -> Option<HeldFile> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }

    /// The names of the files.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).keys().cloned().collect()
    }
}

#[async_trait]
impl FeedSink for MemorySink {
    fn target(&self) -> String {
        "memory".to_owned()
    }

    /// A process that begins has nothing.
    fn holds(&self, receipt: &Receipt) -> bool {
        let held = self.0.read().unwrap_or_else(PoisonError::into_inner);
        receipt.files.iter().all(|(name, sha256)| held.get(name).is_some_and(|file| file.sha256 == *sha256))
    }

    async fn push(&self, push: &mut Push<'_>) -> Result<(), SinkError> {
        let mut files = BTreeMap::new();
        push.receipt.files.clear();
        for file in &push.snapshot.files {
            let content = Bytes::from(file.read()?);
            let content_type = file.content_type();
            let gzip = (content_type != "application/gzip")
                .then(|| compressed(&content).map_err(|source| file.broken(source)))
                .transpose()?
                .filter(|gzip| gzip.len() < content.len());
            files.insert(file.name.clone(), HeldFile { content, gzip, content_type, sha256: file.sha256.clone() });
            push.receipt.note(file);
        }
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = files;
        push.sent(push.snapshot.bytes(), push.snapshot.bytes());
        Ok(())
    }
}

fn compressed(content: &[u8]) -> std::io::Result<Bytes> {
    let mut gzip = Gzip::new(Vec::new());
    gzip.write_all(content)?;
    gzip.finish().map(Bytes::from)
}

impl fmt::Debug for MemorySink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemorySink").field("files", &self.names()).finish()
    }
}
