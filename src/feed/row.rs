//! A variant as a flat row: the value of each field.

use std::fmt::{self, Write as _};

use super::{FeedError, FeedInfo, Field, Revision};
use crate::model::{
    Availability, Category, Dimensions, LinkKind, Media, MediaKind, Product, Rating, Seller, ShippingRate, Variant,
    VariantOption,
};
use crate::types::{Money, Timestamp, Uri};

/// One variant of a product, seen as a row of a revision.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    pub(super) info: &'a FeedInfo,
    pub(super) product: &'a Product,
    pub(super) variant: &'a Variant,
    pub(super) revision: Revision,
}

/// A value before it becomes JSON or a cell.
pub(super) enum Value<'a> {
    Text(&'a str),
    Flag(bool),
    Whole(u64),
    /// The pictures after the first.
    Pictures(&'a [Media]),
    Words(&'a [String]),
    Options(&'a [VariantOption]),
    Dimensions(&'a Dimensions),
}

/// The fields that are written for a revision, with their names, in the order of the columns.
pub(super) fn columns(revision: Revision) -> Vec<(Field, &'static str)> {
    let written = Field::ALL.iter().copied().filter(|field| is_written(*field, revision));
    written.filter_map(|field| field.name(revision).map(|name| (field, name))).collect()
}

/// Whether the catalog has something to say there. The rest are fields that revision D has dropped, or that need an
/// agreement with the platform (facts in its onboarding, not in a catalog).
const fn is_written(field: Field, revision: Revision) -> bool {
    match field {
        Field::PricingTrend
        | Field::PickupMethod
        | Field::PickupSla
        | Field::SizeType
        | Field::Pattern
        | Field::DeliveryEstimate
        | Field::PopularityScore
        | Field::ReturnRate
        | Field::Warning
        | Field::WarningUrl
        | Field::AgeRestriction
        | Field::QAndA
        | Field::Reviews
        | Field::RelatedProductId
        | Field::RelationshipType
        | Field::GeoPrice
        | Field::GeoAvailability
        | Field::AdsMetadata
        | Field::SubscriptionCost
        | Field::CustomLabel0
        | Field::CustomLabel1
        | Field::CustomLabel2
        | Field::CustomLabel3
        | Field::CustomLabel4
        // `dimensions` says all of it.
        | Field::Length
        | Field::Width
        | Field::Height
        | Field::DimensionsUnit => false,
        // The tuple needs an agreement in D, and must not stand beside the price.
        Field::Shipping => !matches!(revision, Revision::D),
        _ => true,
    }
}

impl<'a> Row<'a> {
    /// Refuses amounts that no buyer may see.
    pub(super) fn check(&self) -> Result<(), FeedError> {
        let price = self.variant.price;
        let shipping = self.variant.shipping.iter().map(|rate| rate.price);
        for amount in [price].into_iter().chain(self.variant.sale_price).chain(shipping) {
            if amount.is_negative() {
                return Err(FeedError::NegativePrice { item: self.variant.id.clone() });
            }
            if amount.currency != price.currency {
                return Err(FeedError::TwoCurrencies {
                    item: self.variant.id.clone(),
                    currency: price.currency,
                    other: amount.currency,
                });
            }
        }
        Ok(())
    }

    /// The value of a field. `scratch` is where it is put together, if it has to be.
    #[expect(clippy::too_many_lines, reason = "an arm for each field, and no more")]
    pub(super) fn value<'s>(&self, field: Field, scratch: &'s mut String) -> Option<Value<'s>>
    where
        'a: 's,
    {
        let (product, variant) = (self.product, self.variant);
        scratch.clear();
        match field {
            Field::IsEligibleSearch => Some(Value::Flag(variant.searchable)),
            Field::IsEligibleCheckout => Some(Value::Flag(variant.searchable && variant.purchasable)),
            Field::ItemId => text(variant.id.as_str()),
            Field::Title => text(&variant.title),
            Field::Description => some(variant.description.plain.as_deref().or(product.description.plain.as_deref())),
            Field::Url => uri(variant.url.as_ref().or(product.url.as_ref())),
            Field::Brand => some(product.brand.as_deref()),
            Field::ImageUrl => uri(pictures(self.media()).next()),
            Field::AdditionalImageUrls => {
                let media = self.media();
                (pictures(media).nth(1).is_some()).then_some(Value::Pictures(media))
            }
            Field::VideoUrl => uri(self.first(&MediaKind::Video)),
            Field::Model3dUrl => uri(self.first(&MediaKind::Model)),
            Field::Price => put(scratch, format_args!("{}", variant.price)),
            Field::SalePrice => put(scratch, format_args!("{}", variant.sale()?)),
            Field::SalePriceEffectiveDate => {
                let (start, end) = self.sale_period()?;
                match self.revision {
                    Revision::Google => put(scratch, format_args!("{start}/{end}")),
                    _ => put(scratch, format_args!("{} / {}", Day(start), Day(end))),
                }
            }
            Field::SalePriceStartDate => put(scratch, format_args!("{}", Day(self.sale_period()?.0))),
            Field::SalePriceEndDate => put(scratch, format_args!("{}", Day(self.sale_period()?.1))),
            Field::UnitPricingMeasure => {
                let unit = variant.unit_price.as_ref()?;
                put(scratch, format_args!("{} {}", unit.measure, unit.measure_unit))
            }
            Field::BaseMeasure => {
                let unit = variant.unit_price.as_ref()?;
                put(scratch, format_args!("{} {}", unit.reference, unit.reference_unit))
            }
            Field::Availability => Some(Value::Text(availability(&variant.availability, self.revision))),
            Field::AvailabilityDate => self.date(scratch, variant.available_on?),
            Field::InventoryQuantity => variant.quantity.map(Value::Whole),
            Field::ExpirationDate => self.date(scratch, variant.expires_on?),
            Field::Gtin => some(variant.gtin.as_deref()),
            Field::Mpn => some(variant.mpn.as_deref()),
            Field::IdentifierExists => (variant.gtin.is_none() && variant.mpn.is_none()).then_some(Value::Text("no")),
            Field::Condition => variant.condition.map(|condition| Value::Text(condition.as_str())),
            Field::ProductCategory => match self.revision {
                Revision::Google => path(product.categories.iter().find(|category| !is_google(category))),
                _ => path(product.categories.first()),
            },
            Field::GoogleProductCategory => path(product.categories.iter().find(|category| is_google(category))),
            Field::GroupId => self.grouped().and_then(|()| text(&product.id)),
            Field::ItemGroupTitle => self.grouped().and_then(|()| text(&product.title)),
            Field::ListingHasVariations => self.grouped().map(|()| Value::Flag(true)),
            Field::VariantDict => {
                let options = variant.options.as_slice();
                self.grouped().filter(|()| !options.is_empty()).map(|()| Value::Options(options))
            }
            Field::CustomVariant1Category => text(&self.custom(0)?.name),
            Field::CustomVariant1Option => text(&self.custom(0)?.value),
            Field::CustomVariant2Category => text(&self.custom(1)?.name),
            Field::CustomVariant2Option => text(&self.custom(1)?.value),
            Field::CustomVariant3Category => text(&self.custom(2)?.name),
            Field::CustomVariant3Option => text(&self.custom(2)?.value),
            Field::OfferId => some(variant.offer_id.as_deref()),
            Field::Material => some(variant.material.as_deref().or_else(|| variant.option("material"))),
            Field::Color => some(variant.color.as_deref().or_else(|| variant.option("color"))),
            Field::Size => some(variant.size.as_deref().or_else(|| variant.option("size"))),
            Field::SizeSystem => some(variant.size_system.as_deref()),
            Field::Gender => variant.gender.map(|gender| Value::Text(gender.as_str())),
            Field::AgeGroup => variant.age_group.map(|group| Value::Text(group.as_str())),
            Field::Dimensions => {
                let size = variant.dimensions.as_ref()?;
                match self.revision {
                    Revision::D => Some(Value::Dimensions(size)),
                    _ => put(
                        scratch,
                        format_args!("{}x{}x{} {}", size.length, size.width, size.height, size.unit.as_str()),
                    ),
                }
            }
            Field::Weight => {
                let weight = variant.weight.as_ref()?;
                match self.revision {
                    Revision::A => put(scratch, format_args!("{} {}", weight.value, weight.unit.as_str())),
                    _ => put(scratch, format_args!("{}", weight.value)),
                }
            }
            Field::ItemWeightUnit => variant.weight.as_ref().map(|weight| Value::Text(weight.unit.as_str())),
            Field::SellerName => text(&self.seller().name),
            Field::SellerUrl => uri(self.seller().url.as_ref()),
            Field::MarketplaceSeller => some(variant.marketplace.as_ref().map(|seller| seller.name.as_str())),
            Field::SellerPrivacyPolicy => uri(self.page(&LinkKind::PrivacyPolicy)),
            Field::SellerTos => uri(self.page(&LinkKind::TermsOfUse)),
            Field::ReturnPolicy => uri(self.page(&LinkKind::ReturnPolicy)),
            Field::ShippingPrice => put(scratch, format_args!("{}", same_price(&variant.shipping)?)),
            Field::Shipping => self.shipping(scratch),
            Field::IsDigital => variant.digital.map(Value::Flag),
            Field::AcceptsReturns => self.seller().returns.map(|returns| Value::Flag(returns.accepted)),
            Field::AcceptsExchanges => self.seller().returns?.exchanges.map(Value::Flag),
            Field::ReturnDeadlineInDays => {
                let returns = self.seller().returns.filter(|returns| returns.accepted)?;
                returns.days.map(|days| Value::Whole(days.into()))
            }
            Field::ReviewCount => product.rating.map(|rating| Value::Whole(rating.count)),
            Field::StarRating => stars(scratch, product.rating),
            Field::StoreReviewCount => self.seller().rating.map(|rating| Value::Whole(rating.count)),
            Field::StoreStarRating => stars(scratch, self.seller().rating),
            Field::TargetCountries => {
                let countries = self.info.target_countries.as_slice();
                (!countries.is_empty()).then_some(Value::Words(countries))
            }
            Field::StoreCountry => some(self.info.store_country.as_deref()),
            Field::IsAdsEligible => variant.advertisable.map(Value::Flag),
            _ => None,
        }
    }

    fn seller(&self) -> &'a Seller {
        self.variant.seller.as_ref().unwrap_or(&self.info.seller)
    }

    fn page(&self, kind: &LinkKind) -> Option<&'a Uri> {
        self.seller().links.iter().find(|link| link.kind == *kind).map(|link| &link.url)
    }

    fn media(&self) -> &'a [Media] {
        if self.variant.media.is_empty() { &self.product.media } else { &self.variant.media }
    }

    fn first(&self, kind: &MediaKind) -> Option<&'a Uri> {
        self.media().iter().find(|media| media.kind == *kind).map(|media| &media.url)
    }

    fn grouped(&self) -> Option<()> {
        self.product.has_variations().then_some(())
    }

    fn custom(&self, index: usize) -> Option<&'a VariantOption> {
        self.grouped().and_then(|()| self.variant.options.get(index))
    }

    fn sale_period(&self) -> Option<(Timestamp, Timestamp)> {
        self.variant.sale()?;
        self.variant.sale_period
    }

    fn date<'s>(&self, scratch: &'s mut String, date: Timestamp) -> Option<Value<'s>> {
        match self.revision {
            Revision::Google => put(scratch, format_args!("{date}")),
            _ => put(scratch, format_args!("{}", Day(date))),
        }
    }

    fn shipping<'s>(&self, scratch: &'s mut String) -> Option<Value<'s>> {
        let rates = self.variant.shipping.as_slice();
        // C takes one tuple, and which of several it should be is not ours to say.
        if rates.is_empty() || (rates.len() > 1 && matches!(self.revision, Revision::B | Revision::C)) {
            return None;
        }
        for (index, rate) in rates.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            let region = rate.region.as_deref().unwrap_or_default();
            let _ = write!(scratch, "{comma}{}:{region}:{}:{}", rate.country, rate.service, rate.price);
        }
        Some(Value::Text(scratch))
    }
}

