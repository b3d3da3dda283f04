//! Any catalog comes back from every format: by our own reader, by that of the `parquet` crate, and by Python's.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::process::Command;

use agentic_commerce::feed::{Field, Format, Revision, Rule, Validator};
use agentic_commerce::model::{
    AgeGroup, Availability, Category, Condition, Description, Dimensions, Gender, LengthUnit, Media, MediaKind,
    Product, Rating, Returns, Seller, ShippingRate, UnitPrice, Variant, Weight, WeightUnit,
};
use agentic_commerce::types::{ApiVersion, Money, Timestamp};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree as _;
use serde_json::{Value, json};

use super::parquet;
use super::shop::{info, money, uri};
use super::write::{Folder, written, written_bytes};
use crate::spec;

/// Text of every kind of trouble: quotes, separators, line ends, controls, emoji, markup.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Za-z ]{1,20}",
        "\\PC{1,20}",
        vec(
            select(vec![
                "\"", ",", "\t", "\n", "\r\n", "\r", "<b>", "&amp;", "]]>", "\\", "'", "\u{7}", "\0", "é", "🧀", "a"
            ]),
            1..12
        )
        .prop_map(|parts| parts.concat()),
    ]
}

fn price() -> impl Strategy<Value = (i64, &'static str)> {
    (1_i64..10_000_000, select(vec!["usd", "eur", "jpy", "kwd"]))
}

/// A point in time, of which files say the day.
fn time() -> impl Strategy<Value = Timestamp> {
    (1_u8..=12, 1_u8..=28, 0_u8..24).prop_map(|(month, day, hour)| {
        Timestamp::parse(&format!("2026-{month:02}-{day:02}T{hour:02}:30:00Z")).expect("a time")
    })
}

/// Somebody with a name, and perhaps more.
fn seller() -> impl Strategy<Value = Seller> {
    (
        text(),
        option::of((any::<bool>(), option::of(1_u32..90), option::of(any::<bool>()))),
        option::of((0_u64..3, 0_u16..=500)),
    )
        .prop_map(|(name, returns, rating)| {
            let mut seller = Seller::new(name);
            seller.returns = returns.map(|(accepted, days, exchanges)| {
                let mut returns = if accepted { Returns::within(0) } else { Returns::refused() };
                (returns.days, returns.exchanges) = (days, exchanges);
                returns
            });
            seller.rating = rating.map(|(count, hundredths)| Rating::new(count, hundredths));
            seller
        })
}

prop_compose! {
    /// A variant with what few of them have.
    fn rich()(
        mut variant in variant(),
        (gender, age_group) in (option::of(select(Gender::ALL)), option::of(select(AgeGroup::ALL))),
        (material, color, size, system) in (option::of(text()), option::of(text()), option::of(text()), option::of(select(vec!["US", "EU"]))),
        offer in option::of(text()),
        sides in option::of((vec(1_u32..10_000, 3), select(LengthUnit::ALL))),
        (digital, advertisable) in any::<(Option<bool>, Option<bool>)>(),
        rates in vec((select(vec!["US", "CA"]), option::of(select(vec!["NY", "ON"])), select(vec!["Standard", "Express"]), 0_i64..3), 0..3),
        sellers in (option::of(seller()), option::of(seller())),
        times in (option::of((time(), time())), option::of(time()), option::of(time())),
        (quantity, unit) in (option::of(0_u64..1_000), option::of((1_u32..9_999, 1_u32..1_000))),
        films in (any::<bool>(), any::<bool>(), option::of("[a-z]{1,8}")),
    ) -> Variant {
        (variant.gender, variant.age_group) = (gender, age_group);
        (variant.material, variant.color, variant.size) = (material, color, size);
        variant.size_system = system.map(str::to_owned);
        variant.offer_id = offer;
        variant.dimensions = sides.map(|(sides, unit)| {
            let side = |at: usize| f64::from(sides[at]) / 10.0;
            Dimensions::new(side(0), side(1), side(2), unit)
        });
        (variant.digital, variant.advertisable) = (digital, advertisable);
        let currency = variant.price.currency;
        variant.shipping = rates.into_iter().map(|(country, region, service, minor)| {
            let mut rate = ShippingRate::new(country, service, Money::new(minor * 495, currency));
            rate.region = region.map(str::to_owned);
            rate
        }).collect();
        (variant.seller, variant.marketplace) = sellers;
        (variant.sale_period, variant.available_on, variant.expires_on) = times;
        variant.quantity = quantity;
        variant.unit_price = unit.map(|(tenths, reference)| serde_json::from_value::<UnitPrice>(json!({
            "price": variant.price, "measure": f64::from(tenths) / 10.0, "measure_unit": "kg", "reference": reference,
            "reference_unit": "g",
        })).expect("a unit price"));
        for (there, kind) in [(films.0, MediaKind::Video), (films.1, MediaKind::Model)] {
            variant.media.extend(there.then(|| Media::new(kind, uri("https://img.example/film"))));
        }
        variant.url = films.2.map(|name| uri(&format!("https://shop.example/{name}")));
        variant
    }
}

