//! What a shop offers, as agents find it before anybody asks: products and their variants.

use serde::{Deserialize, Serialize};

use super::{Availability, Dimensions, Link, VariantOption, Weight};
use crate::types::{Currency, ItemId, Money, Timestamp, Uri};

/// A product of the catalog: what its variants share.
///
/// ```
/// use agentic_commerce::model::{Product, Variant};
/// use agentic_commerce::types::{Currency, Money};
///
/// let usd = Currency::new("usd")?;
/// let lamp = Product::new("LAMP-7", "Desk lamp")
///     .with_variant(Variant::new("LAMP-7-BRASS", "Desk lamp, brass", Money::new(4_900, usd)).with_option("finish", "Brass"))
///     .with_variant(Variant::new("LAMP-7-STEEL", "Desk lamp, steel", Money::new(4_500, usd)).with_option("finish", "Steel"));
/// assert!(lamp.has_variations());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Product {
    /// Id that the variants share. Stable, and never that of a variant where there are several.
    pub id: String,
    /// Name.
    pub title: String,
    /// Description of what has none of its own.
    #[serde(default)]
    pub description: Description,
    /// Page of what has none of its own.
    pub url: Option<Uri>,
    /// Brand, as the page names it.
    pub brand: Option<String>,
    /// Where it stands in the shop, or in a taxonomy. The first is the main one.
    #[serde(default)]
    pub categories: Vec<Category>,
    /// Pictures and films of what has none of its own. The first picture is the main one.
    #[serde(default)]
    pub media: Vec<Media>,
    /// What buyers think of it.
    pub rating: Option<Rating>,
    /// What can be bought.
    pub variants: Vec<Variant>,
}

impl Product {
    /// A product without variants, which cannot be bought yet.
    #[must_use]
    pub fn new(id: impl Into<String>, title: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            title: title.into(),
            description: Description::default(),
            url: None,
            brand: None,
            categories: Vec::new(),
            media: Vec::new(),
            rating: None,
            variants: Vec::new(),
        }
    }

    /// The same product with one more variant.
    #[must_use]
    pub fn with_variant(mut self, variant: Variant) -> Self {
        self.variants.push(variant);
        self
    }

    /// Whether a buyer has to choose among variants.
    #[must_use]
    pub const fn has_variations(&self) -> bool {
        self.variants.len() > 1
    }

    /// The same product with the variants that are sold in a currency, and nothing if there are none.
    #[must_use]
    pub fn priced_in(mut self, currency: Currency) -> Option<Self> {
        self.variants.retain(|variant| variant.price.currency == currency);
        (!self.variants.is_empty()).then_some(self)
    }
}

/// What can be bought: one price, one stock, one id that the checkout takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Variant {
    /// The id that the checkout takes. Stable, never given to another item.
    pub id: ItemId,
    /// Name, with what was chosen.
    pub title: String,
    /// Description; that of the product if empty.
    #[serde(default)]
    pub description: Description,
    /// Page; that of the product if none.
    pub url: Option<Uri>,
    /// Pictures and films; those of the product if empty.
    #[serde(default)]
    pub media: Vec<Media>,
    /// Regular price, not negative.
    pub price: Money,
    /// What it costs now, if less.
    pub sale_price: Option<Money>,
    /// When `sale_price` begins and ends.
    pub sale_period: Option<(Timestamp, Timestamp)>,
    /// Price per measure, where the law wants it.
    pub unit_price: Option<UnitPrice>,
    /// Whether it can be had.
    pub availability: Availability,
    /// When a pre-ordered or back-ordered item can be sent.
    pub available_on: Option<Timestamp>,
    /// Pieces in stock.
    pub quantity: Option<u64>,
    /// When the offer ends.
    pub expires_on: Option<Timestamp>,
    /// GTIN of 8, 12, 13 or 14 digits.
    pub gtin: Option<String>,
    /// The manufacturer's part number.
    pub mpn: Option<String>,
    /// The merchant's id of the offer. Without the price in it: it has to stay when the price goes.
    pub offer_id: Option<String>,
    /// New or not.
    pub condition: Option<Condition>,
    /// What makes it this variant. Every variant of a product names the same options.
    #[serde(default)]
    pub options: Vec<VariantOption>,
    /// What it is made of.
    pub material: Option<String>,
    /// Color; without one the option `color` counts.
    pub color: Option<String>,
    /// Size; without one the option `size` counts.
    pub size: Option<String>,
    /// The system of `size`: `US`, `UK`, `EU`, …
    pub size_system: Option<String>,
    /// Whom it is made for.
    pub gender: Option<Gender>,
    /// What age it is made for.
    pub age_group: Option<AgeGroup>,
    /// Size of the item.
    pub dimensions: Option<Dimensions>,
    /// Weight of the item.
    pub weight: Option<Weight>,
    /// Whether nothing is sent.
    pub digital: Option<bool>,
    /// What sending costs.
    #[serde(default)]
    pub shipping: Vec<ShippingRate>,
    /// Who sells it; the merchant of the feed if nobody is named.
    pub seller: Option<Seller>,
    /// Through which marketplace it is sold.
    pub marketplace: Option<Seller>,
    /// Whether agents may show it.
    #[serde(default = "yes")]
    pub searchable: bool,
    /// Whether agents may sell it. Only what is searchable can be.
    #[serde(default)]
    pub purchasable: bool,
    /// Whether it may be advertised.
    pub advertisable: Option<bool>,
}

