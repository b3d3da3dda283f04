//! What a session shows: lines, totals, options, messages, links.

use agentic_commerce::backend::Profile;
use agentic_commerce::model::{
    Address, Availability, CustomAttribute, Dimensions, Disclosure, DiscountDetail, DiscountKind, DiscountSource,
    Enforcement, ErrorCode, Field, FulfillmentDetail, FulfillmentOption, Intervention, Interventions, LengthUnit, Link,
    LinkKind, Message, PickupLocation, PickupType, Presentment, Quote, Resolution, ServiceArea, TaxBreakdown, Text,
    TimeWindow, Total, TotalKind, Totals, VariantOption, WarningCode, Weight, WeightUnit,
};
use agentic_commerce::types::{ApiVersion, Currency, Money, Timestamp};
use serde_json::{Value, json};

use crate::agent::{Mall, Reply, body, buyer, open, open_with};
use crate::shop::{ScriptedShop, dollars, uri, usd};

const V1: ApiVersion = ApiVersion::V2025_09_29;
const V4: ApiVersion = ApiVersion::V2026_01_30;
const V5: ApiVersion = ApiVersion::V2026_04_17;

fn time(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("a time")
}

fn says(change: impl Fn(&mut Quote) + Send + Sync + 'static) -> Mall<ScriptedShop> {
    let shop = ScriptedShop::new(move |_, _, mut quote| {
        change(&mut quote);
        quote
    });
    open_with(shop, |pipeline| pipeline)
}

async fn created(mall: &Mall<ScriptedShop>, version: ApiVersion) -> Reply {
    mall.agent(version).create(&body::create(version, "thing", 2)).await.expect(201)
}

fn kinds(totals: &Value) -> Vec<&str> {
    totals.as_array().expect("totals").iter().map(|total| total["type"].as_str().expect("a type")).collect()
}

// ACP-LI-01, ACP-LI-02, ACP-LI-10
#[tokio::test]
async fn a_line_shows_its_amounts() {
    let mall = says(|quote| {
        let line = quote.lines[0].clone().with_discount(dollars(300)).expect("money");
        quote.lines[0] = line.with_tax(dollars(170)).expect("money");
        quote.totals = Totals::of_lines(usd(), &quote.lines).and_then(Totals::build).expect("money");
    });
    // 2 × 10.00 − 3.00 = 17.00, and 10 % of it are 1.70
    let reply = created(&mall, V1).await;
    let line = reply.at("/line_items/0");
    assert_eq!(
        (&line["base_amount"], &line["discount"], &line["subtotal"], &line["tax"], &line["total"]),
        (&json!(2000), &json!(300), &json!(1700), &json!(170), &json!(1870))
    );
    assert_eq!(line["item"], json!({ "id": "thing", "quantity": 2 }));
    let reply = created(&mall, V5).await;
    let line = reply.at("/line_items/0");
    assert_eq!((&line["quantity"], &line["item"]["id"]), (&json!(2), &json!("thing")));
    let amounts: Vec<_> = line["totals"]
        .as_array()
        .expect("totals")
        .iter()
        .map(|total| (total["type"].as_str().expect("a type"), total["amount"].as_i64().expect("an amount")))
        .collect();
    assert_eq!(
        amounts,
        [("items_base_amount", 2000), ("items_discount", 300), ("subtotal", 1700), ("tax", 170), ("total", 1870)]
    );
    // ACP-MON-12, ACP-MON-13
    assert_eq!(reply.total("items_discount"), Some(300));
}

