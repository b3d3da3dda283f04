//! How goods reach the buyer: whatever holds an address.

use super::address;
use crate::acp::v2026_01_30::{
    FulfillmentDetails, FulfillmentGroup, FulfillmentOption, FulfillmentOptionPickup, PickupLocation,
};
use crate::acp::v2026_04_17;

pub(super) fn narrow_details(details: v2026_04_17::FulfillmentDetails) -> FulfillmentDetails {
    let v2026_04_17::FulfillmentDetails { name, phone_number, email, address } = details;
    FulfillmentDetails { name, phone_number, email, address: address.map(address::narrow) }
}

pub(super) fn widen_details(details: FulfillmentDetails) -> v2026_04_17::FulfillmentDetails {
    let FulfillmentDetails { name, phone_number, email, address } = details;
    v2026_04_17::FulfillmentDetails { name, phone_number, email, address: address.map(address::widen) }
}

pub(super) fn narrow_group(group: v2026_04_17::FulfillmentGroup) -> FulfillmentGroup {
    let v2026_04_17::FulfillmentGroup {
        id,
        item_ids,
        destination_type,
        fulfillment_details,
        location_id,
        instructions,
    } = group;
    let fulfillment_details = fulfillment_details.map(narrow_details);
    FulfillmentGroup { id, item_ids, destination_type, fulfillment_details, location_id, instructions }
}

pub(super) fn widen_group(group: FulfillmentGroup) -> v2026_04_17::FulfillmentGroup {
    let FulfillmentGroup { id, item_ids, destination_type, fulfillment_details, location_id, instructions } = group;
    let fulfillment_details = fulfillment_details.map(widen_details);
    v2026_04_17::FulfillmentGroup { id, item_ids, destination_type, fulfillment_details, location_id, instructions }
}

pub(super) fn narrow_option(option: v2026_04_17::FulfillmentOption) -> FulfillmentOption {
    use v2026_04_17::FulfillmentOption as Newer;
    match option {
        Newer::Shipping(option) => FulfillmentOption::Shipping(option),
        Newer::Digital(option) => FulfillmentOption::Digital(option),
        Newer::LocalDelivery(option) => FulfillmentOption::LocalDelivery(option),
        Newer::Pickup(option) => {
            let v2026_04_17::FulfillmentOptionPickup {
                id,
                title,
                description,
                location: v2026_04_17::PickupLocation { name, address, phone, instructions },
                pickup_type,
                ready_by,
                pickup_by,
                totals,
            } = option;
            let location = PickupLocation { name, address: address::narrow(address), phone, instructions };
            FulfillmentOption::Pickup(FulfillmentOptionPickup {
                id,
                title,
                description,
                location,
                pickup_type,
                ready_by,
                pickup_by,
                totals,
            })
        }
    }
}

pub(super) fn widen_option(option: FulfillmentOption) -> v2026_04_17::FulfillmentOption {
    use v2026_04_17::FulfillmentOption as Newer;
    match option {
        FulfillmentOption::Shipping(option) => Newer::Shipping(option),
        FulfillmentOption::Digital(option) => Newer::Digital(option),
        FulfillmentOption::LocalDelivery(option) => Newer::LocalDelivery(option),
        FulfillmentOption::Pickup(option) => {
            let FulfillmentOptionPickup {
                id,
                title,
                description,
                location: PickupLocation { name, address, phone, instructions },
                pickup_type,
                ready_by,
                pickup_by,
                totals,
            } = option;
            let location = v2026_04_17::PickupLocation { name, address: address::widen(address), phone, instructions };
            Newer::Pickup(v2026_04_17::FulfillmentOptionPickup {
                id,
                title,
                description,
                location,
                pickup_type,
                ready_by,
                pickup_by,
                totals,
            })
        }
    }
}
