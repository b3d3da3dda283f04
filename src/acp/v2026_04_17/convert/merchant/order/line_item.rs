//! The lines of an order.

use crate::acp::error::Unsayable;
use crate::acp::v2026_04_17::convert::merchant::total;
use crate::acp::v2026_04_17::convert::{amount::Currencies, list};
use crate::acp::v2026_04_17::{OrderLineItem, OrderLineItemQuantity, OrderLineItemStatus};
use crate::model;
use crate::types::Quantity;

/// A line of which nothing was ever ordered is none: the schema begins at one piece (ACP-ORD-06).
pub(super) fn write(
    lines: &[model::OrderLine],
    currencies: Currencies,
) -> Result<Option<Vec<OrderLineItem>>, Unsayable> {
    let mut written = Vec::with_capacity(lines.len());
    for line in lines {
        if let Ok(ordered) = Quantity::new(line.quantity.ordered) {
            written.push(write_line(line, ordered, currencies)?);
        }
    }
    Ok(list::unless_empty(written))
}

fn write_line(line: &model::OrderLine, ordered: Quantity, currencies: Currencies) -> Result<OrderLineItem, Unsayable> {
    let at_least_none = |count: i64| u64::try_from(count).unwrap_or(0);
    Ok(OrderLineItem {
        id: line.id.clone(),
        title: line.title.clone(),
        product_id: line.product_id.clone(),
        description: line.description.clone(),
        image_url: line.image_url.clone(),
        url: line.url.clone(),
        quantity: OrderLineItemQuantity {
            ordered,
            current: at_least_none(line.quantity.current),
            fulfilled: at_least_none(line.quantity.fulfilled),
        },
        unit_price: line.unit_price.map(|price| currencies.write(price)).transpose()?,
        subtotal: line.subtotal.map(|price| currencies.write(price)).transpose()?,
        totals: list::unless_empty(total::write(&line.totals, currencies)?),
        status: line.status.as_ref().map(|status| OrderLineItemStatus::from(status.as_str())),
    })
}
