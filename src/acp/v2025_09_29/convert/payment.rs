//! How the buyer pays.

use std::sync::Arc;

use super::note::Notes;
use crate::acp::error::Unsayable;
use crate::acp::v2025_09_29::{PaymentData, PaymentProvider, PaymentProviderName, SupportedPaymentMethod};
use crate::model::{self, Instrument, PaymentHandler};

/// A card as the provider's token.
impl From<PaymentData> for model::PaymentData {
    fn from(payment: PaymentData) -> Self {
        Self {
            provider: Some(payment.provider.as_str().to_owned()),
            billing_address: payment.billing_address.map(Into::into),
            ..Self::with_instrument(Instrument::card_token(payment.token))
        }
    }
}

impl PaymentData {
    /// What a client pays with. It names the provider, one of those known, or the handler that the session had for it.
    pub(crate) fn from_model(payment: &model::PaymentData, known: &[&str]) -> Result<Self, Unsayable> {
        let model::PaymentData {
            handler,
            provider,
            instrument,
            billing_address,
            purchase_order_number,
            payment_terms,
            due_date,
            approval_required,
        } = payment;
        if purchase_order_number.is_some()
            || payment_terms.is_some()
            || due_date.is_some()
            || approval_required.is_some()
        {
            return Err(Unsayable::NoPlace("the terms of a purchase order"));
        }
        let instrument = instrument.as_ref().ok_or(Unsayable::NoPlace("a payment without an instrument"))?;
        if instrument.kind != "card" || instrument.credential.kind != "spt" {
            return Err(Unsayable::NoPlace("a payment by anything but a provider's token for a card"));
        }
        let provider = provider.as_deref().or_else(|| handler.as_ref().map(crate::types::HandlerId::as_str));
        let provider = provider.filter(|name| known.contains(name)).map(PaymentProviderName::from);
        Ok(Self {
            token: instrument.credential.token.clone(),
            provider: provider.ok_or(Unsayable::NoPlace("a payment provider other than Stripe"))?,
            billing_address: billing_address.as_ref().map(Into::into),
        })
    }
}

/// The provider behind the handlers of a session: the first of those that are known. The release lists Stripe alone.
pub(crate) fn provider(handlers: &[Arc<PaymentHandler>], known: &[&str], notes: &mut Notes) -> Option<PaymentProvider> {
    let takes_cards = |handler: &&Arc<PaymentHandler>| known.iter().any(|name| handler.takes_card_tokens_of(name));
    if let Some(handler) = handlers.iter().find(takes_cards) {
        let provider = PaymentProviderName::from(handler.psp.as_str());
        return Some(PaymentProvider::new(provider, vec![SupportedPaymentMethod::Card]));
    }
    if let Some(handler) = handlers.first() {
        notes.tell(None, out_of_reach(&handler.psp));
    }
    None
}

/// What an agent is told of a provider that it cannot pay through.
pub(crate) fn out_of_reach(psp: &str) -> String {
    format!("Payments go through {psp}, not to be had through this agent.")
}

/// The handler for the provider that a session names, under the provider's name.
pub(crate) fn handler(provider: &PaymentProvider) -> PaymentHandler {
    let name = provider.provider.as_str();
    let card = PaymentHandler::stripe_card(name, "");
    // The merchant's account and the brands it takes are not told.
    let config = std::iter::once(("psp".to_owned(), name.into())).collect();
    PaymentHandler { psp: name.to_owned(), config, ..card }
}
