//! The lines of an order.

use serde::{Deserialize, Serialize};

use crate::acp::v2026_04_17::Total;
use crate::types::{LineItemId, Quantity, Uri, present};

open_enum! {
    /// Where a line of an order stands. It follows from the quantities.
    ///
    /// Before 2026-05-01 this release said `shipped`, `delivered` and `canceled` too; they are read.
    pub enum OrderLineItemStatus {
        /// Nothing of it is fulfilled.
        Processing = "processing",
        /// Some of it is fulfilled.
        Partial = "partial",
        /// All of it is fulfilled.
        Fulfilled = "fulfilled",
        /// Nothing of it is left on the order.
        Removed = "removed",
    }
}

/// A line of an order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct OrderLineItem {
    /// The line.
    pub id: LineItemId,
    /// What to call it.
    pub title: String,
    /// The merchant's id of the product.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub product_id: Option<String>,
    /// What it is.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// A picture of it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub image_url: Option<Uri>,
    /// The product's page.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub url: Option<Uri>,
    /// How many pieces.
    pub quantity: OrderLineItemQuantity,
    /// Price of one piece in minor units of the session's currency.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub unit_price: Option<i64>,
    /// Price of the line in minor units.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub subtotal: Option<i64>,
    /// The sums of the line.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub totals: Option<Vec<Total>>,
    /// Where it stands.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemars", schemars(with = "String"))]
    pub status: Option<OrderLineItemStatus>,
}

impl OrderLineItem {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(id: impl Into<LineItemId>, title: impl Into<String>, quantity: OrderLineItemQuantity) -> Self {
        Self {
            id: id.into(),
            title: title.into(),
            product_id: None,
            description: None,
            image_url: None,
            url: None,
            quantity,
            unit_price: None,
            subtotal: None,
            totals: None,
            status: None,
        }
    }
}

/// How many pieces of a line were ordered, are still wanted and are done.
///
/// Before 2026-05-01 this release had `{ ordered, shipped }`. Both are read, the newer is written: `shipped` counts as
/// `fulfilled`, and without `current` all that was ordered is still wanted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(extend("required" = ["ordered", "current"])))]
#[serde(from = "WrittenQuantity")]
#[non_exhaustive]
pub struct OrderLineItemQuantity {
    /// Pieces ordered. Never changes.
    pub ordered: Quantity,
    /// Pieces still wanted; fewer than ordered after cancellations and returns.
    pub current: u64,
    /// Pieces shipped, picked up or delivered as data.
    pub fulfilled: u64,
}

impl OrderLineItemQuantity {
    /// With its fields.
    #[must_use]
    pub fn new(ordered: Quantity, current: u64, fulfilled: u64) -> Self {
        Self { ordered, current, fulfilled }
    }
}

/// Quantities as either edition of the release writes them.
#[derive(Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename = "OrderLineItemQuantity")]
struct WrittenQuantity {
    ordered: Quantity,
    #[serde(default, deserialize_with = "present")]
    current: Option<u64>,
    #[serde(default, alias = "shipped")]
    fulfilled: u64,
}

impl From<WrittenQuantity> for OrderLineItemQuantity {
    fn from(written: WrittenQuantity) -> Self {
        let WrittenQuantity { ordered, current, fulfilled } = written;
        Self { ordered, current: current.unwrap_or_else(|| ordered.get().unsigned_abs()), fulfilled }
    }
}

/// Some pieces of a line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct LineItemReference {
    /// The line.
    pub id: LineItemId,
    /// How many pieces.
    pub quantity: Quantity,
}

impl LineItemReference {
    /// With its fields.
    #[must_use]
    pub fn new(id: impl Into<LineItemId>, quantity: Quantity) -> Self {
        Self { id: id.into(), quantity }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    // ACP-ORD-06
    #[test]
    fn quantities_of_both_editions_are_read_and_the_newer_is_written() {
        for (read, ordered, current, fulfilled) in [
            (json!({"ordered": 3, "current": 2, "fulfilled": 1}), 3, 2, 1),
            (json!({"ordered": 3, "current": 0}), 3, 0, 0),
            (json!({"ordered": 3, "shipped": 2}), 3, 3, 2),
            (json!({"ordered": 3}), 3, 3, 0),
        ] {
            let quantity: OrderLineItemQuantity = serde_json::from_value(read).unwrap();
            assert_eq!(
                serde_json::to_value(quantity).unwrap(),
                json!({"ordered": ordered, "current": current, "fulfilled": fulfilled})
            );
        }
        for refused in [json!({"current": 1}), json!({"ordered": 0}), json!({"ordered": 1, "current": -1})] {
            assert!(serde_json::from_value::<OrderLineItemQuantity>(refused.clone()).is_err(), "{refused}");
        }
    }
}