const fn yes() -> bool {
    true
}

impl Variant {
    /// A variant that is in stock, found and not yet sold by agents.
    #[must_use]
    pub fn new(id: impl Into<ItemId>, title: impl Into<String>, price: Money) -> Self {
        Self {
            id: id.into(),
            title: title.into(),
            description: Description::default(),
            url: None,
            media: Vec::new(),
            price,
            sale_price: None,
            sale_period: None,
            unit_price: None,
            availability: Availability::InStock,
            available_on: None,
            quantity: None,
            expires_on: None,
            gtin: None,
            mpn: None,
            offer_id: None,
            condition: None,
            options: Vec::new(),
            material: None,
            color: None,
            size: None,
            size_system: None,
            gender: None,
            age_group: None,
            dimensions: None,
            weight: None,
            digital: None,
            shipping: Vec::new(),
            seller: None,
            marketplace: None,
            searchable: true,
            purchasable: false,
            advertisable: None,
        }
    }

    /// The same variant with one more option, such as `color` = `blue`.
    #[must_use]
    pub fn with_option(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.options.push(VariantOption::new(name, value));
        self
    }

    /// What is chosen under a name, in any case of letters.
    #[must_use]
    pub fn option(&self, name: &str) -> Option<&str> {
        self.options.iter().find(|option| option.name.eq_ignore_ascii_case(name)).map(|option| option.value.as_str())
    }

    /// The price of the sale, if it is one: of the same currency and lower.
    #[must_use]
    pub fn sale(&self) -> Option<Money> {
        self.sale_price.filter(|sale| sale.currency == self.price.currency && sale.minor < self.price.minor)
    }
}

/// The same description in up to three forms.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Description {
    /// As plain text.
    pub plain: Option<String>,
    /// As HTML.
    pub html: Option<String>,
    /// As Markdown.
    pub markdown: Option<String>,
}

impl Description {
    /// Plain text.
    #[must_use]
    pub fn plain(text: impl Into<String>) -> Self {
        Self { plain: Some(text.into()), ..Self::default() }
    }

    /// Whether there is none in any form.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.plain.is_none() && self.html.is_none() && self.markdown.is_none()
    }
}

/// Where a product stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Category {
    /// A path from the widest to the narrowest: `Apparel & Accessories > Shoes`.
    pub path: String,
    /// Whose path it is: `google_product_category`, `shopify`, `merchant`, …
    pub taxonomy: Option<String>,
}

impl Category {
    /// A path of the merchant's own.
    #[must_use]
    pub fn new(path: impl Into<String>) -> Self {
        Self { path: path.into(), taxonomy: None }
    }
}

