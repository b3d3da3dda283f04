//! Addresses of pages, pictures and services.

use std::fmt;
use std::sync::Arc;

/// An absolute URI, kept letter by letter as it was given.
///
/// A URL library would rewrite it (`https://shop.example` becomes `https://shop.example/`), and what is signed or
/// compared must not change on the way.
///
/// ```
/// use agentic_commerce::types::Uri;
///
/// let terms = Uri::new("https://shop.example")?;
/// assert_eq!(terms.as_str(), "https://shop.example");
/// assert!(Uri::new("/terms").is_err()); // not absolute
/// # Ok::<(), agentic_commerce::types::UriError>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(inline))]
pub struct Uri(#[cfg_attr(feature = "schemars", schemars(url))] Arc<str>);

impl Uri {
    /// Takes an absolute URI.
    ///
    /// # Errors
    ///
    /// [`UriError`] when the text is relative, is no URI at all, or holds white space or control characters.
    pub fn new(text: impl AsRef<str>) -> Result<Self, UriError> {
        let text = text.as_ref();
        // The parser trims and drops such characters, so what it accepts would not be what is kept.
        if text.chars().any(|letter| letter.is_whitespace() || letter.is_control()) {
            return Err(UriError(()));
        }
        url::Url::parse(text).map_err(|_| UriError(()))?;
        Ok(Self(text.into()))
    }

    /// An address of the protocol itself, known to be one when the code was written.
    pub(crate) fn constant(text: &'static str) -> Self {
        debug_assert!(Self::new(text).is_ok(), "{text} is not an absolute URI");
        Self(text.into())
    }

    /// The text as it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for Uri {
    type Err = UriError;

    fn from_str(text: &str) -> Result<Self, UriError> {
        Self::new(text)
    }
}

impl fmt::Debug for Uri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", &*self.0)
    }
}

impl fmt::Display for Uri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl serde::Serialize for Uri {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> serde::Deserialize<'de> for Uri {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        Self::new(&text).map_err(serde::de::Error::custom)
    }
}

/// The text is not an absolute URI.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an absolute URI such as https://shop.example/terms")]
pub struct UriError(());

#[cfg(test)]
mod tests {
    use super::*;

    // ACP-LNK-04
    #[test]
    fn only_absolute_uris_are_taken() {
        for taken in ["https://shop.example", "https://shop.example/a?b=c#d", "mailto:help@shop.example", "urn:x:y"] {
            assert_eq!(Uri::new(taken).unwrap().as_str(), taken);
        }
        for refused in
            ["", "/terms", "shop.example/terms", "https://", " https://shop.example", "https://shop.example/a\nb"]
        {
            assert!(Uri::new(refused).is_err(), "{refused:?}");
        }
    }
}
