//! Currencies of ISO 4217.

use std::fmt;

/// A currency of ISO 4217.
///
/// Read in any case; printed in lower case on the checkout surface, as the protocol recommends (2026-04-17, agentic
/// checkout §8), and in upper case for people.
///
/// ```
/// use agentic_commerce::types::Currency;
///
/// let yen = Currency::new("JPY")?;
/// assert_eq!(yen.as_str(), "jpy");
/// assert_eq!(yen.exponent(), 0); // one yen is one minor unit
/// assert!(Currency::new("zzz").is_err());
/// # Ok::<(), agentic_commerce::types::CurrencyError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(inline))]
pub struct Currency(
    /// The code in lower case, and the exponent, since nobody wants to look that up for every amount.
    #[cfg_attr(feature = "schemars", schemars(with = "String"))]
    [u8; 4],
);

impl Currency {
    /// Reads a three-letter code in any case.
    ///
    /// # Errors
    ///
    /// [`CurrencyError`] when ISO 4217 does not list the code.
    pub fn new(code: &str) -> Result<Self, CurrencyError> {
        let mut letters: [u8; 3] = code.as_bytes().try_into().map_err(|_| CurrencyError(()))?;
        letters.make_ascii_uppercase();
        let listed = std::str::from_utf8(&letters).ok().and_then(iso_currency::Currency::from_code);
        let exponent =
            listed.ok_or(CurrencyError(()))?.exponent().and_then(|digits| u8::try_from(digits).ok()).unwrap_or(0);
        letters.make_ascii_lowercase();
        let [a, b, c] = letters;
        Ok(Self([a, b, c, exponent]))
    }

    /// The code in lower case.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let [code @ .., _] = &self.0;
        std::str::from_utf8(code).unwrap_or_default()
    }

    /// How many decimal digits the minor unit has: 2 for the euro, 0 for the yen, 3 for the Kuwaiti dinar.
    #[must_use]
    pub fn exponent(self) -> u32 {
        let [.., exponent] = self.0;
        exponent.into()
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl serde::Serialize for Currency {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> serde::Deserialize<'de> for Currency {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        Self::new(&code).map_err(serde::de::Error::custom)
    }
}

/// ISO 4217 does not list the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a currency code of ISO 4217")]
pub struct CurrencyError(());

#[cfg(test)]
mod tests {
    use super::*;

    // ACP-MON-02: lower case on the wire, whatever came in.
    #[test]
    fn codes_are_read_in_any_case_and_printed_in_lower_case() {
        for code in ["usd", "USD", "Usd"] {
            let currency = Currency::new(code).unwrap();
            assert_eq!(currency.as_str(), "usd");
            assert_eq!(currency.to_string(), "usd");
            assert_eq!(serde_json::to_string(&currency).unwrap(), r#""usd""#);
            assert_eq!(serde_json::from_str::<Currency>(&format!("{code:?}")).unwrap(), currency);
        }
    }

    #[test]
    fn only_listed_codes_are_currencies() {
        for refused in ["", "us", "usdx", "zzz", "u$d", " usd", "usd ", "ÜS", "€"] {
            assert!(Currency::new(refused).is_err(), "{refused:?}");
            assert!(serde_json::from_str::<Currency>(&format!("{refused:?}")).is_err(), "{refused:?}");
        }
        assert!(serde_json::from_str::<Currency>("840").is_err());
        assert!(serde_json::from_str::<Currency>("null").is_err());
    }

    // ISO 4217, list one.
    #[test]
    fn the_minor_unit_is_that_of_iso_4217() {
        for (code, digits) in [("usd", 2), ("eur", 2), ("jpy", 0), ("krw", 0), ("kwd", 3), ("bhd", 3), ("clf", 4)] {
            assert_eq!(Currency::new(code).unwrap().exponent(), digits, "{code}");
        }
    }
}
