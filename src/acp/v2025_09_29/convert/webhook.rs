//! What the agent's platform is told of an order, on its way out.
//!
//! Of the order's lines, fulfillments and totals nothing can be said, and of its adjustments only money that went back
//! or became credit.

use crate::acp::v2025_09_29::{EventDataOrder, EventOrderStatus, Refund, RefundType, WebhookEvent, WebhookEventType};
use crate::model::{Adjustment, AdjustmentKind, AdjustmentStatus, Order, OrderEventKind, OrderStatus};

impl WebhookEvent {
    /// That happened to the order.
    pub(crate) fn from_model(kind: OrderEventKind, order: &Order) -> Self {
        let status = status(kind, order.status.as_ref());
        let mut data = EventDataOrder::new(order.checkout_id.clone(), order.permalink_url.clone(), status);
        data.refunds = order.adjustments.iter().filter_map(refund).collect();
        Self::new(kind.into(), data)
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

/// One of the six: an order that says nothing of itself exists at first, and is confirmed when it goes on.
fn status(kind: OrderEventKind, status: Option<&OrderStatus>) -> EventOrderStatus {
    match status {
        Some(OrderStatus::Created) => EventOrderStatus::Created,
        Some(OrderStatus::ManualReview) => EventOrderStatus::ManualReview,
        Some(OrderStatus::Confirmed | OrderStatus::Processing) => EventOrderStatus::Confirmed,
        Some(OrderStatus::Canceled) => EventOrderStatus::Canceled,
        Some(OrderStatus::Shipped) => EventOrderStatus::Shipped,
        Some(OrderStatus::Completed) => EventOrderStatus::Fulfilled,
        // The earlier edition of 2026-04-17 and 2026-01-30 have this word.
        Some(other) if other.as_str() == "delivered" => EventOrderStatus::Fulfilled,
        _ if kind == OrderEventKind::Created => EventOrderStatus::Created,
        _ => EventOrderStatus::Confirmed,
    }
}

fn refund(adjustment: &Adjustment) -> Option<Refund> {
    if adjustment.status != AdjustmentStatus::Completed {
        return None;
    }
    let kind = match adjustment.kind {
        AdjustmentKind::Refund => RefundType::OriginalPayment,
        AdjustmentKind::Credit => RefundType::StoreCredit,
        _ => return None,
    };
    Some(Refund::new(kind, adjustment.amount?.minor))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json, to_value};

    use super::*;
    use crate::types::{Currency, Money, Timestamp, Uri};

    fn order() -> Order {
        Order::new("ord_1", "cs_1".into(), Uri::new("https://shop.example/o/1").unwrap())
    }

    fn written(kind: OrderEventKind, order: &Order) -> Value {
        to_value(WebhookEvent::from_model(kind, order)).unwrap()
    }

    // ACP-WH-10, ACP-WH-17
    #[test]
    fn a_new_order_is_told_without_its_id() {
        assert_eq!(
            written(OrderEventKind::Created, &order()),
            json!({"type": "order_create", "data": {
                "type": "order", "checkout_session_id": "cs_1", "permalink_url": "https://shop.example/o/1",
                "status": "created", "refunds": []
            }})
        );
    }

    // ACP-WH-11: versions.md's table of statuses, word by word.
    #[test]
    fn every_status_is_one_of_the_six() {
        let table = [
            ("created", "created"),
            ("manual_review", "manual_review"),
            ("confirmed", "confirmed"),
            ("processing", "confirmed"),
            ("shipped", "shipped"),
            ("completed", "fulfilled"),
            ("delivered", "fulfilled"),
            ("canceled", "canceled"),
            ("lost_at_sea", "confirmed"),
        ];
        for (status, told) in table {
            let mut order = order();
            order.status = Some(status.into());
            assert_eq!(written(OrderEventKind::Updated, &order)["data"]["status"], told, "{status}");
        }
        assert_eq!(written(OrderEventKind::Updated, &order())["data"]["status"], "confirmed");
    }

    // ACP-WH-12: what is pending or failed is no refund yet, and what is neither money nor credit never is.
    #[test]
    fn money_that_went_back_is_a_refund() {
        let at = Timestamp::parse("2026-04-20T00:00:00Z").unwrap();
        let adjustment = |kind, status, minor| {
            let amount = Some(Money::new(minor, Currency::new("usd").unwrap()));
            Adjustment { amount, ..Adjustment::new("adj", kind, status, at) }
        };
        let mut order = order();
        order.adjustments = vec![
            adjustment(AdjustmentKind::Refund, AdjustmentStatus::Completed, 100),
            adjustment(AdjustmentKind::Refund, AdjustmentStatus::Pending, 200),
            adjustment(AdjustmentKind::Credit, AdjustmentStatus::Completed, 300),
            adjustment(AdjustmentKind::Credit, AdjustmentStatus::Failed, 400),
            adjustment(AdjustmentKind::Dispute, AdjustmentStatus::Completed, 500),
        ];
        assert_eq!(
            written(OrderEventKind::Updated, &order)["data"]["refunds"],
            json!([{"type": "original_payment", "amount": 100}, {"type": "store_credit", "amount": 300}])
        );
    }
}
