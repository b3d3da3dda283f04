//! Bytes to rows: delimited files and JSON lines.

use std::borrow::Cow;
use std::fmt;
use std::io::{BufRead, Read};
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{MapAccess, Visitor};
use serde_json::Value;

use super::cells::Cells;
use super::input::{self, Meter};
use super::rule::{Finding, Rule, Severity};
use super::{MOST_BYTES, MOST_ROWS, Reading, Record};
use crate::feed::{Field, Format};

impl<F: FnMut(Finding), R: FnMut(u64, &Record<'_>)> Reading<'_, F, R> {
    /// Reads the file to its end, or to where it cannot be read.
    pub(super) fn run(&mut self, name: &str, format: Format, input: impl Read) {
        if has_date(name) {
            let advice = "a name that stays: the file is overwritten in place";
            self.tell(None, None, Rule::DatedName, Severity::Warning, advice);
        }
        let meter = Meter::default();
        let opened = match input::open(input, &meter) {
            Ok(opened) => opened,
            Err(error) => return self.tell(None, None, Rule::Unreadable, Severity::Error, &error.to_string()),
        };
        let says_gzip = [".gz", ".gzip"].iter().any(|end| name.ends_with(end));
        if says_gzip != opened.is_gzip {
            let advice = if says_gzip { "compress it, or drop .gz from its name" } else { "add .gz to its name" };
            self.tell(None, None, Rule::GzipName, Severity::Error, advice);
        }
        if opened.has_mark {
            self.tell(None, None, Rule::ByteOrderMark, Severity::Warning, "UTF-8 without a byte order mark");
        }
        let rows = match format {
            Format::Csv => self.delimited(b',', opened.input, &meter),
            Format::Tsv => self.delimited(b'\t', opened.input, &meter),
            Format::Jsonl => self.json_lines(opened.input, &meter),
            Format::Xml | Format::Parquet | Format::OpenAi | Format::Acp => {
                return self.tell(
                    None,
                    None,
                    Rule::Unreadable,
                    Severity::Error,
                    "CSV, TSV or JSONL, one row a variant",
                );
            }
        };
        if rows == 0 {
            self.tell(None, None, Rule::EmptyFile, Severity::Error, "at least one row");
        }
        if rows > MOST_ROWS {
            self.tell(None, None, Rule::TooManyRows, Severity::Warning, "more shards: at most 500,000 rows in each");
        }
        if meter.file_bytes() > MOST_BYTES {
            self.tell(None, None, Rule::TooManyBytes, Severity::Warning, "more shards: at most 500 MB in each");
        }
    }

    fn delimited(&mut self, delimiter: u8, input: impl BufRead, meter: &Meter) -> u64 {
        let mut reader =
            csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(input);
        let mut record = csv::ByteRecord::new();
        let mut columns: Option<Vec<Option<(Field, u8, String)>>> = None;
        let (mut number, mut rows) = (0_u64, 0_u64);
        loop {
            match reader.read_byte_record(&mut record) {
                Ok(true) => {}
                Ok(false) => return rows,
                Err(error) => {
                    self.broken(number + 1, meter, &error.to_string());
                    return rows;
                }
            }
            meter.next_row();
            number += 1;
            let Some(columns) = &columns else {
                columns = Some(self.header(&record));
                continue;
            };
            rows += 1;
            if record.len() != columns.len() {
                let advice = format!("{} cells, as in the header, not {}", columns.len(), record.len());
                self.tell(Some(number), None, Rule::RowLength, Severity::Error, &advice);
            }
            let mut cells = Cells::new();
            let mut is_utf8 = true;
            // All of the row at once; cell by cell only where that fails. What two cells would be together is no matter: a
            // cell that ends inside a letter is not cut out.
            let whole = std::str::from_utf8(record.as_slice()).ok();
            for (at, (bytes, column)) in record.iter().zip(columns).enumerate() {
                let Some((field, rank, name)) = column else { continue };
                if bytes.is_empty() {
                    continue;
                }
                let text = match whole {
                    Some(whole) => record.range(at).and_then(|range| whole.get(range)),
                    None => std::str::from_utf8(bytes).ok(),
                };
                match text {
                    Some(text) => {
                        let again = cells.set(*field, *rank, Cow::Borrowed(text));
                        self.again(number, name, again);
                    }
                    None => is_utf8 = false,
                }
            }
            if !is_utf8 {
                self.tell(Some(number), None, Rule::NotUtf8, Severity::Error, "save the file as UTF-8");
            }
            self.record(number, &cells);
        }
    }

    /// Reads the names of the columns.
    fn header(&mut self, record: &csv::ByteRecord) -> Vec<Option<(Field, u8, String)>> {
        let mut columns = Vec::with_capacity(record.len());
        for bytes in record {
            let name = String::from_utf8_lossy(bytes);
            columns.push(self.name(Some(1), &name).map(|(field, rank)| (field, rank, name.into_owned())));
        }
        let fields: Vec<Field> = columns.iter().flatten().map(|(field, _, _)| *field).collect();
        let revision = self.validator.revision;
        for field in super::row::required(revision).iter().filter(|field| !fields.contains(field)) {
            self.tell(Some(1), field.name(revision), Rule::MissingColumn, Severity::Error, "add a column");
        }
        self.columns = Some(fields);
        columns
    }

    fn json_lines(&mut self, mut input: impl BufRead, meter: &Meter) -> u64 {
        let mut line = Vec::new();
        let mut told = Vec::new();
        let (mut number, mut rows) = (0_u64, 0_u64);
        loop {
            line.clear();
            match input.read_until(b'\n', &mut line) {
                Ok(0) => return rows,
                Ok(_) => {}
                Err(error) => {
                    self.broken(number + 1, meter, &error.to_string());
                    return rows;
                }
            }
            meter.next_row();
            number += 1;
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            rows += 1;
            let Ok(text) = std::str::from_utf8(&line) else {
                self.tell(Some(number), None, Rule::NotUtf8, Severity::Error, "save the file as UTF-8");
                continue;
            };
            match serde_json::from_str::<Pairs<'_, Value>>(text) {
                Ok(Pairs(pairs)) => self.object(number, pairs, &mut told),
                Err(error) => {
                    let advice = format!("one JSON object a line: {error}");
                    self.tell(Some(number), None, Rule::JsonSyntax, Severity::Error, &advice);
                }
            }
        }
    }

    fn object(&mut self, number: u64, pairs: Vec<(Cow<'_, str>, Value)>, told: &mut Vec<String>) {
        /// Names that were told once are not told in every row; nor are they remembered without end.
        const REMEMBERED: usize = 200;
        let mut cells = Cells::new();
        for (name, value) in pairs {
            if told.iter().any(|known| *known == name) {
                continue;
            }
            let Some((field, rank)) = self.name(Some(number), &name) else {
                if told.len() < REMEMBERED {
                    told.push(name.into_owned());
                }
                continue;
            };
            let again = cells.set(field, rank, Cow::Owned(text(value)));
            self.again(number, &name, again);
        }
        self.record(number, &cells);
    }

    fn broken(&mut self, number: u64, meter: &Meter, error: &str) {
        if meter.is_exceeded() {
            self.tell(Some(number), None, Rule::RowTooLong, Severity::Error, "close the quote; the rest is not read");
        } else {
            self.tell(Some(number), None, Rule::Unreadable, Severity::Error, error);
        }
    }
}

/// What a JSON value is as the text of a cell: nothing for `null` and an empty list.
fn text(value: Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text,
        Value::Array(list) if list.is_empty() => String::new(),
        other => other.to_string(),
    }
}

