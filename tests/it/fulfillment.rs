//! How the goods reach the buyer: kinds of delivery, groups, several options at once, gift wrap.

use agentic_commerce::model::{
    Address, FulfillmentDetail, FulfillmentOption, PickupLocation, Quote, TimeWindow, Total, TotalKind,
};
use agentic_commerce::types::{ApiVersion, Timestamp};
use serde_json::{Value, json};

use crate::agent::{Mall, Reply, address, body, open, open_with};
use crate::shop::dollars;
use crate::witness::Witness;

const V1: ApiVersion = ApiVersion::V2025_09_29;
const V4: ApiVersion = ApiVersion::V2026_01_30;
const V5: ApiVersion = ApiVersion::V2026_04_17;

fn time(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("a time")
}

/// The sample shop with a way of each other kind: brought tomorrow morning, or fetched at the shop.
fn local() -> Mall<Witness> {
    let shop = Witness::saying(|_, mut quote: Quote| {
        if quote.fulfillment_options.is_empty() {
            return quote;
        }
        let window = TimeWindow::new(time("2026-04-18T08:00:00Z"), time("2026-04-18T10:00:00Z"));
        let bike = FulfillmentDetail::LocalDelivery { window: Some(window), service_area: None };
        let mut bike = FulfillmentOption::of("bike", "Bike courier", dollars(900), bike);
        bike.description = Some("Tomorrow between 8 and 10".to_owned());
        let pier = PickupLocation::new("Pier", Address::new("Shop", "1 Pier", "San Francisco", "CA", "US", "94105"));
        let fetched = FulfillmentDetail::Pickup {
            location: Box::new(pier),
            pickup_type: None,
            ready_by: Some(time("2026-04-17T15:00:00Z")),
            pickup_by: None,
        };
        let mut fetched = FulfillmentOption::of("pier", "At the pier", dollars(0), fetched);
        fetched.description = Some("Ready from 3 p.m.".to_owned());
        quote.fulfillment_options.extend([bike, fetched]);
        quote
    });
    open_with(shop, |pipeline| pipeline)
}

/// A session for a mug and a poster, to San Francisco.
fn goods() -> Value {
    json!({
        "line_items": [{ "id": "mug" }, { "id": "poster" }], "currency": "usd", "capabilities": {},
        "fulfillment_details": { "address": address() }
    })
}

fn option<'a>(reply: &'a Reply, id: &str) -> &'a Value {
    let options = reply.at("/fulfillment_options").as_array().expect("options");
    options.iter().find(|option| option["id"] == id).expect("an option")
}

// ACP-FUL-09: a shop can say of a local delivery when it comes, and of every option what it is.
#[tokio::test]
async fn a_local_delivery_has_its_window_and_every_option_its_description() {
    let mall = local();
    let reply = mall.agent(V5).create(&goods()).await.expect(201);
    let window = json!({ "start": "2026-04-18T08:00:00Z", "end": "2026-04-18T10:00:00Z" });
    assert_eq!(option(&reply, "bike")["delivery_window"], window);
    for (id, description) in [
        ("standard", "Arrives in 5–7 days"),
        ("express", "Arrives in 1–2 days"),
        ("bike", "Tomorrow between 8 and 10"),
        ("pier", "Ready from 3 p.m."),
    ] {
        assert_eq!(option(&reply, id)["description"], description);
    }
    let data = open().agent(V5).create(&body::create(V5, "ebook", 1)).await.expect(201);
    assert_eq!(option(&data, "digital")["description"], "At once");
    let old = open().agent(V1).create(&body::create(V1, "ebook", 1)).await.expect(201);
    assert_eq!(option(&old, "digital")["subtitle"], "At once");
}

