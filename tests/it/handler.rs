//! Ways to pay: what is declared, what is taken, what the shop gets.

use std::sync::{Arc, Mutex};

use agentic_commerce::model::{
    Authorization, Authorized, Decline, InputField, PaymentHandler, PaymentTerms, SellerBacked,
};
use agentic_commerce::sample::LedgerEntry;
use agentic_commerce::types::{ApiVersion, Money};
use serde_json::{Value, json};

use crate::agent::{Mall, Reply, body, open, open_with};
use crate::authentication::challenge;
use crate::capability::declaring;
use crate::shop::{ScriptedShop, uri, usd};

const V1: ApiVersion = ApiVersion::V2025_09_29;

/// A shop that offers these as well as cards.
fn offering(handlers: Vec<PaymentHandler>) -> ScriptedShop {
    let handlers: Vec<_> = handlers.into_iter().map(Arc::new).collect();
    ScriptedShop::new(move |_, _, mut quote| {
        quote.payment_handlers.extend(handlers.iter().cloned());
        quote
    })
}

fn crypto() -> PaymentHandler {
    PaymentHandler::new(
        "coins",
        "com.example.coins",
        "2026-03-01",
        uri("https://coins.example/spec"),
        "coinbank",
        "shop_1",
        uri("https://coins.example/config.json"),
        uri("https://coins.example/instrument.json"),
    )
}

fn pay_by(handler: &str, instrument: &Value) -> Value {
    json!({ "buyer": crate::agent::buyer(), "payment_data": { "handler_id": handler, "instrument": instrument } })
}

fn token(kind: &str, token: &str) -> Value {
    json!({ "type": kind, "credential": { "type": "spt", "token": token } })
}

async fn session(mall: &Mall<ScriptedShop>, version: ApiVersion) -> Reply {
    mall.agent(version).create(&body::create(version, "thing", 1)).await.expect(201)
}

// ACP-PH-09, ACP-PH-10, ACP-PH-16: a handler that nobody has heard of, with what its own specification and the protocol
// want in its settings, reaches the agent as the shop says it; older releases go on without.
#[tokio::test]
async fn a_handler_of_another_kind_is_told_as_it_is() {
    let usual = crypto();
    assert!(usual.requires_delegate_payment && !usual.requires_pci_compliance);
    let mut direct = crypto()
        .with_config("merchant_display_name", "Shop")
        .with_config("delegate_id", "agent_1")
        .with_config("delegate_display_name", "Agent")
        .with_config("chains", json!([{ "name": "main", "fee": 0.5 }]));
    direct.id = "direct".into();
    direct.requires_delegate_payment = false;
    direct.requires_pci_compliance = true;
    let mall = open_with(offering(vec![usual, direct]), |pipeline| pipeline);
    for version in declaring() {
        let reply = session(&mall, version).await;
        let told = |id: &str, delegates: bool, config: Value| {
            json!({
                "id": id, "name": "com.example.coins", "version": "2026-03-01", "spec": "https://coins.example/spec",
                "requires_delegate_payment": delegates, "requires_pci_compliance": !delegates, "psp": "coinbank",
                "config_schema": "https://coins.example/config.json",
                "instrument_schemas": ["https://coins.example/instrument.json"], "config": config
            })
        };
        let plain = json!({ "merchant_id": "shop_1", "psp": "coinbank" });
        let rich = json!({
            "merchant_id": "shop_1", "psp": "coinbank", "merchant_display_name": "Shop", "delegate_id": "agent_1",
            "delegate_display_name": "Agent", "chains": [{ "name": "main", "fee": 0.5 }]
        });
        assert_eq!(reply.at("/capabilities/payment/handlers/0/id"), "card_tokenized");
        assert_eq!(reply.at("/capabilities/payment/handlers/1"), &told("coins", true, plain));
        assert_eq!(reply.at("/capabilities/payment/handlers/2"), &told("direct", false, rich));
        let bought = mall.agent(version).complete(&reply.id(), &pay_by("direct", &token("coin", "c"))).await;
        assert_eq!(bought.expect(200).session_status(), "completed");
    }
    let old = session(&mall, V1).await;
    assert_eq!(old.at("/payment_provider/provider"), "stripe");
    assert!(!old.body.to_string().contains("coin"));
}

