//! The ways to deliver that are offered.

use super::total;
use crate::acp::error::Unsayable;
use crate::acp::v2026_04_17::convert::{address, amount::Currencies, number};
use crate::acp::v2026_04_17::{
    DeliveryWindow, FulfillmentOption, FulfillmentOptionDigital, FulfillmentOptionLocalDelivery,
    FulfillmentOptionPickup, FulfillmentOptionShipping, PickupLocation, PickupType, ServiceArea,
};
use crate::model::{self, FulfillmentDetail, TimeWindow};

pub(super) fn write(option: &model::FulfillmentOption, currencies: Currencies) -> Result<FulfillmentOption, Unsayable> {
    let totals = total::of_option(option, currencies)?;
    let (id, title) = (option.id.clone(), option.title.clone());
    let description = option.description.clone();
    Ok(match &option.detail {
        FulfillmentDetail::Shipping { carrier, delivery } => {
            let TimeWindow { start, end } = delivery.unwrap_or_default();
            FulfillmentOption::Shipping(FulfillmentOptionShipping {
                description,
                carrier: carrier.clone(),
                earliest_delivery_time: start,
                latest_delivery_time: end,
                ..FulfillmentOptionShipping::new(id, title, totals)
            })
        }
        FulfillmentDetail::Digital => FulfillmentOption::Digital(FulfillmentOptionDigital {
            description,
            ..FulfillmentOptionDigital::new(id, title, totals)
        }),
        FulfillmentDetail::Pickup { location, pickup_type, ready_by, pickup_by } => {
            FulfillmentOption::Pickup(FulfillmentOptionPickup {
                description,
                pickup_type: pickup_type.map(write_pickup_type),
                ready_by: *ready_by,
                pickup_by: *pickup_by,
                ..FulfillmentOptionPickup::new(id, title, write_location(location), totals)
            })
        }
        FulfillmentDetail::LocalDelivery { window, service_area } => {
            FulfillmentOption::LocalDelivery(FulfillmentOptionLocalDelivery {
                description,
                delivery_window: window.and_then(write_window),
                service_area: service_area.as_ref().map(write_area).transpose()?,
                ..FulfillmentOptionLocalDelivery::new(id, title, totals)
            })
        }
    })
}

const fn write_pickup_type(kind: model::PickupType) -> PickupType {
    match kind {
        model::PickupType::InStore => PickupType::InStore,
        model::PickupType::Curbside => PickupType::Curbside,
        model::PickupType::Locker => PickupType::Locker,
    }
}

fn write_location(location: &model::PickupLocation) -> PickupLocation {
    PickupLocation {
        name: location.name.clone(),
        address: address::write(&location.address),
        phone: location.phone.clone(),
        instructions: location.instructions.clone(),
    }
}

/// The schema wants both ends: half a window is none.
fn write_window(window: TimeWindow) -> Option<DeliveryWindow> {
    window.start.zip(window.end).map(|(start, end)| DeliveryWindow { start, end })
}

