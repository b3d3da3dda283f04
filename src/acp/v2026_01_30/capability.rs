//! What the agent can do and what the merchant asks of it.

use serde::{Deserialize, Serialize};

use super::{Extension, InterventionCapabilities, Payment};
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
