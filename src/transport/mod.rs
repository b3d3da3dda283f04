//! The road out: one HTTP request to somebody else's server, and its answer.
//!
//! Whatever the crate sends, a call of an agent or an order event, goes through an [`HttpTransport`]. It takes and gives
//! `http` types with the whole body in memory, so a test needs no socket and an application can bring the HTTP library
//! that it has. With the feature `reqwest` there is one ready to use, `ReqwestTransport`.
//!
//! ```
//! use std::sync::Arc;
//! use agentic_commerce::transport::{HttpTransport, TransportError, TransportErrorKind};
//! use async_trait::async_trait;
//! use bytes::Bytes;
//! use http::{Request, Response};
//!
//! /// Hands requests to the transport inside, but only while the shop is open.
//! #[derive(Debug)]
//! struct OpeningHours {
//!     open: bool,
//!     inner: Arc<dyn HttpTransport>,
//! }
//!
//! #[async_trait]
//! impl HttpTransport for OpeningHours {
//!     async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
//!         if !self.open {
//!             return Err(TransportError::new(TransportErrorKind::Refused, "closed until tomorrow"));
//!         }
//!         self.inner.send(request).await
//!     }
//! }
//! ```

mod address;
mod error;
#[cfg(feature = "reqwest")]
mod reqwest;

use std::fmt;

use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response};

pub use self::address::is_public;
pub use self::error::{TransportError, TransportErrorKind};
#[cfg(feature = "reqwest")]
pub use self::reqwest::ReqwestTransport;

/// Sends HTTP requests.
///
/// Whoever implements it sends a request once, as it is, to where its absolute URI points: no retry (the caller decides
/// about that, and signs anew), no redirect (the body may hold a payment token, and a redirect could take it anywhere),
/// and nothing without encryption, other than to the machine itself. It gives up after a time and above a size of its
/// own choice.
#[async_trait]
pub trait HttpTransport: fmt::Debug + Send + Sync + 'static {
    /// Sends a request and reads the whole answer. Every answer is a success here, whatever its status.
    ///
    /// # Errors
    ///
    /// [`TransportError`] when there is no complete answer.
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError>;
}
