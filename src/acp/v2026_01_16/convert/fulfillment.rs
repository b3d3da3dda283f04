//! What the ways to deliver cost.

use crate::acp::v2025_12_12;
use crate::acp::v2026_01_16::{
    FulfillmentOption, FulfillmentOptionDigital, FulfillmentOptionShipping, Total, TotalType,
};
use crate::model::TotalKind;

/// The option of 2025-12-12, its amounts as a list (ACP-FUL-06).
pub(super) fn write(option: v2025_12_12::FulfillmentOption) -> FulfillmentOption {
    match option {
        v2025_12_12::FulfillmentOption::Shipping(option) => FulfillmentOption::Shipping(FulfillmentOptionShipping {
            id: option.id,
            title: option.title,
            description: option.subtitle,
            carrier: option.carrier,
            earliest_delivery_time: option.earliest_delivery_time,
            latest_delivery_time: option.latest_delivery_time,
            totals: totals(option.subtotal, option.tax, option.total),
        }),
        v2025_12_12::FulfillmentOption::Digital(option) => FulfillmentOption::Digital(FulfillmentOptionDigital {
            id: option.id,
            title: option.title,
            description: option.subtitle,
            totals: totals(option.subtotal, option.tax, option.total),
        }),
    }
}

/// The amounts under the names that they usually have (C-MON-05).
fn totals(subtotal: Option<i64>, tax: Option<i64>, total: i64) -> Vec<Total> {
    let sums = [(TotalKind::Subtotal, subtotal), (TotalKind::Tax, tax), (TotalKind::Total, Some(total))];
    let sums = sums
        .into_iter()
        .filter_map(|(kind, amount)| Some(Total::new(TotalType::from(kind.as_str()), kind.default_text(), amount?)));
    sums.collect()
}

pub(super) fn read(option: FulfillmentOption) -> v2025_12_12::FulfillmentOption {
    match option {
        FulfillmentOption::Shipping(option) => {
            let Amounts { subtotal, tax, total } = Amounts::of(&option.totals);
            v2025_12_12::FulfillmentOption::Shipping(v2025_12_12::FulfillmentOptionShipping {
                id: option.id,
                title: option.title,
                subtitle: option.description,
                carrier: option.carrier,
                earliest_delivery_time: option.earliest_delivery_time,
                latest_delivery_time: option.latest_delivery_time,
                subtotal: Some(subtotal),
                tax: Some(tax),
                total,
            })
        }
        FulfillmentOption::Digital(option) => {
            let Amounts { subtotal, tax, total } = Amounts::of(&option.totals);
            v2025_12_12::FulfillmentOption::Digital(v2025_12_12::FulfillmentOptionDigital {
                id: option.id,
                title: option.title,
                subtitle: option.description,
                subtotal: Some(subtotal),
                tax: Some(tax),
                total,
            })
        }
    }
}

struct Amounts {
    subtotal: i64,
    tax: i64,
    total: i64,
}

impl Amounts {
    /// Merchants disagree on what they call the price in the end, and some say nothing else (C-FUL-06).
    fn of(totals: &[Total]) -> Self {
        let first = |kind: TotalType| totals.iter().find(|total| total.kind == kind).map(|total| total.amount);
        let taxes = totals.iter().filter(|total| total.kind == TotalType::Tax);
        let tax = taxes.fold(0, |sum: i64, total| sum.saturating_add(total.amount));
        let subtotal = first(TotalType::Subtotal);
        let total = first(TotalType::Total).or_else(|| first(TotalType::Fulfillment));
        let total = total.unwrap_or_else(|| subtotal.unwrap_or(0).saturating_add(tax));
        Self { subtotal: subtotal.unwrap_or_else(|| total.saturating_sub(tax)), tax, total }
    }
}
