//! Through whom the buyer pays.

use std::sync::Arc;

use serde_json::Value;

use crate::acp::v2025_09_29;
use crate::acp::v2025_09_29::convert::{note::Notes, payment as first_release};
use crate::acp::v2025_12_12::{CardNetwork, PaymentMethod, PaymentProvider, PaymentProviderName};
use crate::model::PaymentHandler;

/// The setting of a handler that names the networks of its cards.
const BRANDS: &str = "accepted_brands";

/// The provider behind the handlers of a session, with the networks that its handler takes.
pub(super) fn provider(handlers: &[Arc<PaymentHandler>], notes: &mut Notes) -> Option<PaymentProvider> {
    let v2025_09_29::PaymentProvider { provider, .. } =
        first_release::provider(handlers, PaymentProviderName::LISTED, notes)?;
    let handler = handlers.iter().find(|handler| handler.takes_card_tokens_of(provider.as_str()))?;
    Some(PaymentProvider::new(provider, vec![PaymentMethod::cards(networks(handler))]))
}

/// Those of the handler's brands that the release lists. One that names no brands leaves it to the provider.
fn networks(handler: &PaymentHandler) -> Vec<CardNetwork> {
    let Some(brands) = handler.config.get(BRANDS).and_then(Value::as_array) else {
        return CardNetwork::LISTED.iter().copied().map(CardNetwork::from).collect();
    };
    let brands = brands.iter().filter_map(Value::as_str);
    brands.filter(|brand| CardNetwork::LISTED.contains(brand)).map(CardNetwork::from).collect()
}

/// The handler for the provider that a session names, under the provider's name.
pub(crate) fn handler(provider: &PaymentProvider) -> PaymentHandler {
    let mut handler = first_release::handler(&v2025_09_29::PaymentProvider::new(provider.provider.clone(), Vec::new()));
    let networks = provider.supported_payment_methods.iter().flat_map(|method| &method.supported_card_networks);
    handler.config.insert(BRANDS.to_owned(), networks.map(|network| Value::from(network.as_str())).collect());
    handler
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    // The release lists amex, discover, mastercard and visa (2025-12-12, PaymentMethod).
    #[test]
    fn the_networks_are_the_brands_that_the_release_lists() {
        let mut handler = PaymentHandler::stripe_card("card", "acct_1");
        handler.config.insert("accepted_brands".to_owned(), json!(["visa", "jcb", "amex"]));
        assert_eq!(networks(&handler), [CardNetwork::from("visa"), CardNetwork::from("amex")]);
        handler.config.remove("accepted_brands");
        assert_eq!(networks(&handler).len(), 4);
    }
}
