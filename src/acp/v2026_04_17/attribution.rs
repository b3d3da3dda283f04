//! Who brought the buyer.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::acp::Scalar;
use crate::acp::secret::exposed_if_present;
use crate::types::{Secret, Timestamp, Uri, present};

open_enum! {
    /// Where the buyer came from.
    pub enum AttributionSourceType {
        /// A page.
        Url = "url",
        /// A platform.
        Platform = "platform",
        /// Nobody knows.
        Unknown = "unknown",
    }
}

/// Where the buyer came from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct AffiliateAttributionSource {
    /// What it is.
    #[serde(rename = "type")]
    pub kind: AttributionSourceType,
    /// The page, if it is one.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub url: Option<Uri>,
}

impl AffiliateAttributionSource {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(kind: AttributionSourceType) -> Self {
        Self { kind, url: None }
    }
}

open_enum! {
    /// At which end of the way someone brought the buyer.
    pub enum Touchpoint {
        /// At the start: sent when a session is created.
        First = "first",
        /// At the end: sent when a session is completed.
        Last = "last",
    }
}

/// Who brought the buyer, so that a publisher can be credited. Requests only: no answer and no event ever holds it.
///
/// The schema wants a `token` or a `publisher_id`. Reading does not check that. It prints neither its token nor what
/// it carries beyond the schema.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(extend("anyOf" = [
    {"required": ["token"]}, {"required": ["publisher_id"]}
])))]
#[non_exhaustive]
pub struct AffiliateAttribution {
    /// Whose network it is, such as `impact.com`.
    pub provider: String,
    /// The network's token. Opaque; it does not print.
    #[serde(
        default,
        deserialize_with = "present",
        serialize_with = "exposed_if_present",
        skip_serializing_if = "Option::is_none"
    )]
    pub token: Option<Secret>,
    /// The publisher, by the network's id.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub publisher_id: Option<String>,
    /// The campaign, by the network's id.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub campaign_id: Option<String>,
    /// The advertisement, by the network's id.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub creative_id: Option<String>,
    /// A finer mark of the publisher.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub sub_id: Option<String>,
    /// Where the buyer came from.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub source: Option<AffiliateAttributionSource>,
    /// When the token was made.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub issued_at: Option<Timestamp>,
    /// Until when the token holds.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
    /// What else is to be known; nothing secret, nothing nested.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub metadata: Option<BTreeMap<String, Scalar>>,
    /// At which end of the way it happened.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub touchpoint: Option<Touchpoint>,
    /// Every other field, as it came: the schema leaves the object open. It must not repeat a field above.
    #[serde(flatten)]
    pub extra: BTreeMap<String, Value>,
}

impl AffiliateAttribution {
    /// With the required fields; the others are left out.
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
            metadata: None,
            touchpoint: None,
            extra: BTreeMap::new(),
        }
    }
}

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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    // ACP-AFF-12, ACP-AFF-13
    #[test]
    fn unknown_fields_are_kept_and_nothing_secret_prints() {
        let written = json!({
            "provider": "impact.com", "token": "atp_secret", "touchpoint": "middle", "metadata": {"vip": true, "n": 0.5},
            "new_token": "also_secret", "nested": {"a": [1, null]}
        });
        let attribution: AffiliateAttribution = serde_json::from_value(written.clone()).unwrap();
        let printed = format!("{attribution:?}");
        assert!(printed.contains("impact.com") && !printed.contains("secret"), "{printed}");
        assert_eq!(serde_json::to_value(attribution).unwrap(), written);
    }

    // ACP-AFF-04
    #[test]
    fn metadata_is_flat() {
        for value in [json!(null), json!([1]), json!({"a": 1})] {
            let written = json!({"provider": "p", "publisher_id": "q", "metadata": {"key": value}});
            let error = serde_json::from_value::<AffiliateAttribution>(written).unwrap_err().to_string();
            assert!(error.contains("expected a string, a number or a boolean"), "{error}");
        }
    }
}
