//! Bytes to tree to types, strictly.
//!
//! A body travels in two steps. [`parse`] turns the bytes into a [`Json`] tree and refuses whatever two readers could
//! understand in two ways: a key that is given twice, a number that does not fit, nesting without end. [`decode`] reads
//! a type out of the tree, and when the tree does not fit it says where and how: a [`DecodeError`] holds the exact
//! [`JsonPath`] and a [`Problem`], ready for the `param` and `code` of an error answer.
//!
//! In between the tree is what equality and signatures are computed from ([`crate::signature`]).
//!
//! ```
//! use agentic_commerce::json::{self, Problem};
//!
//! #[derive(Debug, serde::Deserialize)]
//! struct Cart {
//!     line_items: Vec<Line>,
//! }
//!
//! #[derive(Debug, serde::Deserialize)]
//! struct Line {
//!     id: String,
//! }
//!
//! let tree = json::parse(br#"{ "line_items": [ { "id": "line_1" }, {} ] }"#)?;
//! let error = json::decode::<Cart>(&tree).unwrap_err();
//! assert_eq!(error.path.to_string(), "$.line_items[1].id");
//! assert_eq!(error.problem, Problem::Missing);
//!
//! let twice = json::parse(br#"{ "amount": 1, "amount": 1000 }"#).unwrap_err();
//! assert_eq!(twice.to_string(), "the key `amount` is given twice in one object, at line 1 column 23");
//! # Ok::<(), agentic_commerce::json::ParseError>(())
//! ```
//!
//! # Numbers
//!
//! Whole numbers are exact over the whole range of `i64` and `u64`; larger ones are refused. A number with a fraction or
//! an exponent is a double: the nearest one, which `serde_json` by itself does not always find. When its value is whole
//! and below 2<sup>52</sup> it *is* that whole number (`1.0` is `1`); above, a double no longer tells one whole number
//! from the next, so it stays a double, is not read as an amount, and equals no whole number.

mod access;
mod decode;
mod failure;
mod numeral;
mod parse;
mod parse_error;
mod path;
mod scan;
mod tree;
mod write;

#[cfg(test)]
mod tests;

pub use decode::decode;
pub use failure::{DecodeError, Problem};
pub use parse::parse;
pub use parse_error::{ParseError, Position};
pub use path::JsonPath;
#[cfg(feature = "feed")]
pub(crate) use scan::holds;
pub(crate) use tree::Repr;
pub use tree::{Json, Number};
pub(crate) use write::write;