/// A picture, a film or a model in space.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Media {
    /// What it is.
    pub kind: MediaKind,
    /// Where it is.
    pub url: Uri,
    /// What somebody reads who cannot see it.
    pub alt_text: Option<String>,
    /// Width in pixels.
    pub width: Option<u32>,
    /// Height in pixels.
    pub height: Option<u32>,
}

impl Media {
    /// Something to look at.
    #[must_use]
    pub const fn new(kind: MediaKind, url: Uri) -> Self {
        Self { kind, url, alt_text: None, width: None, height: None }
    }

    /// A picture.
    #[must_use]
    pub const fn image(url: Uri) -> Self {
        Self::new(MediaKind::Image, url)
    }
}

open_enum! {
    /// What there is to look at.
    pub enum MediaKind {
        /// A picture.
        Image = "image",
        /// A film.
        Video = "video",
        /// A model in space (GLB or GLTF).
        Model = "model",
    }
}

closed_enum! {
    /// The condition of what is sold.
    pub enum Condition {
        /// New.
        New = "new",
        /// Repaired by somebody who vouches for it.
        Refurbished = "refurbished",
        /// Used.
        Used = "used",
    }
}

closed_enum! {
    /// Whom something is made for.
    pub enum Gender {
        /// Men.
        Male = "male",
        /// Women.
        Female = "female",
        /// Anybody.
        Unisex = "unisex",
    }
}

closed_enum! {
    /// What age something is made for.
    pub enum AgeGroup {
        /// To 3 months.
        Newborn = "newborn",
        /// To a year.
        Infant = "infant",
        /// To 5 years.
        Toddler = "toddler",
        /// To 13 years.
        Kids = "kids",
        /// Older.
        Adult = "adult",
    }
}

/// What buyers think.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Rating {
    /// How many reviews.
    pub count: u64,
    /// Their mean, in hundredths of a star from 0 to 500.
    pub hundredths: u16,
}

impl Rating {
    /// So many reviews of that mean; more than five stars are five.
    #[must_use]
    pub fn new(count: u64, hundredths: u16) -> Self {
        Self { count, hundredths: hundredths.min(500) }
    }
}

/// A price by weight, volume or length: $0.25 per 100 ml, of a bottle of 750 ml.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct UnitPrice {
    /// What the reference measure costs.
    pub price: Money,
    /// How much the item holds.
    pub measure: f64,
    /// Unit of `measure`.
    pub measure_unit: String,
    /// How much `price` is for.
    pub reference: u32,
    /// Unit of `reference`.
    pub reference_unit: String,
}

/// What it costs to send an item somewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ShippingRate {
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// A part of the country; the whole of it if none.
    pub region: Option<String>,
    /// What the service is called.
    pub service: String,
    /// What it costs.
    pub price: Money,
}

impl ShippingRate {
    /// A service to a whole country.
    #[must_use]
    pub fn new(country: impl Into<String>, service: impl Into<String>, price: Money) -> Self {
        Self { country: country.into(), region: None, service: service.into(), price }
    }
}

/// Who sells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Seller {
    /// Name.
    pub name: String,
    /// Page of the shop.
    pub url: Option<Uri>,
    /// Terms, privacy, returns, …
    #[serde(default)]
    pub links: Vec<Link>,
    /// Whether, and how long, goods are taken back.
    pub returns: Option<Returns>,
    /// What buyers think of the shop.
    pub rating: Option<Rating>,
}

impl Seller {
    /// A seller of that name.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), url: None, links: Vec::new(), returns: None, rating: None }
    }
}

/// Whether goods are taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Returns {
    /// Whether they are at all.
    pub accepted: bool,
    /// For how many days.
    pub days: Option<u32>,
    /// Whether they are exchanged.
    pub exchanges: Option<bool>,
}

impl Returns {
    /// Taken back for so many days.
    #[must_use]
    pub const fn within(days: u32) -> Self {
        Self { accepted: true, days: Some(days), exchanges: None }
    }

    /// Never taken back.
    #[must_use]
    pub const fn refused() -> Self {
        Self { accepted: false, days: None, exchanges: None }
    }
}
