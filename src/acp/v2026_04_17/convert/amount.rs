//! Amounts: minor units on the wire, of a currency that is said once.

use crate::acp::error::Unsayable;
use crate::model::Quote;
use crate::types::{Currency, Money, MoneyError};

/// The currencies of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Currencies {
    /// The one that is paid.
    pub(super) paid: Currency,
    /// The one that is shown to the buyer, where it is another.
    pub(super) shown: Option<Currency>,
}

impl Currencies {
    /// Those of a quote.
    pub(super) fn of(quote: &Quote) -> Self {
        Self { paid: quote.currency, shown: quote.presentment.as_ref().map(|presentment| presentment.currency) }
    }

    /// The minor units of an amount, which must be in the currency that is paid (ACP-MON-01): in another one the bare
    /// number would be a wrong price.
    pub(super) fn write(self, amount: Money) -> Result<i64, MoneyError> {
        minor(amount, self.paid)
    }

    /// The same for an amount in the currency that is shown. Where none is, nobody could read it, so it goes.
    pub(super) fn write_shown(self, amount: Option<Money>) -> Result<Option<i64>, MoneyError> {
        match (amount, self.shown) {
            (Some(amount), Some(currency)) => minor(amount, currency).map(Some),
            _ => Ok(None),
        }
    }

    /// The same for what is taken off, which is never negative (ACP-MON-13, C-MON-02).
    pub(super) fn write_discount(self, amount: Money) -> Result<i64, Unsayable> {
        not_negative(self.write(amount)?)
    }
}

/// An amount of a discount, which is never negative.
pub(super) fn not_negative(minor: i64) -> Result<i64, Unsayable> {
    if minor < 0 {
        return Err(Unsayable::NoPlace("a negative discount"));
    }
    Ok(minor)
}

fn minor(amount: Money, currency: Currency) -> Result<i64, MoneyError> {
    Money::zero(currency).checked_add(amount).map(|amount| amount.minor)
}
