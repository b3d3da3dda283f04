//! Where a field stands in the JSON of the release.

use crate::acp::Operation;
use crate::model::{Checkout, Field};

/// Where a field stands in the body of a request (ACP-ERR-05). All requests call it the same.
pub(crate) fn request_path(_: Operation, field: &Field) -> String {
    match field {
        Field::LineItemId(index) => format!("$.line_items[{index}].id"),
        Field::Selection(index) => format!("$.selected_fulfillment_options[{index}].option_id"),
        Field::PaymentData => "$.payment_data".to_owned(),
        Field::PaymentToken => "$.payment_data.instrument.credential.token".to_owned(),
        Field::PaymentHandler => "$.payment_data.handler_id".to_owned(),
        Field::AuthenticationResult => "$.authentication_result".to_owned(),
        Field::AffiliateAttribution => "$.affiliate_attribution".to_owned(),
        Field::IntentTrace => "$.intent_trace".to_owned(),
        Field::OrderNotes => "$.order_notes".to_owned(),
        // What no request holds is the matter of the request as a whole.
        other => path_in_both(other).unwrap_or_else(|| "$".to_owned()),
    }
}

/// Where what a message is about stands in the session (ACP-MSG-13, C-ERR-05). `None` for what a session never shows.
///
/// Messages count lines as the cart does, which may hold lines that the session does not show. Such a line is spoken of
/// as one of the lines, never as the one that took its place.
pub(super) fn session_path(field: &Field, checkout: &Checkout) -> Option<String> {
    let shown = |index: usize| match checkout.cart.lines.get(index) {
        Some(line) => checkout.quote.lines.iter().position(|shown| shown.id == line.id),
        None => Some(index),
    };
    let shown = match field {
        Field::LineItem(index) => shown(*index).map(Field::LineItem),
        Field::LineItemId(index) => shown(*index).map(Field::LineItemId),
        Field::Quantity(index) => shown(*index).map(Field::Quantity),
        other => return path_of_shown(other),
    };
    path_of_shown(&shown.unwrap_or(Field::LineItems))
}

/// Where a discount was taken off. It counts lines as the quote does, and so the session.
///
/// What was taken off the delivery is found in its total, of which there is one at most (C-DISC-02).
pub(super) fn allocation_path(field: &Field) -> String {
    match field {
        Field::Selections => "$.totals[?(@.type=='fulfillment')]".to_owned(),
        other => path_of_shown(other).unwrap_or_else(|| "$".to_owned()),
    }
}

/// Where a field stands in a session that shows it.
fn path_of_shown(field: &Field) -> Option<String> {
    match field {
        Field::LineItemId(index) => Some(format!("$.line_items[{index}].item.id")),
        Field::Selection(index) => Some(format!("$.selected_fulfillment_options[{index}]")),
        Field::PaymentHandler => Some("$.capabilities.payment.handlers".to_owned()),
        Field::Totals => Some("$.totals".to_owned()),
        other => path_in_both(other),
    }
}

