//! What the shop is asked.

use std::time::Duration;

use crate::model::{
    AffiliateAttribution, AuthenticationResult, Authorized, Checkout, IntentTrace, MarketingConsent, Message, Order,
    PaymentData, RiskSignals,
};
use crate::types::{Money, Shared};

/// Set this much aside.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct AuthorizeRequest<'a> {
    /// The session, as the buyer agreed to it.
    pub checkout: &'a Checkout,
    /// How much: the total of the session.
    pub amount: Money,
    /// What is paid with.
    pub payment: &'a PaymentData,
    /// The provider's id of the attempt that waited for an authentication or an approval.
    pub resumes: Option<&'a str>,
    /// What became of the buyer's authentication, by the agent's word: hand the proof to the payment provider, which can
    /// tell whether it is one (2026-04-17, capability negotiation §6.2).
    pub authentication: Option<&'a AuthenticationResult>,
    /// What the agent tells of the buyer's device.
    pub risk_signals: Option<&'a RiskSignals>,
}

impl<'a> AuthorizeRequest<'a> {
    /// Set `amount` aside for `checkout`, from `payment`.
    #[must_use]
    pub const fn new(checkout: &'a Checkout, amount: Money, payment: &'a PaymentData) -> Self {
        Self { checkout, amount, payment, resumes: None, authentication: None, risk_signals: None }
    }
}

/// Say what became of this attempt to set money aside.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct LookUpRequest<'a> {
    /// The session, as the buyer agreed to it.
    pub checkout: &'a Checkout,
    /// How much was asked for: the total of the session.
    pub amount: Money,
    /// The provider's id of the attempt that waited, and that this one resumed.
    pub resumes: Option<&'a str>,
}

impl<'a> LookUpRequest<'a> {
    /// Say whether `amount` was set aside for `checkout`.
    #[must_use]
    pub const fn new(checkout: &'a Checkout, amount: Money) -> Self {
        Self { checkout, amount, resumes: None }
    }
}

/// What became of an attempt to set money aside.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Finding {
    /// The money is set aside (or taken): the order is placed.
    Authorized(Authorized),
    /// Nothing was, and nothing will be: should the attempt still be on its way, the provider refuses it, and what waits
    /// for the buyer is let go of. The session can be paid again.
    NothingTaken,
    /// Not known, or not for certain.
    Unknown,
}

/// Let go of what was set aside.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct VoidRequest<'a> {
    /// The session.
    pub checkout: &'a Checkout,
    /// What was set aside.
    pub authorized: &'a Authorized,
}

impl<'a> VoidRequest<'a> {
    /// Let go of `authorized`, set aside for `checkout`.
    #[must_use]
    pub const fn new(checkout: &'a Checkout, authorized: &'a Authorized) -> Self {
        Self { checkout, authorized }
    }
}

/// Let go of an attempt to pay that waits.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct AbandonRequest<'a> {
    /// The session, as it was when the attempt was made.
    pub checkout: &'a Checkout,
    /// The provider's id of the attempt.
    pub reference: &'a str,
}

impl<'a> AbandonRequest<'a> {
    /// Let go of the attempt `reference`, made for `checkout`.
    #[must_use]
    pub const fn new(checkout: &'a Checkout, reference: &'a str) -> Self {
        Self { checkout, reference }
    }
}

/// Place this order.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct OrderRequest<'a> {
    /// The session, as the buyer agreed to it.
    pub checkout: &'a Checkout,
    /// What was set aside for it.
    pub authorized: &'a Authorized,
    /// Who sent the buyer, in the order told.
    pub attributions: &'a [AffiliateAttribution],
    /// What the buyer lets the merchant send; only channels that were offered.
    pub consents: &'a [MarketingConsent],
}

impl<'a> OrderRequest<'a> {
    /// Place the order of `checkout`, for which `authorized` was set aside.
    #[must_use]
    pub const fn new(checkout: &'a Checkout, authorized: &'a Authorized) -> Self {
        Self { checkout, authorized, attributions: &[], consents: &[] }
    }
}

/// What became of an order to be placed.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Placement {
    /// It is placed.
    Placed(Shared<Order>),
    /// It cannot be placed: sold out meanwhile, refused by a check. What was set aside is let go of, and the session
    /// goes on with these messages.
    Refused(Vec<Message>),
}

impl From<Order> for Placement {
    fn from(order: Order) -> Self {
        Self::Placed(order.into())
    }
}

/// Give this session up.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct CancelRequest<'a> {
    /// The session.
    pub checkout: &'a Checkout,
    /// Why.
    pub intent: Option<&'a IntentTrace>,
    /// The provider's id of an attempt to pay that waited for an authentication or an approval: let go of it, or the
    /// buyer may yet be charged for what was given up.
    pub abandons: Option<&'a str>,
}

impl<'a> CancelRequest<'a> {
    /// Give `checkout` up.
    #[must_use]
    pub const fn new(checkout: &'a Checkout, intent: Option<&'a IntentTrace>) -> Self {
        Self { checkout, intent, abandons: None }
    }
}

/// Whether an agent may try discount codes just now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CodeAttempt {
    /// It may.
    Allowed,
    /// It tried too many: after this time it may try again.
    Limited(Duration),
}

/// What is wrong with what an agent sent for an extension.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExtensionProblem {
    /// Where, as a JSONPath goes on from the field: `.points`; empty for the whole of it.
    pub path: String,
    /// What is wrong, in words for the agent.
    pub reason: String,
}

impl ExtensionProblem {
    /// That is wrong there.
    #[must_use]
    pub fn at(path: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { path: path.into(), reason: reason.into() }
    }
}
