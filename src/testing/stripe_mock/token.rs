//! Granted tokens.

use serde_json::{Value, json};

use super::answer::{self, Answer};
use super::books::Books;
use super::{Fields, card};
use crate::types::Timestamp;

#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) payment_method: String,
    pub(super) currency: String,
    pub(super) max_amount: Option<i64>,
    expires_at: i64,
    pub(super) captured: i64,
    pub(super) deactivated: Option<&'static str>,
}

impl Token {
    /// Why it is good for nothing.
    pub(super) fn deactivated(&self, now: Timestamp) -> Option<&'static str> {
        self.deactivated.or_else(|| (self.expires_at <= now.unix_seconds()).then_some("expired"))
    }

    /// How much may still be captured.
    pub(super) fn remaining(&self) -> i64 {
        self.max_amount.map_or(i64::MAX, |most| most.saturating_sub(self.captured))
    }

    /// Money was taken with it.
    pub(super) fn use_up(&mut self, amount: i64) {
        self.captured = self.captured.saturating_add(amount);
        if self.remaining() <= 0 {
            self.deactivated = Some("consumed");
        }
    }

    fn object(&self, id: &str, now: Timestamp) -> Value {
        let brand = match self.payment_method.as_str() {
            card::MASTERCARD => "mastercard",
            card::AMEX => "amex",
            _ => "visa",
        };
        json!({
            "id": id, "object": "shared_payment.granted_token", "livemode": false,
            "deactivated_reason": self.deactivated(now),
            "payment_method_details": { "type": "card", "card": { "brand": brand, "last4": "4242" } },
            "usage_details": { "amount_captured": { "currency": self.currency, "value": self.captured } },
            "usage_limits": {
                "currency": self.currency, "max_amount": self.max_amount, "expires_at": self.expires_at
            },
        })
    }
}

impl Books {
    pub(super) fn grant(
        &mut self,
        payment_method: &str,
        currency: String,
        max_amount: Option<i64>,
        expires_at: i64,
    ) -> String {
        let id = self.next_id("spt");
        let payment_method = payment_method.to_owned();
        let token = Token { payment_method, currency, max_amount, expires_at, captured: 0, deactivated: None };
        self.tokens.insert(id.clone(), token);
        id
    }

    pub(super) fn revoke(&mut self, id: &str) {
        if let Some(token) = self.tokens.get_mut(id) {
            token.deactivated.get_or_insert("revoked");
        }
    }

    pub(super) fn create_token(&mut self, form: &Fields) -> Answer {
        let (Some(payment_method), Some(currency)) = (form.get("payment_method"), form.get("usage_limits[currency]"))
        else {
            return answer::invalid("Missing required param.");
        };
        let number = |name: &str| form.get(name).and_then(|text| text.parse().ok());
        let expires_at = number("usage_limits[expires_at]").unwrap_or(i64::MAX);
        let id = self.grant(payment_method, currency.clone(), number("usage_limits[max_amount]"), expires_at);
        self.retrieve_token(&id, Timestamp::UNIX_EPOCH)
    }

    pub(super) fn revoke_token(&mut self, id: &str, now: Timestamp) -> Answer {
        self.revoke(id);
        self.retrieve_token(id, now)
    }

    pub(super) fn retrieve_token(&self, id: &str, now: Timestamp) -> Answer {
        match self.tokens.get(id) {
            Some(token) => Answer::ok(token.object(id, now)),
            None => answer::missing("shared payment granted token", id),
        }
    }
}
