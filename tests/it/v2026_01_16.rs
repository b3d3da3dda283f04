//! The JSON of 2026-01-16, from and to the model, and through the shop. Every session here must be one by the official
//! schema.

use std::sync::Arc;

use agentic_commerce::acp;
use agentic_commerce::json;
use agentic_commerce::model::{
    AuthenticationOutcome, AuthenticationProof, AuthenticationResult, CheckoutStatus, Complete, ErrorCode, Field,
    Instrument, Message, PaymentData, PaymentHandler, WarningCode,
};
use agentic_commerce::types::ApiVersion;
use serde_json::{Value, json};

use crate::agent::{address, body, buyer, open};
use crate::rich::{authenticating, browser, order, read, rich, usd, written};
use crate::spec;

const V2: ApiVersion = ApiVersion::V2025_12_12;
const V3: ApiVersion = ApiVersion::V2026_01_16;
const V5: ApiVersion = ApiVersion::V2026_04_17;

// versions §9.2 and §9.3, field by field.
#[test]
fn a_session_says_what_older_agents_know() {
    let session = written(V3, &rich());
    assert_eq!(
        session,
        json!({
            "id": "cs_1", "status": "ready_for_payment", "currency": "usd",
            "buyer": {
                "first_name": "Ada King", "last_name": "Lovelace", "email": "ada@example.com",
                "phone_number": "+15551234567"
            },
            "payment_provider": {
                "provider": "stripe", "merchant_id": "acct_1", "supported_payment_methods": [
                    { "type": "card", "supported_card_networks": ["visa", "mastercard", "amex", "discover"] }
                ]
            },
            "line_items": [
                {
                    "id": "li_1", "item": { "id": "mug", "quantity": 2 }, "base_amount": 2500, "discount": 500,
                    "subtotal": 2000, "tax": 160, "total": 2160, "name": "Blue mug", "unit_amount": 1250,
                    "disclosures": [{ "type": "disclaimer", "content_type": "plain", "content": "Contains lead." }]
                },
                {
                    "id": "li_2", "item": { "id": "book", "quantity": 1 }, "base_amount": 500, "discount": 0,
                    "subtotal": 500, "tax": 40, "total": 540, "unit_amount": 500
                }
            ],
            "fulfillment_details": {
                "name": "Ada Lovelace", "email": "ada@example.com", "address": {
                    "name": "Ada Lovelace", "line_one": "1 Main St", "city": "Paris", "state": "TX", "country": "US",
                    "postal_code": "75460"
                }
            },
            "fulfillment_options": [
                {
                    "type": "shipping", "id": "standard", "title": "Standard", "description": "Two days",
                    "carrier": "USPS", "earliest_delivery_time": "2026-02-02T08:00:00Z",
                    "latest_delivery_time": "2026-02-03T20:00:00Z", "totals": [
                        { "type": "subtotal", "display_text": "Subtotal", "amount": 700 },
                        { "type": "tax", "display_text": "Tax", "amount": 56 },
                        { "type": "total", "display_text": "Total", "amount": 756 }
                    ]
                },
                {
                    "type": "digital", "id": "download", "title": "Download", "totals": [
                        { "type": "subtotal", "display_text": "Subtotal", "amount": 0 },
                        { "type": "tax", "display_text": "Tax", "amount": 0 },
                        { "type": "total", "display_text": "Total", "amount": 0 }
                    ]
                }
            ],
            "selected_fulfillment_options": [
                { "type": "shipping", "shipping": { "option_id": "standard", "item_ids": ["li_1"] } },
                { "type": "digital", "digital": { "option_id": "download", "item_ids": ["li_2"] } }
            ],
            "totals": [
                { "type": "items_base_amount", "display_text": "Items", "amount": 3000 },
                { "type": "items_discount", "display_text": "Item discounts", "amount": 500 },
                { "type": "subtotal", "display_text": "Subtotal", "amount": 2500 },
                { "type": "fulfillment", "display_text": "Delivery", "amount": 700 },
                { "type": "tax", "display_text": "Tax", "amount": 256, "description": "Sales tax" },
                { "type": "fee", "display_text": "Gift wrap", "amount": 300 },
                { "type": "fee", "display_text": "Tip", "amount": 200 },
                { "type": "discount", "display_text": "Store credit", "amount": 1000 },
                { "type": "total", "display_text": "Total (27.00 EUR)", "amount": 2956 }
            ],
            "messages": [{
                "type": "info", "param": "$.fulfillment_options", "content_type": "plain",
                "content": "Not to be had through this agent: Store pickup."
            }],
            "links": [
                { "type": "terms_of_use", "url": "https://shop.example/terms" },
                { "type": "return_policy", "url": "https://shop.example/returns" }
            ]
        })
    );
}

