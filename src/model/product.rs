//! What is sold.

use serde::{Deserialize, Serialize};

use super::Text;
use crate::types::{Money, Timestamp, Uri};

/// What a line shows of its product.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ProductDetails {
    /// Name.
    pub name: Option<String>,
    /// Description.
    pub description: Option<String>,
    /// Pictures.
    pub images: Vec<Uri>,
    /// The merchant's product id.
    pub product_id: Option<String>,
    /// Stock keeping unit.
    pub sku: Option<String>,
    /// The merchant's variant id.
    pub variant_id: Option<String>,
    /// Category.
    pub category: Option<String>,
    /// Tags.
    pub tags: Vec<String>,
    /// Weight.
    pub weight: Option<Weight>,
    /// Size.
    pub dimensions: Option<Dimensions>,
    /// Whether it can be had.
    pub availability: Option<Availability>,
    /// Pieces in stock.
    pub available_quantity: Option<u32>,
    /// Most pieces in one order.
    pub max_quantity_per_order: Option<u32>,
    /// When a pre-ordered or back-ordered item can be sent.
    pub fulfillable_on: Option<Timestamp>,
    /// Size, color, …
    pub variant_options: Vec<VariantOption>,
    /// Further facts to show.
    pub custom_attributes: Vec<CustomAttribute>,
    /// What the law wants the buyer to read.
    pub disclosures: Vec<Disclosure>,
    /// Name of the seller on a marketplace.
    pub marketplace_seller: Option<String>,
}

impl ProductDetails {
    /// A product of that name.
    #[must_use]
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: Some(name.into()), ..Self::default() }
    }
}

open_enum! {
    /// Whether an item can be had (2026-01-30 on).
    pub enum Availability {
        /// In stock.
        InStock = "in_stock",
        /// Nearly gone.
        LowStock = "low_stock",
        /// Gone.
        OutOfStock = "out_of_stock",
        /// Ordered again; comes later.
        Backorder = "backorder",
        /// Not yet out.
        PreOrder = "pre_order",
    }
}

/// A weight.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Weight {
    /// How much.
    pub value: f64,
    /// Of which unit.
    pub unit: WeightUnit,
}

impl Weight {
    /// So much of that unit.
    #[must_use]
    pub const fn new(value: f64, unit: WeightUnit) -> Self {
        Self { value, unit }
    }
}

closed_enum! {
    /// A unit of weight.
    pub enum WeightUnit {
        /// Grams.
        Gram = "g",
        /// Kilograms.
        Kilogram = "kg",
        /// Ounces.
        Ounce = "oz",
        /// Pounds.
        Pound = "lb",
    }
}

/// The size of a package.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Dimensions {
    /// Length.
    pub length: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
    /// Unit of all three.
    pub unit: LengthUnit,
}

impl Dimensions {
    /// Length × width × height.
    #[must_use]
    pub const fn new(length: f64, width: f64, height: f64, unit: LengthUnit) -> Self {
        Self { length, width, height, unit }
    }
}

closed_enum! {
    /// A unit of length.
    pub enum LengthUnit {
        /// Centimeters.
        Centimeter = "cm",
        /// Inches.
        Inch = "in",
    }
}

/// One choice that makes the variant: color = blue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct VariantOption {
    /// What is chosen.
    pub name: String,
    /// What was chosen.
    pub value: String,
}

impl VariantOption {
    /// `name` = `value`.
    #[must_use]
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), value: value.into() }
    }
}

/// A further fact to show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CustomAttribute {
    /// What it is.
    pub display_name: String,
    /// Its value.
    pub value: String,
}

impl CustomAttribute {
    /// `display_name`: `value`.
    #[must_use]
    pub fn new(display_name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { display_name: display_name.into(), value: value.into() }
    }
}

/// What the law wants the buyer to read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Disclosure {
    /// The text.
    pub text: Text,
}

impl Disclosure {
    /// A disclaimer.
    #[must_use]
    pub const fn disclaimer(text: Text) -> Self {
        Self { text }
    }
}

/// Why a line costs less (2026-01-30 on).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DiscountDetail {
    /// How it was computed.
    pub kind: DiscountKind,
    /// How much it takes off, positive.
    pub amount: Money,
    /// The code that gave it.
    pub code: Option<String>,
    /// What the buyer reads.
    pub description: Option<String>,
    /// Where it came from.
    pub source: Option<DiscountSource>,
}

impl DiscountDetail {
    /// A discount of that kind and amount.
    #[must_use]
    pub const fn new(kind: DiscountKind, amount: Money) -> Self {
        Self { kind, amount, code: None, description: None, source: None }
    }
}

open_enum! {
    /// How a discount was computed.
    pub enum DiscountKind {
        /// A share of the price.
        Percentage = "percentage",
        /// A fixed amount.
        Fixed = "fixed",
        /// Buy one, get one.
        Bogo = "bogo",
        /// By quantity.
        Volume = "volume",
    }
}

open_enum! {
    /// Where a discount came from.
    pub enum DiscountSource {
        /// A code of the buyer.
        Coupon = "coupon",
        /// A rule of the merchant.
        Automatic = "automatic",
        /// A loyalty program.
        Loyalty = "loyalty",
    }
}
