//! From an agent's token to money, over the whole road.

use std::sync::Arc;
use std::time::Duration;

use agentic_commerce::model::AcquirerDetails;
use agentic_commerce::payment::stripe::{Capture, StripeConfig};
use agentic_commerce::sample::SampleShop;
use agentic_commerce::testing::stripe_mock::{Fault, LedgerEntry, StripeMock, card};
use agentic_commerce::types::ApiVersion;
use serde_json::json;

use super::{SECRET_KEY, config, provider};
use crate::agent::{self, Mall, body};
use crate::shop::dollars;

/// The sample shop, whose cards are charged by that Stripe.
fn mall(mock: &StripeMock, config: StripeConfig) -> Mall {
    let shop = SampleShop::builtin().with_payments(Arc::new(provider(mock, config)));
    agent::open_with(Arc::new(shop), |pipeline| pipeline)
}

/// The captures among the entries, by session.
fn captures(mock: &StripeMock) -> Vec<(String, i64)> {
    let entries = mock.ledger().into_iter().filter_map(|entry| match entry {
        LedgerEntry::Captured { amount, checkout, .. } => Some((checkout.expect("a session"), amount)),
        _ => None,
    });
    entries.collect()
}

// ACP-PD-01, ACP-PD-02, ACP-PD-03: the token of either form is the one that is charged.
#[tokio::test]
async fn a_token_is_charged_the_total_in_every_release() {
    for version in ApiVersion::ALL {
        let mock = StripeMock::new(SECRET_KEY);
        let agent = mall(&mock, config()).agent(*version);
        let id = agent.payable().await;
        let total = agent.retrieve(&id).await.total("total").expect("a total");
        let token = mock.grant(card::VISA, dollars(total));
        let reply = agent.complete(&id, &body::pay(*version, &token)).await.expect(200);
        assert_eq!(reply.session_status(), "completed");
        assert_eq!(captures(&mock), [(id, total)], "{version}");
    }
}

#[tokio::test]
async fn under_each_fault_an_order_is_captured_exactly_once() {
    for fault in [
        Fault::Delay(Duration::from_millis(5)),
        Fault::TooManyRequests,
        Fault::ServerError,
        Fault::DropBeforeCommit,
        Fault::ServerErrorAfterCommit,
        Fault::DropAfterCommit,
    ] {
        // So often that the adapter gets over it, that it just does not, and that the agent does not either at first.
        for times in [1, 2, 3, 4] {
            let mock = StripeMock::new(SECRET_KEY);
            let mall = mall(&mock, config());
            let agent = mall.agent(ApiVersion::V2026_04_17);
            let id = agent.payable().await;
            let token = mock.grant(card::VISA, dollars(100_000));
            mock.fail(fault, times);
            let path = format!("/checkout_sessions/{id}/complete");
            let pay = body::pay(ApiVersion::V2026_04_17, &token);
            let mut tries = 0;
            let reply = loop {
                let reply = agent.post(&path, &pay).keyed("pay").send().await;
                tries += 1;
                if reply.status == 200 {
                    break reply;
                }
                assert!(reply.status == 503 && tries < 4, "{fault:?} {times}: {:#}", reply.body);
            };
            assert_eq!(reply.session_status(), "completed", "{fault:?} {times}");
            assert_eq!(captures(&mock).len(), 1, "{fault:?} {times}");
            assert_eq!(mall.shop.ledger().tally(&id.clone().into()).orders, 1, "{fault:?} {times}");
        }
    }
}

#[tokio::test]
async fn a_lost_answer_and_another_token_are_one_capture() {
    let mock = StripeMock::new(SECRET_KEY);
    let mut config = config();
    config.retries = 0;
    let mall = mall(&mock, config);
    let agent = mall.agent(ApiVersion::V2026_04_17);
    let id = agent.payable().await;
    // Nothing is found when it is looked up either: the shop's machine is cut off.
    mock.fail(Fault::DropBeforeCommit, 1);
    let first = mock.grant(card::VISA, dollars(100_000));
    agent.complete(&id, &body::pay(ApiVersion::V2026_04_17, &first)).await.expect_error(503, "service_unavailable");
    let second = mock.grant(card::VISA, dollars(100_000));
    let reply = agent.complete(&id, &body::pay(ApiVersion::V2026_04_17, &second)).await.expect(200);
    assert_eq!(reply.session_status(), "completed");
    assert_eq!(captures(&mock).len(), 1);
}

