//! Products with their variants inside: the open Feed API of 2026-04-17, and `OpenAI`'s.
//!
//! `price` is what the buyer pays now and `list_price` the regular price: the other way round than in flat rows.

use std::io::{self, Write};

use serde::Serialize;

use crate::feed::{FeedError, FeedInfo};
use crate::model;
use crate::model::{Availability, LinkKind};
use crate::types::{Money, Uri};

/// Where the two differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::feed) enum Dialect {
    /// Neither `limited_stock` nor `marketplace`.
    OpenAi,
    Acp,
}

#[derive(Debug)]
pub(super) struct Nested<W> {
    dialect: Dialect,
    out: W,
    line: Vec<u8>,
}

impl<W: Write> Nested<W> {
    pub(super) const fn new(dialect: Dialect, out: W) -> Self {
        Self { dialect, out, line: Vec::new() }
    }

    pub(super) fn write(&mut self, info: &FeedInfo, product: &model::Product) -> Result<(), FeedError> {
        check(product)?;
        self.line.clear();
        serde_json::to_writer(&mut self.line, &Product::of(product, info, self.dialect)).map_err(io::Error::from)?;
        self.line.push(b'\n');
        Ok(self.out.write_all(&self.line)?)
    }

    pub(super) const fn get_ref(&self) -> &W {
        &self.out
    }

    pub(super) fn finish(mut self) -> Result<W, FeedError> {
        self.out.flush()?;
        Ok(self.out)
    }
}

/// The body of an upsert: `UpsertProductsRequest`.
pub(in crate::feed) fn upsert_body(
    info: &FeedInfo,
    products: &[model::Product],
    dialect: Dialect,
) -> Result<Vec<u8>, FeedError> {
    products.iter().try_for_each(check)?;
    let products = products.iter().map(|product| Product::of(product, info, dialect)).collect();
    Ok(serde_json::to_vec(&UpsertProductsRequest { products }).map_err(io::Error::from)?)
}

/// Ids and titles are required (2026-04-17, product feeds §10).
fn check(product: &model::Product) -> Result<(), FeedError> {
    let nameless = |variant: &model::Variant| variant.id.as_str().is_empty() || variant.title.is_empty();
    if product.id.is_empty() || product.variants.iter().any(nameless) {
        return Err(FeedError::NoId(product.id.clone()));
    }
    Ok(())
}

#[derive(Serialize)]
struct UpsertProductsRequest<'a> {
    products: Vec<Product<'a>>,
}

/// Writes `metadata.json`, which stands beside `products.jsonl` where a feed is replaced as a whole (2026-04-17, product
/// feeds §3.4).
///
/// # Errors
///
/// [`FeedError::NoId`] for a feed without an id, [`FeedError::Country`], [`FeedError::Io`] when it cannot be written.
pub fn write_metadata(info: &FeedInfo, out: &mut impl Write) -> Result<(), FeedError> {
    info.check()?;
    let metadata = FeedMetadata {
        id: info.id.as_deref().ok_or_else(|| FeedError::NoId(info.title.clone()))?,
        target_country: info.target_countries.first().map(String::as_str),
        updated_at: info.updated_at.map(|time| time.to_string()),
    };
    serde_json::to_writer(&mut *out, &metadata).map_err(io::Error::from)?;
    Ok(out.write_all(b"\n")?)
}

#[derive(Serialize)]
struct FeedMetadata<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    target_country: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    updated_at: Option<String>,
}

#[derive(Serialize)]
struct Product<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<Description<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a Uri>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    media: Vec<Media<'a>>,
    variants: Vec<Variant<'a>>,
}

#[derive(Serialize)]
struct Variant<'a> {
    id: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<Description<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a Uri>,
    #[serde(skip_serializing_if = "Option::is_none")]
    barcodes: Option<[Barcode<'a>; 1]>,
    price: Price,
    #[serde(skip_serializing_if = "Option::is_none")]
    list_price: Option<Price>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit_price: Option<UnitPrice<'a>>,
    availability: AvailabilityObject<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    categories: Vec<Category<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    condition: Option<[&'a str; 1]>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    #[expect(clippy::struct_field_names, reason = "the schema's name")]
    variant_options: &'a [model::VariantOption],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    media: Vec<Media<'a>>,
    seller: Seller<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    marketplace: Option<Seller<'a>>,
}

#[derive(Serialize)]
pub(in crate::feed) struct Description<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    plain: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    html: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    markdown: Option<&'a str>,
}

#[derive(Serialize)]
struct Barcode<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    value: &'a str,
}

#[derive(Serialize)]
pub(in crate::feed) struct Price {
    amount: i64,
    currency: String,
}

#[derive(Serialize)]
struct UnitPrice<'a> {
    #[serde(flatten)]
    price: Price,
    measure: Measure<'a, f64>,
    reference: Measure<'a, u32>,
}

#[derive(Serialize)]
struct Measure<'a, N> {
    value: N,
    unit: &'a str,
}

#[derive(Serialize)]
struct AvailabilityObject<'a> {
    available: bool,
    status: &'a str,
}

