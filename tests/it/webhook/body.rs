//! Every event is what the schema of its release says.

use agentic_commerce::acp::Dialect;
use agentic_commerce::inbound::PipelineConfig;
use agentic_commerce::model::{
    Address, Adjustment, AdjustmentKind, AdjustmentStatus, DigitalDelivery, FulfillmentEvent, FulfillmentEventKind,
    FulfillmentKind, LineReference, Order, OrderError, OrderEventKind, OrderFulfillment, OrderStatus,
};
use agentic_commerce::store::OrderEvent;
use agentic_commerce::types::{ApiVersion, Money, OrderId, Uri};
use serde_json::{Value, json};

use super::noon;
use crate::agent::{Mall, body, open};
use crate::shop::dollars;
use crate::spec;

fn dialects() -> impl Iterator<Item = Dialect> {
    ApiVersion::ALL.iter().copied().map(Dialect::from).chain([Dialect::ChatGpt])
}

fn written(dialect: Dialect, event: &OrderEvent) -> Value {
    let bytes = dialect.encode_event(event.kind, &event.order, event.currency).unwrap();
    let value = serde_json::from_slice(&bytes).unwrap();
    spec::assert_valid_in(dialect.as_str(), "WebhookEvent", &value);
    value
}

/// Three mugs bought in that release.
async fn bought(mall: &Mall, version: ApiVersion) -> OrderId {
    let agent = mall.agent(version);
    let mut create = body::create(version, "mug", 3);
    create.as_object_mut().unwrap().extend(body::destination(version).as_object().unwrap().clone());
    let attribution = json!({ "provider": "impact.com", "token": "atp_secret", "publisher_id": "pub_secret" });
    if version > ApiVersion::V2025_09_29 {
        create["affiliate_attribution"] = attribution;
    }
    let id = agent.create(&create).await.expect(201).id();
    agent.complete(&id, &body::pay(version, "spt_test_success")).await.expect(200);
    mall.store.events().last().unwrap().order.id.clone()
}

async fn change(mall: &Mall, order: &OrderId, change: impl Fn(&mut Order) -> Result<(), OrderError> + Send + Sync) {
    mall.pipeline.engine().change_order(order, change).await.unwrap();
}

fn parcel(order: &Order, quantity: i64) -> OrderFulfillment {
    let mut parcel = OrderFulfillment::new("ful_1", FulfillmentKind::Shipping);
    parcel.lines = vec![LineReference::new(order.lines[0].id.clone(), quantity)];
    parcel.carrier = Some("USPS".to_owned());
    parcel.tracking_number = Some("9400".to_owned());
    parcel.tracking_url = Some(Uri::new("https://usps.example/9400").unwrap());
    parcel.destination = Some(Address::new("Ada Lovelace", "1 Market Street", "San Francisco", "CA", "US", "94105"));
    parcel.destination.as_mut().unwrap().company = Some("Engines".to_owned());
    parcel
}

