//! Numbers that are not amounts.

use serde_json::Number;

use crate::acp::error::Unsayable;
use crate::types::Quantity;

/// The largest double below which every whole number is exact: 2^53.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// A number, without a fraction where it is whole: `20`, as the official examples have it, not `20.0`.
pub(super) fn write(value: f64) -> Result<Number, Unsayable> {
    if value.fract() == 0.0 && value.abs() <= EXACT {
        #[expect(clippy::cast_possible_truncation, reason = "whole, and within the range where doubles are exact")]
        return Ok(Number::from(value as i64));
    }
    Number::from_f64(value).ok_or(Unsayable::NoPlace("a number that is not finite"))
}

/// A count that the schema begins at one. Zero says the same as nothing.
pub(super) fn at_least_one(count: u32) -> Option<Quantity> {
    Quantity::new(i64::from(count)).ok()
}

/// A count as the model holds it. Nobody counts further.
pub(super) fn count(count: u64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn whole_numbers_are_written_without_a_fraction() {
        for (value, written) in [
            (0.0, json!(0)),
            (-0.0, json!(0)),
            (20.0, json!(20)),
            (-3.0, json!(-3)),
            (0.0875, json!(0.0875)),
            (9_007_199_254_740_992.0, json!(9_007_199_254_740_992_i64)),
            (1e300, json!(1e300)),
        ] {
            assert_eq!(json!(write(value).unwrap()), written);
        }
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert!(write(value).is_err(), "{value}");
        }
    }
}
