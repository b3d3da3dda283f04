//! What tests of a shop need: time and ids that hold still, the contracts of a store and of a payment provider, and a store
//! that fails.
//!
//! ```
//! use std::time::Duration;
//! use agentic_commerce::testing::ManualClock;
//! use agentic_commerce::types::{Clock, Timestamp};
//!
//! let clock = ManualClock::at(Timestamp::parse("2026-04-17T12:00:00Z")?);
//! clock.advance(Duration::from_secs(90));
//! assert_eq!(clock.now().to_string(), "2026-04-17T12:01:30Z");
//! # Ok::<(), agentic_commerce::types::TimestampError>(())
//! ```

mod faulty_store;
#[cfg(feature = "feed")]
mod feed_platform;
pub mod payment_contract;
pub mod store_contract;
#[cfg(feature = "stripe")]
pub mod stripe_mock;

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use crate::engine::IdSource;
use crate::types::{CheckoutId, Clock, EventId, Timestamp};

pub use faulty_store::{Fault, FaultyStore};
#[cfg(feature = "feed")]
pub use feed_platform::{FeedCall, FeedPlatform};

/// A clock that stands until it is moved.
#[derive(Debug)]
pub struct ManualClock {
    millis: AtomicI64,
}

impl ManualClock {
    /// A clock that shows that time.
    #[must_use]
    pub fn at(time: Timestamp) -> Self {
        Self { millis: AtomicI64::new(time.unix_millis()) }
    }

    /// Moves the clock forward.
    pub fn advance(&self, span: Duration) {
        let span = i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
        self.millis.fetch_add(span, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        let millis = self.millis.load(Ordering::SeqCst);
        Timestamp::from_unix_millis(millis).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

/// Ids that count: `cs_1`, `cs_2`, …, and `evt_1`, `evt_2`, … beside them.
#[derive(Debug, Default)]
pub struct CountingIds {
    made: AtomicU64,
    events: AtomicU64,
}

impl CountingIds {
    /// Starts at `cs_1`.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

impl IdSource for CountingIds {
    fn checkout_id(&self, _: Timestamp) -> CheckoutId {
        let number = self.made.fetch_add(1, Ordering::SeqCst) + 1;
        CheckoutId::new(format!("cs_{number}"))
    }

    fn event_id(&self, _: Timestamp) -> EventId {
        let number = self.events.fetch_add(1, Ordering::SeqCst) + 1;
        EventId::new(format!("evt_{number}"))
    }
}
