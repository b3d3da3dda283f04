//! The JSON of 2026-01-30, from and to the model. Every session here must be one by the official schema.

use agentic_commerce::acp::{self, ErrorDocument, ErrorKind, Operation};
use agentic_commerce::json;
use agentic_commerce::model::{
    Buyer, CheckoutStatus, Complete, Create, Destination, ErrorCode, Field, Instrument, ItemRequest, Message,
    PaymentData, Resolution, Severity, Total, TotalKind, Update, WarningCode,
};
use agentic_commerce::types::{ApiVersion, Patch, Quantity};
use serde_json::{Value, json};

use crate::rich::{authenticating, browser, home, order, read, rich, usd, written};
use crate::spec;

const V4: ApiVersion = ApiVersion::V2026_01_30;

fn parsed(body: &Value) -> Vec<u8> {
    body.to_string().into_bytes()
}

// ACP-LIFE-04, ACP-HDR-19
#[test]
fn each_status_has_its_own_word() {
    for &status in CheckoutStatus::ALL {
        let mut checkout = rich();
        checkout.status = status;
        let session = written(V4, &checkout);
        assert_eq!(session["status"], status.as_str());
        assert_eq!(session["messages"], json!([]), "{status}");
        assert_eq!(session["protocol"], json!({ "version": "2026-01-30" }));
        assert_eq!(read(V4, &session).status, status);
    }
}

// versions §9.1: what nobody asks of this release goes, all else stays.
#[test]
fn a_session_says_all_but_what_came_later() {
    let session = written(V4, &rich());
    assert_eq!(session.get("marketing_consent_options"), None);
    let address = json!({
        "name": "Ada Lovelace", "line_one": "1 Main St", "city": "Paris", "state": "TX", "country": "US",
        "postal_code": "75460"
    });
    assert_eq!(session["fulfillment_details"]["address"], address);
    assert_eq!(session["fulfillment_groups"][0]["fulfillment_details"]["address"], address);
    assert_eq!(session["fulfillment_options"][2]["location"]["address"], address);
    let options = session["fulfillment_options"].as_array().expect("options");
    let kinds: Vec<&Value> = options.iter().map(|option| &option["type"]).collect();
    assert_eq!(kinds, ["shipping", "digital", "pickup"]);
    assert_eq!(session["buyer"]["full_name"], "Ada King Lovelace");
    assert_eq!(session["line_items"][0]["sku"], "M-1");
    assert_eq!(session["discounts"]["rejected"][0]["reason"], "discount_code_expired");
    assert_eq!(session["presentment_currency"], "eur");
    let links: Vec<&Value> = session["links"].as_array().expect("links").iter().map(|link| &link["type"]).collect();
    assert_eq!(links, ["terms_of_use", "return_policy", "faq"]);
    for field in ["locale", "timezone", "created_at", "updated_at", "expires_at", "metadata", "quote_id"] {
        assert!(session.get(field).is_some(), "{field}");
    }
}

// versions §9.1: the order stays, although the release has no word for it.
#[test]
fn handlers_stand_in_the_order_that_the_release_cannot_name() {
    let session = written(V4, &rich());
    let handlers = session["capabilities"]["payment"]["handlers"].as_array().expect("handlers");
    let ids: Vec<&Value> = handlers.iter().map(|handler| &handler["id"]).collect();
    assert_eq!(ids, ["card", "wallet"]);
    for handler in handlers {
        assert_eq!((handler.get("display_name"), handler.get("display_order")), (None, None));
    }
}

// ACP-MON-05
#[test]
fn totals_know_all_kinds_but_that_of_refunds() {
    let mut checkout = rich();
    checkout.quote.totals.push(Total::new(TotalKind::AmountRefunded, usd(9)));
    let session = written(V4, &checkout);
    let totals = session["totals"].as_array().expect("totals");
    let kinds: Vec<&str> = totals.iter().map(|total| total["type"].as_str().expect("a kind")).collect();
    let expected = ["items_base_amount", "items_discount", "subtotal", "fulfillment", "tax"];
    assert_eq!(kinds[..5], expected);
    assert_eq!(kinds[5..], ["gift_wrap", "tip", "store_credit", "total"]);
    assert_eq!(
        totals[8],
        json!({
            "type": "total", "display_text": "Total", "amount": 2956, "presentment_amount": 2700
        })
    );
}

// ACP-MSG-10, ACP-MSG-11
#[test]
fn messages_say_how_grave_they_are_and_not_who_resolves_them() {
    let mut checkout = rich();
    let mut grave = Message::error(ErrorCode::AgeVerificationRequired, "Show that you are of age.");
    grave.severity = Some(Severity::Critical);
    checkout.messages = vec![
        grave.about(Field::Buyer).resolved_by(Resolution::RequiresBuyerInput),
        Message::warning(WarningCode::LowStock, "Two left.")
            .about(Field::LineItem(0))
            .resolved_by(Resolution::Recoverable),
        Message::info("Hello.").resolved_by(Resolution::RequiresBuyerReview),
    ];
    assert_eq!(
        written(V4, &checkout)["messages"],
        json!([
            {
                "type": "error", "code": "age_verification_required", "severity": "critical", "param": "$.buyer",
                "content_type": "plain", "content": "Show that you are of age."
            },
            {
                "type": "warning", "code": "low_stock", "severity": "medium", "param": "$.line_items[0]",
                "content_type": "plain", "content": "Two left."
            },
            { "type": "info", "severity": "info", "content_type": "plain", "content": "Hello." }
        ])
    );
}

