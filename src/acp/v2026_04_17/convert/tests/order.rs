//! Orders of all kinds.

use super::checkout::{address, totals};
use super::source::{Source, eur};
use crate::model::*;
use crate::types::Money;

pub(super) fn any(source: &mut Source<'_>) -> Order {
    Order {
        number: source.maybe(Source::text),
        status: source.maybe(|source| source.word(OrderStatus::LISTED)),
        estimated_delivery: source.maybe(estimate),
        confirmation: source.maybe(|source| OrderConfirmation {
            confirmation_number: source.maybe(Source::text),
            confirmation_email_sent: source.maybe(Source::flag),
            receipt_url: source.maybe(Source::uri),
            invoice_number: source.maybe(Source::text),
            order_notes: source.maybe(Source::text),
        }),
        support: source.maybe(|source| Support {
            email: source.maybe(Source::email),
            phone: source.maybe(Source::text),
            hours: source.maybe(Source::text),
            help_center_url: source.maybe(Source::uri),
        }),
        client_reference_id: source.maybe(Source::text),
        lines: source.list(2, line),
        fulfillments: source.list(2, fulfillment),
        adjustments: source.list(2, adjustment),
        totals: totals(source),
        ..Order::new(source.text().as_str(), source.text().as_str().into(), source.uri())
    }
}

fn estimate(source: &mut Source<'_>) -> EstimatedDelivery {
    EstimatedDelivery::new(source.time(), source.time())
}

fn count(source: &mut Source<'_>) -> i64 {
    source.one_of(&[1, 0, 2, -1, i64::MAX])
}

fn line(source: &mut Source<'_>) -> OrderLine {
    let quantity = OrderQuantity { ordered: count(source), current: count(source), fulfilled: count(source) };
    OrderLine {
        product_id: source.maybe(Source::text),
        description: source.maybe(Source::text),
        image_url: source.maybe(Source::uri),
        url: source.maybe(Source::uri),
        unit_price: source.maybe(Source::price),
        subtotal: source.maybe(Source::price),
        totals: totals(source),
        status: source.maybe(|source| source.word(OrderLineStatus::LISTED)),
        ..OrderLine::new(source.text().as_str(), source.text(), quantity)
    }
}

fn reference(source: &mut Source<'_>) -> LineReference {
    LineReference::new(source.text().as_str(), count(source))
}

fn fulfillment(source: &mut Source<'_>) -> OrderFulfillment {
    OrderFulfillment {
        status: source.maybe(|source| source.word(FulfillmentStatus::LISTED)),
        lines: source.list(2, reference),
        carrier: source.maybe(Source::text),
        tracking_number: source.maybe(Source::text),
        tracking_url: source.maybe(Source::uri),
        destination: source.maybe(address),
        estimated_delivery: source.maybe(estimate),
        digital_delivery: source.maybe(|source| DigitalDelivery {
            access_url: source.maybe(Source::uri),
            license_key: source.maybe(Source::text),
            expires_at: source.maybe(Source::time),
        }),
        description: source.maybe(Source::text),
        events: source.list(2, |source| FulfillmentEvent {
            id: source.text(),
            kind: source.word(FulfillmentEventKind::LISTED),
            occurred_at: source.time(),
            description: source.maybe(Source::text),
            location: source.maybe(Source::text),
        }),
        ..OrderFulfillment::new(source.text(), source.one_of(FulfillmentKind::ALL))
    }
}

fn adjustment(source: &mut Source<'_>) -> Adjustment {
    Adjustment {
        id: source.text(),
        kind: source.word(AdjustmentKind::LISTED),
        occurred_at: source.time(),
        status: source.word(AdjustmentStatus::LISTED),
        lines: source.list(2, reference),
        amount: source.maybe(|source| Money::new(source.price().minor, eur())),
        description: source.maybe(Source::text),
        reason: source.maybe(Source::text),
    }
}
