//! How goods reach the buyer.

use serde::{Deserialize, Serialize};

use super::Address;
use crate::types::{FulfillmentOptionId, Timestamp, present};

/// To whom and where goods go.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FulfillmentDetails {
    /// Who receives.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Telephone number of whoever receives.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
    /// E-mail address of whoever receives.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemars", schemars(email))]
    pub email: Option<String>,
    /// Where the goods go.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
}

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

/// Delivery by a carrier. Reading does without subtotal and tax; writing says both, for the OpenAPI file of the release
/// requires them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FulfillmentOptionShipping {
    /// The option; an update selects it by this id.
    pub id: FulfillmentOptionId,
    /// What to call it before the buyer.
    pub title: String,
    /// A second line, such as the delivery promise.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub subtitle: Option<String>,
    /// Who carries it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub carrier: Option<String>,
    /// When it may arrive at the earliest.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub earliest_delivery_time: Option<Timestamp>,
    /// When it should have arrived at the latest.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub latest_delivery_time: Option<Timestamp>,
    /// Price before tax, in minor units of the session's currency.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub subtotal: Option<i64>,
    /// Tax, in minor units.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub tax: Option<i64>,
    /// Price with tax, in minor units.
    pub total: i64,
}

impl FulfillmentOptionShipping {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(id: impl Into<FulfillmentOptionId>, title: impl Into<String>, total: i64) -> Self {
        Self {
            id: id.into(),
            title: title.into(),
            subtitle: None,
            carrier: None,
            earliest_delivery_time: None,
            latest_delivery_time: None,
            subtotal: None,
            tax: None,
            total,
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
    /// A second line.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub subtitle: Option<String>,
    /// Price before tax, in minor units of the session's currency.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub subtotal: Option<i64>,
    /// Tax, in minor units.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub tax: Option<i64>,
    /// Price with tax, in minor units.
    pub total: i64,
}

impl FulfillmentOptionDigital {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(id: impl Into<FulfillmentOptionId>, title: impl Into<String>, total: i64) -> Self {
        Self { id: id.into(), title: title.into(), subtitle: None, subtotal: None, tax: None, total }
    }
}
