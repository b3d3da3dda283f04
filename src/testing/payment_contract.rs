//! What every [`PaymentProvider`] must hold: one function for each property.
//!
//! A [`Till`] says how to get at credentials that the provider knows. Run [`every_property`] over a provider of your own
//! in its test mode, or the properties one by one, to see which one fails. Each takes attempts that nobody made before,
//! so they run in any order.
//!
//! # Panics
//!
//! Every function here panics when the provider breaks its property, or fails.
#![expect(clippy::panic, clippy::expect_used, reason = "a contract fails as a test does")]
#![expect(clippy::missing_panics_doc, reason = "the module says it once for all")]

use std::fmt::Debug;

use async_trait::async_trait;

use crate::backend::Finding;
use crate::engine::{IdSource, RandomIds};
use crate::model::{Authorization, Authorized, Credential, ErrorCode};
use crate::payment::{Charge, PaymentProvider, PaymentState, RefundState};
use crate::types::{CheckoutId, Clock, Currency, Money, SystemClock};

/// Gives out credentials of the provider's test mode.
#[async_trait]
pub trait Till: Debug + Send + Sync {
    /// A credential that can be charged, once, for that session and up to that amount.
    async fn good(&self, checkout: &CheckoutId, limit: Money) -> Credential;

    /// A credential that is declined.
    async fn bad(&self, checkout: &CheckoutId, limit: Money) -> Credential;
}

/// Runs every property of this module, one after the other.
pub async fn every_property(provider: &dyn PaymentProvider, till: &dyn Till) {
    a_payment_is_for_the_amount_asked(provider, till).await;
    an_attempt_made_again_is_the_same_payment(provider, till).await;
    an_attempt_is_not_charged_twice_by_another_credential(provider, till).await;
    a_decline_is_an_answer_and_stays_one(provider, till).await;
    an_attempt_is_found_by_its_token(provider, till).await;
    an_attempt_that_took_nothing_never_will(provider, till).await;
    an_unknown_credential_is_declined(provider).await;
    nothing_is_charged_above_the_limit(provider, till).await;
    a_void_lets_go_once(provider, till).await;
    an_unknown_payment_is_none(provider).await;
    money_goes_back_once_for_each_token(provider, till).await;
}

/// The amount that is authorized is the one that was asked for, and the payment can be looked up.
pub async fn a_payment_is_for_the_amount_asked(provider: &dyn PaymentProvider, till: &dyn Till) {
    let attempt = Attempt::new();
    let authorized = attempt.paid(provider, &attempt.good(till).await).await;
    assert_eq!(authorized.amount, attempt.amount);
    let payment = provider.look_up(&authorized.reference).await.expect("a look-up").expect("the payment");
    assert_eq!((&*payment.reference, payment.amount), (&*authorized.reference, attempt.amount));
    assert!(matches!(payment.state, PaymentState::Held | PaymentState::Captured), "{payment:?}");
}

/// The same attempt with the same credential is the same payment (ACP-IDEM-28).
pub async fn an_attempt_made_again_is_the_same_payment(provider: &dyn PaymentProvider, till: &dyn Till) {
    let attempt = Attempt::new();
    let credential = attempt.good(till).await;
    let first = attempt.paid(provider, &credential).await;
    assert_eq!(attempt.paid(provider, &credential).await, first);
}

/// Whoever lost the answer and tries another credential pays once: the answer is the first payment, or an error.
pub async fn an_attempt_is_not_charged_twice_by_another_credential(provider: &dyn PaymentProvider, till: &dyn Till) {
    let attempt = Attempt::new();
    let first = attempt.paid(provider, &attempt.good(till).await).await;
    let other = attempt.good(till).await;
    if let Ok(answer) = provider.authorize(&attempt.charge(&other)).await {
        assert_eq!(answer, Authorization::Authorized(first), "the other credential is not charged");
    }
}

/// Whoever asks by the token of an attempt that was paid hears of that payment, or that nobody knows.
pub async fn an_attempt_is_found_by_its_token(provider: &dyn PaymentProvider, till: &dyn Till) {
    let attempt = Attempt::new();
    let paid = attempt.paid(provider, &attempt.good(till).await).await;
    match provider.find(&attempt.token).await.expect("a finding") {
        Finding::Authorized(found) => assert_eq!(found, paid),
        finding => assert_eq!(finding, Finding::Unknown),
    }
}

/// An attempt of which it was said that it took nothing is not charged when it arrives after all.
pub async fn an_attempt_that_took_nothing_never_will(provider: &dyn PaymentProvider, till: &dyn Till) {
    let attempt = Attempt::new();
    let credential = attempt.good(till).await;
    if provider.find(&attempt.token).await.expect("a finding") == Finding::NothingTaken {
        let answer = provider.authorize(&attempt.charge(&credential)).await.expect("an answer");
        assert!(matches!(answer, Authorization::Declined(_)), "{answer:?}");
    }
}

