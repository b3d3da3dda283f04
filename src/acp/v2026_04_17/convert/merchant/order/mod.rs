//! The order that a session became, in the newer edition of the release (ACP-ORD-03, C-ORD-04).

mod adjustment;
mod fulfillment;
mod line_item;

use super::total;
use crate::acp::error::Unsayable;
use crate::acp::v2026_04_17::convert::{amount::Currencies, list};
use crate::acp::v2026_04_17::{
    EstimatedDelivery, LineItemReference, Order, OrderConfirmation, OrderStatus, SupportInfo,
};
use crate::model;
use crate::types::Quantity;

/// Writes an order whose amounts are in the currency that is paid: an order does not name its own (C-ORD-06).
pub(super) fn write(order: &model::Order, currencies: Currencies) -> Result<Order, Unsayable> {
    Ok(Order {
        kind: None,
        id: order.id.clone(),
        checkout_session_id: order.checkout_id.clone(),
        order_number: order.number.clone(),
        client_reference_id: order.client_reference_id.clone(),
        permalink_url: order.permalink_url.clone(),
        status: order.status.as_ref().map(|status| OrderStatus::from(status.as_str())),
        estimated_delivery: order.estimated_delivery.map(write_estimate),
        confirmation: order.confirmation.as_ref().map(write_confirmation),
        support: order.support.as_ref().map(write_support),
        line_items: line_item::write(&order.lines, currencies)?,
        fulfillments: list::write(&order.fulfillments, fulfillment::write),
        adjustments: list::write(&order.adjustments, adjustment::write),
        totals: list::unless_empty(total::write(&order.totals, currencies)?),
    })
}

const fn write_estimate(estimate: model::EstimatedDelivery) -> EstimatedDelivery {
    EstimatedDelivery { earliest: estimate.earliest, latest: estimate.latest }
}

fn write_confirmation(confirmation: &model::OrderConfirmation) -> OrderConfirmation {
    let model::OrderConfirmation {
        confirmation_number,
        confirmation_email_sent,
        receipt_url,
        invoice_number,
        order_notes,
    } = confirmation.clone();
    OrderConfirmation { confirmation_number, confirmation_email_sent, receipt_url, invoice_number, order_notes }
}

fn write_support(support: &model::Support) -> SupportInfo {
    let model::Support { email, phone, hours, help_center_url } = support.clone();
    SupportInfo { email, phone, hours, help_center_url }
}

/// Some pieces of lines. The schema begins at one piece (ACP-ORD-16): none of a line is nothing of it.
fn write_references(lines: &[model::LineReference]) -> Option<Vec<LineItemReference>> {
    let written = lines.iter().filter_map(|line| {
        let quantity = Quantity::new(line.quantity).ok()?;
        Some(LineItemReference { id: line.id.clone(), quantity })
    });
    list::unless_empty(written.collect())
}

#[cfg(test)]
mod tests {
    use serde_json::{json, to_value};

    use super::*;
    use crate::model::{
        Adjustment, AdjustmentStatus, DigitalDelivery, FulfillmentEvent, FulfillmentKind, LineReference,
        OrderFulfillment, OrderLine, OrderQuantity, Total, TotalKind,
    };
    use crate::types::{Currency, Money, Timestamp, Uri};

    fn usd(minor: i64) -> Money {
        Money::new(minor, Currency::new("usd").unwrap())
    }

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    fn order() -> model::Order {
        model::Order::new("ord_1", "cs_1".into(), Uri::new("https://shop.example/o/1").unwrap())
    }

    fn written(order: &model::Order) -> serde_json::Value {
        to_value(write(order, Currencies { paid: usd(0).currency, shown: None }).unwrap()).unwrap()
    }

    // ACP-ORD-01, ACP-ORD-03
    #[test]
    fn a_new_order_says_where_it_can_be_seen_and_no_more() {
        assert_eq!(
            written(&order()),
            json!({"id": "ord_1", "checkout_session_id": "cs_1", "permalink_url": "https://shop.example/o/1"})
        );
    }

