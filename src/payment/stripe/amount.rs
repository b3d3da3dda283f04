//! Amounts as Stripe counts them.

use super::StripeError;
use crate::types::{Currency, Money};

/// ISO 4217 gives these currencies no minor unit, and neither does daily life, but Stripe counts them in hundredths
/// (docs.stripe.com/currencies, special cases).
const HUNDREDTHS: [&str; 2] = ["isk", "ugx"];

/// An amount as Stripe counts it; `None` when it has more digits than there are.
pub(super) fn to_stripe(amount: Money) -> Option<i64> {
    if HUNDREDTHS.contains(&amount.currency.as_str()) { amount.minor.checked_mul(100) } else { Some(amount.minor) }
}

/// An amount as everybody else counts it.
pub(super) fn from_stripe(amount: i64, currency: &str) -> Result<Money, StripeError> {
    let currency = Currency::new(currency).map_err(|_| StripeError::Unreadable)?;
    Ok(Money::new(if HUNDREDTHS.contains(&currency.as_str()) { amount / 100 } else { amount }, currency))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_currencies_are_counted_in_hundredths() {
        for (code, minor, expected) in [("usd", 2692, 2692), ("jpy", 500, 500), ("isk", 500, 50_000), ("ugx", 7, 700)] {
            let amount = Money::new(minor, Currency::new(code).unwrap());
            assert_eq!(to_stripe(amount), Some(expected), "{code}");
            assert_eq!(from_stripe(expected, code).unwrap(), amount);
        }
        assert_eq!(to_stripe(Money::new(i64::MAX, Currency::new("isk").unwrap())), None);
        assert!(from_stripe(1, "no such").is_err());
    }
}
