//! The sums of a line, of a way to deliver, of a session, of an order.

use crate::acp::error::Unsayable;
use crate::acp::v2026_04_17::convert::amount::Currencies;
use crate::acp::v2026_04_17::convert::{list, number, word::listed};
use crate::acp::v2026_04_17::{TaxBreakdownItem, Total, TotalType};
use crate::model::{self, FulfillmentOption, LineItem, TotalKind};
use crate::types::Money;

/// Sums that the merchant gives ready-made. One of a kind that the release does not list counts as a fee: it is added,
/// as the formula of totals has it (C-MON-01).
pub(super) fn write(totals: &[model::Total], currencies: Currencies) -> Result<Vec<Total>, Unsayable> {
    totals.iter().map(|total| write_one(total, currencies)).collect()
}

fn write_one(total: &model::Total, currencies: Currencies) -> Result<Total, Unsayable> {
    Ok(Total {
        kind: listed(total.kind.as_str()).unwrap_or(TotalType::Fee),
        display_text: total.display_text.clone(),
        amount: currencies.write(total.amount)?,
        presentment_amount: currencies.write_shown(total.presentment_amount)?,
        description: total.description.clone(),
        breakdown: list::try_write(&total.breakdown, |tax| write_tax(tax, currencies))?,
    })
}

fn write_tax(tax: &model::TaxBreakdown, currencies: Currencies) -> Result<TaxBreakdownItem, Unsayable> {
    Ok(TaxBreakdownItem {
        jurisdiction: tax.jurisdiction.clone(),
        rate: number::write(tax.rate)?,
        amount: currencies.write(tax.amount)?,
    })
}

/// The sums of a line. One without discount shows none.
pub(super) fn of_line(line: &LineItem, currencies: Currencies) -> Result<Vec<Total>, Unsayable> {
    let mut totals = Vec::with_capacity(5);
    totals.push(sum(&TotalKind::ItemsBaseAmount, line.base_amount, currencies)?);
    if !line.discount.is_zero() {
        totals.push(sum(&TotalKind::ItemsDiscount, line.discount, currencies)?);
    }
    totals.push(sum(&TotalKind::Subtotal, line.subtotal, currencies)?);
    totals.push(sum(&TotalKind::Tax, line.tax, currencies)?);
    totals.push(sum(&TotalKind::Total, line.total, currencies)?);
    Ok(totals)
}

/// What a way to deliver costs.
pub(super) fn of_option(option: &FulfillmentOption, currencies: Currencies) -> Result<Vec<Total>, Unsayable> {
    Ok(vec![
        sum(&TotalKind::Subtotal, option.subtotal, currencies)?,
        sum(&TotalKind::Tax, option.tax, currencies)?,
        sum(&TotalKind::Total, option.total()?, currencies)?,
    ])
}

