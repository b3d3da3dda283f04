//! The sums of a session.

use super::amount::minor;
use crate::acp::v2025_09_29::{Total, TotalType};
use crate::model::{self, TotalKind};
use crate::types::{Currency, Money, MoneyError};

/// The totals in the eight kinds of this release (ACP-MON-04). Their sum stays what it is: each kind that came later
/// becomes one that counts the same way. What was paid back belongs to orders alone.
pub(super) fn from_model(totals: &[model::Total], currency: Currency) -> Result<Vec<Total>, MoneyError> {
    totals.iter().filter_map(|total| kind(&total.kind).map(|kind| one(kind, total, currency))).collect()
}

pub(crate) fn kind(kind: &TotalKind) -> Option<TotalType> {
    Some(match kind {
        TotalKind::ItemsBaseAmount => TotalType::ItemsBaseAmount,
        TotalKind::ItemsDiscount => TotalType::ItemsDiscount,
        TotalKind::Subtotal => TotalType::Subtotal,
        TotalKind::Discount | TotalKind::StoreCredit => TotalType::Discount,
        TotalKind::Fulfillment => TotalType::Fulfillment,
        TotalKind::Tax => TotalType::Tax,
        TotalKind::Fee | TotalKind::GiftWrap | TotalKind::Tip | TotalKind::_Unlisted(_) => TotalType::Fee,
        TotalKind::Total => TotalType::Total,
        TotalKind::AmountRefunded => return None,
    })
}

pub(crate) fn one(kind: TotalType, total: &model::Total, currency: Currency) -> Result<Total, MoneyError> {
    let display_text = match total.presentment_amount {
        Some(shown) => format!("{} ({shown})", total.display_text).into(),
        None => total.display_text.clone(),
    };
    Ok(Total { kind, display_text, amount: minor(currency, total.amount)? })
}

impl Total {
    pub(crate) fn into_model(self, currency: Currency) -> model::Total {
        model::Total {
            kind: TotalKind::from(self.kind.as_str()),
            amount: Money::new(self.amount, currency),
            display_text: self.display_text,
            description: None,
            presentment_amount: None,
            breakdown: Vec::new(),
        }
    }
}
