//! What is written, against bytes that were put down by hand.

use std::fs;
use std::io::{Read as _, Write as _};

use agentic_commerce::feed::{CatalogSource, Field};
use agentic_commerce::feed::{
    FeedError, FeedFiles, FeedInfo, FeedWriter, Format, Gzip, Layout, Page, Revision, Validator, export, write_metadata,
};
use agentic_commerce::model::{Availability, Product, Seller, ShippingRate, UnitPrice, Variant};
use agentic_commerce::sample::Catalog;
use agentic_commerce::types::ApiVersion;
use serde_json::{Value, json};

use super::shop::{info, lamp, money, priced};
use crate::agent::{self, body};
use crate::spec;

pub(super) fn written_bytes(format: Format, revision: Revision, info: &FeedInfo, products: &[Product]) -> Vec<u8> {
    let mut writer = FeedWriter::new(format, revision, info, Vec::new()).expect("a writer");
    for product in products {
        writer.write(product).expect("a product");
    }
    writer.finish().expect("the end")
}

pub(super) fn written(format: Format, revision: Revision, info: &FeedInfo, products: &[Product]) -> String {
    String::from_utf8(written_bytes(format, revision, info, products)).expect("UTF-8")
}

/// The rows of the lamp in revision D, as JSON lines.
pub(super) const BRASS: &str = r#"{"is_eligible_search":true,"is_eligible_checkout":true,"item_id":"LAMP-7-BRASS","title":"Desk lamp, \"brass\"","description":"Adjustable, with an E27 socket.\nBulb < 60 W & not included.","url":"https://shop.example/p/lamp-7","brand":"Helio","image_url":"https://img.shop.example/a.jpg","additional_image_urls":["https://img.shop.example/w_9,h_9/b.jpg","https://img.shop.example/c.jpg"],"price":"49.00 USD","sale_price":"39.00 USD","availability":"backorder","gtin":"4006381333931","mpn":"HL-7","condition":"refurbished","product_category":"Home > Lighting > Lamps","group_id":"LAMP-7","listing_has_variations":true,"variant_dict":{"finish":"Brass, matt"},"gender":"unisex","age_group":"adult","dimensions":{"length":"18","width":"12.5","height":"42","unit":"cm"},"weight":"1.2","item_weight_unit":"kg","seller_name":"Helio Store","seller_url":"https://shop.example","seller_privacy_policy":"https://shop.example/privacy","seller_tos":"https://shop.example/terms","shipping_price":"5.00 USD","accepts_returns":true,"return_policy":"https://shop.example/returns","return_deadline_in_days":30,"review_count":254,"star_rating":"4.50","store_review_count":12,"store_star_rating":"4.70","target_countries":["US"],"store_country":"US"}"#;
pub(super) const STEEL: &str = r#"{"is_eligible_search":true,"is_eligible_checkout":false,"item_id":"LAMP-7-STEEL","title":"Desk lamp, steel","description":"Adjustable, with an E27 socket.\nBulb < 60 W & not included.","url":"https://shop.example/p/lamp-7","brand":"Helio","image_url":"https://img.shop.example/lamp.jpg","price":"45.00 USD","availability":"in_stock","product_category":"Home > Lighting > Lamps","group_id":"LAMP-7","listing_has_variations":true,"variant_dict":{"finish":"Steel"},"seller_name":"Helio Store","seller_url":"https://shop.example","seller_privacy_policy":"https://shop.example/privacy","seller_tos":"https://shop.example/terms","accepts_returns":true,"return_policy":"https://shop.example/returns","return_deadline_in_days":30,"review_count":254,"star_rating":"4.50","store_review_count":12,"store_star_rating":"4.70","target_countries":["US"],"store_country":"US"}"#;

#[test]
fn json_lines_of_revision_d() {
    let text = written(Format::Jsonl, Revision::D, &info(), &[lamp()]);
    assert_eq!(text, format!("{BRASS}\n{STEEL}\n"));
}

/// The rows of a delimited file as pairs of name and text, empty ones left out, by another reader than ours.
fn rows(text: &str, delimiter: u8) -> Vec<Vec<(String, String)>> {
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text.as_bytes());
    let names = reader.headers().expect("a header").clone();
    let row = |record: csv::Result<csv::StringRecord>| {
        let record = record.expect("a row");
        let pairs = names.iter().zip(record.iter()).filter(|(_, text)| !text.is_empty());
        pairs.map(|(name, text)| (name.to_owned(), text.to_owned())).collect()
    };
    reader.records().map(row).collect()
}