// ACP-LI-05, ACP-LI-06, ACP-LI-09 (and what the shop may say: ACP-LI-03, ACP-LI-04, ACP-LI-07, ACP-LI-08)
#[tokio::test]
async fn a_line_shows_its_product() {
    let mall = says(|quote| {
        let line = &mut quote.lines[0];
        let product = &mut line.product;
        product.name = Some("Thing".into());
        product.description = Some("A thing.".into());
        product.images = vec![uri("https://shop.example/thing.png")];
        product.product_id = Some("p1".into());
        product.sku = Some("sku1".into());
        product.variant_id = Some("v1".into());
        product.category = Some("Things".into());
        product.tags = vec!["new".into()];
        product.weight = Some(Weight::new(0.5, WeightUnit::Kilogram));
        product.dimensions = Some(Dimensions::new(1.0, 2.0, 3.5, LengthUnit::Centimeter));
        product.availability = Some(Availability::PreOrder);
        product.available_quantity = Some(7);
        product.max_quantity_per_order = Some(5);
        product.fulfillable_on = Some(time("2026-05-01T00:00:00Z"));
        product.variant_options = vec![VariantOption::new("color", "blue")];
        product.custom_attributes = vec![CustomAttribute::new("Size", "M")];
        product.disclosures = vec![Disclosure::disclaimer(Text::Markdown("May *differ*.".into()))];
        product.marketplace_seller = Some("Ann".into());
        let mut detail = DiscountDetail::new(DiscountKind::Volume, dollars(0));
        detail.source = Some(DiscountSource::Automatic);
        line.discount_details = vec![detail];
        line.tax_exempt = Some(true);
        line.tax_exemption_reason = Some("resale".into());
    });
    let reply = created(&mall, V5).await;
    let line = reply.at("/line_items/0");
    let expected = json!({
        "name": "Thing", "description": "A thing.", "images": ["https://shop.example/thing.png"], "unit_amount": 1000,
        "product_id": "p1", "sku": "sku1", "variant_id": "v1", "category": "Things", "tags": ["new"],
        "availability_status": "pre_order", "available_quantity": 7, "max_quantity_per_order": 5,
        "fulfillable_on": "2026-05-01T00:00:00Z", "variant_options": [{ "name": "color", "value": "blue" }],
        "custom_attributes": [{ "display_name": "Size", "value": "M" }],
        "disclosures": [{ "type": "disclaimer", "content_type": "markdown", "content": "May *differ*." }],
        "marketplace_seller_details": { "name": "Ann" },
        "discount_details": [{ "type": "volume", "amount": 0, "source": "automatic" }],
        "tax_exempt": true, "tax_exemption_reason": "resale"
    });
    for (field, value) in expected.as_object().expect("an object") {
        assert_eq!(&line[field], value, "{field}");
    }
    assert_eq!((line["weight"]["value"].as_f64(), &line["weight"]["unit"]), (Some(0.5), &json!("kg")));
    assert_eq!(line["dimensions"]["height"].as_f64(), Some(3.5));
    // The first release knows none of it, and what the law wants to be read is not lost.
    let reply = created(&mall, V1).await;
    assert_eq!(reply.at("/messages/0/content"), "May *differ*.");
}

// ACP-MON-03, ACP-MON-04, ACP-MON-05, ACP-MON-06, ACP-MON-07, ACP-MON-08, ACP-MON-09, ACP-MON-14, ACP-MON-16
#[tokio::test]
async fn totals_of_every_kind_degrade_without_losing_money() {
    let mall = says(|quote| {
        let mut tax = Total::new(TotalKind::Tax, dollars(30));
        tax.breakdown = vec![TaxBreakdown::new("CA", 0.0125, dollars(30))];
        let mut fee = Total::new(TotalKind::Fee, dollars(50)).called("Service");
        fee.description = Some("for handling".into());
        let mut totals = vec![
            Total::new(TotalKind::ItemsBaseAmount, dollars(2_000)),
            Total::new(TotalKind::Subtotal, dollars(2_000)),
            Total::new(TotalKind::Discount, dollars(100)),
            Total::new(TotalKind::Discount, dollars(1)), // two of a kind
            tax,
            fee,
            Total::new(TotalKind::GiftWrap, dollars(200)),
            Total::new(TotalKind::Tip, dollars(40)),
            Total::new(TotalKind::StoreCredit, dollars(500)),
            // 2000 − 101 + 30 + 50 + 200 + 40 − 500
            Total::new(TotalKind::Total, dollars(1_719)),
        ];
        for total in &mut totals {
            let minor = total.amount.minor * 2;
            total.presentment_amount = Some(Money::new(minor, Currency::new("cad").expect("a currency")));
        }
        quote.totals = totals;
        let mut presentment = Presentment::new(Currency::new("cad").expect("a currency"));
        presentment.exchange_rate = Some(2.0);
        presentment.exchange_rate_timestamp = Some(time("2026-04-17T11:30:00Z"));
        quote.presentment = Some(presentment);
    });
    let reply = created(&mall, V5).await;
    assert_eq!(
        kinds(reply.at("/totals")),
        [
            "items_base_amount",
            "subtotal",
            "discount",
            "discount",
            "tax",
            "fee",
            "gift_wrap",
            "tip",
            "store_credit",
            "total"
        ]
    );
    assert_eq!(reply.at("/totals/4/breakdown/0/jurisdiction"), "CA");
    assert_eq!(reply.at("/totals/5/description"), "for handling");
    assert_eq!(reply.at("/totals/5/display_text"), "Service");
    assert_eq!(reply.at("/presentment_currency"), "cad");
    assert_eq!(reply.at("/exchange_rate").as_f64(), Some(2.0));
    for total in reply.at("/totals").as_array().expect("totals") {
        assert_eq!(total["presentment_amount"].as_i64(), total["amount"].as_i64().map(|amount| amount * 2)); // ACP-MON-10
    }
    let reply = created(&mall, V1).await;
    assert_eq!(
        kinds(reply.at("/totals")),
        ["items_base_amount", "subtotal", "discount", "discount", "tax", "fee", "fee", "fee", "discount", "total"]
    );
    let sum: i64 = reply
        .at("/totals")
        .as_array()
        .expect("totals")
        .iter()
        .map(|total| match total["type"].as_str() {
            Some("items_base_amount" | "tax" | "fee" | "fulfillment") => total["amount"].as_i64().expect("an amount"),
            Some("discount" | "items_discount") => -total["amount"].as_i64().expect("an amount"),
            _ => 0,
        })
        .sum();
    assert_eq!(Some(sum), reply.total("total"));
    assert_eq!(sum, 1_719);
}

