//! From and to the model.
//!
//! [`merchant`] reads requests and writes sessions and errors, [`agent`] writes requests and reads sessions. What both
//! of them need stands beside them.
//!
//! # What becomes of what the release cannot say
//!
//! The model is wider than the release, and most objects of the release are closed, so some of it changes on its way
//! out. Of a session, an agent never sees:
//!
//! - what is for the merchant alone: attribution, intent traces, risk signals, consents, payment data, what the agent
//!   said it can do, the notes on the cart (ACP-GET-02, ACP-CRE-13, ACP-PD-09);
//! - lines of the cart that could not be priced: the messages speak of them, about `$.line_items` as a whole;
//! - whether a line has to be sent, and the browser of an authentication;
//! - which of several lines with one item is meant where the agent names items;
//! - fields of extensions that are not active, or that no active one declares;
//! - open ends: a delivery window of one end, and counts of zero where the schema begins at one.
//!
//! Words that the model keeps and the schema does not list become the nearest listed one, or go:
//!
//! | of | becomes |
//! | --- | --- |
//! | total | `fee`, which counts the same way |
//! | error | the code `invalid` |
//! | warning | an info, with the severity of the warning |
//! | severity | the one that fits the kind of the message |
//! | resolution, availability, source, method or duration of a discount | nothing |
//! | discount of a line | `fixed` |
//! | rejected code | `discount_code_invalid` |
//! | enforcement | `conditional`, the default |
//! | intervention; a required address verification (C-CAP-06) | nothing |
//! | link | nothing; `seller_shop_policies` becomes `return_policy` where there is none |
//! | local delivery in an order | `shipping` (C-FUL-04) |
//!
//! What would be wrong rather than coarse is refused with an [`EncodeError`](crate::acp::EncodeError), which makes it
//! the merchant's bug and never a wrong price: an amount in another currency, a negative discount, a number that is not
//! finite, a directory server that the schema does not know.
//!
//! Of a session, reading cannot know what was never said: whether a line has to be sent (it says yes), which of the
//! messages are the merchant's own, when the session began and ends if the merchant keeps silent (1970, never).

mod address;
pub(crate) mod agent;
mod amount;
mod buyer;
pub(crate) mod extension;
mod fulfillment;
pub(crate) mod list;
pub(crate) mod merchant;
mod number;
mod word;

#[cfg(test)]
mod tests;

pub(crate) use merchant::request_path;
