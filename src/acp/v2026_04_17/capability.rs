//! What the agent can do and what the merchant asks of it.

use std::num::NonZeroU64;

use serde::{Deserialize, Serialize};

use super::{Extension, Payment};
use crate::types::present;

/// What a party can do. In a request it speaks of the agent, in an answer of the merchant and of what both can.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Capabilities {
    /// How the buyer can pay. Answers only.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub payment: Option<Payment>,
    /// What the buyer can be asked to do on the way.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub interventions: Option<InterventionCapabilities>,
    /// Extensions: names in a request, declarations in an answer. An empty list is not written, because the schema
    /// cannot tell which of the two it would be a list of (ACP-CAP-25).
    #[serde(default, deserialize_with = "present", skip_serializing_if = "is_empty")]
    #[cfg_attr(feature = "schemars", schemars(with = "serde_json::Value", extend("oneOf" = [
        {"type": "array", "items": {"type": "string"}, "uniqueItems": true},
        {"type": "array", "items": {"$ref": "#/$defs/ExtensionDeclaration"}, "uniqueItems": true}
    ])))]
    pub extensions: Option<Vec<Extension>>,
}

#[expect(clippy::ref_option, reason = "serde passes a reference to the field")]
fn is_empty(extensions: &Option<Vec<Extension>>) -> bool {
    extensions.as_ref().is_none_or(Vec::is_empty)
}

open_enum! {
    /// Something that the buyer can be asked to do on the way to an order.
    pub enum InterventionType {
        /// Authenticate the payment with the bank: 3-D Secure.
        ThreeDs = "3ds",
        /// Authenticate with a fingerprint or face.
        Biometric = "biometric",
        /// Confirm the address.
        AddressVerification = "address_verification",
    }
}

open_enum! {
    /// When required interventions are demanded.
    pub enum Enforcement {
        /// Always.
        Always = "always",
        /// When the merchant finds it necessary.
        Conditional = "conditional",
        /// Never: they are welcome.
        Optional = "optional",
    }
}

open_enum! {
    /// How an agent shows an intervention.
    pub enum DisplayContext {
        /// With means of its own.
        Native = "native",
        /// In a web view.
        Webview = "webview",
        /// In a dialog.
        Modal = "modal",
        /// By sending the buyer elsewhere.
        Redirect = "redirect",
    }
}

open_enum! {
    /// How an agent sends the buyer elsewhere.
    pub enum RedirectContext {
        /// Within the app.
        InApp = "in_app",
        /// In another browser.
        ExternalBrowser = "external_browser",
        /// Not at all.
        None = "none",
    }
}

/// What the buyer can be asked to do on the way to an order. Unknown values are kept, never refused (ACP-CAP-13).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct InterventionCapabilities {
    /// In a request, what the agent can do; in an answer, what both can.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub supported: Option<Vec<InterventionType>>,
    /// What the merchant demands. Answers only; the schema allows all but address verification.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemars", schemars(extend("items" = {"type": "string", "enum": ["3ds", "biometric"]})))]
    pub required: Option<Vec<InterventionType>>,
    /// When it is demanded; `conditional` if not said. Answers only.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub enforcement: Option<Enforcement>,
    /// How the agent shows it. Requests only.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub display_context: Option<DisplayContext>,
    /// How the agent sends the buyer elsewhere. Requests only.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub redirect_context: Option<RedirectContext>,
    /// How often the agent can send the buyer elsewhere; 0 if not said. Requests only.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub max_redirects: Option<u64>,
    /// How deep interventions may nest; 1 if not said. Requests only.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub max_interaction_depth: Option<NonZeroU64>,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    // ACP-CAP-25
    #[test]
    fn an_empty_list_of_extensions_is_not_written() {
        let capabilities: Capabilities = serde_json::from_value(json!({"extensions": []})).unwrap();
        assert_eq!(capabilities.extensions, Some(Vec::new()));
        assert_eq!(serde_json::to_value(capabilities).unwrap(), json!({}));
    }

    // ACP-CAP-13, ACP-CAP-23
    #[test]
    fn unknown_capabilities_are_kept() {
        let written = json!({"interventions": {
            "supported": ["3ds", "telepathy"], "required": ["telepathy"], "enforcement": "sometimes",
            "display_context": "hologram", "redirect_context": "teleport"
        }});
        let capabilities: Capabilities = serde_json::from_value(written.clone()).unwrap();
        assert_eq!(serde_json::to_value(capabilities).unwrap(), written);
    }

    // ACP-CAP-01
    #[test]
    fn fields_of_older_drafts_are_ignored() {
        let capabilities: Capabilities = serde_json::from_value(json!({"payment_methods": ["card"]})).unwrap();
        assert_eq!(capabilities, Capabilities::default());
    }
}
