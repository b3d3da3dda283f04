//! Items and lines.

use crate::acp::error::Unsayable;
use crate::acp::v2025_09_29;
use crate::acp::v2025_09_29::convert::amount::minor;
use crate::acp::v2025_12_12::{Item, LineItem, MarketplaceSellerDetails};
use crate::acp::v2026_04_17::convert::{agent, list, merchant};
use crate::json::DecodeError;
use crate::model;
use crate::types::{Currency, Money};

impl From<Item> for model::ItemRequest {
    fn from(item: Item) -> Self {
        Self::new(item.id, item.quantity)
    }
}

impl From<&model::ItemRequest> for Item {
    fn from(request: &model::ItemRequest) -> Self {
        Self::new(request.item.clone(), request.quantity)
    }
}

impl LineItem {
    pub(super) fn from_model(line: &model::LineItem, currency: Currency) -> Result<Self, Unsayable> {
        let amounts = v2025_09_29::LineItem::from_model(line, currency)?;
        let product = &line.product;
        Ok(Self {
            id: amounts.id,
            item: Item::new(line.item.clone(), line.quantity),
            base_amount: amounts.base_amount,
            discount: amounts.discount,
            subtotal: amounts.subtotal,
            tax: amounts.tax,
            total: amounts.total,
            name: product.name.clone(),
            description: product.description.clone(),
            images: list::unless_empty(product.images.clone()),
            unit_amount: line.unit_amount.map(|amount| minor(currency, amount)).transpose()?,
            disclosures: list::write(&product.disclosures, merchant::product::write_disclosure),
            custom_attributes: list::write(&product.custom_attributes, merchant::product::write_attribute),
            marketplace_seller_details: product.marketplace_seller.as_deref().map(MarketplaceSellerDetails::new),
        })
    }

    /// The line at `index`. The release does not say whether it must be sent: it is taken to be.
    pub(super) fn into_model(self, index: usize, currency: Currency) -> Result<model::LineItem, DecodeError> {
        let Self { id, item, base_amount, discount, subtotal, tax, total, .. } = self;
        let item = v2025_09_29::Item::new(item.id, item.quantity);
        let amounts = v2025_09_29::LineItem::new(id, item, base_amount, discount, subtotal, tax, total);
        let mut line = amounts.into_model(index, currency)?;
        line.unit_amount = self.unit_amount.map(|minor| Money::new(minor, currency));
        line.product = model::ProductDetails {
            name: self.name,
            description: self.description,
            images: self.images.unwrap_or_default(),
            disclosures: list::read(self.disclosures, agent::product::read_disclosure),
            custom_attributes: list::read(self.custom_attributes, agent::product::read_attribute),
            marketplace_seller: self.marketplace_seller_details.map(|seller| seller.name),
            ..model::ProductDetails::default()
        };
        Ok(line)
    }
}
