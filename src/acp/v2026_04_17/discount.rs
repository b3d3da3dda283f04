//! The discount extension: codes in, discounts out.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Number;

use crate::types::{Currency, Quantity, Timestamp, present};

open_enum! {
    /// How a discount on a line is computed.
    pub enum DiscountDetailType {
        /// A share of the price.
        Percentage = "percentage",
        /// A fixed amount.
        Fixed = "fixed",
        /// Something for free with something bought.
        Bogo = "bogo",
        /// For buying many.
        Volume = "volume",
    }
}

open_enum! {
    /// Where a discount on a line comes from.
    pub enum DiscountSource {
        /// A code that the buyer gave.
        Coupon = "coupon",
        /// A rule of the merchant.
        Automatic = "automatic",
        /// The loyalty program.
        Loyalty = "loyalty",
    }
}

/// A discount on a line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct DiscountDetail {
    /// The code that brought it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// How it is computed.
    #[serde(rename = "type")]
    pub kind: DiscountDetailType,
    /// What it takes off, in minor units of the session's currency.
    pub amount: i64,
    /// What to call it before the buyer.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Where it comes from.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub source: Option<DiscountSource>,
}

impl DiscountDetail {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(kind: DiscountDetailType, amount: i64) -> Self {
        Self { code: None, kind, amount, description: None, source: None }
    }
}

/// The discount codes that the buyer gives.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct DiscountsRequest {
    /// All of them: they replace those of earlier requests, and an empty list clears them. Case does not matter.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub codes: Option<Vec<String>>,
}

/// What became of the discount codes.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct DiscountsResponse {
    /// The codes as they were given.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub codes: Option<Vec<String>>,
    /// The discounts that hold, by code and automatic.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub applied: Option<Vec<AppliedDiscount>>,
    /// The codes that do not hold, and why.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub rejected: Option<Vec<RejectedDiscount>>,
}

open_enum! {
    /// How a discount spreads over what it discounts.
    pub enum DiscountMethod {
        /// Computed for each line on its own.
        Each = "each",
        /// Taken off the whole.
        Across = "across",
    }
}

/// A discount that holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct AppliedDiscount {
    /// The discount within this session.
    pub id: String,
    /// The code that brought it; none for an automatic discount.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Its terms.
    pub coupon: Coupon,
    /// What it takes off, in minor units of the session's currency; zero or more.
    #[cfg_attr(feature = "schemars", schemars(range(min = 0)))]
    pub amount: i64,
    /// Whether it needs no code. Not, if not said.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub automatic: Option<bool>,
    /// Since when it holds.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub start: Option<Timestamp>,
    /// Until when it holds.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub end: Option<Timestamp>,
    /// How it spreads.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub method: Option<DiscountMethod>,
    /// When it is computed: the lowest number first, from 1.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub priority: Option<Quantity>,
    /// What falls on what; the parts add up to the amount.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub allocations: Option<Vec<DiscountAllocation>>,
}

impl AppliedDiscount {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(id: impl Into<String>, coupon: Coupon, amount: i64) -> Self {
        Self {
            id: id.into(),
            code: None,
            coupon,
            amount,
            automatic: None,
            start: None,
            end: None,
            method: None,
            priority: None,
            allocations: None,
        }
    }
}

/// The part of a discount that falls on one thing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct DiscountAllocation {
    /// What it falls on, as a `JSONPath` such as `$.line_items[0]`. Opaque to whoever reads it.
    pub path: String,
    /// The part in minor units of the session's currency; zero or more.
    #[cfg_attr(feature = "schemars", schemars(range(min = 0)))]
    pub amount: i64,
}

impl DiscountAllocation {
    /// With its fields.
    #[must_use]
    pub fn new(path: impl Into<String>, amount: i64) -> Self {
        Self { path: path.into(), amount }
    }
}

open_enum! {
    /// How long a coupon holds for what is bought again and again.
    pub enum CouponDuration {
        /// For one use.
        Once = "once",
        /// For some months.
        Repeating = "repeating",
        /// For ever.
        Forever = "forever",
    }
}

/// The terms of a discount. It is either a percentage or an amount.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Coupon {
    /// The coupon.
    pub id: String,
    /// What to call it before the buyer.
    pub name: String,
    /// Percentage off, from 0 to 100.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemars", schemars(range(min = 0, max = 100)))]
    pub percent_off: Option<Number>,
    /// Amount off, in minor units of `currency`; zero or more.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemars", schemars(range(min = 0)))]
    pub amount_off: Option<i64>,
    /// The currency of `amount_off`.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemars", schemars(regex(pattern = "^[a-z]{3}$")))]
    pub currency: Option<Currency>,
    /// How long it holds.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub duration: Option<CouponDuration>,
    /// For how many months, if it repeats.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub duration_in_months: Option<Quantity>,
    /// How often it can be used by all buyers together.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub max_redemptions: Option<Quantity>,
    /// How often it was used.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub times_redeemed: Option<u64>,
    /// What the merchant notes with it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub metadata: Option<BTreeMap<String, String>>,
}

impl Coupon {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(id: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            name: name.into(),
            percent_off: None,
            amount_off: None,
            currency: None,
            duration: None,
            duration_in_months: None,
            max_redemptions: None,
            times_redeemed: None,
            metadata: None,
        }
    }
}

open_enum! {
    /// Why a discount code does not hold.
    pub enum DiscountErrorCode {
        /// It has expired.
        Expired = "discount_code_expired",
        /// It does not exist.
        Invalid = "discount_code_invalid",
        /// It is applied already.
        AlreadyApplied = "discount_code_already_applied",
        /// It does not go together with another.
        CombinationDisallowed = "discount_code_combination_disallowed",
        /// The order is too small.
        MinimumNotMet = "discount_code_minimum_not_met",
        /// It is for buyers who are signed in.
        UserNotLoggedIn = "discount_code_user_not_logged_in",
        /// It is not for this buyer.
        UserIneligible = "discount_code_user_ineligible",
        /// It is used up.
        UsageLimitReached = "discount_code_usage_limit_reached",
    }
}

/// A discount code that does not hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct RejectedDiscount {
    /// The code.
    pub code: String,
    /// Why, for machines.
    pub reason: DiscountErrorCode,
    /// Why, for people.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

impl RejectedDiscount {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(code: impl Into<String>, reason: DiscountErrorCode) -> Self {
        Self { code: code.into(), reason, message: None }
    }
}
