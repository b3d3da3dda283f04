//! The session.

use super::{authentication, fulfillment, payment};
use crate::acp::error::Unsayable;
use crate::acp::v2025_12_12::{self, convert::authentication as older};
use crate::acp::v2026_01_16::CheckoutSession;
use crate::json::DecodeError;
use crate::model::Checkout;

impl CheckoutSession {
    /// The session. Its schema declares the order, so that it is told from the completion on (ACP-LIFE-07).
    pub(crate) fn from_model(checkout: &Checkout) -> Result<Self, Unsayable> {
        // A browser of which only a part is known has its place here (ACP-3DS-07).
        let session = v2025_12_12::CheckoutSession::with_metadata(checkout, older::write_known)?;
        let mut messages = session.messages;
        let handlers = &checkout.quote.payment_handlers;
        let provider = session.payment_provider;
        Ok(Self {
            id: session.id,
            buyer: session.buyer,
            payment_provider: provider.and_then(|older| payment::provider(older, handlers, &mut messages)),
            status: session.status,
            currency: session.currency,
            line_items: session.line_items,
            fulfillment_details: session.fulfillment_details,
            fulfillment_options: session.fulfillment_options.into_iter().map(fulfillment::write).collect(),
            selected_fulfillment_options: session.selected_fulfillment_options,
            totals: session.totals,
            messages,
            links: session.links,
            authentication_provider: None,
            authentication_metadata: session.authentication_metadata.map(authentication::write_metadata),
            order: session.order,
        })
    }

    /// The session as an agent reads it.
    ///
    /// The release does not say when a session began and when it ends: in 1970, and never.
    pub(crate) fn into_model(self) -> Result<Checkout, DecodeError> {
        let older = v2025_12_12::CheckoutSession {
            id: self.id,
            buyer: self.buyer,
            payment_provider: None,
            status: self.status,
            currency: self.currency,
            line_items: self.line_items,
            fulfillment_details: self.fulfillment_details,
            fulfillment_options: self.fulfillment_options.into_iter().map(fulfillment::read).collect(),
            selected_fulfillment_options: self.selected_fulfillment_options,
            totals: self.totals,
            messages: self.messages,
            links: self.links,
            authentication_metadata: self.authentication_metadata.map(authentication::read_metadata),
            order: self.order,
        };
        let mut checkout = older.into_model()?;
        let handler = self.payment_provider.map(|provider| payment::handler(provider).into());
        checkout.quote.payment_handlers.extend(handler);
        Ok(checkout)
    }
}
