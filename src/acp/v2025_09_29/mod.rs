//! 2025-09-29: the first release.
//!
//! What it says, and what later releases say otherwise:
//!
//! - A session is created from `items`, each with an id and a quantity, and perhaps a buyer and an address. The buyer
//!   has a first name, a last name and an e-mail address. A quantity is any number above zero.
//! - There is one address and one way to deliver, selected by its id. Goods are shipped or delivered as data.
//! - A line carries its five amounts as fields: base amount, discount, subtotal, tax and total.
//! - Payment is a token of the provider that the session names. There is no negotiation of capabilities, no
//!   authentication by the buyer's bank, no discount code.
//! - A session is not ready, ready, in progress, completed or canceled.
//! - Messages are infos and errors. An error that ends a request is flat; reuse of an idempotency key has a type of its
//!   own, `request_not_idempotent`.
//! - Cancel has no body.
//! - The token comes from the payment service provider: [`delegate_payment`].
//!
//! Every type here bears the name that it has in the JSON Schema of the release (`schema.agentic_checkout.json`).
//! Reading ignores unknown fields and refuses `null` where the schema does not allow it, except in an update, where it
//! clears. Amounts are integers in minor units of the session's currency.
//!
//! ```
//! use agentic_commerce::acp::v2025_09_29::{CheckoutSessionCreateRequest, Item};
//! use agentic_commerce::types::Quantity;
//!
//! let body = r#"{ "items": [{ "id": "mug", "quantity": 2 }] }"#;
//! let request: CheckoutSessionCreateRequest = serde_json::from_str(body)?;
//! assert_eq!(request.items, [Item::new("mug", Quantity::new(2)?)]);
//! assert_eq!(serde_json::to_string(&request)?, r#"{"items":[{"id":"mug","quantity":2}]}"#);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod address;
mod buyer;
mod checkout;
pub(crate) mod convert;
pub mod delegate_payment;
mod error;
mod fulfillment;
mod line_item;
mod link;
mod message;
mod order;
mod payment;
mod quantity;
mod total;
mod webhook;

pub use address::Address;
pub use buyer::Buyer;
pub use checkout::{
    CheckoutSession, CheckoutSessionCompleteRequest, CheckoutSessionCreateRequest, CheckoutSessionStatus,
    CheckoutSessionUpdateRequest,
};
pub(crate) use convert::request_path;
pub use error::{Error, ErrorType};
pub use fulfillment::{FulfillmentOption, FulfillmentOptionDigital, FulfillmentOptionShipping};
pub use line_item::{Item, LineItem};
pub use link::{Link, LinkType};
pub use message::{ContentType, Message, MessageError, MessageErrorCode, MessageInfo};
pub use order::Order;
pub use payment::{PaymentData, PaymentProvider, PaymentProviderName, SupportedPaymentMethod};
pub use quantity::ItemQuantity;
pub use total::{Total, TotalType};
pub use webhook::{
    EventDataOrder, EventDataType, EventOrderStatus, Refund, RefundType, WebhookEvent, WebhookEventType,
};
