//! Making HMAC signatures.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::{Binding, Content, Scheme, SigningSecret};
use crate::json::ParseError;
use crate::types::Timestamp;

/// Signs requests with HMAC-SHA256: the agent's side of [`HmacVerifier`](super::HmacVerifier), with the same defaults.
#[derive(Debug, Clone)]
pub struct HmacSigner {
    secret: SigningSecret,
    scheme: Scheme,
}

/// The headers that make a request a signed one.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SignatureHeaders {
    /// The value of `Signature`: base64url without padding.
    pub signature: String,
    /// The value of `Timestamp`, unless the scheme has none.
    pub timestamp: Option<String>,
}

impl HmacSigner {
    /// A signer with that secret.
    #[must_use]
    pub fn new(secret: SigningSecret) -> Self {
        Self { secret, scheme: Scheme::default() }
    }

    /// Sets the whole scheme.
    #[must_use]
    pub fn with_scheme(self, scheme: Scheme) -> Self {
        Self { scheme, ..self }
    }

    /// Sets the form of the body that is signed.
    #[must_use]
    pub fn signed_content(self, content: Content) -> Self {
        Self { scheme: self.scheme.signed_content(content), ..self }
    }

    /// Sets the role of the `Timestamp` header.
    #[must_use]
    pub fn with_timestamp(self, binding: Binding) -> Self {
        Self { scheme: self.scheme.with_timestamp(binding), ..self }
    }

    /// Signs a body; the empty one for a request that has none.
    ///
    /// # Errors
    ///
    /// [`ParseError`] when the canonical form of the body is to be signed ([`Content::CanonicalBody`]) and it is not
    /// acceptable JSON.
    pub fn sign(&self, body: &[u8], now: Timestamp) -> Result<SignatureHeaders, ParseError> {
        let content = self.scheme.content(body)?;
        let timestamp = now.to_string();
        let code = self.secret.sign(&self.scheme.message(&timestamp, &content));
        let timestamp = (self.scheme.binding != Binding::None).then_some(timestamp);
        Ok(SignatureHeaders { signature: URL_SAFE_NO_PAD.encode(code), timestamp })
    }
}
