//! The order that a completed session became.

use serde::{Deserialize, Serialize};

use crate::types::{CheckoutId, OrderId, Uri};

/// The order that a completed session became.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Order {
    /// The order.
    pub id: OrderId,
    /// The session that it came from.
    pub checkout_session_id: CheckoutId,
    /// Where the buyer can look at it, with no more than an e-mail address to prove who is asking.
    pub permalink_url: Uri,
}

impl Order {
    /// With its fields.
    #[must_use]
    pub fn new(id: impl Into<OrderId>, checkout_session_id: impl Into<CheckoutId>, permalink_url: Uri) -> Self {
        Self { id: id.into(), checkout_session_id: checkout_session_id.into(), permalink_url }
    }
}
