//! What is bought, and what each line costs.

use serde::{Deserialize, Serialize};

use super::{CustomAttribute, Disclosure, MarketplaceSellerDetails};
use crate::acp::number::pieces;
use crate::types::{ItemId, LineItemId, Quantity, Uri, present};

/// An item and how many pieces of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Item {
    /// The item, by the id of the merchant's feed.
    pub id: ItemId,
    /// How many pieces: a whole number, one or more.
    #[serde(deserialize_with = "pieces")]
    pub quantity: Quantity,
}

impl Item {
    /// With its fields.
    #[must_use]
    pub fn new(id: impl Into<ItemId>, quantity: Quantity) -> Self {
        Self { id: id.into(), quantity }
    }
}

/// A line of the session, priced. Amounts are in minor units of the session's currency.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct LineItem {
    /// The line.
    pub id: LineItemId,
    /// The item and how many pieces of it.
    pub item: Item,
    /// Price of the whole line before any discount, in minor units.
    pub base_amount: i64,
    /// What is taken off the base amount, in minor units; zero or more.
    pub discount: i64,
    /// Base amount less discount, in minor units.
    pub subtotal: i64,
    /// Tax on the line, in minor units.
    pub tax: i64,
    /// Subtotal plus tax, in minor units.
    pub total: i64,
    /// What to call it before the buyer.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it is.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Pictures of it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub images: Option<Vec<Uri>>,
    /// Price of one piece, in minor units.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub unit_amount: Option<i64>,
    /// What the buyer has to be told.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub disclosures: Option<Vec<Disclosure>>,
    /// What else the merchant wants to show.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub custom_attributes: Option<Vec<CustomAttribute>>,
    /// Who sells it on a marketplace.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub marketplace_seller_details: Option<MarketplaceSellerDetails>,
}

impl LineItem {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(
        id: impl Into<LineItemId>,
        item: Item,
        base_amount: i64,
        discount: i64,
        subtotal: i64,
        tax: i64,
        total: i64,
    ) -> Self {
        Self {
            id: id.into(),
            item,
            base_amount,
            discount,
            subtotal,
            tax,
            total,
            name: None,
            description: None,
            images: None,
            unit_amount: None,
            disclosures: None,
            custom_attributes: None,
            marketplace_seller_details: None,
        }
    }
}
