//! One JSON object a row.

use std::io::Write;

use super::cell::json;
use crate::feed::row::{Row, columns};
use crate::feed::{FeedError, Field, Revision};

#[derive(Debug)]
pub(super) struct Jsonl<W> {
    columns: Vec<(Field, &'static str)>,
    out: W,
    scratch: String,
    line: String,
}

impl<W: Write> Jsonl<W> {
    pub(super) fn new(revision: Revision, out: W) -> Self {
        Self { columns: columns(revision), out, scratch: String::new(), line: String::new() }
    }

    /// A field without a value is left out: `null` would say no more.
    pub(super) fn write(&mut self, row: Row<'_>) -> Result<(), FeedError> {
        self.line.clear();
        for (field, name) in &self.columns {
            if let Some(value) = row.value(*field, &mut self.scratch) {
                self.line.push_str(if self.line.is_empty() { "{\"" } else { ",\"" });
                self.line.push_str(name);
                self.line.push_str("\":");
                json(&value, &mut self.line);
            }
        }
        self.line.push_str("}\n");
        Ok(self.out.write_all(self.line.as_bytes())?)
    }

    pub(super) const fn get_ref(&self) -> &W {
        &self.out
    }

    pub(super) fn finish(mut self) -> Result<W, FeedError> {
        self.out.flush()?;
        Ok(self.out)
    }
}
