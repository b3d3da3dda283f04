//! The session.

use std::time::Duration;

use super::{authentication, field, fulfillment, link, payment, status, total};
use crate::acp::error::Unsayable;
use crate::acp::v2025_09_29::convert::{fulfillment as first_release, note::Notes};
use crate::acp::v2025_12_12::{AuthenticationMetadata, Buyer, CheckoutSession, LineItem, Message};
use crate::json::DecodeError;
use crate::model::{self, Cart, CartLine, Checkout, CheckoutStatus, Field, Quote};
use crate::types::Timestamp;

/// Writes the metadata of an authentication, unless what the release requires is not known.
type WriteMetadata = fn(&model::AuthenticationMetadata) -> Result<Option<AuthenticationMetadata>, Unsayable>;

impl CheckoutSession {
    /// The session. Its schema declares the order, so that it is told from the completion on (ACP-LIFE-07).
    pub(crate) fn from_model(checkout: &Checkout) -> Result<Self, Unsayable> {
        Self::with_metadata(checkout, authentication::write)
    }

    /// The session, with the metadata of an authentication as `write` tells them.
    pub(crate) fn with_metadata(checkout: &Checkout, write: WriteMetadata) -> Result<Self, Unsayable> {
        let Checkout { id, cart, quote, .. } = checkout;
        let currency = quote.currency;
        let mut notes = status::notes(checkout);
        let lines = quote.lines.iter().map(|line| LineItem::from_model(line, currency));
        let line_items = lines.collect::<Result<Vec<_>, _>>()?;
        let offered = &quote.fulfillment_options;
        let options = first_release::options(offered, currency, &mut notes)?;
        let selected_fulfillment_options = fulfillment::selected(cart, offered, &options, &mut notes);
        first_release::elsewhere(cart, field::ADDRESS, &mut notes);
        let payment_provider = payment::provider(&quote.payment_handlers, &mut notes);
        let authentication_metadata = needed_authentication(checkout, write, &mut notes)?;
        let path = |about: &Field| field::session_path(about, checkout);
        let mut messages: Vec<_> = checkout.messages.iter().map(|told| Message::from_model(told, path)).collect();
        let (first, more) = notes.into_parts();
        let status = status::from_model(checkout, &first, &more);
        messages.extend(more);
        Ok(Self {
            id: id.clone(),
            buyer: cart.buyer.as_ref().and_then(Buyer::from_model),
            payment_provider,
            status,
            currency,
            line_items,
            fulfillment_details: cart.destination.as_ref().map(Into::into),
            fulfillment_options: options.into_iter().map(fulfillment::write_option).collect(),
            selected_fulfillment_options,
            totals: total::from_model(&quote.totals, currency)?,
            messages,
            links: link::from_model(&checkout.links),
            authentication_metadata,
            order: checkout.order.as_deref().map(Into::into),
        })
    }

    /// The session as an agent reads it.
    ///
    /// The release does not say when a session began and when it ends: in 1970, and never.
    pub(crate) fn into_model(self) -> Result<Checkout, DecodeError> {
        let currency = self.currency;
        let status = status::into_model(&self.status)?;
        let lines = self.line_items.into_iter().enumerate().map(|(index, line)| line.into_model(index, currency));
        let lines = lines.collect::<Result<Vec<_>, _>>()?;
        let options = self.fulfillment_options.into_iter().enumerate();
        let options = options
            .map(|(index, option)| fulfillment::read_option(option).into_model(index, currency))
            .collect::<Result<Vec<_>, _>>()?;
        let cart_lines: Vec<_> =
            lines.iter().map(|line| CartLine::new(line.id.clone(), line.item.clone(), line.quantity)).collect();
        let selected = self.selected_fulfillment_options.unwrap_or_default();
        let cart = Cart {
            selections: fulfillment::read_selected(selected, &cart_lines, &options)?,
            lines: cart_lines,
            currency: Some(currency),
            buyer: self.buyer.map(Into::into),
            destination: self.fulfillment_details.map(Into::into),
            ..Cart::default()
        };
        let handlers = self.payment_provider.iter().map(|provider| payment::handler(provider).into());
        let totals = self.totals.into_iter().map(|total| total.into_model(currency)).collect();
        let quote = Quote {
            fulfillment_options: options,
            payment_handlers: handlers.collect(),
            ..Quote::new(currency, lines, totals)
        };
        Ok(Checkout {
            messages: self.messages.into_iter().map(|told| told.into_model(field::field)).collect(),
            links: self.links.into_iter().map(Into::into).collect::<Vec<_>>().into(),
            authentication: self.authentication_metadata.map(authentication::read),
            order: self.order.map(|order| model::Order::from(order).into()),
            expires_at: Timestamp::UNIX_EPOCH.saturating_add(Duration::MAX),
            ..Checkout::new(self.id, status, cart, quote, Timestamp::UNIX_EPOCH)
        })
    }
}

/// The metadata of an authentication, while one is required (ACP-LIFE-09), with a note where they cannot be told.
fn needed_authentication(
    checkout: &Checkout,
    write: WriteMetadata,
    notes: &mut Notes,
) -> Result<Option<AuthenticationMetadata>, Unsayable> {
    let required = checkout.status == CheckoutStatus::AuthenticationRequired;
    let Some(metadata) = checkout.authentication.as_ref().filter(|_| required) else { return Ok(None) };
    let written = write(metadata)?;
    if written.is_none() {
        notes.tell(None, authentication::UNKNOWN_BROWSER);
    }
    Ok(written)
}
