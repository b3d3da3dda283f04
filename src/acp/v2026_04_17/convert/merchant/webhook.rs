//! What the agent's platform is told of an order.
//!
//! The order of an event is that of the `OpenAPI` file, which is a little narrower than that of a session (C-WH-07):
//! it has no `client_reference_id`, no `order_notes`, and its addresses have no company.

use super::order;
use crate::acp::error::Unsayable;
use crate::acp::v2026_04_17::convert::amount::Currencies;
use crate::acp::v2026_04_17::{OrderObject, OrderStatus, WebhookEvent, WebhookEventType};
use crate::model::{self, OrderEventKind};
use crate::types::Currency;

impl WebhookEvent {
    /// That happened to the order, whose amounts are in that currency.
    pub(crate) fn from_model(
        kind: OrderEventKind,
        order: &model::Order,
        currency: Currency,
    ) -> Result<Self, Unsayable> {
        let shown = order.totals.iter().find_map(|total| total.presentment_amount).map(|amount| amount.currency);
        let mut data = order::write(order, Currencies { paid: currency, shown })?;
        data.kind = Some(OrderObject::Order);
        data.status.get_or_insert(match kind {
            OrderEventKind::Created => OrderStatus::Created,
            OrderEventKind::Updated => OrderStatus::Confirmed,
        });
        data.client_reference_id = None;
        if let Some(confirmation) = &mut data.confirmation {
            confirmation.order_notes = None;
        }
        let fulfillments = data.fulfillments.iter_mut().flatten();
        for destination in fulfillments.filter_map(|fulfillment| fulfillment.destination.as_mut()) {
            destination.company = None;
        }
        Ok(Self::new(kind.into(), data))
    }
}

impl From<OrderEventKind> for WebhookEventType {
    fn from(kind: OrderEventKind) -> Self {
        match kind {
            OrderEventKind::Created => Self::OrderCreate,
            OrderEventKind::Updated => Self::OrderUpdate,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json, to_value};

    use super::*;
    use crate::model::{Address, FulfillmentKind, Order, OrderConfirmation, OrderFulfillment, Total, TotalKind};
    use crate::types::{Money, Uri};

    fn usd() -> Currency {
        Currency::new("usd").unwrap()
    }

    fn order() -> Order {
        Order::new("ord_1", "cs_1".into(), Uri::new("https://shop.example/o/1").unwrap())
    }

    fn written(kind: OrderEventKind, order: &Order) -> Value {
        to_value(WebhookEvent::from_model(kind, order, usd()).unwrap()).unwrap()
    }

    // ACP-WH-13, ACP-WH-14
    #[test]
    fn an_event_always_says_which_order_and_where_it_stands() {
        let data = |status| {
            json!({
                "type": "order", "id": "ord_1", "checkout_session_id": "cs_1",
                "permalink_url": "https://shop.example/o/1", "status": status
            })
        };
        assert_eq!(
            written(OrderEventKind::Created, &order()),
            json!({"type": "order_create", "data": data("created")})
        );
        assert_eq!(
            written(OrderEventKind::Updated, &order()),
            json!({"type": "order_update", "data": data("confirmed")})
        );
    }

    // ACP-WH-15, ACP-ORD-14
    #[test]
    fn what_is_known_of_the_order_is_told() {
        let mut order = order();
        order.totals = vec![Total::new(TotalKind::Total, Money::new(1_000, usd()))];
        order.fulfillments = vec![OrderFulfillment::new("ful_1", FulfillmentKind::Digital)];
        let data = &written(OrderEventKind::Updated, &order)["data"];
        assert_eq!(data["totals"], json!([{"type": "total", "display_text": "Total", "amount": 1_000}]));
        assert_eq!(data["fulfillments"], json!([{"id": "ful_1", "type": "digital"}]));
    }

    // C-WH-07
    #[test]
    fn what_the_openapi_file_does_not_know_is_left_out() {
        let mut order = order();
        order.client_reference_id = Some("txn_1".to_owned());
        let mut confirmation = OrderConfirmation::default();
        confirmation.order_notes = Some("ring twice".to_owned());
        confirmation.invoice_number = Some("I-1".to_owned());
        order.confirmation = Some(confirmation);
        let mut address = Address::new("Ada Lovelace", "1 Main St", "Springfield", "IL", "US", "62701");
        address.company = Some("Engines".to_owned());
        let mut parcel = OrderFulfillment::new("ful_1", FulfillmentKind::Shipping);
        parcel.destination = Some(address);
        order.fulfillments = vec![parcel];
        let data = &written(OrderEventKind::Updated, &order)["data"];
        assert_eq!(data.get("client_reference_id"), None);
        assert_eq!(data["confirmation"], json!({"invoice_number": "I-1"}));
        assert_eq!(data["fulfillments"][0]["destination"].get("company"), None);
        assert_eq!(data["fulfillments"][0]["destination"]["city"], "Springfield");
    }
}
