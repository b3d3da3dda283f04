//! When there is no answer.

use std::error::Error;
use std::fmt;

/// There is no complete answer to a request. The cause is kept.
///
/// ```
/// use agentic_commerce::transport::{TransportError, TransportErrorKind};
///
/// let source = std::io::Error::other("connection refused");
/// let error = TransportError::new(TransportErrorKind::Connect, source);
/// assert!(error.is_retryable());
/// ```
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    source: Box<dyn Error + Send + Sync>,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// There was no connection. The request did not arrive.
    Connect,
    /// The answer did not come in time. The request may have been carried out.
    Timeout,
    /// The answer is larger than the transport reads. The request may have been carried out.
    TooLarge,
    /// The transport would not send the request: its address is not an HTTPS address, or not one at all.
    Refused,
    /// Something broke on the way. The request may have been carried out.
    Other,
}

impl TransportError {
    /// An error of that kind, with what caused it.
    pub fn new(kind: TransportErrorKind, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { kind, source: source.into() }
    }

    /// Why there is no answer.
    #[must_use]
    pub const fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// Whether the same request may get an answer another time. It may have been carried out the first time, so repeat
    /// it only with what makes it the same request: its idempotency key or event id.
    #[must_use]
    pub const fn is_retryable(&self) -> bool {
        match self.kind {
            TransportErrorKind::Connect | TransportErrorKind::Timeout | TransportErrorKind::Other => true,
            TransportErrorKind::TooLarge | TransportErrorKind::Refused => false,
        }
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            TransportErrorKind::Connect => "the server could not be reached",
            TransportErrorKind::Timeout => "the server did not answer in time",
            TransportErrorKind::TooLarge => "the answer is too large",
            TransportErrorKind::Refused => "the request was not sent",
            TransportErrorKind::Other => "the exchange broke off",
        })
    }
}

impl Error for TransportError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.source)
    }
}