// ACP-MON-01, ACP-MON-12, ACP-MON-14: a shop that cannot add is caught; the agent never sees the price.
#[tokio::test]
async fn a_shop_whose_totals_do_not_add_up_is_caught() {
    for change in [
        |quote: &mut Quote| quote.totals.last_mut().expect("a total").amount = dollars(1_999),
        |quote: &mut Quote| quote.totals[0].amount = dollars(2_001),
        |quote: &mut Quote| quote.totals[1].amount = dollars(1),
        |quote: &mut Quote| quote.lines[0].total = dollars(1),
        |quote: &mut Quote| quote.lines[0].tax = dollars(-5),
        |quote: &mut Quote| quote.lines[0] = quote.lines[0].clone().with_discount(dollars(5)).expect("money"),
        |quote: &mut Quote| quote.currency = Currency::new("eur").expect("a currency"),
        |quote: &mut Quote| quote.lines.clear(),
    ] {
        let mall = says(change);
        for &version in ApiVersion::ALL {
            let reply = mall.agent(version).create(&body::create(version, "thing", 2)).await;
            let reply = reply.expect_error(500, "internal_error");
            assert_eq!(reply.at("/type"), "processing_error"); // ACP-ERR-16
            assert_eq!(mall.store.session_count(), 0);
        }
    }
}

// ACP-MON-02
#[tokio::test]
async fn the_currency_is_lower_case_whatever_the_agent_writes() {
    let mall = open();
    let mut create = body::create(V5, "mug", 1);
    create["currency"] = json!("USD");
    let reply = mall.agent(V5).create(&create).await.expect(201);
    assert_eq!(reply.at("/currency"), "usd");
    create["currency"] = json!("eur");
    let reply = mall.agent(V5).create(&create).await.expect_error(400, "unsupported_currency");
    assert_eq!(reply.at("/param"), "$.currency");
}

// ACP-CRE-03, C-CRE-01, C-CRE-02, C-LI-01, C-LI-02, ACP-CRE-06: what the schemas forgot or changed is understood.
#[tokio::test]
async fn the_newest_create_is_read_as_agents_send_it() {
    let mall = open();
    let agent = mall.agent(V5);
    let reply = agent.create(&json!({ "line_items": [{ "id": "mug" }] })).await.expect(201);
    assert_eq!((reply.at("/line_items/0/quantity"), reply.at("/currency")), (&json!(1), &json!("usd")));
    let reply =
        agent.create(&json!({ "items": [{ "id": "mug", "quantity": 3 }], "currency": "usd" })).await.expect(201);
    assert_eq!(reply.at("/line_items/0/quantity"), 3);
}

// ACP-CRE-11: a price that the agent names is a hint.
#[tokio::test]
async fn the_merchant_makes_the_price() {
    let mall = open();
    let items = json!([{ "id": "mug", "quantity": 1, "unit_amount": 1, "name": "Cheap mug" }]);
    let create = json!({ "line_items": items, "currency": "usd", "capabilities": {} });
    let reply = mall.agent(V5).create(&create).await.expect(201);
    assert_eq!(reply.total("items_base_amount"), Some(1_250));
    assert_ne!(reply.at("/line_items/0/name"), "Cheap mug");
}

