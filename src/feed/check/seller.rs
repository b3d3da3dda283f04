//! Who sells it, at which terms, and what buyers think.

use super::row::Look;
use super::rule::{Rule, Severity};
use super::value;
use crate::feed::{Field, Revision};

pub(super) fn check(look: &mut Look<'_, '_>) {
    checkout(look);
    returns(look);
    stars(look, Field::StarRating, Field::ReviewCount);
    stars(look, Field::StoreStarRating, Field::StoreReviewCount);
    look.boolean(Field::IsAdsEligible);
    if let Some(text) = look.cells.get(Field::ReturnRate) {
        let share = text.strip_suffix('%').filter(|number| value::is_decimal(number));
        if !share.and_then(|number| number.parse::<f64>().ok()).is_some_and(|number| number <= 100.0) {
            look.error(Field::ReturnRate, Rule::Percentage, "like 2%");
        }
    }
    countries(look);
}

fn checkout(look: &mut Look<'_, '_>) {
    look.boolean(Field::IsEligibleSearch);
    look.boolean(Field::IsEligibleCheckout);
    if !look.cells.is(Field::IsEligibleCheckout, "true") {
        return;
    }
    if look.cells.is(Field::IsEligibleSearch, "false") {
        let severity = if look.revision == Revision::D { Severity::Warning } else { Severity::Error };
        look.tell(Field::IsEligibleCheckout, Rule::CheckoutWithoutSearch, severity, "what is sold has to be found");
    }
    for field in [Field::SellerPrivacyPolicy, Field::SellerTos] {
        if !look.cells.has(field) {
            look.error(field, Rule::CheckoutPolicies, "the address of the page");
        }
    }
}

fn returns(look: &mut Look<'_, '_>) {
    look.boolean(Field::AcceptsReturns);
    look.boolean(Field::AcceptsExchanges);
    look.integer(Field::ReturnDeadlineInDays, u64::from(look.revision != Revision::A));
    if look.revision == Revision::D
        && look.cells.has(Field::ReturnDeadlineInDays)
        && !look.cells.is(Field::AcceptsReturns, "true")
    {
        look.error(Field::ReturnDeadlineInDays, Rule::ReturnDeadline, "only with accepts_returns = true");
    }
}

fn stars(look: &mut Look<'_, '_>, stars: Field, count: Field) {
    look.integer(count, 0);
    let Some(text) = look.text(stars) else { return };
    let inside = value::is_decimal(text) && text.parse::<f64>().is_ok_and(|number| number <= 5.0);
    if !inside {
        look.error(stars, Rule::StarRange, "a number from 0 to 5");
    } else if look.revision == Revision::D && text.split_once('.').is_none_or(|(_, digits)| digits.len() != 2) {
        look.warning(stars, Rule::StarDigits, "two decimals, like 4.50");
    }
    let reviewed = look.cells.get(count).is_some_and(|count| count.bytes().any(|byte| matches!(byte, b'1'..=b'9')));
    if look.revision == Revision::D && !reviewed {
        look.error(stars, Rule::StarWithoutReviews, "stars only with a number of reviews above 0");
    }
}

/// Uploads reach the United States, whatever is sent; D can name two more.
fn countries(look: &mut Look<'_, '_>) {
    for field in [Field::TargetCountries, Field::StoreCountry] {
        let Some(text) = look.text(field) else { continue };
        let countries = text.split(',').map(|part| part.trim_matches(['[', ']', '"', ' ']));
        if countries.clone().any(|country| country != "US") {
            let severity = if look.revision == Revision::D { Severity::Warning } else { Severity::Error };
            look.tell(field, Rule::TargetCountry, severity, "US: uploads reach no other country");
        }
    }
}
