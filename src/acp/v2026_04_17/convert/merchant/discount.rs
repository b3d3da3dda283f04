//! The discount extension: what became of the codes.

use super::field;
use crate::acp::error::Unsayable;
use crate::acp::v2026_04_17::convert::amount::{Currencies, not_negative};
use crate::acp::v2026_04_17::convert::{list, number, word::listed};
use crate::acp::v2026_04_17::{
    AppliedDiscount, Coupon, DiscountAllocation, DiscountDetail, DiscountDetailType, DiscountErrorCode,
    DiscountsResponse, ExtensionDeclaration, RejectedDiscount,
};
use crate::model;

/// Whether that is this extension.
pub(super) fn is_meant(extension: &model::ExtensionDeclaration) -> bool {
    extension.identifier().0 == "discount"
}

/// Whether the session speaks of discounts: the agent understands them, or there are codes or discounts.
pub(super) fn is_active(checkout: &model::Checkout) -> bool {
    checkout.extensions.iter().any(is_meant)
        || !checkout.cart.discount_codes.is_empty()
        || !checkout.quote.discounts.is_empty()
}

/// How the extension is declared, by its plain name (ACP-DISC-16, C-EXT-03).
pub(super) fn declaration() -> ExtensionDeclaration {
    let extends = ["CheckoutSessionCreateRequest", "CheckoutSessionUpdateRequest", "CheckoutSession"];
    ExtensionDeclaration {
        extends: Some(extends.iter().map(|schema| format!("$.{schema}.discounts")).collect()),
        ..ExtensionDeclaration::new("discount")
    }
}

/// The codes as they were given, and what became of them (ACP-DISC-04): `applied` is there even if it is empty
/// (C-DISC-01).
pub(super) fn write(
    checkout: &model::Checkout,
    currencies: Currencies,
) -> Result<Option<DiscountsResponse>, Unsayable> {
    if !is_active(checkout) {
        return Ok(None);
    }
    let discounts = &checkout.quote.discounts;
    let applied = discounts.applied.iter().map(|applied| write_applied(applied, currencies));
    Ok(Some(DiscountsResponse {
        codes: Some(checkout.cart.discount_codes.clone()),
        applied: Some(applied.collect::<Result<_, _>>()?),
        rejected: list::write(&discounts.rejected, write_rejected),
    }))
}

fn write_applied(applied: &model::AppliedDiscount, currencies: Currencies) -> Result<AppliedDiscount, Unsayable> {
    Ok(AppliedDiscount {
        id: applied.id.clone(),
        // ACP-DISC-07
        code: applied.code.clone().filter(|_| !applied.automatic),
        coupon: write_coupon(&applied.coupon)?,
        amount: currencies.write_discount(applied.amount)?,
        automatic: applied.automatic.then_some(true),
        start: applied.start,
        end: applied.end,
        method: applied.method.as_ref().and_then(|method| listed(method.as_str())),
        priority: applied.priority.and_then(number::at_least_one),
        allocations: list::try_write(&applied.allocations, |allocation| write_allocation(allocation, currencies))?,
    })
}

fn write_allocation(
    allocation: &model::DiscountAllocation,
    currencies: Currencies,
) -> Result<DiscountAllocation, Unsayable> {
    Ok(DiscountAllocation {
        path: field::allocation_path(&allocation.field),
        amount: currencies.write_discount(allocation.amount)?,
    })
}

/// A percentage or an amount, never both (ACP-DISC-06, C-DISC-06): the amount is the exact one of the two.
fn write_coupon(coupon: &model::Coupon) -> Result<Coupon, Unsayable> {
    let percent = coupon.percent_off.filter(|percent| (0.0..=100.0).contains(percent) && coupon.amount_off.is_none());
    Ok(Coupon {
        id: coupon.id.clone(),
        name: coupon.name.clone(),
        percent_off: percent.map(number::write).transpose()?,
        amount_off: coupon.amount_off.map(|amount| not_negative(amount.minor)).transpose()?,
        currency: coupon.amount_off.map(|amount| amount.currency),
        duration: coupon.duration.as_ref().and_then(|duration| listed(duration.as_str())),
        duration_in_months: coupon.duration_in_months.and_then(number::at_least_one),
        max_redemptions: coupon.max_redemptions.and_then(number::at_least_one),
        times_redeemed: coupon.times_redeemed.map(u64::from),
        metadata: Some(&coupon.metadata).filter(|metadata| !metadata.is_empty()).cloned(),
    })
}

