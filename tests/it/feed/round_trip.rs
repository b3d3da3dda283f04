//! Any catalog comes back from every format: by our own reader, and by Python's.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::process::Command;

use agentic_commerce::feed::{Field, Format, Revision, Rule, Validator};
use agentic_commerce::model::{
    Availability, Condition, Description, Media, Product, Rating, Variant, Weight, WeightUnit,
};
use agentic_commerce::types::{ApiVersion, Money};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree as _;
use serde_json::{Value, json};

use super::shop::{info, money, uri};
use super::write::{Folder, written};
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
        rating in option::of((1_u64..1_000, 0_u16..=500)),
        variants in vec(variant(), 1..4),
    ) -> Product {
        let mut product = Product::new("", title);
        product.description = Description::plain(description);
        product.brand = brand;
        product.url = Some(uri("https://shop.example/p"));
        product.rating = rating.map(|(count, hundredths)| Rating::new(count, hundredths));
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

fn amount(money: Money) -> (i64, String) {
    (money.minor, money.currency.as_str().to_owned())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn rows_come_back(products in catalog(1..4), revision in select(Revision::ALL)) {
        for format in [Format::Csv, Format::Tsv, Format::Jsonl].into_iter().filter(|format| format.takes(revision)) {
            let file = written(format, revision, &info(), &products);
            let variants = || products.iter().flat_map(|product| product.variants.iter().map(move |variant| (product, variant)));
            let mut expected = variants();
            let mut validator = Validator::new(revision);
            let name = format!("feed.{format}");
            // Texts at random break rules about texts, but the file is sound.
            let unsound = [Rule::RowLength, Rule::JsonSyntax, Rule::Unreadable, Rule::UnknownColumn, Rule::DuplicateId,
                Rule::NotUtf8, Rule::ConflictingNames, Rule::RepeatedName, Rule::MoneyGrammar, Rule::MoneyDigits,
                Rule::Boolean, Rule::AvailabilityWord, Rule::WeightGrammar, Rule::VariantDict, Rule::SaleNotLower];
            validator.read(&name, format, file.as_bytes(), |finding| {
                // Pictures that end in a comma are not addresses in every revision; all else is ours to get right.
                assert!(!unsound.contains(&finding.rule), "{finding}\n{file}");
            }, |_, row| {
                let (product, variant) = expected.next().expect("no more rows than variants");
                assert_eq!(row.get(Field::ItemId), Some(variant.id.as_str()));
                assert_eq!(row.get(Field::Title), Some(variant.title.as_str()));
                let description = variant.description.plain.as_ref().or(product.description.plain.as_ref());
                assert_eq!(row.get(Field::Description), description.map(String::as_str));
                assert_eq!(row.get(Field::Brand), product.brand.as_deref());
                assert_eq!(row.get(Field::Price).map(minor), Some(amount(variant.price)));
                let sale = variant.sale_price.filter(|sale| sale.minor < variant.price.minor);
                assert_eq!(row.get(Field::SalePrice).map(minor), sale.map(amount));
                assert_eq!(row.get(Field::Gtin), variant.gtin.as_deref());
                assert_eq!(row.get(Field::Mpn), variant.mpn.as_deref());
                assert_eq!(row.get(Field::Condition), variant.condition.map(Condition::as_str));
                let grouped = product.variants.len() > 1;
                assert_eq!(row.get(Field::GroupId), grouped.then_some(product.id.as_str()));
                if matches!(revision, Revision::B | Revision::C | Revision::D) {
                    let options: Option<BTreeMap<String, String>> =
                        row.get(Field::VariantDict).map(|text| serde_json::from_str(text).expect("an object"));
                    let expected = variant.options.iter().map(|option| (option.name.clone(), option.value.clone()));
                    let expected: BTreeMap<String, String> = expected.collect();
                    assert_eq!(options, (grouped && !expected.is_empty()).then_some(expected));
                }
            });
            prop_assert_eq!(validator.summary().rows, variants().count() as u64);
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

// The XML by a parser of somebody else, field by field; the others by Python's csv and json.
#[test]
fn python_reads_what_was_written() {
    if Command::new("python3").arg("--version").output().is_err() {
        let _ = writeln!(std::io::stderr(), "python_reads_what_was_written: ignored for want of python3");
        return;
    }
    let folder = Folder::new("python");
    fs::create_dir_all(&folder.0).expect("the folder");
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let products = catalog(300..301).new_tree(&mut runner).expect("a catalog").current();
    let write = |name: &str, bytes: &[u8]| fs::write(folder.0.join(name), bytes).expect("a file");
    write("catalog.json", serde_json::to_string(&products).expect("JSON").as_bytes());
    for (name, format, revision) in [
        ("d.csv", Format::Csv, Revision::D),
        ("d.tsv", Format::Tsv, Revision::D),
        ("d.jsonl", Format::Jsonl, Revision::D),
        ("a.xml", Format::Xml, Revision::A),
    ] {
        write(name, written(format, revision, &info(), &products).as_bytes());
    }
    let script = crate::package().join("tests/it/feed/read.py");
    let done = Command::new("python3").arg(script).arg(&folder.0).output().expect("python3");
    let said = [done.stdout, done.stderr].concat();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&said));
}
