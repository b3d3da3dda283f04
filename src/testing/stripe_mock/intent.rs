//! Payment intents.

use http::StatusCode;
use serde_json::{Value, json};

use super::answer::{self, Answer};
use super::books::{Books, LedgerEntry};
use super::{Fields, card};
use crate::types::Timestamp;

#[derive(Debug, Clone)]
pub(super) struct Intent {
    pub(super) token: String,
    amount: i64,
    pub(super) received: i64,
    pub(super) refunded: i64,
    pub(super) currency: String,
    status: &'static str,
    metadata: Fields,
}

impl Intent {
    fn object(&self, id: &str) -> Value {
        let capturable = if self.status == "requires_capture" { self.amount } else { 0 };
        let next_action = match self.status {
            "requires_action" => json!({ "type": "use_stripe_sdk", "use_stripe_sdk": {} }),
            _ => Value::Null,
        };
        json!({
            "id": id, "object": "payment_intent", "status": self.status, "amount": self.amount,
            "amount_received": self.received, "amount_capturable": capturable, "currency": self.currency,
            "metadata": self.metadata, "next_action": next_action, "livemode": false,
        })
    }

    /// The charge of the intent, once there is one: what was taken, and what of it went back.
    pub(super) fn charge(&self, id: &str) -> Value {
        json!({
            "id": id.replacen("pi_", "ch_", 1), "object": "charge", "payment_intent": id, "amount": self.amount,
            "amount_captured": self.received, "amount_refunded": self.refunded, "currency": self.currency,
            "refunded": self.refunded == self.received, "metadata": self.metadata, "status": "succeeded",
        })
    }

    fn checkout(&self) -> Option<String> {
        self.metadata.get("checkout_session_id").cloned()
    }
}

/// The decline of a card, and what is told of it.
fn decline(payment_method: &str) -> Option<(&'static str, &'static str, &'static str)> {
    Some(match payment_method {
        card::DECLINED => ("card_declined", "generic_decline", "Your card was declined."),
        card::INSUFFICIENT_FUNDS => ("card_declined", "insufficient_funds", "Your card has insufficient funds."),
        card::EXPIRED => ("expired_card", "expired_card", "Your card has expired."),
        card::FRAUDULENT => ("card_declined", "fraudulent", "Your card was declined."),
        _ => return None,
    })
}

impl Books {
    /// The checks in Stripe's order: the token, its state, its currency, its limit, its card.
    pub(super) fn create_intent(&mut self, form: &Fields, now: Timestamp) -> Answer {
        let text = |name: &str| form.get(name).map(String::as_str);
        let token = text("payment_method_data[shared_payment_granted_token]");
        let (Some(token), Some("true")) = (token.or_else(|| text("shared_payment_granted_token")), text("confirm"))
        else {
            return answer::invalid("Missing required param: a token, or confirm.");
        };
        let amount = text("amount").and_then(|amount| amount.parse::<i64>().ok()).filter(|amount| *amount > 0);
        let (Some(amount), Some(currency)) = (amount, text("currency")) else {
            return answer::invalid("Missing required param: amount or currency.");
        };
        let Some(granted) = self.tokens.get(token).cloned() else {
            return answer::missing("shared payment granted token", token);
        };
        if granted.deactivated(now).is_some() {
            return answer::invalid(
                "The shared payment granted token cannot be used because it is already in a deactivated state.",
            );
        }
        if granted.currency != currency {
            return answer::invalid("The currency is not the one of this shared payment granted token.");
        }
        if amount > granted.remaining() {
            return answer::invalid(
                "The requested amount is greater than the remaining amount capturable with this shared payment granted \
                 token.",
            );
        }
        let authenticated = text("payment_method_options[card][three_d_secure][cryptogram]").is_some();
        let declined = decline(&granted.payment_method);
        let status = match granted.payment_method.as_str() {
            _ if declined.is_some() => "requires_payment_method",
            card::THREE_DS if !authenticated => "requires_action",
            card::SLOW => "processing",
            _ if text("capture_method") == Some("manual") => "requires_capture",
            _ => "succeeded",
        };
        let prefixed = form.iter().filter_map(|(name, value)| {
            let name = name.strip_prefix("metadata[")?.strip_suffix(']')?;
            Some((name.to_owned(), value.clone()))
        });
        let intent = Intent {
            token: token.to_owned(),
            amount,
            received: 0,
            refunded: 0,
            currency: currency.to_owned(),
            status,
            metadata: prefixed.collect(),
        };
        let id = self.next_id("pi");
        self.intents.insert(id.clone(), intent);
        match status {
            "succeeded" => self.take(&id, amount),
            "requires_capture" => self.hold(&id),
            "requires_action" => self.intent_happened("payment_intent.requires_action", &id),
            "processing" => self.intent_happened("payment_intent.processing", &id),
            _ => self.intent_happened("payment_intent.payment_failed", &id),
        }
        match declined {
            Some((code, decline_code, message)) => Answer::error(
                StatusCode::PAYMENT_REQUIRED,
                &json!({
                    "type": "card_error", "code": code, "decline_code": decline_code, "message": message,
                    "payment_intent": self.retrieve_intent(&id).body,
                }),
            ),
            None => self.retrieve_intent(&id),
        }
    }