/// The pictures among what there is to look at.
pub(super) fn pictures(media: &[Media]) -> impl Iterator<Item = &Uri> {
    media.iter().filter(|media| matches!(media.kind, MediaKind::Image)).map(|media| &media.url)
}

/// What each revision calls it. A word that it does not have becomes the nearest that promises less.
fn availability(availability: &Availability, revision: Revision) -> &'static str {
    match (availability, revision) {
        (Availability::InStock | Availability::LowStock, _) => "in_stock",
        (Availability::PreOrder, Revision::A | Revision::Google) => "preorder",
        (Availability::PreOrder, _) => "pre_order",
        (Availability::Backorder, Revision::B | Revision::C | Revision::D | Revision::Google) => "backorder",
        _ => "out_of_stock",
    }
}

fn is_google(category: &Category) -> bool {
    category.taxonomy.as_deref() == Some("google_product_category")
}

/// What sending costs, if it costs the same everywhere.
fn same_price(rates: &[ShippingRate]) -> Option<Money> {
    let (first, rest) = rates.split_first()?;
    rest.iter().all(|rate| rate.price == first.price).then_some(first.price)
}

fn text(text: &str) -> Option<Value<'_>> {
    (!text.is_empty()).then_some(Value::Text(text))
}

fn some(found: Option<&str>) -> Option<Value<'_>> {
    found.and_then(text)
}

fn uri(found: Option<&Uri>) -> Option<Value<'_>> {
    found.map(|uri| Value::Text(uri.as_str()))
}

fn path(found: Option<&Category>) -> Option<Value<'_>> {
    found.and_then(|category| text(&category.path))
}

/// Stars go with reviews: a mean of none is no mean.
fn stars(scratch: &mut String, rating: Option<Rating>) -> Option<Value<'_>> {
    let rating = rating.filter(|rating| rating.count > 0)?;
    put(scratch, format_args!("{}.{:02}", rating.hundredths / 100, rating.hundredths % 100))
}

/// Writing to a `String` cannot fail.
#[expect(clippy::unnecessary_wraps, reason = "what a field has, like the others here")]
fn put<'s>(scratch: &'s mut String, what: fmt::Arguments<'_>) -> Option<Value<'s>> {
    let _ = scratch.write_fmt(what);
    Some(Value::Text(scratch))
}

/// The day of a point in time, in UTC.
struct Day(Timestamp);

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.0.to_string();
        f.write_str(text.split('T').next().unwrap_or_default())
    }
}
