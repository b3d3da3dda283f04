//! What the service answers.

use serde::{Deserialize, Serialize};

use crate::acp::secret::exposed_if_present;
use crate::types::{Secret, Uri, present};

open_enum! {
    /// Where an authentication stands.
    pub enum SessionStatus {
        /// The buyer's browser has to do something.
        ActionRequired = "action_required",
        /// It goes on without a fingerprint.
        Pending = "pending",
        /// The card does not take part.
        NotSupported = "not_supported",
        /// The bank says yes.
        Authenticated = "authenticated",
        /// It was attempted, which counts.
        Attempted = "attempted",
        /// The bank says no.
        NotAuthenticated = "not_authenticated",
        /// The bank refuses, and the payment must not be tried.
        Rejected = "rejected",
        /// The bank cannot be asked.
        Unavailable = "unavailable",
        /// It took too long: only a new session helps.
        Expired = "expired",
        /// The buyer gave up.
        ChallengeAbandoned = "challenge_abandoned",
    }
}

/// A session, as the answer to a create and to an authenticate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct DelegateAuthenticationSession {
    /// The session.
    pub authentication_session_id: String,
    /// Where it stands.
    pub status: SessionStatus,
    /// What the buyer's browser has to do.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub action: Option<Action>,
}

impl DelegateAuthenticationSession {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(authentication_session_id: impl Into<String>, status: SessionStatus) -> Self {
        Self { authentication_session_id: authentication_session_id.into(), status, action: None }
    }
}

/// A session, as the answer to a retrieve. The schema joins the result to a base that is closed without it, so that none
/// could ever be there (C-DA-01).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct DelegateAuthenticationSessionWithResult {
    /// The session.
    pub authentication_session_id: String,
    /// Where it stands.
    pub status: SessionStatus,
    /// What the buyer's browser has to do.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub action: Option<Action>,
    /// How it ended.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub authentication_result: Option<AuthenticationResult>,
}

impl DelegateAuthenticationSessionWithResult {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(authentication_session_id: impl Into<String>, status: SessionStatus) -> Self {
        Self {
            authentication_session_id: authentication_session_id.into(),
            status,
            action: None,
            authentication_result: None,
        }
    }
}

open_enum! {
    /// What the buyer's browser has to do.
    pub enum ActionType {
        /// Have its fingerprint taken.
        Fingerprint = "fingerprint",
        /// Show a page of the bank.
        Challenge = "challenge",
    }
}

/// What the buyer's browser has to do. How stands under the name of the kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(extend("oneOf" = [
    {"properties": {"type": {"const": "fingerprint"}}, "required": ["fingerprint"]},
    {"properties": {"type": {"const": "challenge"}}, "required": ["challenge"]}
])))]
#[non_exhaustive]
pub struct Action {
    /// The kind, and so which of the others is there.
    #[serde(rename = "type")]
    pub kind: ActionType,
    /// How, for the kind `fingerprint`.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<FingerprintAction>,
    /// How, for the kind `challenge`.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub challenge: Option<ChallengeAction>,
}

impl Action {
    /// Have a fingerprint taken.
    #[must_use]
    pub const fn fingerprint(fingerprint: FingerprintAction) -> Self {
        Self { kind: ActionType::Fingerprint, fingerprint: Some(fingerprint), challenge: None }
    }

    /// Show a page of the bank.
    #[must_use]
    pub const fn challenge(challenge: ChallengeAction) -> Self {
        Self { kind: ActionType::Challenge, fingerprint: None, challenge: Some(challenge) }
    }
}

/// How the fingerprint of a browser is taken.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FingerprintAction {
    /// Where a hidden frame posts to.
    pub three_ds_method_url: Uri,
    /// The service's number of the authentication.
    pub three_ds_server_trans_id: String,
}

impl FingerprintAction {
    /// With its fields.
    #[must_use]
    pub fn new(three_ds_method_url: Uri, three_ds_server_trans_id: impl Into<String>) -> Self {
        Self { three_ds_method_url, three_ds_server_trans_id: three_ds_server_trans_id.into() }
    }
}

/// How the page of the bank is shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ChallengeAction {
    /// Where the challenge is posted to.
    pub acs_url: Uri,
    /// The bank's number of the authentication.
    pub acs_trans_id: String,
    /// The service's number of the authentication.
    pub three_ds_server_trans_id: String,
    /// Version of 3-D Secure, such as `2.2.0`.
    pub message_version: String,
}

impl ChallengeAction {
    /// With its fields.
    #[must_use]
    pub fn new(
        acs_url: Uri,
        acs_trans_id: impl Into<String>,
        three_ds_server_trans_id: impl Into<String>,
        message_version: impl Into<String>,
    ) -> Self {
        Self {
            acs_url,
            acs_trans_id: acs_trans_id.into(),
            three_ds_server_trans_id: three_ds_server_trans_id.into(),
            message_version: message_version.into(),
        }
    }
}

/// How an authentication ended, in the words of 3-D Secure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct AuthenticationResult {
    /// The status of the transaction: `Y`, `N`, `A`, `U`, `R` or another letter of 3-D Secure.
    pub trans_status: String,
    /// How strong the proof is.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub electronic_commerce_indicator: Option<String>,
    /// The cryptogram. It does not print.
    #[serde(
        default,
        deserialize_with = "present",
        serialize_with = "exposed_if_present",
        skip_serializing_if = "Option::is_none"
    )]
    pub three_ds_cryptogram: Option<Secret>,
    /// The directory server's number of the authentication.
    pub transaction_id: String,
    /// The service's number of the authentication.
    pub three_ds_server_trans_id: String,
    /// Version of 3-D Secure, such as `2.2.0`.
    pub version: String,
    /// The proof as the card's scheme calls it. It does not print.
    #[serde(
        default,
        deserialize_with = "present",
        serialize_with = "exposed_if_present",
        skip_serializing_if = "Option::is_none"
    )]
    pub authentication_value: Option<Secret>,
    /// Why the status is what it is, as a number of 3-D Secure.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub trans_status_reason: Option<String>,
    /// What the bank wants the buyer to read.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub cardholder_info: Option<String>,
}

impl AuthenticationResult {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(
        trans_status: impl Into<String>,
        transaction_id: impl Into<String>,
        three_ds_server_trans_id: impl Into<String>,
        version: impl Into<String>,
    ) -> Self {
        Self {
            trans_status: trans_status.into(),
            electronic_commerce_indicator: None,
            three_ds_cryptogram: None,
            transaction_id: transaction_id.into(),
            three_ds_server_trans_id: three_ds_server_trans_id.into(),
            version: version.into(),
            authentication_value: None,
            trans_status_reason: None,
            cardholder_info: None,
        }
    }
}
