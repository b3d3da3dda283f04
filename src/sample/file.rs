//! The catalog as a JSON file.

use std::collections::BTreeMap;
use std::fmt;
use std::num::NonZeroU32;
use std::ops::RangeInclusive;

use serde::Deserialize;
use serde::de::{Deserializer, Error, Unexpected, Visitor};

use super::catalog::{Catalog, DiscountCode, Product, ProductKind, Reduction, ShippingOption, Stock};
use super::catalog_error::{CatalogError, Flaw, Step};
use crate::model::{Link, LinkKind, Weight, WeightUnit};
use crate::types::{Currency, Money, Timestamp, Uri};

impl Catalog {
    /// Reads a catalog file; its format is told [above](super#the-catalog-file).
    ///
    /// # Errors
    ///
    /// [`CatalogError`], which names the line and the field:
    ///
    /// ```
    /// use agentic_commerce::sample::Catalog;
    ///
    /// let file = Catalog::BUILTIN_JSON.replace("12900", r#""129.00""#);
    /// let error = Catalog::from_json(&file).unwrap_err();
    /// assert_eq!(error.to_string(), "line 25: products[1].price: invalid type: string \"129.00\", expected i64");
    /// ```
    pub fn from_json(json: &str) -> Result<Self, CatalogError> {
        let mut reader = serde_json::Deserializer::from_str(json);
        let file: File =
            serde_path_to_error::deserialize(&mut reader).map_err(|error| CatalogError::of_decoder(json, &error))?;
        reader.end().map_err(|error| CatalogError::of_reader(String::new(), &error))?;
        file.into_catalog().map_err(|flaw| CatalogError::of_flaw(json, &flaw))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    currency: Currency,
    base_url: Uri,
    #[serde(default, deserialize_with = "fraction")]
    tax_rate: u32,
    #[serde(default)]
    links: BTreeMap<String, Uri>,
    products: Vec<FileProduct>,
    #[serde(default)]
    shipping: Vec<FileShipping>,
    #[serde(default)]
    discounts: Vec<FileDiscount>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileProduct {
    id: String,
    title: String,
    description: Option<String>,
    #[serde(deserialize_with = "price")]
    price: i64,
    #[serde(deserialize_with = "stock")]
    stock: Stock,
    kind: ProductKind,
    #[serde(default)]
    images: Vec<Uri>,
    weight: Option<FileWeight>,
    max_per_order: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileWeight {
    value: f64,
    unit: WeightUnit,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileShipping {
    id: String,
    title: String,
    carrier: Option<String>,
    #[serde(deserialize_with = "price")]
    price: i64,
    days: FileDays,
    #[serde(default)]
    countries: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileDays {
    from: u16,
    to: u16,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileDiscount {
    code: String,
    name: String,
    #[serde(default, deserialize_with = "percent")]
    percent: Option<u32>,
    #[serde(default, deserialize_with = "some_price")]
    amount: Option<i64>,
    expires_at: Option<Timestamp>,
    #[serde(default, deserialize_with = "some_price")]
    minimum: Option<i64>,
    #[serde(default)]
    automatic: bool,
    #[serde(default)]
    exclusive: bool,
    priority: Option<NonZeroU32>,
}

/// What types cannot say is checked here: fields that must agree with each other.
impl File {
    fn into_catalog(self) -> Result<Catalog, Flaw> {
        let currency = self.currency;
        let mut catalog = Catalog::new(currency, self.base_url).with_tax_rate(self.tax_rate);
        for (kind, url) in self.links {
            catalog = catalog.with_link(link(&kind, url)?);
        }
        if self.products.is_empty() {
            return Err(Flaw::new("a shop needs at least one product").at("products"));
        }
        let ids = self.products.iter().map(|product| product.id.clone());
        unique(ids).map_err(|(index, flaw)| flaw.at("id").at(index).at("products"))?;
        for product in self.products {
            catalog = catalog.with_product(product.into_product(currency));
        }
        let ids = self.shipping.iter().map(|option| option.id.clone());
        unique(ids).map_err(|(index, flaw)| flaw.at("id").at(index).at("shipping"))?;
        for (index, option) in self.shipping.into_iter().enumerate() {
            let option = option.into_option(currency).map_err(|flaw| flaw.at(index).at("shipping"))?;
            catalog = catalog.with_shipping(option);
        }
        let codes = self.discounts.iter().map(|discount| discount.code.to_ascii_uppercase());
        unique(codes).map_err(|(index, flaw)| flaw.at("code").at(index).at("discounts"))?;
        for (index, discount) in self.discounts.into_iter().enumerate() {
            let discount = discount.into_code(currency).map_err(|flaw| flaw.at(index).at("discounts"))?;
            catalog = catalog.with_discount(discount);
        }
        Ok(catalog)
    }
}

impl FileProduct {
    fn into_product(self, currency: Currency) -> Product {
        let price = Money::new(self.price, currency);
        let product = match self.kind {
            ProductKind::Physical => Product::physical(self.id, self.title, price),
            ProductKind::Digital => Product::digital(self.id, self.title, price),
        };
        Product {
            description: self.description,
            stock: self.stock,
            images: self.images,
            weight: self.weight.map(|weight| Weight::new(weight.value, weight.unit)),
            max_per_order: self.max_per_order.unwrap_or(product.max_per_order),
            ..product
        }
    }
}

impl FileShipping {
    fn into_option(self, currency: Currency) -> Result<ShippingOption, Flaw> {
        let days = self.days.into_range().map_err(|flaw| flaw.at("days"))?;
        let two_letters = |code: &String| code.len() == 2 && code.bytes().all(|letter| letter.is_ascii_alphabetic());
        if let Some(index) = self.countries.iter().position(|code| !two_letters(code)) {
            return Err(Flaw::new("not a country code of two letters").at(index).at("countries"));
        }
        let option = ShippingOption::new(self.id, self.title, Money::new(self.price, currency), days);
        Ok(ShippingOption { carrier: self.carrier, countries: self.countries, ..option })
    }
}

impl FileDays {
    fn into_range(self) -> Result<RangeInclusive<u16>, Flaw> {
        let Self { from, to } = self;
        if from > to {
            return Err(Flaw::new(format!("from {from} lies after to {to}")));
        }
        Ok(from..=to)
    }
}

impl FileDiscount {
    fn into_code(self, currency: Currency) -> Result<DiscountCode, Flaw> {
        let reduction = match (self.percent, self.amount) {
            (Some(percent), None) => Reduction::Percent(percent),
            (None, Some(amount)) => Reduction::Amount(Money::new(amount, currency)),
            (Some(_), Some(_)) => return Err(Flaw::new("takes off a percent or an amount, not both").at("amount")),
            (None, None) => return Err(Flaw::new("takes nothing off: give it a `percent` or an `amount`")),
        };
        Ok(DiscountCode {
            code: self.code,
            name: self.name,
            reduction,
            expires_at: self.expires_at,
            minimum: self.minimum.map(|minimum| Money::new(minimum, currency)),
            automatic: self.automatic,
            exclusive: self.exclusive,
            priority: self.priority.map(NonZeroU32::get),
        })
    }
}

/// A page of a kind that the protocol lists. [`LinkKind`] is open, so a typo would pass for a new kind.
fn link(kind: &str, url: Uri) -> Result<Link, Flaw> {
    if LinkKind::LISTED.contains(&kind) {
        return Ok(Link::new(LinkKind::from(kind), url));
    }
    let message = format!("not a kind of page; there are {}", LinkKind::LISTED.join(", "));
    Err(Flaw::new(message).at(Step::Key(kind.to_owned())).at("links"))
}

/// Refuses a name that is empty or taken, and tells which.
fn unique(names: impl Iterator<Item = String>) -> Result<(), (usize, Flaw)> {
    let mut seen = BTreeMap::new();
    for (index, name) in names.enumerate() {
        if name.is_empty() {
            return Err((index, Flaw::new("must not be empty")));
        }
        let message = format!("\"{name}\" is taken by entry ");
        if let Some(first) = seen.insert(name, index) {
            return Err((index, Flaw::new(format!("{message}{first}"))));
        }
    }
    Ok(())
}

fn price<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    let minor = i64::deserialize(deserializer)?;
    if minor < 0 {
        return Err(D::Error::custom(format!("{minor} is negative")));
    }
    Ok(minor)
}

fn some_price<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    price(deserializer).map(Some)
}

fn stock<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Stock, D::Error> {
    struct Pieces;

    impl Visitor<'_> for Pieces {
        type Value = Stock;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a number of pieces or \"unlimited\"")
        }

        fn visit_u64<E: Error>(self, pieces: u64) -> Result<Stock, E> {
            let refuse = |_| E::invalid_value(Unexpected::Unsigned(pieces), &self);
            u32::try_from(pieces).map(Stock::Pieces).map_err(refuse)
        }

        fn visit_str<E: Error>(self, word: &str) -> Result<Stock, E> {
            if word == "unlimited" {
                return Ok(Stock::Unlimited);
            }
            Err(E::invalid_value(Unexpected::Str(word), &self))
        }
    }

    deserializer.deserialize_any(Pieces)
}

/// A rate such as `"0.0825"`, in millionths.
fn fraction<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    deserializer.deserialize_any(Decimal { places: 6, expected: "a fraction from 0 to 1 such as \"0.0825\"" })
}

/// A percentage such as `12.5`, in millionths.
fn percent<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    deserializer.deserialize_any(Decimal { places: 4, expected: "a percentage from 0 to 100" }).map(Some)
}

/// A decimal, as text or number, that comes to at most a million once its point has moved to the right by `places`.
///
/// A number reaches us as a binary fraction; its shortest decimal is what stood in the file.
struct Decimal {
    places: usize,
    expected: &'static str,
}

impl Decimal {
    fn read(&self, text: &str) -> Option<u32> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || fraction.len() > self.places || !digits(whole) || !digits(fraction) {
            return None;
        }
        let millionths = format!("{whole}{fraction:0<places$}", places = self.places).parse().ok()?;
        (millionths <= 1_000_000).then_some(millionths)
    }
}

impl Visitor<'_> for Decimal {
    type Value = u32;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<u32, E> {
        self.read(&number.to_string()).ok_or_else(|| E::invalid_value(Unexpected::Unsigned(number), &self))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<u32, E> {
        self.read(&number.to_string()).ok_or_else(|| E::invalid_value(Unexpected::Float(number), &self))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<u32, E> {
        self.read(text).ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))
    }
}
