//! RSS 2.0 with the fields of revision A as elements.

use std::borrow::Cow;
use std::io::Write;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::cell::cell;
use crate::feed::row::{Row, columns};
use crate::feed::{FeedError, FeedInfo, Field, Revision};

pub(super) struct Xml<W: Write> {
    columns: Vec<(Field, &'static str)>,
    out: Writer<W>,
    scratch: String,
    cell: String,
}

impl<W: Write> std::fmt::Debug for Xml<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Xml").finish_non_exhaustive()
    }
}

impl<W: Write> Xml<W> {
    pub(super) fn new(revision: Revision, info: &FeedInfo, out: W) -> Result<Self, FeedError> {
        let mut out = Writer::new(out);
        out.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        let rss =
            BytesStart::new("rss").with_attributes([("version", "2.0"), ("xmlns:g", "http://base.google.com/ns/1.0")]);
        out.write_event(Event::Start(rss))?;
        out.write_event(Event::Start(BytesStart::new("channel")))?;
        element(&mut out, "title", &info.title)?;
        // RSS 2.0 wants all three.
        element(&mut out, "link", info.seller.url.as_ref().map_or("", crate::types::Uri::as_str))?;
        element(&mut out, "description", &info.title)?;
        Ok(Self { columns: columns(revision), out, scratch: String::new(), cell: String::new() })
    }

    pub(super) fn write(&mut self, row: Row<'_>) -> Result<(), FeedError> {
        self.out.write_event(Event::Start(BytesStart::new("item")))?;
        for (field, name) in &self.columns {
            if let Some(value) = row.value(*field, &mut self.scratch) {
                element(&mut self.out, name, cell(&value, &mut self.cell))?;
            }
        }
        Ok(self.out.write_event(Event::End(BytesEnd::new("item")))?)
    }

    pub(super) fn get_ref(&self) -> &W {
        self.out.get_ref()
    }

    pub(super) fn finish(mut self) -> Result<W, FeedError> {
        self.out.write_event(Event::End(BytesEnd::new("channel")))?;
        self.out.write_event(Event::End(BytesEnd::new("rss")))?;
        let mut out = self.out.into_inner();
        out.write_all(b"\n")?;
        out.flush()?;
        Ok(out)
    }
}

fn element<W: Write>(out: &mut Writer<W>, name: &str, text: &str) -> Result<(), FeedError> {
    out.write_event(Event::Start(BytesStart::new(name)))?;
    out.write_event(Event::Text(BytesText::new(&legal(text))))?;
    Ok(out.write_event(Event::End(BytesEnd::new(name)))?)
}

/// The text as XML 1.0 can hold it: without the characters that no escape lets in (§2.2), and with the line ends that every
/// parser makes of them (§2.11).
fn legal(text: &str) -> Cow<'_, str> {
    let wrong = |letter: char| matches!(letter, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\r' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    // Nearly every text is ASCII without any of them: found byte by byte.
    if text.bytes().all(|byte| matches!(byte, b'\t' | b'\n' | b' '..=b'\x7f')) || !text.contains(wrong) {
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