    /// An order with all that can be said of one.
    fn shipped_order() -> model::Order {
        let mut order = order();
        order.number = Some("#1001".to_owned());
        order.client_reference_id = Some("txn_1".to_owned());
        order.status = Some("shipped".into());
        let estimate = model::EstimatedDelivery::new(at("2026-04-20T00:00:00Z"), at("2026-04-22T00:00:00Z"));
        order.estimated_delivery = Some(estimate);
        order.confirmation = Some(model::OrderConfirmation {
            confirmation_number: Some("C-1".to_owned()),
            confirmation_email_sent: Some(true),
            receipt_url: Some(Uri::new("https://shop.example/r/1").unwrap()),
            invoice_number: Some("I-1".to_owned()),
            order_notes: Some("ring twice".to_owned()),
        });
        order.support = Some(model::Support {
            email: Some("help@shop.example".to_owned()),
            phone: Some("555".to_owned()),
            hours: Some("9–5".to_owned()),
            help_center_url: Some(Uri::new("https://shop.example/help").unwrap()),
        });
        let mut line = OrderLine::new("li_1", "Mug", OrderQuantity { ordered: 3, current: 2, fulfilled: 1 });
        line.product_id = Some("p1".to_owned());
        line.description = Some("Blue".to_owned());
        line.image_url = Some(Uri::new("https://shop.example/mug.png").unwrap());
        line.url = Some(Uri::new("https://shop.example/mug").unwrap());
        line.unit_price = Some(usd(500));
        line.subtotal = Some(usd(1_500));
        line.totals = vec![Total::new(TotalKind::Total, usd(1_500))];
        line.status = Some("partial".into());
        order.lines = vec![line];
        let mut parcel = OrderFulfillment::new("f_1", FulfillmentKind::LocalDelivery);
        parcel.status = Some("in_transit".into());
        parcel.lines = vec![LineReference::new("li_1", 1)];
        parcel.carrier = Some("USPS".to_owned());
        parcel.tracking_number = Some("9400".to_owned());
        parcel.tracking_url = Some(Uri::new("https://usps.example/9400").unwrap());
        parcel.destination = Some(model::Address::new("Ada", "1 Main St", "Paris", "TX", "US", "75460"));
        parcel.estimated_delivery = Some(estimate);
        parcel.description = Some("First parcel".to_owned());
        let mut event = FulfillmentEvent::new("e_1", "shipped".into(), at("2026-04-18T00:00:00Z"));
        event.description = Some("Left".to_owned());
        event.location = Some("Dallas".to_owned());
        parcel.events = vec![event];
        let mut download = OrderFulfillment::new("f_2", FulfillmentKind::Digital);
        download.digital_delivery = Some(DigitalDelivery {
            access_url: Some(Uri::new("https://shop.example/d/1").unwrap()),
            license_key: Some("sesame".to_owned()),
            expires_at: Some(at("2027-04-18T00:00:00Z")),
        });
        order.fulfillments = vec![parcel, download];
        let mut refund =
            Adjustment::new("a_1", "refund".into(), AdjustmentStatus::Completed, at("2026-04-19T00:00:00Z"));
        refund.lines = vec![LineReference::new("li_1", 1)];
        refund.amount = Some(usd(500));
        refund.description = Some("One was chipped".to_owned());
        refund.reason = Some("damaged".to_owned());
        order.adjustments = vec![refund];
        order.totals = vec![Total::new(TotalKind::Total, usd(1_500)), Total::new(TotalKind::AmountRefunded, usd(500))];
        order
    }

