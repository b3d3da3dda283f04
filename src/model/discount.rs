//! Discounts on a session (the discount extension, 2026-01-30 on).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Field, WarningCode};
use crate::types::{Money, Timestamp};

/// What became of the buyer's codes, and what the merchant takes off by itself.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Discounts {
    /// Discounts that count.
    pub applied: Vec<AppliedDiscount>,
    /// Codes that do not.
    pub rejected: Vec<RejectedDiscount>,
}

impl Discounts {
    /// Whether there is nothing to tell.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.applied.is_empty() && self.rejected.is_empty()
    }
}

/// A discount that counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AppliedDiscount {
    /// Id of this application.
    pub id: String,
    /// The code that gave it; none for a discount of the merchant's own.
    pub code: Option<String>,
    /// The rule behind it.
    pub coupon: Coupon,
    /// How much it takes off, positive.
    pub amount: Money,
    /// Whether the merchant gives it unasked.
    pub automatic: bool,
    /// From when it holds.
    pub start: Option<Timestamp>,
    /// Until when it holds.
    pub end: Option<Timestamp>,
    /// Whether it counts for each line or across all.
    pub method: Option<AllocationMethod>,
    /// Order among stacked discounts, 1 first.
    pub priority: Option<u32>,
    /// Where it was taken off.
    pub allocations: Vec<DiscountAllocation>,
}

impl AppliedDiscount {
    /// A discount of that amount by that rule.
    #[must_use]
    pub fn new(id: impl Into<String>, coupon: Coupon, amount: Money) -> Self {
        Self {
            id: id.into(),
            code: None,
            coupon,
            amount,
            automatic: false,
            start: None,
            end: None,
            method: None,
            priority: None,
            allocations: Vec::new(),
        }
    }
}

/// The rule behind a discount.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Coupon {
    /// Id of the rule.
    pub id: String,
    /// What the buyer reads.
    pub name: String,
    /// Percent taken off, 0 to 100.
    pub percent_off: Option<f64>,
    /// Amount taken off.
    pub amount_off: Option<Money>,
    /// For how long it holds.
    pub duration: Option<CouponDuration>,
    /// For how many months, when it repeats.
    pub duration_in_months: Option<u32>,
    /// How often it can be used.
    pub max_redemptions: Option<u32>,
    /// How often it was used.
    pub times_redeemed: Option<u32>,
    /// The merchant's own notes.
    pub metadata: BTreeMap<String, String>,
}

impl Coupon {
    /// A rule that takes off a percentage.
    #[must_use]
    pub fn percent(id: impl Into<String>, name: impl Into<String>, percent_off: f64) -> Self {
        Self { percent_off: Some(percent_off), ..Self::of(id.into(), name.into()) }
    }

    /// A rule that takes off an amount.
    #[must_use]
    pub fn amount(id: impl Into<String>, name: impl Into<String>, amount_off: Money) -> Self {
        Self { amount_off: Some(amount_off), ..Self::of(id.into(), name.into()) }
    }

    pub(crate) const fn of(id: String, name: String) -> Self {
        Self {
            id,
            name,
            percent_off: None,
            amount_off: None,
            duration: None,
            duration_in_months: None,
            max_redemptions: None,
            times_redeemed: None,
            metadata: BTreeMap::new(),
        }
    }
}

open_enum! {
    /// For how long a rule holds.
    pub enum CouponDuration {
        /// Once.
        Once = "once",
        /// For some months.
        Repeating = "repeating",
        /// For ever.
        Forever = "forever",
    }
}

open_enum! {
    /// How a discount is spread.
    pub enum AllocationMethod {
        /// On each line by itself.
        Each = "each",
        /// Across all of them.
        Across = "across",
    }
}

/// How much of a discount was taken off where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DiscountAllocation {
    /// What it was taken off.
    pub field: Field,
    /// How much, positive.
    pub amount: Money,
}

impl DiscountAllocation {
    /// So much taken off there.
    #[must_use]
    pub const fn new(field: Field, amount: Money) -> Self {
        Self { field, amount }
    }
}

/// A code that does not count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RejectedDiscount {
    /// The code.
    pub code: String,
    /// Why.
    pub reason: DiscountRejection,
    /// What the buyer reads.
    pub message: Option<String>,
}

impl RejectedDiscount {
    /// The code does not count, for that reason.
    #[must_use]
    pub fn new(code: impl Into<String>, reason: DiscountRejection) -> Self {
        Self { code: code.into(), reason, message: None }
    }
}

open_enum! {
    /// Why a code does not count.
    pub enum DiscountRejection {
        /// It is over.
        Expired = "discount_code_expired",
        /// It is not known.
        Invalid = "discount_code_invalid",
        /// It is applied already.
        AlreadyApplied = "discount_code_already_applied",
        /// It does not go with another.
        CombinationDisallowed = "discount_code_combination_disallowed",
        /// The order is too small.
        MinimumNotMet = "discount_code_minimum_not_met",
        /// The buyer must sign in.
        UserNotLoggedIn = "discount_code_user_not_logged_in",
        /// It is not for this buyer.
        UserIneligible = "discount_code_user_ineligible",
        /// It is used up.
        UsageLimitReached = "discount_code_usage_limit_reached",
    }
}

impl DiscountRejection {
    /// The warning that goes with it: the two vocabularies share their words (C-MSG-04).
    #[must_use]
    pub fn warning(&self) -> WarningCode {
        WarningCode::from(self.as_str())
    }
}
