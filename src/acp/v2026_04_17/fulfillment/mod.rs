//! How goods reach the buyer: what is offered, what is selected, what goes where.

mod group;
mod option;
mod selection;

pub use group::{FulfillmentDetails, FulfillmentGroup, FulfillmentType};
pub use option::{
    DeliveryWindow, FulfillmentOption, FulfillmentOptionDigital, FulfillmentOptionLocalDelivery,
    FulfillmentOptionPickup, FulfillmentOptionShipping, PickupLocation, PickupType, ServiceArea,
};
pub use selection::SelectedFulfillmentOption;