// ACP-PH-03, ACP-PH-04: a mistake of the merchant's is never told to an agent as a way to pay.
#[tokio::test]
async fn a_handler_that_cannot_be_declared_is_the_merchants_mistake() {
    let broken: [fn(&mut PaymentHandler); 6] = [
        |handler| handler.version = "v1".to_owned(),
        |handler| handler.id = "my coins".into(),
        |handler| handler.id = "card_tokenized".into(), // taken
        |handler| handler.name = "coins".to_owned(),
        |handler| handler.instrument_schemas.clear(),
        |handler| drop(handler.config.remove("merchant_id")),
    ];
    for change in broken {
        let mut handler = crypto();
        change(&mut handler);
        let mall = open_with(offering(vec![handler]), |pipeline| pipeline);
        for &version in ApiVersion::ALL {
            let reply = mall.agent(version).create(&body::create(version, "thing", 1)).await;
            let reply = reply.expect_error(500, "internal_error");
            assert!(!reply.body.to_string().contains("coin"));
        }
    }
}

/// What the shop keeps for Ada.
fn kept() -> Vec<PaymentHandler> {
    let number = InputField::text("card_number", "Gift card number").fitting("^[0-9]{16}$");
    let pin = InputField::text("pin", "PIN").fitting("^[0-9]{4}$").secret();
    let visa = SellerBacked::SavedCard { payment_method_id: "pm_1".to_owned() };
    let gift_card = SellerBacked::GiftCard { required_fields: vec![number, pin] };
    vec![
        PaymentHandler::seller_backed("visa", visa, "shop_1", "Visa ending in 4242").with_config("supports_3ds", true),
        PaymentHandler::seller_backed("gift", gift_card, "shop_1", "Gift card"),
        PaymentHandler::seller_backed("points", SellerBacked::Points, "shop_1", "Points"),
        PaymentHandler::seller_backed("credit", SellerBacked::StoreCredit, "shop_1", "Store credit"),
    ]
}

// ACP-SBP-01, ACP-SBP-02, ACP-SBP-03, ACP-SBP-04, ACP-SBP-05, ACP-SBP-08
#[tokio::test]
async fn what_the_shop_keeps_for_the_buyer_can_be_paid_with() {
    let chosen = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&chosen);
    let shop = offering(kept()).paid(move |_, request| {
        let handler = request.payment.handler.as_ref().map(|id| id.as_str().to_owned());
        let token = request.payment.token().map(|token| token.expose().to_owned());
        seen.lock().expect("a lock").push((handler, token));
        Authorization::Authorized(Authorized::new("pi_1", request.amount))
    });
    let mall = open_with(shop, |pipeline| pipeline);
    for version in declaring() {
        let reply = session(&mall, version).await;
        let handlers = reply.at("/capabilities/payment/handlers").as_array().expect("handlers");
        let kinds = ["saved_card", "gift_card", "points", "store_credit"];
        assert_eq!(handlers.len(), 1 + kinds.len());
        for (handler, kind) in handlers[1..].iter().zip(kinds) {
            assert_eq!(handler["name"], format!("dev.acp.seller_backed.{kind}"));
            assert_eq!(
                (&handler["requires_delegate_payment"], &handler["requires_pci_compliance"]),
                (&json!(true), &json!(false))
            );
            assert_eq!(
                (&handler["psp"], &handler["config"]["psp"]),
                (&json!("seller_managed"), &json!("seller_managed"))
            );
            assert_eq!(handler["config"]["merchant_id"], "shop_1");
        }
        assert_eq!(handlers[1]["config"]["display_name"], "Visa ending in 4242");
        assert_eq!(handlers[1]["config"]["payment_method_id"], "pm_1");
        let fields = json!([
            { "name": "card_number", "label": "Gift card number", "type": "text", "required": true, "pattern": "^[0-9]{16}$" },
            { "name": "pin", "label": "PIN", "type": "text", "required": true, "pattern": "^[0-9]{4}$", "secure": true }
        ]);
        assert_eq!(handlers[2]["config"]["required_fields"], fields);
        // The id that was declared comes back, and the shop knows by it what to charge.
        let pay = pay_by("visa", &token("seller_backed_saved_card", "vt_1"));
        let bought = mall.agent(version).complete(&reply.id(), &pay).await.expect(200);
        assert_eq!(bought.session_status(), "completed");
        assert_eq!(chosen.lock().expect("a lock").pop(), Some((Some("visa".to_owned()), Some("vt_1".to_owned()))));
    }
}

