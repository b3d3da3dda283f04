//! Charging Stripe's Shared Payment Tokens.
//!
//! An agent that delegated a card to Stripe completes a session with a token, `spt_…`. [`StripeProvider`] makes a
//! `PaymentIntent` of it, over any [`HttpTransport`]; [`StripeWebhook`] reads what Stripe tells afterwards.
//!
//! ```
//! # #[cfg(feature = "reqwest")] {
//! use std::sync::Arc;
//! use std::time::Duration;
//!
//! use agentic_commerce::payment::stripe::{Capture, StripeConfig, StripeProvider};
//! use agentic_commerce::transport::ReqwestTransport;
//!
//! let transport = ReqwestTransport::new()?.with_timeout(Duration::from_secs(8));
//! let mut config = StripeConfig::default();
//! config.capture = Capture::Manual;
//! let stripe = StripeProvider::new("sk_test_123", Arc::new(transport)).with_config(config);
//! # let _ = stripe;
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What becomes of a charge
//!
//! | Stripe | the shop hears | the agent sees |
//! | --- | --- | --- |
//! | `succeeded`, `requires_capture` | authorized | the order |
//! | `processing` | processing | `complete_in_progress`; the next complete asks again |
//! | `requires_action`, `authentication_required` | authentication required, the intent is canceled | `authentication_required`, or an error `requires_3ds` |
//! | any other decline | declined | `payment_declined`, in words that tell nothing of fraud |
//! | above the token's limit; token expired, revoked, used up | declined | `payment_declined` |
//! | no such token | declined | `invalid` |
//! | key refused, request refused | [`Internal`](crate::backend::BackendErrorKind::Internal) | 500 |
//! | 409, 429, 5xx, no answer | tried again with the same key, looked up, then [`Unavailable`](crate::backend::BackendErrorKind::Unavailable) | 503 |
//!
//! # What Stripe tells afterwards
//!
//! [`StripeProvider::follow`] is all that a route for Stripe's events has to call.
//!
//! | Stripe | the order | the agent sees |
//! | --- | --- | --- |
//! | `refund.created`, `refund.updated`, `refund.failed`, `charge.refund.updated` | a refund with Stripe's id of it | an adjustment `refund`: `pending`, `completed` or `failed`; `amount_refunded` counts those that are completed |
//! | `charge.refunded` | the same refunds, asked for where they are not listed | as above, and nothing new where `refund.*` came first |
//! | `charge.dispute.*` | a dispute with Stripe's id of it | an adjustment `dispute`: `pending`; `completed` once it is lost, `failed` once it is won |
//! | everything else | as it was | nothing |
//!
//! # Never twice
//!
//! The first try of an attempt goes out under the attempt's own
//! [idempotency token](super::Charge::idempotency_token), whatever it is paid with. When a crash has lost the outcome
//! and the agent comes back with *another* token, Stripe notices that the key was used for something else; then the
//! attempt is looked up by its metadata, and only where every earlier try is known to have failed, the new token is
//! charged, under a key of its own. So no attempt is ever charged twice, and the usual course costs no extra request.
//! The price: where an earlier try left no intent at all, as after a refused token whose refusal was lost, another token
//! gets a 503 until the first one is sent again.

mod amount;
mod authorize;
mod call;
mod config;
mod error;
mod event;
mod follow;
mod object;

use std::sync::Arc;

use async_trait::async_trait;

use super::{Charge, Payment, PaymentProvider, PaymentState, Refund};
use crate::backend::{BackendError, Finding};
use crate::model::Authorization;
use crate::transport::HttpTransport;
use crate::types::{Money, Secret};
use amount::to_stripe;
use object::{PaymentIntent, RefundObject};

pub use config::{Capture, StripeConfig, TokenParameter};
pub use error::StripeError;
pub use event::{StripeEvent, StripeEventError, StripeEventKind, StripeWebhook};
pub use follow::FollowError;

/// Charges Shared Payment Tokens.
#[derive(Debug, Clone)]
pub struct StripeProvider {
    key: Secret,
    transport: Arc<dyn HttpTransport>,
    config: StripeConfig,
}

impl StripeProvider {
    /// A provider that calls Stripe with that secret key, `sk_…`.
    #[must_use]
    pub fn new(key: impl Into<Secret>, transport: Arc<dyn HttpTransport>) -> Self {
        Self { key: key.into(), transport, config: StripeConfig::default() }
    }

