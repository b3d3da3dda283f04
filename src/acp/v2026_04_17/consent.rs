//! May the merchant write to the buyer?

use serde::{Deserialize, Serialize};

use crate::types::{Uri, present};

/// A channel through which the merchant would like to write to the buyer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct MarketingConsentOption {
    /// The channel, such as `email` or `sms`. Any word may come.
    pub channel: String,
    /// What the buyer would receive.
    pub display_text: String,
    /// What the merchant does with the buyer's data.
    pub privacy_policy_url: Uri,
    /// Whether the buyer receives it already. Not, if not said.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub is_subscribed: Option<bool>,
}

impl MarketingConsentOption {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(channel: impl Into<String>, display_text: impl Into<String>, privacy_policy_url: Uri) -> Self {
        Self { channel: channel.into(), display_text: display_text.into(), privacy_policy_url, is_subscribed: None }
    }
}

/// The buyer's decision about a channel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct MarketingConsent {
    /// The channel, as the option named it.
    pub channel: String,
    /// Whether the merchant may write there.
    pub opted_in: bool,
}

impl MarketingConsent {
    /// With its fields.
    #[must_use]
    pub fn new(channel: impl Into<String>, opted_in: bool) -> Self {
        Self { channel: channel.into(), opted_in }
    }
}
