//! Requests, as a merchant reads them and as an agent writes them.

use agentic_commerce::acp::{self, EncodeError};
use agentic_commerce::json::{self, DecodeError};
use agentic_commerce::model::{
    AffiliateAttribution, AuthenticationOutcome, AuthenticationResult, Buyer, Cancel, Complete, Create, Credential,
    Destination, FulfillmentGroup, FulfillmentKind, Instrument, ItemRequest, PaymentData, PaymentTerms, RiskSignals,
    SelectionRequest, Update,
};
use agentic_commerce::types::{Currency, Patch};
use serde_json::{Value, json};

use super::{V1, home, pieces};
use crate::spec;

fn create(body: &Value) -> Result<Create, DecodeError> {
    acp::decode_create(V1, &json::parse(body.to_string().as_bytes()).unwrap())
}

fn update(body: &Value) -> Result<Update, DecodeError> {
    acp::decode_update(V1, &json::parse(body.to_string().as_bytes()).unwrap())
}

fn complete(body: &Value) -> Result<Complete, DecodeError> {
    acp::decode_complete(V1, &json::parse(body.to_string().as_bytes()).unwrap())
}

fn valid(definition: &str, body: &[u8]) -> Value {
    let body = serde_json::from_slice(body).unwrap();
    spec::assert_valid(V1, definition, &body);
    body
}

fn address() -> Value {
    json!({
        "name": "Ada Lovelace", "line_one": "12 St James's Square", "line_two": "Top floor", "city": "London",
        "state": "", "country": "GB", "postal_code": "SW1Y 4JH"
    })
}

fn ada() -> Buyer {
    let mut buyer = Buyer::new("ada@example.com");
    (buyer.first_name, buyer.last_name) = (Some("Ada".to_owned()), Some("Lovelace".to_owned()));
    buyer
}

// ACP-CRE-02, ACP-CRE-04, ACP-CRE-07, ACP-BUY-01, ACP-BUY-04
#[test]
fn a_create_is_read_and_written() {
    let body = json!({
        "buyer": { "first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.com" },
        "items": [{ "id": "mug", "quantity": 2 }, { "id": "poster", "quantity": 1 }],
        "fulfillment_address": address()
    });
    let mut expected = Create::new(vec![ItemRequest::new("mug", pieces(2)), ItemRequest::new("poster", pieces(1))]);
    expected.buyer = Some(ada());
    expected.destination = Some(Destination::at(home()));
    assert_eq!(create(&body), Ok(expected.clone()));
    assert_eq!(valid("CheckoutSessionCreateRequest", &acp::encode_create(V1, &expected).unwrap()), body);

    let least = json!({ "items": [{ "id": "mug", "quantity": 2.0 }] });
    assert_eq!(create(&least), Ok(Create::new(vec![ItemRequest::new("mug", pieces(2))])));
}

#[test]
fn one_name_is_a_first_name() {
    let body =
        json!({ "items": [{ "id": "mug", "quantity": 1 }], "buyer": { "name": "Madonna", "email": "m@x.example" } });
    let buyer = create(&body).unwrap().buyer.unwrap();
    assert_eq!((buyer.first_name.as_deref(), buyer.last_name), (Some("Madonna"), None));
}

// ACP-CRE-02, ACP-CRE-04
#[test]
fn what_is_wrong_with_an_item_is_told_where_it_stands() {
    let whole = "the shop sells whole pieces";
    for (quantity, message) in [
        (json!(2.5), whole),
        (json!(0.5), whole),
        (json!(9_223_372_036_854_775_808_u64), "so many pieces cannot be counted"),
        (json!(1e17), "so many pieces cannot be counted"),
        (json!(0), "expected a number above zero"),
        (json!(-1), "expected a number above zero"),
        (json!("2"), "must be a number above zero, found a string"),
        (json!(null), "must not be null"),
    ] {
        let items = json!({ "items": [{ "id": "poster", "quantity": 1 }, { "id": "mug", "quantity": quantity }] });
        for error in [create(&items).unwrap_err(), update(&items).unwrap_err()] {
            assert_eq!(error.path.to_string(), "$.items[1].quantity", "{quantity}");
            assert!(error.to_string().ends_with(message), "{quantity}: {error}");
        }
    }
    assert_eq!(create(&json!({})).unwrap_err().to_string(), "$.items is missing");
    let error = create(&json!({ "items": [{ "quantity": 1 }] })).unwrap_err();
    assert_eq!(error.to_string(), "$.items[0].id is missing");
    let error = create(&json!({ "items": [{ "id": "mug" }] })).unwrap_err();
    assert_eq!(error.to_string(), "$.items[0].quantity is missing");
    // Whether none at all is too few is not a question of form.
    assert_eq!(create(&json!({ "items": [] })), Ok(Create::default()));
}

