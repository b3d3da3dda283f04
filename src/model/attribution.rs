//! Where the buyer came from (2025-12-12 on).

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::types::{Timestamp, Uri};

/// Who sent the buyer. Write-only: given to the merchant, never answered (2026-04-17, affiliate attribution §4.3.4).
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AffiliateAttribution {
    /// The attribution network.
    pub provider: String,
    /// Its token; this or the publisher is given.
    pub token: Option<String>,
    /// The publisher.
    pub publisher_id: Option<String>,
    /// The campaign.
    pub campaign_id: Option<String>,
    /// The creative.
    pub creative_id: Option<String>,
    /// The publisher's own mark.
    pub sub_id: Option<String>,
    /// Where the buyer was.
    pub source: Option<AttributionSource>,
    /// When it was issued.
    pub issued_at: Option<Timestamp>,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
    /// Further facts: text, numbers and booleans.
    pub metadata: BTreeMap<String, Value>,
    /// First or last touch.
    pub touchpoint: Option<Touchpoint>,
}

impl AffiliateAttribution {
    /// An attribution by that network.
    #[must_use]
    pub fn new(provider: impl Into<String>) -> Self {
        Self {
            provider: provider.into(),
            token: None,
            publisher_id: None,
            campaign_id: None,
            creative_id: None,
            sub_id: None,
            source: None,
            issued_at: None,
            expires_at: None,
            metadata: BTreeMap::new(),
            touchpoint: None,
        }
    }
}

/// Hides the token, which is worth money to whoever claims it (ACP-AFF-12), and the open data.
impl fmt::Debug for AffiliateAttribution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AffiliateAttribution")
            .field("provider", &self.provider)
            .field("publisher_id", &self.publisher_id)
            .field("campaign_id", &self.campaign_id)
            .field("touchpoint", &self.touchpoint)
            .finish_non_exhaustive()
    }
}

/// Where the buyer was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AttributionSource {
    /// What kind of place.
    pub kind: AttributionSourceKind,
    /// Its address.
    pub url: Option<Uri>,
}

impl AttributionSource {
    /// A place of that kind.
    #[must_use]
    pub const fn new(kind: AttributionSourceKind) -> Self {
        Self { kind, url: None }
    }
}

closed_enum! {
    /// What kind of place sent the buyer.
    pub enum AttributionSourceKind {
        /// A page.
        Url = "url",
        /// A platform.
        Platform = "platform",
        /// Not known.
        Unknown = "unknown",
    }
}

closed_enum! {
    /// Which touch an attribution is.
    pub enum Touchpoint {
        /// The first.
        First = "first",
        /// The last.
        Last = "last",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // ACP-AFF-12
    #[test]
    fn the_token_does_not_print() {
        let mut attribution = AffiliateAttribution::new("impact.com");
        attribution.token = Some("atp_01JX".to_owned());
        attribution.metadata.insert("note".to_owned(), "atp_01JX".into());
        let text = format!("{attribution:?}");
        assert!(text.contains("impact.com") && !text.contains("atp_01JX"), "{text}");
    }
}
