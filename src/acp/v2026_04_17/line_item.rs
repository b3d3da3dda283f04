//! What is bought, and what each line costs.

use serde::{Deserialize, Serialize};

use super::{ContentType, DiscountDetail, Total};
use crate::acp::number::{pieces, present_pieces};
use crate::types::{ItemId, LineItemId, Quantity, Timestamp, Uri, present};

/// An item that the agent asks for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Item {
    /// The item, by the id of the merchant's feed.
    pub id: ItemId,
    /// What the agent calls it. A hint.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Price of one piece as the agent knows it, in minor units. A hint: the merchant's price decides.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub unit_amount: Option<i64>,
    /// How many pieces. The schema of this release forgot the field while its examples use it: agents may send it,
    /// one piece is meant when they do not, and a merchant never answers with it ([`LineItem::quantity`] says it
    /// there).
    #[serde(default, deserialize_with = "present_pieces", skip_serializing_if = "Option::is_none")]
    pub quantity: Option<Quantity>,
}

impl Item {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(id: impl Into<ItemId>) -> Self {
        Self { id: id.into(), name: None, unit_amount: None, quantity: None }
    }
}

/// A line of the session, priced.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct LineItem {
    /// The line.
    pub id: LineItemId,
    /// The item.
    pub item: Item,
    /// How many pieces of it.
    #[serde(deserialize_with = "pieces")]
    pub quantity: Quantity,
    /// What to call it before the buyer.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it is.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Pictures of it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub images: Option<Vec<Uri>>,
    /// Price of one piece in minor units of the session's currency.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub unit_amount: Option<i64>,
    /// What the buyer has to be told.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub disclosures: Option<Vec<Disclosure>>,
    /// What the merchant wants to show with it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub custom_attributes: Option<Vec<CustomAttribute>>,
    /// Who sells it, on a marketplace.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub marketplace_seller_details: Option<MarketplaceSellerDetails>,
    /// The merchant's id of the product.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub product_id: Option<String>,
    /// Stock keeping unit.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub sku: Option<String>,
    /// The merchant's id of the variant.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub variant_id: Option<String>,
    /// Category of the product.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// Labels of the product.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
    /// How heavy it is.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub weight: Option<WeightInfo>,
    /// How big it is.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub dimensions: Option<DimensionsInfo>,
    /// Whether it can be had.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub availability_status: Option<AvailabilityStatus>,
    /// Pieces that can be had now.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub available_quantity: Option<u64>,
    /// Pieces that one order may hold at most.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub max_quantity_per_order: Option<Quantity>,
    /// When it can be delivered, if it is not yet in stock.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub fulfillable_on: Option<Timestamp>,
    /// The options that make this variant, such as its size.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub variant_options: Option<Vec<VariantOption>>,
    /// Discounts on this line.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub discount_details: Option<Vec<DiscountDetail>>,
    /// Whether no tax is due on it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub tax_exempt: Option<bool>,
    /// Why no tax is due on it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub tax_exemption_reason: Option<String>,
    /// The line that it belongs to, for the parts of a bundle.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<LineItemId>,
    /// The sums of this line.
    pub totals: Vec<Total>,
}

impl LineItem {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(id: impl Into<LineItemId>, item: Item, quantity: Quantity, totals: Vec<Total>) -> Self {
        Self {
            id: id.into(),
            item,
            quantity,
            name: None,
            description: None,
            images: None,
            unit_amount: None,
            disclosures: None,
            custom_attributes: None,
            marketplace_seller_details: None,
            product_id: None,
            sku: None,
            variant_id: None,
            category: None,
            tags: None,
            weight: None,
            dimensions: None,
            availability_status: None,
            available_quantity: None,
            max_quantity_per_order: None,
            fulfillable_on: None,
            variant_options: None,
            discount_details: None,
            tax_exempt: None,
            tax_exemption_reason: None,
            parent_id: None,
            totals,
        }
    }
}

