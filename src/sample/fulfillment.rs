//! How the goods reach the buyer.

use std::time::Duration;

use super::catalog::{Catalog, ShippingOption};
use crate::model::{ErrorCode, Field, FulfillmentDetail, FulfillmentOption, Message, Selection, TimeWindow};
use crate::types::{Currency, Money, MoneyError, Timestamp};

/// Id of the option that every cart of nothing but data has.
const DIGITAL: &str = "digital";

const DAY: Duration = Duration::from_hours(24);

/// The ways to deliver: a free download when there is nothing to send, else what goes to the country, once it is known.
pub(super) fn options(
    catalog: &Catalog,
    all_digital: bool,
    country: Option<&str>,
    now: Timestamp,
) -> Vec<FulfillmentOption> {
    if all_digital {
        let mut download = FulfillmentOption::digital(DIGITAL, "Download", Money::zero(catalog.currency));
        download.description = Some("At once".to_owned());
        return vec![download];
    }
    let Some(country) = country else {
        return Vec::new();
    };
    catalog.shipping.iter().filter(|option| option.goes_to(country)).map(|option| offer(option, now)).collect()
}

fn offer(option: &ShippingOption, now: Timestamp) -> FulfillmentOption {
    let (from, to) = (*option.days.start(), *option.days.end());
    let arrival = |days: u16| now.saturating_add(DAY * u32::from(days));
    let detail = FulfillmentDetail::Shipping {
        carrier: option.carrier.clone(),
        delivery: Some(TimeWindow::new(arrival(from), arrival(to))),
    };
    let mut offer = FulfillmentOption::of(option.id.clone(), option.title.as_str(), option.price, detail);
    offer.description = Some(format!("Arrives in {from}–{to} days"));
    offer
}

/// What the chosen options cost together; `None` when none is chosen. One that delivers several lines is paid once, one
/// that is not offered is passed over.
pub(super) fn price(
    currency: Currency,
    options: &[FulfillmentOption],
    selections: &[Selection],
) -> Result<Option<Money>, MoneyError> {
    let mut chosen = chosen(options, selections).peekable();
    if chosen.peek().is_none() {
        return Ok(None);
    }
    Money::sum(currency, chosen.map(|option| option.subtotal)).map(Some)
}

/// The options offered that some selection names.
pub(super) fn chosen<'a>(
    options: &'a [FulfillmentOption],
    selections: &'a [Selection],
) -> impl Iterator<Item = &'a FulfillmentOption> {
    options.iter().filter(|option| selections.iter().any(|selection| selection.option == option.id))
}

pub(super) fn not_sent_to(country: &str) -> Message {
    let text = format!("We do not send goods to {country}.");
    Message::error(ErrorCode::RegionRestricted, text).about(Field::Country)
}
