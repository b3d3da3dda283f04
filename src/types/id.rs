//! Identifiers: opaque text, one type for each meaning.

use std::sync::Arc;

/// Declares an identifier: opaque text, cheap to clone, never mixed up with another kind.
macro_rules! id {
    ($( $(#[$meta:meta])* $name:ident; )+) => { $(
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(inline))]
        pub struct $name(Arc<str>);

        impl $name {
            /// Takes the text as it is.
            #[must_use]
            pub fn new(text: impl Into<Arc<str>>) -> Self {
                Self(text.into())
            }

            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self::new(text)
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self::new(text)
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.as_str() == other
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.as_str() == *other
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{:?}", &*self.0)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Text;
                impl serde::de::Visitor<'_> for Text {
                    type Value = $name;
                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str("a string")
                    }
                    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<$name, E> {
                        Ok($name(Arc::from(text)))
                    }
                }
                deserializer.deserialize_str(Text)
            }
        }
    )+ };
}

id! {
    /// A checkout session. The engine makes it: unguessable, and ordered by the time of creation.
    CheckoutId;
    /// A product or variant of the merchant's catalog, as the feed published it.
    ItemId;
    /// A line of a checkout session or order.
    LineItemId;
    /// A way to deliver that was offered for a cart.
    FulfillmentOptionId;
    /// An order of the merchant.
    OrderId;
    /// A payment handler that the merchant declared.
    HandlerId;
    /// Who calls: the identity behind a bearer token. Sessions and idempotency keys belong to it.
    Principal;
    /// The correlation id of one request (`Request-Id`).
    RequestId;
    /// Something that happened to an order: the same each time it is told.
    EventId;
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn an_id_is_its_text() {
        let id = ItemId::new("item_1");
        assert_eq!(id.as_str(), "item_1");
        assert_eq!(id, "item_1");
        assert_eq!(id.to_string(), "item_1");
        assert_eq!(format!("{id:?}"), r#""item_1""#);
        assert_eq!(ItemId::from("item_1".to_owned()), id);
        assert_ne!(ItemId::from("Item_1"), id);
        assert_eq!(serde_json::to_string(&id).unwrap(), r#""item_1""#);
        assert_eq!(serde_json::from_str::<ItemId>(r#""item_\u0031""#).unwrap(), id);
        assert!(serde_json::from_str::<ItemId>("1").is_err());
        assert!(serde_json::from_str::<ItemId>("null").is_err());
    }

    #[test]
    fn a_map_by_id_is_asked_by_text() {
        let map = BTreeMap::from([(OrderId::new("ord_1"), 1)]);
        assert_eq!(map.get("ord_1"), Some(&1));
        assert_eq!(map.get("ord_2"), None);
    }
}
