//! Feeds as Parquet, read back by the reader of the `parquet` crate.

use agentic_commerce::feed::{FeedError, FeedFiles, FeedWriter, Format, Layout, Revision, shard_of};
use agentic_commerce::model::{Description, Product, Variant};
use bytes::Bytes;
use parquet::basic::Compression;
use parquet::file::metadata::RowGroupMetaData;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field as Cell;
use serde_json::{Map, Value, json};

use super::shop::{info, lamp, money, priced};
use super::write::{BRASS, Folder, STEEL, written_bytes};

type Row = Map<String, Value>;

fn open(file: Vec<u8>) -> SerializedFileReader<Bytes> {
    SerializedFileReader::new(Bytes::from(file)).expect("a Parquet file")
}

/// The rows, with the columns that have a value.
pub(super) fn read(file: Vec<u8>) -> Vec<Row> {
    let file = open(file);
    let rows = file.get_row_iter(None).expect("rows").map(|row| row.expect("a row").into_columns());
    rows.map(|columns| columns.into_iter().filter_map(|(name, cell)| Some((name, json_of(cell)?))).collect()).collect()
}

fn json_of(cell: Cell) -> Option<Value> {
    match cell {
        Cell::Null => None,
        Cell::Bool(flag) => Some(json!(flag)),
        Cell::Long(number) => Some(json!(number)),
        Cell::Str(text) => Some(json!(text)),
        Cell::ListInternal(list) => list.elements().iter().map(|cell| json_of(cell.clone())).collect(),
        other => panic!("no such type is written: {other:?}"),
    }
}

/// A row as it stands in JSON lines: there, objects are no texts.
fn as_json_line(mut row: Row) -> Value {
    for name in ["variant_dict", "dimensions"] {
        if let Some(Value::String(text)) = row.get(name) {
            let object = serde_json::from_str(text).expect("an object");
            row.insert(name.to_owned(), object);
        }
    }
    Value::Object(row)
}

fn mugs(count: usize, description: &str) -> Vec<Product> {
    let mug = |number: usize| {
        let mut mug = Product::new(format!("MUG-{number}"), format!("Mug {number}"));
        mug.description = Description::plain(description);
        mug.with_variant(Variant::new(format!("MUG-{number}"), format!("Mug {number}"), money(1_250, "usd")))
    };
    (0..count).map(mug).collect()
}

#[test]
fn a_row_says_what_its_json_line_says() {
    let rows = read(written_bytes(Format::Parquet, Revision::D, &info(), &[lamp()]));
    let rows: Vec<Value> = rows.into_iter().map(as_json_line).collect();
    // Both were put down by hand.
    let expected = [BRASS, STEEL].map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    assert_eq!(rows, expected);
}

