//! How the goods reach the buyer.

use super::amount::minor;
use super::field::{OPTIONS, SELECTION};
use super::note::Notes;
use crate::acp::v2025_09_29::{
    FulfillmentOption, FulfillmentOptionDigital, FulfillmentOptionShipping, MessageErrorCode,
};
use crate::json::{DecodeError, JsonPath, Problem};
use crate::model::{self, Cart, FulfillmentDetail, TimeWindow};
use crate::types::{Currency, FulfillmentOptionId, Money, MoneyError};

/// The options that this release can say (ACP-FUL-02).
pub(crate) fn options(
    options: &[model::FulfillmentOption],
    currency: Currency,
    notes: &mut Notes,
) -> Result<Vec<FulfillmentOption>, MoneyError> {
    let mut sayable = Vec::with_capacity(options.len());
    for option in options {
        match FulfillmentOption::from_model(option, currency)? {
            Some(option) => sayable.push(option),
            None => notes.tell(Some(OPTIONS), format!("Not to be had through this agent: {}.", option.title)),
        }
    }
    if sayable.is_empty() && !options.is_empty() {
        notes.stop(
            MessageErrorCode::Invalid,
            Some(OPTIONS),
            "No way to deliver this order is to be had through this agent.",
            "Go on at the shop.",
        );
    }
    Ok(sayable)
}

/// The one option that delivers everything (ACP-FUL-10). An agent that is told of one among several, or of one that it
/// cannot see, would pay for another delivery than the one it shows.
pub(super) fn selected(
    cart: &Cart,
    offered: &[model::FulfillmentOption],
    options: &[FulfillmentOption],
    notes: &mut Notes,
) -> Option<FulfillmentOptionId> {
    let mut chosen = cart.selections.iter().map(|selection| &selection.option);
    let first = chosen.next()?;
    // That there is none at all is told already.
    options.first()?;
    if chosen.any(|option| option != first) {
        notes.stop(
            MessageErrorCode::Invalid,
            Some(SELECTION),
            "The items are delivered in several ways.",
            "Choose one for all of them.",
        );
        return None;
    }
    if !options.iter().any(|option| option.id() == first) {
        let title = offered.iter().find(|option| option.id == *first).map_or("an unknown one", |option| &option.title);
        let fact = format!("The chosen way to deliver, {title}, is not to be had through this agent.");
        notes.stop(MessageErrorCode::Invalid, Some(SELECTION), &fact, "Choose another one.");
        return None;
    }
    Some(first.clone())
}

/// Goods that go elsewhere than to the one address of the session, which stands at `path`.
pub(crate) fn elsewhere(cart: &Cart, path: &str, notes: &mut Notes) {
    let main = cart.address();
    let mut addresses = cart.groups.iter().filter_map(|group| group.destination.as_ref()?.address.as_ref());
    if addresses.any(|address| Some(address) != main) {
        notes.stop(
            MessageErrorCode::Invalid,
            Some(path),
            "Some of the items go to another address than the one shown.",
            "Give one address for all of them.",
        );
    }
}

impl FulfillmentOption {
    /// `None` for pickup and local delivery, which came later.
    fn from_model(option: &model::FulfillmentOption, currency: Currency) -> Result<Option<Self>, MoneyError> {
        let (id, title, subtitle) = (option.id.clone(), option.title.clone(), option.description.clone());
        let subtotal = minor(currency, option.subtotal)?;
        let tax = minor(currency, option.tax)?;
        let total = minor(currency, option.total()?)?;
        Ok(match &option.detail {
            FulfillmentDetail::Shipping { carrier, delivery } => Some(Self::Shipping(FulfillmentOptionShipping {
                id,
                title,
                subtitle,
                carrier: carrier.clone(),
                earliest_delivery_time: delivery.and_then(|window| window.start),
                latest_delivery_time: delivery.and_then(|window| window.end),
                subtotal,
                tax,
                total,
            })),
            FulfillmentDetail::Digital => {
                Some(Self::Digital(FulfillmentOptionDigital { id, title, subtitle, subtotal, tax, total }))
            }
            FulfillmentDetail::Pickup { .. } | FulfillmentDetail::LocalDelivery { .. } => None,
        })
    }

    /// The option at `index`. Its total is what the buyer pays, so where the parts do not add up it is the subtotal that
    /// gives way.
    pub(crate) fn into_model(self, index: usize, currency: Currency) -> Result<model::FulfillmentOption, DecodeError> {
        let (id, title, description, tax, total, detail) = match self {
            Self::Shipping(option) => {
                let window = TimeWindow { start: option.earliest_delivery_time, end: option.latest_delivery_time };
                let delivery = (window != TimeWindow::default()).then_some(window);
                let detail = FulfillmentDetail::Shipping { carrier: option.carrier, delivery };
                (option.id, option.title, option.subtitle, option.tax, option.total, detail)
            }
            Self::Digital(option) => {
                (option.id, option.title, option.subtitle, option.tax, option.total, FulfillmentDetail::Digital)
            }
        };
        let tax = Money::new(tax, currency);
        let subtotal = Money::new(total, currency).checked_sub(tax).map_err(|error| DecodeError {
            path: JsonPath::root().field("fulfillment_options").index(index).field("total"),
            problem: Problem::Invalid(error.to_string()),
        })?;
        Ok(model::FulfillmentOption { id, title, description, subtotal, tax, detail })
    }

    pub(crate) const fn id(&self) -> &FulfillmentOptionId {
        match self {
            Self::Shipping(option) => &option.id,
            Self::Digital(option) => &option.id,
        }
    }
}