/// A decline says so, in the same way when it is asked again; the next attempt is another.
pub async fn a_decline_is_an_answer_and_stays_one(provider: &dyn PaymentProvider, till: &dyn Till) {
    let attempt = Attempt::new();
    let credential = till.bad(&attempt.checkout, attempt.amount).await;
    for _ in 0..2 {
        let answer = provider.authorize(&attempt.charge(&credential)).await.expect("an answer");
        let Authorization::Declined(decline) = answer else { panic!("not declined: {answer:?}") };
        assert_eq!(decline.code, ErrorCode::PaymentDeclined);
        assert!(!decline.message.is_empty());
    }
    let next = Attempt { token: format!("{}:next", attempt.token), ..attempt };
    next.paid(provider, &next.good(till).await).await;
}

/// A credential that the provider does not know is declined, and nothing worse.
pub async fn an_unknown_credential_is_declined(provider: &dyn PaymentProvider) {
    for token in ["spt_unknown", "", "../../payment_intents", "spt_1?expand=x", "ключ"] {
        let attempt = Attempt::new();
        let credential = Credential::new("spt", token);
        let answer = provider.authorize(&attempt.charge(&credential)).await.expect("an answer");
        assert!(matches!(answer, Authorization::Declined(_)), "{token}: {answer:?}");
    }
}

/// An amount above what the buyer allowed is declined.
pub async fn nothing_is_charged_above_the_limit(provider: &dyn PaymentProvider, till: &dyn Till) {
    let attempt = Attempt::new();
    let below = Money::new(attempt.amount.minor - 1, attempt.amount.currency);
    let credential = till.good(&attempt.checkout, below).await;
    let answer = provider.authorize(&attempt.charge(&credential)).await.expect("an answer");
    assert!(matches!(answer, Authorization::Declined(_)), "{answer:?}");
}

/// Money that was let go of is let go of, however often it is said.
pub async fn a_void_lets_go_once(provider: &dyn PaymentProvider, till: &dyn Till) {
    let attempt = Attempt::new();
    let authorized = attempt.paid(provider, &attempt.good(till).await).await;
    let token = format!("{}:void", attempt.token);
    for _ in 0..2 {
        provider.void(&token, &authorized.reference).await.expect("a void");
    }
    provider.void(&format!("{token}:again"), &authorized.reference).await.expect("a void that finds nothing to do");
    let refund = provider.refund(&format!("{token}:refund"), &authorized.reference, attempt.amount).await;
    assert!(refund.is_err(), "money that was let go of cannot be given back: {refund:?}");
}

/// There is no payment under an id that is none.
pub async fn an_unknown_payment_is_none(provider: &dyn PaymentProvider) {
    for reference in ["pi_unknown", "", "../charges"] {
        assert_eq!(provider.look_up(reference).await.expect("a look-up"), None, "{reference}");
        assert!(provider.void("token", reference).await.is_err(), "{reference}");
    }
}

/// A refund under the same token is the same refund, and no more goes back than was taken.
pub async fn money_goes_back_once_for_each_token(provider: &dyn PaymentProvider, till: &dyn Till) {
    let attempt = Attempt::new();
    let authorized = attempt.paid(provider, &attempt.good(till).await).await;
    let reference = &authorized.reference;
    let payment = provider.look_up(reference).await.expect("a look-up").expect("the payment");
    if payment.state == PaymentState::Held {
        let token = format!("{}:capture", attempt.token);
        for _ in 0..2 {
            let captured = provider.capture(&token, reference, None).await.expect("a capture");
            assert_eq!((captured.state, captured.captured), (PaymentState::Captured, attempt.amount));
        }
    }
    let half = Money::new(attempt.amount.minor / 2, attempt.amount.currency);
    let token = |number: u8| format!("{}:refund:{number}", attempt.token);
    let first = provider.refund(&token(1), reference, half).await.expect("a refund");
    assert_eq!((first.amount, &first.payment), (half, reference));
    assert_ne!(first.state, RefundState::Failed);
    assert_eq!(provider.refund(&token(1), reference, half).await.expect("the refund").reference, first.reference);
    assert!(provider.refund(&token(2), reference, attempt.amount).await.is_err(), "more than is left");
    let second = provider.refund(&token(3), reference, half).await.expect("another refund");
    assert_ne!(second.reference, first.reference);
}

/// An attempt that nobody made before.
struct Attempt {
    token: String,
    checkout: CheckoutId,
    amount: Money,
}

impl Attempt {
    fn new() -> Self {
        let checkout = RandomIds::default().checkout_id(SystemClock::default().now());
        let amount = Money::new(2_692, Currency::new("usd").expect("a currency"));
        Self { token: format!("{checkout}:authorize:0"), checkout, amount }
    }

    fn charge<'a>(&'a self, credential: &'a Credential) -> Charge<'a> {
        Charge::new(&self.token, &self.checkout, self.amount, credential)
    }

    async fn good(&self, till: &dyn Till) -> Credential {
        till.good(&self.checkout, self.amount).await
    }

    async fn paid(&self, provider: &dyn PaymentProvider, credential: &Credential) -> Authorized {
        match provider.authorize(&self.charge(credential)).await.expect("an answer") {
            Authorization::Authorized(authorized) => authorized,
            other => panic!("not authorized: {other:?}"),
        }
    }
}
