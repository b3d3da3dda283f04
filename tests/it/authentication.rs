//! 3-D Secure: what the agent needs for it, and what becomes of it.

use std::sync::{Arc, Mutex};

use agentic_commerce::model::{
    AcquirerDetails, AuthenticationMetadata, Authorization, Authorized, BrowserChannel, Challenge, DirectoryServer,
};
use agentic_commerce::types::ApiVersion;
use serde_json::{Value, json};

use crate::agent::{body, open, open_with};
use crate::shop::ScriptedShop;

const V2: ApiVersion = ApiVersion::V2025_12_12;
const V5: ApiVersion = ApiVersion::V2026_04_17;

fn metadata() -> AuthenticationMetadata {
    let mut acquirer = AcquirerDetails::new("412345", "US", "m_1", "Shop");
    acquirer.requestor_id = Some("r_1".to_owned());
    AuthenticationMetadata::new(acquirer, DirectoryServer::Visa)
}

/// The issuer wants to see the buyer.
pub(crate) fn challenge(reference: &str) -> Authorization {
    Authorization::AuthenticationRequired(Box::new(Challenge::new(reference, metadata())))
}

/// A shop that wants to see the buyer first, with that metadata, and takes down which attempts it was asked to resume.
fn asking(metadata: AuthenticationMetadata) -> (ScriptedShop, Arc<Mutex<Vec<String>>>) {
    let resumed = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&resumed);
    let shop = ScriptedShop::new(|_, _, quote| quote).paid(move |_, request| {
        let Some(result) = request.authentication else {
            return Authorization::AuthenticationRequired(Box::new(Challenge::new("pi_7", metadata.clone())));
        };
        let proof = result.proof.as_ref().map(|proof| proof.electronic_commerce_indicator.as_str());
        let reference = request.resumes.unwrap_or("nothing");
        seen.lock().expect("a lock").push(format!("{reference} {} {}", result.outcome, proof.unwrap_or("-")));
        Authorization::Authorized(Authorized::new("pi_7", request.amount))
    });
    (shop, resumed)
}

fn browser(javascript: bool) -> BrowserChannel {
    let mut browser: BrowserChannel = serde_json::from_value(json!({
        "accept_header": "*/*", "ip_address": "192.0.2.1", "javascript_enabled": javascript, "language": "en-US",
        "user_agent": "Agent/1", "color_depth": null, "java_enabled": null, "screen_height": null,
        "screen_width": null, "timezone_offset": null
    }))
    .expect("a browser");
    if javascript {
        browser.color_depth = Some(24);
        browser.java_enabled = Some(false);
        browser.screen_height = Some(900);
        browser.screen_width = Some(1_440);
        browser.timezone_offset = Some(-120);
    }
    browser
}

fn result(version: ApiVersion) -> Value {
    let mut pay = body::pay(version, "t");
    pay["authentication_result"] = json!({
        "outcome": "authenticated",
        "outcome_details": {
            "three_ds_cryptogram": "ABCDEFGHIJKLMNOPQRSTUVWXYZ0=", "electronic_commerce_indicator": "05",
            "transaction_id": "ds_1", "version": "2.2.0"
        }
    });
    pay
}

