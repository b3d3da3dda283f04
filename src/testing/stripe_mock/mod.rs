//! A Stripe of one's own, for tests and examples.
//!
//! [`StripeMock`] plays as much of Stripe as a shop needs that charges Shared Payment Tokens: granted tokens, payment
//! intents, refunds, disputes, idempotency keys and signed events, with everything in memory. It is an
//! [`HttpTransport`], so that a test needs no socket, and with the feature `axum` a [`router`](StripeMock::router) too.
//!
//! Its books ([`ledger`](StripeMock::ledger)) say what money really moved, and [`Fault`]s make it as unreliable as the
//! network is.
//!
//! ```
//! # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
//! use std::sync::Arc;
//!
//! use agentic_commerce::model::{Authorization, Credential};
//! use agentic_commerce::payment::stripe::StripeProvider;
//! use agentic_commerce::payment::{Charge, PaymentProvider};
//! use agentic_commerce::testing::stripe_mock::{LedgerEntry, StripeMock, card};
//! use agentic_commerce::types::{CheckoutId, Currency, Money};
//!
//! let mock = StripeMock::new("sk_test_123");
//! let stripe = StripeProvider::new("sk_test_123", Arc::new(mock.clone()));
//! let amount = Money::new(2_692, Currency::new("usd")?);
//!
//! let token = Credential::new("spt", mock.grant(card::VISA, amount));
//! let (session, attempt) = (CheckoutId::new("cs_1"), "cs_1:authorize:0");
//! let answer = stripe.authorize(&Charge::new(attempt, &session, amount, &token)).await?;
//! assert!(matches!(answer, Authorization::Authorized(_)));
//! assert!(matches!(&mock.ledger()[..], [LedgerEntry::Captured { amount: 2_692, .. }]));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Its answers have the shapes and texts that are documented or were seen at Stripe (2026); where neither says anything,
//! as for a token in another currency, it refuses with a 400.

mod answer;
mod books;
mod event;
mod fault;
mod intent;
mod refund;
mod token;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use bytes::Bytes;
use http::header::{AUTHORIZATION, HeaderName};
use http::{Method, Request, Response};
use url::form_urlencoded;

use crate::transport::{HttpTransport, TransportError, TransportErrorKind};
use crate::types::{Clock, Money, Secret, SystemClock, Timestamp};
use answer::Answer;
use books::Books;

pub use books::LedgerEntry;
pub use fault::Fault;

/// The payment methods of the test mode that tokens are granted for.
pub mod card {
    /// Succeeds.
    pub const VISA: &str = "pm_card_visa";
    /// Succeeds.
    pub const MASTERCARD: &str = "pm_card_mastercard";
    /// Succeeds.
    pub const AMEX: &str = "pm_card_amex";
    /// Declined, for no reason that is told.
    pub const DECLINED: &str = "pm_card_chargeDeclined";
    /// Declined: there is not enough money on the card.
    pub const INSUFFICIENT_FUNDS: &str = "pm_card_chargeDeclinedInsufficientFunds";
    /// Declined: the card has expired.
    pub const EXPIRED: &str = "pm_card_chargeDeclinedExpiredCard";
    /// Declined, because Stripe takes it for fraud.
    pub const FRAUDULENT: &str = "pm_card_chargeDeclinedFraudulent";
    /// Succeeds once the buyer has authenticated.
    pub const THREE_DS: &str = "pm_card_authenticationRequired";
    /// Takes its time: it is processed until [`settle`](super::StripeMock::settle).
    pub const SLOW: &str = "pm_usBankAccount_processing";
}

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// A Stripe of one's own. Clones are the same one.
#[derive(Clone)]
pub struct StripeMock {
    key: Secret,
    clock: Arc<dyn Clock>,
    books: Arc<Mutex<Books>>,
}

impl StripeMock {
    /// A Stripe that knows that secret key.
    #[must_use]
    pub fn new(key: impl Into<Secret>) -> Self {
        Self { key: key.into(), clock: Arc::new(SystemClock::default()), books: Arc::default() }
    }

    /// The same by another clock.
    #[must_use]
    pub fn with_clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// Grants a token for one of the [`card`]s, good for so much within an hour.
    #[must_use]
    pub fn grant(&self, payment_method: &str, limit: Money) -> String {
        let expires_at = self.now().unix_seconds().saturating_add(3_600);
        self.grant_until(payment_method, limit, expires_at)
    }

    /// Grants a token that expires at that UNIX time.
    #[must_use]
    pub fn grant_until(&self, payment_method: &str, limit: Money, expires_at: i64) -> String {
        let currency = limit.currency.as_str().to_owned();
        self.lock().grant(payment_method, currency, Some(limit.minor), expires_at)
    }

    /// Revokes a token, as the agent may.
    pub fn revoke(&self, token: &str) {
        self.lock().revoke(token);
    }

    /// Decides an intent that is being processed.
    pub fn settle(&self, intent: &str, succeeded: bool) {
        self.lock().settle(intent, succeeded);
    }

    /// Decides a refund. One that was done can still fail: the bank finds that out days later.
    pub fn settle_refund(&self, refund: &str, succeeded: bool) {
        self.lock().settle_refund(refund, succeeded);
    }

