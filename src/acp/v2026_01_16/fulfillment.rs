//! The ways to deliver that are offered.

use serde::{Deserialize, Serialize};

use super::Total;
use crate::types::{FulfillmentOptionId, Timestamp, present};

/// A way to deliver that the merchant offers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
#[non_exhaustive]
pub enum FulfillmentOption {
    /// A carrier brings it.
    Shipping(FulfillmentOptionShipping),
    /// It is delivered as data.
    Digital(FulfillmentOptionDigital),
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
