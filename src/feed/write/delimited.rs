//! CSV and TSV (RFC 4180, with line feeds).

use std::io::Write;

use super::cell::cell;
use crate::feed::row::{Row, Value, columns};
use crate::feed::{FeedError, Field, Revision};
use crate::json::holds;

#[derive(Debug)]
pub(super) struct Delimited<W> {
    columns: Vec<Field>,
    out: W,
    delimiter: u8,
    scratch: String,
    cell: String,
    line: String,
}

impl<W: Write> Delimited<W> {
    pub(super) fn new(delimiter: u8, revision: Revision, mut out: W) -> Result<Self, FeedError> {
        let columns = columns(revision);
        let names: Vec<&str> = columns.iter().map(|(_, name)| *name).collect();
        out.write_all(names.join(&*String::from(char::from(delimiter))).as_bytes())?;
        out.write_all(b"\n")?;
        let columns = columns.into_iter().map(|(field, _)| field).collect();
        Ok(Self { columns, out, delimiter, scratch: String::new(), cell: String::new(), line: String::new() })
    }

    pub(super) fn write(&mut self, row: Row<'_>) -> Result<(), FeedError> {
        self.line.clear();
        for (place, field) in self.columns.iter().enumerate() {
            if place > 0 {
                self.line.push(char::from(self.delimiter));
            }
            match row.value(*field, &mut self.scratch) {
                None => {}
                Some(Value::Text(text)) => quote(text, self.delimiter, &mut self.line),
                Some(Value::Flag(flag)) => self.line.push_str(if flag { "true" } else { "false" }),
                Some(value) => quote(cell(&value, &mut self.cell), self.delimiter, &mut self.line),
            }
        }
        self.line.push('\n');
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

/// Appends a text, in quotes where it holds what would end it. By hand, like the lines of JSON: looking at every byte costs
/// more than all the rest.
#[inline]
fn quote(text: &str, delimiter: u8, line: &mut String) {
    if !holds(text, |byte| byte == delimiter || matches!(byte, b'"' | b'\n' | b'\r')) {
        return line.push_str(text);
    }
    line.push('"');
    for (place, part) in text.split('"').enumerate() {
        line.push_str(if place == 0 { "" } else { "\"\"" });
        line.push_str(part);
    }
    line.push('"');
}

#[cfg(test)]
mod tests {
    use super::quote;

    // RFC 4180 §2, rules 5 to 7.
    #[test]
    fn what_would_end_a_cell_is_quoted() {
        for (text, delimiter, cell) in [
            ("plain; text", b',', "plain; text"),
            ("", b',', ""),
            ("a,b", b',', "\"a,b\""),
            ("a,b", b'\t', "a,b"),
            ("a\tb", b'\t', "\"a\tb\""),
            ("12\" disk", b',', "\"12\"\" disk\""),
            ("\"", b',', "\"\"\"\""),
            ("two\nlines", b',', "\"two\nlines\""),
            ("\r", b',', "\"\r\""),
            ("Käse, 🧀", b',', "\"Käse, 🧀\""),
        ] {
            let mut line = String::new();
            quote(text, delimiter, &mut line);
            assert_eq!(line, cell, "{text:?}");
        }
    }
}
