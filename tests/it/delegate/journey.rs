//! Agent → provider → merchant.

use std::sync::Arc;

use agentic_commerce::payment::authentication::ChallengeAnswer;
use agentic_commerce::payment::delegate::card;
use agentic_commerce::sample::SampleShop;
use agentic_commerce::types::ApiVersion;
use serde_json::json;

use super::authentication::{self, Bank};
use super::{Psp, request};
use crate::agent::{self, body};

// ACP-PD-06: the token of a delegated card is what the session is completed with.
#[tokio::test]
async fn an_agent_delegates_a_card_meets_a_challenge_and_buys() {
    for version in [ApiVersion::V2025_09_29, ApiVersion::V2026_01_30, ApiVersion::V2026_04_17] {
        let psp = Psp::open();
        let provider = Arc::new(psp.provider());
        let shop = SampleShop::builtin().with_payments(Arc::clone(&provider) as _);
        let mall = agent::open_with(Arc::new(shop), |pipeline| pipeline);
        let agent = mall.agent(version);
        let id = agent.payable().await;
        let total = agent.retrieve(&id).await.total("total").expect("a total");

        let mut delegated = request();
        delegated["allowance"]["checkout_session_id"] = json!(id);
        delegated["allowance"]["max_amount"] = json!(total);
        let challenged = version == ApiVersion::V2026_04_17;
        if challenged {
            delegated["payment_method"]["number"] = json!(card::THREE_DS);
        }
        let token = psp.token(&delegated).await;

        // Somebody else's token is none.
        let mut of_another = request();
        of_another["allowance"]["checkout_session_id"] = json!("cs_of_another");
        let stolen = psp.token(&of_another).await;
        let reply = agent.complete(&id, &body::pay(version, &stolen)).await.expect(200);
        assert!(reply.message("invalid").is_some(), "{:#}", reply.body);

        let mut pay = body::pay(version, &token);
        if challenged {
            let reply = agent.complete(&id, &pay).await.expect(200);
            assert_eq!(reply.session_status(), "authentication_required");
            pay["authentication_result"] = json!({
                "outcome": "authenticated",
                "outcome_details": {
                    "three_ds_cryptogram": "AAABBZEEBgAAAAAAAAAAAAA", "electronic_commerce_indicator": "05",
                    "transaction_id": "ds_1", "version": "2.2.0"
                }
            });
        }
        let reply = agent.complete(&id, &pay).await.expect(200);
        assert_eq!(reply.session_status(), "completed", "{:#}", reply.body);
        let payments = provider.payments();
        assert_eq!((payments.len(), payments[0].captured.minor), (1, total));

        // The token was for once.
        let other = agent.payable().await;
        let reply = agent.complete(&other, &body::pay(version, &token)).await.expect(200);
        assert_eq!(reply.session_status(), "ready_for_payment");
        assert_eq!(provider.payments().len(), 1);
    }
}

// ACP-3DS-12, ACP-DA-07: the proof of the bank is what the provider charges for, and no other.
#[tokio::test]
async fn an_agent_that_invents_a_proof_is_declined() {
    let version = ApiVersion::V2026_04_17;
    let (psp, bank) = (Psp::open(), Bank::open());
    let provider = Arc::new(psp.provider().with_authentication(Arc::clone(&bank.provider)));
    let shop = SampleShop::builtin().with_payments(Arc::clone(&provider) as _);
    let mall = agent::open_with(Arc::new(shop), |pipeline| pipeline);
    let agent = mall.agent(version);
    let id = agent.payable().await;
    let total = agent.retrieve(&id).await.total("total").expect("a total");
    let mut delegated = request();
    delegated["allowance"]["checkout_session_id"] = json!(id);
    delegated["allowance"]["max_amount"] = json!(total);
    delegated["payment_method"]["number"] = json!(card::THREE_DS);
    let complete = async |cryptogram: &str, transaction: &str| {
        let mut pay = body::pay(version, &psp.token(&delegated).await);
        let reply = agent.complete(&id, &pay).await.expect(200);
        assert_eq!(reply.session_status(), "authentication_required");
        pay["authentication_result"] = json!({
            "outcome": "authenticated",
            "outcome_details": {
                "three_ds_cryptogram": cryptogram, "electronic_commerce_indicator": "05",
                "transaction_id": transaction, "version": "2.2.0"
            }
        });
        agent.complete(&id, &pay).await.expect(200)
    };

    // The buyer passes a challenge for this amount, and one for another.
    let mut proofs = Vec::new();
    for amount in [total + 1, total] {
        let mut open = authentication::request();
        open["payment_method"]["number"] = json!(card::THREE_DS);
        open["amount"] = json!({ "value": amount, "currency": "USD" });
        let session = bank.create(&open).await.body["authentication_session_id"].as_str().expect("an id").to_owned();
        let asked = bank.authenticate(&session, &json!({ "fingerprint_completion": "Y" })).await;
        let number = asked.body["action"]["challenge"]["acs_trans_id"].as_str().expect("a number");
        assert!(bank.provider.answer(number, ChallengeAnswer::Passed));
        let result = bank.retrieve(&session).await.body["authentication_result"].clone();
        proofs.push((result["three_ds_cryptogram"].clone(), result["transaction_id"].clone()));
    }
    let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
    let (good, other) = (&proofs[1], &proofs[0]);
    for (cryptogram, transaction) in [
        ("AAABBZEEBgAAAAAAAAAAAAA=".to_owned(), "ds_1".to_owned()),
        ("AAABBZEEBgAAAAAAAAAAAAA=".to_owned(), text(&good.1)),
        (text(&good.0), text(&other.1)),
        (text(&other.0), text(&other.1)),
    ] {
        let reply = complete(&cryptogram, &transaction).await;
        assert_eq!(reply.session_status(), "ready_for_payment");
        assert!(reply.message("payment_declined").is_some(), "{:#}", reply.body);
        assert_eq!(provider.payments(), []);
    }
    let reply = complete(&text(&good.0), &text(&good.1)).await;
    assert_eq!(reply.session_status(), "completed");
    assert_eq!(provider.payments().len(), 1);
}
