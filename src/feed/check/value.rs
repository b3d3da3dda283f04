//! What the text of a cell means.

use crate::json::holds;
use crate::types::{Currency, Timestamp};

/// An amount as flat files write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Amount {
    /// In minor units. Wide: a feed may hold any digits.
    pub(super) minor: u128,
    pub(super) currency: Currency,
}

/// Why a text is no amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AmountError {
    Grammar,
    Currency,
    /// The currency has only so many digits after the point.
    Digits(u32),
}

/// Reads `79.99 USD`: digits, perhaps a point and digits, one space, an upper-case code. `last` is the currency that was
/// read last: looking for one in the list takes longer than all the rest.
pub(super) fn amount(text: &str, last: &mut Option<Currency>) -> Result<Amount, AmountError> {
    let (number, code) = text.split_once(' ').ok_or(AmountError::Grammar)?;
    let (major, fraction) = number.split_once('.').map_or((number, None), |(major, rest)| (major, Some(rest)));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(major) || !fraction.is_none_or(digits) {
        return Err(AmountError::Grammar);
    }
    if code.len() != 3 || !code.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Err(AmountError::Grammar);
    }
    let currency = match last.filter(|last| last.as_str().eq_ignore_ascii_case(code)) {
        Some(currency) => currency,
        None => *last.insert(Currency::new(code).map_err(|_| AmountError::Currency)?),
    };
    let exponent = currency.exponent();
    let fraction = fraction.unwrap_or_default();
    let missing = (exponent as usize).checked_sub(fraction.len()).ok_or(AmountError::Digits(exponent))?;
    let digits = major.bytes().chain(fraction.bytes()).chain(std::iter::repeat_n(b'0', missing));
    let minor = digits
        .map(|digit| u128::from(digit - b'0'))
        .try_fold(0_u128, |minor, digit| minor.checked_mul(10)?.checked_add(digit));
    Ok(Amount { minor: minor.ok_or(AmountError::Grammar)?, currency })
}

/// What is wrong with the digits of a GTIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum GtinError {
    Digits,
    CheckDigit,
}

/// Checks a GTIN: weights 3, 1, 3, … from the digit left of the check digit; the sum with it is a multiple of ten.
pub(super) fn gtin(text: &str, lengths: &[usize]) -> Result<(), GtinError> {
    if !lengths.contains(&text.len()) || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(GtinError::Digits);
    }
    let weighted = text.bytes().rev().zip([1_u32, 3].into_iter().cycle());
    let sum: u32 = weighted.map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    sum.is_multiple_of(10).then_some(()).ok_or(GtinError::CheckDigit)
}

/// A decimal number above zero, such as `0.75`: no sign, no exponent.
pub(super) fn positive_decimal(text: &str) -> bool {
    is_decimal(text) && text.bytes().any(|byte| matches!(byte, b'1'..=b'9'))
}

/// Digits, perhaps with a point between them.
pub(super) fn is_decimal(text: &str) -> bool {
    let mut parts = text.splitn(2, '.');
    parts.all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A day, or a point in time with its zone; seconds may be missing.
pub(super) fn date(text: &str) -> Option<Timestamp> {
    let full = match (text.len(), text.split_at_checked(16)) {
        (10, _) => format!("{text}T00:00:00Z"),
        (_, Some((minutes, zone))) if zone.starts_with(['Z', '+', '-']) => format!("{minutes}:00{zone}"),
        _ => text.to_owned(),
    };
    Timestamp::parse(&full).ok()
}

/// What is wrong with an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum UrlError {
    Whitespace,
    NotAbsolute,
    Scheme,
    Userinfo,
    NotHttps,
}

