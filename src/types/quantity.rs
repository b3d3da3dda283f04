//! How many of something.

/// A whole number of pieces, at least one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(inline))]
#[serde(transparent)]
pub struct Quantity(#[cfg_attr(feature = "schemars", schemars(range(min = 1)))] i64);

impl Quantity {
    /// One piece.
    pub const ONE: Self = Self(1);

    /// A number of pieces.
    ///
    /// # Errors
    ///
    /// [`QuantityError`] when it is zero or negative.
    pub const fn new(pieces: i64) -> Result<Self, QuantityError> {
        if pieces >= 1 { Ok(Self(pieces)) } else { Err(QuantityError(())) }
    }

    /// The number of pieces.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }
}

impl<'de> serde::Deserialize<'de> for Quantity {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(i64::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

/// Zero or fewer pieces were asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a quantity is a whole number of at least 1")]
pub struct QuantityError(());

#[cfg(test)]
mod tests {
    use super::*;

    // ACP-CRE-05
    #[test]
    fn a_quantity_is_at_least_one() {
        assert_eq!(Quantity::new(1), Ok(Quantity::ONE));
        assert_eq!(Quantity::new(i64::MAX).unwrap().get(), i64::MAX);
        for refused in [0, -1, i64::MIN] {
            assert!(Quantity::new(refused).is_err(), "{refused}");
        }
    }

    #[test]
    fn json_takes_whole_numbers_only() {
        assert_eq!(serde_json::to_string(&Quantity::new(3).unwrap()).unwrap(), "3");
        assert_eq!(serde_json::from_str::<Quantity>("3").unwrap().get(), 3);
        for refused in ["0", "-1", "1.5", "\"1\"", "null", "9223372036854775808"] {
            assert!(serde_json::from_str::<Quantity>(refused).is_err(), "{refused}");
        }
    }
}
