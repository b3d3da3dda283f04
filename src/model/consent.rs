//! What the buyer lets the merchant send (2026-04-17 on).

use serde::{Deserialize, Serialize};

use crate::types::Uri;

/// A channel for which the merchant asks consent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MarketingConsentOption {
    /// The channel: `email`, `sms`, …
    pub channel: String,
    /// What the buyer reads.
    pub display_text: String,
    /// What becomes of the data.
    pub privacy_policy_url: Uri,
    /// Whether the buyer gets it already.
    pub is_subscribed: Option<bool>,
}

impl MarketingConsentOption {
    /// Asks consent for that channel.
    #[must_use]
    pub fn new(channel: impl Into<String>, display_text: impl Into<String>, privacy_policy_url: Uri) -> Self {
        Self { channel: channel.into(), display_text: display_text.into(), privacy_policy_url, is_subscribed: None }
    }
}

/// The buyer's answer for one channel. Write-only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct MarketingConsent {
    /// The channel.
    pub channel: String,
    /// Yes or no.
    pub opted_in: bool,
}

impl MarketingConsent {
    /// Yes or no for that channel.
    #[must_use]
    pub fn new(channel: impl Into<String>, opted_in: bool) -> Self {
        Self { channel: channel.into(), opted_in }
    }
}
