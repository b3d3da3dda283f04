//! A priced line.

use super::{discount, product, total::LineAmounts};
use crate::acp::v2026_04_17::LineItem;
use crate::acp::v2026_04_17::convert::{amount::Currencies, list};
use crate::model;
use crate::types::MoneyError;

/// Whether it has to be sent is not said, so it is taken to.
pub(super) fn read(mut line: LineItem, currencies: Currencies) -> Result<model::LineItem, MoneyError> {
    let LineAmounts { base, discount, subtotal, tax, total } =
        LineAmounts::read(&line.totals, line.unit_amount, line.quantity, currencies.paid)?;
    let product = product::take(&mut line);
    Ok(model::LineItem {
        id: line.id,
        item: line.item.id,
        quantity: line.quantity,
        unit_amount: line.unit_amount.map(|amount| currencies.read(amount)),
        base_amount: base,
        discount,
        subtotal,
        tax,
        total,
        requires_shipping: true,
        product,
        discount_details: list::read(line.discount_details, |detail| discount::read_detail(detail, currencies)),
        tax_exempt: line.tax_exempt,
        tax_exemption_reason: line.tax_exemption_reason,
        parent_id: line.parent_id,
    })
}
