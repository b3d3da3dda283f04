//! Reading types from documents: bytes in, type or problem out.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;

use super::*;
use crate::types::{Currency, ItemId, Patch, Quantity, Secret, Timestamp, present};

fn read<T: DeserializeOwned>(text: &str) -> Result<T, DecodeError> {
    decode(&parse(text.as_bytes()).unwrap())
}

/// Path and problem.
fn problem<T: DeserializeOwned + std::fmt::Debug>(text: &str) -> (String, Problem) {
    let error = read::<T>(text).unwrap_err();
    (error.path.to_string(), error.problem)
}

fn wrong(expected: &str, found: &'static str) -> Problem {
    Problem::WrongType { expected: expected.to_owned(), found }
}

fn invalid(message: &str) -> Problem {
    Problem::Invalid(message.to_owned())
}

#[derive(Debug, Deserialize)]
struct Cart {
    line_items: Vec<Line>,
    #[serde(default, deserialize_with = "present")]
    buyer: Option<Buyer>,
    #[serde(default)]
    note: Patch<String>,
    #[serde(default, deserialize_with = "present")]
    metadata: Option<Value>,
}

#[derive(Debug, Deserialize)]
struct Line {
    id: ItemId,
    quantity: Quantity,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Buyer {
    #[serde(alias = "name")]
    first_name: String,
    #[serde(default)]
    age: Option<u8>,
}

#[test]
fn reads_a_whole_document() {
    let cart: Cart = read(
        r#"{
            "line_items": [{ "id": "item_1", "quantity": 2.0, "unknown": [{}] }],
            "buyer": { "first_name": "Z\u00f6e" },
            "note": null,
            "metadata": { "a": [1, 2.5, null, "x", true, -3], "big": 18446744073709551615 }
        }"#,
    )
    .unwrap();
    assert_eq!(cart.line_items[0].id, "item_1");
    assert_eq!(cart.line_items[0].quantity.get(), 2);
    assert_eq!(cart.buyer, Some(Buyer { first_name: "Zöe".to_owned(), age: None }));
    assert_eq!(
        cart.metadata,
        Some(serde_json::json!({ "a": [1, 2.5, null, "x", true, -3], "big": 18_446_744_073_709_551_615_u64 }))
    );
}

