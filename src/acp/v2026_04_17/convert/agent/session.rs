//! The session, as an agent gets it.

use std::time::Duration;

use super::{authentication, capability, discount, line_item, link, message, option, order, payment, selection, total};
use crate::acp::v2026_04_17::convert::{amount::Currencies, buyer, extension, fulfillment, list};
use crate::acp::v2026_04_17::{
    CheckoutSession, CheckoutSessionStatus, FulfillmentOption, LineItem, MarketingConsentOption,
};
use crate::json::{DecodeError, JsonPath, Problem};
use crate::model::{self, Cart, CartLine, CheckoutStatus, Presentment, Quote};
use crate::types::{MoneyError, Timestamp};

impl CheckoutSession {
    /// Reads a session. The cart is what the session says of it.
    pub(crate) fn into_model(self) -> Result<model::Checkout, DecodeError> {
        let currencies = Currencies { paid: self.currency, shown: self.presentment_currency };
        let status = read_status(&self.status)?;
        let lines = read_lines(self.line_items, currencies)?;
        let fulfillment_options = read_options(self.fulfillment_options, currencies)?;
        let (discount_codes, discounts) = discount::read(self.discounts, currencies);
        let (created_at, updated_at, expires_at) = read_times(self.created_at, self.updated_at, self.expires_at)?;
        let cart_lines: Vec<_> =
            lines.iter().map(|line| CartLine::new(line.id.clone(), line.item.clone(), line.quantity)).collect();
        let cart = Cart {
            currency: Some(self.currency),
            buyer: self.buyer.map(buyer::read),
            destination: self.fulfillment_details.map(fulfillment::read_details),
            groups: list::read(self.fulfillment_groups, fulfillment::read_group),
            selections: list::read(self.selected_fulfillment_options, |chosen| {
                selection::read(chosen, &cart_lines, &fulfillment_options)
            }),
            lines: cart_lines,
            discount_codes,
            locale: self.locale,
            timezone: self.timezone,
            quote_id: self.quote_id.clone(),
            order_notes: None,
            metadata: self.metadata,
            extensions: model::Metadata::new(),
        };
        let handlers = self.capabilities.payment.map(|payment| payment.handlers);
        let quote = Quote {
            currency: self.currency,
            lines,
            unavailable: Vec::new(),
            fulfillment_options,
            totals: self.totals.into_iter().map(|total| total::read(total, currencies)).collect(),
            discounts,
            messages: Vec::new(),
            payment_handlers: list::read(handlers, |handler| payment::read_handler(handler).into()),
            // No release has a place for them.
            purchase_order_terms: Vec::new(),
            interventions: None,
            consent_options: list::read(self.marketing_consent_options, read_consent_option),
            escalation: self.continue_url,
            quote_id: self.quote_id,
            expires_at: self.quote_expires_at,
            presentment: self.presentment_currency.map(|currency| Presentment {
                currency,
                exchange_rate: self.exchange_rate.and_then(|rate| rate.as_f64()),
                exchange_rate_timestamp: self.exchange_rate_timestamp,
            }),
            extensions: model::Metadata::new(),
        };
        Ok(model::Checkout {
            id: self.id,
            status,
            cart: cart.into(),
            quote: quote.into(),
            messages: self.messages.into_iter().map(message::read).collect(),
            links: self.links.into_iter().map(link::read).collect::<Vec<_>>().into(),
            interventions: capability::read_interventions(self.capabilities.interventions),
            extensions: list::read(self.capabilities.extensions, extension::read_declaration),
            authentication: self.authentication_metadata.map(authentication::read_metadata),
            order: self.order.map(|order| order::read(order, currencies).into()),
            created_at,
            updated_at,
            expires_at,
        })
    }
}

/// Where a session stands decides what an agent may do with it, so a status that nobody knows is refused.
fn read_status(status: &CheckoutSessionStatus) -> Result<CheckoutStatus, DecodeError> {
    let known = CheckoutStatus::ALL.iter().find(|known| known.as_str() == status.as_str());
    known.copied().ok_or_else(|| DecodeError {
        path: JsonPath::root().field("status"),
        problem: Problem::Invalid("not a status of this release".to_owned()),
    })
}

fn read_lines(lines: Vec<LineItem>, currencies: Currencies) -> Result<Vec<model::LineItem>, DecodeError> {
    let read = |(index, line)| line_item::read(line, currencies).map_err(|error| refused("line_items", index, error));
    lines.into_iter().enumerate().map(read).collect()
}

fn read_options(
    options: Vec<FulfillmentOption>,
    currencies: Currencies,
) -> Result<Vec<model::FulfillmentOption>, DecodeError> {
    let read = |(index, option)| {
        option::read(option, currencies).map_err(|error| refused("fulfillment_options", index, error))
    };
    options.into_iter().enumerate().map(read).collect()
}

/// Sums that cannot be computed.
fn refused(list: &str, index: usize, error: MoneyError) -> DecodeError {
    DecodeError {
        path: JsonPath::root().field(list).index(index).field("totals"),
        problem: Problem::Invalid(error.to_string()),
    }
}

