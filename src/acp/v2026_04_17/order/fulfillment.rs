//! How an order reaches the buyer.

use serde::{Deserialize, Serialize};

use super::{EstimatedDelivery, LineItemReference};
use crate::acp::secret::exposed_if_present;
use crate::acp::v2026_04_17::Address;
use crate::types::{Secret, Timestamp, Uri, present};

open_enum! {
    /// How goods reach the buyer, in an order. Local delivery counts as shipping.
    pub enum FulfillmentMethod {
        /// A carrier brings them.
        Shipping = "shipping",
        /// The buyer picks them up.
        Pickup = "pickup",
        /// They are delivered as data.
        Digital = "digital",
    }
}

open_enum! {
    /// Where a delivery stands. Not every status goes with every method.
    pub enum FulfillmentStatus {
        /// Nothing happened yet.
        Pending = "pending",
        /// It is being prepared.
        Processing = "processing",
        /// It was handed to the carrier.
        Shipped = "shipped",
        /// It is on its way.
        InTransit = "in_transit",
        /// It comes today.
        OutForDelivery = "out_for_delivery",
        /// It waits to be picked up.
        ReadyForPickup = "ready_for_pickup",
        /// It reached the buyer.
        Delivered = "delivered",
        /// It did not arrive.
        Failed = "failed",
        /// It was called off.
        Canceled = "canceled",
    }
}

/// A delivery: how some of the order reaches the buyer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Fulfillment {
    /// The delivery.
    pub id: String,
    /// How the goods reach the buyer.
    #[serde(rename = "type")]
    pub kind: FulfillmentMethod,
    /// Where it stands.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemars", schemars(with = "String"))]
    pub status: Option<FulfillmentStatus>,
    /// What is in it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub line_items: Option<Vec<LineItemReference>>,
    /// Who carries it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub carrier: Option<String>,
    /// The carrier's number.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub tracking_number: Option<String>,
    /// Where to follow it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub tracking_url: Option<Uri>,
    /// Where it goes.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub destination: Option<Address>,
    /// When it should arrive.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub estimated_delivery: Option<EstimatedDelivery>,
    /// How to get at goods that are data.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub digital_delivery: Option<DigitalDelivery>,
    /// What to tell the buyer.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What happened so far; only ever added to.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub events: Option<Vec<FulfillmentEvent>>,
}

impl Fulfillment {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(id: impl Into<String>, kind: FulfillmentMethod) -> Self {
        Self {
            id: id.into(),
            kind,
            status: None,
            line_items: None,
            carrier: None,
            tracking_number: None,
            tracking_url: None,
            destination: None,
            estimated_delivery: None,
            digital_delivery: None,
            description: None,
            events: None,
        }
    }
}

/// How to get at goods that are data.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(extend("additionalProperties" = true)))]
#[non_exhaustive]
pub struct DigitalDelivery {
    /// Where they are.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub access_url: Option<Uri>,
    /// The key to them. It does not print.
    #[serde(
        default,
        deserialize_with = "present",
        serialize_with = "exposed_if_present",
        skip_serializing_if = "Option::is_none"
    )]
    pub license_key: Option<Secret>,
    /// Until when they are there.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
}

open_enum! {
    /// What happened to a delivery.
    ///
    /// Before 2026-05-01 this release said `returned` where it says `returned_to_sender` now; both are read.
    pub enum FulfillmentEventType {
        /// It is being prepared.
        Processing = "processing",
        /// It was handed to the carrier.
        Shipped = "shipped",
        /// It is on its way.
        InTransit = "in_transit",
        /// It comes today.
        OutForDelivery = "out_for_delivery",
        /// It waits to be picked up.
        ReadyForPickup = "ready_for_pickup",
        /// It reached the buyer.
        Delivered = "delivered",
        /// Nobody was there.
        FailedAttempt = "failed_attempt",
        /// It went back.
        ReturnedToSender = "returned_to_sender",
        /// It was called off.
        Canceled = "canceled",
        /// It cannot be delivered.
        Undeliverable = "undeliverable",
    }
}

/// Something that happened to a delivery.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FulfillmentEvent {
    /// The event.
    pub id: String,
    /// What happened.
    #[serde(rename = "type")]
    #[cfg_attr(feature = "schemars", schemars(with = "String"))]
    pub kind: FulfillmentEventType,
    /// When.
    pub occurred_at: Timestamp,
    /// What to tell the buyer.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Where.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
}

impl FulfillmentEvent {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(id: impl Into<String>, kind: FulfillmentEventType, occurred_at: Timestamp) -> Self {
        Self { id: id.into(), kind, occurred_at, description: None, location: None }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_license_key_does_not_print() {
        let delivery: DigitalDelivery = serde_json::from_value(json!({"license_key": "sesame"})).unwrap();
        assert!(!format!("{delivery:?}").contains("sesame"));
    }
}
