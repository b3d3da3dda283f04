//! The order that a session became, in either edition of the release (C-ORD-04).

mod adjustment;
mod fulfillment;
mod line_item;

use super::total;
use crate::acp::v2026_04_17::convert::{amount::Currencies, list};
use crate::acp::v2026_04_17::{
    EstimatedDelivery, LineItemReference, Order, OrderConfirmation, OrderStatus, SupportInfo,
};
use crate::model;

/// Reads an order. Its amounts are in the currency that is paid: it does not name its own (C-ORD-06).
pub(super) fn read(order: Order, currencies: Currencies) -> model::Order {
    model::Order {
        id: order.id,
        checkout_id: order.checkout_session_id,
        permalink_url: order.permalink_url,
        number: order.order_number,
        status: order.status.as_ref().map(read_status),
        estimated_delivery: order.estimated_delivery.as_ref().map(read_estimate),
        confirmation: order.confirmation.map(read_confirmation),
        support: order.support.map(read_support),
        client_reference_id: order.client_reference_id,
        lines: list::read(order.line_items, |line| line_item::read(line, currencies)),
        fulfillments: list::read(order.fulfillments, fulfillment::read),
        adjustments: list::read(order.adjustments, |adjustment| adjustment::read(adjustment, currencies)),
        totals: list::read(order.totals, |total| total::read(total, currencies)),
    }
}

/// The earlier edition said `delivered` of what is completed. Words of neither are kept (ACP-ORD-04).
fn read_status(status: &OrderStatus) -> model::OrderStatus {
    match status.as_str() {
        "delivered" => model::OrderStatus::Completed,
        status => model::OrderStatus::from(status),
    }
}

const fn read_estimate(estimate: &EstimatedDelivery) -> model::EstimatedDelivery {
    model::EstimatedDelivery { earliest: estimate.earliest, latest: estimate.latest }
}

fn read_confirmation(confirmation: OrderConfirmation) -> model::OrderConfirmation {
    let OrderConfirmation { confirmation_number, confirmation_email_sent, receipt_url, invoice_number, order_notes } =
        confirmation;
    model::OrderConfirmation { confirmation_number, confirmation_email_sent, receipt_url, invoice_number, order_notes }
}

fn read_support(support: SupportInfo) -> model::Support {
    let SupportInfo { email, phone, hours, help_center_url } = support;
    model::Support { email, phone, hours, help_center_url }
}

fn read_reference(line: LineItemReference) -> model::LineReference {
    model::LineReference { id: line.id, quantity: line.quantity.get() }
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    use super::*;
    use crate::model::{AdjustmentKind, FulfillmentEventKind, FulfillmentKind, OrderLineStatus, OrderQuantity};
    use crate::types::{Currency, Money};

    // ACP-ORD-04, C-ORD-01, C-ORD-04
    #[test]
    fn the_earlier_edition_is_understood_and_unknown_words_are_kept() {
        let line = |status: &str| json!({"id": "l", "title": "Mug", "quantity": {"ordered": 3, "shipped": 1}, "status": status});
        let event = |kind: &str| json!({"id": "e", "type": kind, "occurred_at": "2026-04-20T00:00:00Z"});
        let adjustment = |kind: &str| {
            json!({
                "id": "a", "type": kind, "occurred_at": "2026-04-20T00:00:00Z", "status": "completed", "amount": 5
            })
        };
        let order = json!({
            "id": "o", "checkout_session_id": "cs", "permalink_url": "https://shop.example/o", "status": "delivered",
            "line_items": [line("shipped"), line("delivered"), line("canceled"), line("partial"), line("lost")],
            "fulfillments": [
                {"id": "f", "type": "drone", "status": "lost", "events": [event("returned"), event("shipped")]},
                {"id": "f", "type": "pickup"}
            ],
            "adjustments": [
                adjustment("partial_refund"), adjustment("store_credit"), adjustment("chargeback"),
                adjustment("refund"), adjustment("gift")
            ]
        });
        let usd = Currency::new("usd").unwrap();
        let order = read(from_value(order).unwrap(), Currencies { paid: usd, shown: None });
        assert_eq!(order.status, Some(model::OrderStatus::Completed));
        assert_eq!(order.lines[0].quantity, OrderQuantity { ordered: 3, current: 3, fulfilled: 1 });
        let statuses: Vec<_> = order.lines.iter().filter_map(|line| line.status.clone()).collect();
        assert_eq!(
            statuses,
            [
                OrderLineStatus::Fulfilled,
                OrderLineStatus::Fulfilled,
                OrderLineStatus::Removed,
                OrderLineStatus::Partial,
                "lost".into()
            ]
        );
        let events: Vec<_> = order.fulfillments[0].events.iter().map(|event| event.kind.clone()).collect();
        assert_eq!(events, [FulfillmentEventKind::ReturnedToSender, FulfillmentEventKind::Shipped]);
        let kinds: Vec<_> = order.fulfillments.iter().map(|fulfillment| fulfillment.kind).collect();
        assert_eq!(kinds, [FulfillmentKind::Shipping, FulfillmentKind::Pickup]);
        assert_eq!(order.fulfillments[0].status, Some("lost".into()));
        let kinds: Vec<_> = order.adjustments.iter().map(|adjustment| adjustment.kind.clone()).collect();
        assert_eq!(
            kinds,
            [
                AdjustmentKind::Refund,
                AdjustmentKind::Credit,
                AdjustmentKind::Dispute,
                AdjustmentKind::Refund,
                "gift".into()
            ]
        );
        // Without a currency of its own, the session's.
        assert_eq!(order.adjustments[0].amount, Some(Money::new(5, usd)));
    }
}
