//! Stripe's objects, as far as they are read. Which other keys there are varies with the version.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::StripeError;
use super::amount::from_stripe;
use crate::payment::{Payment, PaymentState, Refund, RefundState};

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
}

impl RefundObject {
    pub(super) fn refund(self) -> Result<Refund, StripeError> {
        let amount = from_stripe(self.amount, &self.currency)?;
        let state = match self.status.as_deref() {
            Some("succeeded") => RefundState::Succeeded,
            Some("failed" | "canceled") => RefundState::Failed,
            _ => RefundState::Pending,
        };
        Ok(Refund::new(self.id, self.payment_intent.unwrap_or_default(), amount, state))
    }
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
