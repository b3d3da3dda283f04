//! What both sides can do, and what is made of it.

use agentic_commerce::backend::Profile;
use agentic_commerce::model::{Authorization, Enforcement, Intervention, Interventions};
use agentic_commerce::types::ApiVersion;
use serde_json::{Value, json};

use crate::agent::{Reply, body, open, open_with};
use crate::authentication::challenge;
use crate::shop::{ScriptedShop, usd};

const V1: ApiVersion = ApiVersion::V2025_09_29;
const V5: ApiVersion = ApiVersion::V2026_04_17;

/// The releases in which both sides declare what they can do.
pub(crate) fn declaring() -> impl Iterator<Item = ApiVersion> {
    ApiVersion::ALL.iter().copied().filter(|version| version.as_str() >= "2026-01-30")
}

/// A session for so many posters to San Francisco, of an agent that can do that.
fn posters(version: ApiVersion, quantity: i64, interventions: &Value) -> Value {
    let mut create = body::create(version, "poster", quantity);
    create["capabilities"] = json!({ "interventions": interventions });
    create
        .as_object_mut()
        .expect("an object")
        .extend(body::destination(version).as_object().expect("an object").clone());
    create
}

fn handlers(reply: &Reply) -> Vec<&str> {
    let handlers = reply.at("/capabilities/payment/handlers").as_array().expect("handlers");
    handlers.iter().map(|handler| handler["id"].as_str().expect("an id")).collect()
}

// ACP-CAP-03, ACP-CAP-04, ACP-CAP-12, ACP-HDR-18: every answer, whatever the agent said of itself, says what can be paid
// with and how it can be delivered, and nothing that only the agent can say.
#[tokio::test]
async fn every_answer_says_what_both_can_do() {
    let mall = open();
    for version in declaring() {
        let agent = mall.agent(version);
        let said = json!({
            "supported": ["3ds"], "display_context": "webview", "redirect_context": "in_app", "max_redirects": 3,
            "max_interaction_depth": 2
        });
        let create = posters(version, 1, &said);
        let created = agent.create(&create).await.expect(201);
        let id = created.id();
        let other = agent.create(&create).await.expect(201).id();
        let answers = [
            created,
            agent.update(&id, &json!({ "buyer": crate::agent::buyer() })).await.expect(200),
            agent.retrieve(&id).await.expect(200),
            agent.complete(&id, &body::pay(version, "spt_test_3ds")).await.expect(200),
            agent.update(&id, &json!({})).await.expect(200),
            agent.complete(&id, &body::pay(version, "spt_test_declined")).await.expect(200),
            agent.complete(&id, &body::pay(version, "spt_test_success")).await.expect(200),
            agent.retrieve(&id).await.expect(200),
            agent.cancel(&other, &json!({})).await.expect(200),
            agent.retrieve(&other).await.expect(200),
        ];
        for answer in answers {
            assert_eq!(handlers(&answer), ["card_tokenized"]);
            assert_eq!(answer.at("/capabilities/payment/handlers/0/name"), "dev.acp.tokenized.card");
            assert!(answer.at("/capabilities").get("payment_methods").is_none());
            assert_eq!(
                answer.at("/capabilities/interventions"),
                &json!({ "supported": ["3ds"], "required": [], "enforcement": "conditional" })
            );
            assert_eq!(answer.at("/fulfillment_options/0/type"), "shipping");
        }
    }
}

// ACP-CAP-19: in the very first answer.
#[tokio::test]
async fn an_agent_that_shares_nothing_with_the_shop_hears_of_it_at_once() {
    let mall = open();
    for version in declaring() {
        let agent = mall.agent(version);
        let reply =
            agent.create(&posters(version, 1, &json!({ "supported": ["biometric", "retina"] }))).await.expect(201);
        assert_eq!(reply.at("/capabilities/interventions/supported"), &json!([]));
        assert_eq!(reply.session_status(), "ready_for_payment"); // it may well do without
        let message = reply.at("/messages/0");
        assert_eq!(message["type"], "info");
        let text = "This purchase may ask for 3ds, and your agent can carry out none of it.";
        assert_eq!(message["content"], text);
        let later = agent.retrieve(&reply.id()).await.expect(200);
        assert_eq!(later.at("/messages/0/content"), text);

        let shares = agent.create(&posters(version, 1, &json!({ "supported": ["3ds", "retina"] }))).await.expect(201);
        assert_eq!(shares.at("/messages"), &json!([]));
    }
}

