//! The JSON of 2025-12-12, from the model and through the shop. Every session here must be one by the official schema.

use agentic_commerce::acp::{self, Operation};
use agentic_commerce::json;
use agentic_commerce::model::{
    AcquirerDetails, AuthenticationMetadata, Cart, CartLine, Checkout, CheckoutStatus, Create, DirectoryServer,
    FulfillmentDetail, FulfillmentKind, FulfillmentOption, ItemRequest, LineItem, Link, LinkKind, PaymentHandler,
    Quote, Selection, SelectionRequest, Totals, Update,
};
use agentic_commerce::types::{ApiVersion, Currency, Money, Patch, Quantity, Timestamp, Uri};
use serde_json::{Value, json};

use crate::agent::{address, body, open};
use crate::{rich, spec};

const V2: ApiVersion = ApiVersion::V2025_12_12;
const V5: ApiVersion = ApiVersion::V2026_04_17;

/// The session, valid in the release, and the same after an agent read it.
fn written(checkout: &Checkout) -> Value {
    let write = |checkout: &Checkout| -> Value {
        let body = acp::encode_checkout(V2, Operation::Retrieve, checkout).expect("a session that can be said");
        serde_json::from_slice(&body).expect("JSON")
    };
    let session = write(checkout);
    spec::assert_valid(V2, "CheckoutSession", &session);
    let text = session.to_string();
    let read = acp::decode_checkout(V2, &json::parse(text.as_bytes()).expect("JSON")).expect("a session");
    assert_eq!(write(&read), session);
    session
}

/// A mug that is shipped and a download, ready to be paid: 12.50 and 5.00, and 7.00 delivery.
fn ready() -> Checkout {
    let usd = |minor| Money::new(minor, Currency::new("usd").expect("a currency"));
    let mut cart = Cart::default();
    cart.lines = [("li_1", "mug"), ("li_2", "ebook")].map(|(id, item)| CartLine::new(id, item, Quantity::ONE)).into();
    cart.selections = vec![
        Selection::new("standard".into(), FulfillmentKind::Shipping, vec!["li_1".into()]),
        Selection::new("download".into(), FulfillmentKind::Digital, vec!["li_2".into()]),
    ];
    let mug = LineItem::new("li_1", "mug", Quantity::ONE, usd(1_250)).expect("a price");
    let book = LineItem::new("li_2", "ebook", Quantity::ONE, usd(500)).expect("a price");
    let lines = vec![mug, book];
    let totals = Totals::of_lines(usd(0).currency, &lines).expect("amounts").fulfillment(usd(700)).build();
    let mut quote = Quote::new(usd(0).currency, lines, totals.expect("amounts"));
    quote.fulfillment_options = vec![
        FulfillmentOption::shipping("standard", "Standard", usd(700)),
        FulfillmentOption::digital("download", "Download", usd(0)),
    ];
    quote.payment_handlers = vec![PaymentHandler::stripe_card("card", "acct_123").into()];
    let now = Timestamp::parse("2025-12-12T00:00:00Z").expect("a time");
    let mut checkout = Checkout::new("cs_1".into(), CheckoutStatus::ReadyForPayment, cart, quote, now);
    let policies = Uri::new("https://shop.example/policies").expect("a page");
    checkout.links = vec![Link::new(LinkKind::SellerShopPolicies, policies)].into();
    checkout
}

// ACP-LI-01, ACP-LI-03, ACP-LNK-02, ACP-FUL-05, ACP-FUL-11, C-FUL-01
#[test]
fn several_options_deliver_what_they_are_selected_for() {
    let session = written(&ready());
    assert_eq!(session["status"], "ready_for_payment");
    assert_eq!(
        session["selected_fulfillment_options"],
        json!([
            { "type": "shipping", "shipping": { "option_id": "standard", "item_ids": ["li_1"] } },
            { "type": "digital", "digital": { "option_id": "download", "item_ids": ["li_2"] } }
        ])
    );
    assert_eq!(
        session["fulfillment_options"][0],
        json!({ "type": "shipping", "id": "standard", "title": "Standard", "subtotal": 700, "tax": 0, "total": 700 })
    );
    assert_eq!(session["line_items"][0]["item"], json!({ "id": "mug", "quantity": 1 }));
    assert_eq!(session["line_items"][0]["unit_amount"], 1_250);
    assert_eq!(session["links"], json!([{ "type": "return_policy", "url": "https://shop.example/policies" }]));
    let cards = json!([{ "type": "card", "supported_card_networks": ["visa", "mastercard", "amex", "discover"] }]);
    assert_eq!(session["payment_provider"], json!({ "provider": "stripe", "supported_payment_methods": cards }));
}

