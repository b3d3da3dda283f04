//! What the mock remembers.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Fields;
use super::answer::{self, Answer};
use super::fault::Faults;
use super::intent::Intent;
use super::refund::{Dispute, Refund};
use super::token::Token;

/// Money that moved.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum LedgerEntry {
    /// Set aside.
    Held {
        /// The intent.
        intent: String,
        /// How much, in minor units.
        amount: i64,
        /// The session, by the metadata.
        checkout: Option<String>,
    },
    /// Taken.
    Captured {
        /// The intent.
        intent: String,
        /// How much, in minor units.
        amount: i64,
        /// The session, by the metadata.
        checkout: Option<String>,
    },
    /// Let go of.
    Canceled {
        /// The intent.
        intent: String,
    },
    /// Given back.
    Refunded {
        /// The intent.
        intent: String,
        /// How much, in minor units.
        amount: i64,
    },
    /// What was given back did not reach the buyer.
    RefundFailed {
        /// The intent.
        intent: String,
        /// How much, in minor units.
        amount: i64,
    },
}

#[derive(Debug, Default)]
pub(super) struct Books {
    pub(super) tokens: BTreeMap<String, Token>,
    pub(super) intents: BTreeMap<String, Intent>,
    pub(super) ledger: Vec<LedgerEntry>,
    pub(super) requests: Vec<(String, Option<String>)>,
    pub(super) faults: Faults,
    pub(super) refunds: Vec<Refund>,
    pub(super) disputes: Vec<Dispute>,
    /// What happened and was not told, the oldest first.
    pub(super) untold: Vec<Value>,
    /// The time, in UNIX seconds.
    pub(super) now: i64,
    /// What was said under a key, and answered.
    answers: BTreeMap<String, (Said, Answer)>,
    made: u64,
    events: u64,
}

/// A path and a form.
type Said = (String, Fields);

impl Books {
    /// The next id of that kind.
    pub(super) fn next_id(&mut self, kind: &str) -> String {
        self.made += 1;
        format!("{kind}_{}", self.made)
    }

    /// Something happened to an object, which Stripe tells.
    pub(super) fn happen(&mut self, kind: &str, object: &Value) {
        let event = self.event(kind, object);
        self.untold.push(event);
    }

    pub(super) fn event(&mut self, kind: &str, object: &Value) -> Value {
        self.events += 1;
        json!({
            "id": format!("evt_{}", self.events), "object": "event", "created": self.now, "livemode": false,
            "type": kind, "data": { "object": object },
        })
    }

    /// What was answered under that key before, declines included.
    pub(super) fn replay(&self, key: &str, said: &Said) -> Option<Answer> {
        let (before, answer) = self.answers.get(key)?;
        Some(if before == said { Answer { replayed: true, ..answer.clone() } } else { answer::key_used() })
    }

    pub(super) fn keep(&mut self, key: &str, said: Said, answer: &Answer) {
        self.answers.insert(key.to_owned(), (said, answer.clone()));
    }
}