// ACP-SBP-06, ACP-SBP-14: the sample shop declares its credit for whoever can pay the whole with it; nothing is ever paid
// in part. A mug comes to 18.53, and so do two of them to 32.06 (25.00, 2.06 tax, 5.00 delivery).
#[tokio::test]
async fn store_credit_is_for_whoever_has_enough_of_it() {
    let mall = open();
    for version in declaring() {
        let agent = mall.agent(version);
        mall.shop.set_store_credit("cust_ada", Money::new(1_853, usd()));
        let create = |quantity: i64, status: &str| {
            let mut create = body::create(version, "mug", quantity);
            create["fulfillment_details"] = body::destination(version)["fulfillment_details"].clone();
            create["buyer"] =
                json!({ "email": "ada@example.com", "customer_id": "cust_ada", "authentication_status": status });
            create
        };
        let pay = json!({ "payment_data": {
            "handler_id": "store_credit", "instrument": token("seller_backed_store_credit", "vt_test_store_credit")
        } });
        for (quantity, status) in [(2, "authenticated"), (1, "guest")] {
            let reply = agent.create(&create(quantity, status)).await.expect(201);
            assert!(!reply.at("/capabilities").to_string().contains("store_credit"));
            agent.complete(&reply.id(), &pay).await.expect_error(400, "invalid_payment_handler");
        }
        assert_eq!(mall.shop.store_credit("cust_ada"), Some(Money::new(1_853, usd())));

        let reply = agent.create(&create(1, "authenticated")).await.expect(201);
        assert_eq!(reply.at("/capabilities/payment/handlers/1/name"), "dev.acp.seller_backed.store_credit");
        assert_eq!(reply.at("/capabilities/payment/handlers/1/config/display_metadata/balance"), 1_853);
        let bought = agent.complete(&reply.id(), &pay).await.expect(200);
        assert_eq!(bought.session_status(), "completed");
        assert_eq!(mall.shop.store_credit("cust_ada"), Some(Money::new(0, usd())));
        assert_eq!(mall.shop.ledger().tally(&reply.id().as_str().into()).authorized, 1);
    }
}

// ACP-SBP-10
#[tokio::test]
async fn a_saved_card_may_lead_to_the_issuer() {
    let shop = offering(kept()).paid(|_, request| match (request.resumes, request.authentication) {
        (Some("pm_1_attempt"), Some(_)) => Authorization::Authorized(Authorized::new("pi_1", request.amount)),
        (None, None) => challenge("pm_1_attempt"),
        other => panic!("{other:?}"),
    });
    let mall = open_with(shop, |pipeline| pipeline);
    for version in declaring() {
        let reply = session(&mall, version).await;
        assert_eq!(reply.at("/capabilities/payment/handlers/1/config/supports_3ds"), true);
        let mut pay = pay_by("visa", &token("seller_backed_saved_card", "vt_1"));
        let waits = mall.agent(version).complete(&reply.id(), &pay).await.expect(200);
        assert_eq!(waits.session_status(), "authentication_required");
        pay["authentication_result"] = json!({ "outcome": "attempt_acknowledged", "outcome_details": {
            "three_ds_cryptogram": "ABCDEFGHIJKLMNOPQRSTUVWXYZ0=", "electronic_commerce_indicator": "06",
            "transaction_id": "ds_1", "version": "2.2.0"
        } });
        let bought = mall.agent(version).complete(&reply.id(), &pay).await.expect(200);
        assert_eq!(bought.session_status(), "completed");
    }
}

