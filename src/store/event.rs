//! What the agent's platform is to be told.

use serde::{Deserialize, Serialize};

use crate::model::{Order, OrderEventKind};
use crate::types::{ApiVersion, Currency, EventId, OrderId, Principal, Shared, Timestamp};

/// Something that happened to an order. It carries the whole order as it then was.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct OrderEvent {
    /// Tells it from every other event, and is the same each time that it is told.
    pub id: EventId,
    /// Whose order.
    pub principal: Principal,
    /// What happened.
    pub kind: OrderEventKind,
    /// The order.
    pub order: Shared<Order>,
    /// The currency of its amounts.
    pub currency: Currency,
    /// The release that the session was completed in.
    pub version: ApiVersion,
    /// When.
    pub occurred_at: Timestamp,
}

impl OrderEvent {
    /// The order was placed.
    #[must_use]
    pub fn created(
        id: impl Into<EventId>,
        principal: Principal,
        order: impl Into<Shared<Order>>,
        currency: Currency,
        version: ApiVersion,
        occurred_at: Timestamp,
    ) -> Self {
        Self {
            id: id.into(),
            principal,
            kind: OrderEventKind::Created,
            order: order.into(),
            currency,
            version,
            occurred_at,
        }
    }

    /// The order changed.
    #[must_use]
    pub fn updated(
        id: impl Into<EventId>,
        principal: Principal,
        order: impl Into<Shared<Order>>,
        currency: Currency,
        version: ApiVersion,
        occurred_at: Timestamp,
    ) -> Self {
        Self {
            id: id.into(),
            principal,
            kind: OrderEventKind::Updated,
            order: order.into(),
            currency,
            version,
            occurred_at,
        }
    }
}

/// An event that was taken to be delivered, until the lease is over.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ClaimedEvent {
    /// The event.
    pub event: OrderEvent,
    /// How often it was taken, this time included.
    pub attempt: u32,
    /// The right to say what became of it.
    pub ticket: EventTicket,
}

impl ClaimedEvent {
    /// That event, taken for the `attempt`th time.
    #[must_use]
    pub const fn new(event: OrderEvent, attempt: u32, ticket: EventTicket) -> Self {
        Self { event, attempt, ticket }
    }
}

/// The right to say what became of a delivery, until the lease is over.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct EventTicket {
    /// Whose order.
    pub principal: Principal,
    /// The order, of which one event is told at a time.
    pub order: OrderId,
    /// Tells this taking from an earlier or later one of the same order.
    pub number: u64,
}

impl EventTicket {
    /// The `number`th taking of an event of `order`.
    #[must_use]
    pub const fn new(principal: Principal, order: OrderId, number: u64) -> Self {
        Self { principal, order, number }
    }
}

/// What became of a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Delivery {
    /// It arrived: the next event of the order may go.
    Done,
    /// It did not, and is worth another try at that time. The order's later events wait.
    Later(Timestamp),
    /// It never will, for that reason: it is set aside, and the next event of the order may go. Nobody has taken it.
    Never(String),
    /// Nobody knows whether it arrived, and it is not tried again, for that reason: it is set aside, and the next event of
    /// the order may go.
    GivenUp(String),
}

/// An event that was set aside.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct DeadEvent {
    /// The event.
    pub event: OrderEvent,
    /// Why.
    pub reason: String,
}

impl DeadEvent {
    /// That event, set aside for that reason.
    #[must_use]
    pub const fn new(event: OrderEvent, reason: String) -> Self {
        Self { event, reason }
    }
}
