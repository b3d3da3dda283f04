//! What codes take off, and what the shop takes off by itself.
//!
//! Each discount is taken off what the one before it left: by priority, the lower number first; without one, the
//! percentages before the amounts, those of the shop's own before those of codes, and codes in the order of the cart.
//! Percentages come off every line, amounts off the order, each at most what is left of it. A percentage that follows
//! an amount comes off the order as well, because that is where the amount was taken off.

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
    let mut discounts = Discounts::default();
    let mut accepted: Vec<Accepted<'_>> = Vec::new();
    let goods = Money::sum(catalog.currency, lines.iter().map(|line| line.base_amount))?;
    for rule in catalog.automatic_discounts() {
        if holds(rule, goods, now).is_ok() {
            accepted.push(Accepted { code: None, rule });
        }
    }
    for code in codes {
        match judge(catalog, code, &accepted, goods, now) {
            Ok(rule) => accepted.push(Accepted { code: Some(code), rule }),
            Err(reason) => discounts.rejected.push(reject(code, reason)),
        }
    }
    // A stable sort, so that codes keep the order of the cart where nothing else orders them (ACP-DISC-09).
    accepted.sort_by_key(|Accepted { rule, .. }| {
        (rule.priority.unwrap_or(u32::MAX), matches!(rule.reduction, Reduction::Amount(_)))
    });

    let mut off_order = Money::zero(catalog.currency);
    for (priority, accepted) in (1..).zip(accepted) {
        let mut applied = match accepted.rule.reduction {
            Reduction::Percent(rate) if off_order.is_zero() => {
                accepted.take_off_lines(catalog, lines, rate.min(WHOLE))?
            }
            reduction => {
                let left = subtotal(catalog, lines)?.checked_sub(off_order)?;
                let taken = match reduction {
                    Reduction::Percent(rate) => left.checked_share(rate.min(WHOLE))?,
                    Reduction::Amount(amount) if amount.minor > left.minor => left,
                    Reduction::Amount(amount) => amount,
                };
                off_order = off_order.checked_add(taken)?;
                accepted.applied(taken, AllocationMethod::Across)
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
    holds(rule, goods, now)?;
    let mut other_codes = accepted.iter().filter(|earlier| earlier.code.is_some());
    if other_codes.any(|earlier| earlier.rule.exclusive || rule.exclusive) {
        return Err(DiscountRejection::CombinationDisallowed);
    }
    Ok(rule)
}

/// Whether a discount holds at that time for goods at that price.
fn holds(rule: &DiscountCode, goods: Money, now: Timestamp) -> Result<(), DiscountRejection> {
    if rule.expires_at.is_some_and(|end| end <= now) {
        return Err(DiscountRejection::Expired);
    }
    if rule.minimum.is_some_and(|minimum| goods.minor < minimum.minor) {
        return Err(DiscountRejection::MinimumNotMet);
    }
    Ok(())
}

fn reject(code: &str, reason: DiscountRejection) -> RejectedDiscount {
    let why = match reason {
        DiscountRejection::AlreadyApplied => "is applied already",
        DiscountRejection::Expired => "is over",
        DiscountRejection::MinimumNotMet => "needs a larger order",
        DiscountRejection::CombinationDisallowed => "does not go with the other codes",
        _ => "is not a code of this shop",
    };
    let message = Some(format!("{code} {why}."));
    RejectedDiscount { message, ..RejectedDiscount::new(code, reason) }
}

/// A discount that counts: the code as the buyer typed it, if it took one, and the rule behind it.
#[derive(Debug)]
struct Accepted<'a> {
    code: Option<&'a str>,
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
        Ok(AppliedDiscount { allocations, ..self.applied(taken, AllocationMethod::Each) })
    }

    /// What comes off across the order has no allocations (C-DISC-03).
    fn applied(&self, taken: Money, method: AllocationMethod) -> AppliedDiscount {
        let (id, name) = (self.rule.code.as_str(), self.rule.name.as_str());
        let coupon = match self.rule.reduction {
            Reduction::Percent(rate) => Coupon::percent(id, name, f64::from(rate.min(WHOLE)) / 10_000.0),
            Reduction::Amount(amount) => Coupon::amount(id, name, amount),
        };
        AppliedDiscount {
            code: self.code.map(str::to_owned),
            automatic: self.code.is_none(),
            end: self.rule.expires_at,
            method: Some(method),
            ..AppliedDiscount::new(format!("discount_{}", self.rule.code), coupon, taken)
        }
    }

    fn detail(&self, amount: Money) -> DiscountDetail {
        DiscountDetail {
            code: self.code.map(str::to_owned),
            description: Some(self.rule.name.clone()),
            source: Some(if self.code.is_some() { DiscountSource::Coupon } else { DiscountSource::Automatic }),
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
