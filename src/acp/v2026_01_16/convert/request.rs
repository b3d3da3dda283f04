//! What an agent asks for.

use super::authentication;
use crate::acp::error::Unsayable;
use crate::acp::v2025_09_29::convert::request::{EXTENSIONS, NOTES, refuse, written_buyer};
use crate::acp::v2025_12_12;
use crate::acp::v2026_01_16::{CheckoutSessionCompleteRequest, PaymentData, PaymentProviderName};
use crate::acp::v2026_04_17::convert::agent::attribution;
use crate::json::DecodeError;
use crate::model;

impl CheckoutSessionCompleteRequest {
    /// Pay and order.
    pub(crate) fn into_command(self) -> Result<model::Complete, DecodeError> {
        let older = v2025_12_12::CheckoutSessionCompleteRequest {
            buyer: self.buyer,
            payment_data: self.payment_data,
            authentication_result: None,
            affiliate_attribution: self.affiliate_attribution,
        };
        Ok(model::Complete {
            authentication: self.authentication_result.map(authentication::read_result),
            ..older.into_command()?
        })
    }

    /// Pay and order, as an agent says it.
    pub(crate) fn from_command(complete: &model::Complete) -> Result<Self, Unsayable> {
        let model::Complete {
            payment,
            buyer,
            authentication,
            attribution: brought_by,
            risk_signals: _,
            consents: _,
            order_notes,
            extensions,
        } = complete;
        refuse(order_notes.is_some(), NOTES)?;
        refuse(!extensions.is_empty(), EXTENSIONS)?;
        Ok(Self {
            buyer: buyer.as_ref().map(written_buyer).transpose()?,
            payment_data: PaymentData::from_model(payment, PaymentProviderName::LISTED)?,
            authentication_result: authentication.as_ref().map(authentication::write_result).transpose()?,
            affiliate_attribution: brought_by.as_ref().map(attribution::write).transpose()?,
        })
    }
}
