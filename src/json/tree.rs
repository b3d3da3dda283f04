//! The tree.

use std::borrow::Cow;

/// A JSON document, or a part of one.
///
/// Text is borrowed from the bytes it was read from wherever it contains no escapes. The members of an object stand in
/// the order of the document.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "JSON has these six kinds of values")]
pub enum Json<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string, without its quotes and escapes.
    String(Cow<'a, str>),
    /// An array.
    Array(Vec<Json<'a>>),
    /// An object: its members in order. [`parse`](super::parse) lets no key through twice.
    Object(Vec<(Cow<'a, str>, Json<'a>)>),
}

impl Json<'_> {
    /// What it is, in words: `a string`.
    pub(super) const fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::Array(_) => "an array",
            Self::Object(_) => "an object",
        }
    }
}

/// The tree as a `serde_json` value, for open objects such as `metadata` that are kept as they came.
impl From<&Json<'_>> for serde_json::Value {
    fn from(json: &Json<'_>) -> Self {
        match json {
            Json::Null => Self::Null,
            Json::Bool(value) => Self::Bool(*value),
            Json::Number(Number(Repr::Natural(value))) => Self::from(*value),
            Json::Number(Number(Repr::Negative(value))) => Self::from(*value),
            Json::Number(Number(Repr::Float(value))) => Self::from(*value),
            Json::String(text) => Self::String(text.clone().into_owned()),
            Json::Array(elements) => elements.iter().map(Self::from).collect(),
            Json::Object(members) => {
                Self::Object(members.iter().map(|(key, value)| (key.clone().into_owned(), value.into())).collect())
            }
        }
    }
}

/// A number: a whole number of 64 bits, exactly, or else a finite double.
///
/// A double whose value is whole and below 2<sup>52</sup> is the same as that whole number.
///
/// ```
/// use agentic_commerce::json::Number;
///
/// assert_eq!(Number::from_f64(100.0), Some(Number::from(100_u64))); // 1e2 is 100
/// assert_ne!(Number::from(9_007_199_254_740_992_u64), Number::from(9_007_199_254_740_993_u64));
/// assert_eq!(Number::from_f64(f64::NAN), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Number(pub(crate) Repr);

/// The three forms of a number. Each value has exactly one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Repr {
    /// Zero and above.
    Natural(u64),
    /// Below zero.
    Negative(i64),
    /// Finite, and not a whole number below [`EXACT`].
    Float(f64),
}

/// 2^52. From there on a double resolves no halves, and the nearest one to a number with a fraction may be a whole number
/// that nobody wrote.
const EXACT: f64 = 4_503_599_627_370_496.0;

impl Number {
    /// The number of that value; `None` for an infinity or NaN, which JSON does not have.
    #[must_use]
    pub fn from_f64(value: f64) -> Option<Self> {
        if !value.is_finite() {
            return None;
        }
        if value.fract() == 0.0 && value.abs() < EXACT {
            #[expect(clippy::cast_possible_truncation, reason = "a whole number below 2^52")]
            return Some(Self::from(value as i64));
        }
        Some(Self(Repr::Float(value)))
    }

    /// The value, if it is a whole number of 64 bits.
    pub(super) fn integer(self) -> Option<i128> {
        match self.0 {
            Repr::Natural(value) => Some(value.into()),
            Repr::Negative(value) => Some(value.into()),
            Repr::Float(_) => None,
        }
    }
}

impl From<u64> for Number {
    fn from(value: u64) -> Self {
        Self(Repr::Natural(value))
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self(u64::try_from(value).map_or(Repr::Negative(value), Repr::Natural))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_doubles_are_whole_numbers() {
        // ACP-IDEM-10
        assert_eq!(Number::from_f64(1.0), Some(Number::from(1_u64)));
        assert_eq!(Number::from_f64(1e2), Some(Number::from(100_i64)));
        assert_eq!(Number::from_f64(-3.0), Some(Number::from(-3_i64)));
        assert_eq!(Number::from_f64(-0.0), Some(Number::from(0_u64)));
        assert_eq!(Number::from_f64(4_503_599_627_370_495.0), Some(Number::from(4_503_599_627_370_495_u64)));
    }

    #[test]
    fn doubles_that_may_stand_for_several_whole_numbers_equal_none() {
        assert_ne!(Number::from_f64(9_007_199_254_740_992.0), Some(Number::from(9_007_199_254_740_992_u64)));
        assert_ne!(Number::from_f64(1.5), Some(Number::from(1_u64)));
    }

    #[test]
    fn one_value_has_one_form() {
        assert_eq!(Number::from(7_i64), Number::from(7_u64));
        assert_eq!(Number::from(i64::MIN).integer(), Some(-9_223_372_036_854_775_808));
        assert_eq!(Number::from(u64::MAX).integer(), Some(18_446_744_073_709_551_615));
    }
}
