//! Items and lines.

use super::amount::minor;
use crate::acp::v2025_09_29::{Item, ItemQuantity, LineItem};
use crate::json::{DecodeError, JsonPath, Problem};
use crate::model;
use crate::types::{Currency, Money, MoneyError, Quantity};

/// The items that an agent asks for.
pub(super) fn into_requests(items: Vec<Item>) -> Result<Vec<model::ItemRequest>, DecodeError> {
    items
        .into_iter()
        .enumerate()
        .map(|(index, item)| {
            let quantity = pieces(&item.quantity, || JsonPath::root().field("items").index(index).field("quantity"))?;
            Ok(model::ItemRequest::new(item.id, quantity))
        })
        .collect()
}

impl From<&model::ItemRequest> for Item {
    fn from(request: &model::ItemRequest) -> Self {
        Self::new(request.item.clone(), request.quantity)
    }
}

/// Whole pieces: the release allows fractions, the shops of this crate do not sell them (ACP-CRE-04).
fn pieces(quantity: &ItemQuantity, path: impl FnOnce() -> JsonPath) -> Result<Quantity, DecodeError> {
    quantity.pieces().ok_or_else(|| {
        let whole = quantity.as_f64().fract() == 0.0;
        let message = if whole { "so many pieces cannot be counted" } else { "the shop sells whole pieces" };
        DecodeError { path: path(), problem: Problem::Invalid(message.to_owned()) }
    })
}

impl LineItem {
    pub(crate) fn from_model(line: &model::LineItem, currency: Currency) -> Result<Self, MoneyError> {
        Ok(Self {
            id: line.id.clone(),
            item: Item::new(line.item.clone(), line.quantity),
            base_amount: minor(currency, line.base_amount)?,
            discount: minor(currency, line.discount)?,
            subtotal: minor(currency, line.subtotal)?,
            tax: minor(currency, line.tax)?,
            total: minor(currency, line.total)?,
        })
    }

    /// The line at `index`. The release does not say what a piece costs, nor whether it must be sent: it is taken to be.
    pub(crate) fn into_model(self, index: usize, currency: Currency) -> Result<model::LineItem, DecodeError> {
        let quantity = pieces(&self.item.quantity, || {
            JsonPath::root().field("line_items").index(index).field("item").field("quantity")
        })?;
        let money = |minor| Money::new(minor, currency);
        Ok(model::LineItem {
            id: self.id,
            item: self.item.id,
            quantity,
            unit_amount: None,
            base_amount: money(self.base_amount),
            discount: money(self.discount),
            subtotal: money(self.subtotal),
            tax: money(self.tax),
            total: money(self.total),
            requires_shipping: true,
            product: model::ProductDetails::default(),
            discount_details: Vec::new(),
            tax_exempt: None,
            tax_exemption_reason: None,
            parent_id: None,
        })
    }
}
