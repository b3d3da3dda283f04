//! Refunds and disputes.

use http::StatusCode;
use serde_json::{Value, json};

use super::answer::{self, Answer};
use super::books::{Books, LedgerEntry};
use super::{Fields, card};

#[derive(Debug, Clone)]
pub(super) struct Refund {
    id: String,
    intent: String,
    amount: i64,
    currency: String,
    status: &'static str,
    reason: Option<String>,
    created: i64,
}

impl Refund {
    fn object(&self) -> Value {
        json!({
            "id": self.id, "object": "refund", "amount": self.amount, "currency": self.currency,
            "payment_intent": self.intent, "charge": self.intent.replacen("pi_", "ch_", 1), "status": self.status,
            "reason": self.reason, "created": self.created,
        })
    }
}

#[derive(Debug, Clone)]
pub(super) struct Dispute {
    id: String,
    intent: String,
    amount: i64,
    currency: String,
    status: &'static str,
    created: i64,
}

impl Dispute {
    fn object(&self) -> Value {
        json!({
            "id": self.id, "object": "dispute", "amount": self.amount, "currency": self.currency,
            "payment_intent": self.intent, "charge": self.intent.replacen("pi_", "ch_", 1), "status": self.status,
            "reason": "product_not_received", "created": self.created,
        })
    }
}

impl Books {
    /// Gives money back. From a card at once; from a bank account it takes until
    /// [`settle_refund`](super::StripeMock::settle_refund).
    pub(super) fn refund(&mut self, form: &Fields) -> Answer {
        let id = form.get("payment_intent").cloned().unwrap_or_default();
        let Some(intent) = self.intents.get_mut(&id) else { return answer::missing("payment_intent", &id) };
        let left = intent.received - intent.refunded;
        if left == 0 {
            return Answer::error(
                StatusCode::BAD_REQUEST,
                &json!({
                    "type": "invalid_request_error", "code": "charge_already_refunded",
                    "message": "The charge has already been refunded."
                }),
            );
        }
        let amount = match form.get("amount").map(|amount| amount.parse::<i64>()) {
            None => left,
            Some(Ok(amount)) if (1..=left).contains(&amount) => amount,
            Some(_) => return answer::invalid("Refund amount is greater than unrefunded amount on charge."),
        };
        intent.refunded += amount;
        let (currency, token) = (intent.currency.clone(), intent.token.clone());
        let slow = self.tokens.get(&token).is_some_and(|token| token.payment_method == card::SLOW);
        let refund = Refund {
            id: self.next_id("re"),
            intent: id.clone(),
            amount,
            currency,
            status: if slow { "pending" } else { "succeeded" },
            reason: form.get("reason").cloned(),
            created: self.now,
        };
        let object = refund.object();
        self.refunds.push(refund);
        self.ledger.push(LedgerEntry::Refunded { intent: id.clone(), amount });
        self.charge_refunded(&id);
        self.happen("refund.created", &object);
        Answer::ok(object)
    }

    /// The refunds of an intent, the newest first.
    pub(super) fn list_refunds(&self, query: &Fields) -> Answer {
        let intent = query.get("payment_intent").map(String::as_str);
        let limit = query.get("limit").and_then(|limit| limit.parse().ok()).unwrap_or(10);
        let mut refunds = self.refunds.iter().rev().filter(|refund| intent.is_none_or(|id| refund.intent == id));
        if let Some(after) = query.get("starting_after") {
            let _ = refunds.by_ref().find(|refund| refund.id == *after);
        }
        let data: Vec<Value> = refunds.by_ref().take(limit).map(Refund::object).collect();
        Answer::ok(json!({ "object": "list", "data": data, "has_more": refunds.next().is_some() }))
    }

    /// Decides a refund; one that was done can still fail.
    pub(super) fn settle_refund(&mut self, id: &str, succeeded: bool) {
        let Some(refund) = self.refunds.iter_mut().find(|refund| refund.id == id) else { return };
        if refund.status == "failed" || (succeeded && refund.status == "succeeded") {
            return;
        }
        refund.status = if succeeded { "succeeded" } else { "failed" };
        let (object, intent, amount) = (refund.object(), refund.intent.clone(), refund.amount);
        if !succeeded {
            if let Some(intent) = self.intents.get_mut(&intent) {
                intent.refunded -= amount;
            }
            self.ledger.push(LedgerEntry::RefundFailed { intent, amount });
            self.happen("refund.failed", &object);
        }
        self.happen("refund.updated", &object);
    }

    /// The buyer calls what was taken into question.
    pub(super) fn dispute(&mut self, id: &str) -> Option<String> {
        let intent = self.intents.get(id).filter(|intent| intent.received > intent.refunded)?;
        let (amount, currency) = (intent.received - intent.refunded, intent.currency.clone());
        let dispute = Dispute {
            id: self.next_id("dp"),
            intent: id.to_owned(),
            amount,
            currency,
            status: "needs_response",
            created: self.now,
        };
        let (id, object) = (dispute.id.clone(), dispute.object());
        self.disputes.push(dispute);
        self.happen("charge.dispute.created", &object);
        Some(id)
    }

    pub(super) fn close_dispute(&mut self, id: &str, won: bool) {
        let open = |dispute: &&mut Dispute| dispute.id == id && dispute.status == "needs_response";
        let Some(dispute) = self.disputes.iter_mut().find(open) else { return };
        dispute.status = if won { "won" } else { "lost" };
        let object = dispute.object();
        self.happen("charge.dispute.closed", &object);
    }

    fn charge_refunded(&mut self, intent: &str) {
        let Some(charge) = self.intents.get(intent).map(|found| found.charge(intent)) else { return };
        self.happen("charge.refunded", &charge);
    }
}