// ACP-UPD-02, ACP-UPD-06, ACP-FUL-10
#[test]
fn an_update_keeps_clears_and_sets() {
    assert_eq!(update(&json!({})), Ok(Update::default()));

    let set = json!({
        "items": [{ "id": "mug", "quantity": 3 }],
        "buyer": { "first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.com" },
        "fulfillment_address": address(),
        "fulfillment_option_id": "express"
    });
    let mut expected = Update::default();
    expected.items = Patch::Set(vec![ItemRequest::new("mug", pieces(3))]);
    expected.buyer = Patch::Set(ada());
    expected.destination = Patch::Set(Destination::at(home()));
    expected.selections = Patch::Set(vec![SelectionRequest::new("express")]);
    assert_eq!(update(&set), Ok(expected.clone()));
    assert_eq!(valid("CheckoutSessionUpdateRequest", &acp::encode_update(V1, &expected).unwrap()), set);

    let cleared = json!({ "items": null, "buyer": null, "fulfillment_address": null, "fulfillment_option_id": null });
    let mut expected = Update::default();
    expected.items = Patch::Clear;
    expected.buyer = Patch::Clear;
    expected.destination = Patch::Clear;
    expected.selections = Patch::Clear;
    assert_eq!(update(&cleared), Ok(expected.clone()));
    let written: Value = serde_json::from_slice(&acp::encode_update(V1, &expected).unwrap()).unwrap();
    assert_eq!(written, cleared);

    // What the release does not have is empty anyway.
    let mut needless = Update::default();
    needless.groups = Patch::Clear;
    needless.discount_codes = Patch::Set(Vec::new());
    needless.order_notes = Patch::Clear;
    assert_eq!(valid("CheckoutSessionUpdateRequest", &acp::encode_update(V1, &needless).unwrap()), json!({}));
}

// ACP-FUL-10
#[test]
fn one_option_for_all_lines_is_all_that_can_be_chosen() {
    let chosen = |options: &[&str]| {
        let mut update = Update::default();
        update.selections = Patch::Set(options.iter().map(|option| SelectionRequest::new(*option)).collect());
        acp::encode_update(V1, &update).map(|body| serde_json::from_slice::<Value>(&body).unwrap())
    };
    assert_eq!(chosen(&["express"]).unwrap(), json!({ "fulfillment_option_id": "express" }));
    assert_eq!(chosen(&["express", "express"]).unwrap(), json!({ "fulfillment_option_id": "express" }));
    assert_eq!(chosen(&[]).unwrap(), json!({ "fulfillment_option_id": null }));
    let refused = chosen(&["express", "standard"]).unwrap_err().to_string();
    assert_eq!(refused, "2025-09-29 cannot say different options for different lines");
}

// ACP-PD-01, ACP-COMP-03, ACP-COMP-04
#[test]
fn a_complete_is_read_and_written() {
    let body = json!({
        "buyer": { "first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.com" },
        "payment_data": { "token": "spt_123", "provider": "stripe", "billing_address": address() }
    });
    let mut payment = PaymentData::with_instrument(Instrument::card_token("spt_123"));
    payment.provider = Some("stripe".to_owned());
    payment.billing_address = Some(home());
    let mut expected = Complete::new(payment);
    expected.buyer = Some(ada());
    assert_eq!(complete(&body), Ok(expected.clone()));
    assert_eq!(valid("CheckoutSessionCompleteRequest", &acp::encode_complete(V1, &expected).unwrap()), body);

    // A client that pays by the handler that it was shown.
    expected.payment.handler = Some("stripe".into());
    expected.payment.provider = None;
    assert_eq!(valid("CheckoutSessionCompleteRequest", &acp::encode_complete(V1, &expected).unwrap()), body);
    assert_eq!(complete(&json!({})).unwrap_err().to_string(), "$.payment_data is missing");
}

// ACP-CXL-05
#[test]
fn a_cancel_has_no_body() {
    for body in [json!({ "intent_trace": 7 }), json!([]), json!(null)] {
        let body = body.to_string();
        let cancel = acp::decode_cancel(V1, &json::parse(body.as_bytes()).unwrap());
        assert_eq!(cancel, Ok(Cancel::default()), "{body}");
    }
    assert_eq!(acp::encode_cancel(V1, &Cancel::default()).unwrap(), None);
}

fn reason(written: Result<Vec<u8>, EncodeError>) -> String {
    match written.unwrap_err() {
        EncodeError::NotInRelease { version, what } => {
            assert_eq!(version, V1);
            what.to_owned()
        }
        other => panic!("{other}"),
    }
}

#[test]
fn a_create_that_would_be_another_purchase_is_refused() {
    let refused = |change: fn(&mut Create)| {
        let mut create = Create::new(vec![ItemRequest::new("mug", pieces(1))]);
        change(&mut create);
        reason(acp::encode_create(V1, &create))
    };
    assert_eq!(refused(|create| create.items.clear()), "a session without items");
    assert_eq!(refused(|create| create.groups = vec![group()]), "which lines go where");
    assert_eq!(refused(|create| create.discount_codes = vec!["TEN".to_owned()]), "discount codes");
    assert_eq!(refused(|create| create.attribution = Some(attribution())), "an affiliate attribution");
    assert_eq!(refused(|create| create.quote_id = Some("q_1".to_owned())), "an earlier quote");
    assert_eq!(refused(|create| create.order_notes = Some("Ring.".to_owned())), "notes on the order");
    assert_eq!(refused(|create| create.metadata = Some(std::collections::BTreeMap::new())), "metadata");
    assert_eq!(refused(|create| create.buyer = Some(Buyer::new("a@b.example"))), "a buyer without a name");
    assert_eq!(refused(|create| create.destination = Some(Destination::default())), "a destination without an address");
}

