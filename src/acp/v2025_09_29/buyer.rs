//! Who buys.

use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

use crate::types::present;

/// Who buys.
///
/// The published pages of `ChatGPT` send one `name` where the schema wants two. A `name` is read and split at its last
/// space; only `first_name` and `last_name` are ever written.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Buyer {
    /// Given name.
    pub first_name: String,
    /// Family name. Empty when it came out of a `name` of one word.
    pub last_name: String,
    /// E-mail address, as it was given.
    #[cfg_attr(feature = "schemars", schemars(email))]
    pub email: String,
    /// Telephone number; E.164 is usual.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
}

impl Buyer {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(first_name: impl Into<String>, last_name: impl Into<String>, email: impl Into<String>) -> Self {
        Self { first_name: first_name.into(), last_name: last_name.into(), email: email.into(), phone_number: None }
    }
}

impl<'de> Deserialize<'de> for Buyer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = WrittenBuyer::deserialize(deserializer)?;
        let (first, last) = written.name.as_deref().map(split_name).unzip();
        let first_name = written.first_name.or(first).ok_or_else(|| D::Error::missing_field("first_name"))?;
        let last_name = written.last_name.or(last).ok_or_else(|| D::Error::missing_field("last_name"))?;
        Ok(Self { first_name, last_name, email: written.email, phone_number: written.phone_number })
    }
}

/// A buyer as agents write it.
#[derive(Deserialize)]
#[serde(rename = "Buyer")]
struct WrittenBuyer {
    #[serde(default, deserialize_with = "present")]
    first_name: Option<String>,
    #[serde(default, deserialize_with = "present")]
    last_name: Option<String>,
    #[serde(default, deserialize_with = "present")]
    name: Option<String>,
    email: String,
    #[serde(default, deserialize_with = "present")]
    phone_number: Option<String>,
}

/// Everything before the last space, and the last word.
fn split_name(name: &str) -> (String, String) {
    let name = name.trim();
    let (first, last) = name.rsplit_once(char::is_whitespace).unwrap_or((name, ""));
    (first.trim_end().to_owned(), last.to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(json: serde_json::Value) -> Result<Buyer, String> {
        serde_json::from_value(json).map_err(|error| error.to_string())
    }

    #[test]
    fn one_name_is_split_at_the_last_space() {
        for (name, first, last) in [
            ("Ada Lovelace", "Ada", "Lovelace"),
            ("Ludwig van Beethoven", "Ludwig van", "Beethoven"),
            ("  Ada   Lovelace ", "Ada", "Lovelace"),
            ("Madonna", "Madonna", ""),
        ] {
            let buyer = read(json!({"name": name, "email": "a@b.example"})).unwrap();
            assert_eq!((buyer.first_name.as_str(), buyer.last_name.as_str()), (first, last), "{name}");
        }
    }

    #[test]
    fn two_names_win_over_one_and_are_all_that_is_written() {
        let buyer = read(json!({
            "name": "Somebody Else", "first_name": "Ada", "last_name": "Lovelace", "email": "a@b.example"
        }))
        .unwrap();
        let written = serde_json::to_value(buyer).unwrap();
        assert_eq!(written, json!({"first_name": "Ada", "last_name": "Lovelace", "email": "a@b.example"}));
    }

    // ACP-BUY-01
    #[test]
    fn a_missing_name_or_address_is_refused() {
        let error = read(json!({"email": "a@b.example"})).unwrap_err();
        assert!(error.contains("missing field `first_name`"), "{error}");
        let error = read(json!({"first_name": "Ada", "email": "a@b.example"})).unwrap_err();
        assert!(error.contains("missing field `last_name`"), "{error}");
        let error = read(json!({"first_name": "Ada", "last_name": "Lovelace"})).unwrap_err();
        assert!(error.contains("missing field `email`"), "{error}");
    }

    #[test]
    fn null_is_not_absent() {
        assert!(read(json!({"name": "Ada Lovelace", "email": "a@b.example", "phone_number": null})).is_err());
        assert!(read(json!({"name": "Ada L", "first_name": null, "email": "a@b.example"})).is_err());
    }
}
