//! The sums of a session.

use crate::acp::v2025_09_29;
use crate::acp::v2025_09_29::convert::total as first_release;
use crate::acp::v2025_12_12::Total;
use crate::model;
use crate::types::{Currency, MoneyError};

/// The totals in the kinds of the first release, with their descriptions (ACP-MON-04).
pub(super) fn from_model(totals: &[model::Total], currency: Currency) -> Result<Vec<Total>, MoneyError> {
    let written = totals.iter().filter_map(|total| first_release::kind(&total.kind).map(|kind| (kind, total)));
    written
        .map(|(kind, total)| {
            let v2025_09_29::Total { kind, display_text, amount } = first_release::one(kind, total, currency)?;
            Ok(Total { kind, display_text, amount, description: total.description.clone() })
        })
        .collect()
}

impl Total {
    pub(super) fn into_model(self, currency: Currency) -> model::Total {
        let Self { kind, display_text, amount, description } = self;
        let total = v2025_09_29::Total { kind, display_text, amount };
        model::Total { description, ..total.into_model(currency) }
    }
}
