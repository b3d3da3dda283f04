//! The order that a completed session became.

use serde::{Deserialize, Serialize};

use super::{EstimatedDelivery, SupportInfo};
use crate::types::{CheckoutId, OrderId, Uri, present};

open_enum! {
    /// Where an order stands.
    pub enum OrderStatus {
        /// The merchant accepts it.
        Confirmed = "confirmed",
        /// It is being prepared.
        Processing = "processing",
        /// It is on its way.
        Shipped = "shipped",
        /// It reached the buyer.
        Delivered = "delivered",
    }
}

/// The order that a completed session became.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Order {
    /// The order.
    pub id: OrderId,
    /// The session that it came from.
    pub checkout_session_id: CheckoutId,
    /// The number that people use.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub order_number: Option<String>,
    /// Where the buyer can look at it.
    pub permalink_url: Uri,
    /// Where it stands.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
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
}

impl Order {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(id: impl Into<OrderId>, checkout_session_id: impl Into<CheckoutId>, permalink_url: Uri) -> Self {
        Self {
            id: id.into(),
            checkout_session_id: checkout_session_id.into(),
            order_number: None,
            permalink_url,
            status: None,
            estimated_delivery: None,
            confirmation: None,
            support: None,
        }
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
}