/// A sum under the name that its kind usually has (C-MON-05).
fn sum(kind: &TotalKind, amount: Money, currencies: Currencies) -> Result<Total, Unsayable> {
    Ok(Total::new(TotalType::from(kind.as_str()), kind.default_text(), currencies.write(amount)?))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json, to_value};

    use super::*;
    use crate::model::TaxBreakdown;
    use crate::types::{Currency, Quantity};

    fn usd(minor: i64) -> Money {
        Money::new(minor, Currency::new("usd").unwrap())
    }

    fn eur(minor: i64) -> Money {
        Money::new(minor, Currency::new("eur").unwrap())
    }

    fn in_usd() -> Currencies {
        Currencies { paid: usd(0).currency, shown: None }
    }

    fn written(totals: &[model::Total], currencies: Currencies) -> Value {
        to_value(write(totals, currencies).unwrap()).unwrap()
    }

    // ACP-MON-05, ACP-MON-06, ACP-MON-07
    #[test]
    fn every_kind_has_type_text_and_amount() {
        for (kind, text) in [
            ("items_base_amount", "Items"),
            ("items_discount", "Item discounts"),
            ("subtotal", "Subtotal"),
            ("discount", "Discount"),
            ("fulfillment", "Delivery"),
            ("tax", "Tax"),
            ("fee", "Fee"),
            ("gift_wrap", "Gift wrap"),
            ("tip", "Tip"),
            ("store_credit", "Store credit"),
            ("total", "Total"),
            ("amount_refunded", "Refunded"),
        ] {
            let total = model::Total::new(kind.into(), usd(5));
            assert_eq!(written(&[total], in_usd()), json!([{"type": kind, "display_text": text, "amount": 5}]));
        }
        let total = model::Total::new("handling".into(), usd(5));
        assert_eq!(written(&[total], in_usd()), json!([{"type": "fee", "display_text": "handling", "amount": 5}]));
    }

    // ACP-MON-08, ACP-MON-09
    #[test]
    fn a_total_may_be_explained_broken_down_and_shown_in_another_currency() {
        let mut total = model::Total::new(TotalKind::Tax, usd(875)).called("Sales tax");
        total.description = Some("State and city".to_owned());
        total.presentment_amount = Some(eur(800));
        total.breakdown =
            vec![TaxBreakdown::new("TX", 0.0625, usd(625)), TaxBreakdown::new("Paris, TX", 0.025, usd(250))];
        let shown = Currencies { shown: Some(eur(0).currency), ..in_usd() };
        let expected = json!({
            "type": "tax", "display_text": "Sales tax", "amount": 875, "presentment_amount": 800,
            "description": "State and city",
            "breakdown": [
                {"jurisdiction": "TX", "rate": 0.0625, "amount": 625},
                {"jurisdiction": "Paris, TX", "rate": 0.025, "amount": 250}
            ]
        });
        assert_eq!(written(&[total.clone()], shown), json!([expected]));

        // Without a currency that is shown, its amounts mean nothing.
        assert_eq!(written(&[total], in_usd())[0].get("presentment_amount"), None);
    }

    // ACP-MON-01
    #[test]
    fn an_amount_in_another_currency_is_refused() {
        let wrong = |total| matches!(write(&[total], in_usd()), Err(Unsayable::Money(_)));
        assert!(wrong(model::Total::new(TotalKind::Total, eur(5))));
        let mut total = model::Total::new(TotalKind::Total, usd(5));
        total.breakdown.push(TaxBreakdown::new("FR", 0.2, eur(1)));
        assert!(wrong(total));

        let mut total = model::Total::new(TotalKind::Total, usd(5));
        total.presentment_amount = Some(usd(5));
        let shown = Currencies { shown: Some(eur(0).currency), ..in_usd() };
        assert!(write(&[total], shown).is_err());
    }

    // ACP-LI-02, ACP-MON-13: 2 × 12.50, 5.00 off, 8 % tax on the rest.
    #[test]
    fn a_line_tells_its_five_amounts_or_four() {
        let line = LineItem::new("li_1", "mug", Quantity::new(2).unwrap(), usd(1_250)).unwrap();
        let amounts = |line: &LineItem| -> Vec<(String, i64)> {
            let totals = of_line(line, in_usd()).unwrap();
            totals.iter().map(|total| (total.kind.to_string(), total.amount)).collect()
        };
        let pairs = |pairs: &[(&str, i64)]| -> Vec<(String, i64)> {
            pairs.iter().map(|(kind, amount)| ((*kind).to_owned(), *amount)).collect()
        };
        assert_eq!(
            amounts(&line),
            pairs(&[("items_base_amount", 2_500), ("subtotal", 2_500), ("tax", 0), ("total", 2_500)])
        );
        let line = line.with_discount(usd(500)).unwrap().with_tax(usd(160)).unwrap();
        assert_eq!(
            amounts(&line),
            pairs(&[
                ("items_base_amount", 2_500),
                ("items_discount", 500),
                ("subtotal", 2_000),
                ("tax", 160),
                ("total", 2_160)
            ])
        );
    }
}
