//! From the tree to types.

use serde::Deserialize;
use serde::de::{Deserializer, Visitor};
use serde::forward_to_deserialize_any;

use super::access::{Variant, show_array, show_object};
use super::failure::{DecodeError, Failure};
use super::tree::{Json, Repr};

/// Reads a type out of a tree.
///
/// Stricter than `serde_json` in three ways: an object is not read from an array, a number with a fraction is never
/// read as a whole one, and no element is left over. More lenient in one: `1.0` is a whole number, as in JSON Schema.
///
/// A problem inside an internally tagged or untagged enum (`#[serde(tag = "…")]`, `#[serde(untagged)]`) is reported at
/// the enum, because serde reads those from a copy that knows no places.
///
/// # Errors
///
/// [`DecodeError`], with the exact place and the kind of the problem.
pub fn decode<'de, T: Deserialize<'de>>(json: &'de Json<'de>) -> Result<T, DecodeError> {
    T::deserialize(Node(json)).map_err(|failure| failure.into_error(json))
}

/// One value of the tree.
#[derive(Clone, Copy)]
pub(super) struct Node<'de>(pub(super) &'de Json<'de>);

impl<'de> Node<'de> {
    /// Shows the visitor what there is.
    fn show<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        match self.0 {
            Json::Null => visitor.visit_unit(),
            Json::Bool(value) => visitor.visit_bool(*value),
            Json::Number(number) => match number.0 {
                Repr::Natural(value) => visitor.visit_u64(value),
                Repr::Negative(value) => visitor.visit_i64(value),
                Repr::Float(value) => visitor.visit_f64(value),
            },
            Json::String(text) => visitor.visit_borrowed_str(text),
            Json::Array(elements) => show_array(elements, visitor),
            Json::Object(members) => show_object(members, visitor),
        }
    }

    /// The same for a visitor that wants one kind of scalar.
    fn show_as<V: Visitor<'de>>(self, visitor: V, kind: &str) -> Result<V::Value, Failure> {
        if matches!(self.0, Json::Null) {
            return Err(Failure::wrong_type(kind, self.0));
        }
        self.show(visitor).map_err(|failure| failure.expecting(kind))
    }

    /// The same for a visitor that wants a whole number of a range.
    fn show_integer<V: Visitor<'de>>(self, visitor: V, least: i128, most: i128) -> Result<V::Value, Failure> {
        const KIND: &str = "a whole number";
        let Json::Number(number) = self.0 else {
            return self.show_as(visitor, KIND);
        };
        match (number.integer(), number.0) {
            (Some(value), _) if (least..=most).contains(&value) => self.show_as(visitor, KIND),
            (None, Repr::Float(value)) if value.fract() != 0.0 => Err(Failure::found("a fraction", KIND)),
            (None, _) => Err(Failure::invalid("a whole number this large needs all its digits and no exponent")),
            (Some(_), _) => Err(Failure::invalid(format_args!("expected a whole number from {least} to {most}"))),
        }
    }
}

impl<'de> Deserializer<'de> for Node<'de> {
    type Error = Failure;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        self.show(visitor).map_err(Failure::placed)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        match self.0 {
            Json::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Failure> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        visitor.visit_unit()
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        self.show(visitor).map_err(|failure| failure.expecting("null"))
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Failure> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        self.show_as(visitor, "a boolean")
    }

    fn deserialize_i8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        self.show_integer(visitor, i8::MIN.into(), i8::MAX.into())
    }

    fn deserialize_i16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        self.show_integer(visitor, i16::MIN.into(), i16::MAX.into())
    }

    fn deserialize_i32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        self.show_integer(visitor, i32::MIN.into(), i32::MAX.into())
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        self.show_integer(visitor, i64::MIN.into(), i64::MAX.into())
    }

    fn deserialize_i128<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        self.show_integer(visitor, i128::MIN, i128::MAX)
    }

    fn deserialize_u8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        self.show_integer(visitor, 0, u8::MAX.into())
    }

    fn deserialize_u16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        self.show_integer(visitor, 0, u16::MAX.into())
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        self.show_integer(visitor, 0, u32::MAX.into())
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        self.show_integer(visitor, 0, u64::MAX.into())
    }

    fn deserialize_u128<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        self.show_integer(visitor, 0, i128::MAX)
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        self.show_as(visitor, "a number")
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        self.show_as(visitor, "a number")
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        self.show_as(visitor, "a string")
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        self.show_as(visitor, "a string")
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        self.show_as(visitor, "a string")
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        self.show_as(visitor, "a string")
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        match self.0 {
            Json::Array(elements) => show_array(elements, visitor),
            other => Err(Failure::wrong_type("an array", other)),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Failure> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Failure> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        match self.0 {
            Json::Object(members) => show_object(members, visitor),
            other => Err(Failure::wrong_type("an object", other)),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Failure> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Failure> {
        let variant = match self.0 {
            Json::String(name) => Variant { name, content: None },
            Json::Object(members) => match members.as_slice() {
                [(name, content)] => Variant { name, content: Some(content) },
                _ => return Err(Failure::invalid("expected exactly one key")),
            },
            other => return Err(Failure::wrong_type("a string", other)),
        };
        visitor.visit_enum(variant).map_err(Failure::placed)
    }

    forward_to_deserialize_any! { bytes byte_buf }
}
