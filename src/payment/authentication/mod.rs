//! Delegated authentication, from the side of the service that authenticates buyers: 3-D Secure.
//!
//! When a merchant asks for an authentication, the agent opens a session here with the card and the amount, has the
//! buyer's browser do what the session asks for, and reads the result, which it completes the checkout with. A bank that
//! is content without asking the buyer is *frictionless*; one that asks poses a *challenge*. [`DelegateAuthentication`]
//! answers the three requests of 2026-04-17, the first release that has them; an [`AuthenticationProvider`] talks to the
//! banks. `router::delegate_authentication` mounts it.
//!
//! ```
//! use std::sync::Arc;
//!
//! use agentic_commerce::inbound::ApiKeys;
//! use agentic_commerce::payment::authentication::{DelegateAuthentication, MemoryAuthentication};
//! use agentic_commerce::signature::{HmacVerifier, SigningSecret};
//! use agentic_commerce::store::MemoryStore;
//! use agentic_commerce::types::Uri;
//!
//! let bank = MemoryAuthentication::new(
//!     SigningSecret::new("q7Jw0dVYhE3mZc5tRk1sXbN9uLfG2aPo")?,
//!     Uri::new("https://acs.example")?,
//! );
//! let agents = ApiKeys::new().with_key("my-agent", "sk_test_123");
//! let service = DelegateAuthentication::new(Arc::new(bank), agents, Arc::new(MemoryStore::new()))
//!     .with_verifier(HmacVerifier::new([SigningSecret::new("8fTn4yKcD0vWgB6jHs2eQzL7xUaM3rIi")?]));
//! # let _ = service;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The protocol wants signatures verified and requests taken from the agent's own machines alone (2026-04-17, delegate
//! authentication §8). The first is [`DelegateAuthentication::with_verifier`]; the second is for whoever runs the network.

mod memory;
mod provider;
mod service;
mod validate;

pub use memory::{ChallengeAnswer, MemoryAuthentication, card};
pub use provider::{AuthenticationProvider, SessionRefusal};
pub use service::DelegateAuthentication;
