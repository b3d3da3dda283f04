//! The session, as every operation answers it.

use super::{fulfillment, message, order, payment};
use crate::acp::error::Unsayable;
use crate::acp::v2025_12_12::convert::authentication;
use crate::acp::v2026_01_30::{CheckoutSession, Message, ProtocolVersion, TotalType};
use crate::acp::v2026_04_17;
use crate::json::DecodeError;
use crate::model::{Checkout, CheckoutStatus};
use crate::types::ApiVersion;

impl CheckoutSession {
    /// Writes what an agent may see of a session, and nothing else (ACP-LIFE-07, ACP-GET-02).
    pub(crate) fn from_model(checkout: &Checkout) -> Result<Self, Unsayable> {
        let newer = v2026_04_17::CheckoutSession::from_model(checkout)?;
        let mut messages: Vec<Message> = newer.messages.into_iter().map(message::narrow).collect();
        let required = checkout.status == CheckoutStatus::AuthenticationRequired;
        let metadata = checkout.authentication.as_ref().filter(|_| required);
        let authentication_metadata = metadata.map(authentication::write).transpose()?.flatten();
        if metadata.is_some() && authentication_metadata.is_none() {
            messages.push(message::note(authentication::UNKNOWN_BROWSER));
        }
        // Refunds are a matter of orders, and only 2026-04-17 has a word for them.
        let totals = newer.totals.into_iter().filter(|total| total.kind != TotalType::AmountRefunded);
        Ok(Self {
            id: newer.id,
            protocol: Some(ProtocolVersion::new(ApiVersion::V2026_01_30.as_str())),
            capabilities: payment::narrow_capabilities(newer.capabilities),
            buyer: newer.buyer,
            status: newer.status,
            currency: newer.currency,
            presentment_currency: newer.presentment_currency,
            exchange_rate: newer.exchange_rate,
            exchange_rate_timestamp: newer.exchange_rate_timestamp,
            locale: newer.locale,
            timezone: newer.timezone,
            line_items: newer.line_items,
            fulfillment_details: newer.fulfillment_details.map(fulfillment::narrow_details),
            fulfillment_options: newer.fulfillment_options.into_iter().map(fulfillment::narrow_option).collect(),
            selected_fulfillment_options: newer.selected_fulfillment_options,
            fulfillment_groups: newer
                .fulfillment_groups
                .map(|groups| groups.into_iter().map(fulfillment::narrow_group).collect()),
            totals: totals.collect(),
            messages,
            links: newer.links,
            authentication_metadata,
            created_at: newer.created_at,
            updated_at: newer.updated_at,
            expires_at: newer.expires_at,
            continue_url: newer.continue_url,
            metadata: newer.metadata,
            quote_id: newer.quote_id,
            quote_expires_at: newer.quote_expires_at,
            discounts: newer.discounts,
            order: newer.order.map(order::narrow),
        })
    }

    /// The session as an agent reads it.
    pub(crate) fn into_model(self) -> Result<Checkout, DecodeError> {
        let authentication = self.authentication_metadata.map(authentication::read);
        let newer = v2026_04_17::CheckoutSession {
            id: self.id,
            protocol: self.protocol,
            capabilities: payment::widen_capabilities(self.capabilities),
            buyer: self.buyer,
            status: self.status,
            currency: self.currency,
            presentment_currency: self.presentment_currency,
            exchange_rate: self.exchange_rate,
            exchange_rate_timestamp: self.exchange_rate_timestamp,
            locale: self.locale,
            timezone: self.timezone,
            line_items: self.line_items,
            fulfillment_details: self.fulfillment_details.map(fulfillment::widen_details),
            fulfillment_options: self.fulfillment_options.into_iter().map(fulfillment::widen_option).collect(),
            selected_fulfillment_options: self.selected_fulfillment_options,
            fulfillment_groups: self
                .fulfillment_groups
                .map(|groups| groups.into_iter().map(fulfillment::widen_group).collect()),
            totals: self.totals,
            messages: self.messages.into_iter().map(message::widen).collect(),
            links: self.links,
            authentication_metadata: None,
            created_at: self.created_at,
            updated_at: self.updated_at,
            expires_at: self.expires_at,
            continue_url: self.continue_url,
            metadata: self.metadata,
            quote_id: self.quote_id,
            quote_expires_at: self.quote_expires_at,
            discounts: self.discounts,
            marketing_consent_options: None,
            order: self.order.map(order::widen),
        };
        Ok(Checkout { authentication, ..newer.into_model()? })
    }
}
