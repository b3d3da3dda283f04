//! The order that a session became.

use crate::acp::v2026_01_30::{Order, OrderConfirmation, OrderStatus};
use crate::acp::v2026_04_17;

pub(super) fn narrow(order: v2026_04_17::Order) -> Order {
    Order {
        id: order.id,
        checkout_session_id: order.checkout_session_id,
        order_number: order.order_number,
        permalink_url: order.permalink_url,
        status: order.status.as_ref().and_then(narrow_status),
        estimated_delivery: order.estimated_delivery,
        confirmation: order.confirmation.map(narrow_confirmation),
        support: order.support,
    }
}

/// The nearest of the four statuses of this release (ACP-ORD-02). None is near to one that asks for patience or is over.
const fn narrow_status(status: &v2026_04_17::OrderStatus) -> Option<OrderStatus> {
    use v2026_04_17::OrderStatus as Newer;
    match status {
        Newer::Created | Newer::Confirmed => Some(OrderStatus::Confirmed),
        Newer::Processing => Some(OrderStatus::Processing),
        Newer::Shipped => Some(OrderStatus::Shipped),
        Newer::Completed => Some(OrderStatus::Delivered),
        Newer::ManualReview | Newer::Canceled | Newer::_Unlisted(_) => None,
    }
}

fn narrow_confirmation(confirmation: v2026_04_17::OrderConfirmation) -> OrderConfirmation {
    let v2026_04_17::OrderConfirmation {
        confirmation_number,
        confirmation_email_sent,
        receipt_url,
        invoice_number,
        order_notes: _,
    } = confirmation;
    OrderConfirmation { confirmation_number, confirmation_email_sent, receipt_url, invoice_number }
}

/// The word `delivered` is one of the earlier edition of 2026-04-17, which is read there.
pub(super) fn widen(order: Order) -> v2026_04_17::Order {
    v2026_04_17::Order {
        order_number: order.order_number,
        status: order.status.map(|status| v2026_04_17::OrderStatus::from(status.as_str())),
        estimated_delivery: order.estimated_delivery,
        confirmation: order.confirmation.map(widen_confirmation),
        support: order.support,
        ..v2026_04_17::Order::new(order.id, order.checkout_session_id, order.permalink_url)
    }
}

fn widen_confirmation(confirmation: OrderConfirmation) -> v2026_04_17::OrderConfirmation {
    let OrderConfirmation { confirmation_number, confirmation_email_sent, receipt_url, invoice_number } = confirmation;
    v2026_04_17::OrderConfirmation {
        confirmation_number,
        confirmation_email_sent,
        receipt_url,
        invoice_number,
        order_notes: None,
    }
}
