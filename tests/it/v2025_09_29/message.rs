//! Messages, errors, and the places that they mean.

use std::collections::BTreeMap;

use agentic_commerce::acp::v2025_09_29::MessageErrorCode;
use agentic_commerce::acp::{self, ErrorDocument, ErrorKind, Operation};
use agentic_commerce::model::{CartLine, ErrorCode, Field, Message, MessageKind, Resolution, Text, WarningCode};
use agentic_commerce::types::ApiVersion;
use serde_json::{Value, json};

use super::{V1, pieces, read, ready, told, written};
use crate::spec;

// ACP-MSG-02, ACP-MSG-04, ACP-MSG-06
#[test]
fn messages_are_infos_and_errors() {
    let mut checkout = ready();
    checkout.messages = vec![
        Message::info(Text::Markdown("Made to *order*.".to_owned())).about(Field::LineItem(1)),
        Message::warning(WarningCode::ShippingDelay, "Two days late.").about(Field::Selections),
        Message::error(ErrorCode::Missing, "Who are you?").about(Field::Buyer).resolved_by(Resolution::Recoverable),
    ];
    let session = written(Operation::Retrieve, &checkout);
    assert_eq!(
        session["messages"],
        json!([
            {
                "type": "info", "param": "$.line_items[1]", "content_type": "markdown", "content": "Made to *order*."
            },
            {
                "type": "info", "param": "$.fulfillment_option_id", "content_type": "plain", "content": "Two days late."
            },
            {
                "type": "error", "code": "missing", "param": "$.buyer", "content_type": "plain",
                "content": "Who are you?"
            }
        ])
    );
    let read = read(&session).unwrap().messages;
    assert_eq!(read[0], checkout.messages[0]);
    assert_eq!(read[1], Message::info("Two days late.").about(Field::Selections));
    assert_eq!(read[2], Message::error(ErrorCode::Missing, "Who are you?").about(Field::Buyer));
}

// ACP-MSG-07
#[test]
fn every_error_has_one_of_six_codes() {
    let nearest: BTreeMap<&str, &str> = BTreeMap::from([
        ("low_stock", "out_of_stock"),
        ("age_verification_required", "requires_sign_in"),
        ("intervention_required", "requires_3ds"),
    ]);
    for code in ErrorCode::LISTED.iter().copied().chain(["of_tomorrow"]) {
        let mut checkout = ready();
        checkout.messages = vec![Message::error(ErrorCode::from(code), "No.")];
        let session = written(Operation::Retrieve, &checkout);
        let listed = MessageErrorCode::LISTED.contains(&code);
        let expected = if listed { code } else { nearest.get(code).copied().unwrap_or("invalid") };
        assert_eq!(told(&session), [("error", expected, "", "No.")], "{code}");
        let message = read(&session).unwrap().messages.remove(0);
        assert_eq!(message.kind, MessageKind::Error(ErrorCode::from(expected)));
    }
}

/// Every field: its place in the body of an operation that can hold it, and its place in the session.
fn places() -> Vec<(Field, Operation, &'static str, Option<&'static str>)> {
    use Operation::{Complete, Create, Update};
    let address = "$.fulfillment_address";
    vec![
        (Field::LineItems, Create, "$.items", Some("$.line_items")),
        (Field::LineItem(1), Create, "$.items[1]", Some("$.line_items[1]")),
        (Field::LineItemId(0), Update, "$.items[0].id", Some("$.line_items[0].item.id")),
        (Field::Quantity(1), Update, "$.items[1].quantity", Some("$.line_items[1].item.quantity")),
        (Field::Buyer, Complete, "$.buyer", Some("$.buyer")),
        (Field::BuyerEmail, Create, "$.buyer.email", Some("$.buyer.email")),
        (Field::Destination, Create, address, Some(address)),
        (Field::DestinationEmail, Create, address, Some(address)),
        (Field::Address, Update, address, Some(address)),
        (Field::Country, Create, "$.fulfillment_address.country", Some("$.fulfillment_address.country")),
        (Field::Selections, Update, "$.fulfillment_option_id", Some("$.fulfillment_option_id")),
        (Field::Selection(3), Update, "$.fulfillment_option_id", Some("$.fulfillment_option_id")),
        (Field::FulfillmentGroup(0), Update, "$", None),
        (Field::DiscountCodes, Update, "$", None),
        (Field::DiscountCode(0), Update, "$", None),
        (Field::Currency, Create, "$", Some("$.currency")),
        (Field::Capabilities, Create, "$", None),
        (Field::PaymentData, Complete, "$.payment_data", None),
        (Field::PaymentToken, Complete, "$.payment_data.token", None),
        (Field::PaymentHandler, Complete, "$.payment_data.provider", Some("$.payment_provider")),
        (Field::AuthenticationResult, Complete, "$", None),
        (Field::AffiliateAttribution, Create, "$", None),
        (Field::IntentTrace, Operation::Cancel, "$", None),
        (Field::OrderNotes, Update, "$", None),
        (Field::Totals, Update, "$", Some("$.totals")),
        (Field::Other("$['a b'][0]".to_owned()), Create, "$['a b'][0]", Some("$['a b'][0]")),
    ]
}