/// When a session began, last changed and ends. All three are optional (ACP-LIFE-16): one that does not say when it began
/// is as old as time, one that does not say when it ends goes on for ever.
fn read_times(
    created_at: Option<Timestamp>,
    updated_at: Option<Timestamp>,
    expires_at: Option<Timestamp>,
) -> Result<(Timestamp, Timestamp, Timestamp), DecodeError> {
    let created_at = match created_at.or(updated_at) {
        Some(time) => time,
        None => Timestamp::from_unix_millis(0).map_err(|error| DecodeError {
            path: JsonPath::root().field("created_at"),
            problem: Problem::Invalid(error.to_string()),
        })?,
    };
    let expires_at = expires_at.unwrap_or_else(|| created_at.saturating_add(Duration::MAX));
    Ok((created_at, updated_at.unwrap_or(created_at), expires_at))
}

fn read_consent_option(option: MarketingConsentOption) -> model::MarketingConsentOption {
    let MarketingConsentOption { channel, display_text, privacy_policy_url, is_subscribed } = option;
    model::MarketingConsentOption { channel, display_text, privacy_policy_url, is_subscribed }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, from_value, json};

    use super::*;
    use crate::types::{Currency, Money};

    fn read(more: &Value) -> Result<model::Checkout, DecodeError> {
        let mut session = json!({
            "id": "cs_1", "capabilities": {}, "status": "ready_for_payment", "currency": "usd", "line_items": [],
            "fulfillment_options": [], "totals": [], "messages": [], "links": []
        });
        session.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        from_value::<CheckoutSession>(session).unwrap().into_model()
    }

    #[test]
    fn a_session_that_says_the_least_is_read() {
        let checkout = read(&json!({})).unwrap();
        assert_eq!(checkout.status, CheckoutStatus::ReadyForPayment);
        assert_eq!(checkout.quote.currency, Currency::new("usd").unwrap());
        assert_eq!(checkout.cart.currency, Some(checkout.quote.currency));
        assert_eq!(checkout.created_at.to_string(), "1970-01-01T00:00:00Z");
        assert_eq!(checkout.updated_at, checkout.created_at);
        assert!(checkout.expires_at > Timestamp::parse("9000-01-01T00:00:00Z").unwrap());
    }

    // ACP-LIFE-16
    #[test]
    fn a_session_is_as_old_as_its_last_change_if_it_says_no_more() {
        let checkout = read(&json!({"updated_at": "2026-04-17T12:00:00Z"})).unwrap();
        assert_eq!(checkout.created_at.to_string(), "2026-04-17T12:00:00Z");
        let checkout = read(&json!({
            "created_at": "2026-04-17T12:00:00Z", "updated_at": "2026-04-17T12:30:00Z",
            "expires_at": "2026-04-17T18:00:00Z"
        }))
        .unwrap();
        assert_eq!(
            [checkout.created_at, checkout.updated_at, checkout.expires_at].map(|time| time.to_string()),
            ["2026-04-17T12:00:00Z", "2026-04-17T12:30:00Z", "2026-04-17T18:00:00Z"]
        );
    }

    #[test]
    fn the_cart_is_what_the_session_shows_of_it() {
        let checkout = read(&json!({
            "line_items": [{"id": "li_1", "item": {"id": "mug"}, "quantity": 2, "unit_amount": 500, "totals": []}],
            "selected_fulfillment_options": [{"type": "digital", "option_id": "o", "item_ids": ["mug"]}],
            "discounts": {"codes": ["SPRING"]}, "quote_id": "q_1"
        }))
        .unwrap();
        assert_eq!(checkout.cart.lines[0].item, checkout.quote.lines[0].item);
        assert_eq!(checkout.quote.lines[0].total, Money::new(1_000, checkout.quote.currency));
        assert_eq!(checkout.cart.selections[0].lines, ["li_1"].map(crate::types::LineItemId::from));
        assert_eq!(checkout.cart.discount_codes, ["SPRING"]);
        assert_eq!(checkout.cart.quote_id, checkout.quote.quote_id);
    }

    // ACP-LIFE-04
    #[test]
    fn a_status_that_nobody_knows_is_refused() {
        let error = read(&json!({"status": "pending"})).unwrap_err();
        assert_eq!(error.to_string(), "$.status is not valid: not a status of this release");
    }

    #[test]
    fn sums_beyond_all_bounds_are_refused_where_they_stand() {
        let tax = json!({"type": "tax", "display_text": "Tax", "amount": i64::MAX});
        let line = json!({"id": "li_1", "item": {"id": "mug"}, "quantity": 1, "totals": [tax, tax]});
        let error = read(&json!({"line_items": [line]})).unwrap_err();
        assert_eq!(error.to_string(), "$.line_items[0].totals is not valid: amount out of range");
        let option = json!({"type": "digital", "id": "o", "title": "Download", "totals": [tax, tax]});
        let error = read(&json!({"fulfillment_options": [option]})).unwrap_err();
        assert_eq!(error.to_string(), "$.fulfillment_options[0].totals is not valid: amount out of range");
    }
}
