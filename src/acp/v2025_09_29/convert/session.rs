//! The session.

use std::time::Duration;

use super::{field, fulfillment, link, message, payment, status, total};
use crate::acp::Operation;
use crate::acp::error::Unsayable;
use crate::acp::v2025_09_29::{Buyer, CheckoutSession, LineItem, Message, MessageInfo, Order};
use crate::json::DecodeError;
use crate::model::{self, Cart, CartLine, Checkout, Destination, FulfillmentKind, Quote, Selection};
use crate::types::{FulfillmentOptionId, Timestamp};

impl CheckoutSession {
    /// The session as the answer to an operation, for an agent that knows those payment providers.
    ///
    /// The order is told by the completion alone: there the schema demands it, elsewhere it does not declare it
    /// (C-SCH-01, ACP-LIFE-07).
    pub(crate) fn from_model(checkout: &Checkout, operation: Operation, providers: &[&str]) -> Result<Self, Unsayable> {
        let Checkout { id, cart, quote, .. } = checkout;
        let currency = quote.currency;
        let mut notes = status::from_model(checkout);
        let lines = quote.lines.iter().map(|line| LineItem::from_model(line, currency));
        let line_items = lines.collect::<Result<Vec<_>, _>>()?;
        let fulfillment_options = fulfillment::options(&quote.fulfillment_options, currency, &mut notes)?;
        let fulfillment_option_id =
            fulfillment::selected(cart, &quote.fulfillment_options, &fulfillment_options, &mut notes);
        fulfillment::elsewhere(cart, field::ADDRESS, &mut notes);
        let payment_provider = payment::provider(&quote.payment_handlers, providers, &mut notes);
        disclosures(&quote.lines).for_each(|disclosure| notes.push(disclosure));
        let path = |about: &model::Field| field::session_path(about, checkout);
        let mut messages: Vec<_> = checkout.messages.iter().map(|told| Message::from_model(told, path)).collect();
        let (status, more) = notes.into_parts();
        messages.extend(more);
        Ok(Self {
            id: id.clone(),
            buyer: cart.buyer.as_ref().and_then(Buyer::from_model),
            payment_provider,
            status,
            currency,
            line_items,
            fulfillment_address: cart.address().map(Into::into),
            fulfillment_options,
            fulfillment_option_id,
            totals: total::from_model(&quote.totals, currency)?,
            messages,
            links: link::from_model(&checkout.links),
            order: checkout.order.as_deref().filter(|_| operation == Operation::Complete).map(Into::into),
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
        let options = options.map(|(index, option)| option.into_model(index, currency));
        let cart_lines = lines.iter().map(|line| CartLine::new(line.id.clone(), line.item.clone(), line.quantity));
        let mut cart = Cart {
            lines: cart_lines.collect(),
            currency: Some(currency),
            buyer: self.buyer.map(Into::into),
            destination: self.fulfillment_address.map(|address| Destination::at(address.into())),
            ..Cart::default()
        };
        let quote = Quote {
            fulfillment_options: options.collect::<Result<_, _>>()?,
            payment_handlers: self
                .payment_provider
                .as_ref()
                .map(|provider| payment::handler(provider).into())
                .into_iter()
                .collect(),
            ..Quote::new(currency, lines, self.totals.into_iter().map(|total| total.into_model(currency)).collect())
        };
        cart.selections.extend(self.fulfillment_option_id.map(|option| selection(option, &cart.lines, &quote)));
        Ok(Checkout {
            messages: self.messages.into_iter().map(|told| told.into_model(field::field)).collect(),
            links: self.links.into_iter().map(Into::into).collect::<Vec<_>>().into(),
            order: self.order.map(|order| model::Order::from(order).into()),
            expires_at: Timestamp::UNIX_EPOCH.saturating_add(Duration::MAX),
            ..Checkout::new(self.id, status, cart, quote, Timestamp::UNIX_EPOCH)
        })
    }
}

/// What the law wants the buyer to read, about the line it belongs to.
fn disclosures(lines: &[model::LineItem]) -> impl Iterator<Item = MessageInfo> {
    lines.iter().enumerate().flat_map(|(index, line)| {
        line.product.disclosures.iter().map(move |disclosure| {
            let (content_type, content) = message::content(&disclosure.text);
            MessageInfo { param: Some(format!("$.line_items[{index}]")), content_type, content }
        })
    })
}

/// The one option delivers all lines. Its kind is that of the option; shipping, should it not be among those offered.
fn selection(id: FulfillmentOptionId, lines: &[CartLine], quote: &Quote) -> Selection {
    let option = quote.fulfillment_options.iter().find(|option| option.id == id);
    let kind = option.map_or(FulfillmentKind::Shipping, model::FulfillmentOption::kind);
    Selection::new(id, kind, lines.iter().map(|line| line.id.clone()).collect())
}

impl From<&model::Order> for Order {
    fn from(order: &model::Order) -> Self {
        Self::new(order.id.clone(), order.checkout_id.clone(), order.permalink_url.clone())
    }
}

impl From<Order> for model::Order {
    fn from(order: Order) -> Self {
        Self::new(order.id, order.checkout_session_id, order.permalink_url)
    }
}
