//! Types to bytes.
//!
//! What is written is what `serde_json` writes, without white space. It is written here because it is the larger part of
//! what an answer costs: text is looked through many bytes at a time for what must be escaped, which is hardly ever there.

use std::fmt;

use serde::ser::{self, Serialize};

use super::scan::holds;

/// Writes a value.
///
/// # Errors
///
/// [`WriteError`] when a key is no text, or the type itself refuses.
pub(crate) fn write<T: Serialize + ?Sized>(value: &T, out: &mut Vec<u8>) -> Result<(), WriteError> {
    value.serialize(&mut Writer { out })
}

/// A value that is no JSON.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct WriteError(String);

impl ser::Error for WriteError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

#[derive(Debug)]
struct Writer<'a> {
    out: &'a mut Vec<u8>,
}

impl<'a> Writer<'a> {
    fn put(&mut self, bytes: &[u8]) {
        self.out.extend_from_slice(bytes);
    }

    fn number(&mut self, number: impl itoa::Integer) {
        self.put(itoa::Buffer::new().format(number).as_bytes());
    }

    /// JSON has no word for what is not finite.
    fn float(&mut self, number: impl Serialize) -> Result<(), WriteError> {
        serde_json::to_writer(&mut *self.out, &number).map_err(ser::Error::custom)
    }

    fn text(&mut self, text: &str) {
        self.out.reserve(text.len() + 2);
        self.out.push(b'"');
        self.inner_text(text);
        self.out.push(b'"');
    }

    fn inner_text(&mut self, text: &str) {
        if holds(text, must_be_escaped) { self.escape(text.as_bytes()) } else { self.put(text.as_bytes()) }
    }

    /// As RFC 8259 §7 has it, with the short forms.
    fn escape(&mut self, text: &[u8]) {
        for byte in text {
            match byte {
                b'"' => self.put(br#"\""#),
                b'\\' => self.put(br"\\"),
                b'\n' => self.put(br"\n"),
                b'\r' => self.put(br"\r"),
                b'\t' => self.put(br"\t"),
                0x08 => self.put(br"\b"),
                0x0c => self.put(br"\f"),
                0..0x20 => {
                    let digit = |nibble: u8| if nibble < 10 { b'0' + nibble } else { b'a' + nibble - 10 };
                    self.put(&[b'\\', b'u', b'0', b'0', digit(byte >> 4), digit(byte & 0xf)]);
                }
                _ => self.out.push(*byte),
            }
        }
    }

    fn open(&mut self, bracket: u8) -> Compound<'_, 'a> {
        self.out.push(bracket);
        Compound { writer: self, first: true, close: closing(bracket) }
    }

    /// A variant that holds something: an object of one field.
    fn variant(&mut self, name: &str) {
        self.out.push(b'{');
        self.text(name);
        self.out.push(b':');
    }
}

const fn closing(bracket: u8) -> &'static [u8] {
    if bracket == b'{' { b"}" } else { b"]" }
}

