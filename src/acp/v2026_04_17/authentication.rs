//! Authentication of a payment by the buyer's bank: 3-D Secure.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::acp::secret::exposed_if_present;
use crate::types::{Secret, present};

open_enum! {
    /// Whose directory routes the authentication.
    pub enum DirectoryServer {
        /// American Express.
        AmericanExpress = "american_express",
        /// Mastercard.
        Mastercard = "mastercard",
        /// Visa.
        Visa = "visa",
    }
}

/// What the agent needs in order to have the buyer's bank authenticate a payment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct AuthenticationMetadata {
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
    pub fn new(acquirer_details: AcquirerDetails, directory_server: DirectoryServer) -> Self {
        Self { acquirer_details, directory_server, flow_preference: None, extra: BTreeMap::new() }
    }
}

/// Who takes a payment, as the card scheme knows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct AcquirerDetails {
    /// Number of the acquiring bank, at most 11 characters.
    #[cfg_attr(feature = "schemars", schemars(length(max = 11)))]
    pub acquirer_bin: String,
    /// Country of the acquiring bank, two letters.
    #[cfg_attr(feature = "schemars", schemars(length(equal = 2)))]
    pub acquirer_country: String,
    /// The merchant's number with that bank, at most 35 characters.
    #[cfg_attr(feature = "schemars", schemars(length(max = 35)))]
    pub acquirer_merchant_id: String,
    /// Name of the merchant, at most 40 characters.
    #[cfg_attr(feature = "schemars", schemars(length(max = 40)))]
    pub merchant_name: String,
    /// Whoever asks for the authentication, at most 35 characters.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemars", schemars(length(max = 35)))]
    pub requestor_id: Option<String>,
}

impl AcquirerDetails {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(
        acquirer_bin: impl Into<String>,
        acquirer_country: impl Into<String>,
        acquirer_merchant_id: impl Into<String>,
        merchant_name: impl Into<String>,
    ) -> Self {
        Self {
            acquirer_bin: acquirer_bin.into(),
            acquirer_country: acquirer_country.into(),
            acquirer_merchant_id: acquirer_merchant_id.into(),
            merchant_name: merchant_name.into(),
            requestor_id: None,
        }
    }
}

open_enum! {
    /// A course that an authentication can take.
    pub enum FlowType {
        /// The bank asks the buyer.
        Challenge = "challenge",
        /// The bank decides by itself.
        Frictionless = "frictionless",
    }
}

open_enum! {
    /// How much a challenge is wanted.
    pub enum ChallengeType {
        /// It is required.
        Mandated = "mandated",
        /// It is wanted.
        Preferred = "preferred",
    }
}

open_enum! {
    /// Why no challenge is wanted.
    pub enum FrictionlessType {
        /// The risk is low.
        LowRisk = "low_risk",
    }
}

/// How the merchant would have the authentication go.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FlowPreference {
    /// The course.
    #[serde(rename = "type")]
    pub kind: FlowType,
    /// More about a challenge.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub challenge: Option<ChallengePreference>,
    /// More about a course without challenge.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub frictionless: Option<FrictionlessPreference>,
}

impl FlowPreference {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(kind: FlowType) -> Self {
        Self { kind, challenge: None, frictionless: None }
    }
}

/// How much a challenge is wanted.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ChallengePreference {
    /// How much.
    #[serde(rename = "type", default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub kind: Option<ChallengeType>,
}

/// Why no challenge is wanted.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FrictionlessPreference {
    /// Why.
    #[serde(rename = "type", default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub kind: Option<FrictionlessType>,
}

closed_enum! {
    /// How an authentication ended.
    pub enum AuthenticationOutcome {
        /// The buyer gave up.
        Abandoned = "abandoned",
        /// It was attempted, which counts.
        AttemptAcknowledged = "attempt_acknowledged",
        /// The bank says yes.
        Authenticated = "authenticated",
        /// It was called off.
        Canceled = "canceled",
        /// The bank says no.
        Denied = "denied",
        /// The bank takes note.
        Informational = "informational",
        /// The agent's side failed.
        InternalError = "internal_error",
        /// The card does not take part.
        NotSupported = "not_supported",
        /// It failed on the way.
        ProcessingError = "processing_error",
        /// The bank refuses, and the payment should not be tried.
        Rejected = "rejected",
    }
}

/// How an authentication ended, as the agent reports it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(extend("allOf" = [{
    "if": {"properties": {"outcome": {"enum": ["authenticated", "informational", "attempt_acknowledged"]}}},
    "then": {"required": ["outcome_details"]}
}])))]
#[non_exhaustive]
pub struct AuthenticationResult {
    /// How it ended.
    pub outcome: AuthenticationOutcome,
    /// The proof. The schema wants it when the outcome is `authenticated`, `informational` or `attempt_acknowledged`;
    /// reading does not check that.
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

closed_enum! {
    /// The electronic commerce indicator: how strong the proof is, as card schemes number it.
    pub enum ElectronicCommerceIndicator {
        /// Mastercard: attempted.
        Eci01 = "01",
        /// Mastercard: authenticated.
        Eci02 = "02",
        /// Visa and American Express: authenticated.
        Eci05 = "05",
        /// Visa and American Express: attempted.
        Eci06 = "06",
        /// Visa and American Express: not authenticated.
        Eci07 = "07",
    }
}

/// The proof of an authentication.
///
/// The schema wants all four fields, and its own example of a denial has two. What is there is read.
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
    /// How strong the proof is.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub electronic_commerce_indicator: Option<ElectronicCommerceIndicator>,
    /// The directory server's number of the authentication.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub transaction_id: Option<String>,
    /// Version of 3-D Secure, such as `2.2.0`.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    // ACP-3DS-10, ACP-3DS-11
    #[test]
    fn a_result_is_read_without_printing_its_cryptogram() {
        let written = json!({"outcome": "authenticated", "outcome_details": {
            "three_ds_cryptogram": "sesame", "electronic_commerce_indicator": "05", "transaction_id": "t",
            "version": "2.2.0"
        }});
        let result: AuthenticationResult = serde_json::from_value(written.clone()).unwrap();
        assert!(!format!("{result:?}").contains("sesame"));
        assert_eq!(serde_json::to_value(result).unwrap(), written);

        for refused in [
            json!({"outcome": "failed"}),
            json!({"outcome": "denied", "outcome_details": null}),
            json!({"outcome": "denied", "outcome_details": {"electronic_commerce_indicator": "5"}}),
        ] {
            assert!(serde_json::from_value::<AuthenticationResult>(refused.clone()).is_err(), "{refused}");
        }
    }
}
