//! Exact amounts.

use std::fmt;

use super::Currency;

/// An exact, signed amount of money: a whole number of minor units of one currency.
///
/// Arithmetic is checked. Adding two currencies or leaving the range of `i64` is an error, never a wrong number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct Money {
    /// The amount in minor units (cents for the dollar, whole yen for the yen).
    pub minor: i64,
    /// The currency.
    pub currency: Currency,
}

impl Money {
    /// An amount of `minor` units.
    #[must_use]
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Nothing, in a currency.
    #[must_use]
    pub const fn zero(currency: Currency) -> Self {
        Self::new(0, currency)
    }

    /// Whether the amount is exactly nothing.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.minor == 0
    }

    /// Whether the amount is below zero.
    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.minor < 0
    }

    /// `self + other`.
    ///
    /// # Errors
    ///
    /// [`MoneyError`] when the currencies differ or the sum does not fit.
    pub fn checked_add(self, other: Self) -> Result<Self, MoneyError> {
        self.combine(other, i64::checked_add)
    }

    /// `self - other`.
    ///
    /// # Errors
    ///
    /// [`MoneyError`] when the currencies differ or the difference does not fit.
    pub fn checked_sub(self, other: Self) -> Result<Self, MoneyError> {
        self.combine(other, i64::checked_sub)
    }

    /// `self × factor`.
    ///
    /// # Errors
    ///
    /// [`MoneyError::Overflow`] when the product does not fit.
    pub fn checked_mul(self, factor: i64) -> Result<Self, MoneyError> {
        let minor = self.minor.checked_mul(factor).ok_or(MoneyError::Overflow)?;
        Ok(Self { minor, ..self })
    }

    /// The share of `rate` millionths, rounded half up (away from zero): a tax of 8.25 % is `82_500`.
    ///
    /// # Errors
    ///
    /// [`MoneyError::Overflow`] when the result does not fit.
    pub fn checked_share(self, rate: u32) -> Result<Self, MoneyError> {
        let exact = i128::from(self.minor) * i128::from(rate);
        let half = 500_000 * exact.signum();
        let minor = i64::try_from((exact + half) / 1_000_000).map_err(|_| MoneyError::Overflow)?;
        Ok(Self { minor, ..self })
    }

    /// The sum of amounts of one currency; nothing at all is zero.
    ///
    /// # Errors
    ///
    /// [`MoneyError`] when a currency differs from `currency` or the sum does not fit.
    pub fn sum(currency: Currency, amounts: impl IntoIterator<Item = Self>) -> Result<Self, MoneyError> {
        amounts.into_iter().try_fold(Self::zero(currency), Self::checked_add)
    }

    fn combine(self, other: Self, operation: fn(i64, i64) -> Option<i64>) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::CurrencyMismatch { left: self.currency, right: other.currency });
        }
        let minor = operation(self.minor, other.minor).ok_or(MoneyError::Overflow)?;
        Ok(Self { minor, ..self })
    }
}

/// For people: major units and the upper-case code, such as `19.99 USD` or `500 JPY`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // By hand, from the end, in one piece: feeds print millions of them.
        let mut text = [0_u8; 32];
        let mut free = text.len();
        let mut put = |byte| {
            free = free.saturating_sub(1);
            if let Some(place) = text.get_mut(free) {
                *place = byte;
            }
        };
        self.currency.as_str().bytes().rev().for_each(|letter| put(letter.to_ascii_uppercase()));
        put(b' ');
        let (digits, mut rest) = (self.currency.exponent(), self.minor.unsigned_abs());
        for place in 0.. {
            if place == digits && digits > 0 {
                put(b'.');
            }
            put(b'0' + u8::try_from(rest % 10).unwrap_or_default());
            rest /= 10;
            if rest == 0 && place >= digits {
                break;
            }
        }
        if self.minor < 0 {
            put(b'-');
        }
        f.write_str(text.get(free..).and_then(|text| std::str::from_utf8(text).ok()).unwrap_or_default())
    }
}

