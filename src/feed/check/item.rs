//! What the item is: texts, addresses, identifiers, size and weight.

use std::borrow::Cow;

use serde_json::Value;

use super::row::Look;
use super::rule::{Rule, Severity};
use super::value::{self, GtinError, UrlError};
use crate::feed::{Field, Revision};

const LENGTH_UNITS: [&str; 5] = ["in", "cm", "ft", "m", "mm"];
const WEIGHT_UNITS: [&str; 4] = ["g", "kg", "oz", "lb"];
const SIDES: [Field; 3] = [Field::Length, Field::Width, Field::Height];

pub(super) fn check(look: &mut Look<'_, '_>) {
    texts(look);
    addresses(look);
    pictures(look);
    identifiers(look);
    look.word(Field::Condition, &["new", "refurbished", "used"]);
    look.word(Field::Gender, &["male", "female", "unisex"]);
    look.word(Field::AgeGroup, &["newborn", "infant", "toddler", "kids", "adult"]);
    size_system(look);
    dimensions(look);
    weight(look);
    look.boolean(Field::IsDigital);
    look.integer(Field::AgeRestriction, 1);
    if look.revision == Revision::A && !look.cells.has(Field::Brand) {
        // Not for films, books and music.
        let category = look.cells.get(Field::ProductCategory).unwrap_or_default().to_ascii_lowercase();
        if !["movie", "film", "book", "music"].iter().any(|word| category.contains(word)) {
            look.error(Field::Brand, Rule::MissingRequired, "give it a value");
        }
    }
}

/// The most characters of a field. In revision D they are aims; before, and in the Google profile, limits.
const fn limits(revision: Revision) -> &'static [(Field, usize)] {
    use Field as F;
    match revision {
        Revision::A => &[
            (F::ItemId, 100),
            (F::Title, 150),
            (F::Description, 5_000),
            (F::Mpn, 70),
            (F::Brand, 70),
            (F::Material, 100),
            (F::GroupId, 70),
            (F::ItemGroupTitle, 150),
            (F::Color, 40),
            (F::Size, 20),
            (F::PricingTrend, 80),
            (F::SellerName, 70),
        ],
        Revision::B | Revision::C => &[
            (F::ItemId, 100),
            (F::Title, 150),
            (F::Description, 5_000),
            (F::Mpn, 70),
            (F::Brand, 70),
            (F::Material, 100),
            (F::ItemGroupTitle, 150),
            (F::Color, 40),
            (F::Size, 20),
            (F::PricingTrend, 80),
            (F::SellerName, 70),
            (F::MarketplaceSeller, 70),
        ],
        Revision::D => &[(F::Title, 150), (F::Description, 5_000)],
        Revision::Google => &[(F::ItemId, 50), (F::Title, 150), (F::Description, 5_000)],
    }
}

fn texts(look: &mut Look<'_, '_>) {
    let hard = if look.revision == Revision::D { Severity::Warning } else { Severity::Error };
    for (field, limit) in limits(look.revision) {
        // Bytes first: they are never fewer than the characters.
        if look.cells.get(*field).is_some_and(|text| text.len() > *limit && text.chars().count() > *limit) {
            look.tell(*field, Rule::TooLong, hard, format!("at most {limit} characters"));
        }
    }
    if let Some(title) = look.cells.get(Field::Title) {
        // What most titles have comes first.
        if !title.chars().any(char::is_lowercase)
            && title.chars().any(char::is_uppercase)
            && title.chars().filter(|letter| letter.is_alphabetic()).count() > 3
        {
            let severity = if look.is_before_d() { Severity::Error } else { Severity::Warning };
            look.tell(Field::Title, Rule::AllCapitals, severity, "write it in ordinary letters");
        }
    }
    let has_tag = |text: &str| {
        text.match_indices('<').any(|(at, _)| {
            let rest = text.get(at + 1..).unwrap_or_default();
            rest.starts_with(|next: char| next.is_ascii_alphabetic() || next == '/') && rest.contains('>')
        })
    };
    if look.cells.get(Field::Description).is_some_and(has_tag) {
        look.warning(Field::Description, Rule::Markup, "plain text, without tags");
    }
}

