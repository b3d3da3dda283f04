//! To whom and where goods go: the release and the model say the same.

use super::{address, word::same_words};
use crate::acp::v2026_04_17::{FulfillmentDetails, FulfillmentGroup, FulfillmentType};
use crate::model;

same_words!(read_kind, write_kind: FulfillmentType = FulfillmentKind { Shipping, Digital, Pickup, LocalDelivery });

pub(super) fn read_details(details: FulfillmentDetails) -> model::Destination {
    let FulfillmentDetails { name, phone_number, email, address } = details;
    model::Destination { name, phone_number, email, address: address.map(address::read) }
}

pub(super) fn write_details(destination: &model::Destination) -> FulfillmentDetails {
    FulfillmentDetails {
        name: destination.name.clone(),
        phone_number: destination.phone_number.clone(),
        email: destination.email.clone(),
        address: destination.address.as_ref().map(address::write),
    }
}

pub(super) fn read_group(group: FulfillmentGroup) -> model::FulfillmentGroup {
    model::FulfillmentGroup {
        id: group.id,
        item_ids: group.item_ids,
        kind: read_kind(group.destination_type),
        destination: group.fulfillment_details.map(read_details),
        location_id: group.location_id,
        instructions: group.instructions,
    }
}

pub(super) fn write_group(group: &model::FulfillmentGroup) -> FulfillmentGroup {
    FulfillmentGroup {
        id: group.id.clone(),
        item_ids: group.item_ids.clone(),
        destination_type: write_kind(group.kind),
        fulfillment_details: group.destination.as_ref().map(write_details),
        location_id: group.location_id.clone(),
        instructions: group.instructions.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json, to_value};

    use super::*;

    // ACP-BUY-05, ACP-BUY-08
    #[test]
    fn details_are_all_optional_and_an_address_may_name_a_company() {
        assert_eq!(to_value(write_details(&model::Destination::default())).unwrap(), json!({}));

        let written = json!({
            "name": "Ada", "phone_number": "15551234567", "email": "ada@example.com",
            "address": {
                "name": "Ada", "line_one": "1 Main St", "line_two": "Apt 2", "city": "Paris", "state": "TX",
                "country": "US", "postal_code": "75460", "company": "Engines Ltd"
            }
        });
        let destination = read_details(from_value(written.clone()).unwrap());
        assert_eq!(destination.address.as_ref().unwrap().company.as_deref(), Some("Engines Ltd"));
        assert_eq!(to_value(write_details(&destination)).unwrap(), written);
    }

    // ACP-FUL-16
    #[test]
    fn a_group_of_any_kind_comes_back_as_it_was() {
        for kind in ["shipping", "pickup", "local_delivery", "digital"] {
            let least = json!({"id": "g", "item_ids": ["li_1", "mug"], "destination_type": kind});
            let group = read_group(from_value(least.clone()).unwrap());
            assert_eq!(group.kind.as_str(), kind);
            assert_eq!(to_value(write_group(&group)).unwrap(), least);

            let mut most = least;
            most["fulfillment_details"] = json!({"name": "Ada"});
            most["location_id"] = json!("store_7");
            most["instructions"] = json!("ring twice");
            let group = read_group(from_value(most.clone()).unwrap());
            assert_eq!(to_value(write_group(&group)).unwrap(), most);
        }
    }
}
