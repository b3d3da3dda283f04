//! How the buyer pays.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Address, AuthenticationMetadata, ErrorCode};
use crate::types::{HandlerId, Money, Secret, Timestamp};

/// What the agent pays with. Secrets in it neither print nor serialize.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct PaymentData {
    /// The handler that the agent chose; older releases name a provider instead.
    pub handler: Option<HandlerId>,
    /// The provider that the agent named (before 2026-01-30).
    pub provider: Option<String>,
    /// The instrument, such as a card as a token.
    pub instrument: Option<Instrument>,
    /// Address of the bill.
    pub billing_address: Option<Address>,
    /// Number of the buyer's purchase order (2026-01-30 on, as the fields that follow).
    pub purchase_order_number: Option<String>,
    /// When a bill is to be paid.
    pub payment_terms: Option<PaymentTerms>,
    /// The day on which a bill is to be paid.
    pub due_date: Option<Timestamp>,
    /// Whether somebody on the buyer's side must approve.
    pub approval_required: Option<bool>,
}

impl PaymentData {
    /// An instrument, with nothing else said.
    #[must_use]
    pub const fn with_instrument(instrument: Instrument) -> Self {
        Self {
            handler: None,
            provider: None,
            instrument: Some(instrument),
            billing_address: None,
            purchase_order_number: None,
            payment_terms: None,
            due_date: None,
            approval_required: None,
        }
    }

    /// The token of the instrument, if there is one.
    #[must_use]
    pub fn token(&self) -> Option<&Secret> {
        self.instrument.as_ref().map(|instrument| &instrument.credential.token)
    }
}

/// What is paid with.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Instrument {
    /// Its kind, such as `card`.
    pub kind: String,
    /// What proves the right to use it.
    pub credential: Credential,
    /// What a handler's own schema adds.
    pub extra: BTreeMap<String, Value>,
}

impl Instrument {
    /// A card as a shared payment token.
    #[must_use]
    pub fn card_token(token: impl Into<Secret>) -> Self {
        Self { kind: "card".to_owned(), credential: Credential::new("spt", token), extra: BTreeMap::new() }
    }
}

impl fmt::Debug for Instrument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Instrument")
            .field("kind", &self.kind)
            .field("credential", &self.credential)
            .finish_non_exhaustive()
    }
}

/// What proves the right to use an instrument.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Credential {
    /// Its kind, such as `spt`.
    pub kind: String,
    /// The token.
    pub token: Secret,
    /// What a handler's own schema adds.
    pub extra: BTreeMap<String, Value>,
}

impl Credential {
    /// A token of that kind.
    #[must_use]
    pub fn new(kind: impl Into<String>, token: impl Into<Secret>) -> Self {
        Self { kind: kind.into(), token: token.into(), extra: BTreeMap::new() }
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credential").field("kind", &self.kind).field("token", &self.token).finish_non_exhaustive()
    }
}

closed_enum! {
    /// When a bill is to be paid (2026-01-30 on).
    pub enum PaymentTerms {
        /// At once.
        Immediate = "immediate",
        /// Within 15 days.
        Net15 = "net_15",
        /// Within 30 days.
        Net30 = "net_30",
        /// Within 60 days.
        Net60 = "net_60",
        /// Within 90 days.
        Net90 = "net_90",
    }
}

/// What the agent tells of the buyer's device (2026-01-30 on). Given to the merchant, never stored or answered.
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RiskSignals {
    /// Address of the buyer's device.
    pub ip_address: Option<String>,
    /// Its browser.
    pub user_agent: Option<String>,
    /// Its languages.
    pub accept_language: Option<String>,
    /// The agent's id of the conversation.
    pub session_id: Option<String>,
    /// Its fingerprint.
    pub device_fingerprint: Option<String>,
}

/// Personal data: says only that it is there.
impl fmt::Debug for RiskSignals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RiskSignals([redacted])")
    }
}

/// What the payment provider said.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Authorization {
    /// The money is set aside (or taken).
    Authorized(Authorized),
    /// No. The session stays open, the agent may try another instrument.
    Declined(Decline),
    /// The issuer wants to see the buyer first.
    AuthenticationRequired(Box<Challenge>),
    /// Somebody must approve first; the merchant will be told.
    PendingApproval {
        /// The provider's id of the attempt.
        reference: String,
    },
    /// The provider does not know yet, as with methods that take their time. The session stays
    /// [`CompleteInProgress`](super::CheckoutStatus::CompleteInProgress), and the next complete asks again.
    Processing {
        /// The provider's id of the attempt.
        reference: String,
    },
}

/// Money that is set aside for an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Authorized {
    /// The provider's id of it.
    pub reference: String,
    /// How much.
    pub amount: Money,
}

impl Authorized {
    /// So much is set aside under that id.
    #[must_use]
    pub fn new(reference: impl Into<String>, amount: Money) -> Self {
        Self { reference: reference.into(), amount }
    }
}

/// Why a payment was declined.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Decline {
    /// The code of the message that tells it.
    pub code: ErrorCode,
    /// What the buyer reads. Never the provider's raw answer.
    pub message: String,
}

impl Decline {
    /// Declined, with these words for the buyer.
    #[must_use]
    pub fn new(message: impl Into<String>) -> Self {
        Self { code: ErrorCode::PaymentDeclined, message: message.into() }
    }
}

/// What the agent needs to let the issuer see the buyer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Challenge {
    /// The provider's id of the attempt that waits.
    pub reference: String,
    /// What the agent passes on (2025-12-12 on).
    pub metadata: AuthenticationMetadata,
}

impl Challenge {
    /// The attempt `reference` waits for an authentication with this metadata.
    #[must_use]
    pub fn new(reference: impl Into<String>, metadata: AuthenticationMetadata) -> Self {
        Self { reference: reference.into(), metadata }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{AuthenticationOutcome, AuthenticationProof, AuthenticationResult, Complete};

    /// What must never be read in a log.
    const SECRETS: [&str; 4] = ["spt_123", "4242", "AAABBZEEBgAAAAAAAAAAAAA", "203.0.113.7"];

    // ACP-BUY-10, ACP-PD-09
    #[test]
    fn nothing_secret_prints() {
        let mut instrument = Instrument::card_token("spt_123");
        instrument.extra.insert("number".to_owned(), "4242".into());
        instrument.credential.extra.insert("number".to_owned(), "4242".into());
        let signals = RiskSignals {
            ip_address: Some("203.0.113.7".to_owned()),
            device_fingerprint: Some("4242".to_owned()),
            ..RiskSignals::default()
        };
        let mut result = AuthenticationResult::new(AuthenticationOutcome::Authenticated);
        result.proof = Some(AuthenticationProof::new("AAABBZEEBgAAAAAAAAAAAAA", "05", "4242", "2.2.0"));
        let payment = PaymentData::with_instrument(instrument.clone());
        let mut complete = Complete::new(payment.clone());
        complete.authentication = Some(result.clone());
        complete.risk_signals = Some(signals.clone());

        for text in [
            format!("{payment:?}"),
            format!("{instrument:?}"),
            format!("{:?}", instrument.credential),
            format!("{:?}", payment.token()),
            format!("{signals:?}"),
            format!("{result:?}"),
            format!("{complete:#?}"),
        ] {
            for secret in SECRETS {
                assert!(!text.contains(secret), "{text}");
            }
        }
        assert_eq!(payment.token().map(Secret::expose), Some("spt_123"));
    }
}
