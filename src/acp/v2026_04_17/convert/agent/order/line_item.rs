//! The lines of an order.

use crate::acp::v2026_04_17::convert::agent::total;
use crate::acp::v2026_04_17::convert::{amount::Currencies, list};
use crate::acp::v2026_04_17::{OrderLineItem, OrderLineItemQuantity, OrderLineItemStatus};
use crate::model;

pub(super) fn read(line: OrderLineItem, currencies: Currencies) -> model::OrderLine {
    model::OrderLine {
        id: line.id,
        title: line.title,
        product_id: line.product_id,
        description: line.description,
        image_url: line.image_url,
        url: line.url,
        quantity: read_quantity(&line.quantity),
        unit_price: line.unit_price.map(|price| currencies.read(price)),
        subtotal: line.subtotal.map(|price| currencies.read(price)),
        totals: list::read(line.totals, |total| total::read(total, currencies)),
        status: line.status.as_ref().map(read_status),
    }
}

fn read_quantity(quantity: &OrderLineItemQuantity) -> model::OrderQuantity {
    let pieces = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    model::OrderQuantity {
        ordered: quantity.ordered.get(),
        current: pieces(quantity.current),
        fulfilled: pieces(quantity.fulfilled),
    }
}

/// The earlier edition said more finely what is fulfilled, and `canceled` of what is removed.
fn read_status(status: &OrderLineItemStatus) -> model::OrderLineStatus {
    match status.as_str() {
        "shipped" | "delivered" => model::OrderLineStatus::Fulfilled,
        "canceled" => model::OrderLineStatus::Removed,
        status => model::OrderLineStatus::from(status),
    }
}
