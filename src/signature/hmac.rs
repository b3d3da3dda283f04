//! Keyed hashes.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::types::Secret;

/// How many bytes SHA-256 takes at a time. HMAC's key is brought to this length.
const BLOCK: usize = 64;

/// A secret that two parties share in order to sign with HMAC-SHA256 (RFC 2104).
///
/// Whoever knows it can sign, so make it hard to guess: at least 32 random bytes (RFC 2104 §3 calls less than the
/// length of the hash "strongly discouraged"). The bytes of the text are used as they are: a text that *encodes* random
/// bytes as hexadecimal or base64 is not decoded, and a line break at its end is part of it.
///
/// It does not print, and its memory is wiped when it is dropped.
///
/// ```
/// use agentic_commerce::signature::SigningSecret;
///
/// let secret = SigningSecret::new("q7Jw0dVYhE3mZc5tRk1sXbN9uLfG2aPo")?;
/// let code = secret.sign(&[b"2026-04-17T12:30:00Z", b".", b"{}"]);
/// assert!(secret.verify(&[b"2026-04-17T12:30:00Z.{}"], &code));
/// assert_eq!(format!("{secret:?}"), "[redacted]");
/// # Ok::<(), agentic_commerce::signature::EmptySecret>(())
/// ```
#[derive(Clone)]
pub struct SigningSecret(Box<Zeroizing<[u8; BLOCK]>>);

impl SigningSecret {
    /// The secret that this text is.
    ///
    /// # Errors
    ///
    /// [`EmptySecret`]: with an empty secret everybody can sign. It is what a variable that was not set looks like.
    pub fn new(secret: impl Into<Secret>) -> Result<Self, EmptySecret> {
        Self::from_bytes(secret.into().expose().as_bytes())
    }

    /// The secret that these bytes are.
    ///
    /// # Errors
    ///
    /// [`EmptySecret`] when there are none.
    pub fn from_bytes(secret: &[u8]) -> Result<Self, EmptySecret> {
        if secret.is_empty() {
            return Err(EmptySecret(()));
        }
        // A secret longer than a block stands for its hash, a shorter one is filled up with zeros (RFC 2104 §2).
        let mut block = Box::new(Zeroizing::new([0; BLOCK]));
        if secret.len() > BLOCK {
            let hash = Zeroizing::new(<[u8; 32]>::from(Sha256::digest(secret)));
            block.iter_mut().zip(*hash).for_each(|(slot, byte)| *slot = byte);
        } else {
            block.iter_mut().zip(secret).for_each(|(slot, byte)| *slot = *byte);
        }
        Ok(Self(block))
    }

    /// The code of a message that is given in parts. It is the code of the parts put together: nothing separates them.
    #[must_use]
    pub fn sign(&self, message: &[&[u8]]) -> [u8; 32] {
        self.mac(message).finalize().into_bytes().into()
    }

    /// Whether this is the code of the message. Takes the same time wherever the two differ.
    #[must_use]
    pub fn verify(&self, message: &[&[u8]], code: &[u8]) -> bool {
        self.mac(message).verify_slice(code).is_ok()
    }

    fn mac(&self, message: &[&[u8]]) -> Hmac<Sha256> {
        let block: &[u8; BLOCK] = &self.0;
        let mut mac = Hmac::<Sha256>::new(block.into());
        for part in message {
            mac.update(part);
        }
        mac
    }
}

impl fmt::Debug for SigningSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// A signing secret is empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a signing secret must not be empty")]
pub struct EmptySecret(());

#[cfg(test)]
mod tests {
    use super::*;

    const MESSAGE: &[u8] = r#"{"b": 1.0, "a": "€"}"#.as_bytes();

    // Expected codes: Python,
    //   hmac.new(key, '{"b": 1.0, "a": "€"}'.encode(), hashlib.sha256).hexdigest()
    // with the keys b'an agreed secret of 32 bytes!!!!', b'k' * 64 and b'k' * 65; the first one also with Node's
    // crypto.createHmac('sha256', key).
    #[test]
    fn agrees_with_other_implementations() {
        let code = |secret: &str| super::super::hex::encode(&SigningSecret::new(secret).unwrap().sign(&[MESSAGE]));
        assert_eq!(
            code("an agreed secret of 32 bytes!!!!"),
            "35bfbca9b7e4260cc570562c80aa0565bc3f1115816e80f09982912a68bd4554"
        );
        assert_eq!(code(&"k".repeat(64)), "be181218240e3b3bf9ebfdd8981cd7cbebe56c8f0c91ed915539e87cca48fdda");
        assert_eq!(code(&"k".repeat(65)), "f5c6df94c0446c037a9b00a57c905686a449090f6d6dc0ba4bad220a11fa9af9");
    }

    #[test]
    fn verifies_the_whole_code_only() {
        let secret = SigningSecret::new("s").unwrap();
        let code = secret.sign(&[MESSAGE]);
        assert!(secret.verify(&[MESSAGE], &code));
        assert!(!secret.verify(&[MESSAGE], &code[..31]));
        assert!(!secret.verify(&[MESSAGE], &[]));
        assert!(!secret.verify(&[MESSAGE, b" "], &code));
        assert!(!SigningSecret::new("t").unwrap().verify(&[MESSAGE], &code));
    }

    #[test]
    fn refuses_the_empty_secret() {
        assert_eq!(SigningSecret::new("").unwrap_err(), EmptySecret(()));
        assert_eq!(SigningSecret::from_bytes(&[]).unwrap_err(), EmptySecret(()));
    }

    #[test]
    fn never_prints() {
        assert_eq!(format!("{:?}", SigningSecret::new("hunter2").unwrap()), "[redacted]");
    }
}
