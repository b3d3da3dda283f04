//! Every writer of text beside the bare library that writes the same strings, and the validator beside a bare read.

use std::hint::black_box;
use std::time::Duration;

use agentic_commerce::feed::{FeedInfo, FeedWriter, Format, Revision, Validator};
use agentic_commerce::model::Product;
use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};

use crate::catalog::{VARIANTS, info, products};
use crate::{median, time};

/// Writes the same rows twice: from the catalog by `FeedWriter`, and from strings that were prepared before by the bare
/// `csv`, `serde_json` and `quick-xml`. The two take turns, so that a machine that slows down slows both; the median of the
/// rounds counts.
pub(crate) fn run(rounds: usize, count: usize, names: &[&str]) {
    let wanted = |name: &str| names.is_empty() || names.contains(&name);
    let (info, products) = (info(), products(count));
    println!("{} rows a round, {rounds} rounds, medians\n", count * VARIANTS);
    for (format, revision) in [
        (Format::Csv, Revision::D),
        (Format::Tsv, Revision::D),
        (Format::Jsonl, Revision::D),
        (Format::Xml, Revision::A),
        (Format::Acp, Revision::D),
    ]
    .into_iter()
    .filter(|(format, _)| wanted(format.as_str()))
    {
        let text = write(format, revision, &info, &products);
        let mut times = [Vec::new(), Vec::new()];
        let cells = if format == Format::Xml { write(Format::Csv, revision, &info, &products) } else { text.clone() };
        let bare = Bare::prepare(format, &cells);
        for _ in 0..rounds {
            times[0].push(time(|| write(format, revision, &info, &products).len()));
            times[1].push(time(|| bare.write().len()));
        }
        let [ours, floor] = times.map(median);
        report(format.as_str(), text.len(), ours, floor);
    }

    if !wanted("validate") {
        return;
    }
    let text = write(Format::Csv, Revision::D, &info, &products);
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..rounds {
        times[0].push(time(|| {
            let mut validator = Validator::new(Revision::D);
            validator.file("feed.csv", Format::Csv, text.as_slice(), |_| {});
            usize::try_from(validator.summary().rows).unwrap_or_default()
        }));
        times[1].push(time(|| {
            let mut reader = csv::Reader::from_reader(text.as_slice());
            let mut record = csv::ByteRecord::new();
            let mut rows = 0;
            while reader.read_byte_record(&mut record).expect("a row") {
                rows += black_box(&record).len().min(1);
            }
            rows
        }));
    }
    let [ours, floor] = times.map(median);
    report("validate", text.len(), ours, floor);
}

#[expect(clippy::cast_precision_loss, reason = "megabytes a second, to one decimal")]
fn report(name: &str, bytes: usize, ours: Duration, floor: Duration) {
    let speed = |time: Duration| bytes as f64 / 1e6 / time.as_secs_f64();
    let ratio = floor.as_secs_f64() / ours.as_secs_f64();
    println!("{name:<9} {:>7.1} MB/s  bare {:>7.1} MB/s  ratio {ratio:.2}", speed(ours), speed(floor));
}

pub(crate) fn write(format: Format, revision: Revision, info: &FeedInfo, products: &[Product]) -> Vec<u8> {
    let mut writer = FeedWriter::new(format, revision, info, Vec::new()).expect("a writer");
    for product in products {
        writer.write(product).expect("a product");
    }
    writer.finish().expect("the end")
}

/// The same rows as strings, ready for the bare library.
enum Bare {
    Csv(u8, Vec<csv::StringRecord>),
    Json(Vec<serde_json::Map<String, serde_json::Value>>),
    Xml(Vec<Vec<(String, String)>>),
}

impl Bare {
    fn prepare(format: Format, text: &[u8]) -> Self {
        match format {
            Format::Csv | Format::Tsv => {
                let delimiter = if format == Format::Csv { b',' } else { b'\t' };
                let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).from_reader(text);
                Self::Csv(delimiter, reader.records().map(|record| record.expect("a row")).collect())
            }
            Format::Xml => {
                // The cells of the same revision are the texts of its elements.
                let mut reader = csv::Reader::from_reader(text);
                let names = reader.headers().expect("a header").clone();
                let item = |record: csv::Result<csv::StringRecord>| {
                    let record = record.expect("a row");
                    let pairs = names.iter().zip(record.iter()).filter(|(_, text)| !text.is_empty());
                    pairs.map(|(name, text)| (name.to_owned(), text.to_owned())).collect()
                };
                Self::Xml(reader.records().map(item).collect())
            }
            _ => {
                let lines = text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
                Self::Json(lines.map(|line| serde_json::from_slice(line).expect("an object")).collect())
            }
        }
    }

    fn write(&self) -> Vec<u8> {
        match self {
            Self::Csv(delimiter, records) => {
                let mut out = csv::WriterBuilder::new().delimiter(*delimiter).from_writer(Vec::new());
                for record in records {
                    out.write_record(record).expect("a row");
                }
                out.into_inner().expect("the end")
            }
            Self::Json(objects) => {
                let mut out = Vec::new();
                for object in objects {
                    serde_json::to_writer(&mut out, object).expect("an object");
                    out.push(b'\n');
                }
                out
            }
            Self::Xml(items) => {
                let mut out = quick_xml::Writer::new(Vec::new());
                for item in items {
                    out.write_event(Event::Start(BytesStart::new("item"))).expect("a start");
                    for (name, text) in item {
                        out.write_event(Event::Start(BytesStart::new(name.as_str()))).expect("a start");
                        out.write_event(Event::Text(BytesText::new(text))).expect("a text");
                        out.write_event(Event::End(BytesEnd::new(name.as_str()))).expect("an end");
                    }
                    out.write_event(Event::End(BytesEnd::new("item"))).expect("an end");
                }
                out.into_inner()
            }
        }
    }
}