    /// The same provider with other settings.
    #[must_use]
    pub fn with_config(mut self, config: StripeConfig) -> Self {
        self.config = config;
        self
    }

    /// The intent as it is now.
    async fn intent(&self, reference: &str) -> Result<Option<PaymentIntent>, StripeError> {
        if !is_id(reference) {
            return Ok(None);
        }
        let reply = self.get(&format!("/v1/payment_intents/{reference}")).await?;
        if reply.status() == 404 { Ok(None) } else { reply.object().map(Some) }
    }

    /// Cancels an intent that nothing was taken for. Doing it again does nothing.
    async fn cancel(&self, key: &str, reference: &str) -> Result<(), StripeError> {
        let path = format!("/v1/payment_intents/{reference}/cancel");
        let reply = self.post(&path, &format!("{key}:cancel"), &Vec::new()).await?;
        let Err(error) = reply.object::<PaymentIntent>() else { return Ok(()) };
        let canceled = reply.error().payment_intent.is_some_and(|intent| intent.state() == PaymentState::Canceled);
        if canceled { Ok(()) } else { Err(error) }
    }

    async fn give_back(&self, key: &str, reference: &str, amount: Option<Money>) -> Result<Refund, StripeError> {
        let mut form = vec![
            ("payment_intent".to_owned(), reference.to_owned()),
            ("reason".to_owned(), "requested_by_customer".to_owned()),
        ];
        if let Some(amount) = amount {
            form.push(("amount".to_owned(), minor(amount)?));
        }
        let reply = self.post("/v1/refunds", &format!("{key}:refund"), &form).await?;
        reply.object::<RefundObject>()?.refund()
    }
}

#[async_trait]
impl PaymentProvider for StripeProvider {
    async fn authorize(&self, charge: &Charge<'_>) -> Result<Authorization, BackendError> {
        Ok(self.charge(charge).await?)
    }

    async fn capture(
        &self,
        idempotency_token: &str,
        reference: &str,
        amount: Option<Money>,
    ) -> Result<Payment, BackendError> {
        if !is_id(reference) {
            return Err(StripeError::NoSuchPayment.into());
        }
        let mut form = Vec::new();
        if let Some(amount) = amount {
            form.push(("amount_to_capture".to_owned(), minor(amount)?));
        }
        let path = format!("/v1/payment_intents/{reference}/capture");
        let reply = self.post(&path, &format!("{idempotency_token}:capture"), &form).await?;
        Ok(reply.object::<PaymentIntent>()?.payment()?)
    }

    async fn void(&self, idempotency_token: &str, reference: &str) -> Result<(), BackendError> {
        let intent = self.intent(reference).await?.ok_or(StripeError::NoSuchPayment)?;
        match intent.state() {
            PaymentState::Canceled => Ok(()),
            PaymentState::Captured => match self.give_back(idempotency_token, reference, None).await {
                Ok(_) => Ok(()),
                // Somebody else gave it back.
                Err(StripeError::Refused { code, .. }) if code == "charge_already_refunded" => Ok(()),
                Err(error) => Err(error.into()),
            },
            _ => Ok(self.cancel(idempotency_token, reference).await?),
        }
    }

    async fn refund(&self, idempotency_token: &str, reference: &str, amount: Money) -> Result<Refund, BackendError> {
        Ok(self.give_back(idempotency_token, reference, Some(amount)).await?)
    }

    async fn find(&self, idempotency_token: &str) -> Result<Finding, BackendError> {
        Ok(self.found(idempotency_token).await?)
    }

    async fn look_up(&self, reference: &str) -> Result<Option<Payment>, BackendError> {
        let intent = self.intent(reference).await?;
        Ok(intent.map(|intent| intent.payment()).transpose()?)
    }
}

/// Whether a text can be an id of Stripe's. Tokens come from agents, and an id becomes a part of a path.
fn is_id(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    !text.is_empty() && text.len() <= 255 && text.bytes().all(plain)
}

fn minor(amount: Money) -> Result<String, StripeError> {
    let minor = to_stripe(amount).ok_or(StripeError::Unsayable("the amount is too large"))?;
    Ok(minor.to_string())
}
