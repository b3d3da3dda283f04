//! How many pieces of an item.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Unexpected, Visitor};
use serde::ser::{Serialize, Serializer};
use serde_json::Number;

use crate::types::Quantity;

/// How many pieces of an item: any number above zero.
///
/// The release allows fractions, such as two and a half meters of cloth, and so they are read and written as they are.
/// This crate's shops sell whole pieces; [`pieces`](Self::pieces) tells whether it is that. Numbers of one value are
/// one: `2.0` is `2`.
///
/// ```
/// use agentic_commerce::acp::v2025_09_29::ItemQuantity;
/// use agentic_commerce::types::Quantity;
///
/// let two: ItemQuantity = serde_json::from_str("2.0")?;
/// assert_eq!(two, ItemQuantity::from(Quantity::new(2)?));
/// let cloth: ItemQuantity = serde_json::from_str("2.5")?;
/// assert_eq!(cloth.pieces(), None);
/// assert_eq!(serde_json::to_string(&cloth)?, "2.5");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(inline, extend("exclusiveMinimum" = 0)))]
pub struct ItemQuantity(Number);

/// The largest float up to which every whole number is exact: 2^53.
const EXACT: f64 = 9_007_199_254_740_992.0;

impl ItemQuantity {
    /// The number of pieces, if it is a whole one that can be counted.
    #[must_use]
    pub fn pieces(&self) -> Option<Quantity> {
        Quantity::new(self.0.as_i64()?).ok()
    }

    /// The number as a double; above 2^53 the nearest one.
    #[must_use]
    pub fn as_f64(&self) -> f64 {
        // Every number of this type has one.
        self.0.as_f64().unwrap_or(f64::INFINITY)
    }
}

impl From<Quantity> for ItemQuantity {
    fn from(pieces: Quantity) -> Self {
        Self(pieces.get().into())
    }
}

impl Serialize for ItemQuantity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for ItemQuantity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Not as a double, which would not tell 2^53 from 2^53 + 1.
        deserializer.deserialize_any(AboveZero)
    }
}

struct AboveZero;

impl Visitor<'_> for AboveZero {
    type Value = ItemQuantity;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number above zero")
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<ItemQuantity, E> {
        if value == 0 {
            return Err(E::invalid_value(Unexpected::Unsigned(value), &self));
        }
        Ok(ItemQuantity(value.into()))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<ItemQuantity, E> {
        let natural = u64::try_from(value).map_err(|_| E::invalid_value(Unexpected::Signed(value), &self))?;
        self.visit_u64(natural)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<ItemQuantity, E> {
        if value > 0.0 && value <= EXACT && value.fract() == 0.0 {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "whole, above zero, and within the range where floats are exact"
            )]
            return self.visit_u64(value as u64);
        }
        match Number::from_f64(value) {
            Some(number) if value > 0.0 => Ok(ItemQuantity(number)),
            _ => Err(E::invalid_value(Unexpected::Float(value), &self)),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(json: &serde_json::Value) -> Result<ItemQuantity, serde_json::Error> {
        // From text, as it arrives.
        serde_json::from_str(&json.to_string())
    }

    // ACP-CRE-04
    #[test]
    fn every_number_above_zero_is_kept() {
        for number in
            [json!(1), json!(2.5), json!(0.001), json!(u64::MAX), json!(9_007_199_254_740_993_u64), json!(1e300)]
        {
            assert_eq!(serde_json::to_value(read(&number).unwrap()).unwrap(), number);
        }
        for refused in [json!(0), json!(0.0), json!(-0.0), json!(-1), json!(-0.5), json!("2"), json!(null), json!([2])]
        {
            assert!(read(&refused).is_err(), "{refused}");
        }
        let refused = read(&json!(-1)).unwrap_err().to_string();
        assert!(refused.starts_with("invalid value: integer `-1`, expected a number above zero"), "{refused}");
    }

    #[test]
    fn pieces_are_whole_and_countable() {
        for (number, pieces) in [
            (json!(1), Some(1)),
            (json!(2.0), Some(2)),
            (json!(9_007_199_254_740_992.0), Some(9_007_199_254_740_992)),
            (json!(i64::MAX), Some(i64::MAX)),
            (json!(2.5), None),
            (json!(9_223_372_036_854_775_808_u64), None),
            (json!(1e300), None),
        ] {
            assert_eq!(read(&number).unwrap().pieces().map(Quantity::get), pieces, "{number}");
        }
    }
}
