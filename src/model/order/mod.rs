//! What became of a purchase.
//!
//! An [`Order`] is changed by what happens to it, and takes nothing that cannot be:
//!
//! ```
//! use agentic_commerce::model::{
//!     FulfillmentKind, LineReference, Order, OrderFulfillment, OrderLine, OrderQuantity, OrderStatus, Total, TotalKind,
//! };
//! use agentic_commerce::types::{CheckoutId, Currency, Money, Timestamp, Uri};
//!
//! let usd = Currency::new("usd")?;
//! let page = Uri::new("https://shop.example/orders/1")?;
//! let mut order = Order::new("ord_1", CheckoutId::from("cs_1"), page);
//! order.lines = vec![OrderLine::new("li_1", "Mug", OrderQuantity::ordered(2))];
//! order.totals = vec![Total::new(TotalKind::Total, Money::new(3_600, usd))];
//!
//! let mut parcel = OrderFulfillment::new("ful_1", FulfillmentKind::Shipping);
//! parcel.lines = vec![LineReference::new("li_1", 2)];
//! order.ship(parcel, Timestamp::parse("2026-04-18T09:00:00Z")?)?;
//! order.deliver("ful_1", Timestamp::parse("2026-04-20T14:00:00Z")?)?;
//! assert_eq!(order.status, Some(OrderStatus::Completed));
//!
//! order.refund("adj_1", Money::new(1_800, usd), Timestamp::parse("2026-04-21T10:00:00Z")?)?;
//! assert!(order.refund("adj_2", Money::new(1_801, usd), Timestamp::parse("2026-04-22T10:00:00Z")?).is_err());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod change;
mod error;

use serde::{Deserialize, Serialize};

use super::{Address, FulfillmentKind, Total};
pub use error::OrderError;

use crate::types::{CheckoutId, LineItemId, Money, OrderId, Timestamp, Uri};

/// An order of the merchant.
///
/// The newest model of the protocol (2026-04-17, orders); older releases say less of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Order {
    /// The merchant's id.
    pub id: OrderId,
    /// The session that it came from.
    pub checkout_id: CheckoutId,
    /// A page that shows the order to whoever knows at most the buyer's e-mail address.
    pub permalink_url: Uri,
    /// Number that people use.
    pub number: Option<String>,
    /// How far it has come.
    pub status: Option<OrderStatus>,
    /// When it should arrive.
    pub estimated_delivery: Option<EstimatedDelivery>,
    /// Confirmation.
    pub confirmation: Option<OrderConfirmation>,
    /// Where the buyer gets help.
    pub support: Option<Support>,
    /// The agent's own id of the order.
    pub client_reference_id: Option<String>,
    /// Lines.
    pub lines: Vec<OrderLine>,
    /// Shipments, pickups, deliveries of data.
    pub fulfillments: Vec<OrderFulfillment>,
    /// Refunds, returns, credits.
    pub adjustments: Vec<Adjustment>,
    /// Totals; the `total` stays what was charged.
    pub totals: Vec<Total>,
}

impl Order {
    /// An order with what every release requires.
    #[must_use]
    pub fn new(id: impl Into<OrderId>, checkout_id: CheckoutId, permalink_url: Uri) -> Self {
        Self {
            id: id.into(),
            checkout_id,
            permalink_url,
            number: None,
            status: None,
            estimated_delivery: None,
            confirmation: None,
            support: None,
            client_reference_id: None,
            lines: Vec::new(),
            fulfillments: Vec::new(),
            adjustments: Vec::new(),
            totals: Vec::new(),
        }
    }
}

/// What happened to an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::exhaustive_enums, reason = "every release tells these two apart, and no others")]
pub enum OrderEventKind {
    /// It was placed.
    Created,
    /// It changed.
    Updated,
}

open_enum! {
    /// How far an order has come (2026-04-17, orders).
    pub enum OrderStatus {
        /// Taken down.
        Created = "created",
        /// Confirmed.
        Confirmed = "confirmed",
        /// Being looked at by a person.
        ManualReview = "manual_review",
        /// Being prepared.
        Processing = "processing",
        /// On its way.
        Shipped = "shipped",
        /// All there.
        Completed = "completed",
        /// Canceled.
        Canceled = "canceled",
    }
}

/// From when to when something should arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct EstimatedDelivery {
    /// Earliest.
    pub earliest: Timestamp,
    /// Latest.
    pub latest: Timestamp,
}

