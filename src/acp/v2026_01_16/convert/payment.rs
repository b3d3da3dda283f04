//! Through whom the buyer pays.

use std::sync::Arc;

use serde_json::Value;

use crate::acp::v2025_09_29::convert::payment::out_of_reach;
use crate::acp::v2025_12_12;
use crate::acp::v2025_12_12::convert::payment as older;
use crate::acp::v2026_01_16::{ContentType, Message, MessageInfo, PaymentProvider};
use crate::model::PaymentHandler;

/// The setting of a handler that names the merchant's account.
const MERCHANT: &str = "merchant_id";

/// The provider of 2025-12-12, with the account of its handler. A payment through none in particular would reach nobody,
/// so without an account there is no provider, and a message.
pub(super) fn provider(
    older: v2025_12_12::PaymentProvider,
    handlers: &[Arc<PaymentHandler>],
    messages: &mut Vec<Message>,
) -> Option<PaymentProvider> {
    let v2025_12_12::PaymentProvider { provider, supported_payment_methods } = older;
    let handler = handlers.iter().find(|handler| handler.takes_card_tokens_of(provider.as_str()));
    let merchant = handler.and_then(|handler| handler.config.get(MERCHANT)).and_then(Value::as_str);
    let Some(merchant) = merchant.filter(|merchant| !merchant.is_empty()) else {
        messages.push(Message::Info(MessageInfo::new(ContentType::Plain, out_of_reach(provider.as_str()))));
        return None;
    };
    Some(PaymentProvider::new(provider, merchant, supported_payment_methods))
}

/// The handler for the provider that a session names.
pub(super) fn handler(provider: PaymentProvider) -> PaymentHandler {
    let PaymentProvider { provider, merchant_id, supported_payment_methods } = provider;
    let mut handler = older::handler(&v2025_12_12::PaymentProvider::new(provider, supported_payment_methods));
    handler.config.insert(MERCHANT.to_owned(), Value::from(merchant_id));
    handler
}
