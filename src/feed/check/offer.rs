//! What it costs and whether it can be had.

use super::row::Look;
use super::rule::{Rule, Severity};
use super::value::{self, Amount, AmountError};
use crate::feed::{Field, Revision};

pub(super) fn check(look: &mut Look<'_, '_>) {
    let price = money(look, Field::Price);
    if price.is_some_and(|price| price.minor == 0) {
        free(look);
    }
    if look.revision == Revision::Google {
        subscription(look, price);
    }
    sale(look, price);
    shipping(look, price);
    unit_price(look);
    availability(look);
    for field in [Field::ExpirationDate, Field::DeliveryEstimate] {
        day_ahead(look, field);
    }
    look.integer(Field::InventoryQuantity, 0);
    look.word(Field::PickupMethod, &["in_store", "reserve", "not_supported"]);
    if look.cells.has(Field::PickupSla) {
        look.needs(Field::PickupSla, Field::PickupMethod);
    }
    offer_id(look);
}

/// The amount of a field, or a problem.
fn money(look: &mut Look<'_, '_>, field: Field) -> Option<Amount> {
    let amount = value::amount(look.cells.get(field)?, look.currency);
    amount_of(look, field, amount)
}

fn amount_of(look: &mut Look<'_, '_>, field: Field, amount: Result<Amount, AmountError>) -> Option<Amount> {
    match amount {
        Ok(amount) => return Some(amount),
        Err(AmountError::Grammar) => look.error(field, Rule::MoneyGrammar, "like 79.99 USD"),
        Err(AmountError::Currency) => look.error(field, Rule::CurrencyUnknown, "a code of ISO 4217, such as USD"),
        Err(AmountError::Digits(digits)) => {
            look.error(field, Rule::MoneyDigits, format!("at most {digits} digits after the point in this currency"));
        }
    }
    None
}

fn same_currency(look: &mut Look<'_, '_>, field: Field, amount: Amount, price: Option<Amount>) -> bool {
    let same = price.is_none_or(|price| price.currency == amount.currency);
    if !same {
        look.error(field, Rule::CurrencyMismatch, "the currency of the price");
    }
    same
}

/// Nothing may cost nothing, but for a telephone with a contract (Google's categories 267 and 4745).
fn free(look: &mut Look<'_, '_>) {
    let category = look.cells.get(Field::GoogleProductCategory);
    if look.revision == Revision::Google && matches!(category, Some("267" | "4745")) {
        if !look.cells.has(Field::SubscriptionCost) {
            look.error(Field::Price, Rule::Subscription, "give subscription_cost too");
        }
    } else {
        look.error(Field::Price, Rule::PriceNotPositive, "more than nothing");
    }
}

/// `month:12:30.00 USD`.
fn subscription(look: &mut Look<'_, '_>, price: Option<Amount>) {
    let Some(text) = look.text(Field::SubscriptionCost) else { return };
    let parts: Vec<&str> = text.split(':').collect();
    let good = match parts.as_slice() {
        ["month" | "year", periods, amount] => {
            periods.parse::<u32>().is_ok_and(|periods| periods > 0)
                && value::amount(amount, look.currency)
                    .is_ok_and(|amount| amount.minor > 0 && price.is_none_or(|price| price.currency == amount.currency))
        }
        _ => false,
    };
    if !good {
        look.error(
            Field::SubscriptionCost,
            Rule::Subscription,
            "like month:12:30.00 USD, in the currency of the price",
        );
    }
}

fn sale(look: &mut Look<'_, '_>, price: Option<Amount>) {
    if let Some(sale) = money(look, Field::SalePrice) {
        // Revision D ignores a sale that is none; before it could be equal to the price.
        let severity = if look.revision == Revision::D { Severity::Warning } else { Severity::Error };
        let lower = |price: Amount| sale.minor < price.minor || (look.is_before_d() && sale.minor == price.minor);
        let is_lower = price.is_none_or(lower);
        if same_currency(look, Field::SalePrice, sale, price) && (!is_lower || sale.minor == 0) {
            look.tell(Field::SalePrice, Rule::SaleNotLower, severity, "more than nothing and less than the price");
        }
        if look.revision == Revision::A {
            look.needs(Field::SalePrice, Field::SalePriceEffectiveDate);
        }
    }
    if let Some(text) = look.text(Field::SalePriceEffectiveDate) {
        look.needs(Field::SalePriceEffectiveDate, Field::SalePrice);
        let ends = text.split_once('/').map(|(start, end)| (value::date(start.trim()), value::date(end.trim())));
        match ends {
            Some((Some(start), Some(end))) if start < end => {}
            Some((Some(_), Some(_))) => sale_period(look, Field::SalePriceEffectiveDate),
            _ => look.error(Field::SalePriceEffectiveDate, Rule::DateGrammar, "like 2026-11-24 / 2026-12-01"),
        }
    }
    let start = day(look, Field::SalePriceStartDate);
    let end = day(look, Field::SalePriceEndDate);
    if let (Some(start), Some(end)) = (start, end)
        && start >= end
    {
        sale_period(look, Field::SalePriceEndDate);
    }
}

