//! The checkout session.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

use crate::acp::v2026_04_17::{
    AuthenticationMetadata, Buyer, Capabilities, DiscountsResponse, FulfillmentDetails, FulfillmentGroup,
    FulfillmentOption, LineItem, Link, MarketingConsentOption, Message, Order, SelectedFulfillmentOption, Total,
};
use crate::types::{CheckoutId, Currency, Timestamp, Uri, present};

open_enum! {
    /// Where a session stands.
    pub enum CheckoutSessionStatus {
        /// It has just begun.
        Incomplete = "incomplete",
        /// Something is missing or wrong; the messages say what.
        NotReadyForPayment = "not_ready_for_payment",
        /// Someone has to step in.
        RequiresEscalation = "requires_escalation",
        /// The buyer's bank has to authenticate the payment.
        AuthenticationRequired = "authentication_required",
        /// It can be completed.
        ReadyForPayment = "ready_for_payment",
        /// Someone has to approve it.
        PendingApproval = "pending_approval",
        /// It is being completed, which takes a while.
        CompleteInProgress = "complete_in_progress",
        /// It became an order.
        Completed = "completed",
        /// It was called off.
        Canceled = "canceled",
        /// Something is under way.
        InProgress = "in_progress",
        /// Its time is over.
        Expired = "expired",
    }
}

/// Which release of the protocol an answer speaks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ProtocolVersion {
    /// The release, a date.
    #[cfg_attr(feature = "schemars", schemars(regex(pattern = r"^\d{4}-\d{2}-\d{2}$")))]
    pub version: String,
}

impl ProtocolVersion {
    /// With its fields.
    #[must_use]
    pub fn new(version: impl Into<String>) -> Self {
        Self { version: version.into() }
    }
}

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
    /// The channels through which the merchant would like to write to the buyer. An empty list says the same as none.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub marketing_consent_options: Option<Vec<MarketingConsentOption>>,
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
            marketing_consent_options: None,
            order: None,
        }
    }
}