fn addresses(look: &mut Look<'_, '_>) {
    for field in [
        Field::Url,
        Field::ImageUrl,
        Field::VideoUrl,
        Field::Model3dUrl,
        Field::SellerUrl,
        Field::SellerPrivacyPolicy,
        Field::SellerTos,
        Field::ReturnPolicy,
        Field::WarningUrl,
    ] {
        if let Some(text) = look.cells.get(field)
            && let Err(error) = value::url(text)
        {
            // Revision D drops a policy that it cannot follow, and takes the row.
            let dropped = field == Field::ReturnPolicy && look.revision == Revision::D;
            address(look, field, error, if dropped { Severity::Warning } else { Severity::Error });
        }
    }
}

fn address(look: &mut Look<'_, '_>, field: Field, error: UrlError, severity: Severity) {
    match error {
        UrlError::Whitespace => look.tell(field, Rule::UrlWhitespace, severity, "write a space as %20"),
        UrlError::NotAbsolute => {
            look.tell(field, Rule::UrlNotAbsolute, severity, "the whole address, beginning with https://");
        }
        UrlError::Scheme => look.tell(field, Rule::UrlScheme, severity, "an address that begins with https://"),
        UrlError::Userinfo => look.tell(field, Rule::UrlUserinfo, severity, "no user and no password in the address"),
        UrlError::NotHttps => look.warning(field, Rule::UrlNotHttps, "https is preferred"),
    }
}

/// A list in JSON, or text separated by commas. A picture with a wrong address is dropped, the row stays.
fn pictures(look: &mut Look<'_, '_>) {
    const FIELD: Field = Field::AdditionalImageUrls;
    let Some(text) = look.text(FIELD) else { return };
    if text.starts_with('[') {
        let list: Vec<String> = serde_json::from_str(text).unwrap_or_default();
        if list.is_empty() {
            look.warning(FIELD, Rule::ImageSeparator, "a list of addresses");
        }
        for url in list {
            if let Err(error) = value::url(&url) {
                address(look, FIELD, error, Severity::Warning);
            }
        }
        return;
    }
    let mut seen = false;
    for url in text.split(',').map(str::trim) {
        match value::url(url) {
            Err(_) if url.contains(['\n', ' ', ';']) && url.matches("://").count() > 1 => {
                look.warning(FIELD, Rule::ImageSeparator, "separate the addresses by commas");
            }
            Err(UrlError::NotAbsolute) if seen => {
                look.warning(FIELD, Rule::ImageComma, "write a comma inside an address as %2C");
            }
            Err(error) => address(look, FIELD, error, Severity::Warning),
            Ok(()) if url.contains(';') && url.matches("://").count() > 1 => {
                look.warning(FIELD, Rule::ImageSeparator, "separate the addresses by commas");
            }
            Ok(()) => {}
        }
        seen = true;
    }
}

fn identifiers(look: &mut Look<'_, '_>) {
    let google = look.revision == Revision::Google;
    let mut counts = false;
    if let Some(found) = look.text(Field::Gtin) {
        // Only the Google profile strips spaces and dashes.
        let text = if google { Cow::Owned(found.replace([' ', '-'], "")) } else { Cow::Borrowed(found) };
        let lengths: &[usize] = if look.is_before_d() { &[8, 9, 10, 11, 12, 13, 14] } else { &[8, 12, 13, 14] };
        match value::gtin(&text, lengths) {
            Err(GtinError::Digits) => {
                look.error(Field::Gtin, Rule::GtinDigits, "8, 12, 13 or 14 digits without spaces and dashes");
            }
            Err(GtinError::CheckDigit) => {
                let severity = if look.is_before_d() { Severity::Warning } else { Severity::Error };
                look.tell(
                    Field::Gtin,
                    Rule::GtinCheckDigit,
                    severity,
                    "the last digit does not fit: look for a typing error",
                );
            }
            // Numbers for use inside a shop, and coupons, are not kept.
            Ok(()) => counts = !["02", "04", "2", "05", "98", "99"].iter().any(|prefix| text.starts_with(prefix)),
        }
    }
    let has_mpn = look.cells.has(Field::Mpn);
    if look.revision == Revision::A && !look.cells.has(Field::Gtin) && !has_mpn {
        look.error(Field::Mpn, Rule::Identifier, "an mpn, where there is no gtin");
    }
    if google {
        look.word(Field::IdentifierExists, &["yes", "true", "no", "false"]);
        let none = look.cells.is(Field::IdentifierExists, "no") || look.cells.is(Field::IdentifierExists, "false");
        if !counts && !has_mpn && !none {
            look.error(
                Field::Gtin,
                Rule::Identifier,
                "a gtin that is not for use inside a shop, an mpn, or identifier_exists = no",
            );
        }
    }
}

