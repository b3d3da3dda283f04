//! Catalogs to write.

use agentic_commerce::feed::FeedInfo;
use agentic_commerce::model::{
    AgeGroup, Availability, Category, Condition, Description, Dimensions, Gender, LengthUnit, Link, LinkKind, Media,
    MediaKind, Product, Rating, Returns, Seller, ShippingRate, Variant, Weight, WeightUnit,
};
use agentic_commerce::types::{Currency, Money, Timestamp, Uri};

pub(super) fn money(minor: i64, code: &str) -> Money {
    Money::new(minor, Currency::new(code).expect("a currency"))
}

pub(super) fn uri(text: &str) -> Uri {
    Uri::new(text).expect("an address")
}

fn time(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("a time")
}

pub(super) fn info() -> FeedInfo {
    let mut seller = Seller::new("Helio Store");
    seller.url = Some(uri("https://shop.example"));
    seller.returns = Some(Returns::within(30));
    seller.rating = Some(Rating::new(12, 470));
    for (kind, page) in
        [(LinkKind::PrivacyPolicy, "privacy"), (LinkKind::TermsOfUse, "terms"), (LinkKind::ReturnPolicy, "returns")]
    {
        seller.links.push(Link::new(kind, uri(&format!("https://shop.example/{page}"))));
    }
    let mut info = FeedInfo::new(seller).with_target_country("US");
    info.id = Some("feed_1".to_owned());
    info.store_country = Some("US".to_owned());
    info.updated_at = Some(time("2026-11-24T12:00:00Z"));
    info
}

/// A lamp in brass, on sale and rich in facts, and in steel, with nothing but what it must have.
pub(super) fn lamp() -> Product {
    let mut brass =
        Variant::new("LAMP-7-BRASS", "Desk lamp, \"brass\"", money(4_900, "usd")).with_option("finish", "Brass, matt");
    brass.sale_price = Some(money(3_900, "usd"));
    brass.sale_period = Some((time("2026-11-24T00:00:00Z"), time("2026-12-01T00:00:00Z")));
    brass.availability = Availability::Backorder;
    brass.available_on = Some(time("2026-12-20T00:00:00Z"));
    brass.quantity = Some(0);
    brass.gtin = Some("4006381333931".to_owned());
    brass.mpn = Some("HL-7".to_owned());
    brass.condition = Some(Condition::Refurbished);
    brass.gender = Some(Gender::Unisex);
    brass.age_group = Some(AgeGroup::Adult);
    brass.weight = Some(Weight::new(1.2, WeightUnit::Kilogram));
    brass.dimensions = Some(Dimensions::new(18.0, 12.5, 42.0, LengthUnit::Centimeter));
    brass.shipping = vec![ShippingRate::new("US", "Standard", money(500, "usd"))];
    brass.media = vec![
        Media::image(uri("https://img.shop.example/a.jpg")),
        Media::image(uri("https://img.shop.example/w_9,h_9/b.jpg")),
        Media::new(MediaKind::Video, uri("https://img.shop.example/a.mp4")),
        Media::image(uri("https://img.shop.example/c.jpg")),
    ];
    brass.purchasable = true;

    let mut steel =
        Variant::new("LAMP-7-STEEL", "Desk lamp, steel", money(4_500, "usd")).with_option("finish", "Steel");
    steel.availability = Availability::LowStock;

    let mut lamp = Product::new("LAMP-7", "Desk lamp");
    lamp.description = Description::plain("Adjustable, with an E27 socket.\nBulb < 60 W & not included.");
    lamp.url = Some(uri("https://shop.example/p/lamp-7"));
    lamp.brand = Some("Helio".to_owned());
    lamp.categories = vec![Category::new("Home > Lighting > Lamps")];
    lamp.media = vec![Media::image(uri("https://img.shop.example/lamp.jpg"))];
    lamp.rating = Some(Rating::new(254, 450));
    lamp.with_variant(brass).with_variant(steel)
}

/// One variant with a price.
pub(super) fn priced(minor: i64, code: &str) -> Product {
    Product::new("item", "Item").with_variant(Variant::new("item", "Item", money(minor, code)))
}
