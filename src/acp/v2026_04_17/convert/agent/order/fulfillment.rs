//! How an order reaches the buyer.

use super::{read_estimate, read_reference};
use crate::acp::v2026_04_17::convert::{address, list};
use crate::acp::v2026_04_17::{
    DigitalDelivery, Fulfillment, FulfillmentEvent, FulfillmentEventType, FulfillmentMethod,
};
use crate::model::{self, FulfillmentKind};

pub(super) fn read(fulfillment: Fulfillment) -> model::OrderFulfillment {
    model::OrderFulfillment {
        id: fulfillment.id,
        kind: read_method(&fulfillment.kind),
        status: fulfillment.status.map(|status| model::FulfillmentStatus::from(status.as_str())),
        lines: list::read(fulfillment.line_items, read_reference),
        carrier: fulfillment.carrier,
        tracking_number: fulfillment.tracking_number,
        tracking_url: fulfillment.tracking_url,
        destination: fulfillment.destination.map(address::read),
        estimated_delivery: fulfillment.estimated_delivery.as_ref().map(read_estimate),
        digital_delivery: fulfillment.digital_delivery.map(read_digital),
        description: fulfillment.description,
        events: list::read(fulfillment.events, read_event),
    }
}

/// A way that the release does not list is one in which somebody brings it (C-ORD-05).
const fn read_method(method: &FulfillmentMethod) -> FulfillmentKind {
    match method {
        FulfillmentMethod::Shipping | FulfillmentMethod::_Unlisted(_) => FulfillmentKind::Shipping,
        FulfillmentMethod::Pickup => FulfillmentKind::Pickup,
        FulfillmentMethod::Digital => FulfillmentKind::Digital,
    }
}

fn read_digital(delivery: DigitalDelivery) -> model::DigitalDelivery {
    let DigitalDelivery { access_url, license_key, expires_at } = delivery;
    model::DigitalDelivery { access_url, license_key: license_key.map(|key| key.expose().to_owned()), expires_at }
}

fn read_event(event: FulfillmentEvent) -> model::FulfillmentEvent {
    model::FulfillmentEvent {
        id: event.id,
        kind: read_event_kind(&event.kind),
        occurred_at: event.occurred_at,
        description: event.description,
        location: event.location,
    }
}

/// The earlier edition said `returned` of what went back to the sender.
fn read_event_kind(kind: &FulfillmentEventType) -> model::FulfillmentEventKind {
    match kind.as_str() {
        "returned" => model::FulfillmentEventKind::ReturnedToSender,
        kind => model::FulfillmentEventKind::from(kind),
    }
}