fn size_system(look: &mut Look<'_, '_>) {
    if look.revision == Revision::D {
        look.word(Field::SizeSystem, &["US", "UK", "EU", "DE", "FR", "JP", "CN", "IT", "BR", "MEX", "AU"]);
    } else if look.is_before_d()
        && look
            .cells
            .get(Field::SizeSystem)
            .is_some_and(|text| text.len() != 2 || !text.bytes().all(|byte| byte.is_ascii_uppercase()))
    {
        look.error(Field::SizeSystem, Rule::UnknownWord, "two letters of a country");
    }
}

fn dimensions(look: &mut Look<'_, '_>) {
    if let Some(text) = look.cells.get(Field::Dimensions) {
        let (good, advice) = match look.revision {
            Revision::D => (is_dimensions_object(text), r#"like {"length":"30","width":"20","unit":"cm"}"#),
            _ => (is_dimensions_text(text), "like 12x8x5 in"),
        };
        if !good {
            look.error(Field::Dimensions, Rule::DimensionsGrammar, advice);
        }
    }
    let sides = SIDES.into_iter().filter(|side| look.cells.has(*side)).count();
    for side in SIDES {
        let Some(text) = look.cells.get(side) else { continue };
        let number = match look.revision {
            Revision::A => {
                text.split_once(' ').filter(|(_, unit)| LENGTH_UNITS.contains(unit)).map(|(number, _)| number)
            }
            _ => Some(text),
        };
        if !number.is_some_and(value::positive_decimal) {
            look.error(
                side,
                Rule::Decimal,
                if look.revision == Revision::A { "like 10 mm" } else { "a positive number" },
            );
        }
    }
    // D takes two sides, the others all three.
    let enough = if look.revision == Revision::D { 2 } else { 3 };
    if (1..enough).contains(&sides) {
        look.error(Field::Length, Rule::NeededWith, format!("give {enough} of length, width and height, or none"));
    }
    if sides > 0 {
        look.needs(Field::Length, Field::DimensionsUnit);
    }
    look.word(Field::DimensionsUnit, &LENGTH_UNITS);
}

/// Two or three sides as positive decimal strings, and a unit; nothing else.
fn is_dimensions_object(text: &str) -> bool {
    let Ok(Value::Object(object)) = serde_json::from_str(text) else { return false };
    let good = |(name, value): (&String, &Value)| match name.as_str() {
        "unit" => value.as_str().is_some_and(|unit| LENGTH_UNITS.contains(&unit)),
        "length" | "width" | "height" => value.as_str().is_some_and(value::positive_decimal),
        _ => false,
    };
    object.iter().all(good) && object.contains_key("unit") && object.len() >= 3
}

fn is_dimensions_text(text: &str) -> bool {
    let Some((sides, unit)) = text.split_once(' ') else { return false };
    LENGTH_UNITS.contains(&unit) && sides.split('x').count() == 3 && sides.split('x').all(value::positive_decimal)
}

fn weight(look: &mut Look<'_, '_>) {
    if let Some(text) = look.cells.get(Field::Weight) {
        if look.revision == Revision::A {
            let parts = text.split_once(' ');
            if !parts.is_some_and(|(number, unit)| value::positive_decimal(number) && WEIGHT_UNITS.contains(&unit)) {
                look.error(Field::Weight, Rule::WeightGrammar, "like 1.5 lb");
            }
        } else {
            if !value::positive_decimal(text) {
                look.error(
                    Field::Weight,
                    Rule::WeightGrammar,
                    "a positive number; its unit stands in item_weight_unit",
                );
            }
            look.needs(Field::Weight, Field::ItemWeightUnit);
        }
    } else if look.revision == Revision::A {
        // One transcription of the table calls it required, another optional.
        look.warning(Field::Weight, Rule::MissingRequired, "give it a value");
    }
    look.word(Field::ItemWeightUnit, &WEIGHT_UNITS);
}