open_enum! {
    /// Whether an item can be had.
    pub enum AvailabilityStatus {
        /// It is in stock.
        InStock = "in_stock",
        /// Few are left.
        LowStock = "low_stock",
        /// It is sold out.
        OutOfStock = "out_of_stock",
        /// It is sold out and will come again.
        Backorder = "backorder",
        /// It is not out yet.
        PreOrder = "pre_order",
    }
}

open_enum! {
    /// What a disclosure is.
    pub enum DisclosureType {
        /// A disclaimer.
        Disclaimer = "disclaimer",
    }
}

/// What the buyer has to be told about an item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Disclosure {
    /// What it is.
    #[serde(rename = "type")]
    pub kind: DisclosureType,
    /// How to read the content.
    pub content_type: ContentType,
    /// The text.
    pub content: String,
}

impl Disclosure {
    /// With its fields.
    #[must_use]
    pub fn new(kind: DisclosureType, content_type: ContentType, content: impl Into<String>) -> Self {
        Self { kind, content_type, content: content.into() }
    }
}

/// Something that the merchant wants to show with an item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct CustomAttribute {
    /// What it is called.
    pub display_name: String,
    /// What it says.
    pub value: String,
}

impl CustomAttribute {
    /// With its fields.
    #[must_use]
    pub fn new(display_name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { display_name: display_name.into(), value: value.into() }
    }
}

/// Who sells an item on a marketplace.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct MarketplaceSellerDetails {
    /// Name of the seller.
    pub name: String,
}

impl MarketplaceSellerDetails {
    /// With its fields.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into() }
    }
}

/// One choice that makes a variant, such as the size.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct VariantOption {
    /// What is chosen.
    pub name: String,
    /// What it was chosen to be.
    pub value: String,
}

impl VariantOption {
    /// With its fields.
    #[must_use]
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), value: value.into() }
    }
}

open_enum! {
    /// A unit of weight.
    pub enum WeightUnit {
        /// Gram.
        Gram = "g",
        /// Kilogram.
        Kilogram = "kg",
        /// Ounce.
        Ounce = "oz",
        /// Pound.
        Pound = "lb",
    }
}

open_enum! {
    /// A unit of length.
    pub enum LengthUnit {
        /// Centimeter.
        Centimeter = "cm",
        /// Inch.
        Inch = "in",
    }
}

/// How heavy something is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct WeightInfo {
    /// The number.
    pub value: serde_json::Number,
    /// What it counts.
    pub unit: WeightUnit,
}

impl WeightInfo {
    /// With its fields.
    #[must_use]
    pub fn new(value: serde_json::Number, unit: WeightUnit) -> Self {
        Self { value, unit }
    }
}

/// How big something is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct DimensionsInfo {
    /// Length.
    pub length: serde_json::Number,
    /// Width.
    pub width: serde_json::Number,
    /// Height.
    pub height: serde_json::Number,
    /// What the three count.
    pub unit: LengthUnit,
}

impl DimensionsInfo {
    /// With its fields.
    #[must_use]
    pub fn new(
        length: serde_json::Number,
        width: serde_json::Number,
        height: serde_json::Number,
        unit: LengthUnit,
    ) -> Self {
        Self { length, width, height, unit }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    // ACP-CRE-06
    #[test]
    fn the_quantity_of_an_item_may_be_left_out_but_not_be_nonsense() {
        let item: Item = serde_json::from_value(json!({"id": "mug"})).unwrap();
        assert_eq!(item.quantity, None);
        assert_eq!(serde_json::to_value(item).unwrap(), json!({"id": "mug"}));

        let item: Item = serde_json::from_value(json!({"id": "mug", "quantity": 3.0})).unwrap();
        assert_eq!(item.quantity.map(Quantity::get), Some(3));
        assert_eq!(serde_json::to_value(item).unwrap(), json!({"id": "mug", "quantity": 3}));

        for refused in [json!(0), json!(-1), json!(1.5), json!("1"), json!(null)] {
            assert!(serde_json::from_value::<Item>(json!({"id": "mug", "quantity": refused})).is_err(), "{refused}");
        }
    }
}