// ACP-FUL-05, C-FUL-01, versions §9.3: all three amounts of an option, though the schema wants one.
#[test]
fn an_option_says_its_amounts_by_themselves() {
    let session = rich::written(V2, &rich::rich());
    assert_eq!(
        session["fulfillment_options"],
        json!([
            {
                "type": "shipping", "id": "standard", "title": "Standard", "subtitle": "Two days", "carrier": "USPS",
                "earliest_delivery_time": "2026-02-02T08:00:00Z", "latest_delivery_time": "2026-02-03T20:00:00Z",
                "subtotal": 700, "tax": 56, "total": 756
            },
            { "type": "digital", "id": "download", "title": "Download", "subtotal": 0, "tax": 0, "total": 0 }
        ])
    );
    let cards = json!([{ "type": "card", "supported_card_networks": ["visa", "mastercard", "amex", "discover"] }]);
    assert_eq!(session["payment_provider"], json!({ "provider": "stripe", "supported_payment_methods": cards }));
}

// ACP-LIFE-03
#[test]
fn an_option_that_cannot_be_told_keeps_the_session_from_being_paid() {
    let mut checkout = ready();
    let option = &mut checkout.quote.fulfillment_options[0];
    option.detail = FulfillmentDetail::LocalDelivery { window: None, service_area: None };
    checkout.cart.selections[0].kind = FulfillmentKind::LocalDelivery;
    for status in [CheckoutStatus::ReadyForPayment, CheckoutStatus::AuthenticationRequired] {
        checkout.status = status;
        let session = written(&checkout);
        assert_eq!(session["status"], "not_ready_for_payment");
        assert_eq!(session["fulfillment_options"].as_array().map(Vec::len), Some(1));
        assert_eq!(session["selected_fulfillment_options"].as_array().map(Vec::len), Some(1));
        let error = &session["messages"][1];
        assert_eq!((&error["type"], &error["code"]), (&json!("error"), &json!("invalid")));
        assert_eq!(error["param"], "$.selected_fulfillment_options");
    }
}

// ACP-LIFE-03, C-3DS-03
#[test]
fn an_authentication_without_the_browser_is_told_as_such() {
    let mut checkout = ready();
    checkout.status = CheckoutStatus::AuthenticationRequired;
    let acquirer = AcquirerDetails::new("412345", "US", "m_1", "Shop");
    checkout.authentication = Some(AuthenticationMetadata::new(acquirer, DirectoryServer::Visa));
    let session = written(&checkout);
    assert_eq!(session["status"], "authentication_required");
    assert_eq!(session.get("authentication_metadata"), None);
    assert_eq!(session["messages"][0]["type"], "info");
}

#[test]
fn what_stands_under_the_name_of_another_kind_is_missing() {
    let update = br#"{"selected_fulfillment_options":[{"type":"digital","shipping":{"option_id":"o","item_ids":[]}}]}"#;
    let error = acp::decode_update(V2, &json::parse(update).expect("JSON")).expect_err("a choice of nothing");
    assert_eq!(error.to_string(), "$.selected_fulfillment_options[0].digital is missing");
}

#[test]
fn a_client_refuses_what_would_be_another_purchase() {
    let mut create = Create::new(vec![ItemRequest::new("mug", Quantity::ONE)]);
    create.discount_codes = vec!["SPRING".to_owned()];
    let refused = acp::encode_create(V2, &create).expect_err("a code").to_string();
    assert_eq!(refused, "2025-12-12 cannot say discount codes");
    let mut update = Update::default();
    update.selections = Patch::Set(vec![SelectionRequest::new("express")]);
    let refused = acp::encode_update(V2, &update).expect_err("no kind").to_string();
    assert_eq!(refused, "2025-12-12 cannot say an option without its kind");
}

// A session belongs to no release: what one agent begins, another one reads and ends.
#[tokio::test]
async fn a_session_of_the_newest_release_is_read_and_bought() {
    let mall = open();
    let (old, new) = (mall.agent(V2), mall.agent(V5));
    let id = new.payable().await;
    let read = old.retrieve(&id).await.expect(200);
    assert_eq!(read.session_status(), "ready_for_payment");
    assert_eq!(read.at("/line_items/0/item"), &json!({ "id": "mug", "quantity": 1 }));
    assert_eq!(read.at("/line_items/0/base_amount"), 1_250);
    assert_eq!(read.at("/fulfillment_details/address"), &address());
    assert_eq!(read.at("/selected_fulfillment_options/0/shipping/option_id"), "standard");
    let chose = old.update(&id, &body::choose(V2, "express", "mug")).await.expect(200);
    let seen = new.retrieve(&id).await.expect(200);
    assert_eq!(seen.at("/selected_fulfillment_options/0/option_id"), "express");
    assert_eq!(seen.total("total"), chose.total("total"));
    let bought = old.complete(&id, &body::pay(V2, "spt_test_success")).await.expect(200);
    assert_eq!(bought.session_status(), "completed");
    assert_eq!(bought.at("/order/checkout_session_id"), id.as_str());
}
