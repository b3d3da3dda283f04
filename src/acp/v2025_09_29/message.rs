//! What the merchant has to say.

use serde::{Deserialize, Serialize};

use crate::types::present;

closed_enum! {
    /// How the text of a message is to be read.
    pub enum ContentType {
        /// Plain text.
        Plain = "plain",
        /// Markdown without raw HTML.
        Markdown = "markdown",
    }
}

open_enum! {
    /// What is wrong with a session.
    pub enum MessageErrorCode {
        /// Something required is missing.
        Missing = "missing",
        /// Something given is not valid.
        Invalid = "invalid",
        /// An item is sold out.
        OutOfStock = "out_of_stock",
        /// The payment was declined.
        PaymentDeclined = "payment_declined",
        /// The buyer has to sign in with the merchant.
        RequiresSignIn = "requires_sign_in",
        /// The buyer's bank has to authenticate the payment.
        Requires3ds = "requires_3ds",
    }
}

/// A message about a session.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Message {
    /// Something worth knowing.
    Info(MessageInfo),
    /// Something that stands in the way of the order.
    Error(MessageError),
}

/// Something worth knowing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct MessageInfo {
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
        Self { param: None, content_type, content: content.into() }
    }
}

/// Something that stands in the way of the order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct MessageError {
    /// What is wrong.
    pub code: MessageErrorCode,
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
        Self { code, param: None, content_type, content: content.into() }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    // ACP-MSG-13
    #[test]
    fn path_is_read_as_param() {
        let message: Message = serde_json::from_value(json!({
            "type": "error", "code": "missing", "path": "$.buyer", "content_type": "plain", "content": "Who are you?"
        }))
        .unwrap();
        assert_eq!(
            serde_json::to_value(message).unwrap(),
            json!({
                "type": "error", "code": "missing", "param": "$.buyer", "content_type": "plain", "content": "Who are you?"
            })
        );
    }

    // ACP-MSG-14
    #[test]
    fn a_null_param_is_refused() {
        let message = json!({"type": "info", "param": null, "content_type": "plain", "content": "Hello"});
        assert!(serde_json::from_value::<Message>(message).is_err());
    }

    #[test]
    fn a_code_of_a_later_release_survives() {
        let message = json!({"type": "error", "code": "low_stock", "content_type": "plain", "content": "Two left"});
        let read: Message = serde_json::from_value(message.clone()).unwrap();
        assert_eq!(serde_json::to_value(read).unwrap(), message);
    }

    // ACP-MSG-06
    #[test]
    fn an_unknown_content_type_names_the_known_ones() {
        let message = json!({"type": "info", "content_type": "html", "content": "<b>Hello</b>"});
        let error = serde_json::from_value::<Message>(message).unwrap_err().to_string();
        assert!(error.contains("`html` is not one of plain, markdown"), "{error}");
    }
}
