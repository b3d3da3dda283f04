//! What went wrong with Stripe. Never Stripe's own words: they may repeat a token, or say more of a card than an agent
//! may know.

use crate::backend::BackendError;
use crate::transport::{TransportError, TransportErrorKind};

/// What went wrong with Stripe: the cause of a [`BackendError`].
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StripeError {
    /// There was no answer, so that nobody knows whether the request was carried out.
    #[error("no answer from Stripe")]
    NoAnswer(#[source] TransportError),
    /// Stripe could not say what became of the request.
    #[error("Stripe answered {status} (request {request})")]
    NotNow {
        /// The status.
        status: u16,
        /// Stripe's id of the request.
        request: String,
    },
    /// Stripe refused the request as such: the key, the account or the adapter is wrong, not the buyer's money.
    #[error("Stripe refused the request: {status} {kind} {code} (request {request})")]
    Refused {
        /// The status.
        status: u16,
        /// Stripe's type of the error.
        kind: String,
        /// Stripe's code of the error.
        code: String,
        /// Stripe's id of the request.
        request: String,
    },
    /// An earlier try of this attempt, with another token, has an outcome that is not known yet.
    #[error("an earlier try of this attempt to pay is not decided yet")]
    Undecided,
    /// Stripe answered what is not one of its objects.
    #[error("Stripe's answer cannot be read")]
    Unreadable,
    /// The request cannot be made of what was asked.
    #[error("the request cannot be made: {0}")]
    Unsayable(&'static str),
    /// There is no such payment.
    #[error("Stripe knows no such payment")]
    NoSuchPayment,
}

impl From<StripeError> for BackendError {
    fn from(error: StripeError) -> Self {
        match &error {
            StripeError::NoAnswer(cause) => match cause.kind() {
                TransportErrorKind::Timeout => Self::timeout(error),
                TransportErrorKind::Refused => Self::internal(error),
                _ => Self::unavailable(error),
            },
            StripeError::NotNow { .. } | StripeError::Undecided => Self::unavailable(error),
            _ => Self::internal(error),
        }
    }
}

impl StripeError {
    /// Whether the request may have been carried out all the same.
    pub(super) fn leaves_doubt(&self) -> bool {
        match self {
            Self::NoAnswer(cause) => cause.kind() != TransportErrorKind::Refused,
            Self::NotNow { .. } | Self::Unreadable => true,
            _ => false,
        }
    }
}