impl EstimatedDelivery {
    /// Between these.
    #[must_use]
    pub const fn new(earliest: Timestamp, latest: Timestamp) -> Self {
        Self { earliest, latest }
    }
}

/// How the order was confirmed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct OrderConfirmation {
    /// Number of the confirmation.
    pub confirmation_number: Option<String>,
    /// Whether an e-mail went out.
    pub confirmation_email_sent: Option<bool>,
    /// Where the receipt is.
    pub receipt_url: Option<Uri>,
    /// Number of the bill.
    pub invoice_number: Option<String>,
    /// The buyer's notes.
    pub order_notes: Option<String>,
}

/// Where the buyer gets help.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Support {
    /// E-mail address.
    pub email: Option<String>,
    /// Telephone number.
    pub phone: Option<String>,
    /// When somebody is there.
    pub hours: Option<String>,
    /// Help pages.
    pub help_center_url: Option<Uri>,
}

/// A line of an order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct OrderLine {
    /// Id of the line.
    pub id: LineItemId,
    /// Name of the product.
    pub title: String,
    /// The merchant's product id.
    pub product_id: Option<String>,
    /// Description.
    pub description: Option<String>,
    /// Picture.
    pub image_url: Option<Uri>,
    /// Page of the product.
    pub url: Option<Uri>,
    /// How many.
    pub quantity: OrderQuantity,
    /// Price of one piece.
    pub unit_price: Option<Money>,
    /// Price of the line.
    pub subtotal: Option<Money>,
    /// Totals of the line.
    pub totals: Vec<Total>,
    /// How far it has come.
    pub status: Option<OrderLineStatus>,
}

impl OrderLine {
    /// So many of something.
    #[must_use]
    pub fn new(id: impl Into<LineItemId>, title: impl Into<String>, quantity: OrderQuantity) -> Self {
        Self {
            id: id.into(),
            title: title.into(),
            product_id: None,
            description: None,
            image_url: None,
            url: None,
            quantity,
            unit_price: None,
            subtotal: None,
            totals: Vec::new(),
            status: None,
        }
    }
}

/// How many pieces were ordered, are still wanted, and were fulfilled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct OrderQuantity {
    /// Ordered at first, at least 1.
    pub ordered: i64,
    /// Wanted now, after cancellations.
    pub current: i64,
    /// Fulfilled so far.
    pub fulfilled: i64,
}

impl OrderQuantity {
    /// So many ordered, none fulfilled.
    #[must_use]
    pub const fn ordered(pieces: i64) -> Self {
        Self { ordered: pieces, current: pieces, fulfilled: 0 }
    }
}

open_enum! {
    /// How far a line has come.
    pub enum OrderLineStatus {
        /// Nothing fulfilled yet.
        Processing = "processing",
        /// Some fulfilled.
        Partial = "partial",
        /// All fulfilled.
        Fulfilled = "fulfilled",
        /// None wanted any more.
        Removed = "removed",
    }
}

/// So many of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LineReference {
    /// The line.
    pub id: LineItemId,
    /// How many pieces, at least 1.
    pub quantity: i64,
}

impl LineReference {
    /// So many of that line.
    #[must_use]
    pub fn new(id: impl Into<LineItemId>, quantity: i64) -> Self {
        Self { id: id.into(), quantity }
    }
}

/// A shipment, a pickup, a delivery of data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct OrderFulfillment {
    /// Its id.
    pub id: String,
    /// Its kind. Local delivery is told as shipping (C-FUL-04).
    pub kind: FulfillmentKind,
    /// How far it has come.
    pub status: Option<FulfillmentStatus>,
    /// What it holds.
    pub lines: Vec<LineReference>,
    /// Who carries it.
    pub carrier: Option<String>,
    /// The carrier's number.
    pub tracking_number: Option<String>,
    /// Where it can be followed.
    pub tracking_url: Option<Uri>,
    /// Where it goes.
    pub destination: Option<Address>,
    /// When it should arrive.
    pub estimated_delivery: Option<EstimatedDelivery>,
    /// How data are fetched.
    pub digital_delivery: Option<DigitalDelivery>,
    /// What people read.
    pub description: Option<String>,
    /// What happened so far, in order.
    pub events: Vec<FulfillmentEvent>,
}

