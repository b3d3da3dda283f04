//! What an agent asks for.

use super::fulfillment;
use crate::acp::error::Unsayable;
use crate::acp::v2025_09_29::convert::request::{CODES, EXTENSIONS, GROUPS, NOTES, patch, refuse, written_buyer};
use crate::acp::v2025_12_12::{
    CheckoutSessionCompleteRequest, CheckoutSessionCreateRequest, CheckoutSessionUpdateRequest, FulfillmentDetails,
    Item, PaymentData, PaymentProviderName,
};
use crate::acp::v2026_04_17::convert::{agent, merchant};
use crate::json::DecodeError;
use crate::model;
use crate::types::Patch;

impl CheckoutSessionCreateRequest {
    /// Begin a session.
    pub(crate) fn into_command(self) -> model::Create {
        model::Create {
            buyer: self.buyer.map(Into::into),
            destination: self.fulfillment_details.map(Into::into),
            attribution: self.affiliate_attribution.map(merchant::attribution::read),
            ..model::Create::new(into_requests(self.items))
        }
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
        refuse(quote_id.is_some(), "an earlier quote")?;
        refuse(order_notes.is_some(), NOTES)?;
        refuse(metadata.is_some(), "metadata")?;
        refuse(!extensions.is_empty(), EXTENSIONS)?;
        Ok(Self {
            buyer: buyer.as_ref().map(written_buyer).transpose()?,
            items: written_items(items),
            fulfillment_details: destination.as_ref().map(Into::into),
            affiliate_attribution: attribution.as_ref().map(agent::attribution::write).transpose()?,
        })
    }
}

impl CheckoutSessionUpdateRequest {
    /// Change a session.
    pub(crate) fn into_command(self) -> Result<model::Update, DecodeError> {
        Ok(model::Update {
            items: self.items.map(into_requests),
            buyer: self.buyer.map(Into::into),
            destination: self.fulfillment_details.map(Into::into),
            selections: self.selected_fulfillment_options.try_map(fulfillment::into_requests)?,
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
            items: patch(items, |items| Ok(written_items(items)))?,
            fulfillment_details: patch(destination, |destination| Ok(FulfillmentDetails::from(destination)))?,
            selected_fulfillment_options: patch(selections, |selections| {
                selections.iter().map(fulfillment::written_request).collect()
            })?,
        })
    }
}

impl CheckoutSessionCompleteRequest {
    /// Pay and order.
    pub(crate) fn into_command(self) -> Result<model::Complete, DecodeError> {
        Ok(model::Complete {
            buyer: self.buyer.map(Into::into),
            authentication: self.authentication_result.map(merchant::authentication::read_result).transpose()?,
            attribution: self.affiliate_attribution.map(merchant::attribution::read),
            ..model::Complete::new(self.payment_data.into())
        })
    }

    /// Pay and order, as an agent says it.
    pub(crate) fn from_command(complete: &model::Complete) -> Result<Self, Unsayable> {
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
        refuse(order_notes.is_some(), NOTES)?;
        refuse(!extensions.is_empty(), EXTENSIONS)?;
        let authentication = authentication.as_ref().map(agent::authentication::write_result);
        Ok(Self {
            buyer: buyer.as_ref().map(written_buyer).transpose()?,
            payment_data: PaymentData::from_model(payment, PaymentProviderName::LISTED)?,
            authentication_result: authentication.transpose()?,
            affiliate_attribution: attribution.as_ref().map(agent::attribution::write).transpose()?,
        })
    }
}

fn into_requests(items: Vec<Item>) -> Vec<model::ItemRequest> {
    items.into_iter().map(Into::into).collect()
}

fn written_items(items: &[model::ItemRequest]) -> Vec<Item> {
    items.iter().map(Into::into).collect()
}
