//! The answer when there is no session to answer with.

use serde::{Deserialize, Serialize};

use super::ErrorType;
use crate::types::present;

open_enum! {
    /// What happened.
    pub enum ErrorCode {
        /// The card cannot be used.
        InvalidCard = "invalid_card",
        /// The request was made before.
        DuplicateRequest = "duplicate_request",
        /// The idempotency key was used for a different request.
        IdempotencyConflict = "idempotency_conflict",
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
}

impl Error {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(kind: ErrorType, code: ErrorCode, message: impl Into<String>) -> Self {
        Self { kind, code, message: message.into(), param: None }
    }
}
