//! The ways to deliver that are selected.

use serde::{Deserialize, Serialize};

use crate::types::{FulfillmentOptionId, present};

closed_enum! {
    /// How goods reach the buyer.
    pub enum FulfillmentType {
        /// A carrier brings them.
        Shipping = "shipping",
        /// They are delivered as data.
        Digital = "digital",
    }
}

/// A way to deliver, selected for some of the lines. What is selected stands under the name of its kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(extend("oneOf" = [
    {"properties": {"type": {"const": "shipping"}}, "required": ["shipping"]},
    {"properties": {"type": {"const": "digital"}}, "required": ["digital"]}
])))]
#[non_exhaustive]
pub struct SelectedFulfillmentOption {
    /// The kind, and so which of the others is there.
    #[serde(rename = "type")]
    pub kind: FulfillmentType,
    /// What is selected, of the kind `shipping`.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub shipping: Option<SelectedShippingFulfillmentOption>,
    /// What is selected, of the kind `digital`.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub digital: Option<SelectedDigitalFulfillmentOption>,
}

impl SelectedFulfillmentOption {
    /// A way to ship.
    #[must_use]
    pub const fn shipping(selected: SelectedShippingFulfillmentOption) -> Self {
        Self { kind: FulfillmentType::Shipping, shipping: Some(selected), digital: None }
    }

    /// A way to deliver as data.
    #[must_use]
    pub const fn digital(selected: SelectedDigitalFulfillmentOption) -> Self {
        Self { kind: FulfillmentType::Digital, shipping: None, digital: Some(selected) }
    }
}

/// An option, and what it is selected for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct SelectedShippingFulfillmentOption {
    /// The option: one of those offered.
    pub option_id: FulfillmentOptionId,
    /// What it is selected for: lines by their ids. The official examples give ids of items instead, so either may
    /// come.
    pub item_ids: Vec<String>,
}

impl SelectedShippingFulfillmentOption {
    /// With its fields.
    #[must_use]
    pub fn new(option_id: impl Into<FulfillmentOptionId>, item_ids: Vec<String>) -> Self {
        Self { option_id: option_id.into(), item_ids }
    }
}

/// An option of the kind `digital`, and what it is selected for: it has the fields of its sibling.
pub type SelectedDigitalFulfillmentOption = SelectedShippingFulfillmentOption;
