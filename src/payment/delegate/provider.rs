//! A provider that charges what is in its vault, and moves no money.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;

use super::{Redemption, TokenRefusal, Vault};
use crate::backend::{BackendError, Finding};
use crate::model::{
    AcquirerDetails, AuthenticationMetadata, AuthenticationOutcome, AuthenticationResult, Authorization, Authorized,
    Challenge, Decline, DirectoryServer, ErrorCode,
};
use crate::payment::authentication::MemoryAuthentication;
use crate::payment::{Charge, Payment, PaymentProvider, PaymentState, Refund, RefundState};
use crate::types::{Clock, Money, Secret, SystemClock};

/// The cards of the test mode that end otherwise than well.
pub mod card {
    /// Declined.
    pub const DECLINED: &str = "4000000000000002";
    /// Charged once the buyer has authenticated.
    pub const THREE_DS: &str = "4000002760003184";
}

/// A provider of one's own, for tests and for trying out: it charges the cards of a [`Vault`] for one merchant, by their
/// [numbers](card), and keeps its books in memory. With it, agent, provider and merchant run on one machine.
pub struct VaultProvider {
    vault: Arc<dyn Vault>,
    merchant_id: String,
    clock: Arc<dyn Clock>,
    bank: Option<Arc<MemoryAuthentication>>,
    books: Mutex<Books>,
}

#[derive(Default)]
struct Books {
    /// What was answered to an attempt.
    answers: BTreeMap<String, Authorization>,
    payments: BTreeMap<String, (Payment, Money)>,
    refunds: BTreeMap<String, Refund>,
    made: u64,
}

impl VaultProvider {
    /// Charges the cards of that vault, for the merchant of that id.
    #[must_use]
    pub fn new(vault: Arc<dyn Vault>, merchant_id: impl Into<String>) -> Self {
        let clock = Arc::new(SystemClock::default());
        Self { vault, merchant_id: merchant_id.into(), clock, bank: None, books: Mutex::default() }
    }

    /// The same provider by another clock.
    #[must_use]
    pub fn with_clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// The same provider, which believes in an authentication only if that service vouches for its proof. Without it an
    /// agent's word is enough.
    #[must_use]
    pub fn with_authentication(mut self, bank: Arc<MemoryAuthentication>) -> Self {
        self.bank = Some(bank);
        self
    }

    /// Every payment so far.
    #[must_use]
    pub fn payments(&self) -> Vec<Payment> {
        self.lock().payments.values().map(|(payment, _)| payment.clone()).collect()
    }

    fn is_authenticated(&self, result: &AuthenticationResult, card: &Secret, amount: Money) -> bool {
        let vouched = self
            .bank
            .as_ref()
            .is_none_or(|bank| result.proof.as_ref().is_some_and(|proof| bank.vouches(proof, card, amount)));
        result.outcome == AuthenticationOutcome::Authenticated && vouched
    }

