//! A value as the text of a cell or of an element.

use std::fmt::Write as _;

use crate::feed::row::{Value, pictures};
use crate::json::holds;

/// The text of a value. Objects are JSON, lists are separated by commas.
pub(super) fn cell<'v>(value: &Value<'v>, buffer: &'v mut String) -> &'v str {
    buffer.clear();
    match value {
        Value::Text(text) => return text,
        Value::Flag(true) => return "true",
        Value::Flag(false) => return "false",
        Value::Whole(number) => {
            let _ = write!(buffer, "{number}");
        }
        Value::Pictures(media) => {
            for (index, url) in pictures(media).skip(1).enumerate() {
                if index > 0 {
                    buffer.push(',');
                }
                // A comma would end the address.
                for (part, text) in url.as_str().split(',').enumerate() {
                    buffer.push_str(if part == 0 { "" } else { "%2C" });
                    buffer.push_str(text);
                }
            }
        }
        Value::Words(words) => {
            for (index, word) in words.iter().enumerate() {
                buffer.push_str(if index == 0 { "" } else { "," });
                buffer.push_str(word);
            }
        }
        Value::Options(_) | Value::Dimensions(_) => json(value, buffer),
    }
    buffer
}

/// Appends the value as JSON.
pub(super) fn json(value: &Value<'_>, out: &mut String) {
    match value {
        Value::Text(text) => string(text, out),
        Value::Flag(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Value::Whole(number) => {
            let _ = write!(out, "{number}");
        }
        Value::Pictures(media) => list(pictures(media).skip(1).map(crate::types::Uri::as_str), out),
        Value::Words(words) => list(words.iter().map(String::as_str), out),
        Value::Options(options) => {
            out.push('{');
            for (index, option) in options.iter().enumerate() {
                out.push_str(if index == 0 { "" } else { "," });
                string(&option.name, out);
                out.push(':');
                string(&option.value, out);
            }
            out.push('}');
        }
        Value::Dimensions(size) => {
            let (length, width, height) = (size.length, size.width, size.height);
            let unit = size.unit.as_str();
            let _ = write!(out, r#"{{"length":"{length}","width":"{width}","height":"{height}","unit":"{unit}"}}"#);
        }
    }
}

fn list<'t>(texts: impl Iterator<Item = &'t str>, out: &mut String) {
    out.push('[');
    for (index, text) in texts.enumerate() {
        out.push_str(if index == 0 { "" } else { "," });
        string(text, out);
    }
    out.push(']');
}

/// A JSON string. What needs no escape goes out in one piece.
fn string(text: &str, out: &mut String) {
    out.push('"');
    let special = |byte| matches!(byte, ..0x20 | b'"' | b'\\');
    let mut rest = text;
    while let Some(at) = holds(rest, special).then(|| rest.bytes().position(special)).flatten() {
        let (plain, found) = rest.split_at(at);
        out.push_str(plain);
        let mut letters = found.chars();
        match letters.next() {
            Some('"') => out.push_str("\\\""),
            Some('\\') => out.push_str("\\\\"),
            Some('\n') => out.push_str("\\n"),
            Some('\r') => out.push_str("\\r"),
            Some('\t') => out.push_str("\\t"),
            Some(control) => {
                let _ = write!(out, "\\u{:04x}", u32::from(control));
            }
            None => {}
        }
        rest = letters.as_str();
    }
    out.push_str(rest);
    out.push('"');
}
