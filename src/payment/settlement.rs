//! What became of money.

use crate::types::Money;

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
}

impl Refund {
    /// `amount` of the payment `payment`.
    #[must_use]
    pub fn new(reference: impl Into<String>, payment: impl Into<String>, amount: Money, state: RefundState) -> Self {
        Self { reference: reference.into(), payment: payment.into(), amount, state }
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