// ACP-SBP-11, ACP-PD-09, ACP-BUY-10: what the buyer typed in reaches the shop, and neither an answer, nor what is kept,
// nor what anybody prints.
#[tokio::test]
async fn what_the_buyer_types_in_stays_secret() {
    const SECRETS: [&str; 3] = ["6034932528973614", "7391", "vt_secret"];
    let printed = Arc::new(Mutex::new(String::new()));
    let seen = Arc::clone(&printed);
    let shop = offering(kept()).paid(move |context, request| {
        let instrument = request.payment.instrument.as_ref().expect("an instrument");
        assert_eq!(instrument.extra["fields"]["card_number"], SECRETS[0]);
        assert_eq!(
            (&instrument.extra["fields"]["pin"], instrument.credential.token.expose()),
            (&json!(SECRETS[1]), SECRETS[2])
        );
        *seen.lock().expect("a lock") = format!("{request:?} {context:?} {:#?}", request.payment);
        Authorization::Declined(Decline::new("The gift card is empty."))
    });
    let mall = open_with(shop, |pipeline| pipeline);
    for version in declaring() {
        let agent = mall.agent(version);
        let id = session(&mall, version).await.id();
        let mut instrument = token("seller_backed_gift_card", SECRETS[2]);
        instrument["fields"] = json!({ "card_number": SECRETS[0], "pin": SECRETS[1] });
        let declined = agent.complete(&id, &pay_by("gift", &instrument)).await.expect(200);
        assert!(declined.message("payment_declined").is_some());
        // A completion that is refused says no more.
        let refused = agent.complete(&id, &pay_by("somebody_elses", &instrument)).await.expect(400);
        let retrieved = agent.retrieve(&id).await.expect(200);
        let kept = format!("{:?}", mall.store);
        let printed = printed.lock().expect("a lock").clone();
        assert!(printed.contains("seller_backed_gift_card") && kept.contains(&id));
        for text in [declined.body.to_string(), refused.body.to_string(), retrieved.body.to_string(), kept, printed] {
            for secret in SECRETS {
                assert!(!text.contains(secret), "{text}");
            }
        }
    }
}

// ACP-PD-05, ACP-PD-08
#[tokio::test]
async fn a_business_pays_by_purchase_order() {
    let mall = open();
    for version in declaring() {
        let agent = mall.agent(version);
        let buyer = |kind: &str| json!({ "email": "ada@example.com", "account_type": kind, "company": { "name": "Engines Ltd" } });
        let order =
            |terms: &str| json!({ "payment_data": { "purchase_order_number": "PO-1", "payment_terms": terms } });
        let payable = |kind: &'static str| {
            let agent = agent.clone();
            async move {
                let id = agent.payable().await;
                agent.update(&id, &json!({ "buyer": buyer(kind) })).await.expect(200);
                id
            }
        };
        for kind in ["guest", "registered"] {
            let id = payable(kind).await;
            let reply = agent.complete(&id, &order("net_30")).await.expect_error(400, "invalid");
            assert_eq!(reply.at("/param"), "$.payment_data");
        }
        let id = payable("business").await;
        for terms in ["net_90", "immediate"] {
            let reply = agent.complete(&id, &order(terms)).await.expect_error(400, "invalid");
            assert_eq!(reply.at("/param"), "$.payment_data");
        }
        assert!(mall.shop.ledger().of(&id.as_str().into()).next().is_none());
        let bought = agent.complete(&id, &order("net_60")).await.expect(200);
        assert_eq!(bought.session_status(), "completed");
        assert!(!bought.body.to_string().contains("PO-1"));

        // Whose approval is needed decides later.
        let id = payable("business").await;
        let mut pay = order("net_30");
        pay["payment_data"]["approval_required"] = json!(true);
        let waits = agent.complete(&id, &pay).await.expect(200);
        assert_eq!(waits.session_status(), "pending_approval");
        assert_eq!(agent.complete(&id, &pay).await.expect(200).session_status(), "completed");
        assert_eq!(mall.shop.ledger().tally(&id.as_str().into()).authorized, 1);
    }
}

