//! Where ids come from.

use std::fmt::Debug;

use crate::types::{CheckoutId, EventId, Timestamp};

/// Where ids of sessions and events come from.
pub trait IdSource: Debug + Send + Sync + 'static {
    /// A new id of a session: opaque and unguessable.
    fn checkout_id(&self, now: Timestamp) -> CheckoutId;

    /// A new id of an order event.
    fn event_id(&self, now: Timestamp) -> EventId;
}

/// Random ids that sort by time (UUID version 7): `cs_0199…`, `evt_0199…`.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct RandomIds;

impl IdSource for RandomIds {
    fn checkout_id(&self, now: Timestamp) -> CheckoutId {
        CheckoutId::new(format!("cs_{}", uuid(now).simple()))
    }

    fn event_id(&self, now: Timestamp) -> EventId {
        EventId::new(format!("evt_{}", uuid(now).simple()))
    }
}

/// A random id that sorts by time (UUID version 7).
pub(crate) fn uuid(now: Timestamp) -> uuid::Uuid {
    let seconds = u64::try_from(now.unix_seconds()).unwrap_or_default();
    let nanos = u32::try_from(now.unix_millis().rem_euclid(1_000)).unwrap_or_default() * 1_000_000;
    uuid::Uuid::new_v7(uuid::Timestamp::from_unix(uuid::NoContext, seconds, nanos))
}
