//! What the merchant has to say.

use serde::{Deserialize, Serialize};

use super::ContentType;
use crate::types::present;

open_enum! {
    /// How much a message matters.
    pub enum Severity {
        /// Worth knowing.
        Info = "info",
        /// Little.
        Low = "low",
        /// Some.
        Medium = "medium",
        /// Much.
        High = "high",
        /// Most.
        Critical = "critical",
    }
}

open_enum! {
    /// Who can resolve what a message says.
    pub enum Resolution {
        /// The agent, through the API.
        Recoverable = "recoverable",
        /// The buyer, who has to give something.
        RequiresBuyerInput = "requires_buyer_input",
        /// The buyer, who has to agree to something.
        RequiresBuyerReview = "requires_buyer_review",
    }
}

open_enum! {
    /// What a warning is about.
    pub enum MessageWarningCode {
        /// Few are left.
        LowStock = "low_stock",
        /// Many want it.
        HighDemand = "high_demand",
        /// It will arrive later.
        ShippingDelay = "shipping_delay",
        /// The price changed.
        PriceChange = "price_change",
        /// A promotion ends soon.
        ExpiringPromotion = "expiring_promotion",
        /// Not everything can be had.
        LimitedAvailability = "limited_availability",
        /// A discount code has expired.
        DiscountCodeExpired = "discount_code_expired",
        /// A discount code does not exist.
        DiscountCodeInvalid = "discount_code_invalid",
        /// A discount code is applied already.
        DiscountCodeAlreadyApplied = "discount_code_already_applied",
        /// A discount code does not go together with another.
        DiscountCodeCombinationDisallowed = "discount_code_combination_disallowed",
        /// The order is too small for a discount code.
        DiscountCodeMinimumNotMet = "discount_code_minimum_not_met",
        /// A discount code is for buyers who are signed in.
        DiscountCodeUserNotLoggedIn = "discount_code_user_not_logged_in",
        /// A discount code is not for this buyer.
        DiscountCodeUserIneligible = "discount_code_user_ineligible",
        /// A discount code is used up.
        DiscountCodeUsageLimitReached = "discount_code_usage_limit_reached",
    }
}

open_enum! {
    /// What is wrong with a session.
    pub enum MessageErrorCode {
        /// Something required is missing.
        Missing = "missing",
        /// Something given is not valid.
        Invalid = "invalid",
        /// An item is sold out.
        OutOfStock = "out_of_stock",
        /// The payment was declined.
        PaymentDeclined = "payment_declined",
        /// The buyer has to sign in with the merchant.
        RequiresSignIn = "requires_sign_in",
        /// The buyer's bank has to authenticate the payment.
        Requires3ds = "requires_3ds",
        /// Fewer are left than are asked for.
        LowStock = "low_stock",
        /// More are asked for than one order may hold.
        QuantityExceeded = "quantity_exceeded",
        /// A coupon does not exist. For the deprecated `coupons` only.
        CouponInvalid = "coupon_invalid",
        /// A coupon has expired. For the deprecated `coupons` only.
        CouponExpired = "coupon_expired",
        /// The order is too small.
        MinimumNotMet = "minimum_not_met",
        /// The order is too large.
        MaximumExceeded = "maximum_exceeded",
        /// It is not sold there.
        RegionRestricted = "region_restricted",
        /// The buyer's age has to be verified.
        AgeVerificationRequired = "age_verification_required",
        /// Someone has to approve the order.
        ApprovalRequired = "approval_required",
        /// The merchant does not do that.
        Unsupported = "unsupported",
        /// What is named does not exist.
        NotFound = "not_found",
        /// What is asked for contradicts something else.
        Conflict = "conflict",
        /// Too many attempts.
        RateLimited = "rate_limited",
        /// It is too late.
        Expired = "expired",
        /// The agent cannot do an intervention that the merchant demands.
        InterventionRequired = "intervention_required",
    }
}

/// A message about a session.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Message {
    /// Something worth knowing.
    Info(MessageInfo),
    /// Something to mind, which does not stand in the way.
    Warning(MessageWarning),
    /// Something that stands in the way of the order.
    Error(MessageError),
}

/// Something worth knowing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct MessageInfo {
    /// How much it matters.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// Who can resolve it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub resolution: Option<Resolution>,
    /// What it is about, as an RFC 9535 JSONPath into the session. Read from `path` too.
    #[serde(alias = "path", default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub param: Option<String>,
    /// How to read the content.
    pub content_type: ContentType,
    /// The text.
    pub content: String,
}

impl MessageInfo {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(content_type: ContentType, content: impl Into<String>) -> Self {
        Self { severity: None, resolution: None, param: None, content_type, content: content.into() }
    }
}

/// Something to mind, which does not stand in the way of the order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct MessageWarning {
    /// What it is about.
    pub code: MessageWarningCode,
    /// How much it matters.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// Who can resolve it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub resolution: Option<Resolution>,
    /// What it is about, as an RFC 9535 JSONPath into the session. Read from `path` too.
    #[serde(alias = "path", default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub param: Option<String>,
    /// How to read the content.
    pub content_type: ContentType,
    /// The text.
    pub content: String,
}

impl MessageWarning {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(code: MessageWarningCode, content_type: ContentType, content: impl Into<String>) -> Self {
        Self { code, severity: None, resolution: None, param: None, content_type, content: content.into() }
    }
}

/// Something that stands in the way of the order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct MessageError {
    /// What is wrong.
    pub code: MessageErrorCode,
    /// How much it matters.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// Who can resolve it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub resolution: Option<Resolution>,
    /// What it is about, as an RFC 9535 JSONPath into the session. Read from `path` too.
    #[serde(alias = "path", default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub param: Option<String>,
    /// How to read the content.
    pub content_type: ContentType,
    /// The text.
    pub content: String,
}

impl MessageError {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(code: MessageErrorCode, content_type: ContentType, content: impl Into<String>) -> Self {
        Self { code, severity: None, resolution: None, param: None, content_type, content: content.into() }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    // ACP-MSG-13
    #[test]
    fn path_is_read_as_param_in_every_kind_of_message() {
        for (kind, code) in [("info", None), ("warning", Some("low_stock")), ("error", Some("missing"))] {
            let mut message = json!({"type": kind, "path": "$.buyer", "content_type": "plain", "content": "Hello"});
            if let Some(code) = code {
                message["code"] = json!(code);
            }
            let read: Message = serde_json::from_value(message).unwrap();
            assert_eq!(serde_json::to_value(read).unwrap()["param"], json!("$.buyer"), "{kind}");
        }
    }

    // ACP-MSG-18
    #[test]
    fn codes_that_an_extension_adds_survive() {
        for kind in ["warning", "error"] {
            let message = json!({"type": kind, "code": "loyalty_gone", "content_type": "plain", "content": "Hello"});
            let read: Message = serde_json::from_value(message.clone()).unwrap();
            assert_eq!(serde_json::to_value(read).unwrap(), message);
        }
    }

    // ACP-MSG-14
    #[test]
    fn a_null_param_is_refused() {
        let message = json!({"type": "info", "param": null, "content_type": "plain", "content": "Hello"});
        assert!(serde_json::from_value::<Message>(message).is_err());
    }
}
