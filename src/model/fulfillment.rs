//! How the goods reach the buyer.

use serde::{Deserialize, Serialize};

use super::{Address, Total, TotalKind};
use crate::types::{FulfillmentOptionId, LineItemId, Money, Timestamp};

/// Where the goods go and whom to tell (`FulfillmentDetails`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Destination {
    /// Recipient.
    pub name: Option<String>,
    /// Telephone number of the recipient, E.164 recommended.
    pub phone_number: Option<String>,
    /// E-mail address of the recipient.
    pub email: Option<String>,
    /// Postal address.
    pub address: Option<Address>,
}

impl Destination {
    /// A postal address, received by the name on it.
    #[must_use]
    pub fn at(address: Address) -> Self {
        Self { name: Some(address.name.clone()), address: Some(address), ..Self::default() }
    }
}

closed_enum! {
    /// A kind of fulfillment.
    pub enum FulfillmentKind {
        /// Sent to an address.
        Shipping = "shipping",
        /// Delivered as data.
        Digital = "digital",
        /// Fetched by the buyer (2026-01-30 on).
        Pickup = "pickup",
        /// Brought by the merchant nearby (2026-01-30 on).
        LocalDelivery = "local_delivery",
    }
}

/// A way to deliver, offered for a cart and priced.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FulfillmentOption {
    /// Id, unique within the checkout.
    pub id: FulfillmentOptionId,
    /// What the buyer reads: "Standard".
    pub title: String,
    /// One more line: "Arrives in 4–5 days".
    pub description: Option<String>,
    /// Price before tax.
    pub subtotal: Money,
    /// Tax on it.
    pub tax: Money,
    /// What belongs to its kind.
    pub detail: FulfillmentDetail,
}

/// What belongs to one kind of fulfillment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum FulfillmentDetail {
    /// Sent to an address.
    Shipping {
        /// Who carries it.
        carrier: Option<String>,
        /// Earliest and latest delivery.
        delivery: Option<TimeWindow>,
    },
    /// Delivered as data.
    Digital,
    /// Fetched by the buyer.
    Pickup {
        /// Where to fetch it.
        location: Box<PickupLocation>,
        /// In the store, at the curb, from a locker.
        pickup_type: Option<PickupType>,
        /// When it is ready.
        ready_by: Option<Timestamp>,
        /// Until when it waits.
        pickup_by: Option<Timestamp>,
    },
    /// Brought by the merchant nearby.
    LocalDelivery {
        /// When it comes.
        window: Option<TimeWindow>,
        /// Where the merchant delivers.
        service_area: Option<ServiceArea>,
    },
}

impl FulfillmentOption {
    /// Shipping to an address, without tax.
    #[must_use]
    pub fn shipping(id: impl Into<FulfillmentOptionId>, title: impl Into<String>, price: Money) -> Self {
        Self::of(id, title, price, FulfillmentDetail::Shipping { carrier: None, delivery: None })
    }

    /// Delivery as data, without tax.
    #[must_use]
    pub fn digital(id: impl Into<FulfillmentOptionId>, title: impl Into<String>, price: Money) -> Self {
        Self::of(id, title, price, FulfillmentDetail::Digital)
    }

    /// An option of any kind, without tax.
    #[must_use]
    pub fn of(
        id: impl Into<FulfillmentOptionId>,
        title: impl Into<String>,
        price: Money,
        detail: FulfillmentDetail,
    ) -> Self {
        Self {
            id: id.into(),
            title: title.into(),
            description: None,
            subtotal: price,
            tax: Money::zero(price.currency),
            detail,
        }
    }

    /// The kind.
    #[must_use]
    pub const fn kind(&self) -> FulfillmentKind {
        match self.detail {
            FulfillmentDetail::Shipping { .. } => FulfillmentKind::Shipping,
            FulfillmentDetail::Digital => FulfillmentKind::Digital,
            FulfillmentDetail::Pickup { .. } => FulfillmentKind::Pickup,
            FulfillmentDetail::LocalDelivery { .. } => FulfillmentKind::LocalDelivery,
        }
    }

