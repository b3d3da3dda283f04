//! What goes where.

use serde::{Deserialize, Serialize};

use crate::acp::v2026_04_17::Address;
use crate::types::present;

closed_enum! {
    /// How goods reach the buyer.
    pub enum FulfillmentType {
        /// A carrier brings them.
        Shipping = "shipping",
        /// They are delivered as data.
        Digital = "digital",
        /// The buyer picks them up.
        Pickup = "pickup",
        /// The merchant brings them.
        LocalDelivery = "local_delivery",
    }
}

/// To whom and where goods go.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FulfillmentDetails {
    /// Who receives them.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Telephone number of whoever receives them; E.164 is usual. Read from `phone` too.
    #[serde(alias = "phone", default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
    /// E-mail address of whoever receives them.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemars", schemars(email))]
    pub email: Option<String>,
    /// Where they go.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
}

/// Lines that go the same way to the same place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FulfillmentGroup {
    /// The group, in the words of whoever made it.
    pub id: String,
    /// The lines in it, by their ids; ids of items may come instead.
    pub item_ids: Vec<String>,
    /// How the goods reach the buyer.
    pub destination_type: FulfillmentType,
    /// To whom and where they go.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub fulfillment_details: Option<FulfillmentDetails>,
    /// Where they wait or start from, by the merchant's id of the place.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub location_id: Option<String>,
    /// What whoever delivers should know.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub instructions: Option<String>,
}

impl FulfillmentGroup {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(id: impl Into<String>, item_ids: Vec<String>, destination_type: FulfillmentType) -> Self {
        Self {
            id: id.into(),
            item_ids,
            destination_type,
            fulfillment_details: None,
            location_id: None,
            instructions: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    // ACP-BUY-08
    #[test]
    fn phone_is_read_as_phone_number() {
        let details: FulfillmentDetails = serde_json::from_value(json!({"phone": "+15551234567"})).unwrap();
        assert_eq!(serde_json::to_value(details).unwrap(), json!({"phone_number": "+15551234567"}));
    }
}