impl OrderFulfillment {
    /// A fulfillment of that kind.
    #[must_use]
    pub fn new(id: impl Into<String>, kind: FulfillmentKind) -> Self {
        Self {
            id: id.into(),
            kind,
            status: None,
            lines: Vec::new(),
            carrier: None,
            tracking_number: None,
            tracking_url: None,
            destination: None,
            estimated_delivery: None,
            digital_delivery: None,
            description: None,
            events: Vec::new(),
        }
    }
}

open_enum! {
    /// How far a fulfillment has come.
    pub enum FulfillmentStatus {
        /// Not begun.
        Pending = "pending",
        /// Being prepared.
        Processing = "processing",
        /// On its way.
        Shipped = "shipped",
        /// With the carrier.
        InTransit = "in_transit",
        /// With the driver.
        OutForDelivery = "out_for_delivery",
        /// Ready to be fetched.
        ReadyForPickup = "ready_for_pickup",
        /// Arrived.
        Delivered = "delivered",
        /// Did not work.
        Failed = "failed",
        /// Canceled.
        Canceled = "canceled",
    }
}

/// How data are fetched.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DigitalDelivery {
    /// Where.
    pub access_url: Option<Uri>,
    /// License.
    pub license_key: Option<String>,
    /// Until when.
    pub expires_at: Option<Timestamp>,
}

/// Something that happened to a fulfillment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FulfillmentEvent {
    /// Its id.
    pub id: String,
    /// What happened.
    pub kind: FulfillmentEventKind,
    /// When.
    pub occurred_at: Timestamp,
    /// What people read.
    pub description: Option<String>,
    /// Where.
    pub location: Option<String>,
}

impl FulfillmentEvent {
    /// That happened then.
    #[must_use]
    pub fn new(id: impl Into<String>, kind: FulfillmentEventKind, occurred_at: Timestamp) -> Self {
        Self { id: id.into(), kind, occurred_at, description: None, location: None }
    }
}

open_enum! {
    /// What can happen to a fulfillment.
    pub enum FulfillmentEventKind {
        /// Being prepared.
        Processing = "processing",
        /// Handed over.
        Shipped = "shipped",
        /// On its way.
        InTransit = "in_transit",
        /// With the driver.
        OutForDelivery = "out_for_delivery",
        /// Arrived.
        Delivered = "delivered",
        /// Ready to be fetched.
        ReadyForPickup = "ready_for_pickup",
        /// Nobody was there.
        FailedAttempt = "failed_attempt",
        /// Could not be delivered.
        Undeliverable = "undeliverable",
        /// Went back.
        ReturnedToSender = "returned_to_sender",
        /// Canceled.
        Canceled = "canceled",
    }
}

/// Something that changed after the purchase: a refund, a return, a credit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Adjustment {
    /// Its id.
    pub id: String,
    /// Its kind.
    pub kind: AdjustmentKind,
    /// When.
    pub occurred_at: Timestamp,
    /// How far it has come.
    pub status: AdjustmentStatus,
    /// The lines that it concerns.
    pub lines: Vec<LineReference>,
    /// How much.
    pub amount: Option<Money>,
    /// What people read.
    pub description: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

impl Adjustment {
    /// An adjustment of that kind.
    #[must_use]
    pub fn new(id: impl Into<String>, kind: AdjustmentKind, status: AdjustmentStatus, occurred_at: Timestamp) -> Self {
        Self {
            id: id.into(),
            kind,
            occurred_at,
            status,
            lines: Vec::new(),
            amount: None,
            description: None,
            reason: None,
        }
    }
}

open_enum! {
    /// A kind of adjustment (2026-04-17, orders §4.5).
    pub enum AdjustmentKind {
        /// Money went back.
        Refund = "refund",
        /// Goods went back.
        Return = "return",
        /// Store credit was given.
        Credit = "credit",
        /// Goods were exchanged.
        Exchange = "exchange",
        /// A price was changed.
        PriceAdjustment = "price_adjustment",
        /// Something was canceled.
        Cancellation = "cancellation",
        /// The payment is disputed.
        Dispute = "dispute",
    }
}

open_enum! {
    /// How far an adjustment has come.
    pub enum AdjustmentStatus {
        /// Begun.
        Pending = "pending",
        /// Done.
        Completed = "completed",
        /// Did not work.
        Failed = "failed",
    }
}
