//! Delegated payment, from the side of the payment provider.
//!
//! An agent hands a card to the provider, together with an allowance: so much at most, in that currency, by that
//! merchant, for that session, until then, once. [`DelegatePayment`] answers with a token; a [`Vault`] keeps the card and
//! sees to it that the token is good for nothing else. `router::delegate_payment` mounts it.
//!
//! ```
//! use std::sync::Arc;
//!
//! use agentic_commerce::inbound::ApiKeys;
//! use agentic_commerce::payment::delegate::{DelegatePayment, MemoryVault};
//! use agentic_commerce::signature::SigningSecret;
//! use agentic_commerce::store::MemoryStore;
//!
//! let vault = Arc::new(MemoryVault::new(SigningSecret::new("q7Jw0dVYhE3mZc5tRk1sXbN9uLfG2aPo")?));
//! let agents = ApiKeys::new().with_key("my-agent", "sk_test_123");
//! let provider = DelegatePayment::new(vault, agents, Arc::new(MemoryStore::new()));
//! # let _ = provider;
//! # Ok::<(), agentic_commerce::signature::EmptySecret>(())
//! ```
//!
//! Requests come in by the steps of [`inbound`](crate::inbound): bearer token, signature, release, idempotency key. What
//! is stored for a key holds neither card nor token: the token is computed anew for every answer. Card data lives in the
//! vault alone, does not print, and is wiped from memory when it is dropped.

mod memory;
mod provider;
mod service;
mod validate;
mod vault;

pub use memory::MemoryVault;
pub use provider::{VaultProvider, card};
pub use service::DelegatePayment;
pub use vault::{Deposit, Redeemed, Redemption, TokenRefusal, Vault, VaultError};
