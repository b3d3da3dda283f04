//! The order itself.

use serde::{Deserialize, Serialize};

use super::{Adjustment, Fulfillment, OrderLineItem};
use crate::acp::v2026_04_17::Total;
use crate::types::{CheckoutId, OrderId, Timestamp, Uri, present};

closed_enum! {
    /// Says in an event that the object is an order.
    pub enum OrderObject {
        /// An order.
        Order = "order",
    }
}

open_enum! {
    /// Where an order stands.
    ///
    /// Before 2026-05-01 this release said `delivered` where it says `completed` now; both are read.
    pub enum OrderStatus {
        /// It exists.
        Created = "created",
        /// The merchant accepts it.
        Confirmed = "confirmed",
        /// Someone looks at it.
        ManualReview = "manual_review",
        /// It is being prepared.
        Processing = "processing",
        /// It is on its way.
        Shipped = "shipped",
        /// Everything reached the buyer.
        Completed = "completed",
        /// It was called off.
        Canceled = "canceled",
    }
}

/// The order that a completed session became.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Order {
    /// Says in an event that this is an order.
    #[serde(rename = "type", default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub kind: Option<OrderObject>,
    /// The order.
    pub id: OrderId,
    /// The session that it came from.
    pub checkout_session_id: CheckoutId,
    /// The number that people use.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub order_number: Option<String>,
    /// The agent's own reference to it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub client_reference_id: Option<String>,
    /// Where the buyer can look at it.
    pub permalink_url: Uri,
    /// Where it stands.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemars", schemars(with = "String"))]
    pub status: Option<OrderStatus>,
    /// When it should arrive.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub estimated_delivery: Option<EstimatedDelivery>,
    /// What confirms it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub confirmation: Option<OrderConfirmation>,
    /// Where the buyer finds help.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub support: Option<SupportInfo>,
    /// What was ordered.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub line_items: Option<Vec<OrderLineItem>>,
    /// How it reaches the buyer.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub fulfillments: Option<Vec<Fulfillment>>,
    /// What changed afterwards: refunds, returns, disputes.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub adjustments: Option<Vec<Adjustment>>,
    /// Its sums. `total` stays what was charged at first; `amount_refunded` counts what was paid back.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub totals: Option<Vec<Total>>,
}

impl Order {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(id: impl Into<OrderId>, checkout_session_id: impl Into<CheckoutId>, permalink_url: Uri) -> Self {
        Self {
            kind: None,
            id: id.into(),
            checkout_session_id: checkout_session_id.into(),
            order_number: None,
            client_reference_id: None,
            permalink_url,
            status: None,
            estimated_delivery: None,
            confirmation: None,
            support: None,
            line_items: None,
            fulfillments: None,
            adjustments: None,
            totals: None,
        }
    }
}

/// When something should arrive.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct EstimatedDelivery {
    /// At the earliest.
    pub earliest: Timestamp,
    /// At the latest.
    pub latest: Timestamp,
}

impl EstimatedDelivery {
    /// With its fields.
    #[must_use]
    pub fn new(earliest: Timestamp, latest: Timestamp) -> Self {
        Self { earliest, latest }
    }
}

/// What confirms an order.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct OrderConfirmation {
    /// Its number.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub confirmation_number: Option<String>,
    /// Whether an e-mail went out.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub confirmation_email_sent: Option<bool>,
    /// The receipt.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub receipt_url: Option<Uri>,
    /// Number of the invoice.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub invoice_number: Option<String>,
    /// The notes that came with the order.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub order_notes: Option<String>,
}

/// Where the buyer finds help.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct SupportInfo {
    /// E-mail address.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemars", schemars(email))]
    pub email: Option<String>,
    /// Telephone number.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// When someone is there.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub hours: Option<String>,
    /// Pages of help.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub help_center_url: Option<Uri>,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    // ACP-ORD-04
    #[test]
    fn words_of_the_earlier_edition_and_of_later_ones_survive() {
        let written = json!({
            "id": "o", "checkout_session_id": "c", "permalink_url": "https://shop.example/o", "status": "delivered",
            "line_items": [{
                "id": "l", "title": "Mug", "quantity": {"ordered": 1, "current": 1, "fulfilled": 0}, "status": "canceled"
            }],
            "fulfillments": [{"id": "f", "type": "drone", "status": "lost", "events": [
                {"id": "e", "type": "returned", "occurred_at": "2026-04-20T00:00:00Z"}
            ]}],
            "adjustments": [
                {"id": "a", "type": "store_credit", "occurred_at": "2026-04-20T00:00:00Z", "status": "unheard_of"}
            ]
        });
        let order: Order = serde_json::from_value(written.clone()).unwrap();
        assert_eq!(serde_json::to_value(order).unwrap(), written);
    }
}
