//! Why a feed was not published.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use http::StatusCode;

use crate::feed::{FeedApiError, FeedError, Format};
use crate::transport::TransportError;

/// Why a feed was not published. What was there before still is.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PublishError {
    /// A name that cannot name a folder: letters, digits, `-`, `_` and `.`, not first.
    #[error("{0:?} cannot name a feed: letters, digits, '-', '_' and '.', not first")]
    Name(String),
    /// Two feeds of one name.
    #[error("two feeds are called {0:?}")]
    NameTaken(String),
    /// The publisher has no feed of that name.
    #[error("there is no feed {0:?}")]
    NoSuchFeed(String),
    /// The catalog could not be read, or a product cannot be written.
    #[error("the feed cannot be written")]
    Feed(#[from] FeedError),
    /// The feed did not get where it belongs.
    #[error("the feed cannot be pushed")]
    Sink(#[from] SinkError),
    /// The publisher's own folder cannot be read or written.
    #[error("{}: the publisher's folder cannot be used", path.display())]
    Work {
        /// Which file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// What the publisher had noted about a feed is not what it writes. Without the file everything is pushed again, and
    /// an API without a known feed gets a new one.
    #[error("{}: not what a publisher writes; repair or remove it", path.display())]
    State {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: serde_json::Error,
    },
}

impl PublishError {
    /// Whether the same run may succeed a little later.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Feed(FeedError::Source(_) | FeedError::Io(_)) | Self::Work { .. } => true,
            Self::Sink(error) => error.is_retryable(),
            _ => false,
        }
    }
}

/// Why a feed did not get where it belongs.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SinkError {
    /// A feed of that format does not go there.
    #[error("{format} does not go there: {why}")]
    NotTaken {
        /// The format.
        format: Format,
        /// What does.
        why: &'static str,
    },
    /// An address that nothing can be sent to.
    #[error("{0}")]
    Address(&'static str),
    /// A file could not be read or written.
    #[error("{name}: the file cannot be written")]
    Io {
        /// Which one.
        name: String,
        /// Why.
        source: io::Error,
    },
    /// There was no answer.
    #[error("{name}: no answer")]
    Transport {
        /// The file that was sent.
        name: String,
        /// Why.
        source: TransportError,
    },
    /// The server refused.
    #[error("{name}: refused with {status}")]
    Refused {
        /// The file that was sent.
        name: String,
        /// HTTP status.
        status: StatusCode,
        /// How long the server wants to be left alone, if it says so.
        retry_after: Option<Duration>,
    },
    /// A call of the Feed API failed.
    #[error("the Feed API failed")]
    Api(#[from] FeedApiError),
    /// Anything else, in a sink of the merchant's own.
    #[error("the feed was not taken")]
    Other {
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
        /// Whether the same push may succeed another time.
        retryable: bool,
    },
}

impl SinkError {
    /// An error of a sink of the merchant's own.
    pub fn other(source: impl Into<Box<dyn std::error::Error + Send + Sync>>, retryable: bool) -> Self {
        Self::Other { source: source.into(), retryable }
    }

    /// Whether the same push may succeed another time.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::NotTaken { .. } | Self::Address(_) => false,
            Self::Io { .. } => true,
            Self::Transport { source, .. } => source.is_retryable(),
            Self::Refused { status, .. } => passes(*status),
            Self::Api(error) => error.is_retryable(),
            Self::Other { retryable, .. } => *retryable,
        }
    }

    pub(super) const fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Refused { retry_after, .. } => *retry_after,
            Self::Api(error) => error.retry_after(),
            _ => None,
        }
    }
}

/// Whether what a status says passes.
fn passes(status: StatusCode) -> bool {
    status.is_server_error()
        || matches!(status, StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_EARLY | StatusCode::TOO_MANY_REQUESTS)
}
