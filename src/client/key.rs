//! Where idempotency keys and request ids come from.

use std::fmt::Debug;

use crate::engine::id::uuid;
use crate::types::{RequestId, Timestamp};

/// Where idempotency keys and request ids come from.
pub trait KeySource: Debug + Send + Sync + 'static {
    /// A new idempotency key: 1 to 255 printable ASCII characters without spaces that were never given out before, not
    /// even by another process with the same API key.
    fn idempotency_key(&self, now: Timestamp) -> String;

    /// A new request id, of such characters too.
    fn request_id(&self, now: Timestamp) -> RequestId;
}

/// Random keys and ids: UUIDs of version 7. They sort by time, which the protocol does not need but a log likes.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct RandomKeys;

impl KeySource for RandomKeys {
    fn idempotency_key(&self, now: Timestamp) -> String {
        uuid(now).to_string()
    }

    fn request_id(&self, now: Timestamp) -> RequestId {
        RequestId::new(format!("req_{}", uuid(now).simple()))
    }
}
