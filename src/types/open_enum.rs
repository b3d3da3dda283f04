//! String enumerations: open ones, which keep a value that they do not know, and closed ones, which refuse it.

/// A value that an open enumeration does not list.
///
/// It cannot be made by hand: compare through `as_str`, so that code keeps working on the day when the value gets a
/// variant of its own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Unlisted(Box<str>);

impl Unlisted {
    pub(crate) fn new(value: &str) -> Self {
        Self(value.into())
    }

    /// The value as it was received.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Declares an enumeration that the specification may extend: unknown values are kept and written back as they came.
macro_rules! open_enum {
    (
        $(#[$meta:meta])*
        $vis:vis enum $name:ident {
            $( $(#[$variant_meta:meta])* $variant:ident = $text:literal, )+
        }
    ) => {
        $(#[$meta])*
        ///
        /// Open: a value that is not listed here is kept as it came (read it with [`as_str`](Self::as_str)).
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        $vis enum $name {
            $( $(#[$variant_meta])* $variant, )+
            #[doc(hidden)]
            _Unlisted($crate::types::Unlisted),
        }

        impl $name {
            /// Every listed value.
            pub const LISTED: &'static [&'static str] = &[$($text),+];

            /// The value as it stands on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $( Self::$variant => $text, )+
                    Self::_Unlisted(value) => value.as_str(),
                }
            }
        }

        impl From<&str> for $name {
            fn from(value: &str) -> Self {
                match value {
                    $( $text => Self::$variant, )+
                    other => Self::_Unlisted($crate::types::Unlisted::new(other)),
                }
            }
        }

        string_enum_impls!($name, |text| Ok::<_, String>($name::from(text)), $($text),+);
    };
}

/// Declares an enumeration that is complete: an unknown value is an error that names the values there are.
macro_rules! closed_enum {
    (
        $(#[$meta:meta])*
        $vis:vis enum $name:ident {
            $( $(#[$variant_meta:meta])* $variant:ident = $text:literal, )+
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[expect(clippy::exhaustive_enums, reason = "the set is complete: a new value is a new meaning")]
        $vis enum $name {
            $( $(#[$variant_meta])* $variant, )+
        }

        impl $name {
            /// Every value, in the order of the specification.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The value as it stands on the wire.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $( Self::$variant => $text, )+
                }
            }

            fn from_text(value: &str) -> Result<Self, String> {
                match value {
                    $( $text => Ok(Self::$variant), )+
                    other => Err(format!("`{other}` is not one of {}", [$($text),+].join(", "))),
                }
            }
        }

        string_enum_impls!($name, $name::from_text, $($text),+);
    };
}

macro_rules! string_enum_impls {
    ($name:ident, $from_text:expr, $($text:literal),+) => {
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
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
                        let parse: fn(&str) -> Result<$name, String> = $from_text;
                        parse(text).map_err(E::custom)
                    }
                }
                deserializer.deserialize_str(Text)
            }
        }

        /// The values that the release lists: what may be written, even where more is read.
        #[cfg(feature = "schemars")]
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn schema_id() -> std::borrow::Cow<'static, str> {
                concat!(module_path!(), "::", stringify!($name)).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "enum": [$($text),+] })
            }
        }
    };
}

#[cfg(test)]
#[expect(unreachable_pub, reason = "the macros make what is public in the crate")]
mod tests {
    open_enum! {
        /// Open.
        enum Size {
            /// S
            Small = "small",
            /// L
            Large = "large",
        }
    }

    use crate::model::LengthUnit as Unit;

    #[test]
    fn an_open_enumeration_keeps_what_it_does_not_know() {
        for text in ["small", "large", "huge", "", "Small"] {
            let json = format!("{text:?}");
            let size: Size = serde_json::from_str(&json).unwrap();
            assert_eq!(size.as_str(), text);
            assert_eq!(size.to_string(), text);
            assert_eq!(serde_json::to_string(&size).unwrap(), json);
        }
        assert_eq!(Size::from("large"), Size::Large);
        assert!(matches!(Size::from("huge"), Size::_Unlisted(_)));
        assert_eq!(Size::from("huge"), Size::from("huge"));
        assert_ne!(Size::from("Small"), Size::Small);
        assert_eq!(Size::LISTED, ["small", "large"]);
        assert!(serde_json::from_str::<Size>("1").is_err());
        assert!(serde_json::from_str::<Size>("null").is_err());
    }

    #[test]
    fn a_closed_enumeration_names_the_values_there_are() {
        for unit in Unit::ALL {
            let json = format!("{:?}", unit.as_str());
            assert_eq!(serde_json::to_string(unit).unwrap(), json);
            assert_eq!(serde_json::from_str::<Unit>(&json).unwrap(), *unit);
        }
        assert_eq!(Unit::ALL, [Unit::Centimeter, Unit::Inch]);
        for unknown in ["lb", "CM", ""] {
            let error = serde_json::from_str::<Unit>(&format!("{unknown:?}")).unwrap_err().to_string();
            assert!(error.contains("is not one of cm, in"), "{error}");
        }
        assert!(serde_json::from_str::<Unit>("null").is_err());
    }
}
