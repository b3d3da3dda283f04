//! What the agent's platform is to be told.

use serde::{Deserialize, Serialize};

use crate::model::Order;
use crate::types::{ApiVersion, Principal, Timestamp};

/// Something that happened to an order. It carries the whole order as it then was.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct OrderEvent {
    /// Whose order.
    pub principal: Principal,
    /// What happened.
    pub kind: OrderEventKind,
    /// The order.
    pub order: Order,
    /// The release that the session was completed in.
    pub version: ApiVersion,
    /// When.
    pub occurred_at: Timestamp,
}

impl OrderEvent {
    /// The order was placed.
    #[must_use]
    pub const fn created(principal: Principal, order: Order, version: ApiVersion, occurred_at: Timestamp) -> Self {
        Self { principal, kind: OrderEventKind::Created, order, version, occurred_at }
    }
}

/// What happened to an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum OrderEventKind {
    /// It was placed.
    Created,
    /// It changed.
    Updated,
}
