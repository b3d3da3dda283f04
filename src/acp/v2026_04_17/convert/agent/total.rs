//! The sums of a line, of a way to deliver, of a session, of an order.

use crate::acp::v2026_04_17::convert::{amount::Currencies, list};
use crate::acp::v2026_04_17::{TaxBreakdownItem, Total, TotalType};
use crate::model;
use crate::types::{Currency, Money, MoneyError, Quantity};

pub(super) fn read(total: Total, currencies: Currencies) -> model::Total {
    model::Total {
        kind: model::TotalKind::from(total.kind.as_str()),
        amount: currencies.read(total.amount),
        display_text: total.display_text,
        description: total.description,
        presentment_amount: currencies.read_shown(total.presentment_amount),
        breakdown: list::read(total.breakdown, |tax| read_tax(tax, currencies)),
    }
}

fn read_tax(tax: TaxBreakdownItem, currencies: Currencies) -> model::TaxBreakdown {
    let TaxBreakdownItem { jurisdiction, rate, amount } = tax;
    // A rate that is no double is so large that it says nothing.
    model::TaxBreakdown { jurisdiction, rate: rate.as_f64().unwrap_or_default(), amount: currencies.read(amount) }
}

/// The five amounts of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct LineAmounts {
    pub(super) base: Money,
    pub(super) discount: Money,
    pub(super) subtotal: Money,
    pub(super) tax: Money,
    pub(super) total: Money,
}

impl LineAmounts {
    /// The amounts of a line from its sums. Merchants disagree on whether its subtotal is before or after its discount
    /// (C-MON-08), so that is computed, and counts only where nothing else tells the price before.
    pub(super) fn read(
        totals: &[Total],
        unit_amount: Option<i64>,
        quantity: Quantity,
        currency: Currency,
    ) -> Result<Self, MoneyError> {
        let sums = Sums { totals, currency };
        let discount = sums.of(&[TotalType::ItemsDiscount, TotalType::Discount])?.unwrap_or(Money::zero(currency));
        let tax = sums.of(&[TotalType::Tax])?.unwrap_or(Money::zero(currency));
        let total = sums.first(&TotalType::Total);
        let base = if let Some(base) = sums.of(&[TotalType::ItemsBaseAmount])? {
            base
        } else if let Some(unit) = unit_amount {
            Money::new(unit, currency).checked_mul(quantity.get())?
        } else if let Some(subtotal) = sums.first(&TotalType::Subtotal) {
            subtotal
        } else if let Some(total) = total {
            total.checked_sub(tax)?.checked_add(discount)?
        } else {
            Money::zero(currency)
        };
        let subtotal = base.checked_sub(discount)?;
        let total = total.map_or_else(|| subtotal.checked_add(tax), Ok)?;
        Ok(Self { base, discount, subtotal, tax, total })
    }
}

/// What a way to deliver costs, before tax and the tax, from its sums. Some merchants say only what it costs in the end,
/// or nothing at all (C-FUL-06).
pub(super) fn price_of_option(totals: &[Total], currency: Currency) -> Result<(Money, Money), MoneyError> {
    let sums = Sums { totals, currency };
    let tax = sums.of(&[TotalType::Tax])?.unwrap_or(Money::zero(currency));
    let total = sums.first(&TotalType::Total).or_else(|| sums.first(&TotalType::Fulfillment));
    let subtotal = match (total, sums.first(&TotalType::Subtotal)) {
        (Some(total), _) => total.checked_sub(tax)?,
        (None, Some(subtotal)) => subtotal,
        (None, None) => Money::zero(currency),
    };
    Ok((subtotal, tax))
}

/// Sums by kind.
struct Sums<'a> {
    totals: &'a [Total],
    currency: Currency,
}

impl Sums<'_> {
    /// The first of a kind.
    fn first(&self, kind: &TotalType) -> Option<Money> {
        let found = self.totals.iter().find(|total| total.kind == *kind)?;
        Some(Money::new(found.amount, self.currency))
    }

    /// What all of these kinds come to: several may be of one kind (ACP-MON-16). `None` if there is not one.
    fn of(&self, kinds: &[TotalType]) -> Result<Option<Money>, MoneyError> {
        self.totals.iter().filter(|total| kinds.contains(&total.kind)).try_fold(None, |sum: Option<Money>, total| {
            sum.unwrap_or(Money::zero(self.currency)).checked_add(Money::new(total.amount, self.currency)).map(Some)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usd() -> Currency {
        Currency::new("usd").unwrap()
    }

    fn totals(totals: &[(&str, i64)]) -> Vec<Total> {
        totals.iter().map(|(kind, amount)| Total::new((*kind).into(), "x", *amount)).collect()
    }

    fn line(unit: Option<i64>, of: &[(&str, i64)]) -> [i64; 5] {
        let amounts = LineAmounts::read(&totals(of), unit, Quantity::new(2).unwrap(), usd()).unwrap();
        let LineAmounts { base, discount, subtotal, tax, total } = amounts;
        [base, discount, subtotal, tax, total].map(|amount| amount.minor)
    }

    // Expected amounts by hand, by the rules of C-MON-01 and C-MON-08.
    #[test]
    fn a_line_is_read_from_whatever_sums_it_has() {
        // The official example of a session, with its discount of nothing.
        let official = [("items_base_amount", 300), ("discount", 0), ("subtotal", 300), ("tax", 30), ("total", 330)];
        assert_eq!(line(Some(150), &official), [300, 0, 300, 30, 330]);
        // The official example of a percentage: no base, subtotal before the discount, no tax.
        let percentage = [("subtotal", 5_000), ("items_discount", 1_000), ("total", 4_000)];
        assert_eq!(line(Some(2_500), &percentage), [5_000, 1_000, 4_000, 0, 4_000]);
        assert_eq!(line(None, &percentage), [5_000, 1_000, 4_000, 0, 4_000]);
        // Several of a kind.
        let several =
            [("items_base_amount", 1_000), ("items_discount", 100), ("items_discount", 50), ("tax", 60), ("tax", 8)];
        assert_eq!(line(None, &several), [1_000, 150, 850, 68, 918]);
        // Only what it costs in the end, or nothing.
        assert_eq!(line(None, &[("total", 550), ("tax", 50), ("discount", 100)]), [600, 100, 500, 50, 550]);
        assert_eq!(line(None, &[]), [0; 5]);

        let huge = totals(&[("tax", i64::MAX), ("tax", 1)]);
        assert_eq!(LineAmounts::read(&huge, None, Quantity::ONE, usd()), Err(MoneyError::Overflow));
    }

    #[test]
    fn an_option_is_read_from_whatever_sums_it_has() {
        for (of, price) in [
            (&[("subtotal", 700), ("tax", 56), ("total", 756)][..], (700, 56)),
            (&[("total", 100)], (100, 0)),
            (&[("total", 100), ("tax", 7)], (93, 7)),
            (&[("fulfillment", 100)], (100, 0)),
            (&[("subtotal", 100), ("tax", 7)], (100, 7)),
            (&[], (0, 0)),
        ] {
            let (subtotal, tax) = price_of_option(&totals(of), usd()).unwrap();
            assert_eq!((subtotal.minor, tax.minor), price, "{of:?}");
        }
    }
}
