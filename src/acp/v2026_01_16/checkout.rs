//! The checkout session, and the request that completes it.

use serde::{Deserialize, Serialize};

use super::{
    AffiliateAttribution, AuthenticationMetadata, AuthenticationProvider, AuthenticationResult, Buyer,
    CheckoutSessionStatus, FulfillmentDetails, FulfillmentOption, LineItem, Link, Message, Order, PaymentData,
    PaymentProvider, SelectedFulfillmentOption, Total,
};
use crate::types::{CheckoutId, Currency, present};

/// A checkout session, as every operation answers it.
///
/// The schema tells a session from a session with an order; here `order` is there when the session became one.
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
    /// To whom and where the goods go.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub fulfillment_details: Option<FulfillmentDetails>,
    /// The ways to deliver that are offered.
    pub fulfillment_options: Vec<FulfillmentOption>,
    /// The ways that are selected, each for some of the lines.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub selected_fulfillment_options: Option<Vec<SelectedFulfillmentOption>>,
    /// The sums.
    pub totals: Vec<Total>,
    /// What the merchant has to say.
    pub messages: Vec<Message>,
    /// Pages that the buyer may want to read.
    pub links: Vec<Link>,
    /// Through whom the merchant has payments authenticated.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub authentication_provider: Option<AuthenticationProvider>,
    /// What the agent needs while an authentication is required.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub authentication_metadata: Option<AuthenticationMetadata>,
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
            fulfillment_details: None,
            fulfillment_options: Vec::new(),
            selected_fulfillment_options: None,
            totals: Vec::new(),
            messages: Vec::new(),
            links: Vec::new(),
            authentication_provider: None,
            authentication_metadata: None,
            order: None,
        }
    }
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
    /// How the authentication ended, where one was required.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub authentication_result: Option<AuthenticationResult>,
    /// Who brought the buyer.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub affiliate_attribution: Option<AffiliateAttribution>,
}

impl CheckoutSessionCompleteRequest {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(payment_data: PaymentData) -> Self {
        Self { buyer: None, payment_data, authentication_result: None, affiliate_attribution: None }
    }
}
