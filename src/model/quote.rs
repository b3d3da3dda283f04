//! What the merchant answers to a cart.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{
    Discounts, FulfillmentOption, Interventions, LineItem, MarketingConsentOption, Message, Metadata, PaymentHandler,
    PaymentTerms, Total, TotalKind,
};
use crate::types::{Currency, LineItemId, Money, Timestamp, Uri};

/// A priced cart: what can be had, what it costs, how it can be delivered and paid.
///
/// The engine checks it before anything goes out: lines must be those of the cart, amounts of one currency, and the
/// totals must add up. A quote that does not is the merchant's bug and becomes a 500, never a wrong price.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Quote {
    /// Currency of every amount.
    pub currency: Currency,
    /// A priced line for each line of the cart that can be priced, in the order of the cart.
    pub lines: Vec<LineItem>,
    /// Lines of the cart with which something is wrong: unknown, sold out, too many.
    pub unavailable: Vec<UnavailableItem>,
    /// Ways to deliver this cart to this address; empty while the address is not known.
    pub fulfillment_options: Vec<FulfillmentOption>,
    /// Totals by the options selected in the cart; see [`Totals`](super::Totals).
    pub totals: Vec<Total>,
    /// What became of the codes.
    pub discounts: Discounts,
    /// Messages of the merchant. Errors keep the buyer from paying.
    pub messages: Vec<Message>,
    /// Ways to pay for this cart. Shared: a shop seldom has others from one cart to the next.
    pub payment_handlers: Vec<Arc<PaymentHandler>>,
    /// Terms at which a business may pay for this cart by purchase order, with no handler at all (2026-01-30 on); empty
    /// when the shop takes no purchase orders.
    pub purchase_order_terms: Vec<PaymentTerms>,
    /// What the buyer may have to do for this cart; the merchant's general ones when `None`.
    pub interventions: Option<Interventions>,
    /// Channels for which consent is asked.
    pub consent_options: Vec<MarketingConsentOption>,
    /// Where a person must go on, when the merchant cannot sell this cart through an agent.
    pub escalation: Option<Uri>,
    /// Id of the quote at the merchant.
    pub quote_id: Option<String>,
    /// Until when the quote holds.
    pub expires_at: Option<Timestamp>,
    /// Another currency in which amounts are shown to the buyer.
    pub presentment: Option<Presentment>,
    /// What the shop's extensions add to the session, by field. Only fields that an active extension declares go out,
    /// and none that the protocol has itself (ACP-EXT-09). An agent that holds sessions strictly against the schema of
    /// the release, which is closed, must compose it with that of the extension first (C-EXT-01).
    pub extensions: Metadata,
}

impl Quote {
    /// Priced lines with their totals, nothing else.
    #[must_use]
    pub fn new(currency: Currency, lines: Vec<LineItem>, totals: Vec<Total>) -> Self {
        Self {
            currency,
            lines,
            unavailable: Vec::new(),
            fulfillment_options: Vec::new(),
            totals,
            discounts: Discounts::default(),
            messages: Vec::new(),
            payment_handlers: Vec::new(),
            purchase_order_terms: Vec::new(),
            interventions: None,
            consent_options: Vec::new(),
            escalation: None,
            quote_id: None,
            expires_at: None,
            presentment: None,
            extensions: Metadata::new(),
        }
    }

    /// What is to be paid: the entry of kind `total`.
    #[must_use]
    pub fn total(&self) -> Option<Money> {
        self.totals.iter().find(|total| total.kind == TotalKind::Total).map(|total| total.amount)
    }
}

/// A line of the cart with which something is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct UnavailableItem {
    /// The line.
    pub line: LineItemId,
    /// What is wrong.
    pub problem: ItemProblem,
}

impl UnavailableItem {
    /// That is wrong with that line.
    #[must_use]
    pub const fn new(line: LineItemId, problem: ItemProblem) -> Self {
        Self { line, problem }
    }
}

/// What can be wrong with an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum ItemProblem {
    /// The catalog does not have it.
    Unknown,
    /// Sold out.
    OutOfStock,
    /// Fewer in stock than asked for.
    NotEnough {
        /// Pieces in stock.
        available: u32,
    },
    /// More than one order may hold.
    TooMany {
        /// The most pieces in one order.
        maximum: u32,
    },
}

/// Another currency in which amounts are shown to the buyer (2026-01-30 on).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Presentment {
    /// That currency.
    pub currency: Currency,
    /// What one unit of the session's currency is worth in it.
    pub exchange_rate: Option<f64>,
    /// When that was so.
    pub exchange_rate_timestamp: Option<Timestamp>,
}

impl Presentment {
    /// Shown in that currency.
    #[must_use]
    pub const fn new(currency: Currency) -> Self {
        Self { currency, exchange_rate: None, exchange_rate_timestamp: None }
    }
}