// ACP-FUL-12, ACP-FUL-13, ACP-FUL-15: several options at once, each for its items; each is paid for once.
// 12.50 and 24.00, taxed 1.03 (1.03125) and 1.98; standard 5.00, express 15.00.
#[tokio::test]
async fn several_options_deliver_several_items() {
    let mall = open();
    let agent = mall.agent(V5);
    let id = agent.create(&goods()).await.expect(201).id();
    let choose = |first: &str, second: &str| {
        json!({ "selected_fulfillment_options": [
            { "type": "shipping", "option_id": first, "item_ids": ["mug"] },
            { "type": "shipping", "option_id": second, "item_ids": ["poster"] }
        ] })
    };
    let split = agent.update(&id, &choose("standard", "express")).await.expect(200);
    assert_eq!(
        split.at("/selected_fulfillment_options"),
        &choose("standard", "express")["selected_fulfillment_options"]
    );
    assert_eq!(split.total("fulfillment"), Some(2_000));
    assert_eq!(split.total("total"), Some(1_250 + 103 + 2_400 + 198 + 2_000));
    let completed = agent.complete(&id, &body::pay(V5, "spt_test_success")).await.expect(200);
    assert_eq!(completed.total("total"), Some(5_951));

    let id = agent.create(&goods()).await.expect(201).id();
    let reply = agent.update(&id, &choose("standard", "drone")).await.expect_error(400, "invalid_fulfillment_option");
    assert_eq!(reply.at("/param"), "$.selected_fulfillment_options[1].option_id");
    let mut wrong = choose("standard", "express");
    wrong["selected_fulfillment_options"][1]["type"] = json!("pickup");
    let reply = agent.update(&id, &wrong).await.expect_error(400, "invalid");
    assert_eq!(reply.at("/param"), "$.selected_fulfillment_options[1].option_id");
}

// ACP-FUL-16, ACP-FUL-17
#[tokio::test]
async fn groups_hold_each_line_exactly_once() {
    let mall = open();
    let agent = mall.agent(V5);
    let grouped = |groups: &[&[&str]]| {
        let groups = groups
            .iter()
            .enumerate()
            .map(|(index, ids)| json!({ "id": format!("g{index}"), "item_ids": ids, "destination_type": "shipping" }));
        groups.collect::<Vec<_>>()
    };
    let mut create = goods();
    create["fulfillment_groups"] = json!(grouped(&[&["mug"], &["poster"]]));
    let reply = agent.create(&create).await.expect(201);
    assert_eq!(reply.at("/fulfillment_groups"), &create["fulfillment_groups"]);
    let id = reply.id();
    let (mug, poster) = (reply.at("/line_items/0/id").clone(), reply.at("/line_items/1/id").clone());
    let by_line =
        json!({ "fulfillment_groups": [{ "id": "g", "item_ids": [mug, poster], "destination_type": "pickup" }] });
    assert_eq!(agent.update(&id, &by_line).await.expect(200).at("/fulfillment_groups"), &by_line["fulfillment_groups"]);
    for (groups, wrong) in [
        (grouped(&[&["mug"]]), 0),
        (grouped(&[&["mug"], &["mug", "poster"]]), 1),
        (grouped(&[&["mug", "poster"], &["hat"]]), 1),
        (grouped(&[&[], &["poster"]]), 1),
    ] {
        create["fulfillment_groups"] = json!(groups);
        let update = json!({ "fulfillment_groups": groups });
        for reply in [agent.create(&create).await, agent.update(&id, &update).await] {
            let reply = reply.expect_error(400, "invalid");
            assert_eq!(reply.at("/param"), &json!(format!("$.fulfillment_groups[{wrong}]")));
        }
    }
    // Other items: the groups do not fit any more, and the agent is told.
    let reply = agent.update(&id, &json!({ "line_items": [{ "id": "mug" }] })).await.expect(200);
    assert_eq!(reply.body.get("fulfillment_groups"), None);
    assert!(reply.at("/messages").to_string().contains("groups"));
}

// ACP-MON-05: gift wrapping is an amount of its own where a release can say it, and a fee by its name before.
#[tokio::test]
async fn gift_wrap_is_paid_for_in_every_release() {
    let shop = Witness::saying(|_, mut quote: Quote| {
        let total = quote.totals.pop().expect("a total");
        quote.totals.push(Total::new(TotalKind::GiftWrap, dollars(300)).called("Gift wrap, blue"));
        let sum = total.amount.checked_add(dollars(300)).expect("money");
        quote.totals.push(Total::new(TotalKind::Total, sum));
        quote
    });
    let mall = open_with(shop, |pipeline| pipeline);
    for &version in ApiVersion::ALL {
        let reply = mall.agent(version).create(&body::create(version, "ebook", 1)).await.expect(201);
        let kind = if version >= V4 { "gift_wrap" } else { "fee" };
        assert_eq!(reply.total(kind), Some(300), "{version}");
        assert!(reply.at("/totals").to_string().contains("Gift wrap, blue"));
        // 9.99, 0.82 tax, 3.00
        assert_eq!(reply.total("total"), Some(1_381));
    }
}
