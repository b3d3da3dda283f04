//! What the agent needs in order to have the buyer's bank authenticate a payment.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{AcquirerDetails, DirectoryServer, FlowPreference};
use crate::types::present;

/// What the agent needs in order to have the buyer's bank authenticate a payment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(extend("allOf" = [{
    "if": {"properties": {"channel": {"properties": {"browser": {
        "properties": {"javascript_enabled": {"const": true}}
    }}}}},
    "then": {"properties": {"channel": {"properties": {"browser": {
        "required": ["color_depth", "java_enabled", "screen_height", "screen_width", "timezone_offset"]
    }}}}}
}])))]
#[non_exhaustive]
pub struct AuthenticationMetadata {
    /// Where the buyer sits. The schema requires it of the merchant, who seldom knows.
    pub channel: Channel,
    /// Who takes the payment.
    pub acquirer_details: AcquirerDetails,
    /// Whose directory routes the authentication.
    pub directory_server: DirectoryServer,
    /// How the merchant would have it; the bank decides.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub flow_preference: Option<FlowPreference>,
    /// Every other field, as it came: the schema leaves the object open. It must not repeat a field above.
    #[serde(flatten)]
    pub extra: BTreeMap<String, Value>,
}

impl AuthenticationMetadata {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(channel: Channel, acquirer_details: AcquirerDetails, directory_server: DirectoryServer) -> Self {
        Self { channel, acquirer_details, directory_server, flow_preference: None, extra: BTreeMap::new() }
    }
}

closed_enum! {
    /// By what the buyer pays.
    pub enum ChannelType {
        /// A browser.
        Browser = "browser",
    }
}

/// Where the buyer sits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Channel {
    /// What it is.
    #[serde(rename = "type")]
    pub kind: ChannelType,
    /// The browser.
    pub browser: Browser,
}

impl Channel {
    /// A browser.
    #[must_use]
    pub const fn browser(browser: Browser) -> Self {
        Self { kind: ChannelType::Browser, browser }
    }
}

/// The buyer's browser. The last five fields are required where scripts run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Browser {
    /// Its `Accept` header.
    pub accept_header: String,
    /// Its IP address, at most 45 characters.
    #[cfg_attr(feature = "schemars", schemars(length(max = 45)))]
    pub ip_address: String,
    /// Whether scripts run.
    pub javascript_enabled: bool,
    /// Its language, as an IETF BCP 47 tag of at most 35 characters.
    #[cfg_attr(feature = "schemars", schemars(length(max = 35)))]
    pub language: String,
    /// Its `User-Agent` header.
    pub user_agent: String,
    /// Bits for a color.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub color_depth: Option<i64>,
    /// Whether Java runs.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub java_enabled: Option<bool>,
    /// Height of the screen in pixels.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub screen_height: Option<i64>,
    /// Width of the screen in pixels.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub screen_width: Option<i64>,
    /// Minutes between UTC and the time of the browser.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub timezone_offset: Option<i64>,
}

impl Browser {
    /// A browser in which no scripts run, with the required fields; the others are left out.
    #[must_use]
    pub fn new(
        accept_header: impl Into<String>,
        ip_address: impl Into<String>,
        language: impl Into<String>,
        user_agent: impl Into<String>,
    ) -> Self {
        Self {
            accept_header: accept_header.into(),
            ip_address: ip_address.into(),
            javascript_enabled: false,
            language: language.into(),
            user_agent: user_agent.into(),
            color_depth: None,
            java_enabled: None,
            screen_height: None,
            screen_width: None,
            timezone_offset: None,
        }
    }
}