    /// Price with tax.
    ///
    /// # Errors
    ///
    /// [`MoneyError`](crate::types::MoneyError) when price and tax cannot be added.
    pub fn total(&self) -> Result<Money, crate::types::MoneyError> {
        self.subtotal.checked_add(self.tax)
    }

    /// The price as totals: subtotal, tax, total.
    ///
    /// # Errors
    ///
    /// [`MoneyError`](crate::types::MoneyError) when price and tax cannot be added.
    pub fn totals(&self) -> Result<Vec<Total>, crate::types::MoneyError> {
        Ok(vec![
            Total::new(TotalKind::Subtotal, self.subtotal),
            Total::new(TotalKind::Tax, self.tax),
            Total::new(TotalKind::Total, self.total()?),
        ])
    }
}

/// From when to when. Either end may be open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TimeWindow {
    /// Earliest.
    pub start: Option<Timestamp>,
    /// Latest.
    pub end: Option<Timestamp>,
}

impl TimeWindow {
    /// From `start` to `end`.
    #[must_use]
    pub const fn new(start: Timestamp, end: Timestamp) -> Self {
        Self { start: Some(start), end: Some(end) }
    }
}

/// Where the buyer fetches the goods.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PickupLocation {
    /// Name of the place.
    pub name: String,
    /// Its address.
    pub address: Address,
    /// Its telephone number.
    pub phone: Option<String>,
    /// How to find it, what to bring.
    pub instructions: Option<String>,
}

impl PickupLocation {
    /// A place of that name and address.
    #[must_use]
    pub fn new(name: impl Into<String>, address: Address) -> Self {
        Self { name: name.into(), address, phone: None, instructions: None }
    }
}

closed_enum! {
    /// How the buyer fetches the goods.
    pub enum PickupType {
        /// In the store.
        InStore = "in_store",
        /// At the curb.
        Curbside = "curbside",
        /// From a locker.
        Locker = "locker",
    }
}

/// Where the merchant delivers.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ServiceArea {
    /// Radius in miles.
    pub radius_miles: Option<f64>,
    /// Postal code at the center.
    pub center_postal_code: Option<String>,
}

/// Which option delivers which lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Selection {
    /// The option.
    pub option: FulfillmentOptionId,
    /// Its kind.
    pub kind: FulfillmentKind,
    /// The lines that it delivers.
    pub lines: Vec<LineItemId>,
    /// How the agent named the lines; the answer names them likewise (C-FUL-02).
    pub named_by: NamedBy,
}

impl Selection {
    /// The option delivers these lines.
    #[must_use]
    pub fn new(option: FulfillmentOptionId, kind: FulfillmentKind, lines: Vec<LineItemId>) -> Self {
        Self { option, kind, lines, named_by: NamedBy::Line }
    }
}

/// How lines are named: the schema says by line, the official examples do it by item (C-FUL-02).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::exhaustive_enums, reason = "a line has these two names")]
pub enum NamedBy {
    /// By the id of the line.
    #[default]
    Line,
    /// By the id of the item on the line.
    Item,
}

/// Lines that go to one place (2026-01-30 on).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FulfillmentGroup {
    /// Id of the group.
    pub id: String,
    /// Ids of lines or items, as the agent wrote them.
    pub item_ids: Vec<String>,
    /// How they are fulfilled.
    pub kind: FulfillmentKind,
    /// Where they go.
    pub destination: Option<Destination>,
    /// Where they are fetched.
    pub location_id: Option<String>,
    /// What to mind.
    pub instructions: Option<String>,
}

impl FulfillmentGroup {
    /// A group of lines.
    #[must_use]
    pub fn new(id: impl Into<String>, item_ids: Vec<String>, kind: FulfillmentKind) -> Self {
        Self { id: id.into(), item_ids, kind, destination: None, location_id: None, instructions: None }
    }
}
