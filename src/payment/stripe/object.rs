//! Stripe's objects, as far as they are read. Which other keys there are varies with the version.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::StripeError;
use super::amount::from_stripe;
use crate::payment::{Dispute, DisputeState, Payment, PaymentState, Refund, RefundState};
use crate::types::Timestamp;

#[derive(Debug, Clone, Deserialize)]
pub(super) struct PaymentIntent {
    pub(super) id: String,
    pub(super) status: String,
    pub(super) amount: i64,
    #[serde(default)]
    pub(super) amount_received: i64,
    pub(super) currency: String,
}

impl PaymentIntent {
    pub(super) fn state(&self) -> PaymentState {
        match self.status.as_str() {
            "succeeded" => PaymentState::Captured,
            "requires_capture" => PaymentState::Held,
            "processing" => PaymentState::Processing,
            "requires_action" => PaymentState::ActionRequired,
            "canceled" => PaymentState::Canceled,
            _ => PaymentState::Failed,
        }
    }

    pub(super) fn payment(&self) -> Result<Payment, StripeError> {
        let mut payment = Payment::new(&*self.id, from_stripe(self.amount, &self.currency)?, self.state());
        payment.captured = from_stripe(self.amount_received, &self.currency)?;
        Ok(payment)
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct RefundObject {
    pub(super) id: String,
    pub(super) amount: i64,
    pub(super) currency: String,
    pub(super) payment_intent: Option<String>,
    pub(super) status: Option<String>,
    pub(super) created: Option<i64>,
}

impl RefundObject {
    pub(super) fn refund(self) -> Result<Refund, StripeError> {
        let amount = from_stripe(self.amount, &self.currency)?;
        let state = match self.status.as_deref() {
            Some("succeeded") => RefundState::Succeeded,
            Some("failed" | "canceled") => RefundState::Failed,
            _ => RefundState::Pending,
        };
        let mut refund = Refund::new(self.id, self.payment_intent.unwrap_or_default(), amount, state);
        refund.made_at = self.created.and_then(instant);
        Ok(refund)
    }
}

/// A charge, of which only what went back is read.
#[derive(Debug, Deserialize)]
pub(super) struct ChargeObject {
    pub(super) payment_intent: Option<String>,
    pub(super) amount_refunded: i64,
    pub(super) currency: String,
    /// Left out since the version 2022-11-15 of Stripe's API.
    pub(super) refunds: Option<List<RefundObject>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct DisputeObject {
    pub(super) id: String,
    pub(super) amount: i64,
    pub(super) currency: String,
    pub(super) payment_intent: Option<String>,
    #[serde(default)]
    pub(super) status: String,
    pub(super) created: Option<i64>,
}

impl DisputeObject {
    pub(super) fn dispute(&self) -> Result<Dispute, StripeError> {
        let state = match self.status.as_str() {
            // An inquiry that came to nothing, or was settled before it became a dispute, leaves the money where it is.
            "won" | "warning_closed" | "prevented" => DisputeState::Won,
            "lost" => DisputeState::Lost,
            _ => DisputeState::Open,
        };
        let mut dispute = Dispute::new(&*self.id, from_stripe(self.amount, &self.currency)?, state);
        dispute.made_at = self.created.and_then(instant);
        Ok(dispute)
    }
}

/// A time as Stripe has it, in seconds.
pub(super) fn instant(seconds: i64) -> Option<Timestamp> {
    Timestamp::from_unix_millis(seconds.checked_mul(1_000)?).ok()
}

/// A granted token. Its id is not read: nobody should print it.
#[derive(Debug, Deserialize)]
pub(super) struct GrantedToken {
    pub(super) usage_limits: UsageLimits,
    pub(super) payment_method_details: Option<PaymentMethodDetails>,
}

#[derive(Debug, Deserialize)]
pub(super) struct UsageLimits {
    pub(super) currency: String,
    pub(super) max_amount: Option<i64>,
}

#[derive(Debug, Deserialize)]
pub(super) struct PaymentMethodDetails {
    pub(super) card: Option<CardDetails>,
}

#[derive(Debug, Deserialize)]
pub(super) struct CardDetails {
    pub(super) brand: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct List<T> {
    pub(super) data: Vec<T>,
    #[serde(default)]
    pub(super) has_more: bool,
}

/// The body of an error.
#[derive(Debug, Default, Deserialize)]
pub(super) struct ErrorBody {
    #[serde(default)]
    pub(super) error: ErrorObject,
}

/// Why a request was refused. Only for the adapter: the message may repeat a token, the codes may say that a card was
/// stolen.
#[derive(Debug, Default, Deserialize)]
pub(super) struct ErrorObject {
    #[serde(rename = "type", default)]
    pub(super) kind: String,
    pub(super) code: Option<String>,
    pub(super) decline_code: Option<String>,
    #[serde(default)]
    pub(super) message: String,
    pub(super) payment_intent: Option<PaymentIntent>,
}

/// The envelope of an event.
#[derive(Debug, Deserialize)]
pub(super) struct EventBody {
    pub(super) id: String,
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) created: i64,
    pub(super) data: EventData,
}

#[derive(Debug, Deserialize)]
pub(super) struct EventData {
    pub(super) object: BTreeMap<String, serde_json::Value>,
}
