//! What became of money.

use crate::types::{Money, Timestamp};

/// A payment, as its provider knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Payment {
    /// The provider's id of it.
    pub reference: String,
    /// How much was asked for.
    pub amount: Money,
    /// How much of it was taken. What was given back afterwards is not deducted.
    pub captured: Money,
    /// Where it stands.
    pub state: PaymentState,
}

impl Payment {
    /// A payment of `amount`, of which nothing was taken.
    #[must_use]
    pub fn new(reference: impl Into<String>, amount: Money, state: PaymentState) -> Self {
        Self { reference: reference.into(), amount, captured: Money::new(0, amount.currency), state }
    }
}

/// Where a payment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PaymentState {
    /// Set aside, to be taken.
    Held,
    /// Taken.
    Captured,
    /// The provider does not know yet.
    Processing,
    /// The buyer has to authenticate.
    ActionRequired,
    /// Declined. It can still be tried with another credential, so it is worth nothing by itself.
    Failed,
    /// Let go of.
    Canceled,
}

/// Money that was given back.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Refund {
    /// The provider's id of it.
    pub reference: String,
    /// The payment that it was taken from.
    pub payment: String,
    /// How much.
    pub amount: Money,
    /// Where it stands.
    pub state: RefundState,
    /// When it was made, if the provider says so.
    pub made_at: Option<Timestamp>,
}

impl Refund {
    /// `amount` of the payment `payment`.
    #[must_use]
    pub fn new(reference: impl Into<String>, payment: impl Into<String>, amount: Money, state: RefundState) -> Self {
        Self { reference: reference.into(), payment: payment.into(), amount, state, made_at: None }
    }
}

/// Where a refund stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum RefundState {
    /// On its way, or there.
    Succeeded,
    /// The provider does not know yet.
    Pending,
    /// It did not happen.
    Failed,
}

/// A payment that the buyer's bank calls into question.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Dispute {
    /// The provider's id of it.
    pub reference: String,
    /// How much is disputed.
    pub amount: Money,
    /// Where it stands.
    pub state: DisputeState,
    /// When it began, if the provider says so.
    pub made_at: Option<Timestamp>,
}

impl Dispute {
    /// About so much.
    #[must_use]
    pub fn new(reference: impl Into<String>, amount: Money, state: DisputeState) -> Self {
        Self { reference: reference.into(), amount, state, made_at: None }
    }
}

/// Where a dispute stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum DisputeState {
    /// Not decided.
    Open,
    /// The merchant keeps the money.
    Won,
    /// The buyer has it back.
    Lost,
}