/// Checks an address of a page or a picture.
pub(super) fn url(text: &str) -> Result<(), UrlError> {
    if holds(text, |byte| !matches!(byte, b'!'..=b'~'))
        && text.chars().any(|letter| letter.is_whitespace() || letter.is_control())
    {
        return Err(UrlError::Whitespace);
    }
    let (scheme, rest) = text.split_once("://").ok_or(UrlError::NotAbsolute)?;
    let https = scheme.eq_ignore_ascii_case("https");
    if !https && !scheme.eq_ignore_ascii_case("http") {
        return Err(UrlError::Scheme);
    }
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.contains('@') {
        return Err(UrlError::Userinfo);
    }
    if authority.is_empty() || authority.starts_with(':') {
        return Err(UrlError::NotAbsolute);
    }
    if https { Ok(()) } else { Err(UrlError::NotHttps) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_have_the_digits_of_their_currency() {
        let mut last = None;
        let mut minor = |text: &str| amount(text, &mut last).map(|amount| amount.minor);
        for (text, expected) in [
            ("79.99 USD", Ok(7_999)),
            ("80 USD", Ok(8_000)),
            ("80.5 USD", Ok(8_050)),
            ("500 JPY", Ok(500)),
            ("1.234 KWD", Ok(1_234)),
            ("007.10 EUR", Ok(710)),
            ("79.999 USD", Err(AmountError::Digits(2))),
            ("500.0 JPY", Err(AmountError::Digits(0))),
            ("1 ZZZ", Err(AmountError::Currency)),
            ("79.99", Err(AmountError::Grammar)),
            ("79.99USD", Err(AmountError::Grammar)),
            ("$79.99", Err(AmountError::Grammar)),
            ("79,99 EUR", Err(AmountError::Grammar)),
            ("1,299.00 USD", Err(AmountError::Grammar)),
            ("79.99 usd", Err(AmountError::Grammar)),
            ("-1.00 USD", Err(AmountError::Grammar)),
            ("1e3 USD", Err(AmountError::Grammar)),
            (".99 USD", Err(AmountError::Grammar)),
            ("79. USD", Err(AmountError::Grammar)),
            ("79.99  USD", Err(AmountError::Grammar)),
            ("", Err(AmountError::Grammar)),
            ("9999999999999999999999999999999999999999999 USD", Err(AmountError::Grammar)),
        ] {
            assert_eq!(minor(text), expected, "{text:?}");
        }
    }

    // Sums by hand; the last one is the sample of the revisions A and C, whose check digit is wrong.
    #[test]
    fn the_last_digit_of_a_gtin_checks_the_others() {
        let lengths = [8, 12, 13, 14];
        for good in ["09506000134352", "00012345600012", "4006381333931", "96385074", "036000291452"] {
            assert_eq!(gtin(good, &lengths), Ok(()), "{good}");
        }
        for (bad, why) in [
            ("4006381333932", GtinError::CheckDigit),
            ("123456789543", GtinError::CheckDigit),
            ("400638133393", GtinError::CheckDigit),
            ("40063813339", GtinError::Digits),
            ("4006381-33393", GtinError::Digits),
            ("４００６３８１３", GtinError::Digits),
            ("", GtinError::Digits),
        ] {
            assert_eq!(gtin(bad, &lengths), Err(why), "{bad}");
        }
    }

    #[test]
    fn addresses_are_absolute_and_public() {
        for (text, expected) in [
            ("https://shop.example/p?a=b@c", Ok(())),
            ("HTTPS://shop.example", Ok(())),
            ("http://shop.example/", Err(UrlError::NotHttps)),
            ("ftp://shop.example/", Err(UrlError::Scheme)),
            ("/p/1", Err(UrlError::NotAbsolute)),
            ("https:///p", Err(UrlError::NotAbsolute)),
            ("https://:443/p", Err(UrlError::NotAbsolute)),
            ("https://user:secret@shop.example/", Err(UrlError::Userinfo)),
            ("https://shop.example/a b", Err(UrlError::Whitespace)),
            (" https://shop.example/", Err(UrlError::Whitespace)),
        ] {
            assert_eq!(url(text), expected, "{text:?}");
        }
    }

    #[test]
    fn dates_are_days_or_points_in_time() {
        for good in ["2026-11-24", "2026-11-24T10:00:00Z", "2026-11-24T10:00Z", "2026-11-24T10:00-08:00"] {
            assert!(date(good).is_some(), "{good}");
        }
        for bad in ["", "24.11.2026", "2026-02-30", "2026-11-24T10:00:00", "tomorrow", "２０２６-11-24", "2026-1-2"]
        {
            assert!(date(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn decimals_are_plain() {
        for good in ["1", "0.75", "30.0", "007"] {
            assert!(positive_decimal(good), "{good}");
        }
        for bad in ["", "0", "0.00", "-1", "+1", "1e3", ".5", "5.", "1,5", "1.2.3", "٣"] {
            assert!(!positive_decimal(bad), "{bad}");
        }
    }
}
