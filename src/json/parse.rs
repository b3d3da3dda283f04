//! From bytes to the tree.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::failure::shorten;
use super::numeral::Numerals;
use super::{Json, Number, ParseError, Position};

/// How deep arrays and objects may stand in each other.
const MAX_DEPTH: usize = 64;

/// Up to this many members, each new key is compared with those before it; larger objects are sorted once at their end.
const FEW_MEMBERS: usize = 16;

/// How much of a key an error names, in characters.
const KEY_SHOWN: usize = 40;

/// The key by which `serde_json` passes a number on as text, when another crate of the build switched on its feature
/// `arbitrary_precision`.
const NUMBER_AS_TEXT: &str = "$serde_json::private::Number";

/// Reads one JSON document.
///
/// Beyond the grammar of RFC 8259 it insists on what makes a document mean the same to every reader: valid UTF-8, no key
/// twice in an object, numbers that 64 bits can hold, at most 64 levels of nesting. Text without escapes is borrowed.
///
/// # Errors
///
/// [`ParseError`], with the place where the document goes wrong.
pub fn parse(bytes: &[u8]) -> Result<Json<'_>, ParseError> {
    let text = std::str::from_utf8(bytes)
        .map_err(|error| ParseError::NotUtf8(Position::after(bytes.get(..error.valid_up_to()).unwrap_or(bytes))))?;
    let reading = Reading::new(text);
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let json = Node { reading: &reading, depth: 0 }
        .deserialize(&mut deserializer)
        .map_err(|error| reading.parse_error(&error))?;
    deserializer.end().map_err(|error| ParseError::Trailing(Position::of(&error)))?;
    Ok(json)
}

/// One run over a document.
struct Reading<'a> {
    text: &'a str,
    /// Why we stopped, when it was not the grammar. `serde_json` can carry our reason as text only.
    refusal: Cell<Option<Refusal>>,
    /// The numbers of the document from the one after the last double on.
    numerals: RefCell<Numerals<'a>>,
    /// How many of them were read since.
    whole_numbers: Cell<usize>,
}

enum Refusal {
    DuplicateKey(String),
    TooDeep,
    NumberOutOfRange,
}

impl<'a> Reading<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, refusal: Cell::new(None), numerals: RefCell::new(Numerals::of(text)), whole_numbers: Cell::new(0) }
    }

    /// Notes that a number was read of which `serde_json` tells the exact value.
    fn pass_whole_number(&self) {
        self.whole_numbers.set(self.whole_numbers.get() + 1);
    }

    /// The double that is nearest to the number in the document. `serde_json` tells one close by: it reads exactly only
    /// with its feature `float_roundtrip`, which would hold for the whole build of whoever uses this crate.
    fn nearest(&self, close: f64) -> f64 {
        let numeral = self.numerals.borrow_mut().nth(self.whole_numbers.take());
        numeral.and_then(|numeral| numeral.parse().ok()).unwrap_or(close)
    }

    fn refuse<E: serde::de::Error>(&self, refusal: Refusal) -> E {
        self.refusal.set(Some(refusal));
        E::custom("refused")
    }

    fn parse_error(&self, error: &serde_json::Error) -> ParseError {
        let position = Position::of(error);
        match self.refusal.take() {
            Some(Refusal::DuplicateKey(key)) => ParseError::DuplicateKey { key, position },
            Some(Refusal::TooDeep) => ParseError::TooDeep(position),
            Some(Refusal::NumberOutOfRange) => ParseError::NumberOutOfRange(position),
            None if error.is_eof() => ParseError::Incomplete(position),
            None => ParseError::Syntax(position),
        }
    }

    /// Whether a borrowed key announces a number as text, instead of being a key of the document with that very name.
    fn announces_number(&self, key: &str) -> bool {
        key == NUMBER_AS_TEXT && !self.text.as_bytes().as_ptr_range().contains(&key.as_ptr())
    }
}

/// Reads one value, at a depth.
#[derive(Clone, Copy)]
struct Node<'r, 'a> {
    reading: &'r Reading<'a>,
    depth: usize,
}

