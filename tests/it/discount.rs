//! Discounts, through the shop: codes, what the shop takes off unasked, and what shows of it.

use std::sync::Arc;
use std::time::Duration;

use agentic_commerce::backend::CodeAttempt;
use agentic_commerce::model::{
    AppliedDiscount, Coupon, DiscountAllocation, DiscountRejection, Field, Quote, RejectedDiscount, Totals,
};
use agentic_commerce::sample::{Catalog, DiscountCode, Product, SampleShop};
use agentic_commerce::types::ApiVersion;
use serde_json::{Value, json};

use crate::agent::{Mall, RIVAL_KEY, Reply, body, open, open_with};
use crate::shop::{ScriptedShop, dollars, uri, usd};
use crate::witness::Witness;

const V5: ApiVersion = ApiVersion::V2026_04_17;

/// A shop that sells data for $100.00, free of tax, and has these discounts.
fn shop(discounts: impl IntoIterator<Item = DiscountCode>) -> Mall {
    let catalog = Catalog::new(usd(), uri("https://shop.example")).with_product(Product::digital(
        "course",
        "A course",
        dollars(10_000),
    ));
    let catalog = discounts.into_iter().fold(catalog, Catalog::with_discount);
    open_with(Arc::new(SampleShop::new(catalog)), |pipeline| pipeline)
}

/// A session for one course with these codes.
async fn created(mall: &Mall, codes: &[&str]) -> Reply {
    let mut create = body::create(V5, "course", 1);
    create["discounts"] = json!({ "codes": codes });
    mall.agent(V5).create(&create).await.expect(201)
}

/// The codes that are applied, with what each takes off and its place in the order.
fn applied(reply: &Reply) -> Vec<(&str, i64, u64)> {
    let applied = reply.at("/discounts/applied").as_array().expect("discounts").iter();
    applied
        .map(|applied| {
            let code = applied["code"].as_str().unwrap_or("(automatic)");
            (code, applied["amount"].as_i64().expect("an amount"), applied["priority"].as_u64().expect("a priority"))
        })
        .collect()
}

// ACP-DISC-09: RFC §5.2. $100 × 0.8 = $80 − $10 = $70; the other way round, $100 − $10 = $90 × 0.8 = $72. The order of
// the codes in the request does not count.
#[tokio::test]
async fn the_lower_priority_number_is_taken_off_first() {
    let twenty = || DiscountCode::percent("TWENTY", "20 % off", 200_000);
    let ten = || DiscountCode::amount("TEN", "$10 off", dollars(1_000));
    let percent_first = shop([twenty().at_priority(1), ten().at_priority(2)]);
    let amount_first = shop([twenty().at_priority(2), ten().at_priority(1)]);
    for codes in [["TWENTY", "TEN"], ["TEN", "TWENTY"]] {
        let reply = created(&percent_first, &codes).await;
        assert_eq!(applied(&reply), [("TWENTY", 2_000, 1), ("TEN", 1_000, 2)]);
        assert_eq!((reply.total("items_discount"), reply.total("discount")), (Some(2_000), Some(1_000)));
        assert_eq!(reply.total("total"), Some(7_000));
        let reply = created(&amount_first, &codes).await;
        assert_eq!(applied(&reply), [("TEN", 1_000, 1), ("TWENTY", 1_800, 2)]);
        assert_eq!((reply.total("items_discount"), reply.total("discount")), (None, Some(2_800)));
        assert_eq!(reply.total("total"), Some(7_200));
    }
}

// ACP-DISC-04, ACP-DISC-07, ACP-MON-12: what the shop takes off unasked needs no code, and says so.
#[tokio::test]
async fn what_is_taken_off_unasked_has_no_code() {
    let mall = shop([
        DiscountCode::percent("SPRING", "Spring sale", 100_000).automatic(),
        DiscountCode::amount("BULK", "Bulk", dollars(500)).automatic(),
        DiscountCode::amount("TEN", "$10 off", dollars(1_000)),
    ]);
    let reply = mall.agent(V5).create(&body::create(V5, "course", 1)).await.expect(201);
    // 10 % of $100 off the line, $5 off the order: $85.
    assert_eq!(applied(&reply), [("(automatic)", 1_000, 1), ("(automatic)", 500, 2)]);
    for applied in reply.at("/discounts/applied").as_array().expect("discounts") {
        assert_eq!((&applied["automatic"], applied.get("code")), (&json!(true), None));
    }
    assert_eq!(reply.at("/discounts/codes"), &json!([]));
    assert_eq!(reply.at("/line_items/0/discount_details/0/source"), "automatic");
    assert_eq!(reply.total("total"), Some(8_500));
    // Nobody can type it.
    let reply = created(&mall, &["spring", "ten"]).await;
    assert_eq!(reply.at("/discounts/rejected/0/reason"), "discount_code_invalid");
    // Of one priority: first the percentages, then the amounts; unasked before asked for.
    assert_eq!(applied(&reply), [("(automatic)", 1_000, 1), ("(automatic)", 500, 2), ("ten", 1_000, 3)]);
    assert_eq!(reply.total("total"), Some(7_500));
}

