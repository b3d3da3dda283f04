//! Numbers, as agents write them.

use std::fmt;

use serde::de::{Deserializer, Error, Unexpected, Visitor};

use crate::types::Quantity;

/// The largest float below which every whole number is exact: 2^53.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Reads a whole number of pieces: `2`, and `2.0` as well, for a JSON number has no other way to be whole. A fraction
/// is an error, because this crate sells whole pieces.
pub(in crate::acp) fn pieces<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Quantity, D::Error> {
    let pieces = deserializer.deserialize_any(Whole { text: false })?;
    Quantity::new(pieces).map_err(Error::custom)
}

/// [`pieces`], for an optional field that is never null.
pub(in crate::acp) fn present_pieces<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Quantity>, D::Error> {
    pieces(deserializer).map(Some)
}

/// Reads an amount in minor units: an integer, or text that holds one.
pub(in crate::acp) fn minor_units<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    deserializer.deserialize_any(Whole { text: true })
}

/// Takes whole numbers; as text too, if `text` is set.
struct Whole {
    text: bool,
}

impl Visitor<'_> for Whole {
    type Value = i64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number")
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<i64, E> {
        Ok(value)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<i64, E> {
        i64::try_from(value).map_err(|_| E::invalid_value(Unexpected::Unsigned(value), &self))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<i64, E> {
        if value.fract() == 0.0 && value.abs() <= EXACT {
            #[expect(clippy::cast_possible_truncation, reason = "whole, and within the range where floats are exact")]
            return Ok(value as i64);
        }
        Err(E::invalid_value(Unexpected::Float(value), &self))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<i64, E> {
        if !self.text {
            return Err(E::invalid_type(Unexpected::Str(value), &self));
        }
        value.parse().map_err(|_| E::invalid_value(Unexpected::Str(value), &self))
    }
}