    pub(super) fn retrieve_intent(&self, id: &str) -> Answer {
        match self.intents.get(id) {
            Some(intent) => Answer::ok(intent.object(id)),
            None => answer::missing("payment_intent", id),
        }
    }

    /// `metadata['key']:'value'`, exactly.
    pub(super) fn search(&self, query: &Fields) -> Answer {
        let query = query.get("query").map(String::as_str).unwrap_or_default();
        let parts = query.strip_prefix("metadata['").and_then(|rest| rest.strip_suffix('\''));
        let Some((key, value)) = parts.and_then(|rest| rest.split_once("']:'")) else {
            return answer::invalid("The query cannot be read.");
        };
        let value = value.replace("\\'", "'").replace("\\\\", "\\");
        let found = self.intents.iter().filter(|(_, intent)| intent.metadata.get(key) == Some(&value));
        let data: Vec<Value> = found.map(|(id, intent)| intent.object(id)).collect();
        Answer::ok(json!({ "object": "search_result", "data": data, "has_more": false }))
    }

    pub(super) fn capture(&mut self, id: &str, form: &Fields) -> Answer {
        let Some(intent) = self.intents.get(id) else { return answer::missing("payment_intent", id) };
        if intent.status != "requires_capture" {
            return answer::unexpected_state(&intent.object(id));
        }
        let wanted = form.get("amount_to_capture").map(|amount| amount.parse::<i64>());
        let amount = match wanted {
            None => intent.amount,
            Some(Ok(amount)) if (1..=intent.amount).contains(&amount) => amount,
            Some(_) => return answer::invalid("The amount to capture is not available."),
        };
        if let Some(intent) = self.intents.get_mut(id) {
            intent.status = "succeeded";
        }
        self.take(id, amount);
        self.retrieve_intent(id)
    }

    pub(super) fn cancel(&mut self, id: &str) -> Answer {
        let Some(intent) = self.intents.get_mut(id) else { return answer::missing("payment_intent", id) };
        if matches!(intent.status, "succeeded" | "canceled" | "processing") {
            return answer::unexpected_state(&intent.object(id));
        }
        if intent.status == "requires_capture" {
            self.ledger.push(LedgerEntry::Canceled { intent: id.to_owned() });
        }
        intent.status = "canceled";
        self.intent_happened("payment_intent.canceled", id);
        self.retrieve_intent(id)
    }

    pub(super) fn settle(&mut self, id: &str, succeeded: bool) {
        let Some(intent) = self.intents.get_mut(id).filter(|intent| intent.status == "processing") else { return };
        intent.status = if succeeded { "succeeded" } else { "requires_payment_method" };
        let amount = intent.amount;
        if succeeded {
            self.take(id, amount);
        } else {
            self.intent_happened("payment_intent.payment_failed", id);
        }
    }

    fn hold(&mut self, id: &str) {
        let Some(intent) = self.intents.get(id) else { return };
        let (amount, checkout) = (intent.amount, intent.checkout());
        self.ledger.push(LedgerEntry::Held { intent: id.to_owned(), amount, checkout });
        self.intent_happened("payment_intent.amount_capturable_updated", id);
    }

    fn take(&mut self, id: &str, amount: i64) {
        let Some(intent) = self.intents.get_mut(id) else { return };
        intent.received = amount;
        self.ledger.push(LedgerEntry::Captured { intent: id.to_owned(), amount, checkout: intent.checkout() });
        if let Some(token) = self.tokens.get_mut(&intent.token) {
            token.use_up(amount);
        }
        self.intent_happened("payment_intent.succeeded", id);
    }

    fn intent_happened(&mut self, kind: &'static str, id: &str) {
        let Some(object) = self.intents.get(id).map(|intent| intent.object(id)) else { return };
        self.happen(kind, &object);
    }
}
