//! What the merchant has to say.

use super::field;
use crate::acp::v2026_04_17::{ContentType, Message, MessageError, MessageInfo, MessageWarning, Resolution, Severity};
use crate::model::{self, ErrorCode, MessageKind, Text, WarningCode};

pub(super) fn read(message: Message) -> model::Message {
    match message {
        Message::Info(MessageInfo { severity, resolution, param, content_type, content }) => {
            read_as(MessageKind::Info, severity, resolution, param, read_text(content_type, content))
        }
        Message::Warning(MessageWarning { code, severity, resolution, param, content_type, content }) => {
            let kind = MessageKind::Warning(WarningCode::from(code.as_str()));
            read_as(kind, severity, resolution, param, read_text(content_type, content))
        }
        Message::Error(MessageError { code, severity, resolution, param, content_type, content }) => {
            let kind = MessageKind::Error(ErrorCode::from(code.as_str()));
            read_as(kind, severity, resolution, param, read_text(content_type, content))
        }
    }
}

fn read_as(
    kind: MessageKind,
    severity: Option<Severity>,
    resolution: Option<Resolution>,
    param: Option<String>,
    text: Text,
) -> model::Message {
    model::Message {
        kind,
        text,
        field: param.map(field::read),
        severity: severity.map(|severity| model::Severity::from(severity.as_str())),
        resolution: resolution.map(|resolution| model::Resolution::from(resolution.as_str())),
    }
}

/// Text, as it is to be read.
pub(super) fn read_text(content_type: ContentType, content: String) -> Text {
    match content_type {
        ContentType::Plain => Text::Plain(content),
        ContentType::Markdown => Text::markdown(content),
    }
}
