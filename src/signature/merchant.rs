//! The signature of order events.

use std::time::Duration;

use super::{SigningSecret, hex};
use crate::types::Timestamp;

/// Signs order events: the merchant's side.
///
/// ```
/// use agentic_commerce::signature::{EventSigner, EventVerifier, SigningSecret};
/// use agentic_commerce::types::Timestamp;
///
/// let secret = SigningSecret::new("q7Jw0dVYhE3mZc5tRk1sXbN9uLfG2aPo")?;
/// let now = Timestamp::parse("2026-04-17T12:30:00Z")?;
/// let header = EventSigner::new(secret.clone()).sign(b"{}", now);
/// assert!(header.starts_with("t=1776429000,v1="));
/// assert!(EventVerifier::new([secret]).verify(&header, b"{}", now).is_ok());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct EventSigner {
    secret: SigningSecret,
    form: EventSignatureForm,
}

/// What the header of an order event holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum EventSignatureForm {
    /// `t=<seconds>,v1=<hex>`, over the seconds, a full stop and the body (2026-04-17, order webhooks).
    #[default]
    Timestamped,
    /// The code of the body in hexadecimal. Earlier releases name no form, and ask for no more than this.
    Body,
}

impl EventSigner {
    /// Signs with that secret, in the form of 2026-04-17.
    #[must_use]
    pub fn new(secret: SigningSecret) -> Self {
        Self { secret, form: EventSignatureForm::default() }
    }

    /// The same signer in another form.
    #[must_use]
    pub fn with_form(self, form: EventSignatureForm) -> Self {
        Self { form, ..self }
    }

    /// The value of the header for a body that is sent at that time.
    #[must_use]
    pub fn sign(&self, body: &[u8], now: Timestamp) -> String {
        match self.form {
            EventSignatureForm::Timestamped => {
                let seconds = now.unix_seconds().to_string();
                let code = hex::encode(&self.secret.sign(&[seconds.as_bytes(), b".", body]));
                format!("t={seconds},v1={code}")
            }
            EventSignatureForm::Body => hex::encode(&self.secret.sign(&[body])),
        }
    }
}

/// Checks the signatures of order events: the agent platform's side.
///
/// Exactly one form is right: `t=`, digits, `,v1=`, 64 hexadecimal digits of either case (2026-04-17, order webhooks).
#[derive(Debug, Clone)]
pub struct EventVerifier {
    secrets: Vec<SigningSecret>,
    tolerance: Duration,
}

impl EventVerifier {
    /// Accepts signatures of any of the secrets, made at most 300 seconds away.
    #[must_use]
    pub fn new(secrets: impl IntoIterator<Item = SigningSecret>) -> Self {
        Self { secrets: secrets.into_iter().collect(), tolerance: Duration::from_secs(300) }
    }

    /// Sets how far the time of a signature may lie in the past or in the future.
    #[must_use]
    pub fn with_tolerance(self, tolerance: Duration) -> Self {
        Self { tolerance, ..self }
    }

    /// How far the time of a signature may lie in the past or in the future.
    #[must_use]
    pub const fn tolerance(&self) -> Duration {
        self.tolerance
    }

    /// Whether the header is a signature of the body.
    ///
    /// # Errors
    ///
    /// [`EventSignatureError`] which says why not.
    pub fn verify(&self, header: &str, body: &[u8], now: Timestamp) -> Result<(), EventSignatureError> {
        let (seconds, code) = split(header).ok_or(EventSignatureError::Malformed)?;
        let signed = seconds.parse::<i64>().ok().and_then(|seconds| seconds.checked_mul(1_000));
        let signed = signed.and_then(|millis| Timestamp::from_unix_millis(millis).ok());
        if signed.is_none_or(|signed| signed.distance(now) > self.tolerance) {
            return Err(EventSignatureError::Stale);
        }
        let message: [&[u8]; 3] = [seconds.as_bytes(), b".", body];
        // All secrets are tried, so that the time does not tell which one matched.
        let matches = self.secrets.iter().filter(|secret| secret.verify(&message, &code)).count();
        if matches == 0 { Err(EventSignatureError::Mismatch) } else { Ok(()) }
    }
}

fn split(header: &str) -> Option<(&str, [u8; 32])> {
    let (seconds, code) = header.strip_prefix("t=")?.split_once(",v1=")?;
    let digits = !seconds.is_empty() && seconds.bytes().all(|byte| byte.is_ascii_digit());
    digits.then_some(())?;
    Some((seconds, hex::decode(code)?))
}

