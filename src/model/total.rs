//! What the buyer pays, and why.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::LineItem;
use crate::types::{Currency, Money, MoneyError};

open_enum! {
    /// What an amount stands for.
    pub enum TotalKind {
        /// Prices of all lines, before discount and tax.
        ItemsBaseAmount = "items_base_amount",
        /// Discounts on lines, positive, subtracted.
        ItemsDiscount = "items_discount",
        /// Prices of all lines after their discounts.
        Subtotal = "subtotal",
        /// Discount on the whole order, positive, subtracted.
        Discount = "discount",
        /// Delivery.
        Fulfillment = "fulfillment",
        /// Tax.
        Tax = "tax",
        /// A fee.
        Fee = "fee",
        /// Gift wrapping (2026-01-30 on).
        GiftWrap = "gift_wrap",
        /// A tip (2026-01-30 on).
        Tip = "tip",
        /// Store credit, positive, subtracted (2026-01-30 on).
        StoreCredit = "store_credit",
        /// What is to be paid.
        Total = "total",
        /// What was paid back; on orders only (2026-04-17 on).
        AmountRefunded = "amount_refunded",
    }
}

impl TotalKind {
    /// How the kind is called where the merchant gives no text of its own (C-MON-05).
    #[must_use]
    pub fn default_text(&self) -> Cow<'static, str> {
        match self {
            Self::ItemsBaseAmount => "Items",
            Self::ItemsDiscount => "Item discounts",
            Self::Subtotal => "Subtotal",
            Self::Discount => "Discount",
            Self::Fulfillment => "Delivery",
            Self::Tax => "Tax",
            Self::Fee => "Fee",
            Self::GiftWrap => "Gift wrap",
            Self::Tip => "Tip",
            Self::StoreCredit => "Store credit",
            Self::Total => "Total",
            Self::AmountRefunded => "Refunded",
            Self::_Unlisted(value) => return value.as_str().to_owned().into(),
        }
        .into()
    }
}

/// One amount of a checkout or order. Several may be of one kind (ACP-MON-16).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Total {
    /// What it stands for.
    pub kind: TotalKind,
    /// How much; discounts and credits are positive (C-MON-02, C-MON-06).
    pub amount: Money,
    /// What the buyer reads.
    pub display_text: Cow<'static, str>,
    /// One more line, such as what a fee is for.
    pub description: Option<String>,
    /// The same amount in the currency that is shown to the buyer.
    pub presentment_amount: Option<Money>,
    /// Tax by jurisdiction.
    pub breakdown: Vec<TaxBreakdown>,
}

impl Total {
    /// An amount with the default text of its kind.
    #[must_use]
    pub fn new(kind: TotalKind, amount: Money) -> Self {
        let display_text = kind.default_text();
        Self { kind, amount, display_text, description: None, presentment_amount: None, breakdown: Vec::new() }
    }

    /// The same amount, called this.
    #[must_use]
    pub fn called(mut self, display_text: impl Into<Cow<'static, str>>) -> Self {
        self.display_text = display_text.into();
        self
    }
}

/// The tax of one jurisdiction.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TaxBreakdown {
    /// Who takes it.
    pub jurisdiction: String,
    /// The rate as a fraction: 0.0825.
    pub rate: f64,
    /// How much.
    pub amount: Money,
}

impl TaxBreakdown {
    /// The tax of one jurisdiction.
    #[must_use]
    pub fn new(jurisdiction: impl Into<String>, rate: f64, amount: Money) -> Self {
        Self { jurisdiction: jurisdiction.into(), rate, amount }
    }
}

/// Adds up the totals of a session, in the order in which people read them.
///
/// `subtotal = items_base_amount − items_discount`, and `total = subtotal − discount + fulfillment + tax + fee +
/// gift_wrap + tip − store_credit` (C-MON-01).
#[derive(Debug, Clone)]
#[must_use]
pub struct Totals {
    currency: Currency,
    items_base_amount: Money,
    items_discount: Money,
    tax: Money,
    discount: Option<Money>,
    fulfillment: Option<Money>,
    others: Vec<Total>,
}

impl Totals {
    /// Starts from the lines: their prices, discounts and tax.
    ///
    /// # Errors
    ///
    /// [`MoneyError`] when a line is of another currency or the sum does not fit.
    pub fn of_lines(currency: Currency, lines: &[LineItem]) -> Result<Self, MoneyError> {
        Ok(Self {
            currency,
            items_base_amount: Money::sum(currency, lines.iter().map(|line| line.base_amount))?,
            items_discount: Money::sum(currency, lines.iter().map(|line| line.discount))?,
            tax: Money::sum(currency, lines.iter().map(|line| line.tax))?,
            discount: None,
            fulfillment: None,
            others: Vec::new(),
        })
    }

