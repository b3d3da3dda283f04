//! The checkout session and the requests about it.

use serde::{Deserialize, Serialize};

use super::{
    Address, Buyer, FulfillmentOption, Item, LineItem, Link, Message, Order, PaymentData, PaymentProvider, Total,
};
use crate::types::{CheckoutId, Currency, FulfillmentOptionId, Patch, present};

open_enum! {
    /// Where a session stands.
    pub enum CheckoutSessionStatus {
        /// Something is missing or wrong; the messages say what.
        NotReadyForPayment = "not_ready_for_payment",
        /// It can be completed.
        ReadyForPayment = "ready_for_payment",
        /// It became an order.
        Completed = "completed",
        /// It was called off.
        Canceled = "canceled",
        /// It is being completed.
        InProgress = "in_progress",
    }
}

/// A checkout session, as every operation answers it.
///
/// The schema tells a session from a session with an order; here `order` is there when the session became one. (As
/// published, the schema with an order can never validate: it closes the object and then demands one field more.)
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct CheckoutSession {
    /// The session.
    pub id: CheckoutId,
    /// Who buys.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub buyer: Option<Buyer>,
    /// Through whom the merchant takes payments.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub payment_provider: Option<PaymentProvider>,
    /// Where it stands.
    pub status: CheckoutSessionStatus,
    /// The currency of every amount in it.
    pub currency: Currency,
    /// What is bought.
    pub line_items: Vec<LineItem>,
    /// Where the goods go.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub fulfillment_address: Option<Address>,
    /// The ways to deliver that are offered.
    pub fulfillment_options: Vec<FulfillmentOption>,
    /// The way that is selected: one of those offered.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub fulfillment_option_id: Option<FulfillmentOptionId>,
    /// The sums.
    pub totals: Vec<Total>,
    /// What the merchant has to say.
    pub messages: Vec<Message>,
    /// Pages that the buyer may want to read.
    pub links: Vec<Link>,
    /// The order that it became.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub order: Option<Order>,
}

impl CheckoutSession {
    /// A session without lines, options, totals, messages and links.
    #[must_use]
    pub fn new(id: impl Into<CheckoutId>, status: CheckoutSessionStatus, currency: Currency) -> Self {
        Self {
            id: id.into(),
            buyer: None,
            payment_provider: None,
            status,
            currency,
            line_items: Vec::new(),
            fulfillment_address: None,
            fulfillment_options: Vec::new(),
            fulfillment_option_id: None,
            totals: Vec::new(),
            messages: Vec::new(),
            links: Vec::new(),
            order: None,
        }
    }
}

/// Opens a session.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct CheckoutSessionCreateRequest {
    /// Who buys.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub buyer: Option<Buyer>,
    /// What is asked for; at least one item.
    #[cfg_attr(feature = "schemars", schemars(length(min = 1)))]
    pub items: Vec<Item>,
    /// Where the goods go.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub fulfillment_address: Option<Address>,
}

impl CheckoutSessionCreateRequest {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(items: Vec<Item>) -> Self {
        Self { buyer: None, items, fulfillment_address: None }
    }
}

/// Changes a session. What is set replaces what was there; what is not mentioned stays.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct CheckoutSessionUpdateRequest {
    /// Who buys.
    #[serde(default, skip_serializing_if = "Patch::is_keep")]
    pub buyer: Patch<Buyer>,
    /// What is asked for: the whole list.
    #[serde(default, skip_serializing_if = "Patch::is_keep")]
    pub items: Patch<Vec<Item>>,
    /// Where the goods go.
    #[serde(default, skip_serializing_if = "Patch::is_keep")]
    pub fulfillment_address: Patch<Address>,
    /// The way to deliver that the buyer selects.
    #[serde(default, skip_serializing_if = "Patch::is_keep")]
    pub fulfillment_option_id: Patch<FulfillmentOptionId>,
}

/// Buys: turns a session into an order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct CheckoutSessionCompleteRequest {
    /// Who buys.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub buyer: Option<Buyer>,
    /// What the buyer pays with.
    pub payment_data: PaymentData,
}

impl CheckoutSessionCompleteRequest {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(payment_data: PaymentData) -> Self {
        Self { buyer: None, payment_data }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    // ACP-UPD-02, ACP-UPD-06
    #[test]
    fn an_update_tells_absent_from_null() {
        let update: CheckoutSessionUpdateRequest =
            serde_json::from_value(json!({"buyer": null, "fulfillment_option_id": "express"})).unwrap();
        assert_eq!(update.buyer, Patch::Clear);
        assert_eq!(update.items, Patch::Keep);
        assert_eq!(update.fulfillment_option_id, Patch::Set("express".into()));
        let written = serde_json::to_value(update).unwrap();
        assert_eq!(written, json!({"buyer": null, "fulfillment_option_id": "express"}));
    }

    // ACP-FUL-01, ACP-MSG-01, ACP-LNK-04
    #[test]
    fn required_lists_are_written_even_when_they_are_empty() {
        let usd = Currency::new("USD").unwrap();
        let session = CheckoutSession::new("cs_1", CheckoutSessionStatus::NotReadyForPayment, usd);
        assert_eq!(
            serde_json::to_value(session).unwrap(),
            json!({
                "id": "cs_1", "status": "not_ready_for_payment", "currency": "usd", "line_items": [],
                "fulfillment_options": [], "totals": [], "messages": [], "links": []
            })
        );
    }

    // ACP-CRE-12, ACP-AFF-14
    #[test]
    fn fields_that_the_release_does_not_know_are_ignored() {
        let request: CheckoutSessionCreateRequest = serde_json::from_value(json!({
            "items": [{"id": "mug", "quantity": 1, "color": "red"}], "affiliate_attribution": {"provider": "p"}
        }))
        .unwrap();
        assert_eq!(serde_json::to_value(request).unwrap(), json!({"items": [{"id": "mug", "quantity": 1}]}));
    }

    // ACP-CRE-02
    #[test]
    fn items_are_required() {
        let error = serde_json::from_value::<CheckoutSessionCreateRequest>(json!({})).unwrap_err().to_string();
        assert!(error.contains("missing field `items`"), "{error}");
    }
}