/// Everything that can become of it.
async fn everything(mall: &Mall, order: &OrderId) {
    change(mall, order, |order| {
        order.review();
        Ok(())
    })
    .await;
    change(mall, order, |order| {
        order.confirm();
        Ok(())
    })
    .await;
    change(mall, order, |order| order.ship(parcel(order, 2), noon())).await;
    change(mall, order, |order| {
        let mut event = FulfillmentEvent::new("scan", FulfillmentEventKind::InTransit, noon());
        event.description = Some("Left the sorting centre".to_owned());
        event.location = Some("Oakland".to_owned());
        order.track("ful_1", event)
    })
    .await;
    change(mall, order, |order| {
        let event = FulfillmentEvent::new("own", FulfillmentEventKind::from("held_at_customs"), noon());
        order.track("ful_1", event)
    })
    .await;
    change(mall, order, |order| order.deliver("ful_1", noon())).await;
    change(mall, order, |order| order.cancel("adj_1", order.open_lines(), noon())).await;
    change(mall, order, |order| {
        let one = vec![LineReference::new(order.lines[0].id.clone(), 1)];
        order.return_items("adj_2", one, noon())
    })
    .await;
    change(mall, order, |order| order.refund("adj_3", dollars(1_000), noon())).await;
    change(mall, order, |order| order.credit("adj_4", dollars(300), noon())).await;
    change(mall, order, |order| {
        let mut dispute = Adjustment::new("adj_5", AdjustmentKind::Dispute, AdjustmentStatus::Pending, noon());
        dispute.amount = Some(Money::new(500, order.charged().unwrap().currency));
        dispute.reason = Some("not_received".to_owned());
        order.adjust(dispute)
    })
    .await;
    change(mall, order, |order| {
        let mut manual = OrderFulfillment::new("ful_2", FulfillmentKind::Digital);
        let mut digital = DigitalDelivery::default();
        digital.access_url = Some(Uri::new("https://shop.example/manual").unwrap());
        manual.digital_delivery = Some(digital);
        order.plan(manual)
    })
    .await;
    change(mall, order, |order| {
        order.status = Some(OrderStatus::from("in_the_kiln"));
        order.client_reference_id = Some("txn_1".to_owned());
        Ok(())
    })
    .await;
}

// ACP-WH-01, ACP-WH-10, ACP-WH-11, ACP-WH-12, ACP-WH-13, ACP-WH-17, ACP-ORD-01: whatever happens to an order that was
// bought in whichever release is told in each of them as its schema says, for a platform may ask for any (C-WH-09).
#[tokio::test]
async fn every_event_is_valid_in_every_release() {
    for version in ApiVersion::ALL.iter().copied() {
        let mall = open();
        let order = bought(&mall, version).await;
        everything(&mall, &order).await;
        let events = mall.store.events();
        assert_eq!(events.len(), 14, "one for the order and one for each change");
        assert!(events.iter().all(|event| event.version == version));
        for dialect in dialects() {
            let told: Vec<Value> = events.iter().map(|event| written(dialect, event)).collect();
            let (first, rest) = told.split_first().unwrap();
            let names = match dialect {
                Dialect::ChatGpt => ["order_created", "order_updated"],
                _ => ["order_create", "order_update"],
            };
            assert_eq!(first["type"], names[0]);
            assert!(rest.iter().all(|event| event["type"] == names[1]), "{rest:#?}");
        }
    }
}

// ACP-WH-13, ACP-WH-14, ACP-WH-15, ACP-WH-16, ACP-ORD-14: the order whole, its refunds as adjustments. Three mugs at
// 12.50 are 37.50, 8.25 % of it are 3.09375 rounded, standard delivery is 5.00: 45.59.
#[tokio::test]
async fn the_newest_release_tells_the_whole_order() {
    let mall = open();
    let order = bought(&mall, ApiVersion::V2026_04_17).await;
    change(&mall, &order, |order| order.ship(parcel(order, 2), noon())).await;
    change(&mall, &order, |order| order.refund("adj_1", dollars(1_250), noon())).await;
    let events = mall.store.events();
    let data = &written(ApiVersion::V2026_04_17.into(), &events[2])["data"];
    for (field, value) in [
        ("type", json!("order")),
        ("id", json!(order)),
        ("checkout_session_id", json!(events[0].order.checkout_id)),
        ("permalink_url", json!(events[0].order.permalink_url)),
        ("status", json!("processing")),
    ] {
        assert_eq!(data[field], value, "{field}");
    }
    assert_eq!(data.get("refunds"), None);
    assert_eq!(data["line_items"][0]["quantity"], json!({ "ordered": 3, "current": 3, "fulfilled": 2 }));
    assert_eq!(data["line_items"][0]["status"], "partial");
    assert_eq!(data["fulfillments"][0]["tracking_number"], "9400");
    let adjustment = &data["adjustments"][0];
    assert_eq!(
        (&adjustment["type"], &adjustment["amount"], &adjustment["currency"], &adjustment["status"]),
        (&json!("refund"), &json!(1_250), &json!("usd"), &json!("completed"))
    );
    let total = |kind: &str| {
        let totals = data["totals"].as_array().unwrap();
        totals.iter().find(|total| total["type"] == kind).map(|total| total["amount"].clone())
    };
    assert_eq!(total("total"), Some(json!(4_559)), "what was charged stays");
    assert_eq!(total("amount_refunded"), Some(json!(1_250)));
}

