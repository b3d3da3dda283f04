//! What the merchant has to say.

use serde::{Deserialize, Serialize};

use super::{ContentType, MessageErrorCode, MessageWarningCode, Severity};
use crate::types::present;

/// A message about a session.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Message {
    /// Something worth knowing.
    Info(MessageInfo),
    /// Something to mind, which does not stand in the way.
    Warning(MessageWarning),
    /// Something that stands in the way of the order.
    Error(MessageError),
}

/// Something worth knowing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct MessageInfo {
    /// How much it matters.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// What it is about, as an RFC 9535 JSONPath into the session. Read from `path` too.
    #[serde(alias = "path", default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub param: Option<String>,
    /// How to read the content.
    pub content_type: ContentType,
    /// The text.
    pub content: String,
}

impl MessageInfo {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(content_type: ContentType, content: impl Into<String>) -> Self {
        Self { severity: None, param: None, content_type, content: content.into() }
    }
}

/// Something to mind, which does not stand in the way of the order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct MessageWarning {
    /// What it is about.
    pub code: MessageWarningCode,
    /// How much it matters.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// What it is about, as an RFC 9535 JSONPath into the session. Read from `path` too.
    #[serde(alias = "path", default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub param: Option<String>,
    /// How to read the content.
    pub content_type: ContentType,
    /// The text.
    pub content: String,
}

impl MessageWarning {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(code: MessageWarningCode, content_type: ContentType, content: impl Into<String>) -> Self {
        Self { code, severity: None, param: None, content_type, content: content.into() }
    }
}

/// Something that stands in the way of the order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct MessageError {
    /// What is wrong.
    pub code: MessageErrorCode,
    /// How much it matters.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// What it is about, as an RFC 9535 JSONPath into the session. Read from `path` too.
    #[serde(alias = "path", default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub param: Option<String>,
    /// How to read the content.
    pub content_type: ContentType,
    /// The text.
    pub content: String,
}

impl MessageError {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(code: MessageErrorCode, content_type: ContentType, content: impl Into<String>) -> Self {
        Self { code, severity: None, param: None, content_type, content: content.into() }
    }
}
