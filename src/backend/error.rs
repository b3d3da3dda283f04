//! When the shop cannot answer.

use std::error::Error;
use std::fmt;

/// The shop could not answer. A business refusal (declined, sold out) is never an error.
///
/// ```
/// use agentic_commerce::backend::{BackendError, BackendErrorKind};
///
/// let source = std::io::Error::other("connection reset");
/// let error = BackendError::unavailable(source);
/// assert_eq!(error.kind(), BackendErrorKind::Unavailable);
/// ```
#[derive(Debug)]
pub struct BackendError {
    kind: BackendErrorKind,
    source: Box<dyn Error + Send + Sync>,
}

/// What kind of trouble the shop has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum BackendErrorKind {
    /// It cannot be reached just now; the agent is told to come back (503).
    Unavailable,
    /// It did not answer in time; the agent is told to come back (503).
    Timeout,
    /// Something broke (500).
    Internal,
}

impl BackendError {
    /// Trouble of that kind, with what caused it. The cause is logged, never sent.
    pub fn new(kind: BackendErrorKind, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { kind, source: source.into() }
    }

    /// Cannot be reached just now.
    pub fn unavailable(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(BackendErrorKind::Unavailable, source)
    }

    /// Did not answer in time.
    pub fn timeout(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(BackendErrorKind::Timeout, source)
    }

    /// Something broke.
    pub fn internal(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(BackendErrorKind::Internal, source)
    }

    /// What kind of trouble it is.
    #[must_use]
    pub const fn kind(&self) -> BackendErrorKind {
        self.kind
    }
}

impl fmt::Display for BackendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            BackendErrorKind::Unavailable => "the shop is unavailable",
            BackendErrorKind::Timeout => "the shop did not answer in time",
            BackendErrorKind::Internal => "the shop failed",
        })
    }
}

impl Error for BackendError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.source)
    }
}

/// An arithmetic error in the shop's own prices is an internal one.
impl From<crate::types::MoneyError> for BackendError {
    fn from(error: crate::types::MoneyError) -> Self {
        Self::internal(error)
    }
}
