//! Postal addresses.

use serde::{Deserialize, Serialize};

use crate::types::present;

/// A postal address: where goods go, or where a card is billed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Address {
    /// Who receives there.
    pub name: String,
    /// Street and number.
    pub line_one: String,
    /// Apartment, suite, floor.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub line_two: Option<String>,
    /// The city.
    pub city: String,
    /// State or province.
    pub state: String,
    /// The country, as an ISO 3166-1 alpha-2 code such as `US`.
    pub country: String,
    /// Postal code or ZIP code.
    pub postal_code: String,
}

impl Address {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(
        name: impl Into<String>,
        line_one: impl Into<String>,
        city: impl Into<String>,
        state: impl Into<String>,
        country: impl Into<String>,
        postal_code: impl Into<String>,
    ) -> Self {
        Self {
            name: name.into(),
            line_one: line_one.into(),
            line_two: None,
            city: city.into(),
            state: state.into(),
            country: country.into(),
            postal_code: postal_code.into(),
        }
    }
}