// ACP-CAP-15, ACP-CAP-17: what the agent declares neither opens a door nor keeps the issuer away.
#[tokio::test]
async fn whoever_must_be_authenticated_is_whatever_the_agent_declares() {
    for version in declaring() {
        for declared in [
            json!({}),
            json!({ "supported": [] }),
            json!({ "supported": ["3ds"] }),
            json!({ "supported": ["biometric"], "required": [], "enforcement": "optional" }),
        ] {
            let shop = ScriptedShop::new(|_, _, quote| quote).paid(|_, _| challenge("pi_1"));
            let mall = open_with(shop, |pipeline| pipeline);
            let agent = mall.agent(version);
            let mut create = body::create(version, "thing", 1);
            create["capabilities"] = json!({ "interventions": declared });
            let id = agent.create(&create).await.expect(201).id();
            let pay = body::pay(version, "t");
            let waits = agent.complete(&id, &pay).await.expect(200);
            assert_eq!(waits.session_status(), "authentication_required", "{declared}");
            agent.complete(&id, &pay).await.expect_error(400, "requires_3ds");
            assert_eq!(mall.shop.orders(), 0);
        }
    }
}

// ACP-CAP-15, ACP-CAP-17, ACP-CAP-18, ACP-CAP-21: twenty posters are 480.00, less 10.00, 39.60 tax and 5.00 delivery: from 500.00 on the
// shop requires 3-D Secure. An agent that cannot do it is turned away, one that says it can is asked.
#[tokio::test]
async fn a_cart_that_requires_3ds_is_not_sold_without() {
    let mall = open();
    for version in declaring() {
        let agent = mall.agent(version);
        let pay = body::pay(version, "spt_test_success");
        let reply = agent.create(&posters(version, 20, &json!({ "supported": ["biometric"] }))).await.expect(201);
        assert_eq!(reply.total("total"), Some(51_460));
        assert_eq!(reply.session_status(), "not_ready_for_payment");
        assert!(reply.message("intervention_required").is_some());
        let required = json!({ "supported": [], "required": ["3ds"], "enforcement": "always" });
        assert_eq!(reply.at("/capabilities/interventions"), &required);
        agent.complete(&reply.id(), &pay).await.expect_error(400, "not_ready_for_payment");

        let id = agent.create(&posters(version, 20, &json!({ "supported": ["3ds"] }))).await.expect(201).id();
        let waits = agent.complete(&id, &pay).await.expect(200);
        assert_eq!(waits.session_status(), "authentication_required");
        agent.complete(&id, &pay).await.expect_error(400, "requires_3ds");
        assert_eq!(mall.shop.ledger().entries(), []);
    }
    // An agent of a release that cannot declare anything gets no other treatment.
    let mut create = body::create(V1, "poster", 20);
    create["fulfillment_address"] = crate::agent::address();
    let reply = mall.agent(V1).create(&create).await.expect(201);
    assert_eq!(reply.session_status(), "not_ready_for_payment");
    let pay = body::pay(V1, "spt_test_success");
    mall.agent(V1).complete(&reply.id(), &pay).await.expect_error(400, "not_ready_for_payment");
    assert_eq!(mall.shop.ledger().entries(), []);
}

