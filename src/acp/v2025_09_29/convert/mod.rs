//! From and to the model.
//!
//! The model is as wide as the newest release; this one is the narrowest. What becomes of the difference:
//!
//! # Sessions, on their way out
//!
//! | The model says | This release says |
//! | --- | --- |
//! | incomplete, requires escalation, authentication required | `not_ready_for_payment`, and a message that says what is the matter, with the page where the buyer goes on |
//! | pending approval, complete in progress | `in_progress`, and a message |
//! | expired | `canceled`, and a message |
//! | gift wrap, tip, kinds without a name | `fee`, which counts the same way |
//! | store credit | `discount`, which counts the same way |
//! | an amount in the currency that is shown to the buyer | part of the text beside the amount |
//! | a warning | an info |
//! | an error of a kind that came later | the nearest of the six codes |
//! | what the law wants the buyer to read | an info about the line |
//! | a return policy | `seller_shop_policies`, unless there are such |
//! | pickup, local delivery | no option, and a message |
//! | several options for several lines, an option that cannot be told | no `fulfillment_option_id`, and an error: an agent must not take a part for the whole |
//! | groups of lines that go elsewhere | the main address, and an error |
//! | a handler of Stripe | `payment_provider`, for cards |
//! | only handlers of others | no `payment_provider`, and a message |
//!
//! An error that is told for such a reason keeps an open session from being ready. A session that has ended, or that is
//! being completed, keeps its status: there it is an info. Lines without a price are not shown; messages about them are
//! about all lines.
//!
//! Lost without a word, because an agent of this release knows nothing of it: the product behind a line, tax by
//! jurisdiction, titles of links, recipients other than the one on the address, the buyer's company and accounts, what
//! became of discount codes (messages and totals tell), capabilities, times, quotes, and of an order all but its id and
//! its page. A buyer without any name is left out, because a name is required.
//!
//! # Requests, on their way out
//!
//! A client loses the wished currency, language and time zone, its capabilities, risk signals and consents, and what a
//! buyer or a recipient is beyond name, e-mail address, telephone number and address: hints, and answers to questions
//! that this release does not ask. Whatever would make it another purchase is refused with
//! [`EncodeError::NotInRelease`](crate::acp::EncodeError::NotInRelease): groups, several options, discount codes, a
//! destination without an address, a buyer without a name, a quote, notes, metadata, an attribution, the result of an
//! authentication, terms of a purchase order, and payment by anything but a provider's token for a card. A choice for
//! some lines becomes one for all of them, because an option for all is all that can be chosen.

mod address;
pub(crate) mod amount;
mod buyer;
mod error;
pub(crate) mod field;
pub(crate) mod fulfillment;
mod line_item;
mod link;
mod message;
pub(crate) mod note;
pub(crate) mod payment;
pub(crate) mod request;
mod session;
pub(crate) mod status;
pub(crate) mod total;
mod webhook;

pub(crate) use field::request_path;
