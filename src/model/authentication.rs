//! 3-D Secure (2025-12-12 on).

use serde::{Deserialize, Serialize};
use std::fmt;

/// What the agent needs to let the issuer authenticate the buyer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AuthenticationMetadata {
    /// The merchant's acquirer.
    pub acquirer_details: AcquirerDetails,
    /// The network whose directory server is asked.
    pub directory_server: DirectoryServer,
    /// How the merchant would like it done.
    pub flow_preference: Option<FlowPreference>,
    /// The buyer's browser: required by 2025-12-12 to 2026-01-30, which the merchant seldom knows (C-3DS-03).
    pub channel: Option<BrowserChannel>,
}

impl AuthenticationMetadata {
    /// The acquirer, and the network to ask.
    #[must_use]
    pub const fn new(acquirer_details: AcquirerDetails, directory_server: DirectoryServer) -> Self {
        Self { acquirer_details, directory_server, flow_preference: None, channel: None }
    }
}

/// The merchant's acquirer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AcquirerDetails {
    /// Bank identification number, at most 11 characters.
    pub acquirer_bin: String,
    /// Country, two letters.
    pub acquirer_country: String,
    /// The merchant's id at the acquirer, at most 35 characters.
    pub acquirer_merchant_id: String,
    /// The merchant's name, at most 40 characters.
    pub merchant_name: String,
    /// Who asks, at most 35 characters.
    pub requestor_id: Option<String>,
}

impl AcquirerDetails {
    /// The merchant `merchant_name`, known to its acquirer by these.
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
    /// A card network with a directory server.
    pub enum DirectoryServer {
        /// American Express.
        AmericanExpress = "american_express",
        /// Mastercard.
        Mastercard = "mastercard",
        /// Visa.
        Visa = "visa",
    }
}

/// How the merchant would like the authentication done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum FlowPreference {
    /// With a challenge; `mandated` when it must be, `false` when it is preferred, `None` when nothing is said.
    Challenge {
        /// Whether the challenge must be.
        mandated: Option<bool>,
    },
    /// Without one; whether because the risk is low.
    Frictionless {
        /// Whether the risk is low.
        low_risk: bool,
    },
}

/// The buyer's browser, as 3-D Secure wants to know it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct BrowserChannel {
    /// `Accept` header.
    pub accept_header: String,
    /// Address of the device.
    pub ip_address: String,
    /// Whether scripts run.
    pub javascript_enabled: bool,
    /// Language.
    pub language: String,
    /// `User-Agent` header.
    pub user_agent: String,
    /// Bits for a color.
    pub color_depth: Option<i64>,
    /// Whether Java runs.
    pub java_enabled: Option<bool>,
    /// Height of the screen in pixels.
    pub screen_height: Option<i64>,
    /// Width of the screen in pixels.
    pub screen_width: Option<i64>,
    /// Minutes between UTC and local time.
    pub timezone_offset: Option<i64>,
}

impl BrowserChannel {
    /// A browser in which no scripts run, so that nothing else has to be known of it.
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

/// What became of the authentication. Given to the merchant, never stored or answered.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct AuthenticationResult {
    /// How it ended.
    pub outcome: AuthenticationOutcome,
    /// The proof, if it went well.
    pub proof: Option<AuthenticationProof>,
}

impl AuthenticationResult {
    /// It ended that way.
    #[must_use]
    pub const fn new(outcome: AuthenticationOutcome) -> Self {
        Self { outcome, proof: None }
    }
}

open_enum! {
    /// How an authentication ended.
    pub enum AuthenticationOutcome {
        /// The buyer gave up.
        Abandoned = "abandoned",
        /// The attempt was acknowledged.
        AttemptAcknowledged = "attempt_acknowledged",
        /// The buyer is who they say.
        Authenticated = "authenticated",
        /// Canceled.
        Canceled = "canceled",
        /// Denied by the issuer.
        Denied = "denied",
        /// For information only.
        Informational = "informational",
        /// Something broke.
        InternalError = "internal_error",
        /// Not supported.
        NotSupported = "not_supported",
        /// Could not be processed.
        ProcessingError = "processing_error",
        /// Rejected by the issuer.
        Rejected = "rejected",
    }
}

/// The proof of an authentication.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct AuthenticationProof {
    /// The cryptogram, base64.
    pub three_ds_cryptogram: String,
    /// The indicator of electronic commerce: `01`, `02`, `05`, `06` or `07`.
    pub electronic_commerce_indicator: String,
    /// Id of the transaction at the directory server.
    pub transaction_id: String,
    /// Version of 3-D Secure.
    pub version: String,
}

impl AuthenticationProof {
    /// A proof of these parts.
    #[must_use]
    pub fn new(
        three_ds_cryptogram: impl Into<String>,
        electronic_commerce_indicator: impl Into<String>,
        transaction_id: impl Into<String>,
        version: impl Into<String>,
    ) -> Self {
        Self {
            three_ds_cryptogram: three_ds_cryptogram.into(),
            electronic_commerce_indicator: electronic_commerce_indicator.into(),
            transaction_id: transaction_id.into(),
            version: version.into(),
        }
    }
}

/// Hides the cryptogram.
impl fmt::Debug for AuthenticationProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthenticationProof")
            .field("electronic_commerce_indicator", &self.electronic_commerce_indicator)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}
