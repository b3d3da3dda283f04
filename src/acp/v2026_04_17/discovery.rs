//! The document by which agents find a merchant: `/.well-known/acp.json`.

use serde::{Deserialize, Serialize};

use super::InterventionType;
use crate::types::{Currency, Uri, present};

open_enum! {
    /// A transport that the merchant serves.
    pub enum Transport {
        /// The REST API.
        Rest = "rest",
        /// The Model Context Protocol. The document does not say where.
        Mcp = "mcp",
    }
}

open_enum! {
    /// A service that the merchant offers.
    pub enum Service {
        /// Checkout sessions.
        Checkout = "checkout",
        /// Rich orders and order events.
        Orders = "orders",
        /// The delegate payment API.
        DelegatePayment = "delegate_payment",
        /// Carts.
        Carts = "carts",
    }
}

closed_enum! {
    /// The protocol that a discovery document speaks of.
    pub enum ProtocolName {
        /// The Agentic Commerce Protocol.
        Acp = "acp",
    }
}

/// What a merchant says of itself to everyone, whatever the session. It holds nothing that identifies an account.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct DiscoveryResponse {
    /// Which releases the merchant speaks.
    pub protocol: DiscoveryProtocol,
    /// Where the API is; agents append paths such as `/checkout_sessions`.
    pub api_base_url: Uri,
    /// How to talk to it; REST is always among them.
    #[cfg_attr(feature = "schemars", schemars(extend("uniqueItems" = true)))]
    pub transports: Vec<Transport>,
    /// What it can do.
    pub capabilities: DiscoveryCapabilities,
}

impl DiscoveryResponse {
    /// With its fields.
    #[must_use]
    pub fn new(
        protocol: DiscoveryProtocol,
        api_base_url: Uri,
        transports: Vec<Transport>,
        capabilities: DiscoveryCapabilities,
    ) -> Self {
        Self { protocol, api_base_url, transports, capabilities }
    }
}

/// Which releases of the protocol a merchant speaks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct DiscoveryProtocol {
    /// The protocol.
    pub name: ProtocolName,
    /// The newest release spoken, a date.
    #[cfg_attr(feature = "schemars", schemars(regex(pattern = r"^\d{4}-\d{2}-\d{2}$")))]
    pub version: String,
    /// Every release spoken, oldest first.
    #[cfg_attr(feature = "schemars", schemars(
        inner(regex(pattern = r"^\d{4}-\d{2}-\d{2}$")), extend("uniqueItems" = true)
    ))]
    pub supported_versions: Vec<String>,
    /// Documentation of the merchant's API.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub documentation_url: Option<Uri>,
}

impl DiscoveryProtocol {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(name: ProtocolName, version: impl Into<String>, supported_versions: Vec<String>) -> Self {
        Self { name, version: version.into(), supported_versions, documentation_url: None }
    }
}

/// What a merchant can do, whatever the session.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct DiscoveryCapabilities {
    /// The services it offers.
    #[cfg_attr(feature = "schemars", schemars(extend("uniqueItems" = true)))]
    pub services: Vec<Service>,
    /// The extensions it speaks. A session says which are active.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub extensions: Option<Vec<DiscoveryExtension>>,
    /// What it can have the buyer do on the way to an order.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemars", schemars(extend("uniqueItems" = true)))]
    pub intervention_types: Option<Vec<InterventionType>>,
    /// The currencies it sells in.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemars", schemars(inner(regex(pattern = "^[a-z]{3}$")), extend("uniqueItems" = true)))]
    pub supported_currencies: Option<Vec<Currency>>,
    /// The languages it speaks, as BCP 47 tags.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemars", schemars(extend("uniqueItems" = true)))]
    pub supported_locales: Option<Vec<String>>,
}

impl DiscoveryCapabilities {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(services: Vec<Service>) -> Self {
        Self {
            services,
            extensions: None,
            intervention_types: None,
            supported_currencies: None,
            supported_locales: None,
        }
    }
}

/// An extension that a merchant speaks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct DiscoveryExtension {
    /// Its name.
    pub name: String,
    /// Its specification.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub spec: Option<Uri>,
    /// Its JSON Schema.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub schema: Option<Uri>,
}

impl DiscoveryExtension {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), spec: None, schema: None }
    }
}
