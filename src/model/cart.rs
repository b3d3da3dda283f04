//! What the buyer wants.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Address, Buyer, Destination, FulfillmentGroup, Selection};
use crate::types::{Currency, FulfillmentOptionId, ItemId, LineItemId, Quantity};

/// Open data of the agent.
pub type Metadata = BTreeMap<String, Value>;

/// What the buyer wants: the whole of it, whatever part the last request changed.
///
/// The merchant is asked to quote it as it stands. It holds wishes, not facts: an item may be unknown, a code void.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Cart {
    /// The items, in the agent's order.
    pub lines: Vec<CartLine>,
    /// The currency that the agent asked for.
    pub currency: Option<Currency>,
    /// Who buys.
    pub buyer: Option<Buyer>,
    /// Where it goes.
    pub destination: Option<Destination>,
    /// Which lines go where, when not all go to one place.
    pub groups: Vec<FulfillmentGroup>,
    /// Which option delivers which lines: as chosen, or the cheapest where nothing is chosen.
    pub selections: Vec<Selection>,
    /// Codes, in the agent's order.
    pub discount_codes: Vec<String>,
    /// Language of texts, BCP 47.
    pub locale: Option<String>,
    /// The buyer's time zone, IANA.
    pub timezone: Option<String>,
    /// A quote that the merchant gave before.
    pub quote_id: Option<String>,
    /// Notes on the order.
    pub order_notes: Option<String>,
    /// Open data of the agent.
    pub metadata: Option<Metadata>,
    /// What active extensions carry, by field; checked by
    /// [`CommerceBackend::check_extension`](crate::backend::CommerceBackend::check_extension) (2026-01-30 on).
    pub extensions: Metadata,
}

impl Cart {
    /// Where the goods go, if it is known.
    #[must_use]
    pub fn address(&self) -> Option<&Address> {
        self.destination.as_ref()?.address.as_ref()
    }

    /// The option that delivers this line, if one is chosen.
    #[must_use]
    pub fn option_for(&self, line: &LineItemId) -> Option<&FulfillmentOptionId> {
        self.selections.iter().find(|selection| selection.lines.contains(line)).map(|selection| &selection.option)
    }
}

/// An item that the buyer wants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CartLine {
    /// Id of the line. It stays the same while the item stays in the cart.
    pub id: LineItemId,
    /// The item.
    pub item: ItemId,
    /// How many.
    pub quantity: Quantity,
}

impl CartLine {
    /// So many of that item.
    #[must_use]
    pub fn new(id: impl Into<LineItemId>, item: impl Into<ItemId>, quantity: Quantity) -> Self {
        Self { id: id.into(), item: item.into(), quantity }
    }
}
