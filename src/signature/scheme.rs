//! What exactly is signed.

use std::borrow::Cow;
use std::time::Duration;

use super::canonicalize;
use crate::json::{ParseError, parse};

/// What two parties agree on besides the secret: which bytes of a request are signed.
///
/// The protocol prescribes nothing here (2026-04-17, agentic checkout §2.1 and §6.2; delegate payment §2), so
/// [`HmacVerifier`](super::HmacVerifier) and [`HmacSigner`](super::HmacSigner) take the same scheme, and its default is
/// ours: the raw body, bound to a `Timestamp` of at most 300 seconds away.
///
/// Method, path and other headers are not signed. What keeps a signed request from being sent elsewhere or twice is TLS,
/// the bearer token, the window of time, and the idempotency key.
///
/// ```
/// use agentic_commerce::signature::{Binding, Content, Scheme};
///
/// // An agent that signs its body in canonical form, and nothing else.
/// let scheme = Scheme::default().signed_content(Content::CanonicalBody).with_timestamp(Binding::Header);
/// # let _ = scheme;
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scheme {
    pub(super) content: Content,
    pub(super) binding: Binding,
    pub(super) max_skew: Duration,
}

impl Default for Scheme {
    fn default() -> Self {
        Self { content: Content::RawBody, binding: Binding::Signed, max_skew: Duration::from_mins(5) }
    }
}

/// The form of the body that is signed. A request without a body is signed over no bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Content {
    /// The bytes of the body as they travel.
    RawBody,
    /// The body in the canonical form of RFC 8785 ([`canonicalize`]). It survives a proxy that writes JSON anew.
    CanonicalBody,
}

/// What role the `Timestamp` header plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Binding {
    /// It may be absent; one that is there must be an RFC 3339 date-time and fresh. A signature stays valid for ever:
    /// whoever has seen one can send the request again.
    None,
    /// It must be there and fresh, but is not signed: whoever has seen a signature can send the request again under a
    /// new timestamp.
    Header,
    /// It must be there and fresh, and the signature covers its text, a full stop, and the content.
    Signed,
}

impl Scheme {
    /// Sets the form of the body that is signed.
    #[must_use]
    pub const fn signed_content(mut self, content: Content) -> Self {
        self.content = content;
        self
    }

    /// Sets the role of the `Timestamp` header.
    #[must_use]
    pub const fn with_timestamp(mut self, binding: Binding) -> Self {
        self.binding = binding;
        self
    }

    /// Sets how far a timestamp may lie in the past or in the future.
    #[must_use]
    pub const fn max_skew(mut self, skew: Duration) -> Self {
        self.max_skew = skew;
        self
    }

    /// The form of the body that is signed.
    pub(super) fn content<'b>(&self, body: &'b [u8]) -> Result<Cow<'b, [u8]>, ParseError> {
        match self.content {
            Content::CanonicalBody if !body.is_empty() => Ok(Cow::Owned(canonicalize(&parse(body)?))),
            Content::CanonicalBody | Content::RawBody => Ok(Cow::Borrowed(body)),
        }
    }

    /// The signed message, in parts. No two pairs of a timestamp and a content make the same message: an RFC 3339
    /// date-time has no full stop behind its zone.
    pub(super) fn message<'m>(&self, timestamp: &'m str, content: &'m [u8]) -> [&'m [u8]; 3] {
        match self.binding {
            Binding::Signed => [timestamp.as_bytes(), b".", content],
            Binding::None | Binding::Header => [b"", b"", content],
        }
    }
}