// ACP-3DS-01, ACP-3DS-03, ACP-3DS-04, ACP-3DS-05: the newest release has no place for the browser, 2025-12-12 wants it.
#[tokio::test]
async fn the_agent_is_told_what_its_release_can_say() {
    for javascript in [false, true] {
        let mut known = metadata();
        known.channel = Some(browser(javascript));
        let (shop, resumed) = asking(known);
        let mall = open_with(shop, |pipeline| pipeline);
        for version in [V2, V5] {
            let agent = mall.agent(version);
            let id = agent.create(&body::create(version, "thing", 1)).await.expect(201).id();
            let waits = agent.complete(&id, &body::pay(version, "t")).await.expect(200);
            assert_eq!(waits.session_status(), "authentication_required");
            let mut expected = json!({
                "acquirer_details": {
                    "acquirer_bin": "412345", "acquirer_country": "US", "acquirer_merchant_id": "m_1",
                    "merchant_name": "Shop", "requestor_id": "r_1"
                },
                "directory_server": "visa"
            });
            if version == V2 {
                let mut told = json!({
                    "accept_header": "*/*", "ip_address": "192.0.2.1", "javascript_enabled": javascript,
                    "language": "en-US", "user_agent": "Agent/1"
                });
                if javascript {
                    let scripted = json!({
                        "color_depth": 24, "java_enabled": false, "screen_height": 900, "screen_width": 1_440,
                        "timezone_offset": -120
                    });
                    told.as_object_mut().expect("an object").extend(scripted.as_object().expect("an object").clone());
                }
                expected["channel"] = json!({ "type": "browser", "browser": told });
            }
            assert_eq!(waits.at("/authentication_metadata"), &expected);
            // ACP-3DS-12, ACP-COMP-13: the attempt that waited goes on, with the proof.
            let bought = agent.complete(&id, &result(version)).await.expect(200);
            assert_eq!(bought.session_status(), "completed");
            assert!(bought.at("/authentication_metadata").is_null());
        }
        assert_eq!(*resumed.lock().expect("a lock"), ["pi_7 authenticated 05", "pi_7 authenticated 05"]);
    }
}

// ACP-3DS-04: an agent would have to refuse the session, so the mistake stays with the merchant, and no order comes of it.
#[tokio::test]
async fn an_acquirer_that_cannot_be_told_is_the_merchants_mistake() {
    let too_long: [fn(&mut AcquirerDetails); 5] = [
        |acquirer| acquirer.acquirer_bin = "1".repeat(12),
        |acquirer| acquirer.acquirer_country = "USA".to_owned(),
        |acquirer| acquirer.acquirer_merchant_id = "m".repeat(36),
        |acquirer| acquirer.merchant_name = "m".repeat(41),
        |acquirer| acquirer.requestor_id = Some("r".repeat(36)),
    ];
    for change in too_long {
        let mut wrong = metadata();
        change(&mut wrong.acquirer_details);
        let mall = open_with(asking(wrong).0, |pipeline| pipeline);
        let agent = mall.agent(V5);
        let id = agent.create(&body::create(V5, "thing", 1)).await.expect(201).id();
        agent.complete(&id, &body::pay(V5, "t")).await.expect_error(500, "internal_error");
        assert_eq!(mall.shop.orders(), 0);
    }
}

// What waits is for the cart as it was: when that changes, the shop lets go of it and is asked anew.
#[tokio::test]
async fn an_update_lets_go_of_the_attempt_that_waits() {
    let mall = open();
    for &version in ApiVersion::ALL {
        let agent = mall.agent(version);
        let id = agent.payable().await;
        agent.complete(&id, &body::pay(version, "spt_test_3ds")).await.expect(200);
        let checkout = id.as_str().into();
        assert_eq!(mall.shop.ledger().tally(&checkout).abandoned, 0);
        let updated = agent.update(&id, &body::choose(version, "express", "mug")).await.expect(200);
        assert_eq!(updated.session_status(), "ready_for_payment");
        assert!(updated.at("/authentication_metadata").is_null());
        assert_eq!(mall.shop.ledger().tally(&checkout).abandoned, 1);
        let bought = agent.complete(&id, &body::pay(version, "spt_test_success")).await.expect(200);
        assert_eq!(bought.session_status(), "completed");
        let tally = mall.shop.ledger().tally(&checkout);
        assert_eq!((tally.authorized, tally.abandoned, tally.orders), (1, 1, 1));

        let id = agent.payable().await;
        agent.complete(&id, &body::pay(version, "spt_test_3ds")).await.expect(200);
        agent.cancel(&id, &json!({})).await.expect(200);
        assert_eq!(mall.shop.ledger().tally(&id.as_str().into()).abandoned, 1);
    }
}
