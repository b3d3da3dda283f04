//! What the agent asks of the provider.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Address, PaymentMethodCard};
use crate::types::{CheckoutId, Currency, Timestamp, present};

/// A card to make a token of, and what the token is good for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct DelegatePaymentRequest {
    /// The card.
    pub payment_method: PaymentMethodCard,
    /// What the token is good for.
    pub allowance: Allowance,
    /// Where the card is billed.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub billing_address: Option<Address>,
    /// What the agent's detection of fraud says. At least one until 2026-01-30; may be empty since 2026-04-17 (C-DP-02).
    #[cfg_attr(feature = "schemars", schemars(length(min = 1)))]
    pub risk_signals: Vec<RiskSignal>,
    /// What the agent adds; the answer repeats it.
    pub metadata: BTreeMap<String, String>,
}

impl DelegatePaymentRequest {
    /// With the required fields, without metadata; the others are left out.
    #[must_use]
    pub fn new(payment_method: PaymentMethodCard, allowance: Allowance, risk_signals: Vec<RiskSignal>) -> Self {
        Self { payment_method, allowance, billing_address: None, risk_signals, metadata: BTreeMap::new() }
    }
}

closed_enum! {
    /// How often a token may be used.
    pub enum AllowanceReason {
        /// Once.
        OneTime = "one_time",
    }
}

/// What a token is good for: outside of it, and from the moment it expires, it is worth nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Allowance {
    /// How often it may be used.
    pub reason: AllowanceReason,
    /// The most that may be charged, in minor units.
    pub max_amount: i64,
    /// In which currency.
    #[cfg_attr(feature = "schemars", schemars(regex(pattern = "^[a-z]{3}$")))]
    pub currency: Currency,
    /// For which session.
    pub checkout_session_id: CheckoutId,
    /// By which merchant, as the provider knows it. At most 256 characters.
    #[cfg_attr(feature = "schemars", schemars(length(max = 256)))]
    pub merchant_id: String,
    /// Until when.
    pub expires_at: Timestamp,
}

impl Allowance {
    /// To be used once.
    #[must_use]
    pub fn new(
        max_amount: i64,
        currency: Currency,
        checkout_session_id: impl Into<CheckoutId>,
        merchant_id: impl Into<String>,
        expires_at: Timestamp,
    ) -> Self {
        Self {
            reason: AllowanceReason::OneTime,
            max_amount,
            currency,
            checkout_session_id: checkout_session_id.into(),
            merchant_id: merchant_id.into(),
            expires_at,
        }
    }
}

open_enum! {
    /// A sign of fraud.
    pub enum RiskSignalType {
        /// Stolen numbers are tried out.
        CardTesting = "card_testing",
    }
}

closed_enum! {
    /// What the agent did about a risk.
    pub enum RiskAction {
        /// It refused the card.
        Blocked = "blocked",
        /// It had someone look.
        ManualReview = "manual_review",
        /// It let the card pass.
        Authorized = "authorized",
    }
}

/// What the agent's detection of fraud says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct RiskSignal {
    /// Of what it is a sign.
    #[serde(rename = "type")]
    pub kind: RiskSignalType,
    /// How strong it is. The release names no scale.
    pub score: i64,
    /// What the agent did about it.
    pub action: RiskAction,
}

impl RiskSignal {
    /// With its fields.
    #[must_use]
    pub const fn new(kind: RiskSignalType, score: i64, action: RiskAction) -> Self {
        Self { kind, score, action }
    }
}
