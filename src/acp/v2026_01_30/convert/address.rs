//! Postal addresses, which name no company.

use crate::acp::v2026_01_30::Address;
use crate::acp::v2026_04_17;

pub(super) fn narrow(address: v2026_04_17::Address) -> Address {
    let v2026_04_17::Address { name, line_one, line_two, city, state, country, postal_code, company: _ } = address;
    Address { name, line_one, line_two, city, state, country, postal_code }
}

pub(super) fn widen(address: Address) -> v2026_04_17::Address {
    let Address { name, line_one, line_two, city, state, country, postal_code } = address;
    v2026_04_17::Address { name, line_one, line_two, city, state, country, postal_code, company: None }
}
