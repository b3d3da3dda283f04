//! What the agent or the buyer should know.

use crate::acp::v2025_09_29::{ContentType, Message, MessageError, MessageErrorCode, MessageInfo};
use crate::model::{self, ErrorCode, Field, MessageKind, Text};

impl Message {
    /// A message on a session, with the place of each of its fields. A warning becomes an info (ACP-MSG-02).
    pub(crate) fn from_model(message: &model::Message, path: impl FnOnce(&Field) -> Option<String>) -> Self {
        let (content_type, content) = content(&message.text);
        let param = message.field.as_ref().and_then(path);
        match &message.kind {
            MessageKind::Info | MessageKind::Warning(_) => Self::Info(MessageInfo { param, content_type, content }),
            MessageKind::Error(code) => Self::Error(MessageError { code: nearest(code), param, content_type, content }),
        }
    }

    /// A message as an agent reads it, with the field that a place of the session means.
    pub(crate) fn into_model(self, field: impl FnOnce(String) -> Field) -> model::Message {
        let (message, param) = match self {
            Self::Info(MessageInfo { param, content_type, content }) => {
                (model::Message::info(text(content_type, content)), param)
            }
            Self::Error(MessageError { code, param, content_type, content }) => {
                (model::Message::error(ErrorCode::from(code.as_str()), text(content_type, content)), param)
            }
        };
        match param {
            Some(path) => message.about(field(path)),
            None => message,
        }
    }
}

/// A text and how to read it.
pub(super) fn content(text: &Text) -> (ContentType, String) {
    match text {
        Text::Plain(text) => (ContentType::Plain, text.clone()),
        Text::Markdown(text) => (ContentType::Markdown, text.clone()),
    }
}

fn text(content_type: ContentType, content: String) -> Text {
    match content_type {
        ContentType::Plain => Text::Plain(content),
        ContentType::Markdown => Text::markdown(content),
    }
}

/// The nearest of the six codes of this release (ACP-MSG-07).
fn nearest(code: &ErrorCode) -> MessageErrorCode {
    match code {
        ErrorCode::Missing => MessageErrorCode::Missing,
        ErrorCode::OutOfStock | ErrorCode::LowStock => MessageErrorCode::OutOfStock,
        ErrorCode::PaymentDeclined => MessageErrorCode::PaymentDeclined,
        ErrorCode::RequiresSignIn | ErrorCode::AgeVerificationRequired => MessageErrorCode::RequiresSignIn,
        ErrorCode::Requires3ds | ErrorCode::InterventionRequired => MessageErrorCode::Requires3ds,
        ErrorCode::Invalid
        | ErrorCode::QuantityExceeded
        | ErrorCode::CouponInvalid
        | ErrorCode::CouponExpired
        | ErrorCode::MinimumNotMet
        | ErrorCode::MaximumExceeded
        | ErrorCode::RegionRestricted
        | ErrorCode::ApprovalRequired
        | ErrorCode::Unsupported
        | ErrorCode::NotFound
        | ErrorCode::Conflict
        | ErrorCode::RateLimited
        | ErrorCode::Expired
        | ErrorCode::_Unlisted(_) => MessageErrorCode::Invalid,
    }
}