// ACP-DISC-10, ACP-DISC-11
#[tokio::test]
async fn a_code_that_goes_with_no_other() {
    let mut minimum = DiscountCode::amount("BIG", "$20 off from $150", dollars(2_000));
    minimum.minimum = Some(dollars(15_000));
    let mall = shop([
        DiscountCode::percent("VIP", "A quarter off", 250_000).exclusive(),
        DiscountCode::amount("TEN", "$10 off", dollars(1_000)),
        DiscountCode::amount("AUTO", "$1 off", dollars(100)).automatic(),
        minimum,
    ]);
    for (codes, counts, rejected) in [
        (["VIP", "TEN"], "VIP", ("TEN", "discount_code_combination_disallowed")),
        (["TEN", "VIP"], "TEN", ("VIP", "discount_code_combination_disallowed")),
        (["VIP", "vip"], "VIP", ("vip", "discount_code_already_applied")),
        // What does not count keeps no other code from counting.
        (["BIG", "VIP"], "VIP", ("BIG", "discount_code_minimum_not_met")),
    ] {
        let reply = created(&mall, &codes).await;
        let counted: Vec<_> = applied(&reply).into_iter().map(|(code, ..)| code).collect();
        assert!(counted.contains(&counts) && counted.contains(&"(automatic)") && counted.len() == 2, "{counted:?}");
        assert_eq!(reply.at("/discounts/rejected/0/code"), rejected.0);
        assert_eq!(reply.at("/discounts/rejected/0/reason"), rejected.1);
        let warning = reply.message(rejected.1).expect("a warning");
        assert_eq!(warning["type"], "warning");
    }
}

// ACP-DISC-10, ACP-DISC-11: whatever reason a shop has, the buyer is warned.
#[tokio::test]
async fn every_reason_goes_out_with_its_warning() {
    let reasons = DiscountRejection::LISTED;
    assert_eq!(reasons.len(), 8);
    let shop = ScriptedShop::new(|_, cart, mut quote| {
        let reasons = DiscountRejection::LISTED.iter().map(|reason| DiscountRejection::from(*reason));
        let rejected = cart.discount_codes.iter().zip(reasons);
        quote.discounts.rejected =
            rejected.map(|(code, reason)| RejectedDiscount::new(code.as_str(), reason)).collect();
        quote
    });
    let mall = open_with(shop, |pipeline| pipeline);
    let mut create = body::create(V5, "thing", 1);
    let codes: Vec<_> = (0..8).map(|index| format!("C{index}")).collect();
    create["discounts"] = json!({ "codes": codes });
    let reply = mall.agent(V5).create(&create).await.expect(201);
    for (index, reason) in reasons.iter().enumerate() {
        assert_eq!(
            reply.at(&format!("/discounts/rejected/{index}")),
            &json!({ "code": codes[index], "reason": reason })
        );
        let warning = reply.message(reason).expect("a warning");
        assert_eq!(warning["param"], format!("$.discounts.codes[{index}]"));
    }
}

// ACP-DISC-12, ACP-DISC-13: in every release, to agents that never heard of the extension, on the lines and in the totals.
// By hand: 10 % of 2 × 12.50 is 2.50; $5 off the order; 22.50 × 8.25 % is 1.85625, rounded 1.86; 22.50 − 5.00 + 1.86 + 5.00.
#[tokio::test]
async fn discounts_show_to_agents_that_ignore_the_extension() {
    let mall = open();
    let mut create = body::create(V5, "mug", 2);
    create["fulfillment_details"] = json!({ "address": crate::agent::address() });
    create["coupons"] = json!(["welcome10", "FIVEOFF"]);
    let id = mall.agent(V5).create(&create).await.expect(201).id();
    for &version in ApiVersion::ALL {
        let reply = mall.agent(version).retrieve(&id).await.expect(200);
        assert_eq!(reply.total("items_base_amount"), Some(2_500), "{version}");
        assert_eq!(reply.total("items_discount"), Some(250), "{version}"); // allocated to the line
        assert_eq!(reply.total("subtotal"), Some(2_250), "{version}");
        assert_eq!(reply.total("discount"), Some(500), "{version}"); // not allocated
        assert_eq!(reply.total("total"), Some(2_436), "{version}");
        let line = reply.at("/line_items/0");
        let off = match &line["discount"] {
            Value::Null => {
                let totals = line["totals"].as_array().expect("totals");
                totals.iter().find(|total| total["type"] == "items_discount").expect("a discount")["amount"].clone()
            }
            discount => discount.clone(),
        };
        assert_eq!(off, 250, "{version}");
    }
    let reply = mall.agent(V5).retrieve(&id).await.expect(200);
    assert_eq!(reply.at("/discounts/applied/0/allocations"), &json!([{ "path": "$.line_items[0]", "amount": 250 }]));
    assert_eq!(reply.at("/discounts/applied/1").get("allocations"), None);
}

type Show = fn(&mut Quote);

