//! How the goods reach the buyer.

use super::field::SELECTIONS;
use crate::acp::error::Unsayable;
use crate::acp::v2025_09_29::convert::note::Notes;
use crate::acp::v2025_09_29::{self, MessageErrorCode};
use crate::acp::v2025_12_12::{
    FulfillmentDetails, FulfillmentOption, FulfillmentOptionDigital, FulfillmentOptionShipping, FulfillmentType,
    SelectedFulfillmentOption, SelectedShippingFulfillmentOption,
};
use crate::acp::v2026_04_17::{self, convert};
use crate::json::{DecodeError, JsonPath, Problem};
use crate::model::{self, Cart, CartLine, FulfillmentKind, SelectionRequest};

impl From<FulfillmentDetails> for model::Destination {
    fn from(details: FulfillmentDetails) -> Self {
        let FulfillmentDetails { name, phone_number, email, address } = details;
        Self { name, phone_number, email, address: address.map(Into::into) }
    }
}

impl From<&model::Destination> for FulfillmentDetails {
    fn from(destination: &model::Destination) -> Self {
        Self {
            name: destination.name.clone(),
            phone_number: destination.phone_number.clone(),
            email: destination.email.clone(),
            address: destination.address.as_ref().map(Into::into),
        }
    }
}

/// The first release says as much of an option, and always says subtotal and tax: so must this one (C-FUL-01).
pub(super) fn write_option(option: v2025_09_29::FulfillmentOption) -> FulfillmentOption {
    match option {
        v2025_09_29::FulfillmentOption::Shipping(option) => FulfillmentOption::Shipping(FulfillmentOptionShipping {
            id: option.id,
            title: option.title,
            subtitle: option.subtitle,
            carrier: option.carrier,
            earliest_delivery_time: option.earliest_delivery_time,
            latest_delivery_time: option.latest_delivery_time,
            subtotal: Some(option.subtotal),
            tax: Some(option.tax),
            total: option.total,
        }),
        v2025_09_29::FulfillmentOption::Digital(option) => FulfillmentOption::Digital(FulfillmentOptionDigital {
            id: option.id,
            title: option.title,
            subtitle: option.subtitle,
            subtotal: Some(option.subtotal),
            tax: Some(option.tax),
            total: option.total,
        }),
    }
}

/// Of subtotal and tax, one that is not said is what the other leaves of the total; without both there is no tax.
pub(super) fn read_option(option: FulfillmentOption) -> v2025_09_29::FulfillmentOption {
    let parts = |subtotal: Option<i64>, tax: Option<i64>, total: i64| {
        let tax = tax.or_else(|| total.checked_sub(subtotal?)).unwrap_or(0);
        (subtotal.unwrap_or_else(|| total.saturating_sub(tax)), tax)
    };
    match option {
        FulfillmentOption::Shipping(option) => {
            let (subtotal, tax) = parts(option.subtotal, option.tax, option.total);
            let read =
                v2025_09_29::FulfillmentOptionShipping::new(option.id, option.title, subtotal, tax, option.total);
            v2025_09_29::FulfillmentOption::Shipping(v2025_09_29::FulfillmentOptionShipping {
                subtitle: option.subtitle,
                carrier: option.carrier,
                earliest_delivery_time: option.earliest_delivery_time,
                latest_delivery_time: option.latest_delivery_time,
                ..read
            })
        }
        FulfillmentOption::Digital(option) => {
            let (subtotal, tax) = parts(option.subtotal, option.tax, option.total);
            let read = v2025_09_29::FulfillmentOptionDigital::new(option.id, option.title, subtotal, tax, option.total);
            v2025_09_29::FulfillmentOption::Digital(v2025_09_29::FulfillmentOptionDigital {
                subtitle: option.subtitle,
                ..read
            })
        }
    }
}

