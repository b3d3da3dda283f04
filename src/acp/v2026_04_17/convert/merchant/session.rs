//! The session, as every operation answers it.

use super::{authentication, capability, discount, line_item, link, message, option, order, selection, total};
use crate::acp::error::Unsayable;
use crate::acp::v2026_04_17::convert::{amount::Currencies, buyer, fulfillment, list, number};
use crate::acp::v2026_04_17::{CheckoutSession, CheckoutSessionStatus, MarketingConsentOption, ProtocolVersion};
use crate::model::{self, CheckoutStatus};
use crate::types::ApiVersion;

impl CheckoutSession {
    /// Writes what an agent may see of a session, and nothing else (ACP-LIFE-07, ACP-GET-02).
    pub(crate) fn from_model(checkout: &model::Checkout) -> Result<Self, Unsayable> {
        let model::Checkout { cart, quote, .. } = checkout;
        let currencies = Currencies::of(quote);
        let shown = quote.presentment.as_ref();
        let options = quote.fulfillment_options.iter().map(|option| option::write(option, currencies));
        Ok(Self {
            id: checkout.id.clone(),
            protocol: Some(ProtocolVersion::new(ApiVersion::V2026_04_17.as_str())),
            capabilities: capability::write(checkout),
            buyer: cart.buyer.as_ref().map(buyer::write),
            status: write_status(checkout.status),
            currency: quote.currency,
            presentment_currency: currencies.shown,
            exchange_rate: shown.and_then(|shown| shown.exchange_rate).map(number::write).transpose()?,
            exchange_rate_timestamp: shown.and_then(|shown| shown.exchange_rate_timestamp),
            locale: cart.locale.clone(),
            timezone: cart.timezone.clone(),
            line_items: quote.lines.iter().map(|line| line_item::write(line, currencies)).collect::<Result<_, _>>()?,
            fulfillment_details: cart.destination.as_ref().map(fulfillment::write_details),
            fulfillment_options: options.collect::<Result<_, _>>()?,
            selected_fulfillment_options: list::write(&cart.selections, |chosen| selection::write(chosen, cart)),
            fulfillment_groups: list::write(&cart.groups, fulfillment::write_group),
            totals: total::write(&quote.totals, currencies)?,
            messages: checkout.messages.iter().map(|message| message::write(message, checkout)).collect(),
            links: link::write(&checkout.links),
            authentication_metadata: needed_authentication(checkout).map(authentication::write_metadata).transpose()?,
            created_at: Some(checkout.created_at),
            updated_at: Some(checkout.updated_at),
            expires_at: Some(checkout.expires_at),
            // ACP-LIFE-14. Where nothing goes on, nobody can go on by hand either.
            continue_url: quote.escalation.clone().filter(|_| !checkout.status.is_terminal()),
            metadata: cart.metadata.clone(),
            quote_id: quote.quote_id.as_ref().or(cart.quote_id.as_ref()).cloned(),
            quote_expires_at: quote.expires_at,
            discounts: discount::write(checkout, currencies)?,
            marketing_consent_options: list::write(&quote.consent_options, write_consent_option),
            order: checkout.order.as_ref().map(|order| order::write(order, currencies)).transpose()?,
        })
    }
}

/// The metadata of an authentication, while one is required (ACP-LIFE-09).
fn needed_authentication(checkout: &model::Checkout) -> Option<&model::AuthenticationMetadata> {
    checkout.authentication.as_ref().filter(|_| checkout.status == CheckoutStatus::AuthenticationRequired)
}

const fn write_status(status: CheckoutStatus) -> CheckoutSessionStatus {
    match status {
        CheckoutStatus::Incomplete => CheckoutSessionStatus::Incomplete,
        CheckoutStatus::NotReadyForPayment => CheckoutSessionStatus::NotReadyForPayment,
        CheckoutStatus::RequiresEscalation => CheckoutSessionStatus::RequiresEscalation,
        CheckoutStatus::AuthenticationRequired => CheckoutSessionStatus::AuthenticationRequired,
        CheckoutStatus::ReadyForPayment => CheckoutSessionStatus::ReadyForPayment,
        CheckoutStatus::PendingApproval => CheckoutSessionStatus::PendingApproval,
        CheckoutStatus::CompleteInProgress => CheckoutSessionStatus::CompleteInProgress,
        CheckoutStatus::Completed => CheckoutSessionStatus::Completed,
        CheckoutStatus::Canceled => CheckoutSessionStatus::Canceled,
        CheckoutStatus::InProgress => CheckoutSessionStatus::InProgress,
        CheckoutStatus::Expired => CheckoutSessionStatus::Expired,
    }
}

