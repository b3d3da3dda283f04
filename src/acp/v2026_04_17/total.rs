//! The sums of a line, of a way to deliver, of a session, of an order.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::types::present;

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
        /// Gift wrapping.
        GiftWrap = "gift_wrap",
        /// A tip.
        Tip = "tip",
        /// What is paid with the buyer's credit at the store.
        StoreCredit = "store_credit",
        /// What the buyer pays.
        Total = "total",
        /// What was paid back so far. Orders only.
        AmountRefunded = "amount_refunded",
    }
}

/// One sum, ready to be shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Total {
    /// What the sum stands for.
    #[serde(rename = "type")]
    pub kind: TotalType,
    /// How to call it before the buyer.
    pub display_text: Cow<'static, str>,
    /// The sum in minor units of the session's currency. Discounts and store credit are positive: they are understood
    /// to be taken off.
    pub amount: i64,
    /// The sum in minor units of the currency in which prices are shown, where that is another one.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub presentment_amount: Option<i64>,
    /// What it is for.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The taxes that make up a sum of taxes.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub breakdown: Option<Vec<TaxBreakdownItem>>,
}

impl Total {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(kind: TotalType, display_text: impl Into<Cow<'static, str>>, amount: i64) -> Self {
        Self {
            kind,
            display_text: display_text.into(),
            amount,
            presentment_amount: None,
            description: None,
            breakdown: None,
        }
    }
}

/// One tax of several.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct TaxBreakdownItem {
    /// Who levies it.
    pub jurisdiction: String,
    /// The rate as a fraction: 0.0875 is 8.75 %.
    pub rate: serde_json::Number,
    /// The tax in minor units of the session's currency.
    pub amount: i64,
}

impl TaxBreakdownItem {
    /// With its fields.
    #[must_use]
    pub fn new(jurisdiction: impl Into<String>, rate: serde_json::Number, amount: i64) -> Self {
        Self { jurisdiction: jurisdiction.into(), rate, amount }
    }
}