const fn must_be_escaped(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

impl<'w, 'a> ser::Serializer for &'w mut Writer<'a> {
    type Ok = ();
    type Error = WriteError;
    type SerializeSeq = Compound<'w, 'a>;
    type SerializeTuple = Compound<'w, 'a>;
    type SerializeTupleStruct = Compound<'w, 'a>;
    type SerializeTupleVariant = Compound<'w, 'a>;
    type SerializeMap = Compound<'w, 'a>;
    type SerializeStruct = Compound<'w, 'a>;
    type SerializeStructVariant = Compound<'w, 'a>;

    fn serialize_bool(self, value: bool) -> Result<(), WriteError> {
        self.put(if value { b"true" } else { b"false" });
        Ok(())
    }

    fn serialize_i8(self, value: i8) -> Result<(), WriteError> {
        self.serialize_i64(value.into())
    }

    fn serialize_i16(self, value: i16) -> Result<(), WriteError> {
        self.serialize_i64(value.into())
    }

    fn serialize_i32(self, value: i32) -> Result<(), WriteError> {
        self.serialize_i64(value.into())
    }

    fn serialize_i64(self, value: i64) -> Result<(), WriteError> {
        self.number(value);
        Ok(())
    }

    fn serialize_i128(self, value: i128) -> Result<(), WriteError> {
        self.number(value);
        Ok(())
    }

    fn serialize_u8(self, value: u8) -> Result<(), WriteError> {
        self.serialize_u64(value.into())
    }

    fn serialize_u16(self, value: u16) -> Result<(), WriteError> {
        self.serialize_u64(value.into())
    }

    fn serialize_u32(self, value: u32) -> Result<(), WriteError> {
        self.serialize_u64(value.into())
    }

    fn serialize_u64(self, value: u64) -> Result<(), WriteError> {
        self.number(value);
        Ok(())
    }

    fn serialize_u128(self, value: u128) -> Result<(), WriteError> {
        self.number(value);
        Ok(())
    }

    fn serialize_f32(self, value: f32) -> Result<(), WriteError> {
        self.float(value)
    }

    fn serialize_f64(self, value: f64) -> Result<(), WriteError> {
        self.float(value)
    }

    fn serialize_char(self, value: char) -> Result<(), WriteError> {
        self.text(value.encode_utf8(&mut [0; 4]));
        Ok(())
    }

    fn serialize_str(self, value: &str) -> Result<(), WriteError> {
        self.text(value);
        Ok(())
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<(), WriteError> {
        self.collect_seq(value)
    }

    fn serialize_none(self) -> Result<(), WriteError> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), WriteError> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), WriteError> {
        self.put(b"null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), WriteError> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), WriteError> {
        self.text(variant);
        Ok(())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), WriteError> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), WriteError> {
        self.variant(variant);
        value.serialize(&mut *self)?;
        self.put(b"}");
        Ok(())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Compound<'w, 'a>, WriteError> {
        Ok(self.open(b'['))
    }

    fn serialize_tuple(self, _: usize) -> Result<Compound<'w, 'a>, WriteError> {
        Ok(self.open(b'['))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Compound<'w, 'a>, WriteError> {
        Ok(self.open(b'['))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Compound<'w, 'a>, WriteError> {
        self.variant(variant);
        Ok(Compound { close: b"]}", ..self.open(b'[') })
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Compound<'w, 'a>, WriteError> {
        Ok(self.open(b'{'))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Compound<'w, 'a>, WriteError> {
        Ok(self.open(b'{'))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Compound<'w, 'a>, WriteError> {
        self.variant(variant);
        Ok(Compound { close: b"}}", ..self.open(b'{') })
    }

    fn collect_str<T: fmt::Display + ?Sized>(self, value: &T) -> Result<(), WriteError> {
        use fmt::Write;
        self.put(b"\"");
        write!(Pieces(self), "{value}").map_err(ser::Error::custom)?;
        self.put(b"\"");
        Ok(())
    }
}

/// Text that comes in pieces.
struct Pieces<'w, 'a>(&'w mut Writer<'a>);

impl fmt::Write for Pieces<'_, '_> {
    fn write_str(&mut self, piece: &str) -> fmt::Result {
        self.0.inner_text(piece);
        Ok(())
    }
}

/// An array or object that is open.
#[derive(Debug)]
struct Compound<'w, 'a> {
    writer: &'w mut Writer<'a>,
    first: bool,
    close: &'static [u8],
}

impl Compound<'_, '_> {
    fn separate(&mut self) {
        if !std::mem::take(&mut self.first) {
            self.writer.out.push(b',');
        }
    }

    fn element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), WriteError> {
        self.separate();
        value.serialize(&mut *self.writer)
    }

    fn field<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), WriteError> {
        self.separate();
        self.writer.text(name);
        self.writer.out.push(b':');
        value.serialize(&mut *self.writer)
    }

    fn close(self) {
        self.writer.put(self.close);
    }
}

impl ser::SerializeSeq for Compound<'_, '_> {
    type Ok = ();
    type Error = WriteError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), WriteError> {
        self.element(value)
    }

    fn end(self) -> Result<(), WriteError> {
        self.close();
        Ok(())
    }
}

impl ser::SerializeTuple for Compound<'_, '_> {
    type Ok = ();
    type Error = WriteError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), WriteError> {
        self.element(value)
    }

    fn end(self) -> Result<(), WriteError> {
        self.close();
        Ok(())
    }
}

impl ser::SerializeTupleStruct for Compound<'_, '_> {
    type Ok = ();
    type Error = WriteError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), WriteError> {
        self.element(value)
    }

    fn end(self) -> Result<(), WriteError> {
        self.close();
        Ok(())
    }
}

impl ser::SerializeTupleVariant for Compound<'_, '_> {
    type Ok = ();
    type Error = WriteError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), WriteError> {
        self.element(value)
    }

    fn end(self) -> Result<(), WriteError> {
        self.close();
        Ok(())
    }
}

impl ser::SerializeMap for Compound<'_, '_> {
    type Ok = ();
    type Error = WriteError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), WriteError> {
        self.separate();
        let start = self.writer.out.len();
        key.serialize(&mut *self.writer)?;
        if self.writer.out.get(start) == Some(&b'"') { Ok(()) } else { Err(WriteError("a key is no text".to_owned())) }
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), WriteError> {
        self.writer.out.push(b':');
        value.serialize(&mut *self.writer)
    }

    fn end(self) -> Result<(), WriteError> {
        self.close();
        Ok(())
    }
}

