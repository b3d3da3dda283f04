//! The ways to deliver that are offered.

use super::total::price_of_option;
use crate::acp::v2026_04_17::convert::{address, amount::Currencies};
use crate::acp::v2026_04_17::{
    DeliveryWindow, FulfillmentOption, FulfillmentOptionDigital, FulfillmentOptionLocalDelivery,
    FulfillmentOptionPickup, FulfillmentOptionShipping, PickupLocation, PickupType, ServiceArea, Total,
};
use crate::model::{self, FulfillmentDetail, TimeWindow};
use crate::types::{FulfillmentOptionId, MoneyError};

pub(super) fn read(option: FulfillmentOption, currencies: Currencies) -> Result<model::FulfillmentOption, MoneyError> {
    match option {
        FulfillmentOption::Shipping(option) => {
            let FulfillmentOptionShipping {
                id,
                title,
                description,
                carrier,
                earliest_delivery_time: start,
                latest_delivery_time: end,
                totals,
            } = option;
            let delivery = start.or(end).map(|_| TimeWindow { start, end });
            let detail = FulfillmentDetail::Shipping { carrier, delivery };
            read_as(detail, (id, title, description), &totals, currencies)
        }
        FulfillmentOption::Digital(FulfillmentOptionDigital { id, title, description, totals }) => {
            read_as(FulfillmentDetail::Digital, (id, title, description), &totals, currencies)
        }
        FulfillmentOption::Pickup(option) => {
            let FulfillmentOptionPickup { id, title, description, location, pickup_type, ready_by, pickup_by, totals } =
                option;
            let detail = FulfillmentDetail::Pickup {
                location: Box::new(read_location(location)),
                pickup_type: pickup_type.as_ref().and_then(read_pickup_type),
                ready_by,
                pickup_by,
            };
            read_as(detail, (id, title, description), &totals, currencies)
        }
        FulfillmentOption::LocalDelivery(option) => {
            let FulfillmentOptionLocalDelivery { id, title, description, delivery_window, service_area, totals } =
                option;
            let detail = FulfillmentDetail::LocalDelivery {
                window: delivery_window.map(|DeliveryWindow { start, end }| TimeWindow::new(start, end)),
                service_area: service_area.map(read_area),
            };
            read_as(detail, (id, title, description), &totals, currencies)
        }
    }
}

fn read_as(
    detail: FulfillmentDetail,
    (id, title, description): (FulfillmentOptionId, String, Option<String>),
    totals: &[Total],
    currencies: Currencies,
) -> Result<model::FulfillmentOption, MoneyError> {
    let (subtotal, tax) = price_of_option(totals, currencies.paid)?;
    Ok(model::FulfillmentOption { id, title, description, subtotal, tax, detail })
}

const fn read_pickup_type(kind: &PickupType) -> Option<model::PickupType> {
    match kind {
        PickupType::InStore => Some(model::PickupType::InStore),
        PickupType::Curbside => Some(model::PickupType::Curbside),
        PickupType::Locker => Some(model::PickupType::Locker),
        PickupType::_Unlisted(_) => None,
    }
}

fn read_location(location: PickupLocation) -> model::PickupLocation {
    let PickupLocation { name, address, phone, instructions } = location;
    model::PickupLocation { name, address: address::read(address), phone, instructions }
}

fn read_area(area: ServiceArea) -> model::ServiceArea {
    let ServiceArea { radius_miles, center_postal_code } = area;
    model::ServiceArea { radius_miles: radius_miles.and_then(|miles| miles.as_f64()), center_postal_code }
}
