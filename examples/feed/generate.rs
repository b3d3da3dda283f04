//! A catalog that nobody sells: the same for the same number of products.

use std::convert::Infallible;

use agentic_commerce::feed::{CatalogSource, Page};
use agentic_commerce::model::{
    Availability, Category, Condition, Description, Dimensions, LengthUnit, Media, Product, Rating, ShippingRate,
    Variant, Weight, WeightUnit,
};
use agentic_commerce::types::{Currency, Money, Uri};

const PAGE: u64 = 500;
const THINGS: [(&str, &str); 8] = [
    ("Desk lamp", "Home & Garden > Lighting > Lamps"),
    ("Trail running shoes", "Apparel & Accessories > Shoes"),
    ("Wool sweater", "Apparel & Accessories > Clothing > Sweaters"),
    ("Espresso machine", "Home & Garden > Kitchen > Coffee Makers"),
    ("Mug, \"large\"", "Home & Garden > Kitchen > Cups"),
    ("Travel bag", "Luggage & Bags > Duffel Bags"),
    ("Yoga mat", "Sporting Goods > Yoga & Pilates"),
    ("Käsehobel, 2-teilig", "Home & Garden > Kitchen > Tools"),
];
const BRANDS: [&str; 6] = ["Northline", "Helio", "Ada & Sons", "Mörk", "Quill", "Fern"];
const COLORS: [&str; 5] = ["Black", "White", "Forest green", "Sky blue", "Rust"];
const SIZES: [&str; 4] = ["S", "M", "L", "XL"];

/// That many products.
#[derive(Debug)]
pub(crate) struct Generated {
    pub(crate) products: u64,
    pub(crate) currency: Currency,
}

impl CatalogSource for Generated {
    type Error = Infallible;

    async fn page(&self, after: Option<&str>) -> Result<Page, Self::Error> {
        let start = after.and_then(|mark| mark.parse::<u64>().ok()).unwrap_or(0);
        let end = self.products.min(start + PAGE);
        let products = (start..end).map(|number| product(number, self.currency)).collect();
        Ok(Page::new(products, (end < self.products).then(|| end.to_string())))
    }
}

/// Numbers that look like chance: splitmix64.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit
    }

    #[expect(clippy::indexing_slicing, reason = "below the length")]
    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        let at = self.below(from.len() as u64);
        &from[usize::try_from(at).unwrap_or(0)]
    }
}

fn product(number: u64, currency: Currency) -> Product {
    let mut chance = Chance(number);
    let (thing, category) = *chance.pick(&THINGS);
    let brand = *chance.pick(&BRANDS);
    let mut product = Product::new(format!("P{number:08}"), format!("{brand} {thing}"));
    product.brand = Some(brand.to_owned());
    product.description = Description::plain(format!(
        "{thing} by {brand}: made to last, repaired for life. Comes in recycled paper, with a spare part & a letter."
    ));
    product.url = address(&format!("https://shop.example/p/{number}?utm_medium=feed"));
    product.categories = vec![Category::new(category)];
    product.rating = (chance.below(3) > 0)
        .then(|| Rating::new(1 + chance.below(900), u16::try_from(250 + chance.below(251)).unwrap_or(500)));

    let price = 500 + i64::try_from(chance.below(30_000)).unwrap_or(0);
    let sizes = 1 + usize::try_from(chance.below(3)).unwrap_or(0);
    let colors = 1 + usize::try_from(chance.below(3)).unwrap_or(0);
    for color in COLORS.iter().take(colors) {
        for size in SIZES.iter().take(sizes) {
            let id = format!("P{number:08}-{}-{size}", color.replace(' ', "_").to_ascii_uppercase());
            let title = format!("{brand} {thing}, {color}, {size}");
            let mut variant = Variant::new(id, title, Money::new(price, currency))
                .with_option("color", *color)
                .with_option("size", *size);
            variant.sale_price = (chance.below(4) == 0).then(|| Money::new(price * 4 / 5, currency));
            variant.availability = chance
                .pick(&[Availability::InStock, Availability::InStock, Availability::LowStock, Availability::OutOfStock])
                .clone();
            variant.quantity = Some(chance.below(60));
            variant.gtin = Some(gtin(number * 16 + chance.below(16)));
            variant.mpn = Some(format!("{}-{number}", &brand.to_ascii_uppercase().replace([' ', '&'], "")));
            variant.condition = Some(Condition::New);
            let weight = f64::from(u32::try_from(100 + chance.below(4_000)).unwrap_or(100)) / 1_000.0;
            variant.weight = Some(Weight::new(weight, WeightUnit::Kilogram));
            variant.dimensions = Some(Dimensions::new(30.0, 20.0, 12.5, LengthUnit::Centimeter));
            variant.shipping = vec![ShippingRate::new("US", "Standard", Money::new(500, currency))];
            variant.purchasable = true;
            let pictures = ["front", "side", "worn"].iter().take(1 + usize::try_from(chance.below(3)).unwrap_or(0));
            variant.media = pictures
                .filter_map(|side| address(&format!("https://img.shop.example/{number}/{side}.jpg")))
                .map(Media::image)
                .collect();
            product.variants.push(variant);
        }
    }
    product
}

/// Thirteen digits, of which the last checks the others.
fn gtin(number: u64) -> String {
    let digits = format!("400{number:09}");
    let weighted = digits.bytes().rev().zip([3_u32, 1].into_iter().cycle());
    let sum: u32 = weighted.map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}

fn address(text: &str) -> Option<Uri> {
    Uri::new(text).ok()
}
