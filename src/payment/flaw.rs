//! What is wrong with a card that an agent hands in: lengths, digits, limits.

use crate::acp::v2026_04_17::delegate_payment::Address;

/// A place in the request, and what is wrong there. Never what was found: it may be the number of a card.
pub(super) type Flaw = (String, &'static str);

pub(super) fn ensure(holds: bool, path: impl Into<String>, problem: &'static str) -> Result<(), Flaw> {
    if holds { Ok(()) } else { Err((path.into(), problem)) }
}

pub(super) fn ensure_if(
    text: Option<&str>,
    holds: impl Fn(&str) -> bool,
    path: impl Into<String>,
    problem: &'static str,
) -> Result<(), Flaw> {
    ensure(text.is_none_or(holds), path, problem)
}

pub(super) fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

pub(super) fn at_most(text: &str, characters: usize) -> bool {
    text.chars().count() <= characters
}

pub(super) fn is_number(text: &str) -> bool {
    digits(text) && (12..=19).contains(&text.len())
}

pub(super) fn is_month(text: &str) -> bool {
    digits(text) && text.len() == 2 && ("01"..="12").contains(&text)
}

pub(super) fn is_year(text: &str) -> bool {
    digits(text) && text.len() == 4
}

/// Two capital letters, of which ISO 3166-1 makes a country.
pub(super) fn is_country(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// An address, where it stands.
pub(super) fn address(place: &str, address: &Address) -> Result<(), Flaw> {
    let at = |field: &str| format!("{place}.{field}");
    let problem = "must have at most 60 characters";
    ensure(at_most(&address.name, 256), at("name"), "must have at most 256 characters")?;
    ensure(at_most(&address.line_one, 60), at("line_one"), problem)?;
    ensure_if(address.line_two.as_deref(), |text| at_most(text, 60), at("line_two"), problem)?;
    ensure(at_most(&address.city, 60), at("city"), problem)?;
    ensure(is_country(&address.country), at("country"), "must be two capital letters")?;
    ensure(at_most(&address.postal_code, 20), at("postal_code"), "must have at most 20 characters")
}
