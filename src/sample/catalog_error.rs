//! What is wrong with a catalog file, and where.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::value::RawValue;
use serde_path_to_error::Segment;

/// What is wrong with a catalog file, and where.
///
/// Prints as `line 14: products[2].price: invalid type: string "12", expected i64`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogError {
    line: usize,
    field: String,
    message: String,
}

impl CatalogError {
    /// The line, counted from 1.
    #[must_use]
    pub const fn line(&self) -> usize {
        self.line
    }

    /// The field, such as `products[2].price`; empty when it is the file as a whole.
    #[must_use]
    pub fn field(&self) -> &str {
        &self.field
    }

    /// What is wrong with it.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Syntax: the reader knows the line, and appends it to its message.
    pub(super) fn of_reader(field: String, error: &serde_json::Error) -> Self {
        let message = error.to_string();
        let place = format!(" at line {} column {}", error.line(), error.column());
        let message = message.strip_suffix(&place).unwrap_or(&message).to_owned();
        Self { line: error.line(), field, message }
    }

    /// Types: the reader refuses a value when it has gone past it, perhaps to the next line, so the value is looked up.
    pub(super) fn of_decoder(json: &str, error: &serde_path_to_error::Error<serde_json::Error>) -> Self {
        let steps = error.path().iter().map_while(|segment| match segment {
            Segment::Map { key } => Some(Step::Key(key.clone())),
            Segment::Seq { index } => Some(Step::Index(*index)),
            Segment::Enum { .. } | Segment::Unknown => None,
        });
        let steps: Vec<_> = steps.collect();
        let found = Self::of_reader(field(steps.iter()), error.inner());
        let line = if error.inner().is_data() { line_of(json, steps.iter()) } else { None };
        Self { line: line.unwrap_or(found.line), ..found }
    }

    /// What the types let pass.
    pub(super) fn of_flaw(json: &str, flaw: &Flaw) -> Self {
        let line = line_of(json, flaw.path()).unwrap_or(1);
        Self { line, field: field(flaw.path()), message: flaw.message.clone() }
    }
}

impl fmt::Display for CatalogError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: ", self.line)?;
        if !self.field.is_empty() {
            write!(f, "{}: ", self.field)?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for CatalogError {}

/// Something wrong at a place in the file whose line is not known yet.
#[derive(Debug)]
pub(super) struct Flaw {
    message: String,
    /// The way to it, the last step first: whoever passes the flaw on adds the step that led to it.
    steps: Vec<Step>,
}

impl Flaw {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), steps: Vec::new() }
    }

    /// The same flaw, seen from one level further out.
    pub(super) fn at(mut self, step: impl Into<Step>) -> Self {
        self.steps.push(step.into());
        self
    }

    fn path(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().rev()
    }
}

/// One step into a JSON document.
#[derive(Debug)]
pub(super) enum Step {
    /// Into an object.
    Key(String),
    /// Into an array.
    Index(usize),
}

impl From<&str> for Step {
    fn from(key: &str) -> Self {
        Self::Key(key.to_owned())
    }
}

impl From<usize> for Step {
    fn from(index: usize) -> Self {
        Self::Index(index)
    }
}

/// A path as people write it: `products[2].price`.
fn field<'a>(path: impl Iterator<Item = &'a Step>) -> String {
    path.fold(String::new(), |field, step| match step {
        Step::Index(index) => format!("{field}[{index}]"),
        Step::Key(key) if field.is_empty() => key.clone(),
        Step::Key(key) => format!("{field}.{key}"),
    })
}

/// The line on which the value at `path` begins.
///
/// Raw values borrow from the text, so where one begins is the difference of two addresses.
fn line_of<'a>(json: &str, mut path: impl Iterator<Item = &'a Step>) -> Option<usize> {
    let value = path.try_fold(json.trim_start(), |value, step| match step {
        Step::Key(key) => {
            serde_json::from_str::<BTreeMap<String, &RawValue>>(value).ok()?.get(key).map(|raw| raw.get())
        }
        Step::Index(index) => serde_json::from_str::<Vec<&RawValue>>(value).ok()?.get(*index).map(|raw| raw.get()),
    })?;
    let offset = value.as_ptr().addr().checked_sub(json.as_ptr().addr())?;
    Some(1 + json.bytes().take(offset).filter(|&byte| byte == b'\n').count())
}
