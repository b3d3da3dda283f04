//! What a feed costs.
//!
//! ```text
//! cargo bench --bench feed --features feed,parquet             every writer beside the bare library, the validator beside a bare read
//! cargo bench --bench feed --features feed,parquet -- csv      only that; so with every other name
//! cargo bench --bench feed --features feed,parquet -- memory   a million variants in files, and the most memory that they took
//! cargo bench --bench feed --features feed,parquet -- string   XML beside a feed that is built as one string in Node
//! ```

#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "a benchmark that goes wrong is to stop")]
#![expect(clippy::disallowed_methods, reason = "a benchmark measures the machine's time")]

mod catalog;
mod memory;
mod speed;
mod string;

use std::hint::black_box;
use std::time::{Duration, Instant};

fn main() {
    let flags: Vec<String> = std::env::args().skip(1).collect();
    // `cargo test --benches` runs this as well: then one short round shows that it works.
    // As many products as a page of a catalog has: that is what a writer finds in the caches of the machine.
    let (rounds, products) = if flags.iter().any(|flag| flag == "--bench") { (60, 500) } else { (1, 10) };
    let words: Vec<&str> = flags.iter().map(String::as_str).filter(|flag| !flag.starts_with('-')).collect();
    match words.as_slice() {
        [] => speed::run(rounds, products, &[]),
        ["memory"] => memory::run(),
        ["memory", what, variants] => memory::child(what, variants.parse().expect("a number of variants")),
        ["string"] => string::run(rounds, products),
        names => speed::run(rounds, products, names),
    }
}

fn time(run: impl FnOnce() -> usize) -> Duration {
    let begin = Instant::now();
    black_box(run());
    begin.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
