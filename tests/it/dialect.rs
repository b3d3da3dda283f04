//! The dialect that ChatGPT documents: `API-Version: 2025-09-12`.
//!
//! The numbers are those of the launch checklist of OpenAI's pages (developers.openai.com/commerce/guides/production).
//! Each answer is held against the schema of 2025-09-29 as `spec/chatgpt.rs` corrects it.

use std::sync::Arc;

use agentic_commerce::acp::{self, Dialect};
use agentic_commerce::client::{Client, PipelineTransport};
use agentic_commerce::inbound::PipelineConfig;
use agentic_commerce::json;
use agentic_commerce::model::{
    Address, Buyer, CheckoutStatus, Complete, Create, Destination, Field, Instrument, ItemRequest, Message,
    PaymentData, PaymentHandler, Update,
};
use agentic_commerce::sample::SampleShop;
use agentic_commerce::types::{ApiVersion, Currency, Patch, Quantity, Secret, Uri};
use serde_json::{Value, json};

use crate::agent::{Agent, BEGIN, KEY, Reply, address, open, open_with};
use crate::shop::ScriptedShop;
use crate::spec;

const V1: ApiVersion = ApiVersion::V2025_09_29;
const POSTER: &str = "poster";

/// The buyer as the pages have it.
fn ada() -> Value {
    json!({ "name": "Ada Lovelace", "email": "ada@example.com", "phone_number": "+14155550100" })
}

fn one_poster() -> Value {
    json!({ "items": [{ "id": POSTER, "quantity": 1 }], "buyer": ada(), "fulfillment_address": address() })
}

fn pay(token: &str) -> Value {
    json!({ "buyer": ada(), "payment_data": { "token": token, "provider": "stripe" } })
}

async fn payable(agent: &Agent<Arc<SampleShop>>) -> String {
    let reply = agent.create(&one_poster()).await.expect(201);
    assert_eq!(reply.session_status(), "ready_for_payment", "{:#}", reply.body);
    reply.id()
}

/// Checklist 1 and 9: without an address nothing about delivery is final; the pages are linked.
#[tokio::test]
async fn a_session_without_an_address_waits_for_it() {
    let mall = open();
    let agent = mall.agent(Dialect::ChatGpt);
    let reply = agent.create(&json!({ "items": [{ "id": POSTER, "quantity": 1 }] })).await.expect(201);
    assert_eq!(reply.session_status(), "not_ready_for_payment");
    assert_eq!(reply.at("/fulfillment_options"), &json!([]));
    assert_eq!(reply.total("fulfillment"), None);
    assert_eq!(
        reply.at("/payment_provider"),
        &json!({
            "provider": "stripe", "supported_payment_methods": ["card"]
        })
    );
    let links = reply.at("/links").as_array().expect("links");
    for kind in ["terms_of_use", "privacy_policy"] {
        assert!(links.iter().any(|link| link["type"] == kind), "{links:?}");
    }
}

/// Checklist 1: with an address there are options and taxes, and the cheapest option is preselected. A poster is 24.00,
/// 8.25 % of it are 1.98, and standard shipping is 5.00.
#[tokio::test]
async fn a_session_with_an_address_is_priced() {
    let mall = open();
    let reply = mall.agent(Dialect::ChatGpt).create(&one_poster()).await.expect(201);
    assert_eq!(reply.session_status(), "ready_for_payment");
    assert_eq!(reply.at("/buyer"), &ada());
    assert_eq!(reply.at("/currency"), "usd");
    assert_eq!(reply.at("/fulfillment_option_id"), "standard");
    assert_eq!(reply.at("/fulfillment_options").as_array().expect("options").len(), 2);
    sums(&reply, 2_400, 500, 198, 3_098);
}

/// Checklist 3: another option, other totals. An update answers 201.
#[tokio::test]
async fn another_option_changes_the_totals() {
    let mall = open();
    let agent = mall.agent(Dialect::ChatGpt);
    let id = payable(&agent).await;
    let reply = agent.update(&id, &json!({ "fulfillment_option_id": "express" })).await.expect(201);
    assert_eq!(reply.at("/fulfillment_option_id"), "express");
    sums(&reply, 2_400, 1_500, 198, 4_098);
    assert_eq!(agent.retrieve(&id).await.expect(200).body, reply.body);
}

