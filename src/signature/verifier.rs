//! Checking HMAC signatures.

use std::time::Duration;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::{Binding, Content, RequestVerifier, Scheme, SignatureError, SignedRequest, SigningSecret, hex};

/// Checks requests that are signed with HMAC-SHA256.
///
/// By default the signature must cover the text of the `Timestamp` header, a full stop, and the raw body, and the
/// timestamp must be at most 300 seconds away. That is the safe choice, not the widest: the protocol leaves the bytes
/// open, and an agent platform may sign the body alone (`.with_timestamp(Binding::Header)`) or its canonical form
/// (`.signed_content(Content::CanonicalBody)`). Ask it.
///
/// The signature may be written in hexadecimal or in base64, standard or URL-safe, with or without padding. With no
/// secret at all, every request is refused.
///
/// ```
/// use agentic_commerce::signature::{HmacSigner, HmacVerifier, RequestVerifier, SignedRequest, SigningSecret};
/// use agentic_commerce::types::Timestamp;
///
/// let now = Timestamp::parse("2026-04-17T12:30:00Z")?;
/// let secret = SigningSecret::new("q7Jw0dVYhE3mZc5tRk1sXbN9uLfG2aPo")?;
/// let previous = SigningSecret::new("8fTn4yKcD0vWgB6jHs2eQzL7xUaM3rIi")?;
/// let verifier = HmacVerifier::new([secret.clone(), previous]); // while secrets are being changed
///
/// let signed = HmacSigner::new(secret).sign(b"{}", now)?;
/// let mut headers = http::HeaderMap::new();
/// headers.insert("signature", signed.signature.parse()?);
/// headers.insert("timestamp", signed.timestamp.unwrap_or_default().parse()?);
///
/// let request = SignedRequest::new(&http::Method::POST, "/checkout_sessions", &headers, b"{}", now);
/// assert!(verifier.verify(&request).is_ok());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct HmacVerifier {
    secrets: Vec<SigningSecret>,
    scheme: Scheme,
}

impl HmacVerifier {
    /// A verifier that accepts signatures of any of the secrets.
    #[must_use]
    pub fn new(secrets: impl IntoIterator<Item = SigningSecret>) -> Self {
        Self { secrets: secrets.into_iter().collect(), scheme: Scheme::default() }
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

    /// Sets how far a timestamp may lie in the past or in the future.
    #[must_use]
    pub fn max_skew(self, skew: Duration) -> Self {
        Self { scheme: self.scheme.max_skew(skew), ..self }
    }
}

impl RequestVerifier for HmacVerifier {
    fn verify(&self, signed: &SignedRequest<'_>) -> Result<(), SignatureError> {
        let signature = decode(signed.signature()?).ok_or(SignatureError::Malformed)?;
        let timestamp = match (signed.fresh_timestamp(self.scheme.max_skew)?, self.scheme.binding) {
            (Some(timestamp), _) => timestamp,
            (None, Binding::None) => "",
            (None, Binding::Header | Binding::Signed) => return Err(SignatureError::TimestampMissing),
        };
        let content = self.scheme.content(signed.body).map_err(SignatureError::BodyNotJson)?;
        let message = self.scheme.message(timestamp, &content);
        // All secrets are tried, so that the time does not tell which one matched.
        let matches = self.secrets.iter().filter(|secret| secret.verify(&message, &signature)).count();
        if matches > 0 { Ok(()) } else { Err(SignatureError::Mismatch) }
    }
}

/// The 32 bytes that the text stands for. Hexadecimal has 64 characters and base64 at most 44, so the two do not mix.
fn decode(text: &str) -> Option<[u8; 32]> {
    const CONFIG: GeneralPurposeConfig =
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, CONFIG);
    const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, CONFIG);

    if text.len() > 44 {
        return hex::decode(text);
    }
    let bytes = STANDARD.decode(text).or_else(|_| URL_SAFE.decode(text)).ok()?;
    bytes.try_into().ok()
}
