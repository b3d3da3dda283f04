//! From and to the model.
//!
//! Where the release says what 2025-09-29 says, it converts as [that](crate::acp::v2025_09_29) does, down to the words
//! of the messages that stand in for what has no place. What it says besides:
//!
//! | The model says | This release says |
//! | --- | --- |
//! | authentication required | `authentication_required`, with the metadata if the merchant knows the browser, else an info |
//! | what the law wants the buyer to read | a disclosure of the line |
//! | a handler of Stripe | `payment_provider`, for cards of those of its brands that are listed; all four if it lists none |
//! | the policies of the shop | `return_policy`, unless there is one |
//! | pickup, local delivery | no option, and a message; where it is selected, an error |
//! | groups of lines that go elsewhere | the main address, and an error |
//!
//! Lost without a word: what a product is beyond name, description, pictures, price, facts, disclosures and seller; a
//! company in an address; the browser where scripts run and the merchant knows only a part of it.
//!
//! A client says with this release what the other could not: who receives the goods, several options, an attribution, the
//! result of an authentication, why it cancels. An option must be said with its kind.

pub(crate) mod authentication;
mod field;
mod fulfillment;
mod line_item;
mod link;
pub(crate) mod payment;
mod request;
mod session;
mod status;
mod total;

pub(crate) use field::request_path;
