//! Delegated payment, as in [2025-09-29](crate::acp::v2025_09_29::delegate_payment), with idempotency as the checkout
//! has it.
//!
//! - The idempotency key is required: two more codes of errors, `idempotency_key_required` and `idempotency_in_flight`.
//! - An error about the version lists the versions.
//! - There may be no risk signal, and an issuer identification number may have 8 digits.
//!
//! ```
//! use agentic_commerce::acp::v2026_04_17::delegate_payment::{Error, ErrorCode, ErrorType};
//!
//! let body = r#"{"type":"invalid_request","code":"idempotency_in_flight","message":"wait"}"#;
//! let error: Error = serde_json::from_str(body)?;
//! assert_eq!(error, Error::new(ErrorType::InvalidRequest, ErrorCode::IdempotencyInFlight, "wait"));
//! # Ok::<(), serde_json::Error>(())
//! ```

use serde::{Deserialize, Serialize};

use crate::types::present;

pub use crate::acp::v2025_09_29::delegate_payment::{
    Address, Allowance, AllowanceReason, CardCheck, CardFundingType, CardNumberType, DelegatePaymentRequest,
    DelegatePaymentResponse, ErrorType, PaymentMethodCard, PaymentMethodType, RiskAction, RiskSignal, RiskSignalType,
};

open_enum! {
    /// What happened.
    pub enum ErrorCode {
        /// The card cannot be used.
        InvalidCard = "invalid_card",
        /// The request was made before.
        DuplicateRequest = "duplicate_request",
        /// The idempotency key was used for a different request.
        IdempotencyConflict = "idempotency_conflict",
        /// There are too many requests.
        TooManyRequests = "too_many_requests",
        /// There is no idempotency key.
        IdempotencyKeyRequired = "idempotency_key_required",
        /// The request with that idempotency key is still at work.
        IdempotencyInFlight = "idempotency_in_flight",
    }
}

/// The body of every answer of status 4xx and 5xx. Flat: there is no envelope around it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Error {
    /// Whose turn it is.
    #[serde(rename = "type")]
    pub kind: ErrorType,
    /// What happened, for machines.
    pub code: ErrorCode,
    /// What happened, for people.
    pub message: String,
    /// What it is about, as an RFC 9535 JSONPath into the request.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub param: Option<String>,
    /// The releases that the provider speaks, newest first, when the version was the matter. Only the JSON Schema declares
    /// it, the `OpenAPI` does not.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemars", schemars(inner(regex(pattern = r"^\d{4}-\d{2}-\d{2}$"))))]
    pub supported_versions: Option<Vec<String>>,
}

impl Error {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(kind: ErrorType, code: ErrorCode, message: impl Into<String>) -> Self {
        Self { kind, code, message: message.into(), param: None, supported_versions: None }
    }
}
