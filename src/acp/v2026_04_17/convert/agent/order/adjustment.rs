//! What changed after an order was placed.

use super::read_reference;
use crate::acp::v2026_04_17::convert::{amount::Currencies, list};
use crate::acp::v2026_04_17::{Adjustment, AdjustmentType};
use crate::model;
use crate::types::Money;

pub(super) fn read(adjustment: Adjustment, currencies: Currencies) -> model::Adjustment {
    let currency = adjustment.currency.unwrap_or(currencies.paid);
    model::Adjustment {
        id: adjustment.id,
        kind: read_kind(&adjustment.kind),
        occurred_at: adjustment.occurred_at,
        status: model::AdjustmentStatus::from(adjustment.status.as_str()),
        lines: list::read(adjustment.line_items, read_reference),
        amount: adjustment.amount.map(|minor| Money::new(minor, currency)),
        description: adjustment.description,
        reason: adjustment.reason,
    }
}

/// The earlier edition had three words more, of which the newer says each by another (C-ORD-01).
fn read_kind(kind: &AdjustmentType) -> model::AdjustmentKind {
    match kind.as_str() {
        "partial_refund" => model::AdjustmentKind::Refund,
        "store_credit" => model::AdjustmentKind::Credit,
        "chargeback" => model::AdjustmentKind::Dispute,
        kind => model::AdjustmentKind::from(kind),
    }
}