// ACP-LIFE-03
#[test]
fn eleven_statuses_become_six_and_the_truth_is_told() {
    use CheckoutStatus as Status;
    for (status, expected, message) in [
        (Status::NotReadyForPayment, "not_ready_for_payment", None),
        (Status::AuthenticationRequired, "authentication_required", None),
        (Status::ReadyForPayment, "ready_for_payment", None),
        (Status::InProgress, "in_progress", None),
        (Status::Completed, "completed", None),
        (Status::Canceled, "canceled", None),
        (Status::Incomplete, "not_ready_for_payment", Some("The checkout session is incomplete.")),
        (
            Status::RequiresEscalation,
            "not_ready_for_payment",
            Some("The buyer must go on at the merchant's page: https://shop.example/checkout/1"),
        ),
        (Status::PendingApproval, "in_progress", Some("The purchase is pending approval.")),
        (Status::CompleteInProgress, "in_progress", Some("The purchase is being completed.")),
        (Status::Expired, "canceled", Some("The checkout session has expired.")),
    ] {
        let mut checkout = rich();
        checkout.quote.fulfillment_options.pop();
        checkout.status = status;
        checkout.quote.escalation = (status == Status::RequiresEscalation).then(|| crate::rich::uri("checkout/1"));
        let session = written(V3, &checkout);
        assert_eq!(session["status"], expected, "{status}");
        let told: Vec<(&Value, &Value)> =
            session["messages"].as_array().expect("messages").iter().map(|m| (&m["type"], &m["content"])).collect();
        let info = json!("info");
        let message = message.map(Value::from);
        assert_eq!(told, message.iter().map(|text| (&info, text)).collect::<Vec<_>>(), "{status}");
    }
}

// ACP-MSG-02, ACP-MSG-07
#[test]
fn messages_are_infos_and_errors_of_six_codes() {
    let mut checkout = rich();
    checkout.quote.fulfillment_options.pop();
    for (code, expected) in [
        (ErrorCode::Missing, "missing"),
        (ErrorCode::OutOfStock, "out_of_stock"),
        (ErrorCode::PaymentDeclined, "payment_declined"),
        (ErrorCode::RequiresSignIn, "requires_sign_in"),
        (ErrorCode::Requires3ds, "requires_3ds"),
        (ErrorCode::LowStock, "out_of_stock"),
        (ErrorCode::AgeVerificationRequired, "requires_sign_in"),
        (ErrorCode::InterventionRequired, "requires_3ds"),
        (ErrorCode::QuantityExceeded, "invalid"),
        (ErrorCode::MinimumNotMet, "invalid"),
        (ErrorCode::Conflict, "invalid"),
    ] {
        checkout.messages = vec![Message::error(code.clone(), "No.").about(Field::LineItem(1))];
        let expected = json!({
            "type": "error", "code": expected, "param": "$.line_items[1]", "content_type": "plain", "content": "No."
        });
        assert_eq!(written(V3, &checkout)["messages"], json!([expected]), "{code:?}");
    }
    checkout.messages = vec![Message::warning(WarningCode::HighDemand, "Hurry.")];
    let expected = json!([{ "type": "info", "content_type": "plain", "content": "Hurry." }]);
    assert_eq!(written(V3, &checkout)["messages"], expected);
}

#[test]
fn an_order_is_its_number_and_its_page() {
    let mut checkout = rich();
    checkout.status = CheckoutStatus::Completed;
    checkout.order = Some(order().into());
    assert_eq!(
        written(V3, &checkout)["order"],
        json!({ "id": "ord_1", "checkout_session_id": "cs_1", "permalink_url": "https://shop.example/o/1" })
    );
}

// Through which account to pay must be said; without one nobody could be paid.
#[test]
fn a_provider_without_the_merchants_account_is_told_in_words() {
    let told = |checkout: &_| written(V3, checkout)["messages"][1]["content"].clone();
    let mut checkout = rich();
    let mut card = PaymentHandler::clone(&checkout.quote.payment_handlers[1]);
    card.config.remove("merchant_id");
    checkout.quote.payment_handlers[1] = Arc::new(card);
    assert_eq!(written(V3, &checkout).get("payment_provider"), None);
    assert_eq!(told(&checkout), "Payments go through stripe, not to be had through this agent.");
    checkout.quote.payment_handlers.pop();
    assert_eq!(written(V3, &checkout).get("payment_provider"), None);
    assert_eq!(told(&checkout), "Payments go through adyen, not to be had through this agent.");
    // A client finds the account where a handler has it.
    let handler = &read(V3, &written(V3, &rich())).quote.payment_handlers[0];
    assert_eq!((handler.psp.as_str(), &handler.config["merchant_id"]), ("stripe", &json!("acct_1")));
}

