//! What changed after an order was placed.

use serde::{Deserialize, Serialize};

use super::LineItemReference;
use crate::types::{Currency, Timestamp, present};

open_enum! {
    /// What changed after an order was placed.
    ///
    /// Before 2026-05-01 this release had `partial_refund`, `store_credit` and `chargeback` too; they are read.
    pub enum AdjustmentType {
        /// Money went back, all or some of it.
        Refund = "refund",
        /// The buyer got credit at the store.
        Credit = "credit",
        /// Goods came back.
        Return = "return",
        /// Goods were exchanged.
        Exchange = "exchange",
        /// The price was changed.
        PriceAdjustment = "price_adjustment",
        /// Something was called off.
        Cancellation = "cancellation",
        /// The buyer disputes the charge.
        Dispute = "dispute",
    }
}

open_enum! {
    /// Where an adjustment stands.
    pub enum AdjustmentStatus {
        /// Not done yet.
        Pending = "pending",
        /// Done.
        Completed = "completed",
        /// It failed.
        Failed = "failed",
    }
}

/// A change after an order was placed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Adjustment {
    /// The change.
    pub id: String,
    /// What changed.
    #[serde(rename = "type")]
    #[cfg_attr(feature = "schemars", schemars(with = "String"))]
    pub kind: AdjustmentType,
    /// When.
    pub occurred_at: Timestamp,
    /// Where it stands.
    #[cfg_attr(feature = "schemars", schemars(with = "String"))]
    pub status: AdjustmentStatus,
    /// What it is about.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub line_items: Option<Vec<LineItemReference>>,
    /// What the buyer gets, tax included, in minor units of `currency`.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub amount: Option<i64>,
    /// The currency of the amount; the session's, if not said.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemars", schemars(regex(pattern = "^[a-z]{3}$")))]
    pub currency: Option<Currency>,
    /// Why, for people.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Why, for machines.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl Adjustment {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(id: impl Into<String>, kind: AdjustmentType, occurred_at: Timestamp, status: AdjustmentStatus) -> Self {
        Self {
            id: id.into(),
            kind,
            occurred_at,
            status,
            line_items: None,
            amount: None,
            currency: None,
            description: None,
            reason: None,
        }
    }
}
