//! Where in a document something is.

use std::fmt;

/// A place in a JSON document. It prints as JSONPath (RFC 9535), the form that the `param` of an error has.
///
/// ```
/// use agentic_commerce::json::JsonPath;
///
/// let path = JsonPath::root().field("line_items").index(0).field("id");
/// assert_eq!(path.to_string(), "$.line_items[0].id");
/// assert_eq!(JsonPath::root().field("gift wrap").to_string(), "$['gift wrap']");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct JsonPath(Vec<Segment>);

/// One step down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Segment {
    Field(String),
    Index(usize),
}

impl JsonPath {
    /// The whole document: `$`.
    #[must_use]
    pub const fn root() -> Self {
        Self(Vec::new())
    }

    /// The member of that name.
    #[must_use]
    pub fn field(mut self, name: impl Into<String>) -> Self {
        self.0.push(Segment::Field(name.into()));
        self
    }

    /// The element at that position; the first is 0.
    #[must_use]
    pub fn index(mut self, position: usize) -> Self {
        self.0.push(Segment::Index(position));
        self
    }

    /// The path of steps that were noted on the way out, innermost first.
    pub(super) fn from_inside_out(mut steps: Vec<Segment>) -> Self {
        steps.reverse();
        Self(steps)
    }

    /// Whether any step is a field of that name.
    pub(super) fn passes(&self, name: &str) -> bool {
        self.0.iter().any(|segment| matches!(segment, Segment::Field(field) if field == name))
    }
}

impl fmt::Display for JsonPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("$")?;
        for segment in &self.0 {
            match segment {
                Segment::Index(position) => write!(f, "[{position}]")?,
                Segment::Field(name) if is_plain(name) => write!(f, ".{name}")?,
                Segment::Field(name) => write_quoted(name, f)?,
            }
        }
        Ok(())
    }
}

/// Whether the name may follow a dot. RFC 9535 also allows letters beyond ASCII there; quotes are always right.
fn is_plain(name: &str) -> bool {
    !name.starts_with(|first: char| first.is_ascii_digit())
        && !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Writes `['name']` with the escapes of a normalized path (RFC 9535 §2.7).
fn write_quoted(name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str("['")?;
    for character in name.chars() {
        match character {
            '\'' => f.write_str("\\'")?,
            '\\' => f.write_str("\\\\")?,
            '\u{8}' => f.write_str("\\b")?,
            '\u{c}' => f.write_str("\\f")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\t' => f.write_str("\\t")?,
            control @ '\0'..='\u{1f}' => write!(f, "\\u{:04x}", u32::from(control))?,
            other => fmt::Write::write_char(f, other)?,
        }
    }
    f.write_str("']")
}

#[cfg(test)]
mod tests {
    use super::*;

    // Expected texts: the grammar and the table of normalized paths in RFC 9535 §2.5.1.1, §2.7 and §2.7.1.
    #[test]
    fn prints_as_rfc_9535() {
        let printed = |name: &str| JsonPath::root().field(name).to_string();
        assert_eq!(JsonPath::root().to_string(), "$");
        assert_eq!(JsonPath::root().index(7).index(0).to_string(), "$[7][0]");
        assert_eq!(printed("_a1"), "$._a1");
        assert_eq!(printed("1a"), "$['1a']");
        assert_eq!(printed(""), "$['']");
        assert_eq!(printed("odd key"), "$['odd key']");
        assert_eq!(printed("a-b"), "$['a-b']");
        assert_eq!(printed("a.b"), "$['a.b']");
        assert_eq!(printed("it's \\ \"so\""), "$['it\\'s \\\\ \"so\"']");
        assert_eq!(printed("\u{8}\u{c}\n\r\t\u{b}\0"), "$['\\b\\f\\n\\r\\t\\u000b\\u0000']");
        assert_eq!(printed("straße"), "$['straße']");
    }
}