/// The rules of the page: `subtotal` is the items less their discounts, `total` is everything.
fn sums(reply: &Reply, items: i64, fulfillment: i64, tax: i64, total: i64) {
    let named = |kind| reply.total(kind).unwrap_or(0);
    assert_eq!(named("items_base_amount"), items);
    assert_eq!(named("subtotal"), named("items_base_amount") - named("items_discount"));
    assert_eq!((named("fulfillment"), named("tax"), named("total")), (fulfillment, tax, total));
    let sum = named("subtotal") - named("discount") + named("fulfillment") + named("tax") + named("fee");
    assert_eq!(named("total"), sum);
}

/// Checklist 5: completed, with an order, 201.
#[tokio::test]
async fn a_completion_answers_201_with_the_order() {
    let mall = open();
    let agent = mall.agent(Dialect::ChatGpt);
    let id = payable(&agent).await;
    let reply = agent.complete(&id, &pay("spt_test_success")).await.expect(201);
    assert_eq!(reply.session_status(), "completed");
    assert_eq!(reply.at("/order/checkout_session_id"), id.as_str());
    assert!(reply.at("/order/id").is_string());
    assert!(reply.at("/order/permalink_url").as_str().is_some_and(|page| page.starts_with("https://")));
    assert_eq!(reply.at("/buyer"), &ada());
    agent.complete(&id, &pay("spt_test_success")).await.expect_error(405, "session_completed");
    agent.cancel(&id, &json!({})).await.expect_error(405, "session_completed");
    agent.retrieve("cs_none").await.expect_error(404, "session_not_found");
}

/// What the pages do not say of a cancellation is what the release says.
#[tokio::test]
async fn a_cancellation_answers_200() {
    let mall = open();
    let agent = mall.agent(Dialect::ChatGpt);
    let id = payable(&agent).await;
    assert_eq!(agent.cancel(&id, &json!({})).await.expect(200).session_status(), "canceled");
}

/// Checklist 2 and 7.
#[tokio::test]
async fn errors_have_the_one_type() {
    let mall = open();
    let agent = mall.agent(Dialect::ChatGpt);
    let unnamed = agent.post("/checkout_sessions", &one_poster()).without("api-version").send().await;
    assert_eq!(unnamed.expect_error(400, "missing_api_version").at("/type"), "invalid_request");

    let reply = agent.create(&json!({ "buyer": ada() })).await.expect_error(400, "missing");
    assert_eq!((reply.at("/type"), reply.at("/param")), (&json!("invalid_request"), &json!("$.items")));

    // The provider does not answer: whose fault it is, the status says.
    let id = payable(&agent).await;
    let reply = agent.complete(&id, &pay("spt_test_timeout")).await.expect_error(503, "service_unavailable");
    assert_eq!(reply.at("/type"), "invalid_request");
    let release = mall.agent(V1).complete(&id, &crate::agent::body::pay(V1, "spt_test_timeout")).await;
    assert_eq!(release.expect(503).at("/type"), "service_unavailable");
}

/// Checklist 7: what stops a purchase is told in the session.
#[tokio::test]
async fn what_stops_a_purchase_is_told_in_the_session() {
    let mall = open();
    let agent = mall.agent(Dialect::ChatGpt);
    let reply = agent.create(&json!({ "items": [{ "id": "teapot", "quantity": 1 }] })).await.expect(201);
    assert_eq!(reply.message("out_of_stock").expect("a message")["type"], "error");

    let id = payable(&agent).await;
    let reply = agent.complete(&id, &pay("spt_test_declined")).await.expect(201);
    assert_eq!(reply.session_status(), "ready_for_payment");
    assert!(reply.message("payment_declined").is_some(), "{:#}", reply.body);
    assert_eq!(reply.body.get("order"), None);
    assert_eq!(agent.complete(&id, &pay("spt_test_success")).await.expect(201).session_status(), "completed");
}