// ACP-CRE-08, ACP-CRE-09, ACP-COMP-06, ACP-COMP-07, ACP-GET-02: taken, given to the shop, never answered.
#[tokio::test]
async fn what_an_agent_may_say_is_taken() {
    let mall = open();
    let agent = mall.agent(V5);
    let mut create = body::create(V5, "mug", 1);
    let more = json!({
        "buyer": buyer(), "fulfillment_groups": [{ "id": "g1", "item_ids": ["mug"], "destination_type": "shipping" }],
        "affiliate_attribution": { "provider": "impact.com", "token": "atp_secret", "touchpoint": "first" },
        "coupons": ["WELCOME10"], "locale": "en-US", "timezone": "America/Los_Angeles", "quote_id": "q_1",
        "metadata": { "chat": 7 }, "order_notes": "ring twice"
    });
    create.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    let reply = agent.create(&create).await.expect(201);
    let id = reply.id();
    assert_eq!((reply.at("/locale"), reply.at("/timezone")), (&json!("en-US"), &json!("America/Los_Angeles")));
    assert_eq!(reply.at("/discounts/applied/0/code"), "WELCOME10");
    agent.update(&id, &body::destination(V5)).await.expect(200);
    let mut pay = body::pay(V5, "spt_test_success");
    pay["risk_signals"] = json!({ "ip_address": "192.0.2.7", "session_id": "risk_1" });
    pay["marketing_consents"] = json!([{ "channel": "email", "opted_in": true }]);
    pay["affiliate_attribution"] =
        json!({ "provider": "impact.com", "publisher_id": "pub_secret", "touchpoint": "last" });
    pay["order_notes"] = json!("leave it with the neighbor");
    let completed = agent.complete(&id, &pay).await.expect(200);
    assert_eq!(completed.session_status(), "completed");
    for reply in [reply, completed, agent.retrieve(&id).await] {
        let text = reply.body.to_string();
        for secret in
            ["atp_secret", "pub_secret", "192.0.2.7", "risk_1", "spt_test_success", "affiliate_attribution", "opted_in"]
        {
            assert!(!text.contains(secret), "{secret}");
        }
    }
}

// ACP-FUL-01, ACP-FUL-02, ACP-FUL-03, ACP-FUL-04, ACP-FUL-06, ACP-FUL-07, ACP-FUL-08
#[tokio::test]
async fn options_of_all_four_kinds() {
    let mall = says(|quote| {
        for line in &mut quote.lines {
            line.requires_shipping = true;
        }
        let address = Address::new("Shop", "1 Pier", "San Francisco", "CA", "US", "94105");
        let window = TimeWindow::new(time("2026-04-18T08:00:00Z"), time("2026-04-18T10:00:00Z"));
        let mut shipping = FulfillmentOption::shipping("ship", "Ship", dollars(500));
        shipping.tax = dollars(40);
        shipping.description = Some("two days".into());
        shipping.detail = FulfillmentDetail::Shipping { carrier: Some("UPS".into()), delivery: Some(window) };
        let mut location = PickupLocation::new("Pier", address);
        location.phone = Some("15551234567".into());
        let pickup = FulfillmentDetail::Pickup {
            location: Box::new(location),
            pickup_type: Some(PickupType::Curbside),
            ready_by: Some(time("2026-04-17T15:00:00Z")),
            pickup_by: None,
        };
        let mut area = ServiceArea::default();
        area.radius_miles = Some(5.0);
        let local = FulfillmentDetail::LocalDelivery { window: Some(window), service_area: Some(area) };
        quote.fulfillment_options = vec![
            shipping,
            FulfillmentOption::digital("data", "Download", dollars(0)),
            FulfillmentOption::of("pick", "Fetch", dollars(600), pickup),
            FulfillmentOption::of("bike", "Bike", dollars(900), local),
        ];
    });
    let mut create = body::create(V5, "thing", 2);
    create["fulfillment_details"] = json!({ "address": crate::agent::address() });
    let reply = mall.agent(V5).create(&create).await.expect(201);
    let types: Vec<_> = reply
        .at("/fulfillment_options")
        .as_array()
        .expect("options")
        .iter()
        .map(|option| option["type"].as_str().expect("a type"))
        .collect();
    assert_eq!(types, ["shipping", "digital", "pickup", "local_delivery"]);
    assert_eq!(kinds(reply.at("/fulfillment_options/0/totals")), ["subtotal", "tax", "total"]);
    assert_eq!(reply.at("/fulfillment_options/0/totals/2/amount"), 540);
    assert_eq!(reply.at("/fulfillment_options/0/latest_delivery_time"), "2026-04-18T10:00:00Z");
    assert_eq!(reply.at("/fulfillment_options/2/location/name"), "Pier");
    assert_eq!(reply.at("/fulfillment_options/2/pickup_type"), "curbside");
    assert_eq!(reply.at("/fulfillment_options/3/delivery_window/start"), "2026-04-18T08:00:00Z");
    assert_eq!(reply.at("/fulfillment_options/3/service_area/radius_miles").as_f64(), Some(5.0));
    // The cheapest that brings goods: 5.40, 6.00, 9.00; the free download brings none.
    assert_eq!(reply.at("/selected_fulfillment_options/0/option_id"), "ship");

    let reply = mall.agent(V1).retrieve(&reply.id()).await.expect(200);
    let options = reply.at("/fulfillment_options").as_array().expect("options");
    assert_eq!(options.len(), 2); // the first release knows two kinds, and the agent is told that there is more
    assert_eq!(
        (&options[0]["subtotal"], &options[0]["tax"], &options[0]["total"], &options[0]["subtitle"]),
        (&json!(500), &json!(40), &json!(540), &json!("two days"))
    );
    assert!(reply.at("/messages").as_array().expect("messages").iter().any(|message| message["type"] == "info"));
    assert_eq!(reply.at("/fulfillment_option_id"), "ship"); // ACP-FUL-10
}

