//! What comes back.

use std::fmt;

use bytes::Bytes;
use http::StatusCode;

use crate::model::Checkout;
use crate::types::RequestId;

/// A session, as the merchant answered with it.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Reply {
    /// The session, the whole of it.
    pub checkout: Checkout,
    /// The status of the answer, any 2xx. The releases say 201 for a new session and 200 otherwise, but some merchants
    /// always say 201.
    pub status: StatusCode,
    /// Whether this is the answer to an earlier request with the same idempotency key, given again. The session may have
    /// gone on since.
    pub replayed: bool,
    /// The correlation id: the one that was sent, or another if the merchant answered with it.
    pub request_id: RequestId,
    /// The idempotency key that was sent; none when the session was only read.
    pub idempotency_key: Option<String>,
    /// The answer as it came, for what the model does not hold.
    pub body: Bytes,
}

/// The body does not print: it may hold addresses.
impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("checkout", &self.checkout)
            .field("status", &self.status)
            .field("replayed", &self.replayed)
            .field("request_id", &self.request_id)
            .field("idempotency_key", &self.idempotency_key)
            .field("body", &format_args!("[{} bytes]", self.body.len()))
            .finish()
    }
}

/// One request that was sent: what it takes to send it again, or to ask the merchant about it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Attempt {
    /// The idempotency key that was sent; none when the session was only read.
    pub idempotency_key: Option<String>,
    /// The correlation id: the one that was sent, or another if the merchant answered with it.
    pub request_id: RequestId,
}
