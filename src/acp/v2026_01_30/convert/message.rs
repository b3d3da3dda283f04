//! What the merchant has to say, which does not tell who can resolve it (ACP-MSG-12).

use crate::acp::v2026_01_30::{ContentType, Message, MessageError, MessageInfo, MessageWarning, Severity};
use crate::acp::v2026_04_17;

pub(super) fn narrow(message: v2026_04_17::Message) -> Message {
    match message {
        v2026_04_17::Message::Info(message) => {
            let v2026_04_17::MessageInfo { severity, resolution: _, param, content_type, content } = message;
            Message::Info(MessageInfo { severity, param, content_type, content })
        }
        v2026_04_17::Message::Warning(message) => {
            let v2026_04_17::MessageWarning { code, severity, resolution: _, param, content_type, content } = message;
            Message::Warning(MessageWarning { code, severity, param, content_type, content })
        }
        v2026_04_17::Message::Error(message) => {
            let v2026_04_17::MessageError { code, severity, resolution: _, param, content_type, content } = message;
            Message::Error(MessageError { code, severity, param, content_type, content })
        }
    }
}

pub(super) fn widen(message: Message) -> v2026_04_17::Message {
    let resolution = None;
    match message {
        Message::Info(MessageInfo { severity, param, content_type, content }) => {
            v2026_04_17::Message::Info(v2026_04_17::MessageInfo { severity, resolution, param, content_type, content })
        }
        Message::Warning(MessageWarning { code, severity, param, content_type, content }) => {
            let message = v2026_04_17::MessageWarning { code, severity, resolution, param, content_type, content };
            v2026_04_17::Message::Warning(message)
        }
        Message::Error(MessageError { code, severity, param, content_type, content }) => {
            let message = v2026_04_17::MessageError { code, severity, resolution, param, content_type, content };
            v2026_04_17::Message::Error(message)
        }
    }
}

/// Something worth knowing that only an agent of this release has to be told.
pub(super) fn note(text: &str) -> Message {
    let note = MessageInfo::new(ContentType::Plain, text);
    Message::Info(MessageInfo { severity: Some(Severity::Info), ..note })
}
