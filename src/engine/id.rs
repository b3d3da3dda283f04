//! Where ids come from.

use std::fmt::Debug;

use crate::types::{CheckoutId, Timestamp};

/// Where ids of sessions come from.
pub trait IdSource: Debug + Send + Sync + 'static {
    /// A new id: opaque and unguessable.
    fn checkout_id(&self, now: Timestamp) -> CheckoutId;
}

/// Random ids that sort by time (UUID version 7): `cs_0199…`.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct RandomIds;

impl IdSource for RandomIds {
    fn checkout_id(&self, now: Timestamp) -> CheckoutId {
        let seconds = u64::try_from(now.unix_seconds()).unwrap_or_default();
        let nanos = u32::try_from(now.unix_millis().rem_euclid(1_000)).unwrap_or_default() * 1_000_000;
        let time = uuid::Timestamp::from_unix(uuid::NoContext, seconds, nanos);
        CheckoutId::new(format!("cs_{}", uuid::Uuid::new_v7(time).simple()))
    }
}
