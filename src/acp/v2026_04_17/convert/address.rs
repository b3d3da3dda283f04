//! Postal addresses: the release and the model say the same.

use crate::acp::v2026_04_17::Address;
use crate::model;

pub(super) fn read(address: Address) -> model::Address {
    let Address { name, line_one, line_two, city, state, country, postal_code, company } = address;
    model::Address { name, line_one, line_two, city, state, country, postal_code, company }
}

pub(super) fn write(address: &model::Address) -> Address {
    let model::Address { name, line_one, line_two, city, state, country, postal_code, company } = address.clone();
    Address { name, line_one, line_two, city, state, country, postal_code, company }
}
