//! Products as a platform of the Feed API holds them (2026-04-17, `schema.feed.json`).
//!
//! Read tolerantly: of a product only the ids and the variants must be there, and what is not known is left out.

use serde::{Deserialize, Serialize};

use crate::model::{Description, VariantOption};
use crate::types::{Money, Uri};

/// A product of a feed (`Product`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FeedProduct {
    /// The merchant's id.
    pub id: String,
    /// Name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Description.
    #[serde(default, skip_serializing_if = "Option::is_none", serialize_with = "written::description")]
    pub description: Option<Description>,
    /// Page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<Uri>,
    /// Pictures and films.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub media: Vec<FeedMedia>,
    /// What can be bought.
    pub variants: Vec<FeedVariant>,
    /// The `feed_update_id` of the change that touched the product last. Only in answers: a platform ignores it in what a
    /// merchant sends (not in a release yet).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_update_id: Option<String>,
}

/// What can be bought (`Variant`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FeedVariant {
    /// The merchant's id, which the checkout takes.
    pub id: String,
    /// Name.
    pub title: String,
    /// Description.
    #[serde(default, skip_serializing_if = "Option::is_none", serialize_with = "written::description")]
    pub description: Option<Description>,
    /// Page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<Uri>,
    /// GTIN and others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub barcodes: Vec<FeedBarcode>,
    /// What it costs now.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "written::money")]
    pub price: Option<Money>,
    /// What it costs when nothing is taken off.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "written::money")]
    pub list_price: Option<Money>,
    /// Price by weight, volume or length.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_price: Option<FeedUnitPrice>,
    /// Whether it can be had.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub availability: Option<FeedAvailability>,
    /// Where it stands.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<FeedCategory>,
    /// `new`, `secondhand`, …
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub condition: Vec<String>,
    /// What makes it this variant.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub variant_options: Vec<VariantOption>,
    /// Pictures and films, the main one first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub media: Vec<FeedMedia>,
    /// Who sells it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seller: Option<FeedSeller>,
    /// Through which marketplace.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub marketplace: Option<FeedSeller>,
}

/// A number that a scanner reads (`Barcode`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FeedBarcode {
    /// `GTIN`, `UPC`, `EAN`, …
    #[serde(rename = "type")]
    pub kind: String,
    /// The number, with its zeros.
    pub value: String,
}

/// A price by weight, volume or length (`UnitPrice`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FeedUnitPrice {
    /// What the reference measure costs, in minor units.
    pub amount: i64,
    /// ISO 4217, upper case.
    pub currency: String,
    /// How much the item holds.
    pub measure: FeedMeasure<f64>,
    /// How much the price is for.
    pub reference: FeedMeasure<u32>,
}

/// So much of a unit (`Measure`, `ReferenceMeasure`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FeedMeasure<N> {
    /// How much.
    pub value: N,
    /// Of which unit.
    pub unit: String,
}

/// Whether a variant can be had (`Availability`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FeedAvailability {
    /// Whether it can be bought now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub available: Option<bool>,
    /// `in_stock`, `backorder`, `discontinued`, …; open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
}

/// Where a variant stands (`Category`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FeedCategory {
    /// A name or a path.
    pub value: String,
    /// Of which taxonomy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taxonomy: Option<String>,
}

/// Something to look at (`Media`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FeedMedia {
    /// `image`, `video`, `model`, …
    #[serde(rename = "type")]
    pub kind: String,
    /// Where it lies.
    pub url: Uri,
    /// What somebody reads who cannot see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alt_text: Option<String>,
    /// Width in pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Height in pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
}

/// Who sells, or through whom (`Seller`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FeedSeller {
    /// Name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Terms, privacy, …
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<FeedLink>,
}

/// A page of a seller (`Link`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FeedLink {
    /// `privacy_policy`, `terms_of_service`, `refund_policy`, …; open.
    #[serde(rename = "type")]
    pub kind: String,
    /// What it is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Where it lies.
    pub url: Uri,
}

/// What the model writes otherwise.
mod written {
    use serde::Serializer;

    use crate::feed::write::Description;
    use crate::model;

    #[expect(clippy::ref_option, reason = "serde hands it so")]
    pub(super) fn description<S: Serializer>(
        description: &Option<model::Description>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serde::Serialize::serialize(&description.as_ref().and_then(Description::of), serializer)
    }

    /// An amount with its currency in upper case.
    pub(super) mod money {
        use serde::{Deserialize, Deserializer, Serialize, Serializer};

        use crate::feed::write::Price;
        use crate::types::{Currency, Money};

        #[derive(Deserialize)]
        struct Read {
            amount: i64,
            currency: Currency,
        }

        #[expect(clippy::ref_option, reason = "serde hands it so")]
        pub(in super::super) fn serialize<S: Serializer>(
            money: &Option<Money>,
            serializer: S,
        ) -> Result<S::Ok, S::Error> {
            money.map(Price::of).serialize(serializer)
        }

        pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
            deserializer: D,
        ) -> Result<Option<Money>, D::Error> {
            let read = Option::<Read>::deserialize(deserializer)?;
            Ok(read.map(|price| Money::new(price.amount, price.currency)))
        }
    }
}
