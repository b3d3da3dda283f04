//! What an agent asks for.

use super::{
    AffiliateAttribution, AgentCapabilities, AuthenticationResult, Buyer, Destination, FulfillmentGroup,
    FulfillmentKind, IntentTrace, MarketingConsent, Metadata, PaymentData, RiskSignals,
};
use crate::types::{Currency, FulfillmentOptionId, ItemId, Patch, Quantity};

/// Begin a session.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Create {
    /// The items, at least one.
    pub items: Vec<ItemRequest>,
    /// The currency; the merchant's own when `None`.
    pub currency: Option<Currency>,
    /// Who buys.
    pub buyer: Option<Buyer>,
    /// Where it goes.
    pub destination: Option<Destination>,
    /// Which lines go where.
    pub groups: Vec<FulfillmentGroup>,
    /// Discount codes.
    pub discount_codes: Vec<String>,
    /// What the agent can do.
    pub capabilities: AgentCapabilities,
    /// Who sent the buyer.
    pub attribution: Option<AffiliateAttribution>,
    /// Language of texts, BCP 47.
    pub locale: Option<String>,
    /// The buyer's time zone, IANA.
    pub timezone: Option<String>,
    /// A quote that the merchant gave before.
    pub quote_id: Option<String>,
    /// Notes on the order, at most 5000 characters.
    pub order_notes: Option<String>,
    /// Open data of the agent.
    pub metadata: Option<Metadata>,
    /// Fields beyond the protocol: those of extensions, and whatever else there is.
    pub extensions: Metadata,
}

impl Create {
    /// A session for these items.
    #[must_use]
    pub fn new(items: Vec<ItemRequest>) -> Self {
        Self { items, ..Self::default() }
    }
}

/// So many of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ItemRequest {
    /// The item.
    pub item: ItemId,
    /// How many.
    pub quantity: Quantity,
}

impl ItemRequest {
    /// So many of that item.
    #[must_use]
    pub fn new(item: impl Into<ItemId>, quantity: Quantity) -> Self {
        Self { item: item.into(), quantity }
    }
}

/// Change a session. What is not mentioned stays; what is mentioned replaces the whole field (C-UPD-03).
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Update {
    /// The items, all of them.
    pub items: Patch<Vec<ItemRequest>>,
    /// Who buys.
    pub buyer: Patch<Buyer>,
    /// Where it goes.
    pub destination: Patch<Destination>,
    /// Which lines go where.
    pub groups: Patch<Vec<FulfillmentGroup>>,
    /// Which option delivers which lines.
    pub selections: Patch<Vec<SelectionRequest>>,
    /// Discount codes, all of them.
    pub discount_codes: Patch<Vec<String>>,
    /// Notes on the order.
    pub order_notes: Patch<String>,
    /// Fields beyond the protocol; null clears one.
    pub extensions: Metadata,
}

/// A choice of an option for lines, as the agent names them.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SelectionRequest {
    /// The option.
    pub option: FulfillmentOptionId,
    /// Its kind, when the agent says it.
    pub kind: Option<FulfillmentKind>,
    /// Ids of lines or of items (C-FUL-02); all lines when empty.
    pub item_ids: Vec<String>,
}

impl SelectionRequest {
    /// That option for all lines.
    #[must_use]
    pub fn new(option: impl Into<FulfillmentOptionId>) -> Self {
        Self { option: option.into(), kind: None, item_ids: Vec::new() }
    }
}

/// Pay and order.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Complete {
    /// What the agent pays with.
    pub payment: PaymentData,
    /// Who buys, when it was not said before or changed.
    pub buyer: Option<Buyer>,
    /// What became of the authentication.
    pub authentication: Option<AuthenticationResult>,
    /// Who sent the buyer.
    pub attribution: Option<AffiliateAttribution>,
    /// What the agent tells of the buyer's device.
    pub risk_signals: Option<RiskSignals>,
    /// What the buyer lets the merchant send.
    pub consents: Vec<MarketingConsent>,
    /// Notes on the order.
    pub order_notes: Option<String>,
    /// Fields beyond the protocol; null clears one.
    pub extensions: Metadata,
}

impl Complete {
    /// Pay with that.
    #[must_use]
    pub fn new(payment: PaymentData) -> Self {
        Self {
            payment,
            buyer: None,
            authentication: None,
            attribution: None,
            risk_signals: None,
            consents: Vec::new(),
            order_notes: None,
            extensions: Metadata::new(),
        }
    }
}

/// Give the session up.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Cancel {
    /// Why.
    pub intent: Option<IntentTrace>,
}
