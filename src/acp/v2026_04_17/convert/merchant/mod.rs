//! The merchant's side: requests are read, sessions and errors are written.

pub(crate) mod attribution;
pub(crate) mod authentication;
mod capability;
mod discount;
mod error;
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
mod webhook;

pub(crate) use field::request_path;
