//! What agents ask of a session. There are no notes on the order and no consents.

use super::{fulfillment, payment};
use crate::acp::error::Unsayable;
use crate::acp::v2025_09_29::convert::request::{NOTES, refuse};
use crate::acp::v2026_01_30::{
    CheckoutSessionCompleteRequest, CheckoutSessionCreateRequest, CheckoutSessionUpdateRequest, FulfillmentGroup,
};
use crate::acp::v2026_04_17;
use crate::json::DecodeError;
use crate::model;
use crate::types::Patch;

impl CheckoutSessionCreateRequest {
    /// Begin a session.
    pub(crate) fn into_command(self) -> Result<model::Create, DecodeError> {
        let newer = v2026_04_17::CheckoutSessionCreateRequest {
            buyer: self.buyer,
            line_items: self.line_items,
            currency: self.currency,
            fulfillment_details: self.fulfillment_details.map(fulfillment::widen_details),
            capabilities: self.capabilities.map(payment::widen_capabilities),
            fulfillment_groups: self.fulfillment_groups.map(widen_groups),
            affiliate_attribution: self.affiliate_attribution,
            coupons: self.coupons,
            discounts: self.discounts,
            locale: self.locale,
            timezone: self.timezone,
            quote_id: self.quote_id,
            metadata: self.metadata,
            order_notes: None,
        };
        newer.into_command()
    }

    /// Begin a session, as an agent says it.
    pub(crate) fn from_command(create: &model::Create) -> Result<Self, Unsayable> {
        refuse(create.order_notes.is_some(), NOTES)?;
        let newer = v2026_04_17::CheckoutSessionCreateRequest::from_command(create)?;
        Ok(Self {
            buyer: newer.buyer,
            line_items: newer.line_items,
            currency: newer.currency,
            fulfillment_details: newer.fulfillment_details.map(fulfillment::narrow_details),
            capabilities: newer.capabilities.map(payment::narrow_capabilities),
            fulfillment_groups: newer.fulfillment_groups.map(narrow_groups),
            affiliate_attribution: newer.affiliate_attribution,
            coupons: newer.coupons,
            discounts: newer.discounts,
            locale: newer.locale,
            timezone: newer.timezone,
            quote_id: newer.quote_id,
            metadata: newer.metadata,
        })
    }
}

impl CheckoutSessionUpdateRequest {
    /// Change a session.
    pub(crate) fn into_command(self) -> Result<model::Update, DecodeError> {
        let newer = v2026_04_17::CheckoutSessionUpdateRequest {
            buyer: self.buyer,
            line_items: self.line_items,
            fulfillment_details: self.fulfillment_details.map(fulfillment::widen_details),
            fulfillment_groups: self.fulfillment_groups.map(widen_groups),
            selected_fulfillment_options: self.selected_fulfillment_options,
            coupons: self.coupons,
            discounts: self.discounts,
            order_notes: Patch::Keep,
        };
        newer.into_command()
    }

    /// Change a session, as an agent says it.
    pub(crate) fn from_command(update: &model::Update) -> Result<Self, Unsayable> {
        refuse(matches!(update.order_notes, Patch::Set(_)), NOTES)?;
        let newer = v2026_04_17::CheckoutSessionUpdateRequest::from_command(update)?;
        Ok(Self {
            buyer: newer.buyer,
            line_items: newer.line_items,
            fulfillment_details: newer.fulfillment_details.map(fulfillment::narrow_details),
            fulfillment_groups: newer.fulfillment_groups.map(narrow_groups),
            selected_fulfillment_options: newer.selected_fulfillment_options,
            coupons: newer.coupons,
            discounts: newer.discounts,
        })
    }
}

impl CheckoutSessionCompleteRequest {
    /// Pay and order.
    pub(crate) fn into_command(self) -> Result<model::Complete, DecodeError> {
        let newer = v2026_04_17::CheckoutSessionCompleteRequest {
            buyer: self.buyer,
            payment_data: payment::widen_data(self.payment_data),
            authentication_result: self.authentication_result,
            affiliate_attribution: self.affiliate_attribution,
            risk_signals: self.risk_signals,
            marketing_consents: None,
            order_notes: None,
        };
        newer.into_command()
    }

    /// Pay and order, as an agent says it.
    pub(crate) fn from_command(complete: &model::Complete) -> Result<Self, Unsayable> {
        refuse(complete.order_notes.is_some(), NOTES)?;
        let newer = v2026_04_17::CheckoutSessionCompleteRequest::from_command(complete)?;
        Ok(Self {
            buyer: newer.buyer,
            payment_data: payment::narrow_data(newer.payment_data),
            authentication_result: newer.authentication_result,
            affiliate_attribution: newer.affiliate_attribution,
            risk_signals: newer.risk_signals,
        })
    }
}

fn narrow_groups(groups: Vec<v2026_04_17::FulfillmentGroup>) -> Vec<FulfillmentGroup> {
    groups.into_iter().map(fulfillment::narrow_group).collect()
}

fn widen_groups(groups: Vec<FulfillmentGroup>) -> Vec<v2026_04_17::FulfillmentGroup> {
    groups.into_iter().map(fulfillment::widen_group).collect()
}
