//! What a path in a session means.

use crate::model::Field;

/// What a message is about. Merchants write paths into the session, and some of them paths into the request: both are
/// known, and what is not known is kept as it is.
pub(super) fn read(path: String) -> Field {
    recognize(&path).unwrap_or(Field::Other(path))
}

/// What a discount was taken off. The total of the delivery is called by several names (C-DISC-02).
pub(super) fn read_allocation(path: String) -> Field {
    match path.as_str() {
        "$.totals[?(@.type=='fulfillment')]" | "$.totals.fulfillment" | "$.totals.shipping" => Field::Selections,
        _ => read(path),
    }
}

fn recognize(path: &str) -> Option<Field> {
    Some(match path {
        "$.line_items" | "$.items" => Field::LineItems,
        "$.buyer" => Field::Buyer,
        "$.buyer.email" => Field::BuyerEmail,
        "$.fulfillment_details" => Field::Destination,
        "$.fulfillment_details.email" => Field::DestinationEmail,
        "$.fulfillment_details.address" => Field::Address,
        "$.fulfillment_details.address.country" => Field::Country,
        "$.selected_fulfillment_options" => Field::Selections,
        "$.discounts.codes" => Field::DiscountCodes,
        "$.currency" => Field::Currency,
        "$.capabilities" => Field::Capabilities,
        "$.capabilities.payment.handlers" | "$.payment_data.handler_id" => Field::PaymentHandler,
        "$.payment_data" => Field::PaymentData,
        "$.payment_data.instrument.credential.token" => Field::PaymentToken,
        "$.authentication_result" => Field::AuthenticationResult,
        "$.affiliate_attribution" => Field::AffiliateAttribution,
        "$.intent_trace" => Field::IntentTrace,
        "$.order_notes" => Field::OrderNotes,
        "$.totals" => Field::Totals,
        _ => return recognize_element(path),
    })
}

/// A path through a list, with one position in it.
fn recognize_element(path: &str) -> Option<Field> {
    let (list, rest) = path.split_once('[')?;
    let (position, rest) = rest.split_once(']')?;
    let index = position.bytes().all(|byte| byte.is_ascii_digit()).then(|| position.parse().ok()).flatten()?;
    Some(match (list, rest) {
        // C-ERR-05
        ("$.line_items" | "$.items", "") => Field::LineItem(index),
        ("$.line_items" | "$.items", ".id" | ".item.id") => Field::LineItemId(index),
        ("$.line_items" | "$.items", ".quantity") => Field::Quantity(index),
        ("$.selected_fulfillment_options", "" | ".option_id") => Field::Selection(index),
        ("$.fulfillment_groups", "") => Field::FulfillmentGroup(index),
        ("$.discounts.codes", "") => Field::DiscountCode(index),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::acp::Operation;
    use crate::acp::v2026_04_17::request_path;

    #[test]
    fn what_errors_name_is_recognized() {
        for field in [
            Field::LineItems,
            Field::LineItem(3),
            Field::LineItemId(0),
            Field::Quantity(12),
            Field::Buyer,
            Field::BuyerEmail,
            Field::Destination,
            Field::DestinationEmail,
            Field::Address,
            Field::Country,
            Field::Selections,
            Field::Selection(0),
            Field::FulfillmentGroup(1),
            Field::DiscountCodes,
            Field::DiscountCode(1),
            Field::Currency,
            Field::Capabilities,
            Field::PaymentData,
            Field::PaymentToken,
            Field::PaymentHandler,
            Field::AuthenticationResult,
            Field::AffiliateAttribution,
            Field::IntentTrace,
            Field::OrderNotes,
        ] {
            assert_eq!(read(request_path(Operation::Create, &field)), field);
        }
    }

    // ACP-MSG-13
    #[test]
    fn what_messages_name_is_recognized_or_kept() {
        for (path, field) in [
            ("$.line_items[0].item.id", Field::LineItemId(0)),
            ("$.items[2]", Field::LineItem(2)),
            ("$.selected_fulfillment_options[1]", Field::Selection(1)),
            ("$.totals", Field::Totals),
        ] {
            assert_eq!(read(path.to_owned()), field);
        }
        for odd in [
            "",
            "buyer",
            "$",
            "$.line_items[]",
            "$.line_items[+1]",
            "$.line_items[-1]",
            "$.line_items[0].tags",
            "$.line_items[99999999999999999999]",
            "$['line_items'][0]",
        ] {
            assert_eq!(read(odd.to_owned()), Field::Other(odd.to_owned()));
        }
    }

    // ACP-DISC-08
    #[test]
    fn what_discounts_are_taken_off_is_recognized() {
        for path in ["$.totals[?(@.type=='fulfillment')]", "$.totals.fulfillment", "$.totals.shipping"] {
            assert_eq!(read_allocation(path.to_owned()), Field::Selections);
        }
        assert_eq!(read_allocation("$.line_items[1]".to_owned()), Field::LineItem(1));
    }
}