fn sale_period(look: &mut Look<'_, '_>, field: Field) {
    look.error(field, Rule::SalePeriod, "a sale begins before it ends");
}

fn shipping(look: &mut Look<'_, '_>, price: Option<Amount>) {
    if let Some(amount) = money(look, Field::ShippingPrice) {
        same_currency(look, Field::ShippingPrice, amount, price);
        if look.cells.has(Field::Shipping) {
            look.error(Field::Shipping, Rule::ShippingTwice, "either shipping or shipping_price");
        }
    }
    let Some(text) = look.text(Field::Shipping) else { return };
    let (most, several) = match look.revision {
        Revision::A | Revision::Google => (4, true),
        Revision::B | Revision::C => (8, false),
        Revision::D => (4, false),
    };
    let tuples = text.split(',').filter(|_| several).chain(Some(text).filter(|_| !several));
    for tuple in tuples {
        let parts: Vec<&str> = tuple.trim().split(':').collect();
        match parts.as_slice() {
            [_country, _region, _service, cost, rest @ ..] if rest.len() + 4 <= most => {
                let amount = value::amount(cost, look.currency);
                if let Some(amount) = amount_of(look, Field::Shipping, amount) {
                    same_currency(look, Field::Shipping, amount, price);
                }
            }
            _ => look.error(Field::Shipping, Rule::ShippingParts, "like US::Standard:5.00 USD"),
        }
    }
}

fn unit_price(look: &mut Look<'_, '_>) {
    match (look.cells.has(Field::UnitPricingMeasure), look.cells.has(Field::BaseMeasure)) {
        (true, false) => look.needs(Field::UnitPricingMeasure, Field::BaseMeasure),
        (false, true) => look.needs(Field::BaseMeasure, Field::UnitPricingMeasure),
        _ => {}
    }
}

fn availability(look: &mut Look<'_, '_>) {
    let words: &[&str] = match look.revision {
        Revision::A => &["in_stock", "out_of_stock", "preorder"],
        Revision::B | Revision::C | Revision::D => &["in_stock", "out_of_stock", "pre_order", "backorder", "unknown"],
        Revision::Google => &["in_stock", "out_of_stock", "preorder", "backorder"],
    };
    let Some(word) = look.text(Field::Availability) else { return };
    if !words.contains(&word) {
        look.error(Field::Availability, Rule::AvailabilityWord, format!("one of {}", words.join(", ")));
        return;
    }
    let later = match look.revision {
        Revision::A | Revision::B | Revision::C => matches!(word, "preorder" | "pre_order"),
        Revision::Google => matches!(word, "preorder" | "backorder"),
        Revision::D => false,
    };
    if later {
        look.needs(Field::Availability, Field::AvailabilityDate);
    }
    day_ahead(look, Field::AvailabilityDate);
}

fn day(look: &mut Look<'_, '_>, field: Field) -> Option<crate::types::Timestamp> {
    let date = value::date(look.cells.get(field)?);
    if date.is_none() {
        look.error(field, Rule::DateGrammar, "like 2026-11-24 or 2026-11-24T10:00Z");
    }
    date
}

fn day_ahead(look: &mut Look<'_, '_>, field: Field) {
    if let Some(date) = day(look, field)
        && look.now.is_some_and(|now| date < now)
    {
        look.warning(field, Rule::DatePast, "a date that lies ahead");
    }
}

/// Revision D forbids what the example of revision C still shows.
fn offer_id(look: &mut Look<'_, '_>) {
    let number =
        look.cells.get(Field::Price).and_then(|price| price.split(' ').next()).filter(|number| number.len() > 2);
    if look.revision == Revision::D
        && let (Some(number), Some(offer)) = (number, look.cells.get(Field::OfferId))
        && offer.contains(number)
    {
        look.warning(Field::OfferId, Rule::OfferPrice, "an id without the price: it has to stay when the price goes");
    }
}