fn write_rejected(rejected: &model::RejectedDiscount) -> RejectedDiscount {
    RejectedDiscount {
        code: rejected.code.clone(),
        reason: listed(rejected.reason.as_str()).unwrap_or(DiscountErrorCode::Invalid),
        message: rejected.message.clone(),
    }
}

/// A discount on a line.
pub(super) fn write_detail(
    detail: &model::DiscountDetail,
    currencies: Currencies,
) -> Result<DiscountDetail, Unsayable> {
    Ok(DiscountDetail {
        code: detail.code.clone(),
        kind: listed(detail.kind.as_str()).unwrap_or(DiscountDetailType::Fixed),
        amount: currencies.write_discount(detail.amount)?,
        description: detail.description.clone(),
        source: detail.source.as_ref().and_then(|source| listed(source.as_str())),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json, to_value};

    use super::*;
    use crate::model::{AllocationMethod, Cart, Checkout, CheckoutStatus, CouponDuration, Discounts, Field, Quote};
    use crate::types::{Currency, Money, Timestamp};

    fn usd(minor: i64) -> Money {
        Money::new(minor, Currency::new("usd").unwrap())
    }

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    fn checkout(codes: &[&str], discounts: Discounts) -> Checkout {
        let cart = Cart { discount_codes: codes.iter().map(|code| (*code).to_owned()).collect(), ..Cart::default() };
        let quote = Quote { discounts, ..Quote::new(usd(0).currency, Vec::new(), Vec::new()) };
        Checkout::new("cs".into(), CheckoutStatus::ReadyForPayment, cart, quote, at("2026-04-17T00:00:00Z"))
    }

    fn applied(applied: model::AppliedDiscount) -> Discounts {
        Discounts { applied: vec![applied], ..Discounts::default() }
    }

    fn written(checkout: &Checkout) -> Result<Value, Unsayable> {
        let written = write(checkout, Currencies::of(&checkout.quote))?;
        Ok(to_value(written).unwrap())
    }

    // ACP-DISC-04
    #[test]
    fn discounts_are_told_where_there_are_codes_or_discounts() {
        assert_eq!(written(&checkout(&[], Discounts::default())).unwrap(), json!(null));
        assert_eq!(
            written(&checkout(&["Spring"], Discounts::default())).unwrap(),
            json!({"codes": ["Spring"], "applied": []})
        );
        let gift = model::AppliedDiscount::new("d", model::Coupon::percent("c", "Gift", 10.0), usd(5));
        assert_eq!(
            written(&checkout(&[], applied(gift))).unwrap(),
            json!({"codes": [], "applied": [
                {"id": "d", "coupon": {"id": "c", "name": "Gift", "percent_off": 10}, "amount": 5}
            ]})
        );
    }

    // ACP-DISC-16, ACP-EXT-02, ACP-EXT-04, ACP-EXT-05
    #[test]
    fn the_extension_is_declared_by_its_plain_name() {
        assert_eq!(
            to_value(declaration()).unwrap(),
            json!({"name": "discount", "extends": [
                "$.CheckoutSessionCreateRequest.discounts", "$.CheckoutSessionUpdateRequest.discounts",
                "$.CheckoutSession.discounts"
            ]})
        );
    }

    // ACP-DISC-05, ACP-DISC-06, ACP-DISC-08
    #[test]
    fn a_discount_tells_its_rule_and_where_it_was_taken_off() {
        let mut coupon = model::Coupon::amount("c", "Five off", usd(500));
        coupon.duration = Some(CouponDuration::Repeating);
        coupon.duration_in_months = Some(3);
        coupon.max_redemptions = Some(100);
        coupon.times_redeemed = Some(0);
        coupon.metadata.insert("campaign".to_owned(), "spring".to_owned());
        let mut discount = model::AppliedDiscount::new("d", coupon, usd(500));
        discount.code = Some("SPRING".to_owned());
        discount.start = Some(at("2026-04-01T00:00:00Z"));
        discount.end = Some(at("2026-05-01T00:00:00Z"));
        discount.method = Some(AllocationMethod::Across);
        discount.priority = Some(1);
        discount.allocations = vec![
            model::DiscountAllocation::new(Field::LineItem(1), usd(300)),
            model::DiscountAllocation::new(Field::Selections, usd(200)),
        ];
        assert_eq!(
            written(&checkout(&["SPRING"], applied(discount))).unwrap()["applied"],
            json!([{
                "id": "d", "code": "SPRING",
                "coupon": {
                    "id": "c", "name": "Five off", "amount_off": 500, "currency": "usd", "duration": "repeating",
                    "duration_in_months": 3, "max_redemptions": 100, "times_redeemed": 0,
                    "metadata": {"campaign": "spring"}
                },
                "amount": 500, "start": "2026-04-01T00:00:00Z", "end": "2026-05-01T00:00:00Z", "method": "across",
                "priority": 1, "allocations": [
                    {"path": "$.line_items[1]", "amount": 300},
                    {"path": "$.totals[?(@.type=='fulfillment')]", "amount": 200}
                ]
            }])
        );
    }

    // ACP-DISC-05, ACP-DISC-06, ACP-DISC-07
    #[test]
    fn what_the_schema_does_not_allow_is_left_out() {
        let mut coupon = model::Coupon::percent("c", "Both", 10.0);
        coupon.amount_off = Some(usd(500));
        coupon.duration = Some("a_while".into());
        coupon.duration_in_months = Some(0);
        coupon.max_redemptions = Some(0);
        let mut discount = model::AppliedDiscount::new("d", coupon, usd(500));
        discount.code = Some("SPRING".to_owned());
        discount.automatic = true;
        discount.method = Some("somehow".into());
        discount.priority = Some(0);
        assert_eq!(
            written(&checkout(&[], applied(discount))).unwrap()["applied"],
            json!([{
                "id": "d", "coupon": {"id": "c", "name": "Both", "amount_off": 500, "currency": "usd"}, "amount": 500,
                "automatic": true
            }])
        );
        for percent in [-1.0, 100.5, f64::NAN] {
            let odd = model::AppliedDiscount::new("d", model::Coupon::percent("c", "Odd", percent), usd(5));
            assert_eq!(
                written(&checkout(&[], applied(odd))).unwrap()["applied"][0]["coupon"],
                json!({"id": "c", "name": "Odd"})
            );
        }
    }

    // ACP-MON-13, ACP-DISC-05
    #[test]
    fn a_negative_discount_is_refused() {
        let coupon = || model::Coupon::percent("c", "Odd", 10.0);
        let mut in_allocation = model::AppliedDiscount::new("d", coupon(), usd(5));
        in_allocation.allocations = vec![model::DiscountAllocation::new(Field::LineItem(0), usd(-5))];
        let in_coupon = model::AppliedDiscount::new("d", model::Coupon::amount("c", "Odd", usd(-5)), usd(5));
        for odd in [model::AppliedDiscount::new("d", coupon(), usd(-5)), in_allocation, in_coupon] {
            assert!(written(&checkout(&[], applied(odd))).is_err());
        }
    }

    // ACP-DISC-10
    #[test]
    fn a_rejected_code_says_why_in_listed_words() {
        let reasons = "expired invalid already_applied combination_disallowed minimum_not_met user_not_logged_in \
                       user_ineligible usage_limit_reached";
        for reason in reasons.split_whitespace().map(|reason| format!("discount_code_{reason}")) {
            let rejected = model::RejectedDiscount::new("OLD", reason.as_str().into());
            let discounts = Discounts { rejected: vec![rejected], ..Discounts::default() };
            assert_eq!(
                written(&checkout(&["OLD"], discounts)).unwrap()["rejected"],
                json!([{"code": "OLD", "reason": reason}])
            );
        }
        let mut rejected = model::RejectedDiscount::new("OLD", "out_of_fashion".into());
        rejected.message = Some("Nobody wears it".to_owned());
        let discounts = Discounts { rejected: vec![rejected], ..Discounts::default() };
        assert_eq!(
            written(&checkout(&["OLD"], discounts)).unwrap()["rejected"],
            json!([{"code": "OLD", "reason": "discount_code_invalid", "message": "Nobody wears it"}])
        );
    }
}
