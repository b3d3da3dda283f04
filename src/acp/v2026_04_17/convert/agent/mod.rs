//! The agent's side: requests are written, sessions are read.

mod amount;
pub(crate) mod attribution;
pub(crate) mod authentication;
mod capability;
mod discount;
mod field;
mod intent;
mod line_item;
mod link;
mod message;
mod option;
mod order;
mod payment;
pub(crate) mod product;
mod request;
pub(crate) mod selection;
mod session;
mod total;