/// Where a field stands in requests and sessions alike.
fn path_in_both(field: &Field) -> Option<String> {
    let path = match field {
        Field::LineItems => "$.line_items",
        Field::LineItem(index) => return Some(format!("$.line_items[{index}]")),
        Field::Quantity(index) => return Some(format!("$.line_items[{index}].quantity")),
        Field::Buyer => "$.buyer",
        Field::BuyerEmail => "$.buyer.email",
        Field::Destination => "$.fulfillment_details",
        Field::DestinationEmail => "$.fulfillment_details.email",
        Field::Address => "$.fulfillment_details.address",
        Field::Country => "$.fulfillment_details.address.country",
        Field::Selections => "$.selected_fulfillment_options",
        Field::FulfillmentGroup(index) => return Some(format!("$.fulfillment_groups[{index}]")),
        Field::DiscountCodes => "$.discounts.codes",
        Field::DiscountCode(index) => return Some(format!("$.discounts.codes[{index}]")),
        Field::Currency => "$.currency",
        Field::Capabilities => "$.capabilities",
        Field::Other(path) => path,
        Field::LineItemId(_)
        | Field::Selection(_)
        | Field::PaymentData
        | Field::PaymentToken
        | Field::PaymentHandler
        | Field::AuthenticationResult
        | Field::AffiliateAttribution
        | Field::IntentTrace
        | Field::OrderNotes
        | Field::Totals => return None,
    };
    Some(path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Cart, CartLine, CheckoutStatus, LineItem, Quote};
    use crate::types::{Currency, Money, Quantity, Timestamp};

    // ACP-ERR-05
    #[test]
    fn errors_name_the_place_in_the_request() {
        for (field, path) in [
            (Field::LineItems, "$.line_items"),
            (Field::LineItem(2), "$.line_items[2]"),
            (Field::LineItemId(0), "$.line_items[0].id"),
            (Field::Quantity(10), "$.line_items[10].quantity"),
            (Field::Buyer, "$.buyer"),
            (Field::BuyerEmail, "$.buyer.email"),
            (Field::Destination, "$.fulfillment_details"),
            (Field::DestinationEmail, "$.fulfillment_details.email"),
            (Field::Address, "$.fulfillment_details.address"),
            (Field::Country, "$.fulfillment_details.address.country"),
            (Field::Selections, "$.selected_fulfillment_options"),
            (Field::Selection(1), "$.selected_fulfillment_options[1].option_id"),
            (Field::FulfillmentGroup(0), "$.fulfillment_groups[0]"),
            (Field::DiscountCodes, "$.discounts.codes"),
            (Field::DiscountCode(0), "$.discounts.codes[0]"),
            (Field::Currency, "$.currency"),
            (Field::Capabilities, "$.capabilities"),
            (Field::PaymentData, "$.payment_data"),
            (Field::PaymentToken, "$.payment_data.instrument.credential.token"),
            (Field::PaymentHandler, "$.payment_data.handler_id"),
            (Field::AuthenticationResult, "$.authentication_result"),
            (Field::AffiliateAttribution, "$.affiliate_attribution"),
            (Field::IntentTrace, "$.intent_trace"),
            (Field::OrderNotes, "$.order_notes"),
            (Field::Totals, "$"),
            (Field::Other("$.metadata['a b']".to_owned()), "$.metadata['a b']"),
        ] {
            assert_eq!(request_path(Operation::Update, &field), path, "{field}");
        }
    }

    /// A cart of three lines, of which the middle one has no price.
    fn checkout() -> Checkout {
        let usd = Currency::new("usd").unwrap();
        let lines = ["li_1", "li_2", "li_3"].map(|id| CartLine::new(id, "mug", Quantity::ONE)).to_vec();
        let cart = Cart { lines, ..Cart::default() };
        let line = |id| LineItem::new(id, "mug", Quantity::ONE, Money::new(100, usd)).unwrap();
        let quote = Quote::new(usd, vec![line("li_1"), line("li_3")], Vec::new());
        let now = Timestamp::parse("2026-04-17T00:00:00Z").unwrap();
        Checkout::new("cs".into(), CheckoutStatus::NotReadyForPayment, cart, quote, now)
    }

    // ACP-MSG-13
    #[test]
    fn messages_name_the_place_in_the_session() {
        for (field, path) in [
            (Field::LineItems, Some("$.line_items")),
            (Field::LineItem(0), Some("$.line_items[0]")),
            (Field::LineItemId(0), Some("$.line_items[0].item.id")),
            (Field::Quantity(0), Some("$.line_items[0].quantity")),
            // The third line of the cart is the second that the session shows.
            (Field::LineItem(2), Some("$.line_items[1]")),
            (Field::LineItemId(2), Some("$.line_items[1].item.id")),
            (Field::Quantity(2), Some("$.line_items[1].quantity")),
            // The second is not shown.
            (Field::LineItemId(1), Some("$.line_items")),
            (Field::Selection(1), Some("$.selected_fulfillment_options[1]")),
            (Field::PaymentHandler, Some("$.capabilities.payment.handlers")),
            (Field::Totals, Some("$.totals")),
            (Field::Other("$.odd".to_owned()), Some("$.odd")),
            (Field::PaymentData, None),
            (Field::OrderNotes, None),
        ] {
            assert_eq!(session_path(&field, &checkout()).as_deref(), path, "{field}");
        }
    }

    // ACP-DISC-08
    #[test]
    fn allocations_name_what_was_discounted() {
        assert_eq!(allocation_path(&Field::LineItem(1)), "$.line_items[1]");
        assert_eq!(allocation_path(&Field::Selections), "$.totals[?(@.type=='fulfillment')]");
        assert_eq!(allocation_path(&Field::Totals), "$.totals");
    }
}
