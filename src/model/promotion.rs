//! What a shop takes off, as agents find it before anybody asks.

use serde::{Deserialize, Serialize};

use super::Description;
use crate::types::{Money, Timestamp, Uri};

/// A promotion of the catalog: what is taken off, of what, and when. It is told through a feed; what a buyer pays is settled
/// in the checkout.
///
/// ```
/// use agentic_commerce::model::{Benefit, Promotion};
/// use agentic_commerce::types::Timestamp;
///
/// let (start, end) = (Timestamp::parse("2026-11-27T00:00:00Z")?, Timestamp::parse("2026-12-01T00:00:00Z")?);
/// let promotion = Promotion::new("lamps-10", "10 % off lamps", (start, end), Benefit::PercentOff(1_000)).of_product("LAMP-7");
/// assert_eq!(promotion.applies_to.len(), 1);
/// # Ok::<(), agentic_commerce::types::TimestampError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Promotion {
    /// Id. Stable: what is told again under it replaces what was told.
    pub id: String,
    /// Name.
    pub title: String,
    /// Description.
    #[serde(default)]
    pub description: Description,
    /// Whether it counts; left to its period if nothing is said.
    pub status: Option<PromotionStatus>,
    /// When it begins and ends.
    pub period: (Timestamp, Timestamp),
    /// What the buyer gets.
    pub benefits: Vec<Benefit>,
    /// What it is for; everything if empty.
    #[serde(default)]
    pub applies_to: Vec<PromotionTarget>,
    /// Page of it.
    pub url: Option<Uri>,
}

impl Promotion {
    /// A promotion with one benefit, for everything.
    #[must_use]
    pub fn new(
        id: impl Into<String>,
        title: impl Into<String>,
        period: (Timestamp, Timestamp),
        benefit: Benefit,
    ) -> Self {
        Self {
            id: id.into(),
            title: title.into(),
            description: Description::default(),
            status: None,
            period,
            benefits: vec![benefit],
            applies_to: Vec::new(),
            url: None,
        }
    }

    /// The same promotion for one more product, with all its variants.
    #[must_use]
    pub fn of_product(mut self, product_id: impl Into<String>) -> Self {
        self.applies_to.push(PromotionTarget { product_id: product_id.into(), variant_ids: Vec::new() });
        self
    }
}

open_enum! {
    /// Whether a promotion counts.
    pub enum PromotionStatus {
        /// Not yet decided.
        Draft = "draft",
        /// Begins later.
        Scheduled = "scheduled",
        /// Counts.
        Active = "active",
        /// Is over.
        Expired = "expired",
        /// Was ended by hand.
        Disabled = "disabled",
    }
}

/// What a promotion takes off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Benefit {
    /// An amount, not negative.
    AmountOff(Money),
    /// A share of the price, in hundredths of a percent: 1,000 are 10 %.
    PercentOff(u32),
    /// Sending costs nothing.
    FreeShipping,
}

/// What a promotion is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PromotionTarget {
    /// The product.
    pub product_id: String,
    /// Which of its variants; all of them if empty.
    #[serde(default)]
    pub variant_ids: Vec<String>,
}

impl PromotionTarget {
    /// Some variants of a product, or all of them.
    #[must_use]
    pub fn new(product_id: impl Into<String>, variant_ids: Vec<String>) -> Self {
        Self { product_id: product_id.into(), variant_ids }
    }
}