// ACP-FUL-12, ACP-FUL-14, C-FUL-02: lines are named as the agent named them.
#[tokio::test]
async fn lines_are_named_as_the_agent_names_them() {
    let mall = open();
    let agent = mall.agent(V5);
    let id = agent.payable().await;
    let line = agent.retrieve(&id).await.at("/line_items/0/id").clone();
    for name in [json!("mug"), line] {
        let choose = json!({ "selected_fulfillment_options": [{ "type": "shipping", "option_id": "express", "item_ids": [name] }] });
        let reply = agent.update(&id, &choose).await.expect(200);
        assert_eq!(reply.at("/selected_fulfillment_options/0"), &choose["selected_fulfillment_options"][0]);
    }
    // C-UPD-02: without a type, or nested as 2025-12-12 has it
    let flat = json!({ "selected_fulfillment_options": [{ "option_id": "standard", "item_ids": ["mug"] }] });
    let reply = agent.update(&id, &flat).await.expect(200);
    assert_eq!(reply.at("/selected_fulfillment_options/0/type"), "shipping");
    let nested = json!({ "selected_fulfillment_options": [
        { "type": "shipping", "shipping": { "option_id": "express", "item_ids": ["mug"] } }
    ] });
    let reply = agent.update(&id, &nested).await.expect(200);
    assert_eq!(reply.at("/selected_fulfillment_options/0/option_id"), "express");
}

// Two options at once: the first release cannot name both, so it names none and says so (versions §9.4).
#[tokio::test]
async fn the_first_release_never_picks_one_of_two_options() {
    let mall = open();
    let agent = mall.agent(V5);
    let mut create =
        json!({ "line_items": [{ "id": "mug" }, { "id": "poster" }], "currency": "usd", "capabilities": {} });
    create["fulfillment_details"] = json!({ "address": crate::agent::address() });
    let id = agent.create(&create).await.expect(201).id();
    let both = json!({ "selected_fulfillment_options": [
        { "type": "shipping", "option_id": "standard", "item_ids": ["mug"] },
        { "type": "shipping", "option_id": "express", "item_ids": ["poster"] }
    ] });
    let reply = agent.update(&id, &both).await.expect(200);
    assert_eq!(reply.session_status(), "ready_for_payment");
    let reply = mall.agent(V1).retrieve(&id).await.expect(200);
    assert!(reply.body.get("fulfillment_option_id").is_none());
    assert_eq!(reply.session_status(), "not_ready_for_payment");
    assert!(reply.message("invalid").is_some());
}

// ACP-FUL-16
#[tokio::test]
async fn groups_are_kept() {
    let mall = open();
    let mut create = body::create(V5, "mug", 1);
    let groups = json!([{ "id": "g1", "item_ids": ["mug"], "destination_type": "pickup", "location_id": "l1", "instructions": "x" }]);
    create["fulfillment_groups"] = groups.clone();
    let reply = mall.agent(V5).create(&create).await.expect(201);
    assert_eq!(reply.at("/fulfillment_groups"), &groups);
    create["fulfillment_groups"][0]["destination_type"] = json!("rocket");
    let reply = mall.agent(V5).create(&create).await.expect_error(400, "invalid");
    assert_eq!(reply.at("/param"), "$.fulfillment_groups[0].destination_type");
}

