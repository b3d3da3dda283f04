//! Attacks on the allowance.

use std::sync::Arc;
use std::time::Duration;

use agentic_commerce::model::{Authorization, Credential, ErrorCode};
use agentic_commerce::payment::delegate::{MemoryVault, Redemption, TokenRefusal, Vault, VaultProvider};
use agentic_commerce::payment::{Charge, PaymentProvider};
use agentic_commerce::sample::SampleShop;
use agentic_commerce::testing::payment_contract::{self, Till};
use agentic_commerce::types::{ApiVersion, CheckoutId, Clock, Currency, Money, Secret, Timestamp};
use async_trait::async_trait;
use serde_json::json;

use super::{NUMBER, Psp, request};
use crate::agent::{self, body};
use crate::shop::dollars;

/// What a vault says to a token that is presented like that at that time.
async fn presented(
    vault: &MemoryVault,
    token: &str,
    merchant: &str,
    checkout: &str,
    amount: Money,
    now: Timestamp,
) -> Result<String, TokenRefusal> {
    let (token, checkout) = (Secret::new(token), CheckoutId::new(checkout));
    let redemption = Redemption::new(&token, merchant, &checkout, amount, "attempt", now);
    let redeemed = vault.redeem(&redemption).await.expect("an open vault");
    redeemed.map(|redeemed| redeemed.card.number.expose().to_owned())
}

// ACP-DP-10
#[tokio::test]
async fn a_token_is_good_inside_its_allowance_only() {
    let psp = Psp::open();
    let token = psp.token(&request()).await;
    let now = psp.clock.now();
    let after = |seconds| now.saturating_add(Duration::from_secs(seconds));
    let euros = Money::new(2_000, Currency::new("eur").expect("a currency"));
    for (token, merchant, checkout, amount, now, refusal) in [
        ("vt_0", "acme", "cs_1", dollars(2_000), now, TokenRefusal::Unknown),
        (&*token, "rival", "cs_1", dollars(2_000), now, TokenRefusal::Merchant),
        (&*token, "acme", "cs_2", dollars(2_000), now, TokenRefusal::Session),
        (&*token, "acme", "cs_1", euros, now, TokenRefusal::Currency),
        (&*token, "acme", "cs_1", dollars(2_001), now, TokenRefusal::Amount),
        (&*token, "acme", "cs_1", dollars(0), now, TokenRefusal::Amount),
        (&*token, "acme", "cs_1", dollars(-1), now, TokenRefusal::Amount),
        // "At or after": neither at the second, nor one later.
        (&*token, "acme", "cs_1", dollars(2_000), after(3_600), TokenRefusal::Expired),
        (&*token, "acme", "cs_1", dollars(2_000), after(3_601), TokenRefusal::Expired),
    ] {
        assert_eq!(presented(&psp.vault, token, merchant, checkout, amount, now).await, Err(refusal));
    }
    // None of that used it up; a second before its end it is good.
    let number = presented(&psp.vault, &token, "acme", "cs_1", dollars(2_000), after(3_599)).await;
    assert_eq!(number.as_deref(), Ok(NUMBER));
}

// ACP-DP-10: what the merchant hears, and that the attack cost nobody anything.
#[tokio::test]
async fn every_attack_is_refused_with_its_code() {
    let psp = Psp::open();
    let (provider, rival) = (psp.provider(), VaultProvider::new(Arc::clone(&psp.vault) as _, "rival"));
    let rival = rival.with_clock(Arc::clone(&psp.clock) as _);
    let token = psp.token(&request()).await;
    let euros = Money::new(2_000, Currency::new("eur").expect("a currency"));
    let ask = async |provider: &VaultProvider, attempt: &str, token: &str, checkout: &str, amount: Money| {
        let (credential, checkout) = (Credential::new("spt", token), CheckoutId::new(checkout));
        provider.authorize(&Charge::new(attempt, &checkout, amount, &credential)).await.expect("an answer")
    };
    let declined = |answer: Authorization, code: &ErrorCode, attack: &str| {
        let Authorization::Declined(decline) = answer else { panic!("{attack}: {answer:?}") };
        assert_eq!(decline.code, *code, "{attack}");
        assert!(!decline.message.contains("2000") && !decline.message.contains("acme"), "{}", decline.message);
    };
    let (invalid, refused) = (ErrorCode::Invalid, ErrorCode::PaymentDeclined);
    for (attack, provider, token, checkout, amount, code) in [
        ("a token that nobody gave", &provider, "vt_0", "cs_1", dollars(2_000), &invalid),
        ("another merchant", &rival, &*token, "cs_1", dollars(2_000), &invalid),
        ("another session", &provider, &*token, "cs_2", dollars(2_000), &invalid),
        ("another currency", &provider, &*token, "cs_1", euros, &refused),
        ("a higher amount", &provider, &*token, "cs_1", dollars(2_001), &refused),
    ] {
        declined(ask(provider, attack, token, checkout, amount).await, code, attack);
    }
    let paid = ask(&provider, "attempt", &token, "cs_1", dollars(2_000)).await;
    assert!(matches!(paid, Authorization::Authorized(_)), "{paid:?}");
    declined(ask(&provider, "replay", &token, "cs_1", dollars(1)).await, &refused, "a token that was used");

    let late = psp.token(&request()).await;
    psp.clock.advance(Duration::from_secs(3_601));
    declined(ask(&provider, "late", &late, "cs_1", dollars(2_000)).await, &refused, "expired by a second");
    assert_eq!((provider.payments().len(), rival.payments().len()), (1, 0));
}