/// Checklist 8. Of the code the two pages say two things; the error table of the checkout page knows this one.
// C-IDEM-01
#[tokio::test]
async fn a_key_is_good_for_one_request() {
    let mall = open();
    let agent = mall.agent(Dialect::ChatGpt);
    let create = |body: Value| agent.post("/checkout_sessions", &body).keyed("key_create").send();
    let first = create(one_poster()).await.expect(201);
    assert_eq!(create(one_poster()).await.expect(201).bytes, first.bytes);
    let conflict = create(json!({ "items": [{ "id": POSTER, "quantity": 2 }] })).await;
    let conflict = conflict.expect_error(409, "request_not_idempotent");
    assert_eq!(conflict.at("/type"), "invalid_request");

    let path = format!("/checkout_sessions/{}/complete", first.id());
    let complete = |token| agent.post(&path, &pay(token)).keyed("key_complete").send();
    let paid = complete("spt_test_success").await.expect(201);
    assert_eq!(complete("spt_test_success").await.expect(201).bytes, paid.bytes);
    complete("spt_test_pending").await.expect_error(409, "request_not_idempotent");
    assert_eq!(mall.shop.ledger().tally(&first.id().as_str().into()).orders, 1);
}

/// Who names the release gets the release, on the same session.
#[tokio::test]
async fn the_release_is_spoken_to_whoever_names_it() {
    let mall = open();
    let id = payable(&mall.agent(Dialect::ChatGpt)).await;
    let reply = mall.agent(V1).update(&id, &json!({ "fulfillment_option_id": "express" })).await.expect(200);
    assert_eq!(
        reply.at("/buyer"),
        &json!({
            "first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.com", "phone_number": "+14155550100"
        })
    );
}

/// Off: the text of the header alone is read.
#[tokio::test]
async fn the_dialect_can_be_switched_off() {
    let mut config = PipelineConfig::default();
    config.version_aliases = vec![("2025-09-12".to_owned(), V1.into())];
    let mall = open_with(Arc::new(SampleShop::builtin()), |pipeline| pipeline.with_config(config));
    let agent = mall.agent(Dialect::ChatGpt);
    let id = payable(&agent).await;
    let reply = agent.complete(&id, &pay("spt_test_success")).await.expect(200);
    assert_eq!(reply.at("/buyer/first_name"), "Ada");
}

/// A shop that pays through Adyen, and has something to say about nothing in particular.
#[tokio::test]
async fn providers_and_infos_are_as_the_pages_have_them() {
    let shop = ScriptedShop::new(|_, _, mut quote| {
        let mut adyen = PaymentHandler::stripe_card("card", "acct_1").with_config("psp", "adyen");
        adyen.psp = "adyen".to_owned();
        quote.payment_handlers = vec![adyen.into()];
        quote.messages.push(Message::info("Closed on Mondays."));
        quote
    });
    let mall = open_with(shop, |pipeline| pipeline);
    let create = json!({ "items": [{ "id": "anything", "quantity": 1 }] });
    let reply = mall.agent(Dialect::ChatGpt).create(&create).await.expect(201);
    assert_eq!(reply.at("/payment_provider/provider"), "adyen");
    let said = json!({ "type": "info", "param": "$", "content_type": "plain", "content": "Closed on Mondays." });
    assert!(reply.at("/messages").as_array().expect("messages").contains(&said), "{:#}", reply.body);
    // The release lists Stripe alone, and no place for an info of no place.
    let reply = mall.agent(V1).create(&create).await.expect(201);
    assert_eq!(reply.body.get("payment_provider"), None);
    let said = json!({ "type": "info", "content_type": "plain", "content": "Closed on Mondays." });
    assert!(reply.at("/messages").as_array().expect("messages").contains(&said), "{:#}", reply.body);
}