// ACP-BUY-01, ACP-BUY-02, ACP-BUY-04, ACP-BUY-05, ACP-BUY-08
#[tokio::test]
async fn the_buyer_and_the_address_come_back_as_a_release_can_say_them() {
    let mall = open();
    let agent = mall.agent(V5);
    let mut create = body::create(V5, "mug", 1);
    create["buyer"] = json!({
        "email": "ada@example.com", "full_name": "Ada King Lovelace", "account_type": "business",
        "company": { "name": "Engines Ltd" }, "loyalty": { "tier": "gold", "points_balance": 12 },
        "tax_exemption": { "certificate_id": "c1", "certificate_type": "resale" }
    });
    let mut address = crate::agent::address();
    address["company"] = json!("Engines Ltd");
    create["fulfillment_details"] =
        json!({ "phone_number": "15551234567", "email": "ada@example.com", "address": address });
    let reply = agent.create(&create).await.expect(201);
    assert_eq!(reply.at("/buyer"), &create["buyer"]);
    assert_eq!(reply.at("/fulfillment_details"), &create["fulfillment_details"]);
    let old = mall.agent(V1).retrieve(&reply.id()).await.expect(200);
    assert_eq!(
        old.at("/buyer"),
        &json!({ "first_name": "Ada King", "last_name": "Lovelace", "email": "ada@example.com" })
    );
    assert_eq!(old.at("/fulfillment_address"), &crate::agent::address());
    // ChatGPT's pages call it `name`.
    let mut create = body::create(V1, "mug", 1);
    create["buyer"] = json!({ "name": "Ada Lovelace", "email": "ada@example.com" });
    let reply = mall.agent(V1).create(&create).await.expect(201);
    assert_eq!((reply.at("/buyer/first_name"), reply.at("/buyer/last_name")), (&json!("Ada"), &json!("Lovelace")));
}

// ACP-LNK-01, ACP-LNK-03, ACP-LNK-04
#[tokio::test]
async fn links_as_a_release_can_say_them() {
    let mall = open();
    for &version in ApiVersion::ALL {
        let reply = mall.agent(version).create(&body::create(version, "mug", 1)).await.expect(201);
        let mut links: Vec<_> = reply
            .at("/links")
            .as_array()
            .expect("links")
            .iter()
            .map(|link| (link["type"].as_str().expect("a type"), link["url"].as_str().expect("an address")))
            .collect();
        let returns = if version == V1 { "seller_shop_policies" } else { "return_policy" };
        links.sort_unstable();
        let mut expected = [
            ("terms_of_use", "https://shop.example/terms"),
            ("privacy_policy", "https://shop.example/privacy"),
            (returns, "https://shop.example/returns"),
        ];
        expected.sort_unstable();
        assert_eq!(links, expected);
    }
    let mut faq = Link::new(LinkKind::Faq, uri("https://shop.example/faq"));
    faq.title = Some("Questions".into());
    let shop = ScriptedShop::with_profile(Profile::new(usd()).with_link(faq), |_, _, quote| quote);
    let mall = open_with(shop, |pipeline| pipeline);
    assert_eq!(created(&mall, V5).await.at("/links/0/title"), "Questions");
    assert_eq!(created(&mall, V1).await.at("/links"), &json!([]));
}

// ACP-MSG-02, ACP-MSG-03, ACP-MSG-04, ACP-MSG-05, ACP-MSG-06, ACP-MSG-07, ACP-MSG-08, ACP-MSG-09, ACP-MSG-10,
// ACP-MSG-12, ACP-MSG-13, ACP-MSG-14
#[tokio::test]
async fn messages_of_every_kind_and_code() {
    let mall = says(|quote| {
        let mut messages = vec![
            Message::info("Hello.").about(Field::LineItem(0)),
            Message::info(Text::Markdown("*Hello*.".into())).resolved_by(Resolution::RequiresBuyerReview),
        ];
        messages.extend(WarningCode::LISTED.iter().map(|code| Message::warning((*code).into(), "Careful.")));
        messages.extend(
            ErrorCode::LISTED.iter().map(|code| Message::error((*code).into(), "No.").about(Field::Quantity(0))),
        );
        quote.messages = messages;
    });
    let reply = created(&mall, V5).await;
    let messages = reply.at("/messages").as_array().expect("messages");
    assert_eq!(messages.len(), 2 + 14 + 21); // ACP-MSG-09: 14 codes; ACP-MSG-08: 21 codes
    assert_eq!((&messages[0]["type"], &messages[0]["param"]), (&json!("info"), &json!("$.line_items[0]")));
    assert_eq!(
        (&messages[1]["content_type"], &messages[1]["resolution"]),
        (&json!("markdown"), &json!("requires_buyer_review"))
    );
    assert!(messages[1].get("param").is_none()); // never null
    assert_eq!(messages[16]["param"], "$.line_items[0].quantity");
    assert!(messages.iter().all(|message| message["severity"].is_string()));
    assert_eq!(reply.session_status(), "not_ready_for_payment");
    let reply = created(&mall, V1).await;
    let messages = reply.at("/messages").as_array().expect("messages");
    assert_eq!(messages.len(), 2 + 14 + 21); // none is lost
    for message in messages {
        match message["type"].as_str() {
            Some("info") => assert!(message.get("code").is_none()),
            Some("error") => {
                let codes =
                    ["missing", "invalid", "out_of_stock", "payment_declined", "requires_sign_in", "requires_3ds"];
                assert!(codes.contains(&message["code"].as_str().expect("a code")));
            }
            other => panic!("{other:?}"),
        }
    }
}

