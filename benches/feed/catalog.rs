//! What is sold: made up, and the same in every run.

use std::convert::Infallible;

use agentic_commerce::feed::{CatalogSource, FeedInfo, Page};
use agentic_commerce::model::{Category, Description, Media, Product, Seller, Variant, Weight, WeightUnit};
use agentic_commerce::types::{Currency, Money, Uri};

/// Variants of each product.
pub(crate) const VARIANTS: usize = 4;

pub(crate) fn info() -> FeedInfo {
    let mut seller = Seller::new("Helio Store");
    seller.url = Some(uri("https://shop.example"));
    FeedInfo::new(seller).with_target_country("US")
}

fn uri(text: &str) -> Uri {
    Uri::new(text).expect("an address")
}

pub(crate) fn products(count: usize) -> Vec<Product> {
    (0..count).map(product).collect()
}

/// As many products, which are made when they are asked for.
#[derive(Debug)]
pub(crate) struct Products(pub(crate) usize);

impl CatalogSource for Products {
    type Error = Infallible;

    async fn page(&self, after: Option<&str>) -> Result<Page, Self::Error> {
        let start: usize = after.and_then(|mark| mark.parse().ok()).unwrap_or_default();
        let end = self.0.min(start + 500);
        Ok(Page::new((start..end).map(product).collect(), (end < self.0).then(|| end.to_string())))
    }
}

fn product(number: usize) -> Product {
    let usd = Currency::new("usd").expect("a currency");
    let mut product = Product::new(format!("P{number:07}"), format!("Desk lamp {number}"));
    product.brand = Some("Helio & Sons".to_owned());
    product.description =
        Description::plain("Adjustable, \"made to last\", with an E27 socket & a spare part. ".repeat(4));
    product.url = Some(uri(&format!("https://shop.example/p/{number}?utm_medium=feed")));
    product.categories = vec![Category::new("Home & Garden > Lighting > Lamps")];
    for finish in ["Brass", "Steel", "Black", "White"] {
        let id = format!("P{number:07}-{finish}");
        let price = Money::new(4_900 + i64::try_from(number).unwrap_or_default(), usd);
        let mut variant =
            Variant::new(id, format!("Desk lamp {number}, {finish}"), price).with_option("finish", finish);
        variant.gtin = Some("4006381333931".to_owned());
        variant.weight = Some(Weight::new(1.25, WeightUnit::Kilogram));
        variant.media = ["front", "back"]
            .map(|side| Media::image(uri(&format!("https://img.shop.example/{number}/{side}.jpg"))))
            .into();
        product.variants.push(variant);
    }
    product
}
