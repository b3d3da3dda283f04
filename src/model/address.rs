//! Where something goes.

use serde::{Deserialize, Serialize};

/// A postal address.
///
/// The checkout schemas set no lengths; country is an ISO 3166-1 alpha-2 code by description only (2026-04-17,
/// `Address`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Address {
    /// Who receives it.
    pub name: String,
    /// Street and number.
    pub line_one: String,
    /// Apartment, floor, entrance.
    pub line_two: Option<String>,
    /// City or town.
    pub city: String,
    /// State, province or region; empty where a country has none.
    pub state: String,
    /// Country, two letters.
    pub country: String,
    /// Postal code.
    pub postal_code: String,
    /// Company at the address.
    pub company: Option<String>,
}

impl Address {
    /// An address with everything that every release requires.
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
            company: None,
        }
    }
}
