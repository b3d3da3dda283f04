//! What a session must say because its release cannot say it otherwise.

use crate::acp::v2025_09_29::{
    CheckoutSessionStatus, ContentType, Message, MessageError, MessageErrorCode, MessageInfo,
};

/// Messages that stand in for what has no place, and the status that follows from them.
#[derive(Debug)]
pub(crate) struct Notes {
    status: CheckoutSessionStatus,
    messages: Vec<Message>,
}

impl Notes {
    /// No notes on a session of that status.
    pub(crate) const fn on(status: CheckoutSessionStatus) -> Self {
        Self { status, messages: Vec::new() }
    }

    /// Something good to know.
    pub(crate) fn tell(&mut self, param: Option<&str>, text: impl Into<String>) {
        let info = MessageInfo::new(ContentType::Plain, text);
        self.push(MessageInfo { param: param.map(str::to_owned), ..info });
    }

    /// A message as it is.
    pub(super) fn push(&mut self, info: MessageInfo) {
        self.messages.push(Message::Info(info));
    }

    /// Something that keeps the agent from paying, and what to do about it. A session that has ended, or is being
    /// completed, is past that: there it is good to know.
    pub(crate) fn stop(&mut self, code: MessageErrorCode, param: Option<&str>, fact: &str, demand: &str) {
        use CheckoutSessionStatus::{NotReadyForPayment, ReadyForPayment};
        if !matches!(self.status, NotReadyForPayment | ReadyForPayment) {
            self.tell(param, fact);
            return;
        }
        self.status = NotReadyForPayment;
        let error = MessageError::new(code, ContentType::Plain, format!("{fact} {demand}"));
        self.messages.push(Message::Error(MessageError { param: param.map(str::to_owned), ..error }));
    }

    /// The status that is left, and the messages.
    pub(crate) fn into_parts(self) -> (CheckoutSessionStatus, Vec<Message>) {
        (self.status, self.messages)
    }
}