/// Why a signature of an order event does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EventSignatureError {
    /// There is none.
    #[error("the signature is missing")]
    Missing,
    /// It is not `t=<seconds>,v1=<hex>`.
    #[error("the signature is not of the form t=<seconds>,v1=<64 hexadecimal digits>")]
    Malformed,
    /// It was made too long ago, or is of the future.
    #[error("the signature is too old or of the future")]
    Stale,
    /// It is of another body, or of another secret.
    #[error("the signature does not match")]
    Mismatch,
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &[u8] = br#"{"type":"order_create"}"#;

    fn secret(text: &str) -> SigningSecret {
        SigningSecret::new(text).unwrap()
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_unix_millis(seconds * 1_000).unwrap()
    }

    // ACP-WH-05, ACP-WH-06. Expected code: Python,
    //   hmac.new(b'an agreed secret of 32 bytes!!!!', b'1709123456.{"type":"order_create"}', 'sha256').hexdigest()
    // and Node's crypto.createHmac('sha256', key).update(message).digest('hex').
    #[test]
    fn agrees_with_other_implementations() {
        let signer = EventSigner::new(secret("an agreed secret of 32 bytes!!!!"));
        assert_eq!(
            signer.sign(BODY, at(1_709_123_456)),
            "t=1709123456,v1=5d60d4c1cc8dff1a23a17c6f3141e355e43aa3a23b8a667886c249b0ac898260"
        );
        // ACP-WH-04: the same over the body alone.
        assert_eq!(
            signer.with_form(EventSignatureForm::Body).sign(BODY, at(1_709_123_456)),
            "aa3384a0aa7376a93b833766320f9dd937075a7ca640ed0ef011477f6cdbe4c6"
        );
    }

    // ACP-WH-06: the bytes of the body as they are, of any secret, at any time. Expected codes by the same two; and the
    // headers are what verifiers of signatures of this form accept: stripe 16.1.0 for Python
    // (`WebhookSignature.verify_header`), stripe 23.1.0 for Node (`webhooks.signature.verifyHeader`, which takes no empty
    // body).
    #[test]
    fn agrees_on_any_body_secret_and_time() {
        let greeting = "{\"type\":\"order_update\",\"data\":{\"type\":\"order\",\"id\":\"ord_1\",\"note\":\"Grüße, 東京 \\u00e9\"}}\n";
        for (key, seconds, body, code) in [
            (
                "whsec_q7Jw0dVYhE3mZc5tRk1sXbN9uLfG2aPo",
                1_776_429_000,
                greeting,
                "bd547e04aba268ff4d2bcbdfcb670d950dc632a3ada91da07134a8b940b037d6",
            ),
            (&"k".repeat(100), 1, "", "f380fa061ddac7555fce09c4f9d5ba3c4d7eb9115eaa097dd2c14988a18ae793"),
            ("0", 4_102_444_800, "{}", "67f0dd33c91c543cba7434bded0c9e29ed06d67700bec1906d8a1c762ad525bb"),
        ] {
            let header = format!("t={seconds},v1={code}");
            assert_eq!(EventSigner::new(secret(key)).sign(body.as_bytes(), at(seconds)), header);
            let verifier = EventVerifier::new([secret(key)]);
            assert_eq!(verifier.verify(&header, body.as_bytes(), at(seconds)), Ok(()));
        }
    }

    // ACP-WH-07, ACP-WH-08, ACP-WH-09
    #[test]
    fn a_signature_counts_for_its_body_and_for_five_minutes() {
        let header = EventSigner::new(secret("old")).sign(BODY, at(1_709_123_456));
        let verifier = EventVerifier::new([secret("new"), secret("old")]);
        let verify = |header: &str, body, seconds| verifier.verify(header, body, at(seconds));
        for seconds in [1_709_123_156, 1_709_123_456, 1_709_123_756] {
            assert_eq!(verify(&header, BODY, seconds), Ok(()));
        }
        for seconds in [1_709_123_155, 1_709_123_757] {
            assert_eq!(verify(&header, BODY, seconds), Err(EventSignatureError::Stale));
        }
        assert_eq!(verify(&header, b"{}", 1_709_123_456), Err(EventSignatureError::Mismatch));
        let (time, code) = header.split_once(",v1=").unwrap();
        assert_eq!(verify(&format!("{time},v1={}", code.to_uppercase()), BODY, 1_709_123_456), Ok(()));
        let moved = header.replace("1709123456", "1709123457");
        assert_eq!(verify(&moved, BODY, 1_709_123_456), Err(EventSignatureError::Mismatch));
        let stranger = EventVerifier::new([secret("other")]);
        assert_eq!(stranger.verify(&header, BODY, at(1_709_123_456)), Err(EventSignatureError::Mismatch));
        assert!(EventVerifier::new([]).verify(&header, BODY, at(1_709_123_456)).is_err());
    }

    // ACP-WH-05: the pattern of the specification, and nothing near it.
    #[test]
    fn exactly_one_form_is_right() {
        let verifier = EventVerifier::new([secret("s")]);
        let header = EventSigner::new(secret("s")).sign(BODY, at(1_709_123_456));
        let (time, code) = header.split_once(",v1=").unwrap();
        for wrong in [
            String::new(),
            code.to_owned(),
            format!("v1={code},{time}"),
            format!("{time}, v1={code}"),
            format!("{header},v1={code}"),
            format!(" {header}"),
            format!("t=,v1={code}"),
            format!("t=+1709123456,v1={code}"),
            format!("{time},v0={code}"),
            header[..header.len() - 1].to_owned(),
        ] {
            assert_eq!(
                verifier.verify(&wrong, BODY, at(1_709_123_456)),
                Err(EventSignatureError::Malformed),
                "{wrong}"
            );
        }
        let far = format!("t=99999999999999999999,v1={code}");
        assert_eq!(verifier.verify(&far, BODY, at(1_709_123_456)), Err(EventSignatureError::Stale));
    }
}
