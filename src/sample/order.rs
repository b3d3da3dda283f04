//! Orders.

use std::collections::BTreeMap;

use super::fulfillment;
use super::ledger::LedgerEntry;
use super::state::State;
use crate::backend::{BackendError, OrderRequest, Placement};
use crate::model::{
    Checkout, ErrorCode, EstimatedDelivery, Field, FulfillmentDetail, LineItem, Message, Order, OrderConfirmation,
    OrderLine, OrderLineStatus, OrderQuantity, OrderStatus, Total, TotalKind,
};
use crate::types::{Uri, UriError};

/// The book of orders.
#[derive(Debug, Default)]
pub(super) struct OrderBook {
    /// What became of each attempt to place an order, by idempotency token.
    placements: BTreeMap<String, Placement>,
    /// How many orders were placed.
    placed: u64,
}

impl OrderBook {
    /// What became of the attempt with that token, if there was one.
    pub(super) fn placement(&self, idempotency_token: &str) -> Option<&Placement> {
        self.placements.get(idempotency_token)
    }

    /// Answers as the file says that it did.
    pub(super) fn restore(&mut self, token: String, placement: Placement) {
        self.placed += u64::from(matches!(placement, Placement::Placed(_)));
        self.placements.insert(token, placement);
    }
}

/// Places an order: takes the pieces and the money, or neither. The same idempotency token gets the same answer.
pub(super) fn place(
    state: &mut State,
    base_url: &Uri,
    idempotency_token: &str,
    request: &OrderRequest<'_>,
) -> Result<Placement, BackendError> {
    let State { orders, provider, shelves, ledger, .. } = state;
    if let Some(placement) = orders.placements.get(idempotency_token) {
        return Ok(placement.clone());
    }
    let checkout = request.checkout;
    let lines = &checkout.quote.lines;
    let money = provider.held(request.authorized, checkout)?;
    let order = order(orders.placed + 1, base_url, checkout).map_err(BackendError::internal)?;

    let placement = match shelves.take(lines.iter().map(|line| (&line.item, line.quantity))) {
        Ok(()) => {
            money.spend();
            orders.placed += 1;
            ledger.record(LedgerEntry::OrderPlaced { order: order.id.clone(), checkout: checkout.id.clone() });
            Placement::from(order)
        }
        Err(too_few) => {
            let sold_out = lines.iter().enumerate().filter(|(index, _)| too_few.contains(index));
            Placement::Refused(sold_out.map(|(index, line)| sold_out_meanwhile(index, line)).collect())
        }
    };
    orders.placements.insert(idempotency_token.to_owned(), placement.clone());
    Ok(placement)
}

fn sold_out_meanwhile(index: usize, line: &LineItem) -> Message {
    let text = match &line.product.name {
        Some(name) => format!("{name} was sold to somebody else in the meantime."),
        None => "This item was sold to somebody else in the meantime.".to_owned(),
    };
    Message::error(ErrorCode::OutOfStock, text).about(Field::LineItem(index))
}

fn order(number: u64, base_url: &Uri, checkout: &Checkout) -> Result<Order, UriError> {
    let id = format!("ord_{number}");
    let permalink_url = Uri::new(format!("{}/orders/{id}", base_url.as_str().trim_end_matches('/')))?;
    let confirmation = OrderConfirmation {
        confirmation_number: Some(format!("C-{number:06}")),
        confirmation_email_sent: Some(false),
        order_notes: checkout.cart.order_notes.clone(),
        ..OrderConfirmation::default()
    };
    Ok(Order {
        number: Some(number.to_string()),
        status: Some(OrderStatus::Confirmed),
        estimated_delivery: estimated_delivery(checkout),
        confirmation: Some(confirmation),
        lines: checkout.quote.lines.iter().map(order_line).collect(),
        totals: checkout.quote.totals.clone(),
        ..Order::new(id, checkout.id.clone(), permalink_url)
    })
}

fn order_line(line: &LineItem) -> OrderLine {
    let product = &line.product;
    let title = product.name.as_deref().unwrap_or(line.item.as_str());
    OrderLine {
        product_id: product.product_id.clone(),
        description: product.description.clone(),
        image_url: product.images.first().cloned(),
        unit_price: line.unit_amount,
        subtotal: Some(line.subtotal),
        totals: line_totals(line),
        status: Some(OrderLineStatus::Processing),
        ..OrderLine::new(line.id.clone(), title, OrderQuantity::ordered(line.quantity.get()))
    }
}

fn line_totals(line: &LineItem) -> Vec<Total> {
    let discount = Some(line.discount).filter(|discount| !discount.is_zero());
    let mut totals = vec![Total::new(TotalKind::ItemsBaseAmount, line.base_amount)];
    totals.extend(discount.map(|discount| Total::new(TotalKind::ItemsDiscount, discount)));
    totals.push(Total::new(TotalKind::Subtotal, line.subtotal));
    totals.push(Total::new(TotalKind::Tax, line.tax));
    totals.push(Total::new(TotalKind::Total, line.total));
    totals
}

/// From the first to the last day on which one of the chosen options delivers. A download has no days.
fn estimated_delivery(checkout: &Checkout) -> Option<EstimatedDelivery> {
    let chosen = fulfillment::chosen(&checkout.quote.fulfillment_options, &checkout.cart.selections);
    let windows = chosen.filter_map(|option| match &option.detail {
        FulfillmentDetail::Shipping { delivery: Some(window), .. } => Some((window.start?, window.end?)),
        _ => None,
    });
    let (earliest, latest) = windows.reduce(|(from, to), (start, end)| (from.min(start), to.max(end)))?;
    Some(EstimatedDelivery::new(earliest, latest))
}