    /// A discount on the whole order, positive.
    pub fn discount(mut self, amount: Money) -> Self {
        self.discount = Some(amount);
        self
    }

    /// The price of the delivery, before tax.
    pub fn fulfillment(mut self, amount: Money) -> Self {
        self.fulfillment = Some(amount);
        self
    }

    /// Tax beyond that of the lines, such as that on the delivery.
    ///
    /// # Errors
    ///
    /// [`MoneyError`] when it is of another currency or the sum does not fit.
    pub fn more_tax(mut self, amount: Money) -> Result<Self, MoneyError> {
        self.tax = self.tax.checked_add(amount)?;
        Ok(self)
    }

    /// One more amount: a fee, gift wrapping, a tip, store credit.
    pub fn also(mut self, total: Total) -> Self {
        self.others.push(total);
        self
    }

    /// The totals. Lines without discounts show none; the last entry is the total.
    ///
    /// # Errors
    ///
    /// [`MoneyError`] when an amount is of another currency or the sum does not fit.
    pub fn build(self) -> Result<Vec<Total>, MoneyError> {
        let subtotal = self.items_base_amount.checked_sub(self.items_discount)?;
        let mut totals = vec![Total::new(TotalKind::ItemsBaseAmount, self.items_base_amount)];
        if !self.items_discount.is_zero() {
            totals.push(Total::new(TotalKind::ItemsDiscount, self.items_discount));
        }
        totals.push(Total::new(TotalKind::Subtotal, subtotal));
        totals.extend(self.discount.map(|amount| Total::new(TotalKind::Discount, amount)));
        totals.extend(self.fulfillment.map(|amount| Total::new(TotalKind::Fulfillment, amount)));
        totals.push(Total::new(TotalKind::Tax, self.tax));
        totals.extend(self.others);
        let total = total_of_parts(self.currency, &totals)?;
        totals.push(Total::new(TotalKind::Total, total));
        Ok(totals)
    }
}