/// Why an amount could not be computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MoneyError {
    /// Amounts of two currencies met.
    #[error("amounts in {left} and {right} cannot be combined")]
    CurrencyMismatch {
        /// The currency on the left.
        left: Currency,
        /// The currency on the right.
        right: Currency,
    },
    /// The result leaves the range of 64 bits.
    #[error("amount out of range")]
    Overflow,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn currency(code: &str) -> Currency {
        Currency::new(code).unwrap()
    }

    fn usd(minor: i64) -> Money {
        Money::new(minor, currency("usd"))
    }

    // ACP-MON-01, ACP-IDEM-12: a whole number of minor units, in memory and in JSON.
    #[test]
    fn an_amount_is_a_whole_number() {
        assert_eq!(serde_json::to_string(&usd(1_999)).unwrap(), r#"{"minor":1999,"currency":"usd"}"#);
        assert_eq!(serde_json::from_str::<Money>(r#"{"minor":-5,"currency":"USD"}"#).unwrap(), usd(-5));
        for refused in [r#"{"minor":19.99,"currency":"usd"}"#, r#"{"minor":"1999","currency":"usd"}"#] {
            assert!(serde_json::from_str::<Money>(refused).is_err(), "{refused}");
        }
    }

    #[test]
    fn two_currencies_never_meet() {
        let yen = Money::new(1, currency("jpy"));
        let mismatch = MoneyError::CurrencyMismatch { left: currency("usd"), right: currency("jpy") };
        assert_eq!(usd(1).checked_add(yen), Err(mismatch));
        assert_eq!(usd(1).checked_sub(yen), Err(mismatch));
        assert_eq!(Money::sum(currency("usd"), [usd(1), yen]), Err(mismatch));
        // Not even nothing of another currency.
        assert_eq!(usd(0).checked_add(Money::zero(currency("jpy"))), Err(mismatch));
        assert_ne!(usd(0), Money::zero(currency("jpy")));
    }

    #[test]
    fn leaving_the_range_is_an_error() {
        assert_eq!(usd(i64::MAX).checked_add(usd(1)), Err(MoneyError::Overflow));
        assert_eq!(usd(i64::MIN).checked_sub(usd(1)), Err(MoneyError::Overflow));
        assert_eq!(usd(i64::MAX).checked_mul(2), Err(MoneyError::Overflow));
        assert_eq!(usd(i64::MIN).checked_mul(-1), Err(MoneyError::Overflow));
        assert_eq!(usd(i64::MAX).checked_share(1_000_001), Err(MoneyError::Overflow));
        assert_eq!(Money::sum(currency("usd"), [usd(i64::MAX), usd(1), usd(-1)]), Err(MoneyError::Overflow));
        assert_eq!(usd(i64::MAX).checked_share(1_000_000), Ok(usd(i64::MAX)));
        assert_eq!(usd(i64::MIN).checked_share(1_000_000), Ok(usd(i64::MIN)));
    }

    // By hand: 8.25 % is 82 500 millionths.
    #[test]
    fn shares_are_rounded_half_away_from_zero() {
        for (amount, rate, share) in [
            (10_000, 82_500, 825), // exact
            (199, 82_500, 16),     // 16.4175
            (200, 82_500, 17),     // 16.5
            (-200, 82_500, -17),   // −16.5
            (-199, 82_500, -16),   // −16.4175
            (1, 500_000, 1),       // 0.5
            (-1, 500_000, -1),     // −0.5
            (1, 499_999, 0),       // 0.499999
            (3, 500_000, 2),       // 1.5
            (5, 100_000, 1),       // 0.5
            (0, 82_500, 0),        //
            (1_999, 0, 0),         //
            (100, 2_500_000, 250), // a share may be more than the whole
            (1, u32::MAX, 4_295),  // 4294.967295
        ] {
            assert_eq!(usd(amount).checked_share(rate), Ok(usd(share)), "{amount} at {rate}");
        }
    }

    #[test]
    fn nothing_is_neither_positive_nor_negative() {
        assert!(usd(0).is_zero() && !usd(0).is_negative());
        assert!(!usd(-1).is_zero() && usd(-1).is_negative());
        assert!(!usd(1).is_zero() && !usd(1).is_negative());
        assert_eq!(Money::sum(currency("usd"), []), Ok(usd(0)));
    }

    // Minor units by ISO 4217: two digits for the dollar, none for the yen, three for the dinar.
    #[test]
    fn people_read_major_units() {
        for (minor, code, text) in [
            (1_999, "usd", "19.99 USD"),
            (5, "usd", "0.05 USD"),
            (-5, "usd", "-0.05 USD"),
            (0, "usd", "0.00 USD"),
            (-123_456, "usd", "-1234.56 USD"),
            (i64::MIN, "usd", "-92233720368547758.08 USD"),
            (500, "jpy", "500 JPY"),
            (-1, "jpy", "-1 JPY"),
            (1_234, "kwd", "1.234 KWD"),
            (7, "kwd", "0.007 KWD"),
        ] {
            assert_eq!(Money::new(minor, currency(code)).to_string(), text);
        }
    }

    proptest! {
        #[test]
        fn sums_obey_the_laws(a: i32, b: i32, c: i32) {
            let (a, b, c) = (usd(a.into()), usd(b.into()), usd(c.into()));
            let zero = usd(0);
            prop_assert_eq!(a.checked_add(b), b.checked_add(a));
            prop_assert_eq!(a.checked_add(b)?.checked_add(c), a.checked_add(b.checked_add(c)?));
            prop_assert_eq!(a.checked_add(zero), Ok(a));
            prop_assert_eq!(a.checked_add(b)?.checked_sub(b), Ok(a));
            prop_assert_eq!(Money::sum(a.currency, [a, b, c]), a.checked_add(b)?.checked_add(c));
            prop_assert_eq!(a.checked_mul(3), Money::sum(a.currency, [a, a, a]));
        }

        // The exact share lies at most half a unit away, and the sign never turns.
        #[test]
        fn a_share_is_the_nearest_whole_number(minor: i64, rate in 0_u32..=1_000_000) {
            let share = usd(minor).checked_share(rate)?.minor;
            let distance = i128::from(share) * 1_000_000 - i128::from(minor) * i128::from(rate);
            prop_assert!(distance.abs() <= 500_000);
            prop_assert!(share == 0 || share.signum() == minor.signum());
            prop_assert_eq!(usd(minor).checked_sub(usd(share))?.checked_add(usd(share)), Ok(usd(minor)));
        }
    }
}