// C-FUL-06, versions §9.3: subtotal, tax and total out of whatever a merchant lists.
#[test]
fn merchants_list_what_they_like_of_an_option() {
    let sum = |kind: &str, amount: i64| json!({ "type": kind, "display_text": "x", "amount": amount });
    for (totals, subtotal, tax) in [
        (vec![sum("subtotal", 700), sum("tax", 56), sum("total", 756)], 700, 56),
        (vec![sum("total", 756)], 756, 0),
        (vec![sum("fulfillment", 756)], 756, 0),
        (vec![sum("fulfillment", 756), sum("tax", 56)], 700, 56),
        (vec![sum("subtotal", 700), sum("tax", 50), sum("tax", 6)], 700, 56),
        (vec![sum("subtotal", 700)], 700, 0),
        (vec![], 0, 0),
        // What is paid in the end counts.
        (vec![sum("subtotal", 700), sum("total", 900)], 900, 0),
    ] {
        let mut session = written(V3, &rich());
        session["fulfillment_options"][0]["totals"] = json!(totals);
        let option = read(V3, &session).quote.fulfillment_options.remove(0);
        assert_eq!((option.subtotal, option.tax), (usd(subtotal), usd(tax)), "{totals:?}");
        assert_eq!(option.description.as_deref(), Some("Two days"));
    }
}

