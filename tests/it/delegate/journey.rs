//! Agent → provider → merchant.

use std::sync::Arc;

use agentic_commerce::payment::delegate::card;
use agentic_commerce::sample::SampleShop;
use agentic_commerce::types::ApiVersion;
use serde_json::json;

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