impl Node<'_, '_> {
    fn below<E: serde::de::Error>(self) -> Result<Self, E> {
        if self.depth == MAX_DEPTH {
            return Err(self.reading.refuse(Refusal::TooDeep));
        }
        Ok(Self { depth: self.depth + 1, ..self })
    }

    /// A double: below 2^64 for positive numbers. A whole number below −2^63 arrives here already rounded, possibly to
    /// −2^63 itself, so that bound is closed.
    fn double<E: serde::de::Error>(self, value: f64) -> Result<Number, E> {
        const TWO_TO_63: f64 = 9_223_372_036_854_775_808.0;
        Number::from_f64(value)
            .filter(|_| value > -TWO_TO_63 && value < 2.0 * TWO_TO_63)
            .ok_or_else(|| self.reading.refuse(Refusal::NumberOutOfRange))
    }

    fn number_from_text<E: serde::de::Error>(self, text: &str) -> Result<Number, E> {
        if let Ok(value) = text.parse::<u64>() {
            Ok(value.into())
        } else if let Ok(value) = text.parse::<i64>() {
            Ok(value.into())
        } else {
            self.double(text.parse().map_err(E::custom)?)
        }
    }
}

impl<'a> DeserializeSeed<'a> for Node<'_, 'a> {
    type Value = Json<'a>;

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<Json<'a>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'a> Visitor<'a> for Node<'_, 'a> {
    type Value = Json<'a>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Json<'a>, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json<'a>, E> {
        Ok(Json::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json<'a>, E> {
        self.reading.pass_whole_number();
        Ok(Json::Number(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json<'a>, E> {
        self.reading.pass_whole_number();
        Ok(Json::Number(value.into()))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Json<'a>, E> {
        self.double(self.reading.nearest(value)).map(Json::Number)
    }

    fn visit_borrowed_str<E: serde::de::Error>(self, text: &'a str) -> Result<Json<'a>, E> {
        Text.visit_borrowed_str(text).map(Json::String)
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Json<'a>, E> {
        Text.visit_str(text).map(Json::String)
    }

    fn visit_seq<A: SeqAccess<'a>>(self, mut access: A) -> Result<Json<'a>, A::Error> {
        let node = self.below()?;
        let mut elements = Vec::new();
        while let Some(element) = access.next_element_seed(node)? {
            elements.push(element);
        }
        Ok(Json::Array(elements))
    }

    fn visit_map<A: MapAccess<'a>>(self, mut access: A) -> Result<Json<'a>, A::Error> {
        let mut members: Vec<(Cow<'a, str>, Json<'a>)> = Vec::new();
        let duplicate = |key: &str| self.reading.refuse(Refusal::DuplicateKey(shorten(key, KEY_SHOWN).into_owned()));
        let mut key = access.next_key_seed(Text)?;
        if let Some(Cow::Borrowed(name)) = &key
            && self.reading.announces_number(name)
        {
            let text = access.next_value_seed(Text)?;
            return self.number_from_text(&text).map(Json::Number);
        }
        let node = self.below()?;
        while let Some(name) = key {
            if members.len() < FEW_MEMBERS && members.iter().any(|(known, _)| *known == name) {
                return Err(duplicate(&name));
            }
            members.push((name, access.next_value_seed(node)?));
            key = access.next_key_seed(Text)?;
        }
        if let Some(key) = duplicate_of_many(&members) {
            return Err(duplicate(key));
        }
        Ok(Json::Object(members))
    }
}

/// A key that occurs twice among more members than were compared one by one.
fn duplicate_of_many<'m>(members: &'m [(Cow<'_, str>, Json<'_>)]) -> Option<&'m str> {
    if members.len() <= FEW_MEMBERS {
        return None;
    }
    let mut keys: Vec<&str> = members.iter().map(|(key, _)| &**key).collect();
    keys.sort_unstable();
    keys.iter().zip(keys.iter().skip(1)).find(|(one, next)| one == next).map(|(key, _)| *key)
}

/// Reads a string, borrowed if it stands in the document as it is.
struct Text;

impl<'a> DeserializeSeed<'a> for Text {
    type Value = Cow<'a, str>;

