//! Whether two request bodies say the same.

use std::borrow::Cow;
use std::fmt;

use sha2::{Digest, Sha256};

use super::canonical::{self, Numbers, Sink};
use super::hex;
use crate::json::Json;

/// A short value that is equal for two request bodies exactly when they mean the same (2026-04-17, agentic checkout
/// §6.2).
///
/// - The order of keys does not matter; the order of array elements does.
/// - A key whose value is `null` is not an absent key: the one clears a field, the other leaves it.
/// - Numbers are compared by value: `1.0` is `1`. Whole numbers are compared with all their digits, so that two amounts
///   beyond 2<sup>53</sup> do not become one, as they would in the form of RFC 8785.
/// - Text is compared after its escapes: `"\u0061"` is `"a"`.
/// - A request without a body, or with an empty one, says the same as `{}`: cancel accepts all three (2026-04-17, intent
///   traces §7.1), and a retry may come through another HTTP library. See [`EMPTY`](Self::EMPTY).
///
/// It is SHA-256 over the form of RFC 8785 with whole numbers written out exactly. The form never changes: fingerprints
/// are stored.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// The fingerprint of a request without a body, of one with an empty body, and of `{}`.
    pub const EMPTY: Self = Self([
        0x44, 0x13, 0x6f, 0xa3, 0x55, 0xb3, 0x67, 0x8a, 0x11, 0x46, 0xad, 0x16, 0xf7, 0xe8, 0x64, 0x9e, 0x94, 0xfb,
        0x4f, 0xc2, 0x1f, 0xe7, 0x7e, 0x83, 0x10, 0xc0, 0x60, 0xf6, 0x1c, 0xaa, 0xff, 0x8a,
    ]);

    /// The fingerprint of a document.
    #[must_use]
    pub fn of(json: &Json<'_>) -> Self {
        let mut hash = Sha256::new();
        canonical::write(json, Numbers::Exact, &mut hash);
        Self(hash.finalize().into())
    }

    /// A fingerprint that was stored.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes to store.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// The hash gathers small pieces in a block of its own.
impl Sink for Sha256 {
    fn put(&mut self, bytes: &[u8]) {
        self.update(bytes);
    }
}

/// 64 hexadecimal digits.
impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(&self.0))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Reads 64 hexadecimal digits.
impl std::str::FromStr for Fingerprint {
    type Err = FingerprintError;

    fn from_str(text: &str) -> Result<Self, FingerprintError> {
        hex::decode(text).map(Self).ok_or(FingerprintError(()))
    }
}

impl serde::Serialize for Fingerprint {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Fingerprint {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <Cow<'de, str>>::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// The text is not a fingerprint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a fingerprint of 64 hexadecimal digits")]
pub struct FingerprintError(());

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;
    use crate::json::{Number, parse};

    fn of(text: &str) -> Fingerprint {
        Fingerprint::of(&parse(text.as_bytes()).unwrap())
    }

    // Expected values: Python, whose integers are exact,
    //   hashlib.sha256(json.dumps(v, sort_keys=True, separators=(',', ':'), ensure_ascii=False).encode()).hexdigest()
    #[test]
    fn agrees_with_another_implementation() {
        // ACP-IDEM-13, without its caveat: whole numbers keep all their digits.
        let text = r#"{"b":[1,{"z":null,"é\n":"\u0001\"\\/"}],"a":9007199254740993,
            "n":-9223372036854775808,"m":18446744073709551615,"f":19.99,"t":true,"e":{}}"#;
        assert_eq!(of(text).to_string(), "01d1bff8cfe4c3a48a44b0d9fccd39df9fac90e21c350011f03c1e6e130eb689");
        assert_eq!(
            of("9007199254740992").to_string(),
            "c681da39d7273a6a24c15c9cac3a75526ff2ecf8ba4ee60346a0c70c8163bdb2"
        );
        assert_eq!(
            of("9007199254740993").to_string(),
            "a1c367c29158357e62a3ff5d3e800fb7698a22396439dbc0a9d4929322afd35d"
        );
    }