#[test]
fn absent_null_and_set_are_three_things() {
    // ACP-IDEM-29
    let note = |text: &str| read::<Cart>(text).unwrap().note;
    assert_eq!(note(r#"{"line_items":[]}"#), Patch::Keep);
    assert_eq!(note(r#"{"line_items":[],"note":null}"#), Patch::Clear);
    assert_eq!(note(r#"{"line_items":[],"note":"x"}"#), Patch::Set("x".to_owned()));
    assert_eq!(problem::<Cart>(r#"{"line_items":[],"buyer":null}"#), ("$.buyer".to_owned(), Problem::Null));
}

#[test]
fn says_where_and_what() {
    for (text, path, expected) in [
        ("{}", "$.line_items", Problem::Missing),
        (r#"{"line_items":null}"#, "$.line_items", Problem::Null),
        (r#"{"line_items":{}}"#, "$.line_items", wrong("an array", "an object")),
        (r#"{"line_items":[[]]}"#, "$.line_items[0]", wrong("an object", "an array")),
        (r#"{"line_items":[{"id":"a","quantity":1},{"quantity":1}]}"#, "$.line_items[1].id", Problem::Missing),
        (r#"{"line_items":[{"id":7,"quantity":1}]}"#, "$.line_items[0].id", wrong("a string", "a number")),
        (r#"{"line_items":[{"id":null,"quantity":1}]}"#, "$.line_items[0].id", Problem::Null),
        (
            r#"{"line_items":[{"id":"a","quantity":"1"}]}"#,
            "$.line_items[0].quantity",
            wrong("a whole number", "a string"),
        ),
        (
            r#"{"line_items":[{"id":"a","quantity":1.5}]}"#,
            "$.line_items[0].quantity",
            wrong("a whole number", "a fraction"),
        ),
        (
            r#"{"line_items":[{"id":"a","quantity":0}]}"#,
            "$.line_items[0].quantity",
            invalid("a quantity is a whole number of at least 1"),
        ),
        (r#"{"line_items":[],"buyer":{}}"#, "$.buyer.first_name", Problem::Missing),
        (r#"{"line_items":[],"buyer":[]}"#, "$.buyer", wrong("an object", "an array")),
        (
            r#"{"line_items":[],"buyer":{"first_name":"a","age":256}}"#,
            "$.buyer.age",
            invalid("expected a whole number from 0 to 255"),
        ),
        (
            r#"{"line_items":[],"buyer":{"first_name":"a","name":"b"}}"#,
            "$.buyer.first_name",
            invalid("it is given twice, under two names"),
        ),
        ("7", "$", wrong("an object", "a number")),
        ("null", "$", Problem::Null),
    ] {
        assert_eq!(problem::<Cart>(text), (path.to_owned(), expected), "{text}");
    }
}

#[test]
fn errors_read_well() {
    let said = |text| read::<Cart>(text).unwrap_err().to_string();
    assert_eq!(said("{}"), "$.line_items is missing");
    assert_eq!(said(r#"{"line_items":null}"#), "$.line_items must not be null");
    assert_eq!(said(r#"{"line_items":3}"#), "$.line_items must be an array, found a number");
    assert_eq!(
        said(r#"{"line_items":[{"id":"a","quantity":0}]}"#),
        "$.line_items[0].quantity is not valid: a quantity is a whole number of at least 1"
    );
}

#[test]
fn whole_numbers() {
    assert_eq!(read::<i64>("1.0"), Ok(1));
    assert_eq!(read::<u8>("1e2"), Ok(100));
    assert_eq!(read::<i64>("-9223372036854775808"), Ok(i64::MIN));
    assert_eq!(read::<u64>("18446744073709551615"), Ok(u64::MAX));
    assert_eq!(read::<i128>("18446744073709551615"), Ok(u64::MAX.into()));
    assert_eq!(
        problem::<i64>("18446744073709551615").1,
        invalid("expected a whole number from -9223372036854775808 to 9223372036854775807")
    );
    assert_eq!(problem::<u32>("-1").1, invalid("expected a whole number from 0 to 4294967295"));
    assert_eq!(problem::<i64>("0.1").1, wrong("a whole number", "a fraction"));
    // `serde_json` reads this text as …990.
    assert!(matches!(problem::<i64>("9007199254740991.0").1, Problem::Invalid(_)));
    assert_eq!(read::<f64>("3"), Ok(3.0));
    assert_eq!(read::<f64>("-2.5"), Ok(-2.5));
    assert_eq!(problem::<f64>("true").1, wrong("a number", "a boolean"));
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Shape {
    Unit,
    Newtype(i64),
    Tuple(i64, i64),
    Struct { side: i64 },
}

#[test]
fn externally_tagged_enums() {
    assert_eq!(read(r#""unit""#), Ok(Shape::Unit));
    assert_eq!(read(r#"{"unit":null}"#), Ok(Shape::Unit));
    assert_eq!(read(r#"{"newtype":1}"#), Ok(Shape::Newtype(1)));
    assert_eq!(read(r#"{"tuple":[1,2]}"#), Ok(Shape::Tuple(1, 2)));
    assert_eq!(read(r#"{"struct":{"side":1}}"#), Ok(Shape::Struct { side: 1 }));
    assert_eq!(problem::<Shape>(r#"{"struct":{}}"#), ("$.struct.side".to_owned(), Problem::Missing));
    assert_eq!(problem::<Shape>(r#"{"newtype":"1"}"#), ("$.newtype".to_owned(), wrong("a whole number", "a string")));
    assert_eq!(
        problem::<Shape>(r#""circle""#),
        ("$".to_owned(), invalid("`circle` is not one of unit, newtype, tuple, struct"))
    );
    assert_eq!(problem::<Shape>("{}").1, invalid("expected exactly one key"));
    assert_eq!(problem::<Shape>(r#""newtype""#).1, wrong("an object with one key", "a string"));
    assert_eq!(problem::<Shape>("1").1, wrong("a string", "a number"));
    assert_eq!(problem::<Shape>("null").1, Problem::Null);
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Tagged {
    Card { card: Card },
    Plain { amount: i64 },
}

#[derive(Debug, PartialEq, Deserialize)]
struct Card {
    digits: String,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Holder {
    method: Tagged,
}

#[test]
fn internally_tagged_enums_name_themselves_as_the_place() {
    let held = |method: &str| problem::<Holder>(&format!("{{\"method\":{method}}}"));
    let here = |problem| ("$.method".to_owned(), problem);
    assert_eq!(
        read(r#"{"method":{"card":{"digits":"1"},"type":"card"}}"#),
        Ok(Holder { method: Tagged::Card { card: Card { digits: "1".to_owned() } } })
    );
    // The tag itself is placed exactly.
    assert_eq!(held("{}"), ("$.method.type".to_owned(), Problem::Missing));
    assert_eq!(held(r#"{"type":"x"}"#), ("$.method.type".to_owned(), invalid("`x` is not one of card, plain")));
    assert_eq!(held("null"), here(Problem::Null));
    assert_eq!(held("3"), here(wrong("an object", "a number")));
    // What lies inside is not.
    assert_eq!(held(r#"{"type":"plain"}"#), here(invalid("inside it, `amount` is missing")));
    assert_eq!(held(r#"{"type":"card","card":{}}"#), here(invalid("inside it, `digits` is missing")));
    assert_eq!(
        held(r#"{"type":"plain","amount":"1"}"#),
        here(invalid("inside it, a value must be a whole number, found a string"))
    );
    assert_eq!(held(r#"{"type":"plain","amount":null}"#), here(invalid("inside it, a value must not be null")));
}

#[test]
fn untagged_enums_name_themselves_as_the_place() {
    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(untagged, expecting = "expected a name or a list of names")]
    enum Names {
        One(String),
        Many(Vec<String>),
    }
    assert_eq!(read(r#"{"n":"a"}"#), Ok(BTreeMap::from([("n".to_owned(), Names::One("a".to_owned()))])));
    assert_eq!(read(r#"{"n":["a"]}"#), Ok(BTreeMap::from([("n".to_owned(), Names::Many(vec!["a".to_owned()]))])));
    assert_eq!(
        problem::<BTreeMap<String, Names>>(r#"{"n":1}"#),
        ("$.n".to_owned(), invalid("expected a name or a list of names"))
    );
}

#[test]
fn flattened_fields() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Extended {
        id: String,
        #[serde(flatten)]
        buyer: Buyer,
    }
    let extended = Extended { id: "x".to_owned(), buyer: Buyer { first_name: "a".to_owned(), age: Some(3) } };
    assert_eq!(read(r#"{"age":3,"id":"x","first_name":"a"}"#), Ok(extended));
    assert_eq!(problem::<Extended>(r#"{"id":"x"}"#), ("$.first_name".to_owned(), Problem::Missing));
    assert_eq!(
        problem::<Extended>(r#"{"id":"x","first_name":3}"#),
        ("$".to_owned(), invalid("inside it, a value must be a string, found a number"))
    );
}

#[test]
fn maps_and_their_keys() {
    #[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Key {
        Red,
    }
    #[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
    struct Wrapped(String);

    assert_eq!(read(r#"{"red":1}"#), Ok(BTreeMap::from([(Key::Red, 1)])));
    assert_eq!(read(r#"{"red":1}"#), Ok(BTreeMap::from([(Wrapped("red".to_owned()), 1)])));
    assert_eq!(
        problem::<BTreeMap<Key, i64>>(r#"{"light blue":1}"#),
        ("$['light blue']".to_owned(), invalid("`light blue` is not one of red"))
    );
    assert_eq!(
        problem::<BTreeMap<String, i64>>(r#"{"a":{}}"#),
        ("$.a".to_owned(), wrong("a whole number", "an object"))
    );
}

#[test]
fn tuples_units_and_what_is_ignored() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Unit;
    #[derive(Debug, PartialEq, Deserialize)]
    struct Pair(i64, String);

    assert_eq!(read(r#"[1,"a"]"#), Ok(Pair(1, "a".to_owned())));
    assert_eq!(problem::<Pair>(r#"[1,"a",2]"#).1, invalid("it has 3 elements, expected 2"));
    assert!(matches!(problem::<Pair>("[1]").1, Problem::Invalid(_)));
    assert_eq!(problem::<Pair>(r#"["a","a"]"#).0, "$[0]");
    assert_eq!(read("null"), Ok(Unit));
    assert_eq!(problem::<Unit>("1").1, wrong("null", "a number"));
    assert_eq!(read("null"), Ok(None::<i64>));
    assert_eq!(read("1"), Ok(Some(1)));
    assert!(read::<IgnoredAny>(r#"{"a":[1,{}]}"#).is_ok());
    assert_eq!(read("\"ß\""), Ok('ß'));
    assert_eq!(read("true"), Ok(true));
    assert_eq!(problem::<bool>("\"true\"").1, wrong("a boolean", "a string"));
}

#[test]
fn text_is_borrowed() {
    let tree = parse(br#"{"plain":"text"}"#).unwrap();
    let map: BTreeMap<&str, &str> = decode(&tree).unwrap();
    assert_eq!(map, BTreeMap::from([("plain", "text")]));
}

#[test]
fn unknown_fields_where_they_are_refused() {
    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Closed {}
    assert_eq!(problem::<Closed>(r#"{"what":1}"#), ("$.what".to_owned(), invalid("unknown field `what`")));
}

#[test]
fn long_input_is_not_repeated() {
    let long = "x".repeat(5_000);
    let shown = format!("`{}…`", "x".repeat(40));

    let (path, problem_found) = problem::<Vec<Picky>>(&format!("[\"{long}\"]"));
    assert_eq!((path.as_str(), problem_found), ("$[0]", invalid(&format!("{shown} is not one of a, b"))));
    assert_eq!(problem::<Picky>(&format!("\"{long}\"")).1, invalid(&format!("{shown} is not one of a, b")));
    assert_eq!(
        problem::<Shape>(&format!("\"{long}\"")).1,
        invalid(&format!("{shown} is not one of unit, newtype, tuple, struct"))
    );

    let text = format!("{{\"{long}\":\"{long}\"}}");
    for said in [
        read::<BTreeMap<String, i64>>(&text).unwrap_err().to_string(),
        read::<BTreeMap<String, Picky>>(&text).unwrap_err().to_string(),
        read::<BTreeMap<Color, i64>>(&text).unwrap_err().to_string(),
        read::<Holder>(&format!("{{\"method\":{{\"type\":\"{long}\"}}}}")).unwrap_err().to_string(),
    ] {
        assert!(said.len() < 700 && !said.contains(&"x".repeat(65)), "{said}");
    }
}

/// A type that quotes the whole text that it refuses.
#[derive(Debug)]
struct Picky(#[expect(dead_code, reason = "only its refusal is looked at")] i64);
impl<'de> Deserialize<'de> for Picky {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Err(serde::de::Error::custom(format_args!("`{text}` is not one of a, b")))
    }
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
enum Color {
    Only,
}

#[test]
fn secrets_are_not_repeated() {
    #[derive(Debug, Deserialize)]
    struct Payment {
        #[serde(default)]
        #[expect(dead_code, reason = "only its refusal is looked at")]
        token: Option<Currency>,
        #[serde(default)]
        #[expect(dead_code, reason = "only its refusal is looked at")]
        number: Option<Shape>,
        #[serde(default)]
        #[expect(dead_code, reason = "only its refusal is looked at")]
        cvc: Option<Secret>,
    }
    for text in [r#"{"token":"spt_1"}"#, r#"{"number":"4242"}"#] {
        assert_eq!(problem::<Payment>(text).1, invalid("the value is not acceptable"), "{text}");
    }
    assert_eq!(problem::<Payment>(r#"{"cvc":123}"#), ("$.cvc".to_owned(), wrong("a string", "a number")));
}

#[test]
fn types_of_the_crate() {
    assert_eq!(problem::<Currency>("\"zzz\"").1, invalid("not a currency code of ISO 4217"));
    assert_eq!(
        problem::<Timestamp>("\"yesterday\"").1,
        invalid("not an RFC 3339 date-time such as 2026-04-17T12:30:00Z")
    );
    assert_eq!(problem::<Timestamp>("1").1, wrong("a string", "a number"));
}

mod as_serde_json_does {
    use proptest::prelude::*;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize, serde::Serialize)]
    struct All {
        map: BTreeMap<String, Option<i64>>,
        list: Vec<(bool, String)>,
        float: f64,
        nested: Option<Box<All>>,
    }

    fn all() -> impl Strategy<Value = All> {
        let flat = || {
            (
                prop::collection::btree_map(".*", any::<Option<i64>>(), 0..4),
                prop::collection::vec(any::<(bool, String)>(), 0..4),
                -1e9..1e9,
            )
        };
        (flat(), prop::option::of(flat())).prop_map(|((map, list, float), nested)| All {
            map,
            list,
            float,
            nested: nested.map(|(map, list, float)| Box::new(All { map, list, float, nested: None })),
        })
    }

    proptest! {
        #[test]
        fn for_all_that_it_accepts(value in all()) {
            let text = serde_json::to_string(&value).unwrap();
            prop_assert_eq!(read::<All>(&text).unwrap(), serde_json::from_str::<All>(&text).unwrap());
        }

        #[test]
        fn for_open_values(value in all()) {
            let text = serde_json::to_string(&value).unwrap();
            let tree = parse(text.as_bytes()).unwrap();
            prop_assert_eq!(decode::<Value>(&tree).unwrap(), Value::from(&tree));
        }
    }
}
