//! What an agent asks for.

use super::line_item;
use crate::acp::error::Unsayable;
use crate::acp::v2025_09_29::{
    Address, Buyer, CheckoutSessionCompleteRequest, CheckoutSessionCreateRequest, CheckoutSessionUpdateRequest,
    PaymentData,
};
use crate::json::DecodeError;
use crate::model::{self, Destination, SelectionRequest};
use crate::types::{FulfillmentOptionId, Patch};

impl CheckoutSessionCreateRequest {
    /// Begin a session.
    pub(crate) fn into_command(self) -> Result<model::Create, DecodeError> {
        Ok(model::Create {
            buyer: self.buyer.map(Into::into),
            destination: self.fulfillment_address.map(destination),
            ..model::Create::new(line_item::into_requests(self.items)?)
        })
    }

    /// Begin a session, as an agent says it.
    pub(crate) fn from_command(create: &model::Create) -> Result<Self, Unsayable> {
        // Nothing is lost but what is named here with an underscore.
        let model::Create {
            items,
            currency: _,
            buyer,
            destination,
            groups,
            discount_codes,
            capabilities: _,
            attribution,
            locale: _,
            timezone: _,
            quote_id,
            order_notes,
            metadata,
            extensions,
        } = create;
        refuse(items.is_empty(), "a session without items")?;
        refuse(!groups.is_empty(), GROUPS)?;
        refuse(!discount_codes.is_empty(), CODES)?;
        refuse(attribution.is_some(), ATTRIBUTION)?;
        refuse(quote_id.is_some(), "an earlier quote")?;
        refuse(order_notes.is_some(), NOTES)?;
        refuse(metadata.is_some(), "metadata")?;
        refuse(!extensions.is_empty(), EXTENSIONS)?;
        Ok(Self {
            buyer: buyer.as_ref().map(written_buyer).transpose()?,
            items: items.iter().map(Into::into).collect(),
            fulfillment_address: destination.as_ref().map(written_address).transpose()?,
        })
    }
}

impl CheckoutSessionUpdateRequest {
    /// Change a session.
    pub(crate) fn into_command(self) -> Result<model::Update, DecodeError> {
        Ok(model::Update {
            items: self.items.try_map(line_item::into_requests)?,
            buyer: self.buyer.map(Into::into),
            destination: self.fulfillment_address.map(destination),
            // It names no lines, and so means all of them.
            selections: self.fulfillment_option_id.map(|option| vec![SelectionRequest::new(option)]),
            ..model::Update::default()
        })
    }

    /// Change a session, as an agent says it.
    pub(crate) fn from_command(update: &model::Update) -> Result<Self, Unsayable> {
        let model::Update { items, buyer, destination, groups, selections, discount_codes, order_notes, extensions } =
            update;
        // What this release does not have is empty anyway.
        refuse(matches!(groups, Patch::Set(groups) if !groups.is_empty()), GROUPS)?;
        refuse(matches!(discount_codes, Patch::Set(codes) if !codes.is_empty()), CODES)?;
        refuse(matches!(order_notes, Patch::Set(_)), NOTES)?;
        refuse(!extensions.is_empty(), EXTENSIONS)?;
        Ok(Self {
            buyer: patch(buyer, written_buyer)?,
            items: patch(items, |items| Ok(items.iter().map(Into::into).collect()))?,
            fulfillment_address: patch(destination, written_address)?,
            fulfillment_option_id: match selections {
                Patch::Keep => Patch::Keep,
                Patch::Clear => Patch::Clear,
                Patch::Set(selections) => written_selection(selections)?,
            },
        })
    }
}

impl CheckoutSessionCompleteRequest {
    /// Pay and order.
    pub(crate) fn into_command(self) -> model::Complete {
        model::Complete { buyer: self.buyer.map(Into::into), ..model::Complete::new(self.payment_data.into()) }
    }

    /// Pay and order through one of the providers known, as an agent says it.
    pub(crate) fn from_command(complete: &model::Complete, known: &[&str]) -> Result<Self, Unsayable> {
        let model::Complete {
            payment,
            buyer,
            authentication,
            attribution,
            risk_signals: _,
            consents: _,
            order_notes,
            extensions,
        } = complete;
        refuse(authentication.is_some(), "the result of an authentication")?;
        refuse(attribution.is_some(), ATTRIBUTION)?;
        refuse(order_notes.is_some(), NOTES)?;
        refuse(!extensions.is_empty(), EXTENSIONS)?;
        Ok(Self {
            buyer: buyer.as_ref().map(written_buyer).transpose()?,
            payment_data: PaymentData::from_model(payment, known)?,
        })
    }
}

pub(crate) const GROUPS: &str = "which lines go where";
pub(crate) const CODES: &str = "discount codes";
const ATTRIBUTION: &str = "an affiliate attribution";
pub(crate) const NOTES: &str = "notes on the order";
pub(crate) const EXTENSIONS: &str = "fields of extensions";

pub(crate) fn refuse(present: bool, what: &'static str) -> Result<(), Unsayable> {
    if present { Err(Unsayable::NoPlace(what)) } else { Ok(()) }
}

pub(crate) fn patch<T, U>(
    patch: &Patch<T>,
    convert: impl FnOnce(&T) -> Result<U, Unsayable>,
) -> Result<Patch<U>, Unsayable> {
    match patch {
        Patch::Keep => Ok(Patch::Keep),
        Patch::Clear => Ok(Patch::Clear),
        Patch::Set(value) => convert(value).map(Patch::Set),
    }
}

fn destination(address: Address) -> Destination {
    Destination::at(address.into())
}

fn written_address(destination: &Destination) -> Result<Address, Unsayable> {
    let address = destination.address.as_ref().ok_or(Unsayable::NoPlace("a destination without an address"))?;
    Ok(address.into())
}

pub(crate) fn written_buyer(buyer: &model::Buyer) -> Result<Buyer, Unsayable> {
    Buyer::from_model(buyer).ok_or(Unsayable::NoPlace("a buyer without a name"))
}

/// The one option of all selections. None at all is what `null` says.
fn written_selection(selections: &[SelectionRequest]) -> Result<Patch<FulfillmentOptionId>, Unsayable> {
    let mut options = selections.iter().map(|selection| &selection.option);
    let Some(first) = options.next() else { return Ok(Patch::Clear) };
    refuse(options.any(|option| option != first), "different options for different lines")?;
    Ok(Patch::Set(first.clone()))
}