// ACP-ORD-02
#[test]
fn an_order_is_small_and_has_four_statuses() {
    let mut checkout = rich();
    checkout.status = CheckoutStatus::Completed;
    checkout.order = Some(order().into());
    assert_eq!(
        written(V4, &checkout)["order"],
        json!({
            "id": "ord_1", "checkout_session_id": "cs_1", "order_number": "#1001",
            "permalink_url": "https://shop.example/o/1", "status": "confirmed",
            "estimated_delivery": { "earliest": "2026-02-02T08:00:00Z", "latest": "2026-02-03T20:00:00Z" },
            "confirmation": { "confirmation_number": "C-1" }, "support": { "email": "help@shop.example" }
        })
    );
    for (status, expected) in [
        ("created", Some("confirmed")),
        ("confirmed", Some("confirmed")),
        ("processing", Some("processing")),
        ("shipped", Some("shipped")),
        ("completed", Some("delivered")),
        ("manual_review", None),
        ("canceled", None),
        ("on_the_moon", None),
    ] {
        let mut order = order();
        order.status = Some(status.into());
        checkout.order = Some(order.into());
        let session = written(V4, &checkout);
        assert_eq!(session["order"].get("status").and_then(Value::as_str), expected, "{status}");
    }
    // What was delivered is completed.
    let mut order = order();
    order.status = Some("completed".into());
    checkout.order = Some(order.into());
    let status = read(V4, &written(V4, &checkout)).order.expect("an order").status.clone();
    assert_eq!(status.expect("a status").as_str(), "completed");
}

// ACP-3DS-01, ACP-3DS-02, ACP-3DS-04, ACP-3DS-06, C-3DS-03
#[test]
fn an_authentication_needs_the_browser() {
    let session = written(V4, &authenticating(Some(browser())));
    assert_eq!(
        session["authentication_metadata"],
        json!({
            "channel": { "type": "browser", "browser": {
                "accept_header": "text/html", "ip_address": "203.0.113.42", "javascript_enabled": false,
                "language": "en-US", "user_agent": "Mozilla/5.0"
            } },
            "acquirer_details": {
                "acquirer_bin": "412345", "acquirer_country": "US", "acquirer_merchant_id": "m_1",
                "merchant_name": "Shop"
            },
            "directory_server": "visa",
            "flow_preference": { "type": "challenge", "challenge": { "type": "preferred" } }
        })
    );
    assert_eq!(session["messages"], json!([]));

    let session = written(V4, &authenticating(None));
    assert_eq!((&session["status"], session.get("authentication_metadata")), (&json!("authentication_required"), None));
    assert_eq!(
        session["messages"],
        json!([{
            "type": "info", "severity": "info", "content_type": "plain",
            "content": "The shop does not know the buyer's browser, which this agent needs for the authentication."
        }])
    );
}

// ACP-3DS-07
#[test]
fn a_browser_in_which_scripts_run_tells_more() {
    let mut scripts = browser();
    scripts.javascript_enabled = true;
    let mut known = scripts.clone();
    (known.color_depth, known.java_enabled) = (Some(24), Some(false));
    (known.screen_height, known.screen_width, known.timezone_offset) = (Some(1_440), Some(900), Some(-480));
    for version in [ApiVersion::V2025_12_12, V4] {
        let session = written(version, &authenticating(Some(known.clone())));
        let browser = &session["authentication_metadata"]["channel"]["browser"];
        assert_eq!((&browser["color_depth"], &browser["timezone_offset"]), (&json!(24), &json!(-480)), "{version}");
        for forgotten in 0..5 {
            let mut partly = known.clone();
            match forgotten {
                0 => partly.color_depth = None,
                1 => partly.java_enabled = None,
                2 => partly.screen_height = None,
                3 => partly.screen_width = None,
                _ => partly.timezone_offset = None,
            }
            let session = written(version, &authenticating(Some(partly)));
            assert_eq!(session.get("authentication_metadata"), None, "{version} {forgotten}");
        }
    }
}

// ACP-ERR-06
#[test]
fn an_error_never_lists_versions() {
    let mut error = ErrorDocument::new(ErrorKind::InvalidRequest, "unsupported_api_version", "No such version.");
    error.supported_versions = Some(ApiVersion::ALL.to_vec());
    let body: Value = serde_json::from_slice(&acp::encode_error(V4, &error)).expect("JSON");
    spec::assert_valid(V4, "Error", &body);
    let expected =
        json!({ "type": "invalid_request", "code": "unsupported_api_version", "message": "No such version." });
    assert_eq!(body, expected);
}