// ACP-ERR-05
#[test]
fn a_field_has_a_place_in_the_request() {
    for (field, operation, expected, _) in places() {
        assert_eq!(acp::request_path(V1, operation, &field), expected, "{field:?}");
    }
    // No body holds what it does not declare.
    for (field, operation) in [
        (Field::Selections, Operation::Create),
        (Field::LineItem(0), Operation::Complete),
        (Field::PaymentData, Operation::Update),
        (Field::Buyer, Operation::Cancel),
        (Field::Buyer, Operation::Retrieve),
    ] {
        assert_eq!(acp::request_path(V1, operation, &field), "$", "{field:?}");
    }
}

// ACP-MSG-13, ACP-MSG-14
#[test]
fn a_field_has_a_place_in_the_session_or_none() {
    for (field, _, _, expected) in places() {
        let mut checkout = ready();
        checkout.messages = vec![Message::info("See.").about(field.clone())];
        let session = written(Operation::Retrieve, &checkout);
        assert_eq!(session["messages"][0].get("param").and_then(Value::as_str), expected, "{field:?}");
        // What is read means the same place.
        assert_eq!(written(Operation::Retrieve, &read(&session).unwrap()), session, "{field:?}");
    }
}

// ACP-MSG-13
#[test]
fn a_path_is_recognized_or_kept_as_it_is() {
    for (path, field) in [
        ("$.line_items[0].item.id", Field::LineItemId(0)),
        ("$.line_items[12]", Field::LineItem(12)),
        ("$.fulfillment_address", Field::Address),
    ] {
        assert_eq!(of_path(path), field);
    }
    for path in
        ["$.line_items[01]", "$.line_items[+1]", "$.line_items[*]", "$.line_items[0].tax", "$.line_items[0", "$", ""]
    {
        assert_eq!(of_path(path), Field::Other(path.to_owned()));
    }
}

fn of_path(path: &str) -> Field {
    let mut session = written(Operation::Retrieve, &ready());
    session["messages"] = json!([{ "type": "info", "param": path, "content_type": "plain", "content": "See." }]);
    read(&session).unwrap().messages.remove(0).field.unwrap()
}

// ACP-MSG-13
#[test]
fn a_line_without_a_price_is_among_all_of_them() {
    let mut checkout = ready();
    // The unpriced line stands first in the cart, so the others move up in the session.
    checkout.cart.lines.insert(0, CartLine::new("li_0", "gone", pieces(1)));
    checkout.messages = vec![
        Message::error(ErrorCode::OutOfStock, "Sold out.").about(Field::LineItem(0)),
        Message::info("Hand made.").about(Field::LineItem(1)),
        Message::info("The last two.").about(Field::Quantity(2)),
        Message::info("Where?").about(Field::LineItemId(3)),
    ];
    let session = written(Operation::Retrieve, &checkout);
    let places: Vec<_> = told(&session).into_iter().map(|message| message.2).collect();
    assert_eq!(places, ["$.line_items", "$.line_items[0]", "$.line_items[1].item.quantity", "$.line_items"]);
}

// ACP-ERR-01, ACP-ERR-02, ACP-ERR-04, ACP-ERR-05, ACP-ERR-06
#[test]
fn errors_are_flat_and_know_no_versions() {
    for (kind, expected) in [
        (ErrorKind::InvalidRequest, "invalid_request"),
        (ErrorKind::ProcessingError, "processing_error"),
        (ErrorKind::ServiceUnavailable, "service_unavailable"),
    ] {
        let mut document = ErrorDocument::new(kind, "of_our_own", "Something is wrong.");
        document.supported_versions = Some(vec![ApiVersion::LATEST]);
        let without = json!({ "type": expected, "code": "of_our_own", "message": "Something is wrong." });
        assert_eq!(error(&document), without);
        document.param = Some("$.items[0].id".to_owned());
        let mut with = without;
        with["param"] = json!("$.items[0].id");
        assert_eq!(error(&document), with);
    }
}

fn error(document: &ErrorDocument) -> Value {
    let written = serde_json::from_slice(&acp::encode_error(V1, document)).unwrap();
    spec::assert_valid(V1, "Error", &written);
    written
}