    fn lock(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Books {
    fn next_id(&mut self, kind: &str) -> String {
        self.made += 1;
        format!("{kind}_{}", self.made)
    }

    fn take(&mut self, amount: Money) -> Authorization {
        let reference = self.next_id("pay");
        let mut payment = Payment::new(&*reference, amount, PaymentState::Captured);
        payment.captured = amount;
        self.payments.insert(reference.clone(), (payment, Money::zero(amount.currency)));
        Authorization::Authorized(Authorized::new(reference, amount))
    }

    /// Gives `amount` back, or what is left.
    fn give_back(&mut self, token: &str, reference: &str, amount: Option<Money>) -> Result<Refund, BackendError> {
        if let Some(refund) = self.refunds.get(token) {
            return Ok(refund.clone());
        }
        let id = self.next_id("ref");
        let none = || BackendError::internal("there is no such payment");
        let (payment, refunded) = self.payments.get_mut(reference).ok_or_else(none)?;
        let left = payment.captured.checked_sub(*refunded)?;
        let amount = amount.unwrap_or(left);
        if amount.currency != left.currency || amount.minor <= 0 || amount.minor > left.minor {
            return Err(BackendError::internal("there is not so much left to give back"));
        }
        *refunded = refunded.checked_add(amount)?;
        let refund = Refund::new(id, reference, amount, RefundState::Succeeded);
        self.refunds.insert(token.to_owned(), refund.clone());
        Ok(refund)
    }
}

#[async_trait]
impl PaymentProvider for VaultProvider {
    async fn authorize(&self, charge: &Charge<'_>) -> Result<Authorization, BackendError> {
        if let Some(answer) = self.lock().answers.get(charge.idempotency_token) {
            return Ok(answer.clone());
        }
        // A challenge and its answer are one attempt to the token.
        let attempt = charge.resumes.unwrap_or(charge.idempotency_token);
        let (token, now) = (&charge.credential.token, self.clock.now());
        let redemption = Redemption::new(token, &self.merchant_id, charge.checkout_id, charge.amount, attempt, now);
        let card = match self.vault.redeem(&redemption).await.map_err(BackendError::unavailable)? {
            Ok(redeemed) => redeemed.card,
            Err(refusal) => return Ok(Authorization::Declined(decline(refusal))),
        };
        let mut books = self.lock();
        // Whoever made the same attempt meanwhile has its answer.
        if let Some(answer) = books.answers.get(charge.idempotency_token) {
            return Ok(answer.clone());
        }
        let authenticated =
            charge.authentication.map(|result| self.is_authenticated(result, &card.number, charge.amount));
        let answer = match (card.number.expose(), authenticated) {
            (card::DECLINED, _) => Authorization::Declined(Decline::new("The card was declined.")),
            (card::THREE_DS, None) => Authorization::AuthenticationRequired(Box::new(challenge(attempt))),
            (card::THREE_DS, Some(false)) => {
                Authorization::Declined(Decline::new("The bank did not authenticate the buyer."))
            }
            _ => books.take(charge.amount),
        };
        books.answers.insert(charge.idempotency_token.to_owned(), answer.clone());
        Ok(answer)
    }

    async fn capture(&self, _: &str, reference: &str, _: Option<Money>) -> Result<Payment, BackendError> {
        let books = self.lock();
        let payment = books.payments.get(reference).map(|(payment, _)| payment.clone());
        payment.ok_or_else(|| BackendError::internal("there is no such payment"))
    }

    async fn void(&self, idempotency_token: &str, reference: &str) -> Result<(), BackendError> {
        let mut books = self.lock();
        let nothing_left = books.payments.get(reference).is_some_and(|(payment, back)| payment.captured == *back);
        if nothing_left {
            return Ok(());
        }
        books.give_back(idempotency_token, reference, None).map(|_| ())
    }

    async fn refund(&self, idempotency_token: &str, reference: &str, amount: Money) -> Result<Refund, BackendError> {
        self.lock().give_back(idempotency_token, reference, Some(amount))
    }

    async fn find(&self, idempotency_token: &str) -> Result<Finding, BackendError> {
        let mut books = self.lock();
        if let Some(Authorization::Authorized(authorized)) = books.answers.get(idempotency_token) {
            return Ok(Finding::Authorized(authorized.clone()));
        }
        // Should the attempt still be on its way, this is its answer.
        let over = Authorization::Declined(Decline::new("The attempt to pay is over."));
        books.answers.insert(idempotency_token.to_owned(), over);
        Ok(Finding::NothingTaken)
    }

    async fn look_up(&self, reference: &str) -> Result<Option<Payment>, BackendError> {
        Ok(self.lock().payments.get(reference).map(|(payment, _)| payment.clone()))
    }
}

/// A token that is not this merchant's is as good as none.
fn decline(refusal: TokenRefusal) -> Decline {
    let (code, message) = match refusal {
        TokenRefusal::Unknown | TokenRefusal::Merchant => (ErrorCode::Invalid, "The payment token is not known."),
        TokenRefusal::Session => (ErrorCode::Invalid, "The payment was authorized for another purchase."),
        TokenRefusal::Expired => (ErrorCode::PaymentDeclined, "The authorization of the payment has expired."),
        TokenRefusal::Currency => (ErrorCode::PaymentDeclined, "The payment was authorized in another currency."),
        TokenRefusal::Amount => (ErrorCode::PaymentDeclined, "The amount is above what the buyer has authorized."),
        TokenRefusal::Used => (ErrorCode::PaymentDeclined, "The authorization of the payment was used."),
    };
    let mut decline = Decline::new(message);
    decline.code = code;
    decline
}

fn challenge(reference: &str) -> Challenge {
    let acquirer = AcquirerDetails::new("400000", "US", "reference_psp", "Reference provider");
    Challenge::new(reference, AuthenticationMetadata::new(acquirer, DirectoryServer::Visa))
}

/// Says how many payments there are.
impl fmt::Debug for VaultProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VaultProvider")
            .field("merchant_id", &self.merchant_id)
            .field("payments", &self.lock().payments.len())
            .finish_non_exhaustive()
    }
}
