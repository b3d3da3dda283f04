//! RSS 2.0 with the fields of revision A as elements.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::Write;

use quick_xml::escape::escape;

use super::cell::cell;
use crate::feed::row::{Row, columns};
use crate::feed::{FeedError, FeedInfo, Field, Revision};
use crate::json::holds;

#[derive(Debug)]
pub(super) struct Xml<W> {
    columns: Vec<Element>,
    out: W,
    scratch: String,
    cell: String,
    item: String,
}

/// A field with its tags.
#[derive(Debug)]
struct Element {
    field: Field,
    begin: String,
    end: String,
}

impl<W: Write> Xml<W> {
    pub(super) fn new(revision: Revision, info: &FeedInfo, mut out: W) -> Result<Self, FeedError> {
        let columns = columns(revision).into_iter();
        let columns = columns
            .map(|(field, name)| Element { field, begin: format!("<{name}>"), end: format!("</{name}>") })
            .collect();
        let link = info.seller.url.as_ref().map_or("", crate::types::Uri::as_str);
        let mut head = String::from(concat!(
            r#"<?xml version="1.0" encoding="UTF-8"?>"#,
            r#"<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel>"#
        ));
        // RSS 2.0 wants all three.
        for (name, text) in [("title", info.title.as_str()), ("link", link), ("description", &info.title)] {
            let _ = write!(head, "<{name}>{}</{name}>", escape(legal(text)));
        }
        out.write_all(head.as_bytes())?;
        Ok(Self { columns, out, scratch: String::new(), cell: String::new(), item: String::new() })
    }

    pub(super) fn write(&mut self, row: Row<'_>) -> Result<(), FeedError> {
        self.item.clear();
        self.item.push_str("<item>");
        for Element { field, begin, end } in &self.columns {
            if let Some(value) = row.value(*field, &mut self.scratch) {
                self.item.push_str(begin);
                push(cell(&value, &mut self.cell), &mut self.item);
                self.item.push_str(end);
            }
        }
        self.item.push_str("</item>");
        Ok(self.out.write_all(self.item.as_bytes())?)
    }

    pub(super) const fn get_ref(&self) -> &W {
        &self.out
    }

    pub(super) fn finish(mut self) -> Result<W, FeedError> {
        self.out.write_all(b"</channel></rss>\n")?;
        self.out.flush()?;
        Ok(self.out)
    }
}

/// Appends a text. Most of them are ASCII without anything special.
fn push(text: &str, out: &mut String) {
    let special = |byte| !matches!(byte, b' '..=b'~') | matches!(byte, b'<' | b'>' | b'&' | b'\'' | b'"');
    if holds(text, special) {
        out.push_str(&escape(legal(text)));
    } else {
        out.push_str(text);
    }
}

/// The text as XML 1.0 can hold it: without the characters that no escape lets in (§2.2), and with the line ends that every
/// parser makes of them (§2.11).
fn legal(text: &str) -> Cow<'_, str> {
    let wrong = |letter: char| matches!(letter, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\r' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    // Nearly every text is ASCII without any of them.
    if !holds(text, |byte| !matches!(byte, b'\t' | b'\n' | b' '..=b'\x7f')) || !text.contains(wrong) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n").replace(wrong, ""))
}

#[cfg(test)]
mod tests {
    use super::legal;

    // XML 1.0 §2.2, §2.11
    #[test]
    fn only_characters_of_xml_are_written() {
        for (text, kept) in [
            ("a\tb\nc", "a\tb\nc"),
            ("a\r\nb\rc", "a\nb\nc"),
            ("bell\u{7}, nul\0, escape\u{1b}", "bell, nul, escape"),
            ("\u{fffe}\u{ffff}\u{fffd}", "\u{fffd}"),
            ("Käse ✓ 🧀", "Käse ✓ 🧀"),
            ("\u{7f}\u{85}", "\u{7f}\u{85}"),
        ] {
            assert_eq!(legal(text), kept, "{text:?}");
        }
    }
}
