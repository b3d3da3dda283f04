//! An answer that was given.

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

/// An answer that was given, to be given again letter by letter (ACP-IDEM-14).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// Headers that belong to the answer itself, such as `Allow`; those that belong to one exchange (`Request-Id`) do
    /// not.
    pub headers: HeaderMap,
    /// Its exact bytes.
    pub body: Bytes,
}

impl Answer {
    /// An answer of that status and body.
    #[must_use]
    pub fn new(status: StatusCode, body: Bytes) -> Self {
        Self { status, headers: HeaderMap::new(), body }
    }
}
