//! The dated releases of the Agentic Commerce Protocol (ACP), one module each: their JSON, exactly.
//!
//! Nearly every object of the protocol is closed, so a field that one release declares makes a message of another
//! release invalid. Hence each release has its own types where it differs, and re-exports those of an earlier release
//! where it does not. The documentation of a release's module reads as its changelog.
//!
//! Reading is tolerant, writing is strict: unknown fields are ignored, the known slips of agents are understood, and
//! nothing is written that the release does not declare.
//!
//! A platform may speak a release in its own way. Such a [`Dialect`] writes a few things differently; it is read like
//! the release.
//!
//! ```
//! use agentic_commerce::acp::v2026_04_17::CheckoutSessionCreateRequest;
//!
//! // Agents of this release also send `items`, and quantities, which its schema forgot.
//! let body = r#"{ "currency": "EUR", "capabilities": {}, "items": [{ "id": "mug", "quantity": 2 }] }"#;
//! let request: CheckoutSessionCreateRequest = serde_json::from_str(body)?;
//! assert_eq!(
//!     serde_json::to_string(&request)?,
//!     r#"{"line_items":[{"id":"mug","quantity":2}],"currency":"eur","capabilities":{}}"#
//! );
//! # Ok::<(), serde_json::Error>(())
//! ```

mod chatgpt;
mod dialect;
mod error;
mod number;
mod operation;
mod release;
mod rules;
mod scalar;
mod secret;

pub mod v2025_09_29;
pub mod v2025_12_12;
pub mod v2026_01_16;
pub mod v2026_01_30;
pub mod v2026_04_17;

pub use dialect::Dialect;
pub use error::{EncodeError, ErrorDocument, ErrorKind};
pub use operation::Operation;
pub use release::{
    decode_cancel, decode_checkout, decode_complete, decode_create, decode_update, encode_cancel, encode_checkout,
    encode_complete, encode_create, encode_error, encode_event, encode_update, request_path,
};
pub use rules::VersionRules;
pub use scalar::Scalar;
