//! Authentication of a payment by the buyer's bank: 3-D Secure.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{AcquirerDetails, Channel, DirectoryServer, FlowType};
use crate::acp::secret::exposed_if_present;
use crate::types::{Secret, present};

open_enum! {
    /// Who runs authentications.
    pub enum AuthenticationProviderName {
        /// Stripe.
        Stripe = "stripe",
        /// Adyen.
        Adyen = "adyen",
    }
}

open_enum! {
    /// A way to authenticate.
    pub enum AuthenticationMethod {
        /// 3-D Secure.
        ThreeDs = "3ds",
    }
}

/// Through whom the merchant has payments authenticated.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct AuthenticationProvider {
    /// The provider.
    pub provider: AuthenticationProviderName,
    /// The merchant's account with the provider.
    pub merchant_id: String,
    /// The ways to authenticate.
    pub supported_authentication_methods: Vec<AuthenticationMethod>,
}

impl AuthenticationProvider {
    /// With its fields.
    #[must_use]
    pub fn new(
        provider: AuthenticationProviderName,
        merchant_id: impl Into<String>,
        supported_authentication_methods: Vec<AuthenticationMethod>,
    ) -> Self {
        Self { provider, merchant_id: merchant_id.into(), supported_authentication_methods }
    }
}

/// What the agent needs in order to have the buyer's bank authenticate a payment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
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
}

impl AuthenticationMetadata {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(channel: Channel, acquirer_details: AcquirerDetails, directory_server: DirectoryServer) -> Self {
        Self { channel, acquirer_details, directory_server, flow_preference: None }
    }
}

/// How the merchant would have the authentication go. The schema does not say what is in the two objects; other releases
/// have one word in each, its `type`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FlowPreference {
    /// The course.
    #[serde(rename = "type")]
    pub kind: FlowType,
    /// More about a challenge, such as `{"type": "preferred"}`.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub challenge: Option<BTreeMap<String, Value>>,
    /// More about a course without challenge, such as `{"type": "low_risk"}`.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub frictionless: Option<BTreeMap<String, Value>>,
}

impl FlowPreference {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(kind: FlowType) -> Self {
        Self { kind, challenge: None, frictionless: None }
    }
}

closed_enum! {
    /// How an authentication ended.
    pub enum AuthenticationOutcome {
        /// The bank says yes.
        Authenticated = "authenticated",
        /// The bank says no.
        Failed = "failed",
        /// It could not be done.
        Unavailable = "unavailable",
        /// The bank refuses, and the payment should not be tried.
        Rejected = "rejected",
        /// It was attempted, which counts.
        Attempt = "attempt",
    }
}

/// How an authentication ended, as the agent reports it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct AuthenticationResult {
    /// How it ended.
    pub outcome: AuthenticationOutcome,
    /// The proof. The schema leaves it out whatever the outcome is.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub outcome_details: Option<OutcomeDetails>,
}

impl AuthenticationResult {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(outcome: AuthenticationOutcome) -> Self {
        Self { outcome, outcome_details: None }
    }
}

/// The proof of an authentication. The schema wants all four fields; what is there is read.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(extend("required" = [
    "three_ds_cryptogram", "electronic_commerce_indicator", "transaction_id", "version"
])))]
#[non_exhaustive]
pub struct OutcomeDetails {
    /// The cryptogram. It does not print.
    #[serde(
        default,
        deserialize_with = "present",
        serialize_with = "exposed_if_present",
        skip_serializing_if = "Option::is_none"
    )]
    pub three_ds_cryptogram: Option<Secret>,
    /// How strong the proof is, as card schemes number it: any text here, such as `05`.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub electronic_commerce_indicator: Option<String>,
    /// The directory server's id of the transaction.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub transaction_id: Option<String>,
    /// The version of 3-D Secure, such as `2.2.0`.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
}
