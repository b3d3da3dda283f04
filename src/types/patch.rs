//! Not mentioned, cleared, or set.

/// What an update says of one field: nothing, clear it, or set it.
///
/// JSON tells the three apart: an absent key leaves the field as it is, an explicit `null` clears it (2026-04-17,
/// agentic checkout §6.2). Use with `#[serde(default, skip_serializing_if = "Patch::is_keep")]`.
///
/// ```
/// use agentic_commerce::types::Patch;
///
/// let mut notes = Some("ring twice".to_owned());
/// Patch::Keep.apply(&mut notes);
/// assert_eq!(notes.as_deref(), Some("ring twice"));
/// Patch::Clear.apply(&mut notes);
/// assert_eq!(notes, None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(clippy::exhaustive_enums, reason = "there is no fourth thing to say of a field")]
pub enum Patch<T> {
    /// The field is not mentioned.
    #[default]
    Keep,
    /// The field is to be emptied.
    Clear,
    /// The field is to hold this.
    Set(T),
}

impl<T> Patch<T> {
    /// Whether the field is not mentioned.
    #[must_use]
    pub const fn is_keep(&self) -> bool {
        matches!(self, Self::Keep)
    }

    /// The new value, if one is set.
    #[must_use]
    pub fn set(self) -> Option<T> {
        match self {
            Self::Set(value) => Some(value),
            Self::Keep | Self::Clear => None,
        }
    }

    /// Carries the patch out on a field.
    pub fn apply(self, field: &mut Option<T>) {
        match self {
            Self::Keep => {}
            Self::Clear => *field = None,
            Self::Set(value) => *field = Some(value),
        }
    }

    /// The same patch of another type.
    pub fn map<U>(self, convert: impl FnOnce(T) -> U) -> Patch<U> {
        match self {
            Self::Keep => Patch::Keep,
            Self::Clear => Patch::Clear,
            Self::Set(value) => Patch::Set(convert(value)),
        }
    }

    /// The same patch of another type, by a conversion that can fail.
    ///
    /// # Errors
    ///
    /// What the conversion refuses.
    pub fn try_map<U, E>(self, convert: impl FnOnce(T) -> Result<U, E>) -> Result<Patch<U>, E> {
        Ok(match self {
            Self::Keep => Patch::Keep,
            Self::Clear => Patch::Clear,
            Self::Set(value) => Patch::Set(convert(value)?),
        })
    }
}

/// `Some` sets, `None` keeps.
impl<T> From<Option<T>> for Patch<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Keep, Self::Set)
    }
}

impl<T: serde::Serialize> serde::Serialize for Patch<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Set(value) => value.serialize(serializer),
            Self::Keep | Self::Clear => serializer.serialize_none(),
        }
    }
}

impl<'de, T: serde::Deserialize<'de>> serde::Deserialize<'de> for Patch<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::<T>::deserialize(deserializer)?.map_or(Self::Clear, Self::Set))
    }
}

/// A choice of one: the value, or a null that clears it (ACP-UPD-06). Optional fields never have one, so this is the
/// only place where a schema of this crate allows null.
#[cfg(feature = "schemars")]
impl<T: schemars::JsonSchema> schemars::JsonSchema for Patch<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("Patch_{}", T::schema_name()).into()
    }

    fn schema_id() -> std::borrow::Cow<'static, str> {
        format!("Patch<{}>", T::schema_id()).into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "oneOf": [generator.subschema_for::<T>(), { "type": "null" }] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
    struct Body {
        #[serde(default, skip_serializing_if = "Patch::is_keep")]
        notes: Patch<String>,
        #[serde(default, skip_serializing_if = "Patch::is_keep")]
        codes: Patch<Vec<String>>,
    }

    fn body(notes: Patch<String>, codes: Patch<Vec<String>>) -> Body {
        Body { notes, codes }
    }

    // ACP-IDEM-29: absent, null and a value stay three things, both ways.
    #[test]
    fn absent_null_and_a_value_are_three_things() {
        for (json, patches) in [
            ("{}", body(Patch::Keep, Patch::Keep)),
            (r#"{"notes":null}"#, body(Patch::Clear, Patch::Keep)),
            (r#"{"notes":""}"#, body(Patch::Set(String::new()), Patch::Keep)),
            (r#"{"codes":[]}"#, body(Patch::Keep, Patch::Set(Vec::new()))),
            (r#"{"notes":"ring","codes":null}"#, body(Patch::Set("ring".to_owned()), Patch::Clear)),
        ] {
            assert_eq!(serde_json::from_str::<Body>(json).unwrap(), patches);
            assert_eq!(serde_json::to_string(&patches).unwrap(), json);
        }
        assert!(serde_json::from_str::<Body>(r#"{"notes":1}"#).is_err());
    }

    #[test]
    fn a_patch_is_carried_out() {
        let apply = |patch: Patch<i64>, before: Option<i64>| {
            let mut field = before;
            patch.apply(&mut field);
            field
        };
        assert_eq!(apply(Patch::Keep, Some(1)), Some(1));
        assert_eq!(apply(Patch::Keep, None), None);
        assert_eq!(apply(Patch::Clear, Some(1)), None);
        assert_eq!(apply(Patch::Set(2), Some(1)), Some(2));
        assert_eq!(apply(Patch::Set(2), None), Some(2));
    }

    #[test]
    fn conversions_keep_the_three_apart() {
        assert_eq!(Patch::Set(1).map(|value| value + 1), Patch::Set(2));
        assert_eq!(Patch::<i64>::Clear.map(|value| value + 1), Patch::Clear);
        assert_eq!(Patch::<i64>::Keep.map(|value| value + 1), Patch::Keep);
        assert_eq!(Patch::Set("7").try_map(str::parse::<i64>).unwrap(), Patch::Set(7));
        assert!(Patch::Set("x").try_map(str::parse::<i64>).is_err());
        assert_eq!(Patch::<&str>::Clear.try_map(str::parse::<i64>).unwrap(), Patch::Clear);
        assert_eq!(Patch::from(Some(1)), Patch::Set(1));
        assert_eq!(Patch::from(None::<i64>), Patch::Keep);
        assert_eq!((Patch::Set(1).set(), Patch::<i64>::Clear.set(), Patch::<i64>::Keep.set()), (Some(1), None, None));
    }
}
