//! The flat error, and what a release cannot say.

use crate::types::{ApiVersion, MoneyError};

/// An error as the releases tell it: one flat object (ACP-ERR-01).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ErrorDocument {
    /// Whose fault it is.
    pub kind: ErrorKind,
    /// What is wrong, for programs; free text of the merchant (ACP-ERR-04).
    pub code: &'static str,
    /// What is wrong, for people.
    pub message: String,
    /// Which part of the request is meant, as an RFC 9535 `JSONPath` (ACP-ERR-05).
    pub param: Option<String>,
    /// The releases that are spoken, on errors about the version.
    pub supported_versions: Option<Vec<ApiVersion>>,
}

impl ErrorDocument {
    /// An error with no more to say.
    #[must_use]
    pub fn new(kind: ErrorKind, code: &'static str, message: impl Into<String>) -> Self {
        Self { kind, code, message: message.into(), param: None, supported_versions: None }
    }
}

/// Whose fault an error is, in every release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "the three types that every release knows (ACP-ERR-03)")]
pub enum ErrorKind {
    /// The agent's.
    InvalidRequest,
    /// The merchant's; something broke.
    ProcessingError,
    /// The merchant's; it passes.
    ServiceUnavailable,
}

/// Why a conversion gives up. It does not name the release, because releases convert with one another's means;
/// whoever asked for the release does.
#[derive(Debug)]
pub(crate) enum Unsayable {
    /// There is no place for it.
    NoPlace(&'static str),
    /// An amount cannot be computed.
    Money(MoneyError),
}

impl Unsayable {
    /// The error of that release.
    pub(super) fn of(self, version: ApiVersion) -> EncodeError {
        match self {
            Self::NoPlace(what) => EncodeError::NotInRelease { version, what },
            Self::Money(error) => EncodeError::Money(error),
        }
    }
}

impl From<MoneyError> for Unsayable {
    fn from(error: MoneyError) -> Self {
        Self::Money(error)
    }
}

/// A release cannot say it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// There is no place for it in the release.
    #[error("{version} cannot say {what}")]
    NotInRelease {
        /// The release.
        version: ApiVersion,
        /// What it cannot say.
        what: &'static str,
    },
    /// An amount cannot be computed.
    #[error(transparent)]
    Money(#[from] MoneyError),
    /// A value cannot be written as JSON.
    #[error("not writable as JSON")]
    Json(#[source] Box<dyn std::error::Error + Send + Sync>),
}