// ACP-CAP-16, ACP-CAP-21: three mugs are 45.59 (37.50, 3.09 tax, 5.00 delivery), four are 59.13, and Ada has 50.00 of credit.
#[tokio::test]
async fn what_can_be_paid_with_varies_with_the_cart() {
    let mall = open();
    for version in declaring() {
        let agent = mall.agent(version);
        let mut create = body::create(version, "mug", 3);
        let destination = body::destination(version);
        create.as_object_mut().expect("an object").extend(destination.as_object().expect("an object").clone());
        create["buyer"] = json!({
            "email": "ada@example.com", "customer_id": "cust_ada", "authentication_status": "authenticated"
        });
        let reply = agent.create(&create).await.expect(201);
        assert_eq!((reply.total("total"), handlers(&reply)), (Some(4_559), vec!["card_tokenized", "store_credit"]));
        let id = reply.id();
        let four = agent.update(&id, &json!({ "line_items": [{ "id": "mug", "quantity": 4 }] })).await.expect(200);
        assert_eq!((four.total("total"), handlers(&four)), (Some(5_913), vec!["card_tokenized"]));

        // What was offered before is not taken now.
        let pay = json!({ "payment_data": { "handler_id": "store_credit", "instrument": {
            "type": "seller_backed_store_credit", "credential": { "type": "spt", "token": "vt_test_store_credit" }
        } } });
        let reply = agent.complete(&id, &pay).await.expect_error(400, "invalid_payment_handler");
        assert_eq!(reply.at("/param"), "$.payment_data.handler_id");
        assert!(mall.shop.ledger().of(&id.as_str().into()).next().is_none());
        agent.cancel(&id, &json!({})).await.expect(200);
    }
}

// ACP-CAP-20, ACP-CAP-21: the shop says for each cart what it supports, and what only it understands stays inside.
#[tokio::test]
async fn only_what_matters_to_the_cart_is_told() {
    let mut general = Interventions::default();
    general.supported = vec![Intervention::ThreeDs, Intervention::Biometric, "com.shop.fraud_engine_7".into()];
    let shop = ScriptedShop::with_profile(Profile::new(usd()).with_interventions(general), |_, cart, mut quote| {
        if cart.lines.iter().any(|line| line.item == "voucher") {
            quote.interventions = Some(Interventions::default());
        } else if cart.lines.iter().any(|line| line.item == "gun") {
            let mut strict = Interventions::default();
            strict.supported = vec![Intervention::AddressVerification, Intervention::ThreeDs];
            strict.required = vec![Intervention::ThreeDs, "com.shop.fraud_engine_7".into()];
            strict.enforcement = Enforcement::Always;
            quote.interventions = Some(strict);
        }
        quote
    });
    let mall = open_with(shop, |pipeline| pipeline);
    let all = json!(["3ds", "biometric", "address_verification", "com.shop.fraud_engine_7"]);
    for version in declaring() {
        for (item, supported, required) in [
            ("thing", json!(["3ds", "biometric"]), json!([])),
            ("voucher", json!([]), json!([])),
            ("gun", json!(["address_verification", "3ds"]), json!(["3ds"])),
        ] {
            let mut create = body::create(version, item, 1);
            create["capabilities"] = json!({ "interventions": { "supported": all } });
            let reply = mall.agent(version).create(&create).await.expect(201);
            assert_eq!(reply.at("/capabilities/interventions/supported"), &supported, "{item}");
            assert_eq!(reply.at("/capabilities/interventions/required"), &required, "{item}");
            assert!(!reply.at("/capabilities").to_string().contains("fraud"), "{item}");
        }
    }
}

// ACP-CAP-15: an authorization is what the provider says it is.
#[tokio::test]
async fn an_authentication_that_went_well_is_judged_by_the_shop() {
    let shop = ScriptedShop::new(|_, _, quote| quote).paid(|_, request| match request.authentication {
        // The provider does not believe the agent: no proof comes with it.
        Some(result) if result.proof.is_some() => {
            Authorization::Authorized(agentic_commerce::model::Authorized::new("pi_1", request.amount))
        }
        Some(_) => Authorization::Declined(agentic_commerce::model::Decline::new("No proof.")),
        None => challenge("pi_1"),
    });
    let mall = open_with(shop, |pipeline| pipeline);
    let agent = mall.agent(V5);
    let id = agent.create(&body::create(V5, "thing", 1)).await.expect(201).id();
    let mut pay = body::pay(V5, "t");
    agent.complete(&id, &pay).await.expect(200);
    pay["authentication_result"] = json!({ "outcome": "not_supported" });
    let declined = agent.complete(&id, &pay).await.expect(200);
    assert_eq!(declined.session_status(), "ready_for_payment");
    assert_eq!(mall.shop.orders(), 0);
}
