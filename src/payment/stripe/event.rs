//! What Stripe tells afterwards.

use std::time::Duration;

use serde_json::Value;

use super::StripeError;
use super::amount::from_stripe;
use super::object::{ChargeObject, DisputeObject, EventBody, PaymentIntent, RefundObject, instant};
use crate::payment::{Dispute, Payment, Refund};
use crate::signature::{SigningSecret, hex};
use crate::types::{Money, Timestamp};

/// Reads Stripe's events, and none that somebody else made.
///
/// ```
/// use agentic_commerce::payment::stripe::StripeWebhook;
/// use agentic_commerce::signature::SigningSecret;
/// use agentic_commerce::types::Timestamp;
///
/// let webhook = StripeWebhook::new(SigningSecret::new("whsec_123")?);
/// let now = Timestamp::parse("2026-04-17T12:00:00Z")?;
/// assert!(webhook.read("t=1776427200,v1=00", b"{}", now).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct StripeWebhook {
    secret: SigningSecret,
    tolerance: Duration,
}

/// An event of Stripe's. The same one may come more than once: tell them apart by `id`.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct StripeEvent {
    /// Its id, `evt_…`.
    pub id: String,
    /// When it happened.
    pub created: Timestamp,
    /// What happened.
    pub kind: StripeEventKind,
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum StripeEventKind {
    /// A payment is now like this (`payment_intent.*`): an order that waited for it can go on, or must not.
    Payment(Payment),
    /// Money goes back to the buyer (`refund.*`): a change of the order.
    Refund(Refund),
    /// Money of a payment went back (`charge.refunded`): the same that `refund.*` tells one by one.
    Refunded {
        /// The payment, if Stripe names it.
        payment: Option<String>,
        /// How much in all, so far.
        amount: Money,
        /// Each refund. `None` where Stripe does not list them all, as in the versions of its API since 2022-11-15.
        refunds: Option<Vec<Refund>>,
    },
    /// The buyer disputes a payment (`charge.dispute.*`): a change of the order.
    Dispute {
        /// The payment, if Stripe names it.
        payment: Option<String>,
        /// The dispute.
        dispute: Dispute,
        /// Where it stands, in Stripe's words, such as `needs_response`, `won`, `lost`.
        status: String,
    },
    /// A token was used, or came to its end (`shared_payment.granted_token.*`): good to know.
    Token {
        /// Why it came to its end, in Stripe's words: `consumed`, `expired`, `resolved`, `revoked`.
        deactivated: Option<String>,
    },
    /// Something else, by Stripe's name of it.
    Other(String),
}

/// An event that is not to be trusted, or not to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StripeEventError {
    /// The header `Stripe-Signature` is not one.
    #[error("the Stripe-Signature header is malformed")]
    Malformed,
    /// No signature of it is right.
    #[error("no signature matches")]
    Mismatch,
    /// It was signed too long ago, or in the future.
    #[error("the event was signed at another time")]
    Stale,
    /// It is none of Stripe's events.
    #[error("the event cannot be read")]
    Unreadable,
}

impl StripeWebhook {
    /// Reads events that were signed with the endpoint's secret, `whsec_…`, in the last five minutes.
    #[must_use]
    pub const fn new(secret: SigningSecret) -> Self {
        Self { secret, tolerance: Duration::from_mins(5) }
    }

    /// Sets how far the time of signing may be away.
    #[must_use]
    pub const fn with_tolerance(mut self, tolerance: Duration) -> Self {
        self.tolerance = tolerance;
        self
    }

    /// Reads an event: the text of the header `Stripe-Signature`, and the body as it came.
    ///
    /// # Errors
    ///
    /// [`StripeEventError`]; answer it with a 400.
    pub fn read(&self, signature: &str, body: &[u8], now: Timestamp) -> Result<StripeEvent, StripeEventError> {
        self.verify(signature, body, now)?;
        let event: EventBody = serde_json::from_slice(body).map_err(|_| StripeEventError::Unreadable)?;
        let created = instant(event.created).ok_or(StripeEventError::Unreadable)?;
        let object = Value::Object(event.data.object.into_iter().collect());
        let kind = kind(&event.kind, object).map_err(|_| StripeEventError::Unreadable)?;
        Ok(StripeEvent { id: event.id, created, kind })
    }

    /// The signature covers the time and the body; while a secret is changed there are several.
    fn verify(&self, signature: &str, body: &[u8], now: Timestamp) -> Result<(), StripeEventError> {
        let parts = || signature.split(',').filter_map(|part| part.trim().split_once('='));
        let time = parts().find(|(name, _)| *name == "t").map(|(_, time)| time).ok_or(StripeEventError::Malformed)?;
        let seconds: i64 = time.parse().map_err(|_| StripeEventError::Malformed)?;
        let message: [&[u8]; 3] = [time.as_bytes(), b".", body];
        let codes = parts().filter(|(name, _)| *name == "v1").filter_map(|(_, code)| hex::decode(code));
        if !codes.into_iter().any(|code| self.secret.verify(&message, &code)) {
            return Err(StripeEventError::Mismatch);
        }
        let away = u128::from(now.unix_seconds().abs_diff(seconds));
        if away > u128::from(self.tolerance.as_secs()) { Err(StripeEventError::Stale) } else { Ok(()) }
    }
}

impl StripeEvent {
    /// Stripe's id of the payment that it is about, `pi_…`, by which a shop finds its order.
    #[must_use]
    pub fn payment(&self) -> Option<&str> {
        let payment = match &self.kind {
            StripeEventKind::Payment(payment) => Some(payment.reference.as_str()),
            StripeEventKind::Refund(refund) => Some(refund.payment.as_str()),
            StripeEventKind::Refunded { payment, .. } | StripeEventKind::Dispute { payment, .. } => payment.as_deref(),
            StripeEventKind::Token { .. } | StripeEventKind::Other(_) => None,
        };
        payment.filter(|payment| !payment.is_empty())
    }
}

fn kind(name: &str, object: Value) -> Result<StripeEventKind, StripeError> {
    let unreadable = |_| StripeError::Unreadable;
    Ok(if name.starts_with("payment_intent.") {
        let intent: PaymentIntent = serde_json::from_value(object).map_err(unreadable)?;
        StripeEventKind::Payment(intent.payment()?)
    } else if name.starts_with("refund.") || name == "charge.refund.updated" {
        let refund: RefundObject = serde_json::from_value(object).map_err(unreadable)?;
        StripeEventKind::Refund(refund.refund()?)
    } else if name == "charge.refunded" {
        refunded(serde_json::from_value(object).map_err(unreadable)?)?
    } else if name.starts_with("charge.dispute.") {
        let object: DisputeObject = serde_json::from_value(object).map_err(unreadable)?;
        let dispute = object.dispute()?;
        StripeEventKind::Dispute { payment: object.payment_intent, dispute, status: object.status }
    } else if name.starts_with("shared_payment.granted_token.") {
        let reason = object.get("deactivated_reason").and_then(Value::as_str);
        StripeEventKind::Token { deactivated: reason.map(str::to_owned) }
    } else {
        StripeEventKind::Other(name.to_owned())
    })
}

fn refunded(charge: ChargeObject) -> Result<StripeEventKind, StripeError> {
    let amount = from_stripe(charge.amount_refunded, &charge.currency)?;
    let listed = charge.refunds.filter(|refunds| !refunds.has_more);
    let refunds = listed.map(|refunds| refunds.data.into_iter().map(RefundObject::refund).collect()).transpose()?;
    Ok(StripeEventKind::Refunded { payment: charge.payment_intent, amount, refunds })
}
