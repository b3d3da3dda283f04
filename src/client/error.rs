//! When there is no session to give back.

use std::time::Duration;

use http::StatusCode;

use super::{ApiError, Attempt, NotProtocol};
use crate::acp::EncodeError;
use crate::json::ParseError;
use crate::transport::TransportError;

/// There is no session to give back.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClientError {
    /// An update that changes nothing. It was not sent.
    #[error("an update must change something")]
    EmptyUpdate,
    /// The release cannot say it. It was not sent.
    #[error("the command cannot be written in this release")]
    Encode(#[from] EncodeError),
    /// Something cannot be sent: an id that cannot stand in a path, or an idempotency key or request id that is empty,
    /// too long or not printable ASCII. Nothing was sent.
    #[error("the {what} cannot be sent")]
    Unsendable {
        /// What cannot be sent.
        what: &'static str,
    },
    /// The request cannot be signed. It was not sent.
    #[error("the request cannot be signed")]
    Sign(#[source] ParseError),
    /// There is no answer. The merchant may have carried the request out.
    #[error("no answer")]
    Transport {
        /// Why.
        #[source]
        error: TransportError,
        /// The request.
        attempt: Attempt,
    },
    /// The merchant refused.
    #[error("the merchant refused")]
    Api {
        /// What the merchant says.
        #[source]
        error: Box<ApiError>,
        /// The request.
        attempt: Attempt,
    },
    /// There is an answer, but it is not one of the protocol: the page of a proxy, a redirect, a session that cannot be
    /// read. The merchant may have carried the request out.
    #[error("not an answer of the protocol")]
    NotProtocol {
        /// The answer.
        #[source]
        answer: Box<NotProtocol>,
        /// The request.
        attempt: Attempt,
    },
}

impl ClientError {
    /// Whether the same request under the same idempotency key may succeed another time.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::EmptyUpdate | Self::Encode(_) | Self::Unsendable { .. } | Self::Sign(_) => false,
            Self::Transport { error, .. } => error.is_retryable(),
            Self::Api { error, .. } => error.is_retryable(),
            Self::NotProtocol { answer, .. } => answer.is_retryable(),
        }
    }

    /// How long to wait before another attempt, if the answer says so.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Api { error, .. } => error.retry_after,
            Self::NotProtocol { answer, .. } => answer.retry_after,
            Self::EmptyUpdate | Self::Encode(_) | Self::Unsendable { .. } | Self::Sign(_) | Self::Transport { .. } => {
                None
            }
        }
    }

    /// The request, if one was sent.
    #[must_use]
    pub const fn attempt(&self) -> Option<&Attempt> {
        match self {
            Self::Transport { attempt, .. } | Self::Api { attempt, .. } | Self::NotProtocol { attempt, .. } => {
                Some(attempt)
            }
            Self::EmptyUpdate | Self::Encode(_) | Self::Unsendable { .. } | Self::Sign(_) => None,
        }
    }

    /// The idempotency key under which to send the same request again, if one was sent.
    #[must_use]
    pub fn idempotency_key(&self) -> Option<&str> {
        self.attempt()?.idempotency_key.as_deref()
    }

    /// The status of the answer, if there is one.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Api { error, .. } => Some(error.status),
            Self::NotProtocol { answer, .. } => Some(answer.status),
            Self::EmptyUpdate | Self::Encode(_) | Self::Unsendable { .. } | Self::Sign(_) | Self::Transport { .. } => {
                None
            }
        }
    }
}