// ACP-MSG-18, ACP-MSG-09: a code that the schema does not list is told as the nearest that it does.
#[tokio::test]
async fn a_code_of_the_shops_own_stays_inside_the_schema() {
    let mall = says(|quote| {
        quote.messages = vec![
            Message::error(ErrorCode::from("com_shop_no_gift_card"), "No."),
            Message::warning(WarningCode::from("com_shop_slow"), "Careful."),
        ];
    });
    for &version in ApiVersion::ALL {
        assert_eq!(created(&mall, version).await.at("/messages").as_array().map(Vec::len), Some(2));
    }
}

// ACP-MSG-16
#[tokio::test]
async fn a_code_that_does_not_count_is_a_warning() {
    let mall = open();
    let agent = mall.agent(V5);
    let mut create = body::create(V5, "mug", 1);
    create["discounts"] = json!({ "codes": ["EXPIRED", "nonsense", "welcome10"] });
    let reply = agent.create(&create).await.expect(201);
    let expired = reply.message("discount_code_expired").expect("a message");
    assert_eq!((&expired["type"], &expired["param"]), (&json!("warning"), &json!("$.discounts.codes[0]")));
    assert!(reply.message("discount_code_invalid").is_some());
    assert_eq!(reply.at("/discounts/rejected/0/reason"), "discount_code_expired");
    assert_eq!(reply.total("items_discount"), Some(125)); // 10 % of 12.50
    let old = mall.agent(V1).retrieve(&reply.id()).await.expect(200);
    assert_eq!(old.total("items_discount"), Some(125));
    assert!(
        old.at("/messages").as_array().expect("messages").iter().filter(|message| message["type"] == "info").count()
            >= 2
    );
}

// ACP-LIFE-13, ACP-MSG-15, ACP-CRE-13, ACP-MSG-11, ACP-LIFE-06
#[tokio::test]
async fn an_intervention_that_the_agent_cannot_carry_out() {
    let shop = |enforcement: Enforcement| {
        let mut interventions = Interventions::default();
        interventions.supported = vec![Intervention::ThreeDs, Intervention::Biometric];
        interventions.required = vec![Intervention::ThreeDs];
        interventions.enforcement = enforcement;
        let profile = Profile::new(usd()).with_interventions(interventions);
        open_with(ScriptedShop::with_profile(profile, |_, _, quote| quote), |pipeline| pipeline)
    };
    let create = |supported: Value| {
        let mut create = body::create(V5, "thing", 1);
        create["capabilities"] = json!({
            "interventions": { "supported": supported, "display_context": "webview", "max_redirects": 3 },
            "extensions": ["loyalty"]
        });
        create
    };
    let strict = shop(Enforcement::Always);
    let reply = strict.agent(V5).create(&create(json!([]))).await.expect(201);
    assert_eq!(reply.session_status(), "not_ready_for_payment");
    assert_eq!(reply.message("intervention_required").expect("a message")["type"], "error");
    let expected = json!({ "supported": [], "required": ["3ds"], "enforcement": "always" });
    assert_eq!(reply.at("/capabilities/interventions"), &expected);
    let reply = strict.agent(V5).create(&create(json!(["3ds", "retina"]))).await.expect(201);
    assert_eq!(reply.session_status(), "ready_for_payment");
    // The intersection, and nothing of what the agent said of itself.
    let expected = json!({ "supported": ["3ds"], "required": ["3ds"], "enforcement": "always" });
    assert_eq!(reply.at("/capabilities/interventions"), &expected);
    for told in ["webview", "max_redirects", "retina", "loyalty"] {
        assert!(!reply.body.to_string().contains(told), "{told}");
    }
    for &version in ApiVersion::ALL.iter().filter(|&&version| version < V4) {
        let old = strict.agent(version).create(&body::create(version, "thing", 1)).await.expect(201);
        assert!(old.message("requires_3ds").is_some());
    }
    // C-LIFE-02: when it is not always called for, it is good to know and no more.
    let lenient = shop(Enforcement::Conditional);
    let reply = lenient.agent(V5).create(&create(json!([]))).await.expect(201);
    assert_eq!(reply.session_status(), "ready_for_payment");
    assert_eq!(reply.at("/messages/0/type"), "info");
}