fn cell<'r>(row: &'r [(String, String)], name: &str) -> Option<&'r str> {
    row.iter().find(|(found, _)| found == name).map(|(_, text)| text.as_str())
}

#[test]
fn cells_of_every_revision() {
    for (revision, delimiter, cells) in [
        (
            Revision::A,
            b',',
            &[
                ("enable_search", "true"),
                ("id", "LAMP-7-BRASS"),
                ("link", "https://shop.example/p/lamp-7"),
                ("image_link", "https://img.shop.example/a.jpg"),
                ("additional_image_link", "https://img.shop.example/w_9%2Ch_9/b.jpg,https://img.shop.example/c.jpg"),
                ("video_link", "https://img.shop.example/a.mp4"),
                // No backorder in A: what promises less.
                ("availability", "out_of_stock"),
                ("availability_date", "2026-12-20"),
                ("inventory_quantity", "0"),
                ("sale_price_effective_date", "2026-11-24 / 2026-12-01"),
                ("item_group_id", "LAMP-7"),
                ("item_group_title", "Desk lamp"),
                ("Custom_variant1_category", "finish"),
                ("Custom_variant1_option", "Brass, matt"),
                ("dimensions", "18x12.5x42 cm"),
                ("weight", "1.2 kg"),
                ("shipping", "US::Standard:5.00 USD"),
                ("return_window", "30"),
                ("product_review_rating", "4.50"),
            ][..],
        ),
        (
            Revision::C,
            b'\t',
            &[
                ("is_eligible_checkout", "true"),
                ("item_id", "LAMP-7-BRASS"),
                ("video_url", "https://img.shop.example/a.mp4"),
                ("availability", "backorder"),
                ("sale_price_start_date", "2026-11-24"),
                ("sale_price_end_date", "2026-12-01"),
                ("variant_dict", r#"{"finish":"Brass, matt"}"#),
                ("dimensions", "18x12.5x42 cm"),
                ("weight", "1.2"),
                ("item_weight_unit", "kg"),
                ("target_countries", "US"),
            ],
        ),
        (
            Revision::D,
            b',',
            &[
                ("title", "Desk lamp, \"brass\""),
                ("description", "Adjustable, with an E27 socket.\nBulb < 60 W & not included."),
                ("listing_has_variations", "true"),
                ("dimensions", r#"{"length":"18","width":"12.5","height":"42","unit":"cm"}"#),
                ("price", "49.00 USD"),
                ("sale_price", "39.00 USD"),
            ],
        ),
        (
            Revision::Google,
            b'\t',
            &[
                ("id", "LAMP-7-BRASS"),
                ("availability_date", "2026-12-20T00:00:00Z"),
                ("sale_price_effective_date", "2026-11-24T00:00:00Z/2026-12-01T00:00:00Z"),
                ("product_type", "Home > Lighting > Lamps"),
            ],
        ),
    ] {
        let format = if delimiter == b',' { Format::Csv } else { Format::Tsv };
        let rows = rows(&written(format, revision, &info(), &[lamp()]), delimiter);
        assert_eq!(rows.len(), 2);
        for (name, text) in cells {
            assert_eq!(cell(&rows[0], name), Some(*text), "{revision}: {name}");
        }
    }
    // Where neither identifier is known the Google profile wants to be told so.
    let rows = rows(&written(Format::Csv, Revision::Google, &info(), &[lamp()]), b',');
    assert_eq!((cell(&rows[0], "identifier_exists"), cell(&rows[1], "identifier_exists")), (None, Some("no")));
}

#[test]
fn xml_is_that_of_the_first_revision() {
    let mut item = priced(1_250, "usd");
    item.brand = Some("Ada & Sons <\"Mugs\">\u{7}".to_owned());
    let info = FeedInfo::new(Seller::new("Shop"));
    assert_eq!(
        written(Format::Xml, Revision::A, &info, &[item]),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><rss version=\"2.0\" xmlns:g=\"http://base.google.com/ns/1.0\"><channel>\
         <title>Shop</title><link></link><description>Shop</description><item><enable_search>true</enable_search>\
         <enable_checkout>false</enable_checkout><id>item</id><title>Item</title>\
         <brand>Ada &amp; Sons &lt;&quot;Mugs&quot;&gt;</brand><price>12.50 USD</price><availability>in_stock</availability>\
         <seller_name>Shop</seller_name></item></channel></rss>\n"
    );
    for revision in [Revision::B, Revision::C, Revision::D, Revision::Google] {
        let refused = FeedWriter::new(Format::Xml, revision, &info, Vec::new());
        assert!(matches!(refused, Err(FeedError::NotTaken { .. })), "{revision}");
    }
}

// ISO 4217: no digits for the yen, three for the dinar.
#[test]
fn prices_have_the_digits_of_their_currency() {
    for (minor, code, text) in [(500, "jpy", "500 JPY"), (1_234, "kwd", "1.234 KWD"), (5, "usd", "0.05 USD")] {
        for format in [Format::Csv, Format::Tsv] {
            let delimiter = if format == Format::Csv { b',' } else { b'\t' };
            let rows = rows(&written(format, Revision::D, &info(), &[priced(minor, code)]), delimiter);
            assert_eq!(cell(&rows[0], "price"), Some(text));
        }
        assert!(written(Format::Jsonl, Revision::D, &info(), &[priced(minor, code)]).contains(&format!(r#""{text}""#)));
        assert!(
            written(Format::Xml, Revision::A, &info(), &[priced(minor, code)]).contains(&format!("<price>{text}<"))
        );
        let line: Value =
            serde_json::from_str(&written(Format::Acp, Revision::D, &info(), &[priced(minor, code)])).unwrap();
        let price = json!({ "amount": minor, "currency": code.to_ascii_uppercase() });
        assert_eq!(line["variants"][0]["price"], price);
    }
}

#[test]
fn amounts_that_no_buyer_may_see_are_refused_and_leave_nothing() {
    let info = info();
    let mut other = lamp();
    other.variants[1].sale_price = Some(money(10, "eur"));
    let mut shipped = priced(500, "usd");
    shipped.variants[0].shipping = vec![ShippingRate::new("US", "Standard", money(-1, "usd"))];
    for format in Format::ALL {
        let revision = if format.takes(Revision::A) { Revision::A } else { Revision::D };
        let mut writer = FeedWriter::new(*format, revision, &info, Vec::new()).expect("a writer");
        assert!(matches!(writer.write(&priced(-1, "usd")), Err(FeedError::NegativePrice { .. })));
        assert!(matches!(writer.write(&shipped), Err(FeedError::NegativePrice { .. })));
        assert!(matches!(writer.write(&other), Err(FeedError::TwoCurrencies { .. })));
        let rest = writer.finish().expect("the end");
        assert_eq!(rest, written_bytes(*format, revision, &info, &[]));
    }
}

// ACP-FEED-06, ACP-FEED-11, ACP-FEED-12: closed objects, ids and titles, whole amounts in upper-case currencies. By hand;
// `price` is what is paid now and `list_price` the regular one.
#[test]
fn products_of_the_open_feed_are_valid() {
    let mut lamp = lamp();
    lamp.variants[0].unit_price = Some(serde_json::from_value::<UnitPrice>(json!({
        "price": { "minor": 325, "currency": "usd" }, "measure": 1.2, "measure_unit": "kg", "reference": 100, "reference_unit": "g"
    })).expect("a unit price"));
    lamp.variants[0].marketplace = Some(Seller::new("Bazaar"));
    let line: Value = serde_json::from_str(&written(Format::Acp, Revision::D, &info(), &[lamp.clone()])).unwrap();
    spec::assert_valid(ApiVersion::V2026_04_17, "feed/Product", &line);
    assert_eq!((&line["id"], &line["title"]), (&json!("LAMP-7"), &json!("Desk lamp")));
    let links = json!([
        { "type": "privacy_policy", "url": "https://shop.example/privacy" },
        { "type": "terms_of_service", "url": "https://shop.example/terms" },
        { "type": "refund_policy", "url": "https://shop.example/returns" },
    ]);
    let image = |url: &str| json!({ "type": "image", "url": url });
    assert_eq!(
        line["variants"][0],
        json!({
            "id": "LAMP-7-BRASS",
            "title": "Desk lamp, \"brass\"",
            "barcodes": [{ "type": "GTIN", "value": "4006381333931" }],
            "price": { "amount": 3900, "currency": "USD" },
            "list_price": { "amount": 4900, "currency": "USD" },
            "unit_price": {
                "amount": 325, "currency": "USD",
                "measure": { "value": 1.2, "unit": "kg" }, "reference": { "value": 100, "unit": "g" },
            },
            "availability": { "available": true, "status": "backorder" },
            "categories": [{ "value": "Home > Lighting > Lamps" }],
            "condition": ["refurbished"],
            "variant_options": [{ "name": "finish", "value": "Brass, matt" }],
            "media": [
                image("https://img.shop.example/a.jpg"),
                image("https://img.shop.example/w_9,h_9/b.jpg"),
                { "type": "video", "url": "https://img.shop.example/a.mp4" },
                image("https://img.shop.example/c.jpg"),
            ],
            "seller": { "name": "Helio Store", "links": links },
            "marketplace": { "name": "Bazaar" },
        })
    );
    assert_eq!(line["variants"][1]["availability"], json!({ "available": true, "status": "limited_stock" }));
    assert!(line["variants"][1].get("list_price").is_none());

    // OpenAI's own has neither the word nor the field.
    let line: Value = serde_json::from_str(&written(Format::OpenAi, Revision::D, &info(), &[lamp])).unwrap();
    assert_eq!(line["variants"][1]["availability"], json!({ "available": true, "status": "in_stock" }));
    assert!(line["variants"][0].get("marketplace").is_none());

    let writes = |id: &str, title: &str| {
        let info = info();
        let product = Product::new("p", "P").with_variant(Variant::new(id, title, money(1, "usd")));
        FeedWriter::new(Format::Acp, Revision::D, &info, Vec::new()).expect("a writer").write(&product)
    };
    assert!(matches!(writes("", "Title"), Err(FeedError::NoId(_))));
    assert!(matches!(writes("id", ""), Err(FeedError::NoId(_))));
}

// ACP-FEED-10: no deletion by PATCH; what is gone for good is marked so.
#[test]
fn what_is_gone_is_marked() {
    let mut gone = priced(100, "usd");
    gone.variants[0].availability = Availability::from("discontinued");
    let line: Value = serde_json::from_str(&written(Format::Acp, Revision::D, &info(), &[gone.clone()])).unwrap();
    assert_eq!(line["variants"][0]["availability"], json!({ "available": false, "status": "discontinued" }));
    // Flat files have no such word.
    for revision in Revision::ALL {
        let rows = rows(&written(Format::Csv, *revision, &info(), &[gone.clone()]), b',');
        assert_eq!(cell(&rows[0], "availability"), Some("out_of_stock"), "{revision}");
    }
}

// ACP-FEED-09: metadata.json and products.jsonl, which together are the whole feed.
#[test]
fn a_feed_is_replaced_by_two_files() {
    let folder = Folder::new("acp");
    let info = info();
    let mut files = FeedFiles::create(&folder.0, Layout::new(Format::Acp, Revision::D), &info).expect("files");
    files.write(&lamp()).expect("a product");
    files.write(&priced(1_999, "usd")).expect("a product");
    files.finish().expect("the end");
    assert_eq!(folder.names(), ["metadata.json", "products.jsonl"]);

    let metadata: Value = serde_json::from_slice(&folder.read("metadata.json")).expect("JSON");
    spec::assert_valid(ApiVersion::V2026_04_17, "FeedMetadata", &metadata);
    let expected = json!({ "id": "feed_1", "target_country": "US", "updated_at": "2026-11-24T12:00:00Z" });
    assert_eq!(metadata, expected);
    let products = String::from_utf8(folder.read("products.jsonl")).expect("UTF-8");
    assert_eq!(products.lines().count(), 2);
    for line in products.lines() {
        spec::assert_valid(ApiVersion::V2026_04_17, "feed/Product", &serde_json::from_str(line).expect("JSON"));
    }
    // ACP-FEED-11: two upper-case letters.
    for country in ["us", "USA", "", "U1", "ÜS"] {
        let mut info = info.clone();
        info.target_countries = vec![country.to_owned()];
        assert!(matches!(write_metadata(&info, &mut Vec::new()), Err(FeedError::Country(_))), "{country}");
        let writer = FeedWriter::new(Format::Jsonl, Revision::D, &info, Vec::new());
        assert!(matches!(writer, Err(FeedError::Country(_))), "{country}");
    }
    assert!(write_metadata(&FeedInfo::new(Seller::new("nobody")), &mut Vec::new()).is_err());
}

// ACP-FEED-20: a feed for each market, from one catalog.
#[test]
fn each_market_has_its_feed() {
    let mut lamp = lamp();
    lamp.variants[1].price = money(4_100, "eur");
    for (code, country, offers) in
        [("usd", "US", Some("LAMP-7-BRASS")), ("eur", "DE", Some("LAMP-7-STEEL")), ("jpy", "JP", None)]
    {
        let market = lamp.clone().priced_in(money(0, code).currency);
        assert_eq!(market.is_some(), offers.is_some(), "{code}");
        let mut info = info();
        info.target_countries = vec![country.to_owned()];
        for line in written(Format::Jsonl, Revision::D, &info, market.as_slice()).lines() {
            let row: Value = serde_json::from_str(line).expect("JSON");
            assert_eq!((row["item_id"].as_str(), &row["target_countries"]), (offers, &json!([country])));
        }
        let mut metadata = Vec::new();
        write_metadata(&info, &mut metadata).expect("metadata");
        let metadata: Value = serde_json::from_slice(&metadata).expect("JSON");
        spec::assert_valid(ApiVersion::V2026_04_17, "FeedMetadata", &metadata);
        assert_eq!(metadata["target_country"], json!(country));
    }
}

// ACP-FEED-08: the id of a variant is what the checkout takes.
#[tokio::test]
async fn what_the_feed_offers_can_be_bought() {
    let Page { products, .. } = Catalog::builtin().page(None).await.expect("a page");
    let agent = agent::open().agent(ApiVersion::V2026_04_17);
    let mut variants = 0;
    for variant in products.iter().flat_map(|product| &product.variants) {
        if variant.availability == Availability::InStock {
            let body = body::create(ApiVersion::V2026_04_17, variant.id.as_str(), 1);
            let answer = agent.create(&body).await.expect(201);
            assert_eq!(answer.at("/line_items/0/item/id"), &json!(variant.id));
            variants += 1;
        }
    }
    assert_eq!(variants, 4);
}

#[tokio::test]
async fn shards_hold_every_row_once_and_stay_the_same() {
    let (folder, info) = (Folder::new("shards"), info());
    let products: Vec<Product> = (0..700)
        .map(|number| {
            let mut product = lamp();
            product.id = format!("LAMP-{number}");
            product.variants[0].id = format!("LAMP-{number}-BRASS").into();
            product.variants[1].id = format!("LAMP-{number}-STEEL").into();
            product
        })
        .collect();
    let layout = Layout::new(Format::Csv, Revision::D).with_shards(3);
    let write = async || {
        let mut files = FeedFiles::create(&folder.0, layout.clone(), &info).expect("files");
        let mut pages = Vec::new();
        export(products.as_slice(), &mut files, |count| pages.push(count)).await.expect("all of it");
        assert_eq!(pages, [500, 700]);
        files.finish().expect("the end")
    };
    let written = write().await;
    assert_eq!(folder.names(), ["products-000.csv.gz", "products-001.csv.gz", "products-002.csv.gz"]);
    assert_eq!(written.iter().map(|file| file.rows).sum::<u64>(), 1_400);
    assert!(written.iter().all(|file| file.changed && file.rows > 350), "{written:?}");

    let mut validator = Validator::new(Revision::D);
    for name in folder.names() {
        let row = |_, record: &agentic_commerce::feed::Record<'_>| assert!(record.get(Field::ItemId).is_some());
        let on = |finding: agentic_commerce::feed::Finding| panic!("{finding}");
        validator.read(&name, Format::Csv, folder.read(&name).as_slice(), on, row);
    }
    assert_eq!(validator.summary().rows, 1_400);

    // The same catalog gives the same bytes, which are not even touched.
    assert!(write().await.iter().all(|file| !file.changed));
}

#[test]
fn a_feed_that_fails_leaves_the_old_one() {
    let (folder, info) = (Folder::new("fails"), info());
    let mut layout = Layout::new(Format::Jsonl, Revision::D);
    layout.max_rows = 2;
    let mut files = FeedFiles::create(&folder.0, layout.clone(), &info).expect("files");
    files.write(&lamp()).expect("two rows");
    files.finish().expect("the end");
    let before = folder.read("products.jsonl.gz");

    let mut files = FeedFiles::create(&folder.0, layout, &info).expect("files");
    files.write(&lamp()).expect("two rows");
    let refused = files.write(&priced(100, "usd"));
    assert!(matches!(refused, Err(FeedError::ShardFull { shard: 0, limit: 2, what: "rows" })), "{refused:?}");
    drop(files);
    assert_eq!((folder.names(), folder.read("products.jsonl.gz")), (vec!["products.jsonl.gz".to_owned()], before));
}

#[test]
fn compression_knows_neither_time_nor_name() {
    let mut gzip = Gzip::new(Vec::new());
    gzip.write_all(b"feed").expect("four bytes");
    let bytes = gzip.finish().expect("the end");
    // RFC 1952: magic, deflate, no flags, no time.
    assert_eq!(bytes[..8], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0]);
    let mut text = String::new();
    flate2::read::GzDecoder::new(bytes.as_slice()).read_to_string(&mut text).expect("gzip");
    assert_eq!(text, "feed");
}

/// A folder of its own, gone after the test.
pub(super) struct Folder(pub(super) std::path::PathBuf);

impl Folder {
    pub(super) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("agentic-commerce-feed-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        Self(path)
    }

    pub(super) fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).expect("the folder");
        let mut names: Vec<String> =
            entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    pub(super) fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.0.join(name)).expect("a file")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
