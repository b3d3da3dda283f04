//! The checkout session and the requests about it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

use super::{
    AffiliateAttribution, AuthenticationMetadata, AuthenticationResult, Buyer, Capabilities, CheckoutSessionStatus,
    DiscountsRequest, DiscountsResponse, FulfillmentDetails, FulfillmentGroup, FulfillmentOption, Item, LineItem, Link,
    Message, Order, PaymentData, ProtocolVersion, RiskSignals, SelectedFulfillmentOption, Total,
};
use crate::types::{CheckoutId, Currency, Patch, Timestamp, Uri, present};

/// A checkout session, as every operation answers it.
///
/// The schema tells a session from a session with an order; here `order` is there when the session became one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct CheckoutSession {
    /// The session.
    pub id: CheckoutId,
    /// Which release the answer speaks.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub protocol: Option<ProtocolVersion>,
    /// What the merchant and the agent can do together.
    pub capabilities: Capabilities,
    /// Who buys.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub buyer: Option<Buyer>,
    /// Where it stands.
    pub status: CheckoutSessionStatus,
    /// The currency of every amount in it: the one that is paid.
    pub currency: Currency,
    /// The currency in which prices are shown, where that is another one.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub presentment_currency: Option<Currency>,
    /// The rate from the shown currency to the paid one.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub exchange_rate: Option<Number>,
    /// When the rate was found.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub exchange_rate_timestamp: Option<Timestamp>,
    /// The language of its texts, such as `en-US`.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// The buyer's time zone, such as `America/New_York`.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
    /// What is bought.
    pub line_items: Vec<LineItem>,
    /// To whom and where the goods go.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub fulfillment_details: Option<FulfillmentDetails>,
    /// The ways to deliver that are offered.
    pub fulfillment_options: Vec<FulfillmentOption>,
    /// The ways that are selected, and for what.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub selected_fulfillment_options: Option<Vec<SelectedFulfillmentOption>>,
    /// Which lines go where.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub fulfillment_groups: Option<Vec<FulfillmentGroup>>,
    /// The sums.
    pub totals: Vec<Total>,
    /// What the merchant has to say.
    pub messages: Vec<Message>,
    /// Pages that the buyer may want to read.
    pub links: Vec<Link>,
    /// What the agent needs in order to have the buyer's bank authenticate the payment.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub authentication_metadata: Option<AuthenticationMetadata>,
    /// When it began.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    /// When it last changed.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Timestamp>,
    /// When its time is over.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
    /// Where the buyer can go on by hand.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub continue_url: Option<Uri>,
    /// What the parties note with it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub metadata: Option<BTreeMap<String, Value>>,
    /// The quote that it rests on.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub quote_id: Option<String>,
    /// Until when the quote holds.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub quote_expires_at: Option<Timestamp>,
    /// What became of the discount codes, where the discount extension is active.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub discounts: Option<DiscountsResponse>,
    /// The order that it became.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub order: Option<Order>,
}

impl CheckoutSession {
    /// A session without lines, options, totals, messages and links.
    #[must_use]
    pub fn new(
        id: impl Into<CheckoutId>,
        capabilities: Capabilities,
        status: CheckoutSessionStatus,
        currency: Currency,
    ) -> Self {
        Self {
            id: id.into(),
            protocol: None,
            capabilities,
            buyer: None,
            status,
            currency,
            presentment_currency: None,
            exchange_rate: None,
            exchange_rate_timestamp: None,
            locale: None,
            timezone: None,
            line_items: Vec::new(),
            fulfillment_details: None,
            fulfillment_options: Vec::new(),
            selected_fulfillment_options: None,
            fulfillment_groups: None,
            totals: Vec::new(),
            messages: Vec::new(),
            links: Vec::new(),
            authentication_metadata: None,
            created_at: None,
            updated_at: None,
            expires_at: None,
            continue_url: None,
            metadata: None,
            quote_id: None,
            quote_expires_at: None,
            discounts: None,
            order: None,
        }
    }
}