fn write_consent_option(option: &model::MarketingConsentOption) -> MarketingConsentOption {
    MarketingConsentOption {
        channel: option.channel.clone(),
        display_text: option.display_text.clone(),
        privacy_policy_url: option.privacy_policy_url.clone(),
        is_subscribed: option.is_subscribed,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json, to_value};

    use super::*;
    use crate::model::{
        AcquirerDetails, AuthenticationMetadata, Buyer, Cart, CartLine, Checkout, Destination, DirectoryServer,
        FulfillmentGroup, FulfillmentKind, FulfillmentOption, Intervention, LineItem, Link, LinkKind, Message,
        PaymentHandler, Presentment, Quote, Selection, Totals,
    };
    use crate::types::{Currency, Money, Quantity, Timestamp, Uri};

    fn usd(minor: i64) -> Money {
        Money::new(minor, Currency::new("USD").unwrap())
    }

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    fn uri(text: &str) -> Uri {
        Uri::new(text).unwrap()
    }

    fn empty(status: CheckoutStatus) -> Checkout {
        let quote = Quote::new(usd(0).currency, Vec::new(), Vec::new());
        Checkout::new("cs_1".into(), status, Cart::default(), quote, at("2026-04-17T12:00:00Z"))
    }

    fn written(checkout: &Checkout) -> Value {
        to_value(CheckoutSession::from_model(checkout).unwrap()).unwrap()
    }

    // ACP-HDR-19, ACP-LIFE-04, ACP-LIFE-05, ACP-LIFE-06, ACP-MON-02, ACP-FUL-01, ACP-MSG-01, ACP-LNK-04
    #[test]
    fn the_least_that_a_session_says() {
        assert_eq!(
            written(&empty(CheckoutStatus::Incomplete)),
            json!({
                "id": "cs_1", "protocol": {"version": "2026-04-17"},
                "capabilities": {
                    "payment": {"handlers": []},
                    "interventions": {"supported": [], "required": [], "enforcement": "conditional"}
                },
                "status": "incomplete", "currency": "usd", "line_items": [], "fulfillment_options": [], "totals": [],
                "messages": [], "links": [], "created_at": "2026-04-17T12:00:00Z",
                "updated_at": "2026-04-17T12:00:00Z", "expires_at": "2026-04-17T12:00:00Z"
            })
        );
    }

    // ACP-LIFE-04: the eleven statuses of the schema.
    #[test]
    fn every_status_is_told_as_it_is() {
        let listed = "incomplete not_ready_for_payment requires_escalation authentication_required ready_for_payment \
                      pending_approval complete_in_progress completed canceled in_progress expired";
        let listed: Vec<_> = listed.split_whitespace().collect();
        let told: Vec<_> =
            CheckoutStatus::ALL.iter().map(|status| written(&empty(*status))["status"].clone()).collect();
        assert_eq!(told, listed);
    }

    /// Two mugs at 5.00 with 7.00 for shipping and 0.80 of tax, and all that can be said besides.
    fn full() -> Checkout {
        let quantity = Quantity::new(2).unwrap();
        let line = LineItem::new("li_1", "mug", quantity, usd(500)).unwrap().with_tax(usd(80)).unwrap();
        let totals = Totals::of_lines(usd(0).currency, std::slice::from_ref(&line)).unwrap();
        let totals = totals.fulfillment(usd(700)).build().unwrap();
        let mut quote = Quote::new(usd(0).currency, vec![line], totals);
        quote.fulfillment_options = vec![FulfillmentOption::shipping("std", "Standard", usd(700))];
        quote.payment_handlers = vec![PaymentHandler::stripe_card("card", "acct_1").into()];
        quote.consent_options =
            vec![model::MarketingConsentOption::new("email", "News", uri("https://shop.example/privacy"))];
        quote.quote_id = Some("q_2".to_owned());
        quote.expires_at = Some(at("2026-04-17T13:00:00Z"));
        quote.presentment = Some(Presentment {
            currency: Currency::new("eur").unwrap(),
            exchange_rate: Some(0.92),
            exchange_rate_timestamp: Some(at("2026-04-17T11:00:00Z")),
        });
        let mut cart = Cart { lines: vec![CartLine::new("li_1", "mug", quantity)], ..Cart::default() };
        cart.buyer = Some(Buyer::new("ada@example.com"));
        cart.destination = Some(Destination { name: Some("Ada".to_owned()), ..Destination::default() });
        cart.groups = vec![FulfillmentGroup::new("g", vec!["mug".to_owned()], FulfillmentKind::Shipping)];
        cart.selections = vec![Selection::new("std".into(), FulfillmentKind::Shipping, vec!["li_1".into()])];
        cart.locale = Some("en-US".to_owned());
        cart.timezone = Some("America/New_York".to_owned());
        cart.quote_id = Some("q_1".to_owned());
        cart.order_notes = Some("secret wish".to_owned());
        cart.metadata = Some([("chat".to_owned(), json!({"id": 7}))].into());
        let mut checkout =
            Checkout { cart: cart.into(), quote: quote.into(), ..empty(CheckoutStatus::ReadyForPayment) };
        checkout.messages = vec![Message::info("Hello")];
        checkout.links.push(Link::new(LinkKind::Faq, uri("https://shop.example/faq")));
        checkout.interventions.supported = vec![Intervention::ThreeDs];
        checkout.updated_at = at("2026-04-17T12:30:00Z");
        checkout.expires_at = at("2026-04-17T18:00:00Z");
        checkout
    }

    // ACP-LIFE-01, ACP-LIFE-16, ACP-MON-01, ACP-MON-07, ACP-MKT-01
    #[test]
    fn a_session_says_all_that_an_agent_may_know() {
        let session = written(&full());
        let field = |name: &str| session[name].clone();
        assert_eq!(field("buyer"), json!({"email": "ada@example.com"}));
        assert_eq!(field("fulfillment_details"), json!({"name": "Ada"}));
        assert_eq!(
            field("fulfillment_groups"),
            json!([{"id": "g", "item_ids": ["mug"], "destination_type": "shipping"}])
        );
        assert_eq!(
            field("selected_fulfillment_options"),
            json!([{"type": "shipping", "option_id": "std", "item_ids": ["li_1"]}])
        );
        assert_eq!(
            field("line_items")[0]["totals"][3],
            json!({"type": "total", "display_text": "Total", "amount": 1080})
        );
        assert_eq!(field("fulfillment_options")[0]["id"], "std");
        assert_eq!(
            field("totals"),
            json!([
                {"type": "items_base_amount", "display_text": "Items", "amount": 1000},
                {"type": "subtotal", "display_text": "Subtotal", "amount": 1000},
                {"type": "fulfillment", "display_text": "Delivery", "amount": 700},
                {"type": "tax", "display_text": "Tax", "amount": 80},
                {"type": "total", "display_text": "Total", "amount": 1780}
            ])
        );
        assert_eq!(field("capabilities")["payment"]["handlers"][0]["id"], "card");
        assert_eq!(
            field("capabilities")["interventions"],
            json!({"supported": ["3ds"], "required": [], "enforcement": "conditional"})
        );
        assert_eq!(field("messages")[0]["content"], "Hello");
        assert_eq!(field("links")[0]["type"], "faq");
        assert_eq!(field("presentment_currency"), "eur");
        assert_eq!(field("exchange_rate"), json!(0.92));
        assert_eq!(field("exchange_rate_timestamp"), "2026-04-17T11:00:00Z");
        assert_eq!(field("locale"), "en-US");
        assert_eq!(field("timezone"), "America/New_York");
        assert_eq!(field("metadata"), json!({"chat": {"id": 7}}));
        // What the merchant says of the quote counts for more than what the agent said.
        assert_eq!(field("quote_id"), "q_2");
        assert_eq!(field("quote_expires_at"), "2026-04-17T13:00:00Z");
        assert_eq!(
            field("marketing_consent_options"),
            json!([{"channel": "email", "display_text": "News", "privacy_policy_url": "https://shop.example/privacy"}])
        );
        assert_eq!(field("created_at"), "2026-04-17T12:00:00Z");
        assert_eq!(field("updated_at"), "2026-04-17T12:30:00Z");
        assert_eq!(field("expires_at"), "2026-04-17T18:00:00Z");
    }

    // ACP-LIFE-07, ACP-GET-02: the notes on the cart are for the merchant, and nothing is said that is not declared.
    #[test]
    fn a_session_says_nothing_that_is_not_for_the_agent() {
        let session = written(&full());
        assert!(!session.to_string().contains("secret wish"));
        let names: Vec<_> = session.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(
            names,
            [
                "buyer",
                "capabilities",
                "created_at",
                "currency",
                "exchange_rate",
                "exchange_rate_timestamp",
                "expires_at",
                "fulfillment_details",
                "fulfillment_groups",
                "fulfillment_options",
                "id",
                "line_items",
                "links",
                "locale",
                "marketing_consent_options",
                "messages",
                "metadata",
                "presentment_currency",
                "protocol",
                "quote_expires_at",
                "quote_id",
                "selected_fulfillment_options",
                "status",
                "timezone",
                "totals",
                "updated_at"
            ]
        );
    }

    #[test]
    fn the_agent_s_quote_is_named_while_the_merchant_names_none() {
        let mut checkout = full();
        checkout.quote.quote_id = None;
        assert_eq!(written(&checkout)["quote_id"], "q_1");
    }

    // ACP-LIFE-09, ACP-3DS-01
    #[test]
    fn metadata_of_an_authentication_are_there_while_one_is_required() {
        let mut checkout = empty(CheckoutStatus::AuthenticationRequired);
        let acquirer = AcquirerDetails::new("123456", "US", "m_1", "Shop");
        checkout.authentication = Some(AuthenticationMetadata::new(acquirer, DirectoryServer::Mastercard));
        assert_eq!(
            written(&checkout)["authentication_metadata"],
            json!({
                "acquirer_details": {
                    "acquirer_bin": "123456", "acquirer_country": "US", "acquirer_merchant_id": "m_1",
                    "merchant_name": "Shop"
                },
                "directory_server": "mastercard"
            })
        );
        checkout.status = CheckoutStatus::ReadyForPayment;
        assert_eq!(written(&checkout).get("authentication_metadata"), None);
    }

    // ACP-LIFE-14
    #[test]
    fn an_escalated_session_says_where_a_person_goes_on() {
        let mut checkout = empty(CheckoutStatus::RequiresEscalation);
        checkout.quote.escalation = Some(uri("https://shop.example/cart/1"));
        assert_eq!(written(&checkout)["continue_url"], "https://shop.example/cart/1");
        checkout.status = CheckoutStatus::Canceled;
        assert_eq!(written(&checkout).get("continue_url"), None);
    }

    // ACP-COMP-01, ACP-GET-04
    #[test]
    fn a_completed_session_has_its_order() {
        let mut checkout = empty(CheckoutStatus::Completed);
        checkout.order = Some(model::Order::new("ord_1", "cs_1".into(), uri("https://shop.example/o/1")).into());
        assert_eq!(
            written(&checkout)["order"],
            json!({"id": "ord_1", "checkout_session_id": "cs_1", "permalink_url": "https://shop.example/o/1"})
        );
    }

    // ACP-CAP-25, ACP-EXT-02
    #[test]
    fn the_discount_extension_is_declared_where_it_is_active() {
        let mut checkout = empty(CheckoutStatus::Incomplete);
        assert_eq!(written(&checkout)["capabilities"].get("extensions"), None);
        checkout.cart.discount_codes = vec!["SPRING".to_owned()];
        let session = written(&checkout);
        assert_eq!(session["capabilities"]["extensions"][0]["name"], "discount");
        assert_eq!(session["discounts"], json!({"codes": ["SPRING"], "applied": []}));
    }

    // ACP-MON-01
    #[test]
    fn a_line_in_another_currency_is_refused() {
        let mut checkout = full();
        checkout.quote.currency = Currency::new("eur").unwrap();
        assert!(matches!(CheckoutSession::from_model(&checkout), Err(Unsayable::Money(_))));
    }
}