// ACP-LIFE-14
#[tokio::test]
async fn a_session_that_a_person_must_go_on_with() {
    let mall = says(|quote| quote.escalation = Some(uri("https://shop.example/continue/1")));
    let reply = created(&mall, V5).await;
    assert_eq!(reply.session_status(), "requires_escalation");
    assert_eq!(reply.at("/continue_url"), "https://shop.example/continue/1");
    let pay = body::pay(V5, "t");
    mall.agent(V5).complete(&reply.id(), &pay).await.expect_error(400, "requires_escalation");
    for &version in ApiVersion::ALL.iter().filter(|&&version| version < V4) {
        let reply = created(&mall, version).await;
        assert_eq!(reply.session_status(), "not_ready_for_payment");
        assert!(reply.at("/messages").to_string().contains("https://shop.example/continue/1"));
    }
}

// ACP-COMP-01, ACP-LIFE-10: a session for data only needs no address.
#[tokio::test]
async fn data_need_no_address() {
    let mall = open();
    for &version in ApiVersion::ALL {
        let agent = mall.agent(version);
        let reply = agent.create(&body::create(version, "ebook", 1)).await.expect(201);
        assert_eq!(reply.session_status(), "ready_for_payment");
        assert_eq!(reply.at("/fulfillment_options/0/type"), "digital");
        // 9.99, and 8.25 % of it is 0.824175, rounded 0.82
        assert_eq!(reply.total("total"), Some(1_081));
        let reply = agent.complete(&reply.id(), &body::pay(version, "spt_test_success")).await.expect(200);
        assert_eq!(reply.session_status(), "completed");
    }
}

// ACP-ERR-07: what the buyer or the agent can put right is told in a session.
#[tokio::test]
async fn sold_out_is_told_in_the_session() {
    let mall = open();
    for &version in ApiVersion::ALL {
        let agent = mall.agent(version);
        let reply = agent.create(&body::create(version, "teapot", 1)).await.expect(201);
        assert_eq!(reply.session_status(), "not_ready_for_payment");
        let message = reply.message("out_of_stock").expect("a message");
        assert_eq!(message["param"], "$.line_items[0]");
        // Three jackets are in stock.
        let reply = agent.create(&body::create(version, "jacket", 4)).await.expect(201);
        let code = if version < V4 { "out_of_stock" } else { "low_stock" };
        assert!(reply.message(code).is_some(), "{:#}", reply.body);
    }
}

// ACP-MSG-17: a price or a stock that is not what the agent may have seen is told by the shop, in words of the protocol.
#[tokio::test]
async fn a_shop_tells_of_prices_and_stock_that_drifted() {
    let mall = says(|quote| {
        quote.messages = vec![
            Message::warning(WarningCode::PriceChange, "It was $8.99 this morning.").about(Field::LineItem(0)),
            Message::warning(WarningCode::LimitedAvailability, "Only few are left.").about(Field::Quantity(0)),
        ];
    });
    let reply = created(&mall, V5).await;
    assert_eq!(reply.session_status(), "ready_for_payment", "to be noticed, not to be in the way");
    let told = |code: &str| {
        let message = reply.message(code).expect("a message");
        (message["type"].clone(), message["param"].clone(), message["content"].clone())
    };
    let (warning, line) = (json!("warning"), json!("$.line_items[0]"));
    assert_eq!(told("price_change"), (warning.clone(), line, json!("It was $8.99 this morning.")));
    let (kind, _, content) = told("limited_availability");
    assert_eq!((kind, content), (warning, json!("Only few are left.")));
    // Releases before 2026-01-30 have no warnings: it is good to know there.
    for version in ApiVersion::ALL.iter().copied().filter(|version| *version < V4) {
        let reply = created(&mall, version).await;
        let messages = reply.at("/messages").as_array().expect("messages").clone();
        assert!(messages.iter().any(|message| message["type"] == "info" && message["content"] == "Only few are left."));
    }
}
