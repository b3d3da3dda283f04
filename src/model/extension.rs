//! Extensions of the protocol: how they are called, and what they add.

use super::ExtensionDeclaration;
use crate::types::Uri;

impl ExtensionDeclaration {
    /// The same extension, adding that field: `$.CheckoutSession.loyalty`.
    #[must_use]
    pub fn adding(mut self, target: impl Into<String>) -> Self {
        self.extends.push(target.into());
        self
    }

    /// The same extension, described by that JSON Schema.
    #[must_use]
    pub fn described_by(mut self, schema: Uri) -> Self {
        self.schema = Some(schema);
        self
    }

    /// The name without its version, and the version: `discount@2026-01-27` is `discount` of `2026-01-27`.
    #[must_use]
    pub fn identifier(&self) -> (&str, Option<&str>) {
        self.name.split_once('@').map_or((&self.name, None), |(name, version)| (name, Some(version)))
    }

    /// The fields that it adds to an object, such as `CheckoutSession`.
    pub fn fields_of<'a>(&'a self, object: &'a str) -> impl Iterator<Item = &'a str> {
        self.extends.iter().filter_map(move |target| target.strip_prefix("$.")?.strip_prefix(object)?.strip_prefix('.'))
    }

    /// Whether a shop may offer it: an extension of its own has a reverse-domain name, so that it cannot be taken for
    /// another one's, says where its schema is, and names fields only (2026-04-17, extensions §3.4 to §3.6).
    ///
    /// # Errors
    ///
    /// [`ExtensionError`], which says what is wrong.
    pub fn check(&self) -> Result<(), ExtensionError> {
        let (name, version) = self.identifier();
        if !is_reverse_domain(name) || !version.is_none_or(is_date) {
            return Err(ExtensionError::Name(self.name.clone()));
        }
        match &self.schema {
            None => return Err(ExtensionError::NoSchema(self.name.clone())),
            Some(schema) if !schema.as_str().starts_with("https://") => {
                return Err(ExtensionError::SchemaNotHttps(self.name.clone()));
            }
            Some(_) => {}
        }
        let wrong = self.extends.iter().find(|target| !is_target(target));
        wrong.map_or(Ok(()), |target| Err(ExtensionError::Target(target.clone())))
    }
}

/// Why a shop cannot offer an extension.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ExtensionError {
    /// Simple names are for extensions of the protocol itself.
    #[error("{0} is not a reverse-domain name such as com.example.loyalty, perhaps with a date: @2026-01-01")]
    Name(String),
    /// Agents know a shop's extension by its schema.
    #[error("{0} does not say where its JSON Schema is")]
    NoSchema(String),
    /// Schemas are at HTTPS addresses.
    #[error("the JSON Schema of {0} is not at an https:// address")]
    SchemaNotHttps(String),
    /// What an extension adds is written `$.<Schema>.<field>`.
    #[error("{0} is not a field of a schema such as $.CheckoutSession.loyalty")]
    Target(String),
    /// One is enough.
    #[error("{0} is offered already")]
    Twice(String),
}

/// At least two labels of lower-case letters and digits, of which only the first must not have `_` and `-`.
fn is_reverse_domain(name: &str) -> bool {
    let is_label = |label: &str, others: &[u8]| {
        label.starts_with(|first: char| first.is_ascii_lowercase())
            && label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || others.contains(&byte))
    };
    let Some((first, rest)) = name.split_once('.') else { return false };
    is_label(first, b"") && rest.split('.').all(|label| is_label(label, b"_-"))
}

/// Four digits, two, and two.
fn is_date(version: &str) -> bool {
    version.len() == 10
        && version.bytes().enumerate().all(|(index, byte)| match index {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

/// `$.<Schema>.<field>`.
fn is_target(target: &str) -> bool {
    let is_name = |name: &str, others: &[u8]| {
        name.starts_with(|first: char| first.is_ascii_alphabetic())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || others.contains(&byte))
    };
    let Some((object, field)) = target.strip_prefix("$.").and_then(|path| path.split_once('.')) else { return false };
    is_name(object, b"") && is_name(field, b"_")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> ExtensionDeclaration {
        ExtensionDeclaration::named(name).described_by(Uri::new("https://shop.example/loyalty.json").unwrap())
    }

    // ACP-EXT-04, ACP-EXT-07: the pattern of the schema, second half.
    #[test]
    fn a_shop_names_its_extensions_by_its_domain() {
        for name in ["com.example", "com.example.loyalty", "com.example.my_own-1@2026-01-01", "io.x"] {
            assert_eq!(named(name).check(), Ok(()), "{name}");
        }
        for name in [
            "",
            "loyalty",
            "discount",
            "loyalty@2026-01-01",
            "Com.example",
            "com.Example",
            "com..example",
            ".com",
            "com.",
            "1com.example",
            "com.1example",
            "c-m.example",
            "com.example@",
            "com.example@2026",
            "com.example@2026-1-1",
            "com.example@2026-01-01T",
            "com.example@draft-01-01",
            "com.exämple",
        ] {
            assert_eq!(named(name).check(), Err(ExtensionError::Name(name.to_owned())), "{name}");
        }
    }

    // ACP-EXT-06, ACP-EXT-07
    #[test]
    fn a_shop_says_where_the_schema_of_its_extension_is() {
        let name = "com.example.loyalty";
        let nowhere = ExtensionDeclaration::named(name);
        assert_eq!(nowhere.check(), Err(ExtensionError::NoSchema(name.to_owned())));
        for insecure in ["http://shop.example/loyalty.json", "ftp://shop.example/loyalty.json"] {
            let declared = nowhere.clone().described_by(Uri::new(insecure).unwrap());
            assert_eq!(declared.check(), Err(ExtensionError::SchemaNotHttps(name.to_owned())), "{insecure}");
        }
    }

    // ACP-EXT-05
    #[test]
    fn an_extension_adds_fields_to_schemas() {
        let extension = named("com.example.loyalty")
            .adding("$.CheckoutSession.loyalty")
            .adding("$.CheckoutSession.member_id")
            .adding("$.CheckoutSessionCreateRequest.loyalty");
        assert_eq!(extension.check(), Ok(()));
        assert_eq!(extension.fields_of("CheckoutSession").collect::<Vec<_>>(), ["loyalty", "member_id"]);
        assert_eq!(extension.fields_of("CheckoutSessionCreateRequest").collect::<Vec<_>>(), ["loyalty"]);
        assert_eq!(extension.fields_of("Checkout").count(), 0);
        for target in
            ["", "$", "loyalty", "$.loyalty", "$.Checkout-Session.a", "$.CheckoutSession.a-b", "$.A.b.c", "$.A."]
        {
            let declared = named("com.example.loyalty").adding(target);
            assert_eq!(declared.check(), Err(ExtensionError::Target(target.to_owned())), "{target}");
        }
    }
}