    #[test]
    fn the_meaning_of_json_decides() {
        // ACP-IDEM-08
        assert_eq!(of(r#"{"a":1,"b":{"c":2,"d":3}}"#), of(r#"{"b":{"d":3,"c":2},"a":1}"#));
        // ACP-IDEM-09
        assert_ne!(of(r#"{"a":1,"b":null}"#), of(r#"{"a":1}"#));
        // ACP-IDEM-10
        assert_eq!(of(r#"{"a":1.0,"b":1e2,"c":-0.0,"d":2.50}"#), of(r#"{"a":1,"b":100,"c":0,"d":2.5}"#));
        assert_ne!(of("1"), of("1.5"));
        // ACP-IDEM-11
        assert_ne!(of("[1,2]"), of("[2,1]"));
        // ACP-IDEM-07: spaces and escapes are not meaning.
        assert_eq!(of("{ \"a\" :\n[ \"\\u0061\\/\" ] }"), of(r#"{"a":["a/"]}"#));
    }

    #[test]
    fn what_looks_alike_is_not_equal() {
        let different = [
            "null",
            "\"null\"",
            "1",
            "\"1\"",
            "true",
            "[]",
            "{}",
            "\"\"",
            "[[]]",
            "[1,2]",
            "[[1],2]",
            "[12]",
            "[\"1,2\"]",
            "[\"1\",\"2\"]",
            r#"["1\",\"2"]"#,
            r#"{"a":"b"}"#,
            r#"["a","b"]"#,
            r#"{"a":{}}"#,
            r#"{"a":[]}"#,
            r#"{"a":null}"#,
            "9007199254740992",
            "9007199254740993",
            "9007199254740992.0",
            "\"e\\u0301\"",
            "\"\\u00e9\"",
        ];
        for (position, one) in different.iter().enumerate() {
            for other in &different[..position] {
                assert_ne!(of(one), of(other), "{one} {other}");
            }
        }
    }

    #[test]
    fn no_body_says_the_same_as_an_empty_object() {
        // ACP-CXL-05
        assert_eq!(Fingerprint::EMPTY, of("{}"));
        assert_eq!(Fingerprint::EMPTY, of(" { } "));
        assert_ne!(Fingerprint::EMPTY, of("null"));
    }

    #[test]
    fn is_stored_as_bytes_or_as_text() {
        let fingerprint = of("[1]");
        assert_eq!(Fingerprint::from_bytes(*fingerprint.as_bytes()), fingerprint);
        let text = serde_json::to_string(&fingerprint).unwrap();
        assert_eq!(text, format!("\"{fingerprint:?}\""));
        assert_eq!(serde_json::from_str::<Fingerprint>(&text).unwrap(), fingerprint);
        assert!(serde_json::from_str::<Fingerprint>("\"00\"").is_err());
    }

    /// The same document with the members of every object in another order.
    fn permuted(json: Json<'_>, seed: usize) -> Json<'_> {
        match json {
            Json::Array(elements) => Json::Array(elements.into_iter().map(|element| permuted(element, seed)).collect()),
            Json::Object(members) => {
                let mut members: Vec<_> =
                    members.into_iter().map(|(key, value)| (key, permuted(value, seed))).collect();
                let middle = seed % members.len().max(1);
                members.rotate_left(middle);
                if seed % 2 == 1 {
                    members.reverse();
                }
                Json::Object(members)
            }
            scalar => scalar,
        }
    }

    fn document() -> impl Strategy<Value = Json<'static>> {
        let scalar = prop_oneof![
            Just(Json::Null),
            any::<bool>().prop_map(Json::Bool),
            any::<i64>().prop_map(|value| Json::Number(value.into())),
            (-10.0..10.0).prop_map(|value| Json::Number(Number::from_f64(value).unwrap())),
            ".*".prop_map(|text| Json::String(text.into())),
        ];
        scalar.prop_recursive(4, 48, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Json::Array),
                prop::collection::btree_map(".*", inner, 0..6).prop_map(|members| Json::Object(
                    members.into_iter().map(|(key, value)| (key.into(), value)).collect()
                )),
            ]
        })
    }

    proptest! {
        // ACP-IDEM-08
        #[test]
        fn the_order_of_keys_never_matters(document in document(), seed in 0_usize..12) {
            prop_assert_eq!(Fingerprint::of(&permuted(document.clone(), seed)), Fingerprint::of(&document));
        }

        // ACP-IDEM-11
        #[test]
        fn the_order_of_elements_always_matters(elements in prop::collection::vec(document(), 2..6), at in 0_usize..5) {
            let mut swapped = elements.clone();
            let at = at % (elements.len() - 1);
            swapped.swap(at, at + 1);
            // Two elements that mean the same may stand either way round. `Value` knows nothing of the order of keys.
            let same = Value::from(&elements[at]) == Value::from(&elements[at + 1]);
            let equal = Fingerprint::of(&Json::Array(elements)) == Fingerprint::of(&Json::Array(swapped));
            prop_assert_eq!(equal, same);
        }

        // ACP-IDEM-09
        #[test]
        fn a_null_is_never_an_absent_key(document in document(), key in ".*") {
            let with = |value: Option<Json<'static>>| {
                let rest = ("a".into(), document.clone());
                let extra = value.map(|value| (format!("b{key}").into(), value));
                Fingerprint::of(&Json::Object(std::iter::once(rest).chain(extra).collect()))
            };
            prop_assert_ne!(with(Some(Json::Null)), with(None));
        }
    }
}
