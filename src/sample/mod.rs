//! A whole shop in memory, to try the protocol on and to copy from.
//!
//! [`SampleShop`] answers everything that [`CommerceBackend`](crate::backend::CommerceBackend) asks, exactly and
//! without waiting: prices, stock, discount codes, delivery, tax, payments, orders. What it does it writes down in a
//! [`Ledger`], so that a test can count charges and orders.
//!
//! ```
//! use agentic_commerce::backend::{CommerceBackend, Context};
//! use agentic_commerce::model::{Cart, CartLine};
//! use agentic_commerce::sample::SampleShop;
//! use agentic_commerce::types::{ApiVersion, CheckoutId, Money, Principal, Quantity, Timestamp};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let shop = SampleShop::builtin();
//! let now = Timestamp::parse("2026-05-04T09:00:00Z")?;
//! let context = Context::new(Principal::new("agent"), ApiVersion::LATEST, CheckoutId::new("cs_1"), "token_1", now);
//!
//! let mut cart = Cart::default();
//! cart.lines.push(CartLine::new("li_1", "ebook", Quantity::new(2)?));
//! cart.discount_codes.push("welcome10".to_owned());
//!
//! // 2 × 9.99 = 19.98, less 10 % (1.998, so 2.00) = 17.98, plus 8.25 % tax (1.48335, so 1.48) = 19.46.
//! let quote = shop.quote(&context, &cart).await?;
//! assert_eq!(quote.total(), Some(Money::new(1_946, shop.catalog().currency())));
//! # Ok(())
//! # }
//! ```
//!
//! # Prices
//!
//! - Percentages come off every line, rounded so that the lines add up to the rounded whole ([`Reduction::Percent`]);
//!   amounts come off the order, at most its subtotal ([`Reduction::Amount`]). Each discount is taken off what the one
//!   before it left, in the order of their priorities.
//! - Tax is taken of each line after its own discount, rounded half up, as soon as the address is known or there is
//!   nothing to send. Before that it is zero, and a message says so. What comes off the order does not lower it.
//! - Delivery is free of tax.
//! - The total counts the options that the cart selects, as far as they are offered.
//!
//! # Payments
//!
//! The shop's payment provider does what its test tokens say, which are constants of [`token`]:
//!
//! | token | what happens |
//! | --- | --- |
//! | `spt_test_success` | the money is set aside |
//! | `spt_test_declined` | declined |
//! | `spt_test_insufficient_funds` | declined, for want of money |
//! | `spt_test_3ds` | authentication required; resumed with `authenticated` or `attempt_acknowledged` it succeeds, with any other outcome it is declined |
//! | `spt_test_pending` | somebody must approve; resumed it succeeds |
//! | `spt_test_timeout` | never an answer, never a charge |
//! | `spt_test_timeout_once` | charged, but the answer is lost; the same call again tells of that charge |
//! | `vt_test_store_credit` | with the handler `store_credit`: the buyer's credit is drawn on |
//! | anything else | declined |
//!
//! The same idempotency token never charges twice.
//!
//! What can be paid with varies with the cart:
//!
//! - Cards, always. From an amount on that the shop is [told](SampleShop::with_authentication_from) ($500 in the
//!   built-in shop), 3-D Secure is required: an agent that cannot do it is told so at once, and whatever the agent
//!   declared, `spt_test_success` wants an authentication as well.
//! - [Store credit](SampleShop::set_store_credit), where the buyer is signed in and has enough of it. The customer
//!   `cust_ada` of the built-in shop has $50.
//! - Purchase orders of a business at 30 or 60 days. With `approval_required`, somebody must approve; resumed, it
//!   succeeds.
//!
//! # After a restart
//!
//! The shop forgets what it did, unless it is [told](SampleShop::with_ledger_file) to keep it in a file.
//!
//! # The catalog file
//!
//! [`Catalog::from_json`] reads a file of your own; [`Catalog::BUILTIN_JSON`] is one to start from. Amounts are in minor
//! units: cents for the dollar, whole yen for the yen. A key that is not listed here is an error, so that a typo does
//! not pass.
//!
//! | key | |
//! | --- | --- |
//! | `currency` | code of ISO 4217, such as `"usd"` |
//! | `base_url` | pages of orders are at `<base_url>/orders/<id>` |
//! | `tax_rate` | fraction such as `"0.0825"`, at most six decimals; 0 if absent |
//! | `links` | pages by kind: `"terms_of_use"`, `"privacy_policy"`, `"return_policy"`, … ([`LinkKind`](crate::model::LinkKind)) |
//! | `products[]` | at least one |
//! | `products[].id`, `products[].title` | text |
//! | `products[].description` | text, optional |
//! | `products[].price` | amount for one piece |
//! | `products[].stock` | number of pieces, or `"unlimited"` |
//! | `products[].kind` | `"physical"` or `"digital"` |
//! | `products[].images` | addresses, optional |
//! | `products[].weight` | `{ "value": 350, "unit": "g" }` with `g`, `kg`, `oz` or `lb`, optional |
//! | `products[].max_per_order` | most pieces in one order, 999 if absent |
//! | `shipping[]` | ways to send physical products, optional |
//! | `shipping[].id`, `shipping[].title` | text |
//! | `shipping[].carrier` | text, optional |
//! | `shipping[].price` | amount for the whole order |
//! | `shipping[].days` | `{ "from": 5, "to": 7 }` after the order |
//! | `shipping[].countries` | codes of two letters; everywhere if absent |
//! | `discounts[]` | codes, and what is taken off unasked; optional |
//! | `discounts[].code`, `discounts[].name` | text |
//! | `discounts[].percent` or `discounts[].amount` | what it takes off: 0 to 100, at most four decimals, or an amount |
//! | `discounts[].expires_at` | time from which it is over, such as `"2026-12-31T00:00:00Z"`, optional |
//! | `discounts[].minimum` | least amount of goods, optional |
//! | `discounts[].automatic` | `true` to take it off unasked; its code is then the shop's own name for it |
//! | `discounts[].exclusive` | `true` if it goes with no other code |
//! | `discounts[].priority` | when it is taken off, 1 first; without it, after those that have one, percentages first |

mod catalog;
mod catalog_error;
mod credit;
mod discount;
#[cfg(feature = "feed")]
mod feed;
mod file;
mod fulfillment;
mod journal;
mod ledger;
mod order;
mod payment;
mod pricing;
mod shop;
mod state;
mod stock;
#[cfg(test)]
mod tests;

pub use catalog::{Catalog, DiscountCode, Product, ProductKind, Reduction, ShippingOption, Stock};
pub use catalog_error::CatalogError;
pub use ledger::{Ledger, LedgerEntry, Tally};
pub use payment::token;
pub use shop::SampleShop;
