//! How much memory a feed takes, and whether a long one takes more.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use agentic_commerce::feed::{FeedFiles, Format, Layout, Revision, Validator, export};

use crate::catalog::{Products, VARIANTS, info};

const FEW: usize = 10_000;
const MANY: usize = 1_000_000;

/// A file takes 500,000 rows, and its text at most 500 MB.
const SHARDS: u32 = 4;

/// Each in a process of its own, since the most that a process took never gets less.
pub(crate) fn run() {
    for format in [Format::Csv, Format::Tsv, Format::Jsonl, Format::Xml, Format::Parquet, Format::Acp] {
        compare(format.as_str());
    }
    compare("validate");
}

#[expect(clippy::cast_precision_loss, reason = "megabytes, to one decimal")]
fn compare(what: &str) {
    let [few, many] = [FEW, MANY].map(|variants| {
        let program = std::env::current_exe().expect("this program");
        let done = Command::new(program).args(["memory", what, &variants.to_string()]).output().expect("a process");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        let said = String::from_utf8(done.stdout).expect("text");
        let numbers: Vec<u64> = said.split_whitespace().map(|number| number.parse().expect("a number")).collect();
        (numbers[0], numbers[1])
    });
    println!(
        "{what:<9} {FEW} variants {:>5.1} MB, {MANY} variants {:>5.1} MB, ratio {:.2}; {} rows a second",
        few.0 as f64 / 1e3,
        many.0 as f64 / 1e3,
        many.0 as f64 / few.0 as f64,
        MANY as u64 * 1_000 / many.1.max(1),
    );
}

/// Writes or validates a feed of so many variants; prints the most kilobytes that it took, and the milliseconds.
pub(crate) fn child(what: &str, variants: usize) {
    let folder = std::env::temp_dir().join(format!("agentic-commerce-memory-{}", std::process::id()));
    let format = what.parse().unwrap_or(Format::Csv);
    let mut begin = Instant::now();
    if what == "validate" {
        // Written by another process: this one is to read only.
        let program = std::env::current_exe().expect("this program");
        let flags = ["memory", "csv", &variants.to_string()];
        let done = Command::new(program).args(flags).env("FEED_FOLDER", &folder).output().expect("a process");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        begin = Instant::now();
        let mut validator = Validator::new(Revision::D);
        for entry in fs::read_dir(&folder).expect("the folder") {
            let path = entry.expect("a file").path();
            let name = path.to_string_lossy().into_owned();
            validator.file(&name, format, File::open(path).expect("the file"), |_| {});
        }
        assert_eq!((validator.summary().rows, validator.summary().errors()), (variants as u64, 0));
    } else {
        let keep = std::env::var_os("FEED_FOLDER").map(PathBuf::from);
        write(keep.as_ref().unwrap_or(&folder), format, variants);
        if keep.is_some() {
            return;
        }
    }
    println!("{} {}", most_memory(), begin.elapsed().as_millis());
    fs::remove_dir_all(folder).expect("the folder");
}

fn write(folder: &std::path::Path, format: Format, variants: usize) {
    let info = info();
    let revision = if format == Format::Xml { Revision::A } else { Revision::D };
    let layout = Layout::new(format, revision).with_shards(SHARDS);
    let mut files = FeedFiles::create(folder, layout, &info).expect("files");
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(export(&Products(variants / VARIANTS), &mut files, |_| {})).expect("all of it");
    files.finish().expect("the end");
}

/// `VmHWM`, in kilobytes: what the kernel of Linux counted at most.
fn most_memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("VmHWM");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}