/// Whether a name holds a day, such as `20261124` or `2026-11-24`.
fn has_date(name: &str) -> bool {
    let digits: String = name.chars().filter(|letter| !matches!(letter, '-' | '_')).collect();
    let bytes = digits.as_bytes();
    bytes.windows(8).any(|part| part.starts_with(b"20") && part.iter().all(u8::is_ascii_digit))
}

/// The pairs of a JSON object as they stand there, a name that is given twice included.
pub(super) struct Pairs<'l, V>(pub(super) Vec<(Cow<'l, str>, V)>);

impl<'l, V: Deserialize<'l>> Deserialize<'l> for Pairs<'l, V> {
    fn deserialize<D: serde::Deserializer<'l>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairing<V>(PhantomData<V>);

        impl<'l, V: Deserialize<'l>> Visitor<'l> for Pairing<V> {
            type Value = Pairs<'l, V>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'l>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut pairs = Vec::new();
                while let Some((Text(name), value)) = map.next_entry::<Text<'l>, V>()? {
                    pairs.push((name, value));
                }
                Ok(Pairs(pairs))
            }
        }

        deserializer.deserialize_map(Pairing(PhantomData))
    }
}

/// A text that is borrowed from where it stands, if it has no escapes.
#[derive(Deserialize)]
pub(super) struct Text<'t>(#[serde(borrow)] pub(super) Cow<'t, str>);
