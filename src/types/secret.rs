//! Text that must not be seen.

use std::fmt;

use serde::de::{Unexpected, Visitor};
use zeroize::Zeroizing;

/// Text that must not be seen: a payment token, an API key, a signing secret.
///
/// It does not print, does not serialize by itself, and its memory is wiped when it is dropped. Reading it is a
/// visible act: [`expose`](Self::expose).
///
/// ```
/// use agentic_commerce::types::Secret;
///
/// let token = Secret::new("spt_123");
/// assert_eq!(format!("{token:?}"), "[redacted]");
/// assert_eq!(token.expose(), "spt_123");
/// ```
#[derive(Clone)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(inline))]
pub struct Secret(#[cfg_attr(feature = "schemars", schemars(with = "String"))] Zeroizing<String>);

impl Secret {
    /// Takes the text into keeping.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The text itself. Never log what this returns.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

/// Compares in constant time.
impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        use subtle::ConstantTimeEq;
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }
}

impl Eq for Secret {}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl<'de> serde::Deserialize<'de> for Secret {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Not `deserialize_string`: by that, serde_json names a number that it finds without asking the visitor.
        deserializer.deserialize_any(SecretVisitor)
    }
}

/// Takes text, and names whatever else it finds by its kind alone: an error must not repeat what may be a secret.
struct SecretVisitor;

impl Visitor<'_> for SecretVisitor {
    type Value = Secret;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Secret, E> {
        Ok(Secret::new(text))
    }

    fn visit_string<E: serde::de::Error>(self, text: String) -> Result<Secret, E> {
        Ok(Secret::new(text))
    }

    fn visit_bool<E: serde::de::Error>(self, _: bool) -> Result<Secret, E> {
        Err(E::invalid_type(Unexpected::Other("a boolean"), &self))
    }

    fn visit_i64<E: serde::de::Error>(self, _: i64) -> Result<Secret, E> {
        Err(E::invalid_type(Unexpected::Other("a number"), &self))
    }

    fn visit_u64<E: serde::de::Error>(self, _: u64) -> Result<Secret, E> {
        Err(E::invalid_type(Unexpected::Other("a number"), &self))
    }

    fn visit_i128<E: serde::de::Error>(self, _: i128) -> Result<Secret, E> {
        Err(E::invalid_type(Unexpected::Other("a number"), &self))
    }

    fn visit_u128<E: serde::de::Error>(self, _: u128) -> Result<Secret, E> {
        Err(E::invalid_type(Unexpected::Other("a number"), &self))
    }

    fn visit_f64<E: serde::de::Error>(self, _: f64) -> Result<Secret, E> {
        Err(E::invalid_type(Unexpected::Other("a number"), &self))
    }
}

/// Writes a secret in the clear, for requests that must carry one: `#[serde(serialize_with = "exposed")]`.
pub(crate) fn exposed<S: serde::Serializer>(secret: &Secret, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(secret.expose())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Serialize, serde::Deserialize)]
    struct Credential {
        #[serde(serialize_with = "exposed")]
        token: Secret,
    }

    // ACP-BUY-10
    #[test]
    fn a_secret_does_not_print() {
        let credential = Credential { token: Secret::new("spt_123") };
        assert_eq!(format!("{credential:?}"), "Credential { token: [redacted] }");
        assert_eq!(format!("{:?}", Some(Secret::from("spt_123".to_owned()))), "Some([redacted])");
    }

    #[test]
    fn secrets_are_equal_by_their_whole_text() {
        assert_eq!(Secret::new("spt_123"), Secret::from("spt_123"));
        for other in ["spt_124", "spt_12", "spt_1234", "", "Spt_123"] {
            assert_ne!(Secret::new("spt_123"), Secret::new(other), "{other}");
        }
        assert_eq!(Secret::new(""), Secret::new(""));
    }

    #[test]
    fn a_secret_is_read_from_text_and_written_where_asked() {
        let credential: Credential = serde_json::from_str(r#"{"token":"spt_\u0031"}"#).unwrap();
        assert_eq!(credential.token.expose(), "spt_1");
        assert_eq!(serde_json::to_string(&credential).unwrap(), r#"{"token":"spt_1"}"#);
    }

    // ACP-BUY-10: what stands in the place of a token may be a card number.
    #[test]
    fn an_error_never_repeats_what_it_found() {
        for found in
            ["4242424242424242", "-4242424242424242", "4242424242424242.5", "[4242424242424242]", "true", "null"]
        {
            let error = serde_json::from_str::<Credential>(&format!(r#"{{"token":{found}}}"#)).unwrap_err().to_string();
            assert!(!error.contains("4242") && !error.contains("true"), "{error}");
            assert!(error.contains("expected a string"), "{error}");
        }
        let mut errors = Vec::new();
        for number in [i128::from(i64::MIN) - 4242, i128::from(u64::MAX) + 4242] {
            let found = serde::de::value::I128Deserializer::<serde::de::value::Error>::new(number);
            errors.push(serde::Deserialize::deserialize(found).map(|_: Secret| ()).unwrap_err().to_string());
        }
        let found = serde::de::value::U128Deserializer::<serde::de::value::Error>::new(u128::MAX);
        errors.push(serde::Deserialize::deserialize(found).map(|_: Secret| ()).unwrap_err().to_string());
        for error in errors {
            assert!(!error.contains(|character: char| character.is_ascii_digit()), "{error}");
        }
    }
}
