//! The validator: reads a flat feed row by row and tells what is wrong with it.

mod cells;
mod cross;
mod input;
mod item;
mod line;
mod offer;
mod row;
mod rule;
mod seller;
mod summary;
mod value;
mod variant;

use std::io::Read;
use std::sync::Arc;

use self::cells::{Again, Cells};
use self::cross::Seen;
use self::row::{Look, Problem};
use super::{Field, Format, Revision};
use crate::types::{Currency, Timestamp};

pub use self::rule::{Finding, Rule, Severity};
pub use self::summary::Summary;

/// How many rows a file should have at most (file upload overview).
const MOST_ROWS: u64 = 500_000;

/// How many bytes a file should have at most. The page says "about 500 MB", and not whether compressed.
const MOST_BYTES: u64 = 500_000_000;

/// How many ids, groups and combinations are remembered without another limit.
const REMEMBERED: usize = 4_000_000;

/// Reads the files of one upload and tells what is wrong with them, row by row. It never stops at an error, and holds one
/// row and what the rows have to be compared by.
///
/// ```
/// use agentic_commerce::feed::{Format, Revision, Rule, Validator};
///
/// let file = "item_id,title,description,url,brand,seller_name,image_url,price,availability\n\
///             mug,Mug,A mug,https://shop.example/mug,Helio,Helio Store,https://shop.example/mug.jpg,12.5,in_stock\n";
/// let mut validator = Validator::new(Revision::D);
/// let mut findings = Vec::new();
/// validator.file("products.csv", Format::Csv, file.as_bytes(), |finding| findings.push(finding));
/// assert_eq!(findings[0].to_string(), "products.csv:2: error: price: money_grammar: like 79.99 USD");
/// assert_eq!(findings[0].rule, Rule::MoneyGrammar);
/// assert_eq!(validator.summary().errors(), 1);
/// ```
#[derive(Debug)]
pub struct Validator {
    revision: Revision,
    now: Option<Timestamp>,
    seen: Seen,
    format: Option<Format>,
    summary: Summary,
    problems: Vec<Problem>,
    currency: Option<Currency>,
}

impl Validator {
    /// A validator for files of that revision.
    #[must_use]
    pub fn new(revision: Revision) -> Self {
        Self {
            revision,
            now: None,
            seen: Seen::new(REMEMBERED),
            format: None,
            summary: Summary::default(),
            problems: Vec::new(),
            currency: None,
        }
    }

    /// The same validator, which knows what is past.
    #[must_use]
    pub const fn at(mut self, now: Timestamp) -> Self {
        self.now = Some(now);
        self
    }

    /// The same validator, which remembers that many ids, groups and combinations of options.
    #[must_use]
    pub fn with_limit(mut self, limit: usize) -> Self {
        self.seen = Seen::new(limit);
        self
    }

    /// Reads a file, compressed or not, and hands every finding to `on`.
    ///
    /// XML and nested products are not flat rows: for them nothing is read, and the finding says so.
    pub fn file(&mut self, name: &str, format: Format, input: impl Read, on: impl FnMut(Finding)) {
        self.read(name, format, input, on, |_, _| {});
    }

    /// As [`file`](Self::file), and hands every row to `row`, with its number.
    pub fn read(
        &mut self,
        name: &str,
        format: Format,
        input: impl Read,
        on: impl FnMut(Finding),
        row: impl FnMut(u64, &Record<'_>),
    ) {
        let file = Arc::from(name);
        self.summary.files += 1;
        let mut reading = Reading { validator: self, file, on, row, columns: None };
        reading.format(format);
        reading.run(name, format, input);
    }

    /// What was found so far.
    #[must_use]
    pub const fn summary(&self) -> &Summary {
        &self.summary
    }
}

/// A row that was read. Under an alias or not: a field has one value, by the precedence of the revision.
#[derive(Debug)]
pub struct Record<'r>(&'r Cells<'r>);

impl Record<'_> {
    /// The value of a field as text; objects and lists of JSONL as JSON. An empty one is none.
    #[must_use]
    pub fn get(&self, field: Field) -> Option<&str> {
        self.0.get(field)
    }
}

/// A file that is being read.
struct Reading<'v, F, R> {
    validator: &'v mut Validator,
    file: Arc<str>,
    on: F,
    row: R,
    /// The columns that the header names, once there is one.
    columns: Option<Vec<Field>>,
}

impl<F: FnMut(Finding), R: FnMut(u64, &Record<'_>)> Reading<'_, F, R> {
    /// All files of an upload have one format.
    fn format(&mut self, format: Format) {
        let first = *self.validator.format.get_or_insert(format);
        if first != format {
            self.tell(
                None,
                None,
                Rule::MixedFormats,
                Severity::Error,
                &format!("all files as {first}, like the first one"),
            );
        }
    }

    fn tell(&mut self, row: Option<u64>, field: Option<&str>, rule: Rule, severity: Severity, advice: &str) {
        self.validator.summary.count(rule, severity);
        (self.on)(Finding {
            file: Arc::clone(&self.file),
            row,
            field: field.map(str::to_owned),
            rule,
            severity,
            advice: advice.to_owned(),
        });
    }

    /// What a name means here, and what there is to say about it.
    fn name(&mut self, row: Option<u64>, name: &str) -> Option<(Field, u8)> {
        let revision = self.validator.revision;
        let found = Field::find(name, revision);
        if found.is_none() {
            let other = Field::of_any_revision(name);
            let (rule, advice) = match other.map(|field| field.name(revision)) {
                Some(Some(name)) => (Rule::UnknownColumn, format!("this revision calls it {name}")),
                Some(None) if revision == Revision::D => {
                    (Rule::NoEffect, "leave it out: it has no effect any more".to_owned())
                }
                _ => (Rule::UnknownColumn, "leave it out, or name it as the revision does".to_owned()),
            };
            self.tell(row, Some(name), rule, Severity::Warning, &advice);
        }
        found
    }

    /// What a name adds to a row that has the field already.
    fn again(&mut self, row: u64, name: &str, again: Option<Again>) {
        match again {
            None => {}
            Some(Again::Same) => {
                self.tell(Some(row), Some(name), Rule::RepeatedName, Severity::Warning, "give a field one name");
            }
            Some(Again::Different) => {
                self.tell(
                    Some(row),
                    Some(name),
                    Rule::ConflictingNames,
                    Severity::Error,
                    "give a field one name and one value",
                );
            }
        }
    }

    /// Looks at a row that is read.
    fn record(&mut self, row: u64, cells: &Cells<'_>) {
        let revision = self.validator.revision;
        let mut problems = std::mem::take(&mut self.validator.problems);
        let options = cells.get(Field::VariantDict).and_then(variant::options);
        let (now, options) = (self.validator.now, options.as_deref());
        let currency = &mut self.validator.currency;
        let mut look = Look { revision, now, cells, options, problems: &mut problems, currency };
        row::check(&mut look, self.columns.as_deref());
        self.validator.seen.check(revision, cells, options, &mut problems);
        self.validator.summary.rows += 1;
        for problem in problems.drain(..) {
            let name = problem.field.and_then(|field| field.name(revision));
            self.tell(Some(row), name, problem.rule, problem.severity, &problem.advice);
        }
        self.validator.problems = problems;
        (self.row)(row, &Record(cells));
    }
}
