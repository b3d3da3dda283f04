//! What codes take off.
//!
//! Percentages come off every line, one code after the other in the order of the cart, each from what the one before
//! it left. Amounts come off the order after that, each at most what is left of it.

use std::cmp::Reverse;

use super::catalog::{Catalog, DiscountCode, Reduction};
use super::pricing::PricedLine;
use crate::model::{
    AllocationMethod, AppliedDiscount, Coupon, DiscountAllocation, DiscountDetail, DiscountKind, DiscountRejection,
    DiscountSource, Discounts, Field, RejectedDiscount,
};
use crate::types::{Money, MoneyError, Timestamp};

/// One whole, in millionths.
const WHOLE: u32 = 1_000_000;

/// What the codes of a cart came to.
#[derive(Debug, Default)]
pub(super) struct Reductions {
    pub(super) discounts: Discounts,
    /// What comes off the order. What comes off the lines stands on them.
    pub(super) off_order: Option<Money>,
}

/// Applies the codes: writes on the lines what comes off them, and tells the rest.
pub(super) fn apply(
    catalog: &Catalog,
    lines: &mut [PricedLine<'_>],
    codes: &[String],
    now: Timestamp,
) -> Result<Reductions, MoneyError> {
    if codes.is_empty() {
        return Ok(Reductions::default());
    }
    let mut discounts = Discounts::default();
    let mut accepted: Vec<Accepted<'_>> = Vec::new();
    let goods = Money::sum(catalog.currency, lines.iter().map(|line| line.base_amount))?;
    for code in codes {
        match judge(catalog, code, &accepted, goods, now) {
            Ok(rule) => accepted.push(Accepted { code, rule }),
            Err(reason) => discounts.rejected.push(reject(code, reason)),
        }
    }
    // A stable sort: percentages come first, and among each other the codes keep the order of the cart.
    accepted.sort_by_key(|accepted| matches!(accepted.rule.reduction, Reduction::Amount(_)));

    let mut off_order = Money::zero(catalog.currency);
    for (priority, accepted) in (1..).zip(accepted) {
        let mut applied = match accepted.rule.reduction {
            Reduction::Percent(rate) => accepted.take_off_lines(catalog, lines, rate.min(WHOLE))?,
            Reduction::Amount(amount) => {
                let left = subtotal(catalog, lines)?.checked_sub(off_order)?;
                let taken = if amount.minor > left.minor { left } else { amount };
                off_order = off_order.checked_add(taken)?;
                accepted.take_off_order(amount, taken)
            }
        };
        applied.priority = Some(priority);
        discounts.applied.push(applied);
    }
    Ok(Reductions { discounts, off_order: Some(off_order).filter(|amount| !amount.is_zero()) })
}

fn subtotal(catalog: &Catalog, lines: &[PricedLine<'_>]) -> Result<Money, MoneyError> {
    lines.iter().try_fold(Money::zero(catalog.currency), |sum, line| sum.checked_add(line.subtotal()?))
}

/// Whether a code counts, and if not, why. `goods` is what the lines cost before any discount.
fn judge<'a>(
    catalog: &'a Catalog,
    code: &str,
    accepted: &[Accepted<'_>],
    goods: Money,
    now: Timestamp,
) -> Result<&'a DiscountCode, DiscountRejection> {
    let rule = catalog.discount(code).ok_or(DiscountRejection::Invalid)?;
    if accepted.iter().any(|earlier| earlier.rule.code == rule.code) {
        return Err(DiscountRejection::AlreadyApplied);
    }
    if rule.expires_at.is_some_and(|end| end <= now) {
        return Err(DiscountRejection::Expired);
    }
    if rule.minimum.is_some_and(|minimum| goods.minor < minimum.minor) {
        return Err(DiscountRejection::MinimumNotMet);
    }
    Ok(rule)
}

fn reject(code: &str, reason: DiscountRejection) -> RejectedDiscount {
    let why = match reason {
        DiscountRejection::AlreadyApplied => "is applied already",
        DiscountRejection::Expired => "is over",
        DiscountRejection::MinimumNotMet => "needs a larger order",
        _ => "is not a code of this shop",
    };
    let message = Some(format!("{code} {why}."));
    RejectedDiscount { message, ..RejectedDiscount::new(code, reason) }
}

/// A code that counts: as the buyer typed it, and the rule behind it.
#[derive(Debug)]
struct Accepted<'a> {
    code: &'a str,
    rule: &'a DiscountCode,
}