// ACP-PD-05, ACP-PD-08: the shop that takes them hears all that was said of them; one that does not is never asked.
#[tokio::test]
async fn a_purchase_order_reaches_the_shop_whole() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let told = Arc::clone(&seen);
    let shop = ScriptedShop::new(|_, cart, mut quote| {
        if cart.lines.iter().any(|line| line.item == "bulk") {
            quote.purchase_order_terms = vec![PaymentTerms::Net90];
        }
        quote
    });
    let shop = shop.paid(move |_, request| {
        let payment = request.payment;
        told.lock().expect("a lock").push((
            payment.purchase_order_number.clone(),
            payment.payment_terms,
            payment.due_date.map(|day| day.to_string()),
            payment.billing_address.as_ref().map(|address| address.city.clone()),
        ));
        Authorization::Authorized(Authorized::new("po_1", request.amount))
    });
    let mall = open_with(shop, |pipeline| pipeline);
    for version in declaring() {
        let agent = mall.agent(version);
        let pay = json!({
            "buyer": { "email": "ada@example.com", "account_type": "business", "company": { "name": "Engines Ltd" } },
            "payment_data": {
                "purchase_order_number": "PO-1", "payment_terms": "net_90", "due_date": "2026-07-17T00:00:00Z",
                "billing_address": crate::agent::address()
            }
        });
        let id = session(&mall, version).await.id();
        agent.complete(&id, &pay).await.expect_error(400, "invalid");
        assert_eq!(seen.lock().expect("a lock").len(), 0);
        let id = agent.create(&body::create(version, "bulk", 1)).await.expect(201).id();
        assert_eq!(agent.complete(&id, &pay).await.expect(200).session_status(), "completed");
        let expected = (
            Some("PO-1".to_owned()),
            Some(PaymentTerms::Net90),
            Some("2026-07-17T00:00:00Z".to_owned()),
            Some("San Francisco".to_owned()),
        );
        assert_eq!(seen.lock().expect("a lock").pop(), Some(expected));
    }
}

// ACP-COMP-16: the merchant's provider sets the money aside before the merchant writes the order down; nobody else does
// either. A mug comes to 12.50, 1.03 tax, 5.00 delivery.
#[tokio::test]
async fn the_merchants_own_provider_takes_the_payment() {
    let mall = open();
    for &version in ApiVersion::ALL {
        let agent = mall.agent(version);
        let id = agent.payable().await;
        let checkout = id.as_str().into();
        let entries = || mall.shop.ledger().of(&checkout).cloned().collect::<Vec<_>>();
        agent.complete(&id, &body::pay(version, "spt_test_declined")).await.expect(200);
        assert_eq!(entries(), []);
        agent.complete(&id, &body::pay(version, "spt_test_success")).await.expect(200);
        match entries().as_slice() {
            [LedgerEntry::Authorized { amount, .. }, LedgerEntry::OrderPlaced { order, .. }] => {
                assert_eq!(*amount, Money::new(1_853, usd()));
                let told = agent.retrieve(&id).await.expect(200);
                if version != V1 {
                    assert_eq!(told.at("/order/id"), order.as_str());
                }
            }
            other => panic!("{other:?}"),
        }
    }
}
