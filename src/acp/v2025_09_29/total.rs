//! The sums of a session.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

open_enum! {
    /// What a sum stands for.
    pub enum TotalType {
        /// All lines before any discount.
        ItemsBaseAmount = "items_base_amount",
        /// What discounts take off the lines.
        ItemsDiscount = "items_discount",
        /// The lines after their discounts.
        Subtotal = "subtotal",
        /// What discounts take off the order as a whole.
        Discount = "discount",
        /// Shipping and handling.
        Fulfillment = "fulfillment",
        /// Taxes.
        Tax = "tax",
        /// Fees.
        Fee = "fee",
        /// What the buyer pays.
        Total = "total",
    }
}

/// One sum of the session, ready to be shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Total {
    /// What the sum stands for.
    #[serde(rename = "type")]
    pub kind: TotalType,
    /// How to call it before the buyer.
    pub display_text: Cow<'static, str>,
    /// The sum in minor units of the session's currency. Discounts are positive: they are understood to be taken off.
    pub amount: i64,
}

impl Total {
    /// With its fields.
    #[must_use]
    pub fn new(kind: TotalType, display_text: impl Into<Cow<'static, str>>, amount: i64) -> Self {
        Self { kind, display_text: display_text.into(), amount }
    }
}