/// A session as a merchant may write it after those pages: one name, a currency in capitals, amounts as text, `path`.
// ACP-FUL-04, ACP-MSG-13
#[test]
fn a_session_after_the_pages_is_read() {
    let body = json!({
        "id": "cs_1", "buyer": { "name": "Ada Lovelace", "email": "ada@example.com" },
        "payment_provider": { "provider": "braintree", "supported_payment_methods": ["card"] },
        "status": "in_progress", "currency": "USD", "line_items": [],
        "fulfillment_options": [{
            "type": "shipping", "id": "standard", "title": "Standard", "subtitle": "Soon", "carrier": "USPS",
            "earliest_delivery_time": BEGIN, "latest_delivery_time": BEGIN,
            "subtotal": "500", "tax": "41", "total": "541"
        }],
        "totals": [],
        "messages": [
            { "type": "error", "code": "missing", "path": "$.buyer", "content_type": "plain", "content": "Who?" }
        ],
        "links": []
    })
    .to_string();
    let tree = json::parse(body.as_bytes()).expect("JSON");
    let checkout = acp::decode_checkout(Dialect::ChatGpt.version(), &tree).expect("a session");
    let buyer = checkout.cart.buyer.as_ref().expect("a buyer");
    assert_eq!((buyer.first_name.as_deref(), buyer.last_name.as_deref()), (Some("Ada"), Some("Lovelace")));
    assert_eq!(checkout.quote.currency, Currency::new("usd").expect("a currency"));
    let option = &checkout.quote.fulfillment_options[0];
    assert_eq!((option.subtotal.minor, option.tax.minor), (500, 41));
    assert_eq!(checkout.messages[0].field, Some(Field::Buyer));
    assert_eq!(checkout.quote.payment_handlers[0].psp, "braintree");
    assert_eq!(checkout.status, CheckoutStatus::InProgress);
}

/// The client speaks it: each body is held against the schema, and the shop understands it.
#[tokio::test]
async fn a_client_speaks_the_dialect() {
    let mall = open();
    let base = Uri::new("https://shop.example").expect("a base");
    let transport = Arc::new(PipelineTransport::new(Arc::clone(&mall.pipeline)));
    let client = Client::new(transport, base, KEY, V1).expect("a client").with_dialect(Dialect::ChatGpt);
    assert_eq!(client.version(), V1);

    let mut ada = Buyer::new("ada@example.com");
    ada.full_name = Some("Ada Lovelace".to_owned());
    let mut create = Create::new(vec![ItemRequest::new(POSTER, Quantity::new(1).expect("a quantity"))]);
    create.buyer = Some(ada.clone());
    let market_street = Address::new("Ada Lovelace", "1 Market Street", "San Francisco", "CA", "US", "94105");
    create.destination = Some(Destination::at(market_street));
    let body = sent("CheckoutSessionCreateRequest", &Dialect::ChatGpt.encode_create(&create).expect("a body"));
    assert_eq!(body["buyer"], json!({ "name": "Ada Lovelace", "email": "ada@example.com" }));
    let created = client.create(&create).await.expect("a session");
    assert_eq!(created.checkout.cart.buyer.as_ref().expect("a buyer").name().as_deref(), Some("Ada Lovelace"));

    let mut update = Update::default();
    let mut married = ada.clone();
    married.full_name = Some("Ada King".to_owned());
    update.buyer = Patch::Set(married);
    let body = sent("CheckoutSessionUpdateRequest", &Dialect::ChatGpt.encode_update(&update).expect("a body"));
    assert_eq!(body, json!({ "buyer": { "name": "Ada King", "email": "ada@example.com" } }));
    let updated = client.update(&created.checkout.id, &update).await.expect("a session");
    assert_eq!(updated.status, 201);
    assert_eq!(updated.checkout.cart.buyer.as_ref().expect("a buyer").name().as_deref(), Some("Ada King"));

    let mut payment = PaymentData::with_instrument(Instrument::card_token(Secret::new("spt_test_success")));
    payment.provider = Some("stripe".to_owned());
    let mut complete = Complete::new(payment);
    complete.buyer = Some(ada);
    let body = sent("CheckoutSessionCompleteRequest", &Dialect::ChatGpt.encode_complete(&complete).expect("a body"));
    assert_eq!(body["buyer"]["name"], "Ada Lovelace");
    let completed = client.complete(&created.checkout.id, &complete).await.expect("a session");
    assert_eq!((completed.status.as_u16(), completed.checkout.status), (201, CheckoutStatus::Completed));

    complete.payment.provider = Some("adyen".to_owned());
    sent("CheckoutSessionCompleteRequest", &Dialect::ChatGpt.encode_complete(&complete).expect("a body"));
    acp::encode_complete(V1, &complete).expect_err("no word for it in the release");
}

fn sent(definition: &str, body: &[u8]) -> Value {
    let body = serde_json::from_slice(body).expect("JSON");
    spec::assert_valid_in("2025-09-12", definition, &body);
    body
}