fn write_area(area: &model::ServiceArea) -> Result<ServiceArea, Unsayable> {
    Ok(ServiceArea {
        radius_miles: area.radius_miles.map(number::write).transpose()?,
        center_postal_code: area.center_postal_code.clone(),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json, to_value};

    use super::*;
    use crate::model::Address;
    use crate::types::{Currency, Money, Timestamp};

    fn usd(minor: i64) -> Money {
        Money::new(minor, Currency::new("usd").unwrap())
    }

    /// From the 20th to the 22nd.
    fn window() -> TimeWindow {
        let at = |text| Timestamp::parse(text).unwrap();
        TimeWindow::new(at("2026-04-20T00:00:00Z"), at("2026-04-22T00:00:00Z"))
    }

    fn of(detail: FulfillmentDetail) -> model::FulfillmentOption {
        let mut option = model::FulfillmentOption::of("o", "Standard", usd(700), detail);
        option.tax = usd(56);
        option.description = Some("Arrives soon".to_owned());
        option
    }

    fn written(option: &model::FulfillmentOption) -> Value {
        to_value(write(option, Currencies { paid: usd(0).currency, shown: None }).unwrap()).unwrap()
    }

    /// What every kind says.
    fn expected(kind: &str, more: &Value) -> Value {
        let mut expected = json!({
            "type": kind, "id": "o", "title": "Standard", "description": "Arrives soon",
            "totals": [
                {"type": "subtotal", "display_text": "Subtotal", "amount": 700},
                {"type": "tax", "display_text": "Tax", "amount": 56},
                {"type": "total", "display_text": "Total", "amount": 756}
            ]
        });
        expected.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        expected
    }

    // ACP-FUL-03, ACP-FUL-06
    #[test]
    fn shipping_and_digital_say_what_they_cost_and_when_they_come() {
        assert_eq!(
            written(&of(FulfillmentDetail::Shipping { carrier: None, delivery: None })),
            expected("shipping", &json!({}))
        );
        let detail = FulfillmentDetail::Shipping { carrier: Some("USPS".to_owned()), delivery: Some(window()) };
        assert_eq!(
            written(&of(detail)),
            expected(
                "shipping",
                &json!({
                    "carrier": "USPS", "earliest_delivery_time": "2026-04-20T00:00:00Z",
                    "latest_delivery_time": "2026-04-22T00:00:00Z"
                })
            )
        );
        assert_eq!(written(&of(FulfillmentDetail::Digital)), expected("digital", &json!({})));
    }

    // ACP-FUL-03, ACP-FUL-07
    #[test]
    fn pickup_says_where_and_how() {
        let address = Address::new("Store", "1 Main St", "Paris", "TX", "US", "75460");
        let place = json!({
            "name": "Store", "line_one": "1 Main St", "city": "Paris", "state": "TX", "country": "US",
            "postal_code": "75460"
        });
        let mut location = model::PickupLocation::new("Main Street", address);
        let detail = |location: &model::PickupLocation, pickup_type, ready_by, pickup_by| FulfillmentDetail::Pickup {
            location: Box::new(location.clone()),
            pickup_type,
            ready_by,
            pickup_by,
        };
        assert_eq!(
            written(&of(detail(&location, None, None, None))),
            expected("pickup", &json!({"location": {"name": "Main Street", "address": place}}))
        );
        location.phone = Some("555".to_owned());
        location.instructions = Some("Ring".to_owned());
        for kind in model::PickupType::ALL {
            let detail = detail(&location, Some(*kind), window().start, window().end);
            assert_eq!(
                written(&of(detail)),
                expected(
                    "pickup",
                    &json!({
                        "location": {
                            "name": "Main Street", "address": place, "phone": "555", "instructions": "Ring"
                        },
                        "pickup_type": kind.as_str(), "ready_by": "2026-04-20T00:00:00Z",
                        "pickup_by": "2026-04-22T00:00:00Z"
                    })
                )
            );
        }
    }

    // ACP-FUL-03, ACP-FUL-08
    #[test]
    fn local_delivery_may_say_when_and_how_far() {
        let area = model::ServiceArea { radius_miles: Some(2.5), center_postal_code: Some("75460".to_owned()) };
        let detail = FulfillmentDetail::LocalDelivery { window: Some(window()), service_area: Some(area) };
        assert_eq!(
            written(&of(detail)),
            expected(
                "local_delivery",
                &json!({
                    "delivery_window": {"start": "2026-04-20T00:00:00Z", "end": "2026-04-22T00:00:00Z"},
                    "service_area": {"radius_miles": 2.5, "center_postal_code": "75460"}
                })
            )
        );
        let detail =
            FulfillmentDetail::LocalDelivery { window: Some(TimeWindow { end: None, ..window() }), service_area: None };
        assert_eq!(written(&of(detail)), expected("local_delivery", &json!({})));
    }
}