/// What the parts of `totals` come to by the formula of C-MON-01; entries that are sums themselves do not count.
pub(crate) fn total_of_parts<'a>(
    currency: Currency,
    totals: impl IntoIterator<Item = &'a Total>,
) -> Result<Money, MoneyError> {
    totals.into_iter().try_fold(Money::zero(currency), |sum, total| match total.kind {
        TotalKind::ItemsDiscount | TotalKind::Discount | TotalKind::StoreCredit => sum.checked_sub(total.amount),
        TotalKind::Subtotal | TotalKind::Total | TotalKind::AmountRefunded => Ok(sum),
        TotalKind::ItemsBaseAmount
        | TotalKind::Fulfillment
        | TotalKind::Tax
        | TotalKind::Fee
        | TotalKind::GiftWrap
        | TotalKind::Tip
        | TotalKind::_Unlisted(_) => sum.checked_add(total.amount),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::types::Quantity;

    fn usd(minor: i64) -> Money {
        Money::new(minor, Currency::new("usd").unwrap())
    }

    fn line(base: i64, discount: i64, tax: i64) -> LineItem {
        LineItem::new("li_1", "mug", Quantity::ONE, usd(base))
            .and_then(|line| line.with_discount(usd(discount)))
            .and_then(|line| line.with_tax(usd(tax)))
            .unwrap()
    }

    fn amounts(totals: &[Total]) -> Vec<(&str, i64)> {
        totals.iter().map(|total| (total.kind.as_str(), total.amount.minor)).collect()
    }

    fn part(kind: TotalKind, minor: i64) -> Total {
        Total::new(kind, usd(minor))
    }

    // ACP-MON-14, ACP-MON-16, C-MON-01, C-MON-06. By hand:
    // 50.00 + 20.00 = 70.00; −5.00 = 65.00; −10.00 + 7.00 + 5.20 + 0.40 + 1.00 + 0.99 + 3.00 + 2.00 − 4.00 = 70.59.
    #[test]
    fn every_kind_has_its_sign() {
        let lines = [line(5_000, 500, 360), line(2_000, 0, 160)];
        let totals = Totals::of_lines(usd(0).currency, &lines)
            .unwrap()
            .discount(usd(1_000))
            .fulfillment(usd(700))
            .more_tax(usd(40))
            .unwrap()
            .also(part(TotalKind::Fee, 100))
            .also(part(TotalKind::Fee, 99))
            .also(part(TotalKind::GiftWrap, 300))
            .also(part(TotalKind::Tip, 200))
            .also(part(TotalKind::StoreCredit, 400))
            .build()
            .unwrap();
        assert_eq!(
            amounts(&totals),
            [
                ("items_base_amount", 7_000),
                ("items_discount", 500),
                ("subtotal", 6_500),
                ("discount", 1_000),
                ("fulfillment", 700),
                ("tax", 560),
                ("fee", 100),
                ("fee", 99),
                ("gift_wrap", 300),
                ("tip", 200),
                ("store_credit", 400),
                ("total", 7_059),
            ]
        );
    }

    #[test]
    fn what_is_not_there_is_not_told() {
        let totals = Totals::of_lines(usd(0).currency, &[line(1_250, 0, 0)]).unwrap().build().unwrap();
        assert_eq!(amounts(&totals), [("items_base_amount", 1_250), ("subtotal", 1_250), ("tax", 0), ("total", 1_250)]);
        let none = Totals::of_lines(usd(0).currency, &[]).unwrap().build().unwrap();
        assert_eq!(amounts(&none), [("items_base_amount", 0), ("subtotal", 0), ("tax", 0), ("total", 0)]);
    }

    // ACP-MON-07, C-MON-05
    #[test]
    fn every_total_has_a_text() {
        for kind in TotalKind::LISTED {
            assert!(!Total::new(TotalKind::from(*kind), usd(1)).display_text.is_empty(), "{kind}");
        }
        assert_eq!(Total::new(TotalKind::Fee, usd(1)).called("Bag").display_text, "Bag");
        assert_eq!(Total::new(TotalKind::from("carbon_offset"), usd(1)).display_text, "carbon_offset");
    }

    // Sums do not count as parts, and what was paid back does not lower what was to be paid.
    #[test]
    fn sums_are_no_parts() {
        let totals = [
            part(TotalKind::ItemsBaseAmount, 100),
            part(TotalKind::Subtotal, 9_999),
            part(TotalKind::Total, 9_999),
            part(TotalKind::AmountRefunded, 100),
        ];
        assert_eq!(total_of_parts(usd(0).currency, &totals), Ok(usd(100)));
        assert_eq!(total_of_parts(usd(0).currency, &[]), Ok(usd(0)));
    }

    #[test]
    fn amounts_of_two_currencies_do_not_add_up() {
        let yen = Money::new(1, Currency::new("jpy").unwrap());
        let start = || Totals::of_lines(usd(0).currency, &[line(1, 0, 0)]).unwrap();
        assert!(Totals::of_lines(yen.currency, &[line(1, 0, 0)]).is_err());
        assert!(start().more_tax(yen).is_err());
        assert!(start().fulfillment(yen).build().is_err());
        assert!(start().also(Total::new(TotalKind::Tip, yen)).build().is_err());
        assert_eq!(start().also(part(TotalKind::Tip, i64::MAX)).build(), Err(MoneyError::Overflow));
    }

    proptest! {
        // ACP-MON-12, ACP-MON-14: the formula, written once more over plain integers.
        #[test]
        fn totals_always_add_up(
            lines in prop::collection::vec((0_i64..1_000_000, 0_i64..1_000_000, 0_i64..100_000), 0..6),
            discount in prop::option::of(0_i64..1_000_000),
            fulfillment in prop::option::of(0_i64..100_000),
            more_tax in 0_i64..10_000,
            others in prop::collection::vec((0_usize..4, 0_i64..100_000), 0..6),
        ) {
            const OTHERS: [(&str, i64); 4] = [("fee", 1), ("gift_wrap", 1), ("tip", 1), ("store_credit", -1)];
            let items: Vec<_> = lines.iter().map(|(base, discount, tax)| line(*base, *discount, *tax)).collect();
            let mut totals = Totals::of_lines(usd(0).currency, &items)?.more_tax(usd(more_tax))?;
            if let Some(amount) = discount {
                totals = totals.discount(usd(amount));
            }
            if let Some(amount) = fulfillment {
                totals = totals.fulfillment(usd(amount));
            }
            for (kind, amount) in &others {
                totals = totals.also(part(TotalKind::from(OTHERS[*kind].0), *amount));
            }
            let totals = totals.build()?;

            let subtotal: i64 = lines.iter().map(|(base, discount, _)| base - discount).sum();
            let tax: i64 = lines.iter().map(|(.., tax)| tax).sum::<i64>() + more_tax;
            let other: i64 = others.iter().map(|(kind, amount)| OTHERS[*kind].1 * amount).sum();
            let total = subtotal - discount.unwrap_or(0) + fulfillment.unwrap_or(0) + tax + other;
            let of = |kind: &str| {
                totals.iter().filter(|total| total.kind.as_str() == kind).map(|total| total.amount.minor).collect::<Vec<_>>()
            };
            prop_assert_eq!(of("subtotal"), [subtotal]);
            prop_assert_eq!(of("tax"), [tax]);
            prop_assert_eq!(of("total"), [total]);
            let items_discount: i64 = lines.iter().map(|(_, discount, _)| discount).sum();
            prop_assert_eq!(of("items_discount").iter().sum::<i64>(), items_discount);
            prop_assert_eq!(totals.last().map(|total| total.kind.as_str()), Some("total"));
        }
    }
}
