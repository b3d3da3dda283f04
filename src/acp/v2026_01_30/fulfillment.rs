//! How goods reach the buyer: what is offered, what goes where.

use serde::{Deserialize, Serialize};

use super::{
    Address, FulfillmentDetails, FulfillmentOptionDigital, FulfillmentOptionLocalDelivery, FulfillmentOptionShipping,
    FulfillmentType, PickupType, Total,
};
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

/// Lines that go the same way to the same place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FulfillmentGroup {
    /// The group, in the words of whoever made it.
    pub id: String,
    /// The lines in it, by their ids; ids of items may come instead.
    pub item_ids: Vec<String>,
    /// How the goods reach the buyer.
    pub destination_type: FulfillmentType,
    /// To whom and where they go.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub fulfillment_details: Option<FulfillmentDetails>,
    /// Where they wait or start from, by the merchant's id of the place.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub location_id: Option<String>,
    /// What whoever delivers should know.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub instructions: Option<String>,
}

impl FulfillmentGroup {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(id: impl Into<String>, item_ids: Vec<String>, destination_type: FulfillmentType) -> Self {
        Self {
            id: id.into(),
            item_ids,
            destination_type,
            fulfillment_details: None,
            location_id: None,
            instructions: None,
        }
    }
}