    /// Has the buyer dispute what was taken for an intent, and gives Stripe's id of the dispute. `None` when nothing was.
    #[must_use]
    pub fn dispute(&self, intent: &str) -> Option<String> {
        self.lock().dispute(intent)
    }

    /// Decides a dispute.
    pub fn close_dispute(&self, dispute: &str, won: bool) {
        self.lock().close_dispute(dispute, won);
    }

    /// Makes the next so many charges meet a fault.
    pub fn fail(&self, fault: Fault, times: u32) {
        self.lock().faults.set(fault, times);
    }

    /// What money moved so far, in order.
    #[must_use]
    pub fn ledger(&self) -> Vec<LedgerEntry> {
        self.lock().ledger.clone()
    }

    /// The requests so far: method and path, and the idempotency key.
    #[must_use]
    pub fn requests(&self) -> Vec<(String, Option<String>)> {
        self.lock().requests.clone()
    }

    /// Answers a request; `None` is a connection that breaks off.
    pub async fn handle(&self, request: Request<Bytes>) -> Option<Response<Bytes>> {
        let fault = {
            let mut books = self.lock();
            let charge = *request.method() == Method::POST && request.uri().path() == "/v1/payment_intents";
            let key = request.headers().get(IDEMPOTENCY_KEY).and_then(|key| key.to_str().ok()).map(str::to_owned);
            books.requests.push((format!("{} {}", request.method(), request.uri().path()), key));
            if charge { books.faults.next() } else { None }
        };
        match fault {
            None => Some(self.answer(&request).respond()),
            Some(Fault::Delay(span)) => {
                tokio::time::sleep(span).await;
                Some(self.answer(&request).respond())
            }
            Some(Fault::TooManyRequests) => Some(answer::rate_limit().respond()),
            Some(Fault::ServerError) => Some(answer::api_error().respond()),
            Some(Fault::ServerErrorAfterCommit) => {
                self.answer(&request);
                Some(answer::api_error().respond())
            }
            Some(Fault::DropBeforeCommit) => None,
            Some(Fault::DropAfterCommit) => {
                self.answer(&request);
                None
            }
        }
    }

    /// The mock as a server of its own.
    #[cfg(feature = "axum")]
    pub fn router(&self) -> axum::Router {
        axum::Router::new().fallback(fault::serve).with_state(self.clone())
    }

    fn answer(&self, request: &Request<Bytes>) -> Answer {
        if !self.knows(request) {
            return answer::unauthorized();
        }
        let now = self.now();
        let form: Fields = form_urlencoded::parse(request.body()).into_owned().collect();
        let query: Fields =
            form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes()).into_owned().collect();
        let path: Vec<&str> = request.uri().path().trim_start_matches("/v1/").split('/').collect();
        let mut books = self.lock();
        if *request.method() == Method::GET {
            return match path[..] {
                ["shared_payment", "granted_tokens", id] => books.retrieve_token(id, now),
                ["payment_intents", "search"] => books.search(&query),
                ["payment_intents", id] => books.retrieve_intent(id),
                ["refunds"] => books.list_refunds(&query),
                _ => answer::no_such_route(),
            };
        }
        let key = request.headers().get(IDEMPOTENCY_KEY).and_then(|key| key.to_str().ok());
        let said = (request.uri().path().to_owned(), form.clone());
        if let Some(earlier) = key.and_then(|key| books.replay(key, &said)) {
            return earlier;
        }
        let answer = match path[..] {
            ["test_helpers", "shared_payment", "granted_tokens"] => books.create_token(&form),
            ["test_helpers", "shared_payment", "granted_tokens", id, "revoke"] => books.revoke_token(id, now),
            ["payment_intents"] => books.create_intent(&form, now),
            ["payment_intents", id, "capture"] => books.capture(id, &form),
            ["payment_intents", id, "cancel"] => books.cancel(id),
            ["refunds"] => books.refund(&form),
            _ => answer::no_such_route(),
        };
        if let Some(key) = key {
            books.keep(key, said, &answer);
        }
        answer
    }

    /// `Bearer sk_…`, or the same key as the user of Basic.
    fn knows(&self, request: &Request<Bytes>) -> bool {
        use base64::Engine as _;
        let header = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let basic = base64::engine::general_purpose::STANDARD.encode(format!("{}:", self.key.expose()));
        header == format!("Bearer {}", self.key.expose()) || header == format!("Basic {basic}")
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    fn lock(&self) -> MutexGuard<'_, Books> {
        let mut books = self.books.lock().unwrap_or_else(PoisonError::into_inner);
        books.now = self.now().unix_seconds();
        books
    }
}

/// The fields of a form or query, nested keys in brackets.
type Fields = BTreeMap<String, String>;

#[async_trait]
impl HttpTransport for StripeMock {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let broken = || TransportError::new(TransportErrorKind::Other, "the connection broke off");
        self.handle(request).await.ok_or_else(broken)
    }
}

impl fmt::Debug for StripeMock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StripeMock").finish_non_exhaustive()
    }
}
