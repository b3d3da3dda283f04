//! Why the buyer did not buy (2025-12-12 on).

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Why a session is cancelled. Write-only: given to the merchant, never answered (2026-04-17, intent traces §3.1).
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct IntentTrace {
    /// The reason.
    pub reason_code: ReasonCode,
    /// The reason in words, at most 500 characters.
    pub trace_summary: Option<String>,
    /// Further facts: text, numbers and booleans.
    pub metadata: BTreeMap<String, Value>,
}

impl IntentTrace {
    /// Cancelled for that reason.
    #[must_use]
    pub const fn new(reason_code: ReasonCode) -> Self {
        Self { reason_code, trace_summary: None, metadata: BTreeMap::new() }
    }
}

/// Hides the words and the open data: who wrote them may have named somebody (ACP-INT-10).
impl fmt::Debug for IntentTrace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IntentTrace").field("reason_code", &self.reason_code).finish_non_exhaustive()
    }
}

open_enum! {
    /// Why the buyer did not buy (C-INT-02).
    pub enum ReasonCode {
        /// The price.
        PriceSensitivity = "price_sensitivity",
        /// The cost of delivery.
        ShippingCost = "shipping_cost",
        /// The time of delivery.
        ShippingSpeed = "shipping_speed",
        /// The product does not fit.
        ProductFit = "product_fit",
        /// Trust.
        TrustSecurity = "trust_security",
        /// How goods are returned.
        ReturnsPolicy = "returns_policy",
        /// The ways to pay.
        PaymentOptions = "payment_options",
        /// Still comparing.
        Comparison = "comparison",
        /// Later.
        TimingDeferred = "timing_deferred",
        /// Something else.
        Other = "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // ACP-INT-10
    #[test]
    fn the_words_do_not_print() {
        let mut trace = IntentTrace::new(ReasonCode::Comparison);
        trace.trace_summary = Some("Ada Lovelace found it cheaper".to_owned());
        trace.metadata.insert("who".to_owned(), "Ada Lovelace".into());
        let text = format!("{trace:?}");
        assert!(text.contains("Comparison") && !text.contains("Ada"), "{text}");
    }
}
