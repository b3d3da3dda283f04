//! The engine as a whole, over a shop that does as it is told.

mod cancellation;
mod completion;
mod machine;
mod order;
#[cfg(feature = "tokio")]
mod patience;
mod recovery;
mod session;
pub(super) mod shop;
mod sweep;
