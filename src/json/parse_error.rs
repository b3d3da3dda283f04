//! Bytes that are no document.

use std::fmt;

/// Why bytes are not a document that can be trusted to mean one thing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseError {
    /// The bytes are not UTF-8.
    #[error("not UTF-8, at {0}")]
    NotUtf8(Position),
    /// The grammar of JSON is violated, or a number is larger than any double.
    #[error("not readable as JSON, at {0}")]
    Syntax(Position),
    /// The document ends before it is complete. An empty body is such a document.
    #[error("the JSON document ends too early, at {0}")]
    Incomplete(Position),
    /// Something follows after the document.
    #[error("more text after the JSON document, at {0}")]
    Trailing(Position),
    /// A key is given twice in one object.
    #[error("the key `{key}` is given twice in one object, at {position}")]
    DuplicateKey {
        /// The key, shortened if it is long.
        key: String,
        /// Behind the second occurrence, or at the end of an object with many members.
        position: Position,
    },
    /// Arrays and objects stand in each other more than 64 levels deep.
    #[error("nested more than 64 levels deep, at {0}")]
    TooDeep(Position),
    /// A number is out of the range of 64 bits.
    #[error("a number does not fit 64 bits, at {0}")]
    NumberOutOfRange(Position),
}

/// A place in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Position {
    /// The line; the first is 1.
    pub line: usize,
    /// The column in bytes; 0 is the place before the first byte.
    pub column: usize,
}

impl Position {
    pub(super) fn of(error: &serde_json::Error) -> Self {
        Self { line: error.line(), column: error.column() }
    }

    /// The place of the first byte after these.
    pub(super) fn after(bytes: &[u8]) -> Self {
        let lines = bytes.split(|byte| *byte == b'\n');
        let (line, last) = lines.fold((0, 0), |(line, _), text| (line + 1, text.len()));
        Self { line, column: last + 1 }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {} column {}", self.line, self.column)
    }
}
