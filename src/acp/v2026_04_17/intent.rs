//! Why a buyer did not buy.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::acp::Scalar;
use crate::types::present;

open_enum! {
    /// Why a buyer did not buy. Values beyond the list count as `other`.
    pub enum ReasonCode {
        /// Too expensive.
        PriceSensitivity = "price_sensitivity",
        /// Shipping is too expensive.
        ShippingCost = "shipping_cost",
        /// Shipping takes too long.
        ShippingSpeed = "shipping_speed",
        /// The product does not fit.
        ProductFit = "product_fit",
        /// The buyer does not trust the merchant.
        TrustSecurity = "trust_security",
        /// The buyer does not like how returns work.
        ReturnsPolicy = "returns_policy",
        /// The buyer cannot pay in the wanted way.
        PaymentOptions = "payment_options",
        /// The buyer is still comparing.
        Comparison = "comparison",
        /// The buyer will buy later.
        TimingDeferred = "timing_deferred",
        /// Something else.
        Other = "other",
    }
}

/// Why a buyer did not buy, as the agent understood it. Requests only: no answer ever holds it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(extend("additionalProperties" = true)))]
#[non_exhaustive]
pub struct IntentTrace {
    /// The reason.
    pub reason_code: ReasonCode,
    /// The reason in words; the schema allows 500 characters.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemars", schemars(length(max = 500)))]
    pub trace_summary: Option<String>,
    /// What else is to be known, flat.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub metadata: Option<BTreeMap<String, Scalar>>,
}

impl IntentTrace {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(reason_code: ReasonCode) -> Self {
        Self { reason_code, trace_summary: None, metadata: None }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    // ACP-INT-03
    #[test]
    fn an_unknown_reason_is_kept() {
        let written = json!({"reason_code": "buyer_cancelled", "metadata": {"n": 1, "f": 1.5, "b": false, "s": "x"}});
        let trace: IntentTrace = serde_json::from_value(written.clone()).unwrap();
        assert_eq!(trace.reason_code.as_str(), "buyer_cancelled");
        assert_eq!(serde_json::to_value(trace).unwrap(), written);
    }

    // ACP-INT-05, ACP-INT-07
    #[test]
    fn a_trace_of_the_wrong_types_is_refused() {
        for refused in [
            json!({}),
            json!({"reason_code": 1}),
            json!({"reason_code": "other", "trace_summary": 1}),
            json!({"reason_code": "other", "metadata": []}),
            json!({"reason_code": "other", "metadata": {"nested": {}}}),
        ] {
            assert!(serde_json::from_value::<IntentTrace>(refused.clone()).is_err(), "{refused}");
        }
    }
}