prop_compose! {
    fn variant()(
        title in text(),
        description in option::of(text()),
        (minor, code) in price(),
        sale in option::of(1_i64..10_000_000),
        availability in select(vec![
            Availability::InStock, Availability::LowStock, Availability::OutOfStock, Availability::Backorder,
            Availability::PreOrder,
        ]),
        identifiers in (option::of("[0-9]{13}"), option::of(text())),
        condition in option::of(select(Condition::ALL)),
        options in vec((select(vec!["color", "size", "Finish"]), text()), 0..3),
        weight in option::of((1_u32..100_000, select(WeightUnit::ALL))),
        pictures in vec("[a-z,]{1,8}", 0..3),
        flags in any::<(bool, bool)>(),
    ) -> Variant {
        let mut variant = Variant::new("", title, money(minor, code));
        variant.description = description.map_or_else(Description::default, Description::plain);
        variant.sale_price = sale.map(|minor| money(minor, code));
        variant.availability = availability;
        (variant.gtin, variant.mpn) = identifiers;
        variant.condition = condition;
        let options: BTreeMap<_, _> = options.into_iter().collect();
        for (name, value) in options {
            variant = variant.with_option(name, value);
        }
        variant.weight = weight.map(|(grams, unit)| Weight::new(f64::from(grams) / 1_000.0, unit));
        variant.media = pictures.iter().map(|name| Media::image(uri(&format!("https://img.example/{name}")))).collect();
        (variant.searchable, variant.purchasable) = flags;
        variant
    }
}

prop_compose! {
    fn product()(
        title in text(),
        description in text(),
        brand in option::of(text()),
        rating in option::of((0_u64..1_000, 0_u16..=500)),
        paths in vec(text(), 0..3),
        variants in vec(rich(), 1..4),
    ) -> Product {
        let mut product = Product::new("", title);
        product.description = Description::plain(description);
        product.brand = brand;
        product.url = Some(uri("https://shop.example/p"));
        product.rating = rating.map(|(count, hundredths)| Rating::new(count, hundredths));
        product.categories = paths.into_iter().map(Category::new).collect();
        product.variants = variants;
        product
    }
}

/// Products with ids of their own.
fn catalog(products: std::ops::Range<usize>) -> impl Strategy<Value = Vec<Product>> {
    vec(product(), products).prop_map(|mut products| {
        for (number, product) in products.iter_mut().enumerate() {
            product.id = format!("p{number}");
            for (place, variant) in product.variants.iter_mut().enumerate() {
                variant.id = format!("p{number}-{place}").into();
            }
        }
        products
    })
}

/// An amount as it was before it became text.
fn minor(text: &str) -> (i64, String) {
    let (number, code) = text.split_once(' ').expect("an amount");
    let digits = match code {
        "JPY" => 0,
        "KWD" => 3,
        _ => 2,
    };
    assert_eq!(number.split_once('.').map_or(0, |(_, rest)| rest.len()), digits, "{text}");
    (number.replace('.', "").parse().expect("a number"), code.to_ascii_lowercase())
}

