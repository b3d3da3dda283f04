//! What is bought, and what each line costs.

use serde::{Deserialize, Serialize};

use super::ItemQuantity;
use crate::types::{ItemId, LineItemId};

/// An item and how many pieces of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Item {
    /// The item, by the id of the merchant's feed.
    pub id: ItemId,
    /// How many pieces.
    pub quantity: ItemQuantity,
}

impl Item {
    /// With its fields.
    #[must_use]
    pub fn new(id: impl Into<ItemId>, quantity: impl Into<ItemQuantity>) -> Self {
        Self { id: id.into(), quantity: quantity.into() }
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
}

impl LineItem {
    /// With its fields.
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
        Self { id: id.into(), item, base_amount, discount, subtotal, tax, total }
    }
}
