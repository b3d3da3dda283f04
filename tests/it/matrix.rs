//! Five releases, one backend: whoever began a session, whoever changed it, it is one purchase.
//!
//! Every request that is sent here, and every answer, must be one by the official schema of its release.

use agentic_commerce::sample::{LedgerEntry, SampleShop};
use agentic_commerce::types::{ApiVersion, Currency, Money};
use serde_json::Value;
use std::sync::Arc;

use crate::agent::{Agent, Mall, Reply, body, open};
use crate::spec;

/// Two mugs, 12.50 each, by express, 15.00, with 8.25 % of 25.00: 25.00 + 15.00 + 2.06.
const TO_PAY: i64 = 4_206;

type AgentOfShop = Agent<Arc<SampleShop>>;

/// A session of one release, changed in another and bought in a third: what was charged, and how often.
async fn buy(create_in: ApiVersion, change_in: ApiVersion, complete_in: ApiVersion) {
    let mall = open();
    let told = format!("created in {create_in}, changed in {change_in}, completed in {complete_in}");
    let id = begin(&mall.agent(create_in), create_in).await;
    let agent = mall.agent(change_in);
    for change in [body::destination(change_in), body::choose(change_in, "express", "mug")] {
        spec::assert_valid(change_in, "CheckoutSessionUpdateRequest", &change);
        let changed = agent.update(&id, &change).await.expect(200);
        assert_eq!(changed.session_status(), "ready_for_payment", "{told}: {:#}", changed.body);
    }
    let agent = mall.agent(complete_in);
    let payable = agent.retrieve(&id).await.expect(200);
    assert_eq!(payable.total("total"), Some(TO_PAY), "{told}: {:#}", payable.body);
    let pay = body::pay(complete_in, "spt_test_success");
    spec::assert_valid(complete_in, "CheckoutSessionCompleteRequest", &pay);
    let bought = agent.complete(&id, &pay).await.expect(200);
    assert_eq!(bought.session_status(), "completed", "{told}");
    assert_eq!(bought.total("total"), Some(TO_PAY), "{told}");
    assert_eq!(bought.at("/order/checkout_session_id"), id.as_str(), "{told}");
    for &version in ApiVersion::ALL {
        let seen = mall.agent(version).retrieve(&id).await.expect(200);
        assert_eq!(
            (seen.session_status(), seen.total("total")),
            ("completed", Some(TO_PAY)),
            "{told}, read in {version}"
        );
    }
    assert_bought_once(&mall, &id, &bought, &told);
}

/// Opens a session for two mugs.
async fn begin(agent: &AgentOfShop, version: ApiVersion) -> String {
    let create = body::create(version, "mug", 2);
    spec::assert_valid(version, "CheckoutSessionCreateRequest", &create);
    let created = agent.create(&create).await.expect(201);
    assert_eq!(created.session_status(), "not_ready_for_payment");
    created.id()
}

/// One charge of the whole price, one order, one event.
fn assert_bought_once(mall: &Mall, id: &str, bought: &Reply, told: &str) {
    let price = Money::new(TO_PAY, Currency::new("usd").expect("a currency"));
    let (mut charged, mut placed) = (Vec::new(), Vec::new());
    for entry in mall.shop.ledger().entries() {
        match entry {
            LedgerEntry::Authorized { checkout, amount, .. } => charged.push((checkout.as_str().to_owned(), *amount)),
            LedgerEntry::OrderPlaced { order, .. } => placed.push(Value::from(order.as_str())),
            other => panic!("{told}: {other:?}"),
        }
    }
    assert_eq!(charged, [(id.to_owned(), price)], "{told}");
    assert_eq!(placed, [bought.at("/order/id").clone()], "{told}");
    assert_eq!(mall.store.events().len(), 1, "{told}");
}

#[tokio::test]
async fn a_purchase_in_each_release() {
    for &version in ApiVersion::ALL {
        buy(version, version, version).await;
    }
}

// Each ordered pair of releases; the completion goes round all of them, each with each.
#[tokio::test]
async fn a_purchase_across_releases() {
    let all = ApiVersion::ALL;
    for (first, &create_in) in all.iter().enumerate() {
        for (second, &change_in) in all.iter().enumerate() {
            buy(create_in, change_in, all[(first + 2 * second) % all.len()]).await;
        }
    }
}
