//! How an order reaches the buyer.

use super::{write_estimate, write_references};
use crate::acp::v2026_04_17::convert::{address, list};
use crate::acp::v2026_04_17::{
    DigitalDelivery, Fulfillment, FulfillmentEvent, FulfillmentEventType, FulfillmentMethod, FulfillmentStatus,
};
use crate::model::{self, FulfillmentKind};

pub(super) fn write(fulfillment: &model::OrderFulfillment) -> Fulfillment {
    Fulfillment {
        id: fulfillment.id.clone(),
        kind: write_method(fulfillment.kind),
        status: fulfillment.status.as_ref().map(|status| FulfillmentStatus::from(status.as_str())),
        line_items: write_references(&fulfillment.lines),
        carrier: fulfillment.carrier.clone(),
        tracking_number: fulfillment.tracking_number.clone(),
        tracking_url: fulfillment.tracking_url.clone(),
        destination: fulfillment.destination.as_ref().map(address::write),
        estimated_delivery: fulfillment.estimated_delivery.map(write_estimate),
        digital_delivery: fulfillment.digital_delivery.as_ref().map(write_digital),
        description: fulfillment.description.clone(),
        events: list::write(&fulfillment.events, write_event),
    }
}

/// An order knows three ways: whoever brings it, it is brought (ACP-ORD-10, C-FUL-04).
const fn write_method(kind: FulfillmentKind) -> FulfillmentMethod {
    match kind {
        FulfillmentKind::Shipping | FulfillmentKind::LocalDelivery => FulfillmentMethod::Shipping,
        FulfillmentKind::Pickup => FulfillmentMethod::Pickup,
        FulfillmentKind::Digital => FulfillmentMethod::Digital,
    }
}

fn write_digital(delivery: &model::DigitalDelivery) -> DigitalDelivery {
    DigitalDelivery {
        access_url: delivery.access_url.clone(),
        license_key: delivery.license_key.as_deref().map(Into::into),
        expires_at: delivery.expires_at,
    }
}

fn write_event(event: &model::FulfillmentEvent) -> FulfillmentEvent {
    FulfillmentEvent {
        id: event.id.clone(),
        kind: FulfillmentEventType::from(event.kind.as_str()),
        occurred_at: event.occurred_at,
        description: event.description.clone(),
        location: event.location.clone(),
    }
}