// ACP-3DS-02, ACP-3DS-06, ACP-3DS-07: here a browser in which scripts run may be known in part.
#[test]
fn an_authentication_needs_the_browser_or_a_part_of_it() {
    let mut scripts = browser();
    scripts.javascript_enabled = true;
    let session = written(V3, &authenticating(Some(scripts)));
    assert_eq!(
        session["authentication_metadata"],
        json!({
            "channel": { "type": "browser", "browser": {
                "accept_header": "text/html", "ip_address": "203.0.113.42", "javascript_enabled": true,
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
    let session = written(V3, &authenticating(None));
    assert_eq!((&session["status"], session.get("authentication_metadata")), (&json!("authentication_required"), None));
    assert_eq!(
        session["messages"][1]["content"],
        "The shop does not know the buyer's browser, which this agent needs for the authentication."
    );
}

fn paid_with(result: &Value) -> Result<Complete, json::DecodeError> {
    let body = json!({ "payment_data": { "token": "spt_1", "provider": "stripe" }, "authentication_result": result });
    acp::decode_complete(V3, &json::parse(body.to_string().as_bytes()).expect("JSON"))
}

// ACP-3DS-09, C-3DS-01, versions §10
#[test]
fn five_outcomes_are_read_as_the_other_releases_call_them() {
    for (word, outcome) in [
        ("authenticated", AuthenticationOutcome::Authenticated),
        ("failed", AuthenticationOutcome::Denied),
        ("unavailable", AuthenticationOutcome::InternalError),
        ("rejected", AuthenticationOutcome::Rejected),
        ("attempt", AuthenticationOutcome::AttemptAcknowledged),
    ] {
        let read = paid_with(&json!({ "outcome": word })).expect("a complete").authentication;
        assert_eq!(read, Some(AuthenticationResult::new(outcome.clone())), "{word}");
        let mut complete = Complete::new(stripe("spt_1"));
        complete.authentication = Some(AuthenticationResult::new(outcome));
        let body: Value =
            serde_json::from_slice(&acp::encode_complete(V3, &complete).expect("a request")).expect("JSON");
        spec::assert_valid(V3, "CheckoutSessionCompleteRequest", &body);
        assert_eq!(body["authentication_result"], json!({ "outcome": word }));
    }
    for other in ["denied", "attempt_acknowledged", "abandoned", "internal_error"] {
        assert!(paid_with(&json!({ "outcome": other })).is_err(), "{other}");
    }
    for untellable in ["abandoned", "canceled", "informational", "not_supported", "processing_error", "perhaps"] {
        let mut complete = Complete::new(stripe("spt_1"));
        complete.authentication = Some(AuthenticationResult::new(untellable.into()));
        let refused = acp::encode_complete(V3, &complete).expect_err(untellable).to_string();
        assert_eq!(refused, "2026-01-16 cannot say this outcome of an authentication");
    }
}

// ACP-3DS-11: the indicator of electronic commerce is any text in this release.
#[test]
fn a_proof_has_any_indicator() {
    let details = json!({
        "three_ds_cryptogram": "AAAB", "electronic_commerce_indicator": "5", "transaction_id": "ds_1", "version": "2.2.0"
    });
    let read = paid_with(&json!({ "outcome": "authenticated", "outcome_details": details })).expect("a complete");
    let result = read.authentication.as_ref().expect("a result");
    assert_eq!(result.proof, Some(AuthenticationProof::new("AAAB", "5", "ds_1", "2.2.0")));
    let body: Value = serde_json::from_slice(&acp::encode_complete(V3, &read).expect("a request")).expect("JSON");
    spec::assert_valid(V3, "CheckoutSessionCompleteRequest", &body);
    assert_eq!(body["authentication_result"]["outcome_details"], details);
    // A part of a proof proves nothing.
    let part = json!({ "outcome": "failed", "outcome_details": { "transaction_id": "ds_1" } });
    assert_eq!(paid_with(&part).expect("a complete").authentication.expect("a result").proof, None);
}

// Releases convert with one another's means, and still each refuses in its own name.
#[test]
fn a_refusal_names_the_release_that_was_asked_for() {
    let mut payment = stripe("spt_1");
    payment.approval_required = Some(true);
    let complete = Complete::new(payment);
    for &version in ApiVersion::ALL {
        let what = match version {
            ApiVersion::V2026_01_30 | ApiVersion::V2026_04_17 => {
                "a payment without the instrument of a handler and without a purchase order"
            }
            _ => "the terms of a purchase order",
        };
        let refused = acp::encode_complete(version, &complete).expect_err(what).to_string();
        assert_eq!(refused, format!("{version} cannot say {what}"));
    }
}

fn stripe(token: &str) -> PaymentData {
    let mut payment = PaymentData::with_instrument(Instrument::card_token(token));
    payment.provider = Some("stripe".to_owned());
    payment
}

// ACP-UPD-03, ACP-FUL-11
#[tokio::test]
async fn an_update_may_hold_all_four_parts_at_once() {
    let mall = open();
    for version in [V2, V3] {
        let agent = mall.agent(version);
        let id = agent.create(&body::create(version, "ebook", 1)).await.expect(201).id();
        let update = json!({
            "buyer": buyer(), "items": [{ "id": "mug", "quantity": 2 }],
            "fulfillment_details": { "name": "Ada", "email": "ada@example.com", "address": address() },
            "selected_fulfillment_options": [
                { "type": "shipping", "shipping": { "option_id": "express", "item_ids": ["mug"] } }
            ]
        });
        spec::assert_valid(version, "CheckoutSessionUpdateRequest", &update);
        let session = agent.update(&id, &update).await.expect(200);
        assert_eq!(session.session_status(), "ready_for_payment");
        assert_eq!(session.at("/buyer"), &buyer());
        assert_eq!(session.at("/line_items/0/item"), &json!({ "id": "mug", "quantity": 2 }));
        assert_eq!(session.at("/fulfillment_details"), &update["fulfillment_details"]);
        // Nested under the name of the kind, and nothing beside it.
        assert_eq!(session.at("/selected_fulfillment_options"), &update["selected_fulfillment_options"]);
    }
}

// The whole of an authentication in the words of this release.
#[tokio::test]
async fn the_issuer_wants_to_see_the_buyer() {
    let mall = open();
    let agent = mall.agent(V3);
    let id = agent.payable().await;
    let mut pay = body::pay(V3, "spt_test_3ds");
    let waits = agent.complete(&id, &pay).await.expect(200);
    assert_eq!(waits.session_status(), "authentication_required");
    pay["authentication_result"] = json!({ "outcome": "failed" });
    let failed = agent.complete(&id, &pay).await.expect(200);
    assert!(failed.message("payment_declined").is_some());
    pay.as_object_mut().expect("an object").remove("authentication_result");
    assert_eq!(agent.complete(&id, &pay).await.session_status(), "authentication_required");
    pay["authentication_result"] = json!({ "outcome": "attempt" });
    assert_eq!(agent.complete(&id, &pay).await.expect(200).session_status(), "completed");
    assert_eq!(mall.agent(V5).retrieve(&id).await.session_status(), "completed");
}

// versions §9.2: warnings become infos, and so it is told what became of a code that only a newer agent can give.
#[tokio::test]
async fn a_code_that_was_rejected_is_told_to_older_agents() {
    let mall = open();
    let mut create = body::create(V5, "mug", 1);
    create["discounts"] = json!({ "codes": ["NOPE"] });
    let created = mall.agent(V5).create(&create).await.expect(201);
    assert_eq!(created.at("/discounts/rejected/0/reason"), "discount_code_invalid");
    let warning = created.message("discount_code_invalid").expect("a warning");
    for version in [V2, V3] {
        let seen = mall.agent(version).retrieve(&created.id()).await.expect(200);
        assert_eq!(seen.body.get("discounts"), None);
        let mut messages = seen.at("/messages").as_array().expect("messages").iter();
        let told = messages.find(|message| message["content"] == warning["content"]).expect("the same words");
        assert_eq!((&told["type"], told.get("code"), told.get("severity")), (&json!("info"), None, None), "{version}");
    }
}
