//! What serde takes an array, an object or an enum apart with.

use std::borrow::Cow;
use std::iter::Enumerate;
use std::slice;

use serde::Deserialize;
use serde::de::value::BorrowedStrDeserializer;
use serde::de::{DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor};
use serde::forward_to_deserialize_any;

use super::Json;
use super::decode::Node;
use super::failure::Failure;

type Member<'de> = (Cow<'de, str>, Json<'de>);

/// Shows the visitor an array.
pub(super) fn show_array<'de, V: Visitor<'de>>(elements: &'de [Json<'de>], visitor: V) -> Result<V::Value, Failure> {
    let mut access = Elements(elements.iter().enumerate());
    let value = visitor.visit_seq(&mut access).map_err(Failure::placed)?;
    complete(value, &access.0, elements.len())
}

/// Shows the visitor an object.
pub(super) fn show_object<'de, V: Visitor<'de>>(members: &'de [Member<'de>], visitor: V) -> Result<V::Value, Failure> {
    let mut access = Members { rest: members.iter(), current: None, all_taken: false };
    let value = visitor.visit_map(&mut access).map_err(|failure| failure.of_object(access.all_taken))?;
    complete(value, &access.rest, members.len())
}

/// The value, if its visitor took everything.
fn complete<V>(value: V, rest: &impl ExactSizeIterator, length: usize) -> Result<V, Failure> {
    match rest.len() {
        0 => Ok(value),
        left => Err(Failure::invalid(format_args!("it has {length} elements, expected {}", length - left))),
    }
}

/// The elements of an array that are left, with their positions.
struct Elements<'de>(Enumerate<slice::Iter<'de, Json<'de>>>);

impl<'de> SeqAccess<'de> for Elements<'de> {
    type Error = Failure;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Failure> {
        let Some((position, element)) = self.0.next() else {
            return Ok(None);
        };
        seed.deserialize(Node(element)).map(Some).map_err(|failure| failure.in_element(position, element))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

/// The members of an object that are left.
struct Members<'de> {
    rest: slice::Iter<'de, Member<'de>>,
    /// The member whose key was taken.
    current: Option<&'de Member<'de>>,
    all_taken: bool,
}

impl<'de> MapAccess<'de> for Members<'de> {
    type Error = Failure;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Failure> {
        self.current = self.rest.next();
        let Some((name, _)) = self.current else {
            self.all_taken = true;
            return Ok(None);
        };
        seed.deserialize(Name(name)).map(Some).map_err(|failure| failure.in_name(name))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Failure> {
        let Some((name, value)) = self.current.take() else {
            return Err(serde::de::Error::custom("a value was asked for before its key"));
        };
        seed.deserialize(Node(value)).map_err(|failure| failure.in_field(name, value))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

/// The key of a member.
#[derive(Clone, Copy)]
struct Name<'de>(&'de str);

impl<'de> Deserializer<'de> for Name<'de> {
    type Error = Failure;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        visitor.visit_borrowed_str(self.0)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Failure> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Failure> {
        visitor.visit_enum(BorrowedStrDeserializer::new(self.0))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct seq
        tuple tuple_struct map struct identifier ignored_any
    }
}

/// A variant of an enum: `"name"` or `{ "name": content }`.
pub(super) struct Variant<'de> {
    pub(super) name: &'de str,
    pub(super) content: Option<&'de Json<'de>>,
}

impl<'de> EnumAccess<'de> for Variant<'de> {
    type Error = Failure;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Failure> {
        Ok((seed.deserialize(Name(self.name))?, self))
    }
}

impl<'de> Variant<'de> {
    /// Reads what stands behind the name.
    fn content<T>(self, read: impl FnOnce(Node<'de>) -> Result<T, Failure>) -> Result<T, Failure> {
        let Some(content) = self.content else {
            return Err(Failure::found("a string", "an object with one key"));
        };
        read(Node(content)).map_err(|failure| failure.in_field(self.name, content))
    }
}

impl<'de> VariantAccess<'de> for Variant<'de> {
    type Error = Failure;

    fn unit_variant(self) -> Result<(), Failure> {
        if self.content.is_none() { Ok(()) } else { self.content(<()>::deserialize) }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Failure> {
        self.content(|content| seed.deserialize(content))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Failure> {
        self.content(|content| content.deserialize_seq(visitor))
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value, Failure> {
        self.content(|content| content.deserialize_map(visitor))
    }
}