// ACP-DP-10: the same over the merchant's road, from 32 tasks that all want the one session.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_completions_at_one_time_one_is_paid() {
    let psp = Psp::open();
    let provider = Arc::new(psp.provider());
    let shop = Arc::new(SampleShop::builtin().with_payments(Arc::clone(&provider) as _));
    let mall = agent::open_with(shop, |pipeline| pipeline);
    let buyer = mall.agent(ApiVersion::V2026_04_17);
    let id = buyer.payable().await;
    let mut delegated = request();
    delegated["allowance"]["checkout_session_id"] = json!(id);
    delegated["allowance"]["max_amount"] = json!(100_000);
    let token = psp.token(&delegated).await;
    let tasks: Vec<_> = (0..32)
        .map(|_| {
            let (buyer, id, pay) = (buyer.clone(), id.clone(), body::pay(ApiVersion::V2026_04_17, &token));
            tokio::spawn(async move { buyer.complete(&id, &pay).await })
        })
        .collect();
    let mut completed = 0;
    for task in tasks {
        let reply = task.await.expect("a task");
        match reply.status.as_u16() {
            200 => completed += usize::from(reply.session_status() == "completed"),
            status => assert!(matches!(status, 405 | 409 | 503), "{:#}", reply.body),
        }
    }
    assert_eq!((completed, provider.payments().len()), (1, 1));
    assert_eq!(mall.shop.ledger().tally(&id.into()).orders, 1);
}

// ACP-DP-10
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_at_one_time_one_gets_the_money() {
    for _ in 0..20 {
        let psp = Psp::open();
        let provider = Arc::new(psp.provider());
        let token = psp.token(&request()).await;
        let tasks: Vec<_> = (0..32)
            .map(|number| {
                let (provider, credential) = (Arc::clone(&provider), Credential::new("spt", &*token));
                tokio::spawn(async move {
                    let (attempt, checkout) = (format!("attempt-{number}"), CheckoutId::new("cs_1"));
                    provider.authorize(&Charge::new(&attempt, &checkout, dollars(2_000), &credential)).await
                })
            })
            .collect();
        let mut paid = 0;
        for task in tasks {
            match task.await.expect("a task").expect("an answer") {
                Authorization::Authorized(_) => paid += 1,
                Authorization::Declined(decline) => assert_eq!(decline.code, ErrorCode::PaymentDeclined),
                other => panic!("{other:?}"),
            }
        }
        assert_eq!((paid, provider.payments().len()), (1, 1));
    }
}

#[derive(Debug)]
struct VaultTill(Psp);

impl std::fmt::Debug for Psp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Psp")
    }
}

impl VaultTill {
    async fn credential(&self, number: &str, checkout: &CheckoutId, limit: Money) -> Credential {
        let mut body = request();
        body["payment_method"]["number"] = json!(number);
        body["allowance"]["max_amount"] = json!(limit.minor);
        body["allowance"]["checkout_session_id"] = json!(checkout.as_str());
        Credential::new("spt", self.0.token(&body).await)
    }
}

#[async_trait]
impl Till for VaultTill {
    async fn good(&self, checkout: &CheckoutId, limit: Money) -> Credential {
        self.credential(NUMBER, checkout, limit).await
    }

    async fn bad(&self, checkout: &CheckoutId, limit: Money) -> Credential {
        self.credential(agentic_commerce::payment::delegate::card::DECLINED, checkout, limit).await
    }
}

#[tokio::test]
async fn the_provider_keeps_the_contract() {
    let psp = Psp::open();
    let provider: VaultProvider = psp.provider();
    payment_contract::every_property(&provider, &VaultTill(psp)).await;
}
