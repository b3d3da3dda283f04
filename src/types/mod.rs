//! Words that every release of the protocol shares.
//!
//! Exact money ([`Money`], [`Currency`]), points in time ([`Timestamp`], [`Clock`]), identifiers that cannot be mixed
//! up ([`CheckoutId`], [`OrderId`], …), text that does not print ([`Secret`]), and the difference between "not
//! mentioned" and "cleared" ([`Patch`]).
//!
//! ```
//! use agentic_commerce::types::{Currency, Money};
//!
//! let usd = Currency::new("usd")?;
//! let price = Money::new(1_999, usd); // $19.99 in minor units
//! assert_eq!(price.checked_mul(3)?, Money::new(5_997, usd));
//! assert_eq!(price.to_string(), "19.99 USD");
//!
//! let yen = Currency::new("JPY")?;
//! assert!(price.checked_add(Money::new(500, yen)).is_err()); // two currencies never add up
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#[macro_use]
mod open_enum;

mod currency;
mod id;
mod money;
mod patch;
mod present;
mod quantity;
mod secret;
mod shared;
mod time;
mod uri;
mod version;

pub use currency::{Currency, CurrencyError};
pub use id::{CheckoutId, EventId, FulfillmentOptionId, HandlerId, ItemId, LineItemId, OrderId, Principal, RequestId};
pub use money::{Money, MoneyError};
pub use open_enum::Unlisted;
pub use patch::Patch;
pub(crate) use present::present;
pub use quantity::{Quantity, QuantityError};
pub use secret::Secret;
pub(crate) use secret::exposed;
pub use shared::Shared;
pub use time::{Clock, SystemClock, Timestamp, TimestampError};
pub use uri::{Uri, UriError};
pub use version::{ApiVersion, UnsupportedVersion};
