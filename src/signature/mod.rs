//! Bytes that must match.
//!
//! - [`Fingerprint`] answers whether two request bodies say the same, for idempotency.
//! - [`canonicalize`] writes the canonical JSON of RFC 8785, which two programs can agree on byte for byte.
//! - [`SigningSecret`] makes and checks HMAC-SHA256 codes.
//! - [`RequestVerifier`] is where the `Signature` and `Timestamp` headers of a request are checked, with
//!   [`HmacVerifier`] ready to use and [`HmacSigner`] as its counterpart on the agent's side.
//! - [`EventSigner`] and [`EventVerifier`] do the same for order events, in the `Merchant-Signature` header.
//!
//! ```
//! use agentic_commerce::json;
//! use agentic_commerce::signature::Fingerprint;
//!
//! let first = json::parse(br#"{ "quantity": 1, "id": "item_1" }"#)?;
//! let retry = json::parse(br#"{"id":"item_1","quantity":1.0}"#)?;
//! let other = json::parse(br#"{"id":"item_1","quantity":2}"#)?;
//! assert_eq!(Fingerprint::of(&first), Fingerprint::of(&retry));
//! assert_ne!(Fingerprint::of(&first), Fingerprint::of(&other));
//! # Ok::<(), agentic_commerce::json::ParseError>(())
//! ```

mod canonical;
mod fingerprint;
pub(crate) mod hex;
mod hmac;
mod merchant;
mod request;
mod scheme;
mod signer;
mod verifier;

#[cfg(test)]
mod tests;

pub use canonical::canonicalize;
pub use fingerprint::{Fingerprint, FingerprintError};
pub use hmac::{EmptySecret, SigningSecret};
pub use merchant::{EventSignatureError, EventSignatureForm, EventSigner, EventVerifier};
pub use request::{RequestVerifier, SignatureError, SignedRequest};
pub use scheme::{Binding, Content, Scheme};
pub use signer::{HmacSigner, SignatureHeaders};
pub use verifier::HmacVerifier;
