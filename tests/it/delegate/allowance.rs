//! Attacks on the allowance.

use std::sync::Arc;
use std::time::Duration;

use agentic_commerce::model::{Authorization, Credential, ErrorCode};
use agentic_commerce::payment::delegate::{MemoryVault, Redemption, TokenRefusal, Vault, VaultProvider};
use agentic_commerce::payment::{Charge, PaymentProvider};
use agentic_commerce::testing::payment_contract::{self, Till};
use agentic_commerce::types::{CheckoutId, Clock, Currency, Money, Secret, Timestamp};
use async_trait::async_trait;
use serde_json::json;

use super::{NUMBER, Psp, request};
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
