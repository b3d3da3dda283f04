//! From and to the model.
//!
//! Where the release says what [2025-12-12](crate::acp::v2025_12_12) says, it converts as that does, down to the words of
//! the messages that stand in for what has no place. What it says otherwise:
//!
//! | The model says | This release says |
//! | --- | --- |
//! | what a way to deliver costs | a list of subtotal, tax and total |
//! | a handler of Stripe | `payment_provider`, with the `merchant_id` of its settings; a handler without one is not told, and a message says so |
//! | authentication required | `authentication_required`, with the metadata if the merchant knows the browser, or a part of it |
//! | an authentication that was denied, or broke on the agent's side | `failed`, `unavailable` |
//!
//! `authentication_provider` is never written and passed over when it is read: no other release has such a thing, nor has
//! the model. A client refuses to report an outcome that is none of the five.

mod authentication;
mod fulfillment;
mod payment;
mod request;
mod session;

pub(crate) use crate::acp::v2025_12_12::request_path;
