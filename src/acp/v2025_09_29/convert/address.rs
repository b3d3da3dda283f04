//! Postal addresses.

use crate::acp::v2025_09_29::Address;
use crate::model;

impl From<Address> for model::Address {
    fn from(address: Address) -> Self {
        let Address { name, line_one, line_two, city, state, country, postal_code } = address;
        Self { line_two, ..Self::new(name, line_one, city, state, country, postal_code) }
    }
}

/// Without the company, for which there is no place.
impl From<&model::Address> for Address {
    fn from(address: &model::Address) -> Self {
        Self {
            name: address.name.clone(),
            line_one: address.line_one.clone(),
            line_two: address.line_two.clone(),
            city: address.city.clone(),
            state: address.state.clone(),
            country: address.country.clone(),
            postal_code: address.postal_code.clone(),
        }
    }
}
