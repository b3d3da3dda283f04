//! How the buyer can pay, and what the buyer pays with.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Address, PaymentInstrument, PaymentTerms};
use crate::types::{HandlerId, Timestamp, Uri, present};

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
            version: version.into(),
            spec,
            requires_delegate_payment: true,
            requires_pci_compliance: false,
            psp: psp.into(),
            config_schema,
            instrument_schemas: Vec::new(),
            config: BTreeMap::new(),
        }
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
