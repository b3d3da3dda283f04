//! Guides: how to put the crate to work, and what it promises.
//!
//! - [`quick_start`]: your catalog, payments and orders behind the protocol, up to the first `curl`.
//! - [`releases`]: which releases are spoken, and what becomes of what an older one cannot say.
//! - [`idempotency`]: what a key promises, and what a crash leaves behind.
//! - [`security`]: who gets in, what is signed, what is told and what is logged.
//!
//! They are part of the documentation alone: nothing of them is compiled into a program. What they show is.

#[doc = include_str!("quick_start.md")]
pub mod quick_start {}

#[doc = include_str!("releases.md")]
pub mod releases {}

#[doc = include_str!("idempotency.md")]
pub mod idempotency {}

#[doc = include_str!("security.md")]
pub mod security {}