#[test]
fn an_update_that_would_be_another_purchase_is_refused() {
    let refused = |change: fn(&mut Update)| {
        let mut update = Update::default();
        change(&mut update);
        reason(acp::encode_update(V1, &update))
    };
    assert_eq!(refused(|update| update.groups = Patch::Set(vec![group()])), "which lines go where");
    assert_eq!(refused(|update| update.discount_codes = Patch::Set(vec!["TEN".to_owned()])), "discount codes");
    assert_eq!(refused(|update| update.order_notes = Patch::Set("Ring.".to_owned())), "notes on the order");
    assert_eq!(refused(|update| update.buyer = Patch::Set(Buyer::new("a@b.example"))), "a buyer without a name");
    assert_eq!(
        refused(|update| update.destination = Patch::Set(Destination::default())),
        "a destination without an address"
    );
}

#[test]
fn a_payment_that_would_be_another_one_is_refused() {
    let refused = |change: fn(&mut Complete)| {
        let mut payment = PaymentData::with_instrument(Instrument::card_token("spt_123"));
        payment.provider = Some("stripe".to_owned());
        let mut complete = Complete::new(payment);
        change(&mut complete);
        reason(acp::encode_complete(V1, &complete))
    };
    let terms = "the terms of a purchase order";
    assert_eq!(refused(|complete| complete.payment.purchase_order_number = Some("PO-1".to_owned())), terms);
    assert_eq!(refused(|complete| complete.payment.payment_terms = Some(PaymentTerms::Net30)), terms);
    assert_eq!(refused(|complete| complete.payment.due_date = Some(super::time("2026-01-01T00:00:00Z"))), terms);
    assert_eq!(refused(|complete| complete.payment.approval_required = Some(true)), terms);
    assert_eq!(refused(|complete| complete.payment.instrument = None), "a payment without an instrument");
    let token = "a payment by anything but a provider's token for a card";
    assert_eq!(refused(|complete| instrument(complete).kind = "wallet".to_owned()), token);
    assert_eq!(refused(|complete| instrument(complete).credential = Credential::new("cryptogram", "c")), token);
    let provider = "a payment provider other than Stripe";
    assert_eq!(refused(|complete| complete.payment.provider = None), provider);
    assert_eq!(refused(|complete| complete.payment.provider = Some("adyen".to_owned())), provider);
    assert_eq!(
        refused(|complete| {
            complete.authentication = Some(AuthenticationResult::new(AuthenticationOutcome::Authenticated));
        }),
        "the result of an authentication"
    );
    assert_eq!(refused(|complete| complete.attribution = Some(attribution())), "an affiliate attribution");
    assert_eq!(refused(|complete| complete.order_notes = Some("Ring.".to_owned())), "notes on the order");
}

#[test]
fn hints_that_the_release_does_not_know_are_not_sent() {
    let mut create = Create::new(vec![ItemRequest::new("mug", pieces(1))]);
    create.currency = Some(Currency::new("eur").unwrap());
    create.locale = Some("de-DE".to_owned());
    create.timezone = Some("Europe/Berlin".to_owned());
    create.destination = Some(Destination::at(home()));
    create.destination.as_mut().unwrap().phone_number = Some("+49".to_owned());
    create.destination.as_mut().unwrap().address.as_mut().unwrap().company = Some("Analytical".to_owned());
    assert_eq!(
        valid("CheckoutSessionCreateRequest", &acp::encode_create(V1, &create).unwrap()),
        json!({ "items": [{ "id": "mug", "quantity": 1 }], "fulfillment_address": address() })
    );

    let mut payment = PaymentData::with_instrument(Instrument::card_token("spt_123"));
    payment.provider = Some("stripe".to_owned());
    let mut complete = Complete::new(payment);
    complete.risk_signals = Some(RiskSignals::default());
    assert_eq!(
        valid("CheckoutSessionCompleteRequest", &acp::encode_complete(V1, &complete).unwrap()),
        json!({ "payment_data": { "token": "spt_123", "provider": "stripe" } })
    );
}

fn group() -> FulfillmentGroup {
    FulfillmentGroup::new("g_1", vec!["mug".to_owned()], FulfillmentKind::Shipping)
}

fn attribution() -> AffiliateAttribution {
    AffiliateAttribution::new("network")
}

fn instrument(complete: &mut Complete) -> &mut Instrument {
    complete.payment.instrument.as_mut().unwrap()
}