/// Opens a session.
///
/// The schema requires `currency` and `capabilities`; agents that follow the prose leave them out, so reading does not
/// insist. The list of items is read from `items` too, the name of earlier releases; both at once are refused.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(extend("required" = ["line_items", "currency", "capabilities"])))]
#[non_exhaustive]
pub struct CheckoutSessionCreateRequest {
    /// Who buys.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub buyer: Option<Buyer>,
    /// What is asked for; at least one item.
    #[serde(alias = "items")]
    #[cfg_attr(feature = "schemars", schemars(length(min = 1)))]
    pub line_items: Vec<Item>,
    /// The currency to pay in.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
    /// To whom and where the goods go.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub fulfillment_details: Option<FulfillmentDetails>,
    /// What the agent can do.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub capabilities: Option<Capabilities>,
    /// Which items go where.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub fulfillment_groups: Option<Vec<FulfillmentGroup>>,
    /// Who brought the buyer to this session.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub affiliate_attribution: Option<AffiliateAttribution>,
    /// Discount codes by an older name; `discounts` wins over it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub coupons: Option<Vec<String>>,
    /// Discount codes.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub discounts: Option<DiscountsRequest>,
    /// The language that the buyer reads, such as `en-US`. A hint.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// The buyer's time zone, such as `America/New_York`. A hint.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
    /// The quote that the session rests on.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub quote_id: Option<String>,
    /// What the agent notes with it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub metadata: Option<BTreeMap<String, Value>>,
}

impl CheckoutSessionCreateRequest {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(line_items: Vec<Item>, currency: Currency, capabilities: Capabilities) -> Self {
        Self {
            buyer: None,
            line_items,
            currency: Some(currency),
            fulfillment_details: None,
            capabilities: Some(capabilities),
            fulfillment_groups: None,
            affiliate_attribution: None,
            coupons: None,
            discounts: None,
            locale: None,
            timezone: None,
            quote_id: None,
            metadata: None,
        }
    }
}

/// Changes a session. What is set replaces what was there, `null` clears it, what is not mentioned stays.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct CheckoutSessionUpdateRequest {
    /// Who buys.
    #[serde(default, skip_serializing_if = "Patch::is_keep")]
    pub buyer: Patch<Buyer>,
    /// What is asked for: the whole list. Read from `items` too.
    #[serde(alias = "items", default, skip_serializing_if = "Patch::is_keep")]
    pub line_items: Patch<Vec<Item>>,
    /// To whom and where the goods go.
    #[serde(default, skip_serializing_if = "Patch::is_keep")]
    pub fulfillment_details: Patch<FulfillmentDetails>,
    /// Which lines go where.
    #[serde(default, skip_serializing_if = "Patch::is_keep")]
    pub fulfillment_groups: Patch<Vec<FulfillmentGroup>>,
    /// The ways to deliver that the buyer selects.
    #[serde(default, skip_serializing_if = "Patch::is_keep")]
    pub selected_fulfillment_options: Patch<Vec<SelectedFulfillmentOption>>,
    /// Discount codes by an older name; `discounts` wins over it.
    #[serde(default, skip_serializing_if = "Patch::is_keep")]
    pub coupons: Patch<Vec<String>>,
    /// Discount codes.
    #[serde(default, skip_serializing_if = "Patch::is_keep")]
    pub discounts: Patch<DiscountsRequest>,
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
    /// How the authentication by the buyer's bank ended.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub authentication_result: Option<AuthenticationResult>,
    /// Who brought the buyer to buy.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub affiliate_attribution: Option<AffiliateAttribution>,
    /// What the agent knows of the buyer's device.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub risk_signals: Option<RiskSignals>,
}

impl CheckoutSessionCompleteRequest {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(payment_data: PaymentData) -> Self {
        Self { buyer: None, payment_data, authentication_result: None, affiliate_attribution: None, risk_signals: None }
    }
}
