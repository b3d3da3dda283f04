//! The answer when there is no session to answer with.

use serde::{Deserialize, Serialize};

use crate::types::present;

open_enum! {
    /// Whose turn it is after an error.
    pub enum ErrorType {
        /// The request is wrong, or its idempotency key is.
        InvalidRequest = "invalid_request",
        /// The merchant's side failed.
        ProcessingError = "processing_error",
        /// The merchant's side cannot answer now.
        ServiceUnavailable = "service_unavailable",
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
    /// What happened, for machines. The merchant chooses the words.
    pub code: String,
    /// What happened, for people.
    pub message: String,
    /// What it is about, as an RFC 9535 JSONPath into the request.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub param: Option<String>,
    /// The releases that the merchant speaks, newest first, when the version was the matter.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemars", schemars(inner(regex(pattern = r"^\d{4}-\d{2}-\d{2}$"))))]
    pub supported_versions: Option<Vec<String>>,
}

impl Error {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(kind: ErrorType, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { kind, code: code.into(), message: message.into(), param: None, supported_versions: None }
    }
}