// ACP-DISC-12, ACP-DISC-13: a shop that tells of a discount which nobody sees in the totals is caught.
#[tokio::test]
async fn a_discount_that_shows_nowhere_is_caught() {
    let five = |allocations: Vec<DiscountAllocation>| {
        let mut applied = AppliedDiscount::new("d_1", Coupon::amount("c_1", "$5 off", dollars(500)), dollars(500));
        applied.automatic = true;
        applied.allocations = allocations;
        applied
    };
    let on_line = |quote: &mut Quote| {
        quote.lines[0] = quote.lines[0].clone().with_discount(dollars(500)).expect("money");
        quote.totals = Totals::of_lines(usd(), &quote.lines).and_then(Totals::build).expect("money");
    };
    let on_order = |quote: &mut Quote| {
        let totals = Totals::of_lines(usd(), &quote.lines).expect("money").discount(dollars(500));
        quote.totals = totals.build().expect("money");
    };
    let nowhere: Show = |_| ();
    let to_line = || vec![DiscountAllocation::new(Field::LineItem(0), dollars(500))];
    for (applied, show, status) in [
        (five(to_line()), on_line as Show, 201),
        (five(to_line()), on_order, 500),
        (five(to_line()), nowhere, 500),
        (five(Vec::new()), on_order, 201),
        (five(Vec::new()), on_line, 500),
        (five(Vec::new()), nowhere, 500),
    ] {
        let shop = ScriptedShop::new(move |_, _, mut quote| {
            show(&mut quote);
            quote.discounts.applied = vec![applied.clone()];
            quote
        });
        let mall = open_with(shop, |pipeline| pipeline);
        for &version in ApiVersion::ALL {
            mall.agent(version).create(&body::create(version, "thing", 1)).await.expect(status);
        }
    }
}

// ACP-DISC-01, ACP-DISC-02, ACP-DISC-03
#[tokio::test]
async fn codes_replace_codes() {
    let mall = open();
    let agent = mall.agent(V5);
    let mut create = body::create(V5, "ebook", 1);
    create["discounts"] = json!({ "codes": ["welcome10"] });
    let id = agent.create(&create).await.expect(201).id();
    for (update, codes) in [
        (json!({ "order_notes": "x" }), json!(["welcome10"])),
        (json!({ "coupons": ["FiveOff"] }), json!(["FiveOff"])),
        (json!({ "coupons": ["FIVEOFF"], "discounts": { "codes": ["Welcome10"] } }), json!(["Welcome10"])),
        (json!({ "discounts": {} }), json!(["Welcome10"])),
        (json!({ "discounts": { "codes": [] } }), json!(null)),
    ] {
        let reply = agent.update(&id, &update).await.expect(200);
        assert_eq!(reply.at("/discounts/codes"), &codes, "{update}");
        let applied = reply.at("/discounts/applied").as_array().map_or(0, Vec::len);
        assert_eq!(applied, codes.as_array().map_or(0, Vec::len));
    }
}

// ACP-DISC-15: the shop is asked once per request that brings codes, and told who guesses.
#[tokio::test]
async fn a_shop_may_limit_how_many_codes_are_tried() {
    let shop = Witness::new().limiting(|context, codes| {
        if context.principal.as_str() == "agent" && codes.iter().any(|code| code.starts_with("guess")) {
            CodeAttempt::Limited(Duration::from_secs(90))
        } else {
            CodeAttempt::Allowed
        }
    });
    let mall = open_with(shop, |pipeline| pipeline);
    let agent = mall.agent(V5);
    let mut create = body::create(V5, "mug", 1);
    create["fulfillment_details"] = json!({ "address": crate::agent::address() });
    let id = agent.create(&create).await.expect(201).id();
    assert!(mall.shop.told().attempts.is_empty(), "no codes, no question");

    let guess = json!({ "discounts": { "codes": ["guess1", "guess2"] } });
    let call = || async {
        let call = agent.post(&format!("/checkout_sessions/{id}"), &guess).keyed("k_1");
        call.send().await.expect_error(429, "rate_limited")
    };
    for attempts in [2, 4] {
        let reply = call().await;
        assert_eq!((reply.at("/type"), reply.header("retry-after")), (&json!("invalid_request"), Some("90")));
        // Not kept for its key: the same request may be made again when its time has come.
        assert_eq!(mall.shop.told().attempts["agent"], attempts);
    }
    // The session is as it was, and another agent may try.
    assert_eq!(agent.retrieve(&id).await.at("/discounts"), &Value::Null);
    create["discounts"] = json!({ "codes": ["guess1"] });
    let rival = mall.agent(V5).with_key(RIVAL_KEY);
    rival.create(&create).await.expect(201);
    agent.update(&id, &json!({ "discounts": { "codes": ["WELCOME10"] } })).await.expect(200);
    agent.update(&id, &json!({ "order_notes": "x" })).await.expect(200);
    // Asked once for each request, though the engine has the cart priced twice where it chooses the delivery.
    let told = mall.shop.told();
    assert_eq!((told.attempts["agent"], told.attempts["rival"]), (5, 1));
}
