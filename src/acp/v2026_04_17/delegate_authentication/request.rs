//! What the agent asks of the service.

use serde::{Deserialize, Serialize};

use super::{AcquirerDetails, Address, Amount, ChallengePreference, Channel, FlowType, PaymentMethod};
use crate::types::{CheckoutId, Uri, present};

/// Opens a session.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct DelegateAuthenticationCreateRequest {
    /// The merchant, as the service knows it.
    pub merchant_id: String,
    /// Who takes the payment; best the same as in the payment itself.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub acquirer_details: Option<AcquirerDetails>,
    /// The card.
    pub payment_method: PaymentMethod,
    /// What is to be paid.
    pub amount: Amount,
    /// The buyer's browser. Can follow with the next request.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
    /// The session at the merchant's.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub checkout_session_id: Option<CheckoutId>,
    /// How the agent would have the authentication go; the bank decides.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub flow_preference: Option<FlowPreference>,
    /// Where the buyer's browser reports the end of a challenge. Can follow with the next request.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub challenge_notification_url: Option<Uri>,
    /// The buyer.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub shopper_details: Option<ShopperDetails>,
}

impl DelegateAuthenticationCreateRequest {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(merchant_id: impl Into<String>, payment_method: PaymentMethod, amount: Amount) -> Self {
        Self {
            merchant_id: merchant_id.into(),
            acquirer_details: None,
            payment_method,
            amount,
            channel: None,
            checkout_session_id: None,
            flow_preference: None,
            challenge_notification_url: None,
            shopper_details: None,
        }
    }
}

closed_enum! {
    /// What became of the fingerprint.
    pub enum FingerprintCompletion {
        /// It was taken.
        Completed = "Y",
        /// It was not taken within ten seconds.
        TimedOut = "N",
        /// There was none to take.
        Unavailable = "U",
    }
}

/// Goes on after the fingerprint.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct DelegateAuthenticationAuthenticateRequest {
    /// What became of the fingerprint.
    pub fingerprint_completion: FingerprintCompletion,
    /// The buyer's browser, if it was not given before.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
    /// The session at the merchant's.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub checkout_session_id: Option<CheckoutId>,
    /// Where the buyer's browser reports the end of a challenge, if it was not given before.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub challenge_notification_url: Option<Uri>,
    /// The buyer.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub shopper_details: Option<ShopperDetails>,
}

impl DelegateAuthenticationAuthenticateRequest {
    /// With the required fields; the others are left out.
    #[must_use]
    pub const fn new(fingerprint_completion: FingerprintCompletion) -> Self {
        Self {
            fingerprint_completion,
            channel: None,
            checkout_session_id: None,
            challenge_notification_url: None,
            shopper_details: None,
        }
    }
}

/// How the agent would have the authentication go.
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
    pub frictionless: Option<FrictionlessFlow>,
}

impl FlowPreference {
    /// With the required fields; the others are left out.
    #[must_use]
    pub const fn new(kind: FlowType) -> Self {
        Self { kind, challenge: None, frictionless: None }
    }
}

/// A course without challenge. There is nothing more to say of it; the checkout's own preference can say why.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(extend("additionalProperties" = false)))]
#[non_exhaustive]
pub struct FrictionlessFlow {}

/// The buyer.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ShopperDetails {
    /// The name.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The e-mail address.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemars", schemars(email))]
    pub email: Option<String>,
    /// The telephone number.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
    /// The address.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
}
