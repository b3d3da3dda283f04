//! XML beside the way of a tutorial: the whole feed as one string in memory, in Node.

use std::fs;
use std::process::Command;
use std::time::Duration;

use agentic_commerce::feed::{Format, Revision};

use crate::catalog::{VARIANTS, info, products};
use crate::speed::write;
use crate::{median, time};

/// From the same products in memory to the bytes of the same revision. `string.mjs` tells three times of each round:
/// items from products, XML from items, bytes from XML.
#[expect(clippy::cast_precision_loss, reason = "megabytes a second, to one decimal")]
pub(crate) fn run(rounds: usize, count: usize) {
    let (info, products) = (info(), products(count));
    let lines: Vec<String> = products.iter().map(|product| serde_json::to_string(product).expect("JSON")).collect();
    let file = std::env::temp_dir().join(format!("agentic-commerce-string-{}.jsonl", std::process::id()));
    fs::write(&file, lines.join("\n")).expect("a file");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/feed/string.mjs");
    let done = Command::new("node").arg(script).arg(&file).arg(rounds.to_string()).output().expect("node");
    fs::remove_file(&file).expect("the file");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let said: serde_json::Value = serde_json::from_slice(&done.stdout).expect("JSON");
    let theirs = |name: &str| {
        let times = said[name].as_array().expect("a list").iter().map(|nanos| nanos.as_u64().expect("a time"));
        median(times.map(Duration::from_nanos).collect())
    };
    let [items, xml, encode] = ["items", "xml", "bytes"].map(theirs);

    let size = write(Format::Xml, Revision::A, &info, &products).len();
    let ours = median((0..rounds).map(|_| time(|| write(Format::Xml, Revision::A, &info, &products).len())).collect());

    let rows = (count * VARIANTS) as f64;
    let line = |name: &str, time: Duration, size: u64| {
        let (speed, rows) = (size as f64 / 1e6 / time.as_secs_f64(), rows / time.as_secs_f64());
        println!("{name:<34} {speed:>7.1} MB/s, {rows:>9.0} items a second");
    };
    let bytes = said["size"].as_u64().expect("a size");
    println!("{rows} items, {rounds} rounds, medians\n");
    line("here: products to bytes", ours, size as u64);
    line("Node: products to bytes", items + xml + encode, bytes);
    line("Node: prepared texts to one string", xml, bytes);
    let ratio = |time: Duration| time.as_secs_f64() / ours.as_secs_f64();
    println!("\nratio {:.1}, by items; {:.1} against prepared texts", ratio(items + xml + encode), ratio(xml));
}