// ACP-DISC-03, ACP-CRE-06, C-LI-01
#[test]
fn codes_have_an_older_name_and_one_piece_goes_without_saying() {
    for (body, codes) in [
        (json!({ "coupons": ["A"] }), vec!["A"]),
        (json!({ "coupons": ["A"], "discounts": { "codes": ["B"] } }), vec!["B"]),
        (json!({ "discounts": { "codes": ["B", "C"] } }), vec!["B", "C"]),
        (json!({}), vec![]),
    ] {
        let mut create = body.clone();
        create["line_items"] = json!([{ "id": "mug" }, { "id": "pen", "quantity": 3 }]);
        let create = acp::decode_create(V4, &json::parse(&parsed(&create)).expect("JSON")).expect("a create");
        assert_eq!(create.discount_codes, codes);
        let pieces: Vec<i64> = create.items.iter().map(|item| item.quantity.get()).collect();
        assert_eq!(pieces, [1, 3]);
        let update = acp::decode_update(V4, &json::parse(&parsed(&body)).expect("JSON")).expect("an update");
        let expected = codes.iter().map(|&code| code.to_owned()).collect::<Vec<String>>();
        assert_eq!(update.discount_codes, if codes.is_empty() { Patch::Keep } else { Patch::Set(expected) });
    }
}

// ACP-CRE-12: notes and consents are not of this release, and do not hurt.
#[test]
fn what_came_later_is_passed_over() {
    let complete = json!({
        "payment_data": { "purchase_order_number": "PO-1" }, "order_notes": "Ring twice",
        "marketing_consents": [{ "channel": "email", "opted_in": true }]
    });
    let complete = acp::decode_complete(V4, &json::parse(&parsed(&complete)).expect("JSON")).expect("a complete");
    assert_eq!((complete.order_notes, complete.consents), (None, vec![]));
    assert_eq!(acp::request_path(V4, Operation::Complete, &Field::OrderNotes), "$");
    assert_eq!(acp::request_path(V4, Operation::Complete, &Field::PaymentHandler), "$.payment_data.handler_id");
}

// ACP-3DS-08, ACP-3DS-10
#[test]
fn the_outcomes_of_an_authentication_are_ten() {
    let words = [
        "abandoned",
        "attempt_acknowledged",
        "authenticated",
        "canceled",
        "denied",
        "informational",
        "internal_error",
        "not_supported",
        "processing_error",
        "rejected",
    ];
    for (version, payment) in [
        (ApiVersion::V2025_12_12, json!({ "token": "spt_1", "provider": "stripe" })),
        (V4, json!({ "purchase_order_number": "PO-1" })),
    ] {
        let decode = |outcome: &str| {
            let proof = json!({
                "three_ds_cryptogram": "cavv", "electronic_commerce_indicator": "05", "transaction_id": "ds_1",
                "version": "2.2.0"
            });
            let result = json!({ "outcome": outcome, "outcome_details": proof });
            let body = json!({ "payment_data": payment, "authentication_result": result });
            acp::decode_complete(version, &json::parse(&parsed(&body)).expect("JSON"))
        };
        for word in words {
            let result = decode(word).expect("a complete").authentication.expect("a result");
            assert_eq!(result.outcome.as_str(), word, "{version}");
        }
        for other in ["failed", "unavailable", "attempt", "perhaps"] {
            assert!(decode(other).is_err(), "{version} {other}");
        }
    }
}

#[test]
fn a_client_leaves_no_notes_and_names_no_company() {
    let mut create = Create::new(vec![ItemRequest::new("mug", Quantity::ONE)]);
    create.currency = Some(usd(0).currency);
    create.destination = Some(Destination::at(home()));
    create.buyer = Some(Buyer::new("ada@example.com"));
    let body: Value = serde_json::from_slice(&acp::encode_create(V4, &create).expect("a request")).expect("JSON");
    spec::assert_valid(V4, "CheckoutSessionCreateRequest", &body);
    assert_eq!(body["fulfillment_details"]["address"].get("company"), None);

    let mut payment = PaymentData::with_instrument(Instrument::card_token("spt_1"));
    payment.handler = Some("card".into());
    payment.billing_address = Some(home());
    let mut complete = Complete::new(payment);
    let body: Value = serde_json::from_slice(&acp::encode_complete(V4, &complete).expect("a request")).expect("JSON");
    spec::assert_valid(V4, "CheckoutSessionCompleteRequest", &body);
    assert_eq!(body["payment_data"]["billing_address"].get("company"), None);

    create.order_notes = Some("Ring twice".to_owned());
    complete.order_notes = Some("Ring twice".to_owned());
    let mut update = Update::default();
    update.order_notes = Patch::Set("Ring twice".to_owned());
    for refused in
        [acp::encode_create(V4, &create), acp::encode_update(V4, &update), acp::encode_complete(V4, &complete)]
    {
        assert_eq!(refused.expect_err("notes").to_string(), "2026-01-30 cannot say notes on the order");
    }
}
