//! What is spoken beyond the core.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::types::{Uri, present};

/// An extension: agents name those that they speak, merchants declare those that are active.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(untagged)]
#[non_exhaustive]
pub enum Extension {
    /// Its name, such as `discount`, perhaps with a version: `discount@2026-01-27`.
    Name(String),
    /// Its declaration.
    Declaration(ExtensionDeclaration),
}

impl<'de> Deserialize<'de> for Extension {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ExtensionVisitor)
    }
}

struct ExtensionVisitor;

impl<'de> Visitor<'de> for ExtensionVisitor {
    type Value = Extension;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name or the declaration of an extension")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Extension, E> {
        Ok(Extension::Name(name.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Extension, A::Error> {
        ExtensionDeclaration::deserialize(MapAccessDeserializer::new(map)).map(Extension::Declaration)
    }
}

/// An extension that is active in a session, and which fields it adds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ExtensionDeclaration {
    /// Its name.
    #[cfg_attr(
        feature = "schemars",
        schemars(regex(
            pattern = r"^[a-z][a-z0-9_-]*(@\d{4}-\d{2}-\d{2})?$|^[a-z][a-z0-9]*(?:\.[a-z][a-z0-9_-]*)+(@\d{4}-\d{2}-\d{2})?$"
        ))
    )]
    pub name: String,
    /// The fields that it adds, each as `$.<Schema>.<field>`.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemars", schemars(
        inner(regex(pattern = r"^\$\.[A-Za-z][A-Za-z0-9]*(\.[A-Za-z][A-Za-z0-9_]*)*$")), extend("uniqueItems" = true)
    ))]
    pub extends: Option<Vec<String>>,
    /// Its JSON Schema.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub schema: Option<Uri>,
    /// Its specification.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub spec: Option<Uri>,
}

impl ExtensionDeclaration {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), extends: None, schema: None, spec: None }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    // ACP-EXT-01, ACP-EXT-02
    #[test]
    fn names_and_declarations_are_read_and_written() {
        for written in [
            json!(["discount", "com.example.loyalty@2026-01-01"]),
            json!([{"name": "discount", "extends": ["$.CheckoutSession.discounts"]}]),
        ] {
            let read: Vec<Extension> = serde_json::from_value(written.clone()).unwrap();
            assert_eq!(serde_json::to_value(read).unwrap(), written);
        }
    }

    #[test]
    fn anything_else_is_refused_with_the_reason() {
        let read = |json| serde_json::from_value::<Extension>(json).unwrap_err().to_string();
        assert!(read(json!(1)).contains("expected the name or the declaration of an extension"));
        assert!(read(json!({"spec": "https://shop.example"})).contains("missing field `name`"));
    }
}
