//! The discount extension: what became of the codes.

use super::field;
use crate::acp::v2026_04_17::convert::{amount::Currencies, list, number};
use crate::acp::v2026_04_17::{
    AppliedDiscount, Coupon, DiscountAllocation, DiscountDetail, DiscountsResponse, RejectedDiscount,
};
use crate::model;
use crate::types::{Money, Quantity};

/// The codes, and what became of them.
pub(super) fn read(discounts: Option<DiscountsResponse>, currencies: Currencies) -> (Vec<String>, model::Discounts) {
    let DiscountsResponse { codes, applied, rejected } = discounts.unwrap_or_default();
    let discounts = model::Discounts {
        applied: list::read(applied, |applied| read_applied(applied, currencies)),
        rejected: list::read(rejected, read_rejected),
    };
    (codes.unwrap_or_default(), discounts)
}

fn read_applied(applied: AppliedDiscount, currencies: Currencies) -> model::AppliedDiscount {
    model::AppliedDiscount {
        id: applied.id,
        code: applied.code,
        coupon: read_coupon(applied.coupon, currencies),
        amount: currencies.read(applied.amount),
        automatic: applied.automatic.unwrap_or(false),
        start: applied.start,
        end: applied.end,
        method: applied.method.map(|method| model::AllocationMethod::from(method.as_str())),
        priority: applied.priority.map(count),
        allocations: list::read(applied.allocations, |allocation| read_allocation(allocation, currencies)),
    }
}

fn read_allocation(allocation: DiscountAllocation, currencies: Currencies) -> model::DiscountAllocation {
    model::DiscountAllocation {
        field: field::read_allocation(allocation.path),
        amount: currencies.read(allocation.amount),
    }
}

fn read_coupon(coupon: Coupon, currencies: Currencies) -> model::Coupon {
    let currency = coupon.currency.unwrap_or(currencies.paid);
    model::Coupon {
        id: coupon.id,
        name: coupon.name,
        percent_off: coupon.percent_off.and_then(|percent| percent.as_f64()),
        amount_off: coupon.amount_off.map(|minor| Money::new(minor, currency)),
        duration: coupon.duration.map(|duration| model::CouponDuration::from(duration.as_str())),
        duration_in_months: coupon.duration_in_months.map(count),
        max_redemptions: coupon.max_redemptions.map(count),
        times_redeemed: coupon.times_redeemed.map(number::count),
        metadata: coupon.metadata.unwrap_or_default(),
    }
}

fn read_rejected(rejected: RejectedDiscount) -> model::RejectedDiscount {
    let RejectedDiscount { code, reason, message } = rejected;
    model::RejectedDiscount { code, reason: model::DiscountRejection::from(reason.as_str()), message }
}

/// A discount on a line.
pub(super) fn read_detail(detail: DiscountDetail, currencies: Currencies) -> model::DiscountDetail {
    model::DiscountDetail {
        kind: model::DiscountKind::from(detail.kind.as_str()),
        amount: currencies.read(detail.amount),
        code: detail.code,
        description: detail.description,
        source: detail.source.map(|source| model::DiscountSource::from(source.as_str())),
    }
}

fn count(pieces: Quantity) -> u32 {
    number::count(pieces.get().unsigned_abs())
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    use super::*;
    use crate::types::Currency;

    #[test]
    fn the_amount_of_a_rule_is_in_the_session_s_currency_unless_it_says_otherwise() {
        let usd = Currency::new("usd").unwrap();
        let currencies = Currencies { paid: usd, shown: None };
        let amount_off = |coupon| read_coupon(from_value(coupon).unwrap(), currencies).amount_off;
        assert_eq!(amount_off(json!({"id": "c", "name": "Five off", "amount_off": 500})), Some(Money::new(500, usd)));
        assert_eq!(
            amount_off(json!({"id": "c", "name": "Five off", "amount_off": 500, "currency": "eur"})),
            Some(Money::new(500, Currency::new("eur").unwrap()))
        );
        assert_eq!(read(None, currencies), (Vec::new(), model::Discounts::default()));
    }
}
