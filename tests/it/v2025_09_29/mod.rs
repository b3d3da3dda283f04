//! The JSON of 2025-09-29, from and to the model. Every session that is written here must be one by the official schema.

mod degradation;
mod message;
mod property;
mod request;
mod session;

use agentic_commerce::acp::{self, Operation};
use agentic_commerce::json;
use agentic_commerce::model::{
    Address, Buyer, Cart, CartLine, Checkout, CheckoutStatus, Destination, FulfillmentDetail, FulfillmentKind,
    FulfillmentOption, LineItem, Link, LinkKind, PaymentHandler, Quote, Selection, TimeWindow, Totals,
};
use agentic_commerce::types::{ApiVersion, Currency, LineItemId, Money, Quantity, Timestamp, Uri};
use serde_json::Value;

use crate::spec;

const V1: ApiVersion = ApiVersion::V2025_09_29;

/// The session as the answer to an operation.
fn written(operation: Operation, checkout: &Checkout) -> Value {
    let body = acp::encode_checkout(V1, operation, checkout).expect("a session that can be said");
    let session: Value = serde_json::from_slice(&body).expect("JSON");
    let definition = if session.get("order").is_some() { "CheckoutSessionWithOrder" } else { "CheckoutSession" };
    spec::assert_valid(V1, definition, &session);
    session
}

/// The session as an agent reads it.
fn read(session: &Value) -> Result<Checkout, json::DecodeError> {
    let text = session.to_string();
    acp::decode_checkout(V1, &json::parse(text.as_bytes()).expect("JSON"))
}

fn usd(minor: i64) -> Money {
    Money::new(minor, Currency::new("usd").expect("a currency"))
}

fn pieces(pieces: i64) -> Quantity {
    Quantity::new(pieces).expect("at least one")
}

fn uri(text: &str) -> Uri {
    Uri::new(text).expect("an absolute URI")
}

fn time(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("a time")
}

fn home() -> Address {
    let mut address = Address::new("Ada Lovelace", "12 St James's Square", "London", "", "GB", "SW1Y 4JH");
    address.line_two = Some("Top floor".to_owned());
    address
}

/// Two mugs and a poster, shipped to Ada, ready to be paid: 2 × 12.50 − 5.00 + 8 % and 8.00 + 8 %, 7.00 delivery.
fn ready() -> Checkout {
    let lines = [("li_1", "mug", 2), ("li_2", "poster", 1)];
    let mut cart = Cart::default();
    cart.lines = lines.map(|(id, item, quantity)| CartLine::new(id, item, pieces(quantity))).into();
    cart.destination = Some(Destination::at(home()));
    let mut buyer = Buyer::new("ada@example.com");
    buyer.first_name = Some("Ada".to_owned());
    buyer.last_name = Some("Lovelace".to_owned());
    buyer.phone_number = Some("+442079460000".to_owned());
    cart.buyer = Some(buyer);
    cart.selections = vec![selection("standard", FulfillmentKind::Shipping, &["li_1", "li_2"])];
    let priced = |index: usize, price| {
        let (id, item, quantity) = lines[index];
        LineItem::new(id, item, pieces(quantity), usd(price)).expect("a price")
    };
    let mugs = priced(0, 1_250).with_discount(usd(500)).and_then(|line| line.with_tax(usd(160))).expect("amounts");
    let poster = priced(1, 800).with_tax(usd(64)).expect("amounts");
    let lines = vec![mugs, poster];
    let totals = Totals::of_lines(usd(0).currency, &lines).expect("amounts").fulfillment(usd(700)).build();
    let mut quote = Quote::new(usd(0).currency, lines, totals.expect("amounts"));
    let window = TimeWindow::new(time("2025-10-12T07:20:50Z"), time("2025-10-13T07:20:50Z"));
    let mut standard = FulfillmentOption::of(
        "standard",
        "Standard",
        usd(700),
        FulfillmentDetail::Shipping { carrier: Some("USPS".to_owned()), delivery: Some(window) },
    );
    standard.description = Some("Arrives in 4-5 days".to_owned());
    let mut express = FulfillmentOption::shipping("express", "Express", usd(1_500));
    express.tax = usd(120);
    quote.fulfillment_options = vec![standard, express];
    quote.payment_handlers = vec![PaymentHandler::stripe_card("card", "acct_123").into()];
    let mut checkout =
        Checkout::new("cs_1".into(), CheckoutStatus::ReadyForPayment, cart, quote, time("2025-10-01T00:00:00Z"));
    checkout.links = vec![Link::new(LinkKind::TermsOfUse, uri("https://shop.example/terms"))].into();
    checkout
}

fn selection(option: &str, kind: FulfillmentKind, lines: &[&str]) -> Selection {
    Selection::new(option.into(), kind, lines.iter().map(|line| LineItemId::from(*line)).collect())
}

/// Kind, code if it has one, place if it has one, and text of each message of a session.
fn told(session: &Value) -> Vec<(&str, &str, &str, &str)> {
    let messages = session["messages"].as_array().expect("messages");
    messages
        .iter()
        .map(|message| {
            assert_eq!(message["content_type"], "plain");
            let word = |key: &str| message.get(key).map_or("", |value| value.as_str().expect("text"));
            (word("type"), word("code"), word("param"), word("content"))
        })
        .collect()
}
