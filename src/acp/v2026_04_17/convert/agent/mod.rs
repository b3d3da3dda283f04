//! The agent's side: requests are written, sessions are read.

mod amount;
mod attribution;
mod authentication;
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
mod product;
mod request;
mod selection;
mod session;
mod total;
