//! What the agent's platform is told of an order (`openapi.agentic_checkout_webhook.yaml`).

use serde::{Deserialize, Serialize};

use crate::types::{CheckoutId, Uri};

open_enum! {
    /// What happened to an order.
    pub enum WebhookEventType {
        /// It was placed.
        OrderCreate = "order_create",
        /// It changed.
        OrderUpdate = "order_update",
    }
}

/// Something happened to an order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct WebhookEvent {
    /// What happened.
    #[serde(rename = "type")]
    pub kind: WebhookEventType,
    /// The order as it is now.
    pub data: EventDataOrder,
}

impl WebhookEvent {
    /// With its fields.
    #[must_use]
    pub const fn new(kind: WebhookEventType, data: EventDataOrder) -> Self {
        Self { kind, data }
    }
}

closed_enum! {
    /// Says that the data are an order.
    pub enum EventDataType {
        /// An order.
        Order = "order",
    }
}

open_enum! {
    /// Where an order stands.
    pub enum EventOrderStatus {
        /// It exists.
        Created = "created",
        /// Someone looks at it.
        ManualReview = "manual_review",
        /// The merchant accepts it.
        Confirmed = "confirmed",
        /// It was called off.
        Canceled = "canceled",
        /// It is on its way.
        Shipped = "shipped",
        /// Everything reached the buyer.
        Fulfilled = "fulfilled",
    }
}

/// An order, by the session that it came from: it has no id of its own here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct EventDataOrder {
    /// Says that this is an order.
    #[serde(rename = "type")]
    pub kind: EventDataType,
    /// The session that it came from.
    pub checkout_session_id: CheckoutId,
    /// Where the buyer can look at it.
    pub permalink_url: Uri,
    /// Where it stands.
    pub status: EventOrderStatus,
    /// The money that went back so far.
    pub refunds: Vec<Refund>,
}

impl EventDataOrder {
    /// With its fields, and nothing paid back.
    #[must_use]
    pub fn new(checkout_session_id: impl Into<CheckoutId>, permalink_url: Uri, status: EventOrderStatus) -> Self {
        let checkout_session_id = checkout_session_id.into();
        Self { kind: EventDataType::Order, checkout_session_id, permalink_url, status, refunds: Vec::new() }
    }
}

/// Money that went back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Refund {
    /// Which way it went.
    #[serde(rename = "type")]
    pub kind: RefundType,
    /// How much, in minor units of the session's currency.
    pub amount: i64,
}

impl Refund {
    /// With its fields.
    #[must_use]
    pub const fn new(kind: RefundType, amount: i64) -> Self {
        Self { kind, amount }
    }
}

open_enum! {
    /// Which way money goes back.
    pub enum RefundType {
        /// As credit with the merchant.
        StoreCredit = "store_credit",
        /// The way it came.
        OriginalPayment = "original_payment",
    }
}
