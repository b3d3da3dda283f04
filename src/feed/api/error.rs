//! Why a call of the Feed API came to nothing.

use std::time::Duration;

use http::StatusCode;

use crate::feed::FeedError;
use crate::transport::TransportError;

/// Why a call of the Feed API came to nothing.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FeedApiError {
    /// A product cannot be written.
    #[error("the products cannot be written")]
    Product(#[from] FeedError),
    /// A promotion that takes off less than nothing or more than everything, that ends before it begins, or that lacks an
    /// id, a title or a benefit.
    #[error("promotion {id:?}: {what}")]
    Promotion {
        /// Which one.
        id: String,
        /// What is wrong with it.
        what: &'static str,
    },
    /// The API that is spoken has no such call: promotions in the open protocol.
    #[error("this Feed API has no {what}")]
    Unknown {
        /// What it has not.
        what: &'static str,
    },
    /// An id, a key or a token that cannot stand in a request.
    #[error("the {what} cannot be sent")]
    Unsendable {
        /// Which.
        what: &'static str,
    },
    /// There was no answer.
    #[error("no answer of the feed's platform")]
    Transport(#[from] TransportError),
    /// The platform refused.
    #[error("the feed's platform refused with {status}: {code}: {message}")]
    Refused {
        /// HTTP status.
        status: StatusCode,
        /// For programs: `feed_not_found`, `invalid_product_payload`, … Empty if the body says none.
        code: String,
        /// For people.
        message: String,
        /// How long the platform wants to be left alone (`Retry-After`), if it says so.
        retry_after: Option<Duration>,
    },
    /// The platform answered, but did not take what was sent (`accepted` is false).
    #[error("the feed's platform did not accept the change")]
    NotAccepted,
    /// A product on the platform does not carry the id of the change that should have touched it last.
    #[error("product {product:?} is not at the change that was accepted")]
    NotConfirmed {
        /// Which one.
        product: String,
    },
    /// The answer is not what the release says.
    #[error("the answer of the feed's platform cannot be read")]
    Answer(#[source] serde_json::Error),
}

impl FeedApiError {
    /// Whether the same call, with the same idempotency key, may succeed another time.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Transport(error) => error.is_retryable(),
            // What was accepted may not have been worked through yet.
            Self::NotConfirmed { .. } => true,
            Self::Refused { status, .. } => {
                status.is_server_error()
                    || matches!(
                        *status,
                        StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_EARLY | StatusCode::TOO_MANY_REQUESTS
                    )
            }
            _ => false,
        }
    }

    /// How long the platform wants to be left alone, if it says so.
    #[must_use]
    pub const fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Refused { retry_after, .. } => *retry_after,
            _ => None,
        }
    }
}