impl ser::SerializeStruct for Compound<'_, '_> {
    type Ok = ();
    type Error = WriteError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), WriteError> {
        self.field(name, value)
    }

    fn end(self) -> Result<(), WriteError> {
        self.close();
        Ok(())
    }
}

impl ser::SerializeStructVariant for Compound<'_, '_> {
    type Ok = ();
    type Error = WriteError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), WriteError> {
        self.field(name, value)
    }

    fn end(self) -> Result<(), WriteError> {
        self.close();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use serde::Serialize;
    use serde_json::json;

    use super::*;

    fn written<T: Serialize + ?Sized>(value: &T) -> String {
        let mut out = Vec::new();
        write(value, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    /// What `serde_json` writes, which is another implementation.
    fn expected<T: Serialize + ?Sized>(value: &T) -> String {
        serde_json::to_string(value).unwrap()
    }

    #[derive(Serialize)]
    enum Shape {
        Unit,
        Newtype(u8),
        Tuple(u8, bool),
        Struct { a: Option<i8>, b: () },
    }

    #[derive(Serialize)]
    struct Pair(i16, char);

    #[derive(Serialize)]
    struct Name(&'static str);

    #[derive(Serialize)]
    struct Nothing;

    #[test]
    fn each_kind_of_value() {
        let shapes = [Shape::Unit, Shape::Newtype(7), Shape::Tuple(1, true), Shape::Struct { a: Some(-1), b: () }];
        assert_eq!(written(&shapes), r#"["Unit",{"Newtype":7},{"Tuple":[1,true]},{"Struct":{"a":-1,"b":null}}]"#,);
        assert_eq!(written(&(Pair(-3, '"'), Name("x"), Nothing, None::<u8>)), r#"[[-3,"\""],"x",null,null]"#);
        assert_eq!(written(&(i64::MIN, u64::MAX)), "[-9223372036854775808,18446744073709551615]");
        assert_eq!(
            written(&(i128::MIN, u128::MAX)),
            "[-170141183460469231731687303715884105728,340282366920938463463374607431768211455]",
        );
        assert_eq!(written(&(0.1_f64, 1e300_f64, 0.1_f32, f64::NAN, f64::INFINITY)), "[0.1,1e+300,0.1,null,null]");
        assert_eq!(written(&(1_i32, 2_u16, 3_u32)), "[1,2,3]");
        assert_eq!(written(&json!({"a": [], "b": {}, "c": [{}, []]})), r#"{"a":[],"b":{},"c":[{},[]]}"#);
        assert_eq!(written(&BTreeMap::from([(Name("a\nb").0, 1), ("b", 2)])), r#"{"a\nb":1,"b":2}"#);
    }

    #[test]
    fn bytes_and_what_is_shown() {
        struct Bytes;
        impl Serialize for Bytes {
            fn serialize<S: ser::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_bytes(&[0, 255])
            }
        }
        struct Shown;
        impl Serialize for Shown {
            fn serialize<S: ser::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(&format_args!("{}\"{}", 1, "\u{1}"))
            }
        }
        assert_eq!(written(&(Bytes, Shown)), r#"[[0,255],"1\"\u0001"]"#);
    }

    #[test]
    fn a_key_is_text() {
        struct Refuses;
        impl Serialize for Refuses {
            fn serialize<S: ser::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
                Err(ser::Error::custom("not today"))
            }
        }
        let error = write(&BTreeMap::from([(1, 2)]), &mut Vec::new()).unwrap_err();
        assert_eq!(error.to_string(), "a key is no text");
        assert_eq!(write(&[Refuses], &mut Vec::new()).unwrap_err().to_string(), "not today");
    }

    // RFC 8259 §7: what must be escaped is found at every place of a word, and nothing else is.
    #[test]
    fn every_byte_at_every_place() {
        for length in 1..20 {
            for place in 0..length {
                for letter in (0..0x180).filter_map(char::from_u32) {
                    let text: String = (0..length).map(|at| if at == place { letter } else { 'x' }).collect();
                    assert_eq!(written(&text), expected(&text));
                }
            }
        }
    }

    fn any_json() -> impl Strategy<Value = serde_json::Value> {
        let leaf = prop_oneof![
            Just(serde_json::Value::Null),
            any::<bool>().prop_map(Into::into),
            any::<i64>().prop_map(Into::into),
            any::<u64>().prop_map(Into::into),
            any::<f64>().prop_map(Into::into),
            any::<String>().prop_map(Into::into),
            "[ -~]{0,40}".prop_map(Into::into),
        ];
        leaf.prop_recursive(4, 64, 8, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..8).prop_map(serde_json::Value::from),
                prop::collection::btree_map(any::<String>(), inner, 0..8).prop_map(|map| map.into_iter().collect()),
            ]
        })
    }

    proptest! {
        #[test]
        fn any_document(document in any_json()) {
            prop_assert_eq!(written(&document), expected(&document));
        }
    }
}
