//! How the buyer can pay, and what the buyer pays with.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Address;
use crate::types::{HandlerId, Secret, Timestamp, Uri, exposed, present};

/// How the buyer can pay.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Payment {
    /// The handlers that the merchant offers.
    pub handlers: Vec<PaymentHandler>,
}

impl Payment {
    /// With its fields.
    #[must_use]
    pub fn new(handlers: Vec<PaymentHandler>) -> Self {
        Self { handlers }
    }
}

/// A way to pay that the merchant offers: which kind of instrument, through whom, with which settings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PaymentHandler {
    /// The handler within this session; payment data names it.
    pub id: HandlerId,
    /// What it is, in reverse domain notation, such as `dev.acp.tokenized.card`.
    pub name: String,
    /// What to call it before the buyer.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// Version of the handler's specification, a date such as `2026-01-22`.
    #[cfg_attr(feature = "schemars", schemars(regex(pattern = r"^\d{4}-\d{2}-\d{2}$")))]
    pub version: String,
    /// Where the handler is specified.
    pub spec: Uri,
    /// Whether the agent has to call the delegate payment API first.
    pub requires_delegate_payment: bool,
    /// Whether card data reaches the merchant.
    pub requires_pci_compliance: bool,
    /// The payment service provider.
    pub psp: String,
    /// JSON Schema of the settings.
    pub config_schema: Uri,
    /// JSON Schemas of the instruments that it takes.
    pub instrument_schemas: Vec<Uri>,
    /// Its settings.
    pub config: BTreeMap<String, Value>,
    /// Where the merchant would show it; lower comes first. A suggestion.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub display_order: Option<i64>,
}

impl PaymentHandler {
    /// A handler for a token that the delegate payment API makes, so that no card data reaches the merchant.
    /// Instrument schemas and settings are to be filled in.
    #[must_use]
    pub fn new(
        id: impl Into<HandlerId>,
        name: impl Into<String>,
        version: impl Into<String>,
        spec: Uri,
        psp: impl Into<String>,
        config_schema: Uri,
    ) -> Self {
        Self {
            id: id.into(),
            name: name.into(),
            display_name: None,
            version: version.into(),
            spec,
            requires_delegate_payment: true,
            requires_pci_compliance: false,
            psp: psp.into(),
            config_schema,
            instrument_schemas: Vec::new(),
            config: BTreeMap::new(),
            display_order: None,
        }
    }
}

closed_enum! {
    /// When a business buyer pays.
    pub enum PaymentTerms {
        /// At once.
        Immediate = "immediate",
        /// Within 15 days.
        Net15 = "net_15",
        /// Within 30 days.
        Net30 = "net_30",
        /// Within 60 days.
        Net60 = "net_60",
        /// Within 90 days.
        Net90 = "net_90",
    }
}

/// What the buyer pays with: an instrument of one of the handlers, or a purchase order.
///
/// The schema wants a handler with an instrument, or a purchase order number. Reading does not check that.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(extend("anyOf" = [
    {"required": ["handler_id", "instrument"]}, {"required": ["purchase_order_number"]}
])))]
#[non_exhaustive]
pub struct PaymentData {
    /// The handler.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub handler_id: Option<HandlerId>,
    /// The instrument.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub instrument: Option<PaymentInstrument>,
    /// Where it is billed.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub billing_address: Option<Address>,
    /// Number of the buyer's purchase order.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub purchase_order_number: Option<String>,
    /// When a business buyer pays.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub payment_terms: Option<PaymentTerms>,
    /// When the payment is due.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub due_date: Option<Timestamp>,
    /// Whether someone has to approve the payment.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub approval_required: Option<bool>,
}

/// An instrument of payment. It prints its type and nothing else.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PaymentInstrument {
    /// What it is, such as `card`; the handler says which there are.
    #[serde(rename = "type")]
    pub kind: String,
    /// What makes it valid.
    pub credential: PaymentCredential,
    /// What the handler adds: every other field, as it came. It must not repeat a field above.
    #[serde(flatten)]
    pub extra: BTreeMap<String, Value>,
}

impl PaymentInstrument {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(kind: impl Into<String>, credential: PaymentCredential) -> Self {
        Self { kind: kind.into(), credential, extra: BTreeMap::new() }
    }
}

impl fmt::Debug for PaymentInstrument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut instrument = f.debug_struct("PaymentInstrument");
        instrument.field("kind", &self.kind).field("credential", &self.credential).finish_non_exhaustive()
    }
}

/// What makes an instrument valid. It prints its type and nothing else.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PaymentCredential {
    /// What it is, such as `spt`; the handler says which there are.
    #[serde(rename = "type")]
    pub kind: String,
    /// The token. Opaque.
    #[serde(serialize_with = "exposed")]
    pub token: Secret,
    /// What the handler adds: every other field, as it came. It must not repeat a field above.
    #[serde(flatten)]
    pub extra: BTreeMap<String, Value>,
}

impl PaymentCredential {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(kind: impl Into<String>, token: impl Into<Secret>) -> Self {
        Self { kind: kind.into(), token: token.into(), extra: BTreeMap::new() }
    }
}

impl fmt::Debug for PaymentCredential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PaymentCredential").field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// What the agent knows of the buyer's device, for the detection of fraud.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct RiskSignals {
    /// Address in the network.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub ip_address: Option<String>,
    /// The browser's name of itself.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub user_agent: Option<String>,
    /// The languages that the browser asks for.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub accept_language: Option<String>,
    /// The buyer's session with the agent.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// Fingerprint of the device.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub device_fingerprint: Option<String>,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    // ACP-PD-03, ACP-PD-04, ACP-PD-07
    #[test]
    fn what_a_handler_adds_is_kept_and_does_not_print() {
        let written = json!({
            "handler_id": "card_tokenized",
            "instrument": {
                "type": "card",
                "id": "instrument-1",
                "handler_id": "card_tokenized",
                "credential": {"type": "agentic_token", "token": "5555", "network": "visa", "cryptogram": "sesame"}
            }
        });
        let payment: PaymentData = serde_json::from_value(written.clone()).unwrap();
        let printed = format!("{payment:?}");
        assert!(printed.contains("agentic_token") && printed.contains("\"card\""), "{printed}");
        for hidden in ["5555", "sesame", "visa", "instrument-1"] {
            assert!(!printed.contains(hidden), "{printed}");
        }
        assert_eq!(serde_json::to_value(payment).unwrap(), written);
    }

    // ACP-PD-03
    #[test]
    fn an_instrument_needs_a_type_and_a_credential_with_a_token() {
        for (instrument, missing) in [
            (json!({"credential": {"type": "spt", "token": "t"}}), "type"),
            (json!({"type": "card"}), "credential"),
            (json!({"type": "card", "credential": {"token": "t"}}), "type"),
            (json!({"type": "card", "credential": {"type": "spt"}}), "token"),
        ] {
            let error = serde_json::from_value::<PaymentInstrument>(instrument).unwrap_err().to_string();
            assert!(error.contains(&format!("missing field `{missing}`")), "{error}");
        }
    }
}
