//! Idempotency keys.

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Answer;
use crate::signature::Fingerprint;
use crate::types::{Principal, Timestamp};

/// What an idempotency key is good for: one caller, one path (ACP-IDEM-05). The same text elsewhere is another key.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub struct IdempotencyKey {
    /// The caller.
    pub principal: Principal,
    /// The path of the request.
    pub path: Arc<str>,
    /// The text of the header.
    pub key: Arc<str>,
}

impl IdempotencyKey {
    /// The key `key` of `principal` on `path`.
    #[must_use]
    pub fn new(principal: Principal, path: impl Into<Arc<str>>, key: impl Into<Arc<str>>) -> Self {
        Self { principal, path: path.into(), key: key.into() }
    }
}

/// Take this key.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ReserveRequest {
    /// The key.
    pub key: IdempotencyKey,
    /// What the request says.
    pub fingerprint: Fingerprint,
    /// The time now.
    pub now: Timestamp,
    /// How long the request may take before another may have the key.
    pub lease: Duration,
}

impl ReserveRequest {
    /// Take `key` for a request that says `fingerprint`.
    #[must_use]
    pub const fn new(key: IdempotencyKey, fingerprint: Fingerprint, now: Timestamp, lease: Duration) -> Self {
        Self { key, fingerprint, now, lease }
    }

    /// Tells this request from every other of its caller, however often it is made.
    #[must_use]
    pub fn mark(&self) -> RequestMark {
        // Neither a path nor a header holds a NUL, so no two requests read the same.
        let parts = [self.key.path.as_bytes(), b"\0", self.key.key.as_bytes(), b"\0", self.fingerprint.as_bytes()];
        let mut hash = Sha256::new();
        for part in parts {
            hash.update(part);
        }
        RequestMark(Fingerprint::from_bytes(hash.finalize().into()))
    }
}

/// Tells one request of a caller from every other: by its path, its key and what it says. Made again it has the same mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RequestMark(Fingerprint);

/// What is known of a key.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Reservation {
    /// Nothing: it is taken for this request now.
    Fresh(Ticket),
    /// The same request was answered before.
    Replay(Answer),
    /// The same request is being worked on.
    InFlight,
    /// It was used for another request.
    Conflict,
}

/// The right to answer for a key, until the lease is over.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Ticket {
    /// The key.
    pub key: IdempotencyKey,
    /// Tells this reservation from an earlier or later one of the same key.
    pub number: u64,
}

impl Ticket {
    /// The `number`th reservation of `key`.
    #[must_use]
    pub const fn new(key: IdempotencyKey, number: u64) -> Self {
        Self { key, number }
    }
}
