//! A folder of broken feeds, made by hand: each with the exact findings that it must have, and no others.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use agentic_commerce::feed::{Finding, Format, Revision, Rule, Validator};
use agentic_commerce::types::Timestamp;

fn folder() -> PathBuf {
    crate::package().join("tests/it/feed/broken")
}

/// What `findings.txt` expects of each file: `row field rule severity`.
fn expected() -> BTreeMap<String, Vec<String>> {
    let mut files: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let text = fs::read_to_string(folder().join("findings.txt")).expect("the list of findings");
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let (file, finding) = line.split_once(' ').unwrap_or((line, ""));
        let findings = files.entry(file.to_owned()).or_default();
        findings.extend((!finding.is_empty()).then(|| finding.to_owned()));
    }
    files
}

/// The revision stands in the name: `money_grammar.d.csv`.
fn revision(file: &str) -> Revision {
    let word = file.split('.').nth(1).expect("a revision in the name");
    word.parse().unwrap_or_else(|_| panic!("{file}: no revision {word}"))
}

fn findings(file: &str) -> Vec<Finding> {
    let bytes = fs::read(folder().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
    let mut findings = Vec::new();
    let now = Timestamp::parse("2026-11-24T12:00:00Z").expect("a time");
    let format = Format::of_name(file).expect("a format");
    Validator::new(revision(file)).at(now).file(file, format, bytes.as_slice(), |finding| findings.push(finding));
    findings
}

fn short(finding: &Finding) -> String {
    let row = finding.row.map_or("-".to_owned(), |row| row.to_string());
    format!("{row} {} {} {}", finding.field.as_deref().unwrap_or("-"), finding.rule, finding.severity)
}

#[test]
fn every_broken_feed_has_exactly_the_findings_that_are_listed() {
    let expected = expected();
    let mut wrong = Vec::new();
    for (file, expected) in &expected {
        let found = findings(file);
        assert!(found.iter().all(|finding| !finding.advice.is_empty() && *finding.file == **file), "{file}: no advice");
        let found: Vec<String> = found.iter().map(short).collect();
        if found != *expected {
            wrong.push(format!("{file}\n  expected {expected:#?}\n  found {found:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));

    let on_disk: BTreeSet<String> = fs::read_dir(folder())
        .expect("the folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter(|name| name != "findings.txt")
        .collect();
    assert_eq!(on_disk, expected.into_keys().collect(), "a file that the list does not name");
}

/// Rules about the whole of a long file, or of several, have a test of their own below.
#[test]
fn every_rule_has_a_broken_feed() {
    let elsewhere = ["too_many_rows", "too_many_bytes", "mixed_formats", "row_too_long", "memory_limit"];
    let words: BTreeSet<String> = expected()
        .into_values()
        .flatten()
        .filter_map(|finding| finding.split(' ').nth(2).map(str::to_owned))
        .chain(elsewhere.map(str::to_owned))
        .collect();
    let rules: BTreeSet<String> = Rule::ALL.iter().map(|rule| rule.as_str().to_owned()).collect();
    assert_eq!(words, rules);
}

#[test]
fn an_upload_has_one_format_and_one_item_of_an_id() {
    let line = r#"{"item_id":"LAMP","title":"Lamp","description":"A lamp.","url":"https://shop.example/l","brand":"Helio","seller_name":"Helio","image_url":"https://shop.example/l.jpg","price":"1.00 USD","availability":"in_stock"}"#;
    let mut validator = Validator::new(Revision::D);
    let mut found = Vec::new();
    validator.file("a.jsonl", Format::Jsonl, line.as_bytes(), |finding| found.push(short(&finding)));
    assert_eq!(found, [""; 0]);
    let good = fs::read(folder().join("good.d.csv")).expect("a good feed");
    validator.file("b.csv", Format::Csv, good.as_slice(), |finding| found.push(short(&finding)));
    assert_eq!(found, ["- - mixed_formats error", "2 item_id duplicate_id error"]);
    assert_eq!((validator.summary().files, validator.summary().rows, validator.summary().errors()), (2, 2, 2));
}

/// Rows without end, made up as they are read.
struct Rows {
    left: u64,
    row: Vec<u8>,
    at: usize,
}

impl std::io::Read for Rows {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.at == self.row.len() {
            if self.left == 0 {
                return Ok(0);
            }
            self.left -= 1;
            self.at = 0;
        }
        let count = buffer.len().min(self.row.len() - self.at);
        buffer[..count].copy_from_slice(&self.row[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

fn rules_of(validator: &mut Validator, rows: Rows) -> BTreeSet<&'static str> {
    let mut rules = BTreeSet::new();
    validator.file("feed.jsonl", Format::Jsonl, rows, |finding| {
        rules.insert(finding.rule.as_str());
    });
    rules
}

#[test]
fn long_files_are_told() {
    // 500,001 rows; 501 rows of a megabyte; a row of 17 MiB.
    let empty =
        |left, length: usize| Rows { left, row: [b"[".repeat(length), b"\n".to_vec()].concat(), at: length + 1 };
    assert!(rules_of(&mut Validator::new(Revision::D), empty(500_001, 1)).contains("too_many_rows"));
    assert!(!rules_of(&mut Validator::new(Revision::D), empty(500_000, 1)).contains("too_many_rows"));
    assert!(rules_of(&mut Validator::new(Revision::D), empty(501, 1_000_000)).contains("too_many_bytes"));
    let long = rules_of(&mut Validator::new(Revision::D), empty(1, 17 * 1024 * 1024));
    assert!(long.contains("row_too_long"), "{long:?}");
}

#[test]
fn memory_has_a_limit() {
    let rows = ["A", "B", "C", "D", "A"].map(|id| format!("{{\"item_id\":\"{id}\"}}\n")).concat();
    let duplicates = |limit| {
        let mut validator = Validator::new(Revision::D).with_limit(limit);
        let mut found = Vec::new();
        validator.file("feed.jsonl", Format::Jsonl, rows.as_bytes(), |finding| {
            if matches!(finding.rule, Rule::DuplicateId | Rule::MemoryLimit) {
                found.push(format!("{} {}", finding.row.unwrap_or_default(), finding.rule));
            }
        });
        found
    };
    // The first two are remembered in any case.
    assert_eq!(duplicates(2), ["3 memory_limit", "5 duplicate_id"]);
    assert_eq!(duplicates(100), ["5 duplicate_id"]);
}