/// A row, whatever it was read from, says what the catalog says.
fn same(revision: Revision, product: &Product, variant: &Variant, row: impl Fn(Field) -> Option<String>) {
    let text = |field, expected: Option<&str>| assert_eq!(row(field).as_deref(), expected, "{field:?}");
    let amount = |field, expected: Option<Money>| {
        let expected = expected.map(|money| (money.minor, money.currency.as_str().to_owned()));
        assert_eq!(row(field).as_deref().map(minor), expected, "{field:?}");
    };
    text(Field::ItemId, Some(variant.id.as_str()));
    text(Field::Title, Some(&variant.title));
    text(Field::Description, variant.description.plain.as_deref().or(product.description.plain.as_deref()));
    text(Field::Brand, product.brand.as_deref());
    amount(Field::Price, Some(variant.price));
    amount(Field::SalePrice, variant.sale_price.filter(|sale| sale.minor < variant.price.minor));
    text(Field::Gtin, variant.gtin.as_deref());
    text(Field::Mpn, variant.mpn.as_deref());
    text(Field::Condition, variant.condition.map(Condition::as_str));
    text(Field::Gender, variant.gender.map(Gender::as_str));
    text(Field::AgeGroup, variant.age_group.map(AgeGroup::as_str));
    text(Field::SizeSystem, variant.size_system.as_deref());
    let grouped = product.variants.len() > 1;
    text(Field::GroupId, grouped.then_some(product.id.as_str()));
    let image = variant.media.iter().find(|media| media.kind == MediaKind::Image);
    text(Field::ImageUrl, image.map(|media| media.url.as_str()));
    if matches!(revision, Revision::B | Revision::C | Revision::D) {
        let options = row(Field::VariantDict);
        let options: Option<BTreeMap<String, String>> =
            options.map(|text| serde_json::from_str(&text).expect("an object"));
        let expected = variant.options.iter().map(|option| (option.name.clone(), option.value.clone()));
        let expected: BTreeMap<String, String> = expected.collect();
        assert_eq!(options, (grouped && !expected.is_empty()).then_some(expected));
        let weight = variant.weight.map(|weight| weight.value.to_string());
        text(Field::Weight, weight.as_deref());
        text(Field::ItemWeightUnit, variant.weight.map(|weight| weight.unit.as_str()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn rows_come_back(products in catalog(1..4), revision in select(Revision::ALL)) {
        let variants: Vec<_> = products.iter().flat_map(|product| product.variants.iter().map(move |variant| (product, variant))).collect();
        for format in [Format::Csv, Format::Tsv, Format::Jsonl].into_iter().filter(|format| format.takes(revision)) {
            let file = written(format, revision, &info(), &products);
            let mut expected = variants.iter();
            let mut validator = Validator::new(revision);
            let name = format!("feed.{format}");
            // Texts at random break rules about texts, but the file is sound.
            let unsound = [Rule::RowLength, Rule::JsonSyntax, Rule::Unreadable, Rule::UnknownColumn, Rule::DuplicateId,
                Rule::NotUtf8, Rule::ConflictingNames, Rule::RepeatedName, Rule::MoneyGrammar, Rule::MoneyDigits,
                Rule::Boolean, Rule::AvailabilityWord, Rule::WeightGrammar, Rule::VariantDict, Rule::SaleNotLower,
                Rule::ShippingParts, Rule::DimensionsGrammar, Rule::CurrencyMismatch, Rule::DateGrammar];
            validator.read(&name, format, file.as_bytes(), |finding| {
                // Pictures that end in a comma are not addresses in every revision; all else is ours to get right.
                assert!(!unsound.contains(&finding.rule), "{finding}\n{file}");
            }, |_, row| {
                let (product, variant) = expected.next().expect("no more rows than variants");
                same(revision, product, variant, |field| row.get(field).map(str::to_owned));
            });
            prop_assert_eq!(validator.summary().rows, variants.len() as u64);
        }
        if Format::Parquet.takes(revision) {
            let rows = parquet::read(written_bytes(Format::Parquet, revision, &info(), &products));
            prop_assert_eq!(rows.len(), variants.len());
            for (row, (product, variant)) in rows.iter().zip(variants) {
                same(revision, product, variant, |field| {
                    let value = row.get(field.name(revision)?)?;
                    Some(value.as_str().map_or_else(|| value.to_string(), str::to_owned))
                });
                let pictures = variant.media.iter().filter(|media| media.kind == MediaKind::Image).skip(1);
                let pictures: Vec<&str> = pictures.map(|media| media.url.as_str()).collect();
                let pictures = (!pictures.is_empty()).then(|| json!(pictures));
                prop_assert_eq!(row.get("additional_image_urls"), pictures.as_ref());
                let digital = variant.digital.map(Value::Bool);
                prop_assert_eq!(row.get("is_digital"), digital.as_ref());
                let reviews = product.rating.map(|rating| json!(rating.count));
                prop_assert_eq!(row.get("review_count"), reviews.as_ref());
            }
        }
    }

    // ACP-FEED-11: whatever the catalog, a whole amount of at least nothing in an upper-case currency.
    #[test]
    fn products_come_back(products in catalog(1..4)) {
        let lines = written(Format::Acp, Revision::D, &info(), &products);
        prop_assert_eq!(lines.lines().count(), products.len());
        for (line, product) in lines.lines().zip(&products) {
            let line: Value = serde_json::from_str(line).expect("JSON");
            spec::assert_valid(ApiVersion::V2026_04_17, "feed/Product", &line);
            prop_assert_eq!(&line["description"], &json!({ "plain": product.description.plain }));
            for (found, variant) in line["variants"].as_array().expect("a list").iter().zip(&product.variants) {
                prop_assert_eq!(&found["id"], &json!(variant.id));
                prop_assert_eq!(&found["title"], &json!(variant.title));
                let sale = variant.sale_price.filter(|sale| sale.minor < variant.price.minor);
                let price = |money: Money| json!({ "amount": money.minor, "currency": money.currency.as_str().to_uppercase() });
                prop_assert_eq!(&found["price"], &price(sale.unwrap_or(variant.price)));
                let list_price = sale.map(|_| price(variant.price));
                prop_assert_eq!(found.get("list_price"), list_price.as_ref());
            }
        }
    }

    // Rubbish is a finding, never a panic; whatever it is, the reader comes to its end.
    #[test]
    fn rubbish_is_told(bytes in vec(any::<u8>(), 0..400), revision in select(Revision::ALL)) {
        for format in Format::ALL {
            Validator::new(revision).file("rubbish", *format, bytes.as_slice(), |finding| assert!(!finding.advice.is_empty()));
        }
    }

    #[test]
    fn rows_of_rubbish_are_told(
        cells in vec((select(Field::ALL), prop_oneof![text(), "[0-9.:,/ xA-Z%-]{0,16}", "[\\[{\"a:,}\\]]{0,9}"]), 1..12),
        revision in select(Revision::ALL),
    ) {
        let (mut names, mut row) = (Vec::new(), Vec::new());
        let mut object = serde_json::Map::new();
        for (field, text) in cells {
            if let Some(name) = field.name(revision) {
                names.push(name);
                row.push(text.clone());
                object.insert(name.to_owned(), json!(text));
            }
        }
        let mut file = csv::Writer::from_writer(Vec::new());
        file.write_record(names).expect("a header");
        file.write_record(row).expect("a row");
        let file = file.into_inner().expect("the file");
        Validator::new(revision).file("feed.csv", Format::Csv, file.as_slice(), |_| {});
        let line = Value::Object(object).to_string();
        Validator::new(revision).file("feed.jsonl", Format::Jsonl, line.as_bytes(), |_| {});
    }
}

// The XML by a parser of somebody else, field by field; the others by Python's csv and json, and Parquet by pandas and
// pyarrow where they are.
#[test]
fn python_reads_what_was_written() {
    let python = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let say = |what: &str| drop(writeln!(std::io::stderr(), "python_reads_what_was_written: {what}"));
    if Command::new(&python).arg("--version").output().is_err() {
        return say("ignored for want of python3");
    }
    let folder = Folder::new("python");
    fs::create_dir_all(&folder.0).expect("the folder");
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let products = catalog(300..301).new_tree(&mut runner).expect("a catalog").current();
    let info = info();
    let write = |name: &str, bytes: &[u8]| fs::write(folder.0.join(name), bytes).expect("a file");
    write("catalog.json", serde_json::to_string(&products).expect("JSON").as_bytes());
    let told = json!({ "seller": info.seller, "target_countries": info.target_countries, "store_country": info.store_country });
    write("info.json", told.to_string().as_bytes());
    for (name, format, revision) in [
        ("d.csv", Format::Csv, Revision::D),
        ("d.tsv", Format::Tsv, Revision::D),
        ("d.jsonl", Format::Jsonl, Revision::D),
        ("d.parquet", Format::Parquet, Revision::D),
        ("a.xml", Format::Xml, Revision::A),
    ] {
        write(name, &written_bytes(format, revision, &info, &products));
    }
    let script = crate::package().join("tests/it/feed/read.py");
    let done = Command::new(&python).arg(script).arg(&folder.0).output().expect("python3");
    let said = [done.stdout, done.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    assert!(done.status.success(), "{said}");
    said.lines().for_each(say);
}
