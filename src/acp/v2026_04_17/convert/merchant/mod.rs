//! The merchant's side: requests are read, sessions and errors are written.

mod attribution;
mod authentication;
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
mod product;
mod request;
mod selection;
mod session;
mod total;

pub(crate) use field::request_path;
