//! What the types do not check: lengths, digits, limits (2026-04-17, delegate authentication §9).

use crate::acp::v2026_04_17::delegate_authentication::{
    AcquirerDetails, BrowserInfo, ChallengeType, Channel, DelegateAuthenticationAuthenticateRequest,
    DelegateAuthenticationCreateRequest, FlowPreference, FlowType, PaymentMethod, ShopperDetails,
};
use crate::payment::flaw::{Flaw, address, at_most, ensure, ensure_if, is_country, is_month, is_number, is_year};

pub(super) fn create(request: &DelegateAuthenticationCreateRequest) -> Result<(), Flaw> {
    ensure(!request.merchant_id.is_empty(), "$.merchant_id", "must not be empty")?;
    card(&request.payment_method)?;
    // ACP-DA-03, C-DA-05
    ensure(request.amount.value > 0, "$.amount.value", "must be above zero")?;
    request.acquirer_details.as_ref().map_or(Ok(()), acquirer)?;
    request.flow_preference.as_ref().map_or(Ok(()), preference)?;
    request.channel.as_ref().map_or(Ok(()), channel)?;
    request.shopper_details.as_ref().map_or(Ok(()), shopper)
}

pub(super) fn authenticate(request: &DelegateAuthenticationAuthenticateRequest) -> Result<(), Flaw> {
    request.channel.as_ref().map_or(Ok(()), channel)?;
    request.shopper_details.as_ref().map_or(Ok(()), shopper)
}

fn card(card: &PaymentMethod) -> Result<(), Flaw> {
    ensure(is_number(card.number.expose()), "$.payment_method.number", "must have 12 to 19 digits")?;
    ensure(is_month(card.exp_month.expose()), "$.payment_method.exp_month", "must be 01 to 12")?;
    ensure(is_year(card.exp_year.expose()), "$.payment_method.exp_year", "must have 4 digits")
}

fn acquirer(acquirer: &AcquirerDetails) -> Result<(), Flaw> {
    let at = |field: &str| format!("$.acquirer_details.{field}");
    ensure(at_most(&acquirer.acquirer_bin, 11), at("acquirer_bin"), "must have at most 11 characters")?;
    ensure(is_country(&acquirer.acquirer_country), at("acquirer_country"), "must be two capital letters")?;
    let problem = "must have at most 35 characters";
    ensure(at_most(&acquirer.acquirer_merchant_id, 35), at("acquirer_merchant_id"), problem)?;
    ensure(at_most(&acquirer.merchant_name, 40), at("merchant_name"), "must have at most 40 characters")?;
    ensure_if(acquirer.requestor_id.as_deref(), |text| at_most(text, 35), at("requestor_id"), problem)
}

fn preference(preference: &FlowPreference) -> Result<(), Flaw> {
    let course = matches!(preference.kind, FlowType::Challenge | FlowType::Frictionless);
    ensure(course, "$.flow_preference.type", "must be challenge or frictionless")?;
    let mandate = preference.challenge.as_ref().and_then(|challenge| challenge.kind.as_ref());
    let known = mandate.is_none_or(|kind| matches!(kind, ChallengeType::Mandated | ChallengeType::Preferred));
    ensure(known, "$.flow_preference.challenge.type", "must be mandated or preferred")
}

/// ACP-DA-08: a browser in which scripts run says more of itself.
fn channel(channel: &Channel) -> Result<(), Flaw> {
    let at = |field: &str| format!("$.channel.browser.{field}");
    let BrowserInfo { ip_address, language, javascript_enabled, .. } = &channel.browser;
    ensure(at_most(ip_address, 45), at("ip_address"), "must have at most 45 characters")?;
    ensure(at_most(language, 35), at("language"), "must have at most 35 characters")?;
    let browser = &channel.browser;
    for (field, there) in [
        ("color_depth", browser.color_depth.is_some()),
        ("java_enabled", browser.java_enabled.is_some()),
        ("screen_height", browser.screen_height.is_some()),
        ("screen_width", browser.screen_width.is_some()),
        ("timezone_offset", browser.timezone_offset.is_some()),
    ] {
        ensure(there || !javascript_enabled, at(field), "must be there where scripts run")?;
    }
    Ok(())
}

fn shopper(shopper: &ShopperDetails) -> Result<(), Flaw> {
    shopper.address.as_ref().map_or(Ok(()), |found| address("$.shopper_details.address", found))
}
