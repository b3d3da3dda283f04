//! Amounts, which on the wire are of the session's currency without saying so.

use crate::types::{Currency, Money, MoneyError};

/// The minor units of an amount. One of another currency would become a wrong price, so it is an error.
pub(crate) fn minor(currency: Currency, amount: Money) -> Result<i64, MoneyError> {
    Money::zero(currency).checked_add(amount).map(|amount| amount.minor)
}
