//! What the types do not check: lengths, digits, limits.

use crate::acp::v2026_04_17::delegate_payment::{DelegatePaymentRequest, PaymentMethodCard};
use crate::payment::flaw::{Flaw, address, at_most, digits, ensure, ensure_if, is_month, is_number, is_year};
use crate::types::{ApiVersion, Secret, Timestamp};

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
        address("$.billing_address", billed)?;
    }
    // C-DP-02
    let may_be_empty = version >= ApiVersion::V2026_04_17;
    ensure(may_be_empty || !request.risk_signals.is_empty(), "$.risk_signals", "must have at least one item")
}

fn card(version: ApiVersion, card: &PaymentMethodCard) -> Result<(), Flaw> {
    ensure(is_number(card.number.expose()), "$.payment_method.number", "must have 12 to 19 digits")?;
    let month = card.exp_month.as_ref().map(Secret::expose);
    ensure_if(month, is_month, "$.payment_method.exp_month", "must be 01 to 12")?;
    let year = card.exp_year.as_ref().map(Secret::expose);
    ensure_if(year, is_year, "$.payment_method.exp_year", "must have 4 digits")?;
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
