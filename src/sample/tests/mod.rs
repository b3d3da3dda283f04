//! The shop, from outside.

mod catalog;
mod ledger_file;
mod order;
mod payment;
mod pricing;
mod property;
mod way_to_pay;

use std::future::Future;

use super::SampleShop;
use crate::backend::{AuthorizeRequest, BackendError, CommerceBackend, Context, OrderRequest, Placement};
use crate::model::{
    Address, Authorization, Authorized, Cart, CartLine, Checkout, CheckoutStatus, Destination, FulfillmentKind,
    Instrument, PaymentData, Quote, Selection, TotalKind,
};
use crate::types::{ApiVersion, CheckoutId, Currency, FulfillmentOptionId, Money, Principal, Quantity, Timestamp};

fn usd(minor: i64) -> Money {
    Money::new(minor, Currency::new("usd").unwrap())
}

fn time(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

/// A call for one session under one idempotency token, on the morning of 2026-05-04.
fn context(checkout: &str, token: &str) -> Context {
    let now = time("2026-05-04T09:00:00Z");
    Context::new(Principal::new("agent"), ApiVersion::LATEST, CheckoutId::new(checkout), token, now)
}

/// A cart of these items; its lines are `li_0`, `li_1`, …
fn cart(items: &[(&str, i64)]) -> Cart {
    let lines = items
        .iter()
        .enumerate()
        .map(|(index, &(item, pieces))| CartLine::new(format!("li_{index}"), item, Quantity::new(pieces).unwrap()));
    Cart { lines: lines.collect(), ..Cart::default() }
}

impl Cart {
    fn to(mut self, country: &str) -> Self {
        let address = Address::new("Ada", "1 Main St", "Springfield", "IL", country, "62701");
        self.destination = Some(Destination::at(address));
        self
    }

    fn by(mut self, option: &str) -> Self {
        let lines = self.lines.iter().map(|line| line.id.clone()).collect();
        self.selections.push(Selection::new(FulfillmentOptionId::new(option), FulfillmentKind::Shipping, lines));
        self
    }

    fn with_codes(mut self, codes: &[&str]) -> Self {
        self.discount_codes = codes.iter().map(|&code| code.to_owned()).collect();
        self
    }
}

/// The shop answers without waiting, so polling once is enough.
fn now<T>(future: impl Future<Output = T>) -> T {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match std::pin::pin!(future).poll(&mut context) {
        std::task::Poll::Ready(value) => value,
        std::task::Poll::Pending => panic!("the sample shop waited"),
    }
}

fn quote(shop: &SampleShop, cart: &Cart) -> Quote {
    now(shop.quote(&context("cs_1", "quote"), cart)).unwrap()
}

/// The sum of the totals of a kind; zero when there is none.
fn total(quote: &Quote, kind: &TotalKind) -> i64 {
    quote.totals.iter().filter(|total| total.kind == *kind).map(|total| total.amount.minor).sum()
}

/// A session that was quoted and is ready to be paid.
fn checkout(shop: &SampleShop, id: &str, cart: Cart) -> Checkout {
    let quote = quote(shop, &cart);
    let created_at = time("2026-05-04T09:00:00Z");
    Checkout::new(CheckoutId::new(id), CheckoutStatus::ReadyForPayment, cart, quote, created_at)
}

fn pay_by(token: &str) -> PaymentData {
    PaymentData::with_instrument(Instrument::card_token(token))
}

/// Sets the total of a session aside.
fn authorize(
    shop: &SampleShop,
    checkout: &Checkout,
    idempotency_token: &str,
    payment_token: &str,
) -> Result<Authorization, BackendError> {
    let payment = pay_by(payment_token);
    let request = AuthorizeRequest::new(checkout, checkout.quote.total().unwrap(), &payment);
    now(shop.authorize(&context(checkout.id.as_str(), idempotency_token), request))
}

fn authorized(answer: Result<Authorization, BackendError>) -> Authorized {
    match answer {
        Ok(Authorization::Authorized(authorized)) => authorized,
        other => panic!("not authorized: {other:?}"),
    }
}

fn place(
    shop: &SampleShop,
    checkout: &Checkout,
    idempotency_token: &str,
    authorized: &Authorized,
) -> Result<Placement, BackendError> {
    let context = context(checkout.id.as_str(), idempotency_token);
    now(shop.place_order(&context, OrderRequest::new(checkout, authorized)))
}
