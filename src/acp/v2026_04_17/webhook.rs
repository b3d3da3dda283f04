//! What the agent's platform is told of an order (`openapi.agentic_checkout_webhook.yaml`).

use serde::{Deserialize, Serialize};

use super::Order;

open_enum! {
    /// What happened to an order. Whoever receives an event takes words that are not listed as well (ACP-WH-18).
    pub enum WebhookEventType {
        /// It was placed.
        OrderCreate = "order_create",
        /// It changed.
        OrderUpdate = "order_update",
    }
}

/// Something happened to an order: the whole of it as it is now, never a part (ACP-WH-13).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct WebhookEvent {
    /// What happened.
    #[serde(rename = "type")]
    pub kind: WebhookEventType,
    /// The order. Its `type` and `status` are there.
    pub data: Order,
}

impl WebhookEvent {
    /// With its fields.
    #[must_use]
    pub const fn new(kind: WebhookEventType, data: Order) -> Self {
        Self { kind, data }
    }
}