/// What is selected, of the options that can be told (ACP-FUL-12). An agent that is not told of one would pay for another
/// delivery than the one it shows.
pub(super) fn selected(
    cart: &Cart,
    offered: &[model::FulfillmentOption],
    options: &[v2025_09_29::FulfillmentOption],
    notes: &mut Notes,
) -> Option<Vec<SelectedFulfillmentOption>> {
    // That there is none at all is told already.
    options.first()?;
    let mut told = Vec::with_capacity(cart.selections.len());
    for selection in &cart.selections {
        let kind = told_kind(selection.kind);
        let is_told = options.iter().any(|option| *option.id() == selection.option);
        if let Some(kind) = kind.filter(|_| is_told) {
            let flat = convert::merchant::selection::write(selection, cart);
            told.push(of_kind(kind, SelectedShippingFulfillmentOption::new(flat.option_id, flat.item_ids)));
            continue;
        }
        let option = offered.iter().find(|option| option.id == selection.option);
        let title = option.map_or("an unknown one", |option| &option.title);
        let fact = format!("The chosen way to deliver, {title}, is not to be had through this agent.");
        notes.stop(MessageErrorCode::Invalid, Some(SELECTIONS), &fact, "Choose another one.");
    }
    Some(told).filter(|told| !told.is_empty())
}

/// What is selected in a session.
pub(super) fn read_selected(
    selected: Vec<SelectedFulfillmentOption>,
    lines: &[CartLine],
    options: &[model::FulfillmentOption],
) -> Result<Vec<model::Selection>, DecodeError> {
    flatten(selected).map(|flat| Ok(convert::agent::selection::read(flat?, lines, options))).collect()
}

/// What an agent selects.
pub(super) fn into_requests(selected: Vec<SelectedFulfillmentOption>) -> Result<Vec<SelectionRequest>, DecodeError> {
    flatten(selected).map(|flat| flat.map(convert::merchant::selection::read)).collect()
}

/// What the buyer selects. The release has no place for an option of no kind.
pub(super) fn written_request(request: &SelectionRequest) -> Result<SelectedFulfillmentOption, Unsayable> {
    let kind = request.kind.ok_or(Unsayable::NoPlace("an option without its kind"))?;
    let kind = told_kind(kind).ok_or(Unsayable::NoPlace("pickup and local delivery"))?;
    Ok(of_kind(kind, SelectedShippingFulfillmentOption::new(request.option.clone(), request.item_ids.clone())))
}

const fn told_kind(kind: FulfillmentKind) -> Option<FulfillmentType> {
    match kind {
        FulfillmentKind::Shipping => Some(FulfillmentType::Shipping),
        FulfillmentKind::Digital => Some(FulfillmentType::Digital),
        FulfillmentKind::Pickup | FulfillmentKind::LocalDelivery => None,
    }
}

const fn of_kind(kind: FulfillmentType, selected: SelectedShippingFulfillmentOption) -> SelectedFulfillmentOption {
    match kind {
        FulfillmentType::Shipping => SelectedFulfillmentOption::shipping(selected),
        FulfillmentType::Digital => SelectedFulfillmentOption::digital(selected),
    }
}

/// Selections in the flat form of later releases.
fn flatten(
    selected: Vec<SelectedFulfillmentOption>,
) -> impl Iterator<Item = Result<v2026_04_17::SelectedFulfillmentOption, DecodeError>> {
    selected.into_iter().enumerate().map(|(index, selected)| flat(index, selected))
}

/// The selection at `index`: what stands under the name of its kind.
fn flat(
    index: usize,
    selected: SelectedFulfillmentOption,
) -> Result<v2026_04_17::SelectedFulfillmentOption, DecodeError> {
    let (kind, branch) = match selected.kind {
        FulfillmentType::Shipping => (v2026_04_17::FulfillmentType::Shipping, selected.shipping),
        FulfillmentType::Digital => (v2026_04_17::FulfillmentType::Digital, selected.digital),
    };
    let SelectedShippingFulfillmentOption { option_id, item_ids } = branch.ok_or_else(|| DecodeError {
        path: JsonPath::root().field("selected_fulfillment_options").index(index).field(selected.kind.as_str()),
        problem: Problem::Missing,
    })?;
    Ok(v2026_04_17::SelectedFulfillmentOption { kind: Some(kind), option_id, item_ids })
}