// ACP-COMP-15
#[tokio::test]
async fn a_decline_is_a_message_and_another_token_helps() {
    for version in ApiVersion::ALL {
        let mock = StripeMock::new(SECRET_KEY);
        let agent = mall(&mock, config()).agent(*version);
        let id = agent.payable().await;
        for (method, limit) in [(card::FRAUDULENT, 100_000), (card::INSUFFICIENT_FUNDS, 100_000), (card::VISA, 1)] {
            let token = mock.grant(method, dollars(limit));
            let reply = agent.complete(&id, &body::pay(*version, &token)).await.expect(200);
            assert_eq!(reply.session_status(), "ready_for_payment", "{method}");
            let message = reply.message("payment_declined").expect("a message").to_string();
            assert!(!message.contains("fraud") && !message.contains(&token), "{message}");
        }
        let reply = agent.complete(&id, &body::pay(*version, "spt_unknown")).await.expect(200);
        assert!(reply.message("invalid").is_some(), "{:#}", reply.body);
        let token = mock.grant(card::VISA, dollars(100_000));
        let reply = agent.complete(&id, &body::pay(*version, &token)).await.expect(200);
        assert_eq!(reply.session_status(), "completed");
        assert_eq!(captures(&mock).len(), 1);
    }
}

// ACP-3DS-01
#[tokio::test]
async fn a_buyer_authenticates_and_then_pays() {
    let mock = StripeMock::new(SECRET_KEY);
    let mut config = config();
    config.acquirer = Some(AcquirerDetails::new("400000", "US", "merchant_1", "Mugs"));
    let version = ApiVersion::V2026_04_17;
    let agent = mall(&mock, config).agent(version);
    let id = agent.payable().await;
    let token = mock.grant(card::THREE_DS, dollars(100_000));
    let mut pay = body::pay(version, &token);
    let reply = agent.complete(&id, &pay).await.expect(200);
    assert_eq!(reply.session_status(), "authentication_required");
    let metadata = reply.at("/authentication_metadata");
    assert_eq!(metadata["acquirer_details"]["acquirer_merchant_id"], "merchant_1");
    assert_eq!(metadata["directory_server"], "visa");
    assert_eq!(mock.ledger(), []);

    pay["authentication_result"] = json!({
        "outcome": "authenticated",
        "outcome_details": {
            "three_ds_cryptogram": "AAABBZEEBgAAAAAAAAAAAAA", "electronic_commerce_indicator": "05",
            "transaction_id": "ds_1", "version": "2.2.0"
        }
    });
    let reply = agent.complete(&id, &pay).await.expect(200);
    assert_eq!(reply.session_status(), "completed");
    assert_eq!(captures(&mock).len(), 1);
}

#[tokio::test]
async fn a_payment_that_takes_its_time_leaves_the_session_in_progress() {
    for (version, waiting) in [
        (ApiVersion::V2025_09_29, "in_progress"),
        (ApiVersion::V2026_01_30, "complete_in_progress"),
        (ApiVersion::V2026_04_17, "complete_in_progress"),
    ] {
        let mock = StripeMock::new(SECRET_KEY);
        let agent = mall(&mock, config()).agent(version);
        let id = agent.payable().await;
        let pay = body::pay(version, &mock.grant(card::SLOW, dollars(100_000)));
        for _ in 0..2 {
            assert_eq!(agent.complete(&id, &pay).await.expect(200).session_status(), waiting);
        }
        mock.settle("pi_2", true);
        assert_eq!(agent.complete(&id, &pay).await.expect(200).session_status(), "completed");
        assert_eq!(captures(&mock).len(), 1);
    }
}

/// Money is captured later, or let go of.
#[tokio::test]
async fn what_is_set_aside_for_an_order_that_cannot_be_placed_is_let_go_of() {
    for (capture, left) in [(Capture::Manual, "Canceled"), (Capture::Automatic, "Refunded")] {
        let mock = StripeMock::new(SECRET_KEY);
        let mut config = config();
        config.capture = capture;
        let mall = mall(&mock, config);
        let agent = mall.agent(ApiVersion::V2026_04_17);
        let id = agent.payable().await;
        mall.shop.set_stock("mug", agentic_commerce::sample::Stock::Pieces(0));
        let token = mock.grant(card::VISA, dollars(100_000));
        let reply = agent.complete(&id, &body::pay(ApiVersion::V2026_04_17, &token)).await.expect(200);
        assert_eq!(reply.session_status(), "not_ready_for_payment");
        let last = format!("{:?}", mock.ledger().last().expect("an entry"));
        assert!(last.starts_with(left), "{last}");
    }
}