#[derive(Serialize)]
struct Category<'a> {
    value: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    taxonomy: Option<&'a str>,
}

#[derive(Serialize)]
struct Media<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    url: &'a Uri,
    #[serde(skip_serializing_if = "Option::is_none")]
    alt_text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    width: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    height: Option<u32>,
}

#[derive(Serialize)]
struct Seller<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    links: Vec<Link<'a>>,
}

#[derive(Serialize)]
struct Link<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    url: &'a Uri,
}

impl<'a> Product<'a> {
    fn of(product: &'a model::Product, info: &'a FeedInfo, dialect: Dialect) -> Self {
        Self {
            id: &product.id,
            title: &product.title,
            description: Description::of(&product.description),
            url: product.url.as_ref(),
            media: product.media.iter().map(Media::of).collect(),
            variants: product.variants.iter().map(|variant| Variant::of(product, variant, info, dialect)).collect(),
        }
    }
}

impl<'a> Variant<'a> {
    fn of(product: &'a model::Product, variant: &'a model::Variant, info: &'a FeedInfo, dialect: Dialect) -> Self {
        let marketplace = variant.marketplace.as_ref().filter(|_| dialect == Dialect::Acp);
        Self {
            id: variant.id.as_str(),
            title: &variant.title,
            description: Description::of(&variant.description),
            url: variant.url.as_ref(),
            barcodes: variant.gtin.as_deref().map(|value| [Barcode { kind: "GTIN", value }]),
            price: Price::of(variant.sale().unwrap_or(variant.price)),
            list_price: variant.sale().map(|_| Price::of(variant.price)),
            unit_price: variant.unit_price.as_ref().and_then(UnitPrice::of),
            availability: AvailabilityObject::of(&variant.availability, dialect),
            categories: product.categories.iter().map(Category::of).collect(),
            condition: variant.condition.map(|condition| {
                [match condition {
                    model::Condition::New => "new",
                    model::Condition::Refurbished => "refurbished",
                    model::Condition::Used => "secondhand",
                }]
            }),
            variant_options: &variant.options,
            media: variant.media.iter().map(Media::of).collect(),
            seller: Seller::of(variant.seller.as_ref().unwrap_or(&info.seller)),
            marketplace: marketplace.map(Seller::of),
        }
    }
}

impl<'a> Description<'a> {
    pub(in crate::feed) fn of(description: &'a model::Description) -> Option<Self> {
        (!description.is_empty()).then_some(Self {
            plain: description.plain.as_deref(),
            html: description.html.as_deref(),
            markdown: description.markdown.as_deref(),
        })
    }
}

impl Price {
    pub(in crate::feed) fn of(money: Money) -> Self {
        Self { amount: money.minor, currency: money.currency.as_str().to_ascii_uppercase() }
    }
}

impl<'a> UnitPrice<'a> {
    /// JSON has no number for what is not finite, and the schema none below zero.
    fn of(unit: &'a model::UnitPrice) -> Option<Self> {
        (unit.measure.is_finite() && !unit.price.is_negative()).then(|| Self {
            price: Price::of(unit.price),
            measure: Measure { value: unit.measure, unit: &unit.measure_unit },
            reference: Measure { value: unit.reference, unit: &unit.reference_unit },
        })
    }
}

impl<'a> AvailabilityObject<'a> {
    fn of(availability: &'a Availability, dialect: Dialect) -> Self {
        let (available, status) = match availability {
            Availability::LowStock if dialect == Dialect::Acp => (true, "limited_stock"),
            Availability::InStock | Availability::LowStock => (true, "in_stock"),
            Availability::OutOfStock => (false, "out_of_stock"),
            Availability::Backorder => (true, "backorder"),
            Availability::PreOrder => (true, "preorder"),
            // The list is open, `discontinued` for one. What we do not know cannot be promised.
            other @ Availability::_Unlisted(_) => (false, other.as_str()),
        };
        Self { available, status }
    }
}

impl<'a> Category<'a> {
    fn of(category: &'a model::Category) -> Self {
        Self { value: &category.path, taxonomy: category.taxonomy.as_deref() }
    }
}

impl<'a> Media<'a> {
    fn of(media: &'a model::Media) -> Self {
        Self {
            kind: media.kind.as_str(),
            url: &media.url,
            alt_text: media.alt_text.as_deref(),
            width: media.width,
            height: media.height,
        }
    }
}

impl<'a> Seller<'a> {
    fn of(seller: &'a model::Seller) -> Self {
        Self { name: &seller.name, links: seller.links.iter().map(Link::of).collect() }
    }
}

impl<'a> Link<'a> {
    /// The feed has words of its own for two pages that the checkout calls otherwise.
    fn of(link: &'a model::Link) -> Self {
        let kind = match &link.kind {
            LinkKind::TermsOfUse => "terms_of_service",
            LinkKind::ReturnPolicy => "refund_policy",
            other => other.as_str(),
        };
        Self { kind, title: link.title.as_deref(), url: &link.url }
    }
}