#[test]
fn revision_c_has_the_columns_of_its_own() {
    let rows = read(written_bytes(Format::Parquet, Revision::C, &info(), &[lamp()]));
    for (name, value) in [
        ("item_id", json!("LAMP-7-BRASS")),
        ("availability_date", json!("2026-12-20")),
        ("dimensions", json!("18x12.5x42 cm")),
        ("shipping", json!("US::Standard:5.00 USD")),
        ("video_url", json!("https://img.shop.example/a.mp4")),
        ("variant_dict", json!(r#"{"finish":"Brass, matt"}"#)),
        ("target_countries", json!(["US"])),
    ] {
        assert_eq!(rows[0].get(name), Some(&value), "{name}");
    }
    let info = info();
    for revision in [Revision::A, Revision::B, Revision::Google] {
        let refused = FeedWriter::new(Format::Parquet, revision, &info, Vec::new());
        assert!(matches!(refused, Err(FeedError::NotTaken { .. })), "{revision}");
    }
}

// Types by hand: physical, logical, and how deep a value can stand (a list is optional, and so is the whole of a row).
#[test]
fn columns_have_types() {
    let file = open(written_bytes(Format::Parquet, Revision::D, &info(), &[]));
    assert_eq!(file.metadata().file_metadata().num_rows(), 0);
    let schema = file.metadata().file_metadata().schema_descr();
    let column = |path: &str| {
        let column = schema.columns().iter().find(|column| column.path().string() == path).expect("a column");
        let logical = column.logical_type_ref().map(|logical| format!("{logical:?}"));
        let levels = (column.max_def_level(), column.max_rep_level());
        (column.physical_type().to_string(), logical.unwrap_or_default(), levels)
    };
    for (path, physical, logical, levels) in [
        ("item_id", "BYTE_ARRAY", "String", (1, 0)),
        ("price", "BYTE_ARRAY", "String", (1, 0)),
        ("star_rating", "BYTE_ARRAY", "String", (1, 0)),
        ("weight", "BYTE_ARRAY", "String", (1, 0)),
        ("variant_dict", "BYTE_ARRAY", "String", (1, 0)),
        ("dimensions", "BYTE_ARRAY", "String", (1, 0)),
        ("is_eligible_search", "BOOLEAN", "", (1, 0)),
        ("is_eligible_checkout", "BOOLEAN", "", (1, 0)),
        ("listing_has_variations", "BOOLEAN", "", (1, 0)),
        ("is_digital", "BOOLEAN", "", (1, 0)),
        ("accepts_returns", "BOOLEAN", "", (1, 0)),
        ("accepts_exchanges", "BOOLEAN", "", (1, 0)),
        ("is_ads_eligible", "BOOLEAN", "", (1, 0)),
        ("review_count", "INT64", "", (1, 0)),
        ("store_review_count", "INT64", "", (1, 0)),
        ("return_deadline_in_days", "INT64", "", (1, 0)),
        ("additional_image_urls.list.element", "BYTE_ARRAY", "String", (2, 1)),
        ("target_countries.list.element", "BYTE_ARRAY", "String", (2, 1)),
    ] {
        assert_eq!(column(path), (physical.to_owned(), logical.to_owned(), levels), "{path}");
    }
}

// 8 MiB: of texts of 1,050,000 bytes the eighth is over it. Of short rows there are as many as fit.
#[test]
fn row_groups_are_bounded() {
    let long = mugs(20, &"A mug. ".repeat(150_000));
    let short = mugs(20_000, "A mug.");
    for (products, expected) in [(long, Some(vec![8, 8, 4])), (short, None)] {
        let file = written_bytes(Format::Parquet, Revision::D, &info(), &products);
        let groups = open(file.clone()).metadata().row_groups().to_vec();
        let rows: Vec<i64> = groups.iter().map(RowGroupMetaData::num_rows).collect();
        assert!(rows.len() > 1, "{rows:?}");
        expected.inspect(|expected| assert_eq!(rows, *expected));
        for group in &groups {
            assert!(group.total_byte_size() < (8 << 20) + 1_050_000, "{}", group.total_byte_size());
        }
        let rows = read(file);
        assert_eq!(rows.len(), products.len());
        for (row, product) in rows.iter().zip(&products) {
            assert_eq!(row["item_id"], json!(product.id));
            assert_eq!(row["description"], json!(product.description.plain));
            assert!(!row.contains_key("brand"));
        }
    }
}

#[test]
fn every_column_is_compressed_by_zstd() {
    let file = open(written_bytes(Format::Parquet, Revision::D, &info(), &mugs(2_000, "A mug.")));
    for column in file.metadata().row_group(0).columns() {
        let path = column.column_path().string();
        assert!(matches!(column.compression(), Compression::ZSTD(_)), "{path}: {}", column.compression());
    }
}

#[test]
fn shards_of_parquet_hold_every_row_once_and_stay_the_same() {
    let (folder, info) = (Folder::new("parquet"), info());
    let products = mugs(900, "A mug.");
    let mut layout = Layout::new(Format::Parquet, Revision::D).with_shards(3);
    // Parquet is compressed inside: a file around it would only hide what it is.
    layout.gzip = true;
    let write = || {
        let mut files = FeedFiles::create(&folder.0, layout.clone(), &info).expect("files");
        for product in &products {
            files.write(product).expect("a product");
        }
        files.finish().expect("the end")
    };
    assert!(write().iter().all(|file| file.changed));
    assert_eq!(folder.names(), ["products-000.parquet", "products-001.parquet", "products-002.parquet"]);
    let mut found = Vec::new();
    for (shard, name) in (0..).zip(folder.names()) {
        for row in read(folder.read(&name)) {
            let id = row["item_id"].as_str().expect("an id").to_owned();
            assert_eq!(shard_of(&id, 3), shard, "{id}");
            found.push(id);
        }
    }
    found.sort_unstable();
    let mut expected: Vec<String> = products.iter().map(|product| product.id.clone()).collect();
    expected.sort_unstable();
    assert_eq!(found, expected);
    // The same catalog gives the same bytes, which are not even touched.
    assert!(write().iter().all(|file| !file.changed));
}

// What a writer holds back until the end is counted as well.
#[test]
fn a_full_shard_is_told_at_the_end() {
    let (folder, info) = (Folder::new("full"), info());
    let mut layout = Layout::new(Format::Parquet, Revision::D);
    layout.max_bytes = 100;
    let mut files = FeedFiles::create(&folder.0, layout, &info).expect("files");
    files.write(&priced(100, "usd")).expect("one row, not yet written");
    let full = files.finish();
    assert!(matches!(full, Err(FeedError::ShardFull { shard: 0, limit: 100, what: "bytes" })), "{full:?}");
    assert_eq!(folder.names(), [""; 0]);
}

/// A disk that is full after so many bytes.
#[derive(Debug)]
struct Full(usize);

impl std::io::Write for Full {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 = self.0.checked_sub(bytes.len()).ok_or(std::io::ErrorKind::StorageFull)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_full_disk_is_told_as_what_it_is() {
    let info = info();
    for room in [0, 10, 5_000] {
        let mut writer = FeedWriter::new(Format::Parquet, Revision::D, &info, Full(room)).expect("a writer");
        let written = mugs(20_000, "A mug.").iter().try_for_each(|mug| writer.write(mug));
        let error = written.and_then(|()| writer.finish()).expect_err("no room");
        let FeedError::Io(error) = error else { panic!("{error:?}") };
        assert!(error.to_string().to_lowercase().contains("storage"), "{error}");
    }
}