// ACP-WH-21
#[tokio::test]
async fn nobody_is_told_who_sent_the_buyer() {
    for version in ApiVersion::ALL.iter().copied() {
        let mall = open();
        let order = bought(&mall, version).await;
        everything(&mall, &order).await;
        for event in mall.store.events() {
            for dialect in dialects() {
                let text = written(dialect, &event).to_string();
                for word in ["attribution", "impact.com", "atp_secret", "pub_secret"] {
                    assert!(!text.contains(word), "{text}");
                }
            }
        }
    }
}

// ACP-ORD-18, C-ORD-03, C-WH-07: no request brings one; one that the shop has is kept and returned with the session,
// and is not in the event, whose schema does not know it.
#[tokio::test]
async fn a_reference_of_the_shop_is_returned() {
    let mall = open();
    let order = bought(&mall, ApiVersion::V2026_04_17).await;
    change(&mall, &order, |order| {
        order.client_reference_id = Some("txn_1".to_owned());
        Ok(())
    })
    .await;
    let events = mall.store.events();
    let session = mall.agent(ApiVersion::V2026_04_17).retrieve(events[0].order.checkout_id.as_str()).await.expect(200);
    assert_eq!(session.at("/order/client_reference_id"), "txn_1");
    assert_eq!(written(ApiVersion::V2026_04_17.into(), &events[1])["data"].get("client_reference_id"), None);
}

// ACP-ORD-17: an order of which nothing was sent and nothing adjusted says so by saying nothing.
#[tokio::test]
async fn a_new_order_tells_of_no_parcel_and_no_adjustment() {
    let mall = open();
    bought(&mall, ApiVersion::V2026_04_17).await;
    let data = &written(ApiVersion::V2026_04_17.into(), &mall.store.events()[0])["data"];
    let empty = |value: Option<&Value>| value.is_none_or(|list| list == &json!([]));
    assert!(empty(data.get("fulfillments")) && empty(data.get("adjustments")), "{data:#}");
    assert_eq!(data["status"], "confirmed");
}

// The dialect by a pipeline that speaks it, from the purchase on.
#[tokio::test]
async fn a_chatgpt_order_is_told_as_its_pages_have_it() {
    let mall = open();
    assert!(PipelineConfig::default().version_aliases.iter().any(|(_, dialect)| *dialect == Dialect::ChatGpt));
    let agent = mall.agent(Dialect::ChatGpt);
    let create = json!({
        "items": [{ "id": "mug", "quantity": 1 }], "fulfillment_address": crate::agent::address(),
        "buyer": { "name": "Ada Lovelace", "email": "ada@example.com" }
    });
    let id = agent.create(&create).await.expect(201).id();
    let pay = json!({
        "buyer": { "name": "Ada Lovelace", "email": "ada@example.com" },
        "payment_data": { "token": "spt_test_success", "provider": "stripe" }
    });
    agent.complete(&id, &pay).await.expect(201);
    let event = &mall.store.events()[0];
    assert_eq!(event.kind, OrderEventKind::Created);
    // The sample shop confirms at once.
    assert_eq!(
        written(Dialect::ChatGpt, event),
        json!({"type": "order_created", "data": {
            "type": "order", "checkout_session_id": id, "permalink_url": event.order.permalink_url,
            "status": "confirmed", "refunds": []
        }})
    );
}
