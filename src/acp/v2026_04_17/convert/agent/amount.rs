//! Amounts: minor units on the wire, of a currency that is said once.

use crate::acp::v2026_04_17::convert::amount::Currencies;
use crate::types::Money;

impl Currencies {
    /// An amount in the currency that is paid.
    pub(super) const fn read(self, minor: i64) -> Money {
        Money::new(minor, self.paid)
    }

    /// An amount in the currency that is shown, if it is known which that is.
    pub(super) fn read_shown(self, minor: Option<i64>) -> Option<Money> {
        minor.zip(self.shown).map(|(minor, currency)| Money::new(minor, currency))
    }
}
