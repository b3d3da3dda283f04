//! The signature of a request.

use std::fmt;
use std::time::Duration;

use crate::json::ParseError;
use crate::types::Timestamp;

/// Checks the `Signature` and `Timestamp` headers of a request.
///
/// The protocol asks for a signature but names no algorithm, no key and no exact bytes (2026-04-17, agentic checkout
/// §2.1; delegate payment §2.1), so this is for you and the agent platform to agree on. For shared secrets there is
/// [`HmacVerifier`](super::HmacVerifier). For public keys (the protocol mentions Ed25519 and ES256 as examples), plug in
/// the library of your choice:
///
/// ```
/// use agentic_commerce::json;
/// use agentic_commerce::signature::{RequestVerifier, SignatureError, SignedRequest, canonicalize};
///
/// /// `verify` is what your library offers, such as `ed25519_dalek::VerifyingKey::verify_strict`.
/// #[derive(Debug)]
/// struct Ed25519Verifier {
///     key: [u8; 32],
///     verify: fn(key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool,
/// }
///
/// impl RequestVerifier for Ed25519Verifier {
///     fn verify(&self, request: &SignedRequest<'_>) -> Result<(), SignatureError> {
///         request.fresh_timestamp(std::time::Duration::from_secs(300))?.ok_or(SignatureError::TimestampMissing)?;
///         let signature: [u8; 64] = decode_base64url(request.signature()?).ok_or(SignatureError::Malformed)?;
///         let message = match request.body {
///             [] => Vec::new(),
///             body => canonicalize(&json::parse(body).map_err(SignatureError::BodyNotJson)?),
///         };
///         if (self.verify)(&self.key, &message, &signature) { Ok(()) } else { Err(SignatureError::Mismatch) }
///     }
/// }
/// # fn decode_base64url(_: &str) -> Option<[u8; 64]> { None }
/// ```
pub trait RequestVerifier: fmt::Debug + Send + Sync + 'static {
    /// Accepts the request, or says why not.
    ///
    /// # Errors
    ///
    /// [`SignatureError`]. A request without a signature must be refused too, with [`SignatureError::Missing`]: whether
    /// requests must be signed at all is decided by setting up a verifier, not by the sender.
    fn verify(&self, signed: &SignedRequest<'_>) -> Result<(), SignatureError>;
}

/// What a verifier sees of a request.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct SignedRequest<'r> {
    /// The method.
    pub method: &'r http::Method,
    /// The path as it was sent, without the query.
    pub path: &'r str,
    /// All headers.
    pub headers: &'r http::HeaderMap,
    /// The body as it was sent; empty if there is none.
    pub body: &'r [u8],
    /// The time now.
    pub now: Timestamp,
}

impl<'r> SignedRequest<'r> {
    /// The request of those parts, at that time.
    #[must_use]
    pub const fn new(
        method: &'r http::Method,
        path: &'r str,
        headers: &'r http::HeaderMap,
        body: &'r [u8],
        now: Timestamp,
    ) -> Self {
        Self { method, path, headers, body, now }
    }

    /// The text of the `Signature` header.
    ///
    /// # Errors
    ///
    /// [`SignatureError::Missing`]; [`SignatureError::Malformed`] when there are several, or it is not ASCII text.
    pub fn signature(&self) -> Result<&'r str, SignatureError> {
        self.header("signature", SignatureError::Malformed)?.ok_or(SignatureError::Missing)
    }

    /// The text of the `Timestamp` header, if there is one, after checking that it lies at most `max_skew` before or after
    /// now.
    ///
    /// # Errors
    ///
    /// [`SignatureError::TimestampMalformed`] when it is not an RFC 3339 date-time (or there are several);
    /// [`SignatureError::Stale`] when it lies further away.
    pub fn fresh_timestamp(&self, max_skew: Duration) -> Result<Option<&'r str>, SignatureError> {
        let Some(text) = self.header("timestamp", SignatureError::TimestampMalformed)? else {
            return Ok(None);
        };
        let time = Timestamp::parse(text).map_err(|_| SignatureError::TimestampMalformed)?;
        if time.distance(self.now) > max_skew { Err(SignatureError::Stale) } else { Ok(Some(text)) }
    }

    /// The one header of that name. Of several, the sender and we might mean different ones.
    fn header(&self, name: &'static str, malformed: SignatureError) -> Result<Option<&'r str>, SignatureError> {
        let mut values = self.headers.get_all(name).iter();
        match (values.next(), values.next()) {
            (None, _) => Ok(None),
            (Some(value), None) => value.to_str().map(Some).map_err(|_| malformed),
            (Some(_), Some(_)) => Err(malformed),
        }
    }
}

/// Why the signature of a request was not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignatureError {
    /// There is no `Signature` header.
    #[error("the Signature header is missing")]
    Missing,
    /// The `Signature` header is not the encoding of a signature.
    #[error("the Signature header is malformed")]
    Malformed,
    /// There is no `Timestamp` header, and one is required.
    #[error("the Timestamp header is missing")]
    TimestampMissing,
    /// The `Timestamp` header is not an RFC 3339 date-time.
    #[error("the Timestamp header is not an RFC 3339 date-time")]
    TimestampMalformed,
    /// The timestamp lies too far in the past or in the future.
    #[error("the Timestamp header is too far from the present time")]
    Stale,
    /// The canonical form of the body is signed, and the body has none.
    #[error("the signed body is not acceptable JSON")]
    BodyNotJson(#[source] ParseError),
    /// The signature is not the one of this request under any known key.
    #[error("the signature does not match")]
    Mismatch,
}
