//! The merchant's refusal.

use std::fmt;
use std::time::Duration;

use http::StatusCode;
use serde::Deserialize;

use crate::json::{self, DecodeError, Json};

/// The merchant refused: the flat error of the protocol (2026-04-17, agentic checkout §3.1).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ApiError {
    /// The status of the answer.
    pub status: StatusCode,
    /// Whose turn it is, the error's `type`: `invalid_request`, `processing_error`, `service_unavailable`, or what a
    /// release adds.
    pub kind: String,
    /// What is wrong, for programs. The merchant chooses the words, but for a few such as `idempotency_conflict`.
    pub code: String,
    /// What is wrong, for people.
    pub message: String,
    /// Which part of the request is meant, as an RFC 9535 `JSONPath`.
    pub param: Option<String>,
    /// The releases that the merchant speaks, newest first, when the release was the matter and the merchant tells.
    pub supported_versions: Vec<String>,
    /// How long to wait before another attempt, from the `Retry-After` header.
    pub retry_after: Option<Duration>,
}

/// The same in every release, and read with patience: an agent is helped by what can be understood.
#[derive(Deserialize)]
struct Document {
    #[serde(rename = "type")]
    kind: String,
    code: String,
    message: String,
    param: Option<String>,
    supported_versions: Option<Vec<String>>,
}

impl ApiError {
    pub(super) fn decode(
        status: StatusCode,
        body: &Json<'_>,
        retry_after: Option<Duration>,
    ) -> Result<Self, DecodeError> {
        let Document { kind, code, message, param, supported_versions } = json::decode(body)?;
        let supported_versions = supported_versions.unwrap_or_default();
        Ok(Self { status, kind, code, message, param, supported_versions, retry_after })
    }

    /// Whether the same request may be answered otherwise another time: after a 5xx, which is not kept for its key
    /// (2026-04-17, agentic checkout §6.5), when too much was asked, and while the first request with the key runs.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        let in_flight = self.status == StatusCode::CONFLICT && self.code == "idempotency_in_flight";
        in_flight || passes(self.status, self.retry_after)
    }
}

/// Whether an answer with that status may be another one another time.
pub(super) fn passes(status: StatusCode, retry_after: Option<Duration>) -> bool {
    match status {
        StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_EARLY | StatusCode::TOO_MANY_REQUESTS => true,
        // A conflict with the state of something passes if the merchant says when; with the key's first body, never.
        StatusCode::CONFLICT => retry_after.is_some(),
        status => status.is_server_error(),
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.status.as_u16(), self.code, self.message)?;
        match &self.param {
            Some(param) => write!(f, " ({param})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for ApiError {}