    // ACP-ORD-03, ACP-ORD-05, ACP-ORD-06, ACP-ORD-10, ACP-ORD-12, ACP-ORD-13, ACP-ORD-14, ACP-ORD-16, ACP-MON-06
    #[test]
    fn an_order_tells_what_was_ordered_how_it_comes_and_what_changed() {
        assert_eq!(
            written(&shipped_order()),
            json!({
                "id": "ord_1", "checkout_session_id": "cs_1", "order_number": "#1001", "client_reference_id": "txn_1",
                "permalink_url": "https://shop.example/o/1", "status": "shipped",
                "estimated_delivery": {"earliest": "2026-04-20T00:00:00Z", "latest": "2026-04-22T00:00:00Z"},
                "confirmation": {
                    "confirmation_number": "C-1", "confirmation_email_sent": true,
                    "receipt_url": "https://shop.example/r/1", "invoice_number": "I-1", "order_notes": "ring twice"
                },
                "support": {
                    "email": "help@shop.example", "phone": "555", "hours": "9–5",
                    "help_center_url": "https://shop.example/help"
                },
                "line_items": [{
                    "id": "li_1", "title": "Mug", "product_id": "p1", "description": "Blue",
                    "image_url": "https://shop.example/mug.png", "url": "https://shop.example/mug",
                    "quantity": {"ordered": 3, "current": 2, "fulfilled": 1}, "unit_price": 500, "subtotal": 1500,
                    "totals": [{"type": "total", "display_text": "Total", "amount": 1500}], "status": "partial"
                }],
                "fulfillments": [
                    {
                        "id": "f_1", "type": "shipping", "status": "in_transit",
                        "line_items": [{"id": "li_1", "quantity": 1}], "carrier": "USPS", "tracking_number": "9400",
                        "tracking_url": "https://usps.example/9400",
                        "destination": {
                            "name": "Ada", "line_one": "1 Main St", "city": "Paris", "state": "TX", "country": "US",
                            "postal_code": "75460"
                        },
                        "estimated_delivery": {
                            "earliest": "2026-04-20T00:00:00Z", "latest": "2026-04-22T00:00:00Z"
                        },
                        "description": "First parcel",
                        "events": [{
                            "id": "e_1", "type": "shipped", "occurred_at": "2026-04-18T00:00:00Z",
                            "description": "Left", "location": "Dallas"
                        }]
                    },
                    {"id": "f_2", "type": "digital", "digital_delivery": {
                        "access_url": "https://shop.example/d/1", "license_key": "sesame",
                        "expires_at": "2027-04-18T00:00:00Z"
                    }}
                ],
                "adjustments": [{
                    "id": "a_1", "type": "refund", "occurred_at": "2026-04-19T00:00:00Z", "status": "completed",
                    "line_items": [{"id": "li_1", "quantity": 1}], "amount": 500, "currency": "usd",
                    "description": "One was chipped", "reason": "damaged"
                }],
                "totals": [
                    {"type": "total", "display_text": "Total", "amount": 1500},
                    {"type": "amount_refunded", "display_text": "Refunded", "amount": 500}
                ]
            })
        );
    }

    // ACP-ORD-04
    #[test]
    fn words_beyond_the_list_are_written_as_they_are() {
        let mut order = order();
        order.status = Some("on_the_moon".into());
        assert_eq!(written(&order)["status"], "on_the_moon");
    }

    // ACP-ORD-06, ACP-ORD-16
    #[test]
    fn counts_below_what_the_schema_allows_are_not_written() {
        let mut order = order();
        order.lines = vec![
            OrderLine::new("li_1", "Mug", OrderQuantity { ordered: 0, current: 0, fulfilled: 0 }),
            OrderLine::new("li_2", "Pen", OrderQuantity { ordered: 1, current: -1, fulfilled: -1 }),
        ];
        let mut parcel = OrderFulfillment::new("f_1", FulfillmentKind::Shipping);
        parcel.lines = vec![LineReference::new("li_1", 0)];
        order.fulfillments = vec![parcel];
        let written = written(&order);
        assert_eq!(
            written["line_items"],
            json!([{"id": "li_2", "title": "Pen", "quantity": {"ordered": 1, "current": 0, "fulfilled": 0}}])
        );
        assert_eq!(written["fulfillments"], json!([{"id": "f_1", "type": "shipping"}]));
    }
}
