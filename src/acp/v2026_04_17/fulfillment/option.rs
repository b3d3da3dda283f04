//! The ways to deliver that are offered.

use serde::{Deserialize, Serialize};

use crate::acp::v2026_04_17::{Address, Total};
use crate::types::{FulfillmentOptionId, Timestamp, present};

/// A way to deliver that the merchant offers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
#[non_exhaustive]
#[expect(clippy::large_enum_variant, reason = "a session offers a handful of them")]
pub enum FulfillmentOption {
    /// A carrier brings it.
    Shipping(FulfillmentOptionShipping),
    /// It is delivered as data.
    Digital(FulfillmentOptionDigital),
    /// The buyer picks it up.
    Pickup(FulfillmentOptionPickup),
    /// The merchant brings it.
    LocalDelivery(FulfillmentOptionLocalDelivery),
}

/// Delivery by a carrier.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FulfillmentOptionShipping {
    /// The option; an update selects it by this id.
    pub id: FulfillmentOptionId,
    /// What to call it before the buyer.
    pub title: String,
    /// More about it, such as the delivery promise.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Who carries it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub carrier: Option<String>,
    /// When it may arrive at the earliest.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub earliest_delivery_time: Option<Timestamp>,
    /// When it should have arrived at the latest.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub latest_delivery_time: Option<Timestamp>,
    /// What it costs.
    pub totals: Vec<Total>,
}

impl FulfillmentOptionShipping {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(id: impl Into<FulfillmentOptionId>, title: impl Into<String>, totals: Vec<Total>) -> Self {
        Self {
            id: id.into(),
            title: title.into(),
            description: None,
            carrier: None,
            earliest_delivery_time: None,
            latest_delivery_time: None,
            totals,
        }
    }
}

/// Delivery as data: a download, a license, a code.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FulfillmentOptionDigital {
    /// The option; an update selects it by this id.
    pub id: FulfillmentOptionId,
    /// What to call it before the buyer.
    pub title: String,
    /// More about it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What it costs.
    pub totals: Vec<Total>,
}

impl FulfillmentOptionDigital {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(id: impl Into<FulfillmentOptionId>, title: impl Into<String>, totals: Vec<Total>) -> Self {
        Self { id: id.into(), title: title.into(), description: None, totals }
    }
}

open_enum! {
    /// How goods are picked up.
    pub enum PickupType {
        /// In the store.
        InStore = "in_store",
        /// At the curb.
        Curbside = "curbside",
        /// At a locker.
        Locker = "locker",
    }
}

/// The buyer picks the goods up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FulfillmentOptionPickup {
    /// The option; an update selects it by this id.
    pub id: FulfillmentOptionId,
    /// What to call it before the buyer.
    pub title: String,
    /// More about it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Where the goods wait.
    pub location: PickupLocation,
    /// How they are picked up.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub pickup_type: Option<PickupType>,
    /// When they are ready.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub ready_by: Option<Timestamp>,
    /// Until when they wait.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub pickup_by: Option<Timestamp>,
    /// What it costs.
    pub totals: Vec<Total>,
}

impl FulfillmentOptionPickup {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(
        id: impl Into<FulfillmentOptionId>,
        title: impl Into<String>,
        location: PickupLocation,
        totals: Vec<Total>,
    ) -> Self {
        Self {
            id: id.into(),
            title: title.into(),
            description: None,
            location,
            pickup_type: None,
            ready_by: None,
            pickup_by: None,
            totals,
        }
    }
}

/// Where goods wait for the buyer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(extend("additionalProperties" = true)))]
#[non_exhaustive]
pub struct PickupLocation {
    /// Name of the place.
    pub name: String,
    /// Where it is.
    pub address: Address,
    /// Its telephone number.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// What to do there.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub instructions: Option<String>,
}

impl PickupLocation {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(name: impl Into<String>, address: Address) -> Self {
        Self { name: name.into(), address, phone: None, instructions: None }
    }
}

/// The merchant brings the goods.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FulfillmentOptionLocalDelivery {
    /// The option; an update selects it by this id.
    pub id: FulfillmentOptionId,
    /// What to call it before the buyer.
    pub title: String,
    /// More about it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// When they come.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub delivery_window: Option<DeliveryWindow>,
    /// How far the merchant goes.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub service_area: Option<ServiceArea>,
    /// What it costs.
    pub totals: Vec<Total>,
}

impl FulfillmentOptionLocalDelivery {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(id: impl Into<FulfillmentOptionId>, title: impl Into<String>, totals: Vec<Total>) -> Self {
        Self {
            id: id.into(),
            title: title.into(),
            description: None,
            delivery_window: None,
            service_area: None,
            totals,
        }
    }
}

/// A span of time in which goods come.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(extend("additionalProperties" = true)))]
#[non_exhaustive]
pub struct DeliveryWindow {
    /// Not before.
    pub start: Timestamp,
    /// Not after.
    pub end: Timestamp,
}

impl DeliveryWindow {
    /// With its fields.
    #[must_use]
    pub fn new(start: Timestamp, end: Timestamp) -> Self {
        Self { start, end }
    }
}

/// How far a merchant brings goods.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(extend("additionalProperties" = true)))]
#[non_exhaustive]
pub struct ServiceArea {
    /// Radius in miles.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub radius_miles: Option<serde_json::Number>,
    /// The postal code around which the radius runs.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub center_postal_code: Option<String>,
}