    fn deserialize<D: Deserializer<'a>>(self, deserializer: D) -> Result<Cow<'a, str>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'a> Visitor<'a> for Text {
    type Value = Cow<'a, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_borrowed_str<E>(self, text: &'a str) -> Result<Cow<'a, str>, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E>(self, text: &str) -> Result<Cow<'a, str>, E> {
        Ok(Cow::Owned(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    fn refusal(text: &str) -> ParseError {
        parse(text.as_bytes()).unwrap_err()
    }

    fn at(line: usize, column: usize) -> Position {
        Position { line, column }
    }

    #[test]
    fn borrows_text_without_escapes_and_keeps_the_order_of_keys() {
        let Json::Object(members) = parse(br#"{"b":"plain","a":"\u0061"}"#).unwrap() else { panic!() };
        assert!(matches!(&members[0], (Cow::Borrowed("b"), Json::String(Cow::Borrowed("plain")))));
        assert!(matches!(&members[1], (Cow::Borrowed("a"), Json::String(Cow::Owned(text))) if text == "a"));
    }

    #[test]
    fn refuses_a_key_given_twice() {
        let ParseError::DuplicateKey { key, position } = refusal("{\"id\": 1,\n \"id\": 2}") else { panic!() };
        assert_eq!((key.as_str(), position.line), ("id", 2));
        // The same key, once written with an escape.
        assert!(matches!(refusal(r#"{"a":1,"\u0061":1}"#), ParseError::DuplicateKey { key, .. } if key == "a"));
        assert!(matches!(refusal(r#"[{"x":{"a":1,"b":2,"a":1}}]"#), ParseError::DuplicateKey { .. }));
        assert!(parse(br#"{"a":{"a":1},"b":{"a":1},"A":1}"#).is_ok());
    }

    #[test]
    fn finds_the_duplicate_among_many_keys() {
        for members in [16, 17, 18, 100] {
            let distinct: Vec<String> = (0..members).map(|number| format!("\"k{number}\":0")).collect();
            assert!(parse(format!("{{{}}}", distinct.join(",")).as_bytes()).is_ok());
            for twice in [0, members / 2, members - 1] {
                let text = format!("{{{},\"k{twice}\":0}}", distinct.join(","));
                let ParseError::DuplicateKey { key, .. } = refusal(&text) else { panic!("{members} {twice}") };
                assert_eq!(key, format!("k{twice}"));
            }
        }
    }

    #[test]
    fn a_large_object_is_not_compared_pair_by_pair() {
        // 200 000 keys are 2 × 10^10 pairs: minutes, instead of a moment.
        let members: Vec<String> = (0..200_000).map(|number| format!("\"k{number}\":0")).collect();
        let text = format!("{{{}}}", members.join(","));
        assert!(matches!(parse(text.as_bytes()), Ok(Json::Object(members)) if members.len() == 200_000));
    }

    #[test]
    fn a_long_key_is_not_repeated_in_full() {
        let key = "k".repeat(10_000);
        assert!(refusal(&format!("{{\"{key}\":1,\"{key}\":1}}")).to_string().len() < 150);
    }

    #[test]
    fn refuses_deep_nesting() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(parse(nested(64).as_bytes()).is_ok());
        assert!(matches!(refusal(&nested(65)), ParseError::TooDeep(_)));
        let objects = |depth: usize| format!("{}1{}", "{\"a\":".repeat(depth), "}".repeat(depth));
        assert!(parse(objects(64).as_bytes()).is_ok());
        assert!(matches!(refusal(&objects(65)), ParseError::TooDeep(_)));
        assert!(matches!(refusal(&nested(1_000_000)), ParseError::TooDeep(_)));
        assert!(parse(format!("[{}1]", "[1],".repeat(1_000)).as_bytes()).is_ok());
    }

    #[test]
    fn whole_numbers_are_exact() {
        // ACP-IDEM-12
        let number = |text: &str| match parse(text.as_bytes()) {
            Ok(Json::Number(number)) => number,
            other => panic!("{text}: {other:?}"),
        };
        assert_eq!(number("18446744073709551615"), Number::from(u64::MAX));
        assert_eq!(number("-9223372036854775808"), Number::from(i64::MIN));
        assert_eq!(number("9007199254740993"), Number::from(9_007_199_254_740_993_u64));
        assert_ne!(number("9007199254740993"), number("9007199254740992"));
        assert_eq!(number("1.0"), Number::from(1_u64));
        assert_eq!(number("1e2"), Number::from(100_u64));
        assert_eq!(number("-0"), Number::from(0_u64));
        assert_eq!(Some(number("19.99")), Number::from_f64(19.99));
        // Above 2^52, so it stays a double.
        assert_eq!(number("9007199254740991.0").integer(), None);
    }

    // Expected values: Python, struct.pack('>d', float(text)).hex(). Cargo unites features, and a test dependency switches
    // on `float_roundtrip`, so here `serde_json` would be right: what it tells is made wrong by hand. The tests of `fuzz/`
    // read the same numbers without that feature.
    #[test]
    fn a_double_is_the_nearest_one_whatever_serde_json_tells() {
        for (text, bits) in [
            ("7.5e-75", 0x308b_2386_7d9d_8b33),
            ("1.2e-95", 0x2c39_a1c0_8e7f_8600),
            ("333333333.33333329", 0x41b3_de43_5555_5555),
            ("12345678901234567.5e-2", 0x42dc_1221_8377_de6b),
        ] {
            let read = |document: &str, whole_numbers: usize| {
                let reading = Reading::new(document);
                (0..whole_numbers).for_each(|_| reading.pass_whole_number());
                let read = Node { reading: &reading, depth: 0 }.visit_f64::<serde::de::value::Error>(0.1).unwrap();
                Value::from(&read).as_f64()
            };
            let expected = Some(f64::from_bits(bits));
            assert_eq!(read(text, 0), expected, "{text}");
            assert_eq!(read(&format!("[1, -2, \"3.5\", {{\"4\": {text}}}]"), 2), expected, "{text}");
        }
    }

    #[test]
    fn each_number_is_read_at_its_own_place() {
        let Json::Array(elements) =
            parse(br#"[0.5, 7, {"1.5": [-8, 2.5]}, "9.5", 1e2, 18446744073709551615, 3.5]"#).unwrap()
        else {
            panic!()
        };
        let written = Value::from(&Json::Array(elements)).to_string();
        assert_eq!(written, r#"[0.5,7,{"1.5":[-8,2.5]},"9.5",100,18446744073709551615,3.5]"#);
    }

    #[test]
    fn refuses_numbers_beyond_64_bits() {
        for text in [
            "18446744073709551616",
            "-9223372036854775809",
            "-18446744073709551615",
            "1e30",
            "-1e30",
            "100000000000000000000000000000",
        ] {
            assert_eq!(refusal(text), ParseError::NumberOutOfRange(at(1, text.len())), "{text}");
        }
        // No double is that large; for `serde_json` this is a matter of grammar.
        assert!(matches!(refusal("1e400"), ParseError::Syntax(_) | ParseError::NumberOutOfRange(_)));
        assert!(matches!(refusal("[NaN]"), ParseError::Syntax(_)));
    }

    #[test]
    fn says_what_is_wrong_and_where() {
        assert_eq!(refusal("{\n  \"a\": x}"), ParseError::Syntax(at(2, 8)));
        assert_eq!(refusal("{\"a\":"), ParseError::Incomplete(at(1, 5)));
        assert_eq!(refusal(""), ParseError::Incomplete(at(1, 0)));
        assert_eq!(refusal("{} {}"), ParseError::Trailing(at(1, 4)));
        assert_eq!(parse(b"[1,\n\"ab\xff\"]").unwrap_err(), ParseError::NotUtf8(at(2, 4)));
        assert!(matches!(refusal("\"\\ud800\""), ParseError::Syntax(_)));
        assert!(matches!(refusal("\u{feff}{}"), ParseError::Syntax(_)));
        assert_eq!(refusal("01").to_string(), "not readable as JSON, at line 1 column 2");
    }

    #[test]
    fn a_key_of_the_document_is_never_taken_for_a_number() {
        for key in [NUMBER_AS_TEXT, "\\u0024serde_json::private::Number"] {
            let text = format!("{{\"{key}\":\"12\"}}");
            assert!(matches!(parse(text.as_bytes()), Ok(Json::Object(members)) if members.len() == 1));
        }
    }

    /// As `serde_json` passes numbers on when its feature `arbitrary_precision` is on.
    #[test]
    fn reads_numbers_that_come_as_text() {
        let reading = Reading::new("");
        let read = |text: &str| {
            let entries = [(NUMBER_AS_TEXT, text.to_owned())].into_iter();
            let access = serde::de::value::MapDeserializer::<_, serde::de::value::Error>::new(entries);
            Node { reading: &reading, depth: MAX_DEPTH }.visit_map(BorrowedKeys(access)).ok()
        };
        assert_eq!(read("18446744073709551615"), Some(Json::Number(u64::MAX.into())));
        assert_eq!(read("-5"), Some(Json::Number((-5_i64).into())));
        assert_eq!(read("-0"), Some(Json::Number(0_u64.into())));
        assert_eq!(read("1.50"), Number::from_f64(1.5).map(Json::Number));
        assert_eq!(read("1e999"), None);
        assert_eq!(read("-9223372036854775809"), None);
    }

    /// Passes keys on as borrowed, as `serde_json` does.
    struct BorrowedKeys<A>(A);

    impl<'de, A: MapAccess<'de>> MapAccess<'de> for BorrowedKeys<A> {
        type Error = A::Error;

        fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
            let Some(_) = self.0.next_key::<String>()? else { return Ok(None) };
            seed.deserialize(serde::de::value::BorrowedStrDeserializer::new(NUMBER_AS_TEXT)).map(Some)
        }

        fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
            self.0.next_value_seed(seed)
        }
    }

    /// Any document, small enough to be accepted.
    fn document() -> impl Strategy<Value = Value> {
        let scalar = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            (-1e15..1e15).prop_map(Value::from),
            ".*".prop_map(Value::from),
        ];
        scalar.prop_recursive(5, 64, 8, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
                prop::collection::btree_map(".*", inner, 0..24)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    /// What `serde_json` reads, with doubles that are whole numbers as such: they are below 10^15 here.
    fn whole(value: Value) -> Value {
        match value {
            #[expect(clippy::cast_possible_truncation, reason = "below 10^15")]
            Value::Number(number) => match number.as_f64() {
                Some(double) if number.is_f64() && double.fract() == 0.0 => Value::from(double as i64),
                _ => Value::Number(number),
            },
            Value::Array(elements) => elements.into_iter().map(whole).collect(),
            Value::Object(members) => {
                Value::Object(members.into_iter().map(|(key, value)| (key, whole(value))).collect())
            }
            other => other,
        }
    }

    proptest! {
        #[test]
        fn reads_what_serde_json_reads(document in document()) {
            for text in [document.to_string(), serde_json::to_string_pretty(&document).unwrap()] {
                let expected: Value = serde_json::from_str(&text).unwrap();
                prop_assert_eq!(Value::from(&parse(text.as_bytes()).unwrap()), whole(expected));
            }
        }

        #[test]
        fn printing_and_reading_again_changes_nothing(document in document()) {
            let text = document.to_string();
            let once = parse(text.as_bytes()).unwrap();
            let printed = Value::from(&once).to_string();
            prop_assert_eq!(Value::from(&parse(printed.as_bytes()).unwrap()), Value::from(&once));
        }

        #[test]
        fn accepts_nothing_that_serde_json_refuses(
            tokens in prop::collection::vec(
                prop::sample::select(vec![
                    "{", "}", "[", "]", ",", ":", "\"a\"", "\"b\"", "\"\\u0061\"", "1", "-", "0", ".5", "e3", "null", "true", " ", "\\",
                ]),
                0..12,
            )
        ) {
            let text = tokens.concat();
            match (parse(text.as_bytes()), serde_json::from_str::<Value>(&text)) {
                (Ok(ours), theirs) => prop_assert_eq!(Value::from(&ours), whole(theirs.unwrap())),
                (Err(refusal), Ok(_)) => prop_assert!(
                    matches!(refusal, ParseError::DuplicateKey { .. } | ParseError::NumberOutOfRange(_)),
                    "{}: {}", text, refusal
                ),
                (Err(_), Err(_)) => {}
            }
        }

        #[test]
        fn never_panics(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            let _ = parse(&bytes);
        }
    }
}
