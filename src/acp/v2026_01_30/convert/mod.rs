//! From and to the model, by way of [2026-04-17](crate::acp::v2026_04_17), which says all that this release says: its
//! objects are narrowed on their way out and widened on their way in.
//!
//! | 2026-04-17 says | This release says |
//! | --- | --- |
//! | a created order | `confirmed` |
//! | a completed order | `delivered` |
//! | an order under review, canceled, or of a status without a name | an order without a status |
//! | authentication required | the same, with the metadata if the merchant knows the browser, else an info |
//!
//! Lost without a word, because an agent of this release knows nothing of it: who resolves a message, how a handler is
//! shown (they stand in the merchant's order all the same), the company in an address, which consents the merchant would
//! like, the lines, deliveries, adjustments and totals of an order, the notes and the agent's reference on it.
//!
//! A client loses consents and the company in an address; it refuses to leave notes on the order.

mod address;
mod fulfillment;
mod message;
mod order;
mod payment;
mod request;
mod session;

use crate::acp::{Operation, v2026_04_17};
use crate::model::Field;

/// Where a field stands in the body of a request (ACP-ERR-05): as in 2026-04-17, except that there are no notes.
pub(crate) fn request_path(operation: Operation, field: &Field) -> String {
    match field {
        Field::OrderNotes => "$".to_owned(),
        shared => v2026_04_17::request_path(operation, shared),
    }
}