impl Accepted<'_> {
    fn take_off_lines(
        &self,
        catalog: &Catalog,
        lines: &mut [PricedLine<'_>],
        rate: u32,
    ) -> Result<AppliedDiscount, MoneyError> {
        let subtotals = lines.iter().map(PricedLine::subtotal).collect::<Result<Vec<_>, _>>()?;
        let shares = spread(&subtotals, rate)?;
        let mut allocations = Vec::with_capacity(lines.len());
        for (index, (line, share)) in lines.iter_mut().zip(shares).enumerate() {
            if !share.is_zero() {
                line.discount = line.discount.checked_add(share)?;
                line.discount_details.push(self.detail(share));
                allocations.push(DiscountAllocation::new(Field::LineItem(index), share));
            }
        }
        let taken = Money::sum(catalog.currency, allocations.iter().map(|allocation| allocation.amount))?;
        let percent_off = f64::from(rate) / 10_000.0;
        let coupon = Coupon::percent(self.rule.code.as_str(), self.rule.name.as_str(), percent_off);
        Ok(AppliedDiscount { allocations, ..self.applied(coupon, taken, AllocationMethod::Each) })
    }

    /// What comes off across the order has no allocations (C-DISC-03).
    fn take_off_order(&self, amount: Money, taken: Money) -> AppliedDiscount {
        let coupon = Coupon::amount(self.rule.code.as_str(), self.rule.name.as_str(), amount);
        self.applied(coupon, taken, AllocationMethod::Across)
    }

    fn applied(&self, coupon: Coupon, taken: Money, method: AllocationMethod) -> AppliedDiscount {
        AppliedDiscount {
            code: Some(self.code.to_owned()),
            end: self.rule.expires_at,
            method: Some(method),
            ..AppliedDiscount::new(format!("discount_{}", self.rule.code), coupon, taken)
        }
    }

    fn detail(&self, amount: Money) -> DiscountDetail {
        DiscountDetail {
            code: Some(self.code.to_owned()),
            description: Some(self.rule.name.clone()),
            source: Some(DiscountSource::Coupon),
            ..DiscountDetail::new(DiscountKind::Percentage, amount)
        }
    }
}

/// The share of `rate` millionths of every amount, rounded so that the shares add up to the rounded share of the sum:
/// all are rounded down, and what is missing goes one unit each to those that lost the most, the earlier one first.
fn spread(amounts: &[Money], rate: u32) -> Result<Vec<Money>, MoneyError> {
    let exact: Vec<i128> = amounts.iter().map(|amount| i128::from(amount.minor) * i128::from(rate)).collect();
    let whole = i128::from(WHOLE);
    let sum: i128 = exact.iter().sum();
    let rounded_down: i128 = exact.iter().map(|share| share / whole).sum();
    let missing = usize::try_from((sum + whole / 2) / whole - rounded_down).unwrap_or(0);

    let mut shares = amounts
        .iter()
        .zip(&exact)
        .map(|(amount, share)| {
            let minor = i64::try_from(share / whole).map_err(|_| MoneyError::Overflow)?;
            Ok(Money::new(minor, amount.currency))
        })
        .collect::<Result<Vec<_>, MoneyError>>()?;
    let mut by_loss: Vec<_> = shares.iter_mut().zip(&exact).collect();
    by_loss.sort_by_key(|(_, share)| Reverse(**share % whole));
    for (share, _) in by_loss.into_iter().take(missing) {
        share.minor += 1;
    }
    Ok(shares)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::Currency;

    /// The shares of `rate` millionths of these dollar amounts.
    fn shares(amounts: &[i64], rate: u32) -> Vec<i64> {
        let usd = Currency::new("usd").unwrap();
        let amounts: Vec<_> = amounts.iter().map(|&minor| Money::new(minor, usd)).collect();
        spread(&amounts, rate).unwrap().into_iter().map(|share| share.minor).collect()
    }

    #[test]
    fn shares_add_up_to_the_rounded_whole() {
        // 10 % of 375.0 + 99.9 + 240.0: 714.9 rounds to 715, and the unit that is missing goes where 0.9 was lost.
        assert_eq!(shares(&[3_750, 999, 2_400], 100_000), [375, 100, 240]);
        // A third of 100 each: 33.3333 × 3 = 99.9999 rounds to 100; equal losses, so the first line takes the unit.
        assert_eq!(shares(&[100, 100, 100], 333_333), [34, 33, 33]);
        // 10 % of 5 + 5 + 5: 1.5 rounds half up to 2.
        assert_eq!(shares(&[5, 5, 5], 100_000), [1, 1, 0]);
        // 10 % of 1 + 1 + 1 + 1: 0.4 rounds to nothing.
        assert_eq!(shares(&[1, 1, 1, 1], 100_000), [0, 0, 0, 0]);
    }

    #[test]
    fn a_share_is_never_more_than_its_amount() {
        assert_eq!(shares(&[7, 0, 11], WHOLE), [7, 0, 11]);
        assert_eq!(shares(&[], 100_000), [0_i64; 0]);
        // 99.9999 % of 1 + 0 + 1: 1.999998 rounds to 2; nothing goes to the line that costs nothing.
        assert_eq!(shares(&[1, 0, 1], 999_999), [1, 0, 1]);
        assert_eq!(shares(&[i64::MAX], WHOLE), [i64::MAX]);
    }
}
