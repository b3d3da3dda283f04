//! What the types do not check: lengths, digits, limits.

use crate::acp::v2026_04_17::delegate_payment::{Address, DelegatePaymentRequest, PaymentMethodCard};
use crate::types::{ApiVersion, Secret, Timestamp};

/// A place in the request, and what is wrong there. Never what was found: it may be the number of a card.
pub(super) type Flaw = (&'static str, &'static str);

pub(super) fn validate(version: ApiVersion, request: &DelegatePaymentRequest, now: Timestamp) -> Result<(), Flaw> {
    card(version, &request.payment_method)?;
    let allowance = &request.allowance;
    ensure(allowance.max_amount > 0, "$.allowance.max_amount", "must be above zero")?;
    ensure(!allowance.checkout_session_id.as_str().is_empty(), "$.allowance.checkout_session_id", "must not be empty")?;
    let merchant_id = "$.allowance.merchant_id";
    ensure(!allowance.merchant_id.is_empty(), merchant_id, "must not be empty")?;
    ensure(at_most(&allowance.merchant_id, 256), merchant_id, "must have at most 256 characters")?;
    ensure(allowance.expires_at > now, "$.allowance.expires_at", "must lie in the future")?;
    if let Some(billed) = &request.billing_address {
        address(billed)?;
    }
    // C-DP-02
    let may_be_empty = version >= ApiVersion::V2026_04_17;
    ensure(may_be_empty || !request.risk_signals.is_empty(), "$.risk_signals", "must have at least one item")
}

fn card(version: ApiVersion, card: &PaymentMethodCard) -> Result<(), Flaw> {
    let number = card.number.expose();
    let plausible = digits(number) && (12..=19).contains(&number.len());
    ensure(plausible, "$.payment_method.number", "must have 12 to 19 digits")?;
    let month = |text: &str| digits(text) && text.len() == 2 && ("01"..="12").contains(&text);
    ensure_if(card.exp_month.as_deref(), month, "$.payment_method.exp_month", "must be 01 to 12")?;
    let year = |text: &str| digits(text) && text.len() == 4;
    ensure_if(card.exp_year.as_deref(), year, "$.payment_method.exp_year", "must have 4 digits")?;
    let cvc = card.cvc.as_ref().map(Secret::expose);
    ensure_if(cvc, |text| digits(text) && text.len() <= 4, "$.payment_method.cvc", "must have at most 4 digits")?;
    let short = |text: &str| at_most(text, 2);
    ensure_if(card.eci_value.as_deref(), short, "$.payment_method.eci_value", "must have at most 2 characters")?;
    // The schemas differ (C-DP-03).
    let (longest, problem) = match version {
        ApiVersion::V2025_09_29 | ApiVersion::V2025_12_12 | ApiVersion::V2026_01_30 => {
            (6, "must have at most 6 digits")
        }
        _ => (8, "must have at most 8 digits"),
    };
    let iin = |text: &str| digits(text) && text.len() <= longest;
    ensure_if(card.iin.as_deref(), iin, "$.payment_method.iin", problem)?;
    let exact = version >= ApiVersion::V2026_01_30;
    let problem = if exact { "must have 4 digits" } else { "must have at most 4 characters" };
    let last4 = |text: &str| if exact { digits(text) && text.len() == 4 } else { at_most(text, 4) };
    ensure_if(card.display_last4.as_deref(), last4, "$.payment_method.display_last4", problem)
}

fn address(address: &Address) -> Result<(), Flaw> {
    let country = address.country.len() == 2 && address.country.bytes().all(|byte| byte.is_ascii_uppercase());
    ensure(at_most(&address.name, 256), "$.billing_address.name", "must have at most 256 characters")?;
    ensure(at_most(&address.line_one, 60), "$.billing_address.line_one", "must have at most 60 characters")?;
    let line = |text: &str| at_most(text, 60);
    let problem = "must have at most 60 characters";
    ensure_if(address.line_two.as_deref(), line, "$.billing_address.line_two", problem)?;
    ensure(at_most(&address.city, 60), "$.billing_address.city", problem)?;
    ensure(country, "$.billing_address.country", "must be two capital letters")?;
    ensure(at_most(&address.postal_code, 20), "$.billing_address.postal_code", "must have at most 20 characters")
}

fn ensure(holds: bool, path: &'static str, problem: &'static str) -> Result<(), Flaw> {
    if holds { Ok(()) } else { Err((path, problem)) }
}

fn ensure_if(
    text: Option<&str>,
    holds: impl Fn(&str) -> bool,
    path: &'static str,
    problem: &'static str,
) -> Result<(), Flaw> {
    ensure(text.is_none_or(holds), path, problem)
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn at_most(text: &str, characters: usize) -> bool {
    text.chars().count() <= characters
}
