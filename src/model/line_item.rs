//! A priced line.

use serde::{Deserialize, Serialize};

use super::{DiscountDetail, ProductDetails};
use crate::types::{ItemId, LineItemId, Money, MoneyError, Quantity};

/// A line of a cart, priced by the merchant.
///
/// `subtotal = base_amount − discount` and `total = subtotal + tax` (2025-09-29, `LineItem`). The constructors keep
/// this; the engine checks it again before a price leaves the house.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LineItem {
    /// Id of the line, the one that the [`CartLine`](super::CartLine) has.
    pub id: LineItemId,
    /// What is on it.
    pub item: ItemId,
    /// How many.
    pub quantity: Quantity,
    /// Price of one piece, before discount and tax.
    pub unit_amount: Option<Money>,
    /// Price of all pieces, before discount and tax.
    pub base_amount: Money,
    /// What is taken off, positive.
    pub discount: Money,
    /// Price after discount, before tax.
    pub subtotal: Money,
    /// Tax on the subtotal.
    pub tax: Money,
    /// What the line costs.
    pub total: Money,
    /// Whether it must be sent, fetched or brought: such a line needs a destination and a chosen option.
    pub requires_shipping: bool,
    /// What it shows of the product.
    pub product: ProductDetails,
    /// Why it costs less.
    pub discount_details: Vec<DiscountDetail>,
    /// Whether no tax is due, and perhaps why.
    pub tax_exempt: Option<bool>,
    /// Why no tax is due.
    pub tax_exemption_reason: Option<String>,
    /// The line that this one belongs to, such as a warranty to its machine.
    pub parent_id: Option<LineItemId>,
}

impl LineItem {
    /// `quantity` pieces at `unit_amount` each, physical, without discount and tax.
    ///
    /// # Errors
    ///
    /// [`MoneyError::Overflow`] when the price does not fit.
    pub fn new(
        id: impl Into<LineItemId>,
        item: impl Into<ItemId>,
        quantity: Quantity,
        unit_amount: Money,
    ) -> Result<Self, MoneyError> {
        let base_amount = unit_amount.checked_mul(quantity.get())?;
        let zero = Money::zero(unit_amount.currency);
        Ok(Self {
            id: id.into(),
            item: item.into(),
            quantity,
            unit_amount: Some(unit_amount),
            base_amount,
            discount: zero,
            subtotal: base_amount,
            tax: zero,
            total: base_amount,
            requires_shipping: true,
            product: ProductDetails::default(),
            discount_details: Vec::new(),
            tax_exempt: None,
            tax_exemption_reason: None,
            parent_id: None,
        })
    }

    /// The same line with so much taken off.
    ///
    /// # Errors
    ///
    /// [`MoneyError`] when the discount is of another currency or does not fit.
    pub fn with_discount(mut self, discount: Money) -> Result<Self, MoneyError> {
        self.discount = discount;
        self.subtotal = self.base_amount.checked_sub(discount)?;
        self.total = self.subtotal.checked_add(self.tax)?;
        Ok(self)
    }

    /// The same line with so much tax.
    ///
    /// # Errors
    ///
    /// [`MoneyError`] when the tax is of another currency or does not fit.
    pub fn with_tax(mut self, tax: Money) -> Result<Self, MoneyError> {
        self.tax = tax;
        self.total = self.subtotal.checked_add(tax)?;
        Ok(self)
    }

    /// The same line, showing this product.
    #[must_use]
    pub fn with_product(mut self, product: ProductDetails) -> Self {
        self.product = product;
        self
    }

    /// The same line as something that is delivered as data.
    #[must_use]
    pub fn digital(mut self) -> Self {
        self.requires_shipping = false;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::Currency;

    fn usd(minor: i64) -> Money {
        Money::new(minor, Currency::new("usd").unwrap())
    }

    fn line(pieces: i64, unit: i64) -> Result<LineItem, MoneyError> {
        LineItem::new("li_1", "mug", Quantity::new(pieces).unwrap(), usd(unit))
    }

    // ACP-MON-14, C-MON-01. By hand: 3 × 12.50 = 37.50; −5.00 = 32.50; +2.68 = 35.18.
    #[test]
    fn a_line_adds_up_in_either_order() {
        let discounted = line(3, 1_250).unwrap().with_discount(usd(500)).unwrap().with_tax(usd(268)).unwrap();
        assert_eq!(discounted.unit_amount, Some(usd(1_250)));
        assert_eq!(discounted.base_amount, usd(3_750));
        assert_eq!(discounted.discount, usd(500));
        assert_eq!(discounted.subtotal, usd(3_250));
        assert_eq!(discounted.tax, usd(268));
        assert_eq!(discounted.total, usd(3_518));
        assert_eq!(line(3, 1_250).unwrap().with_tax(usd(268)).unwrap().with_discount(usd(500)).unwrap(), discounted);
    }

    #[test]
    fn a_plain_line_costs_its_pieces_and_is_sent() {
        let line = line(2, 1_250).unwrap();
        assert_eq!((line.base_amount, line.subtotal, line.total), (usd(2_500), usd(2_500), usd(2_500)));
        assert_eq!((line.discount, line.tax), (usd(0), usd(0)));
        assert!(line.requires_shipping);
        assert!(!line.digital().requires_shipping);
    }

    #[test]
    fn what_does_not_fit_is_an_error() {
        let yen = Money::new(1, Currency::new("jpy").unwrap());
        assert_eq!(line(2, i64::MAX), Err(MoneyError::Overflow));
        assert!(matches!(line(1, 1).unwrap().with_tax(yen), Err(MoneyError::CurrencyMismatch { .. })));
        assert!(matches!(line(1, 1).unwrap().with_discount(yen), Err(MoneyError::CurrencyMismatch { .. })));
        assert_eq!(line(1, i64::MAX).unwrap().with_tax(usd(1)), Err(MoneyError::Overflow));
    }
}
